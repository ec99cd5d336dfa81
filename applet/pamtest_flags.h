/* SPDX-License-Identifier: MIT */
#ifndef APPLET_PAMTEST_FLAGS_H
#define APPLET_PAMTEST_FLAGS_H

#include <stdbool.h>
#include <stddef.h>

/* What of the flags is wrong: constant text, and len bytes of the flags. */
struct pamtest_wrong {
	const char *what; /* NULL: nothing */
	const char *word;
	size_t len;
};

/*
 * The value of pamtester's flags, what stands between the brackets of an
 * operation: names of flags, whatever their case, or decimal numbers, with
 * & ^ | between them, which bind as in C, and ~ before one. Nothing at all is
 * 0; an operator behind the last one says nothing.
 */
int pamtest_flags(const char *text, struct pamtest_wrong *wrong);

#endif
