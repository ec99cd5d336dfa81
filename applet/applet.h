/* SPDX-License-Identifier: MIT */
/*
 * What an applet is, and the table of those that are in this build.
 */
#ifndef APPLET_APPLET_H
#define APPLET_APPLET_H

#include "autoconf.h"

#include <stdbool.h>
#include <stddef.h>

/* A usage text: its first line, and what CONFIG_USAGE_TEXT is for. */
#if ENABLE_USAGE_TEXT
#define APPLET_USAGE(line, rest) line rest
#else
#define APPLET_USAGE(line, rest) line
#endif

struct applet {
	const char *name;    /* "gate"; also the name of its link */
	const char *summary; /* one line for `pamlet --help` */
	const char *usage;   /* its whole help text */
	/*
	 * Runs the applet. argv[0] is its name, argv[argc] is NULL. The process
	 * is hardened already (base/harden.h). Returns a status of status.h or
	 * the command's own; never exits itself.
	 */
	int (*run)(int argc, char **argv);
	/* It may run set-user-ID root; then without its rights until it asks
	 * for them (base/privilege.h). */
	bool set_user_id;
};

extern const struct applet applet_gate;
extern const struct applet applet_login;
extern const struct applet applet_sulogin;
extern const struct applet applet_su;
extern const struct applet applet_passwd;
extern const struct applet applet_vlock;
extern const struct applet applet_pamtest;
extern const struct applet applet_faillock;

/*
 * The applets of this build, one after the other: *index is 0 at first and is
 * moved on. NULL after the last.
 */
const struct applet *applet_next(size_t *index);

#endif
