/* SPDX-License-Identifier: MIT */
/*
 * passwd's command line: that of shadow-utils, without -r and -R. Options may
 * stand behind USER.
 */
#ifndef APPLET_PASSWD_OPTIONS_H
#define APPLET_PASSWD_OPTIONS_H

#include "account/edit.h"

#include <stdbool.h>

struct passwd_options {
	const char *user; /* NULL: the caller */
	struct edit edit;
	bool edits; /* edit asks for something; user is not NULL then */
	bool status;
	bool all; /* with status, and without user */
	bool only_expired;
	bool quiet;
	bool help;
	bool root_only; /* what is for root alone */
};

extern const char passwd_usage[];

/* false: what is wrong was told on standard error. */
bool passwd_options_parse(char **argv, struct passwd_options *options);

#endif
