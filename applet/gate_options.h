/* SPDX-License-Identifier: MIT */
/*
 * gate's command line.
 */
#ifndef APPLET_GATE_OPTIONS_H
#define APPLET_GATE_OPTIONS_H

#include "base/action.h"
#include "prompt/prompt.h"

#include <stdbool.h>

#define GATE_CONSOLES_MAX 8

struct gate_options {
	const char *service;
	const char *user;  /* NULL: ask */
	const char *group; /* NULL: no rule */
	long timeout_s;
	unsigned tries; /* 0: no end */
	enum action action;
	struct prompt_options prompt;
	const char *consoles[GATE_CONSOLES_MAX]; /* what prompt points to */
	const char *message;                     /* NULL: none */
	bool check;
	const char *root; /* NULL: none; only with check */
	char **command;   /* NULL-terminated; command[0] is NULL: none */
};

extern const char gate_usage[];

/*
 * Parses argv, strictly: an unknown option, a number out of range, a mode that
 * is not in this build are errors, told on standard error. false: the caller
 * returns STATUS_USAGE (after --help too, which was printed then).
 */
bool gate_options_parse(char **argv, struct gate_options *options);

#endif
