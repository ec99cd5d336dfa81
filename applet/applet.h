/* SPDX-License-Identifier: MIT */
/*
 * What an applet is, and the table of those that are in this build.
 */
#ifndef APPLET_APPLET_H
#define APPLET_APPLET_H

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
};

extern const struct applet applet_gate;

/* The applets of this build; the last one is followed by a NULL. */
extern const struct applet *const applets[];

#endif
