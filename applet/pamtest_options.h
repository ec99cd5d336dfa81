/* SPDX-License-Identifier: MIT */
#ifndef APPLET_PAMTEST_OPTIONS_H
#define APPLET_PAMTEST_OPTIONS_H

#include <stdbool.h>

/* What each line begins with: pamtester's name, which scripts look for. */
#define PAMTEST_NAME "pamtester: "

struct pamtest_options {
	char **argv;
	const char *service;
	const char *user;  /* may be empty */
	char **operations; /* at least one; NULL behind the last */
	bool verbose;
	bool ledger;
	bool json;
};

extern const char pamtest_usage[];

/*
 * Reads the command line. false: what is wrong was told, in pamtester's words
 * where it has some for it.
 */
bool pamtest_options_parse(char **argv, struct pamtest_options *options);

/*
 * The next -I ('I') or -E ('E') of a command line that was parsed: its value,
 * or NULL. *at is 1 at first, and is moved on.
 */
const char *pamtest_options_next(const struct pamtest_options *options,
				 int letter, int *at);

#endif
