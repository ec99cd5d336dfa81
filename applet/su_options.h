/* SPDX-License-Identifier: MIT */
/*
 * su's command line, as util-linux has it: options stand before and behind the
 * user, up to "--".
 */
#ifndef APPLET_SU_OPTIONS_H
#define APPLET_SU_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define SU_GROUPS_MAX 32
#define SU_ARGUMENTS_MAX 32768

enum su_pty {
	SU_PTY_BY_RULE,
	SU_PTY_ALWAYS,
	SU_PTY_NEVER
};

struct su_options {
	bool login;
	bool preserve;
	bool fast;
	bool same_session; /* --session-command */
	enum su_pty pty;
	const char *command;                   /* NULL: none */
	const char *shell;                     /* NULL: the user's */
	const char *keep;                      /* -w; NULL: nothing */
	const char *group;                     /* -g; NULL: the user's */
	const char *groups[SU_GROUPS_MAX + 1]; /* -G; room for -g behind */
	size_t groups_count;
	const char *user;                      /* NULL: root */
	char *arguments[SU_ARGUMENTS_MAX + 1]; /* NULL-terminated */
	size_t arguments_count;
};

extern const char su_usage[];

/* *options is zero. false: STATUS_USAGE, and it was told. */
bool su_options_parse(char **argv, struct su_options *options);

#endif
