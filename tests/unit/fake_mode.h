/* SPDX-License-Identifier: MIT */
/*
 * The prompt modes, in place of the true ones: they reach nobody, keep what
 * they were given, and type what they were told.
 */
#ifndef UNIT_FAKE_MODE_H
#define UNIT_FAKE_MODE_H

#include "prompt/mode.h"

struct fake_mode {
	/* What the test sets: the next results, and what is typed. */
	enum prompt_result open_result;
	enum prompt_result ask_result;
	const char *typed;
	bool on_kernel_console;
	/* What happened. */
	const struct prompt_mode *opened; /* NULL: closed */
	const struct prompt_options *options;
	char asked[256];
	const char *asked_at;
	bool visible;
	enum echo_mode echo;
	struct deadline deadline;
	char shown[256];
	int begins;
	int shows;
	int flushes;
	int closes;
};

extern struct fake_mode fake_mode;

#endif
