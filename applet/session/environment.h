/* SPDX-License-Identifier: MIT */
/*
 * The command's environment, from the account, from PAM, and of what the caller
 * had as much as the applet is told to keep.
 */
#ifndef SESSION_ENVIRONMENT_H
#define SESSION_ENVIRONMENT_H

#include "session/identity.h"

#define ENVIRONMENT_MAX 1024

/*
 * What the caller's environment is good for. What ld.so(8) takes away from a
 * set-user-ID program (LD_PRELOAD ...) is kept by none of them.
 */
enum environment_kind {
	ENVIRONMENT_CLEAN,    /* TERM alone, when it is a plain word */
	ENVIRONMENT_CALLER,   /* all, but what the account sets goes over it */
	ENVIRONMENT_PRESERVED /* all, HOME, SHELL, USER, LOGNAME, PATH too */
};

struct environment_rule {
	enum environment_kind kind;
	/* ENVIRONMENT_CLEAN: these too, names with commas between; or NULL. */
	const char *keep;
	bool mail; /* set MAIL */
};

/*
 * Returns HOME, SHELL, USER, LOGNAME, PATH, MAIL, over what is kept, and over
 * them what PAM's list (NULL-terminated NAME=value) sets. NULL when there are
 * more than ENVIRONMENT_MAX. The array is static; the strings of pam and of the
 * caller are not copied.
 */
char **environment_make(const struct identity *identity,
			const struct environment_rule *rule, char **pam);

#endif
