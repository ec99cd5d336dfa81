/* SPDX-License-Identifier: MIT */
/*
 * Who a user is: numbers and names from the account files, read strictly
 * (libc-compat/account.h): an empty or overflowing uid is a broken account,
 * not root.
 */
#ifndef SESSION_IDENTITY_H
#define SESSION_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define IDENTITY_NAME_BYTES 257
#define IDENTITY_PATH_BYTES 1024

struct identity {
	char name[IDENTITY_NAME_BYTES];
	uid_t uid;
	gid_t gid;
	char home[IDENTITY_PATH_BYTES];
	char shell[IDENTITY_PATH_BYTES];
	/* In place of the groups that the user is a member of; 0: those. */
	const gid_t *groups;
	size_t groups_count;
};

/*
 * Looks name up. false: no such user, a broken account, or a field that is
 * too long; *identity is not to be used then.
 */
bool identity_find(const char *name, struct identity *identity);

/* Whether there is a group of that name. */
bool identity_group_exists(const char *group);

/* Whether the user is in it, as primary group or as a member. */
bool identity_in_group(const struct identity *identity, const char *group);

/*
 * Sets the process's groups to the user's (initgroups), before the
 * credentials are established: modules may add to them. Without root's rights
 * it is right only for who we are already. false: errno says why.
 */
bool identity_take_groups(const struct identity *identity);

/*
 * In the forked child: becomes the user for good; real, effective and saved
 * ids, read back. false: nothing may run.
 */
bool identity_become(const struct identity *identity);

#endif
