/* SPDX-License-Identifier: MIT */
/*
 * Two prompt modes, tty and stdio, in place of the true ones: they reach
 * nobody, keep what they were given, and type what they were told.
 */
#ifndef UNIT_FAKE_MODE_H
#define UNIT_FAKE_MODE_H

#include "prompt/mode.h"

struct fake_mode {
	/* What the test sets: the next results, and what is typed. */
	enum prompt_result open_result;
	enum prompt_result ask_result;
	const char *typed;
	/* What happened. */
	const char *opened; /* the name of the mode, NULL: closed */
	const char *device;
	size_t devices_count;
	char asked[256];
	const struct echo_mode *echo;
	size_t cap_bytes;
	struct deadline deadline;
	char shown[256];
	int shows;
	int flushes;
	int closes;
};

extern struct fake_mode fake_mode;

#endif
