/* SPDX-License-Identifier: MIT */
#include "session/identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

/* false when it does not fit: a path that is cut is another path. */
static bool
copy(char *out, size_t size_bytes, const char *text)
{
	size_t len = strlen(text);

	if (len >= size_bytes) {
		return false;
	}
	memcpy(out, text, len + 1);
	return true;
}

bool
identity_find(const char *name, struct identity *identity)
{
	const struct passwd *entry = getpwnam(name);

	if (entry == NULL) {
		return false;
	}
	identity->groups_count = 0;
	identity->uid = entry->pw_uid;
	identity->gid = entry->pw_gid;
	return copy(identity->name, sizeof(identity->name), entry->pw_name)
	       && copy(identity->home, sizeof(identity->home), entry->pw_dir)
	       && copy(identity->shell, sizeof(identity->shell),
		       entry->pw_shell);
}

bool
identity_group_exists(const char *group)
{
	return getgrnam(group) != NULL;
}

bool
identity_in_group(const struct identity *identity, const char *group)
{
	const struct group *entry = getgrnam(group);

	if (entry == NULL) {
		return false;
	}
	if (entry->gr_gid == identity->gid) {
		return true;
	}
	for (char **member = entry->gr_mem; *member != NULL; member++) {
		if (strcmp(*member, identity->name) == 0) {
			return true;
		}
	}
	return false;
}

static bool
is_already(const struct identity *identity)
{
	return geteuid() == identity->uid && getuid() == identity->uid
	       && getegid() == identity->gid && getgid() == identity->gid;
}

bool
identity_take_groups(const struct identity *identity)
{
	if (geteuid() != 0) {
		errno = EPERM;
		return is_already(identity);
	}
	if (identity->groups_count > 0) {
		return setgroups(identity->groups_count, identity->groups) == 0;
	}
	return initgroups(identity->name, identity->gid) == 0;
}

bool
identity_become(const struct identity *identity)
{
	uid_t uid[3] = {0};
	gid_t gid[3] = {0};

	if (setresgid(identity->gid, identity->gid, identity->gid) != 0
	    || setresuid(identity->uid, identity->uid, identity->uid) != 0
	    || getresgid(&gid[0], &gid[1], &gid[2]) != 0
	    || getresuid(&uid[0], &uid[1], &uid[2]) != 0) {
		return false;
	}
	for (int i = 0; i < 3; i++) {
		if (uid[i] != identity->uid || gid[i] != identity->gid) {
			errno = EPERM;
			return false;
		}
	}
	return true;
}
