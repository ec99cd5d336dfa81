/* SPDX-License-Identifier: MIT */
/*
 * passwd's command line: that of shadow-utils, without -r. Options may
 * stand behind USER.
 */
#ifndef APPLET_PASSWD_OPTIONS_H
#define APPLET_PASSWD_OPTIONS_H

#include "account/edit.h"

#include <stdbool.h>

/* The letters of the options that were given: no two share a bit. */
#define PASSWD_FLAG(letter) (1u << ((letter)&31))

#define PASSWD_EDITS                                              \
	(PASSWD_FLAG('d') | PASSWD_FLAG('e') | PASSWD_FLAG('i')   \
	 | PASSWD_FLAG('l') | PASSWD_FLAG('n') | PASSWD_FLAG('u') \
	 | PASSWD_FLAG('w') | PASSWD_FLAG('x'))
#define PASSWD_ROOT_ONLY (PASSWD_EDITS | PASSWD_FLAG('a'))

struct passwd_options {
	const char *user; /* NULL: the caller; never so with PASSWD_EDITS */
	const char *root; /* NULL: none */
	unsigned flags;
	struct edit edit;
};

extern const char passwd_usage[];

/* false: what is wrong was told on standard error. */
bool passwd_options_parse(char **argv, struct passwd_options *options);

#endif
