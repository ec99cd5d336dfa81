/* SPDX-License-Identifier: MIT */
/*
 * Changing one account's line of /etc/shadow.
 *
 * Rules:
 * 1. At every moment /etc/shadow is the old file or the new one, whole, with
 *    its owner and mode, whatever kills us: the new one is written beside it,
 *    under the lock that pam_unix and shadow-utils take (lckpwdf), and gets
 *    its place when it is on the disk.
 * 2. Each line that is not the user's is copied byte for byte (a last one without
 *    a newline gets it): libc-compat/account_update.c.
 * 3. What is no regular file (a symbolic link, too) is refused, and stays.
 * 4. No hash stays on the stack, or goes to a file that others could have open.
 */
#ifndef ACCOUNT_EDIT_H
#define ACCOUNT_EDIT_H

#include <stdbool.h>

enum edit_days {
	EDIT_LAST_CHANGE,
	EDIT_MIN,
	EDIT_MAX,
	EDIT_WARN,
	EDIT_INACTIVE,
	EDIT_DAYS
};

#define EDIT_NONE (-1L) /* an empty field */
#define EDIT_KEEP (-2L)

struct edit {
	/* The hash, in this order. What is done already is no error. */
	bool clear;
	bool unlock; /* refused where no password would be left */
	bool lock;
	long days[EDIT_DAYS]; /* a number, or one of the two above */
};

/*
 * Waits for the lock, for 15 seconds at most. NULL: done. Else why not, in
 * words that root may read, and all is as it was: errno says more, or is 0 where
 * the account itself is the reason (no line in shadow; see unlock).
 */
const char *edit_account(const char *user, const struct edit *edit);

#endif
