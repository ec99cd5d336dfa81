/* SPDX-License-Identifier: MIT */
/* /etc/group: libc's <grp.h>, by the rules of account.c. */
#define _GNU_SOURCE 1
#include "account.h"

#include <grp.h>
#include <string.h>

/*
 * Room for the answers of getgrnam, getgrgid and getgrent: text and pointers
 * of some 900 members with names of 8 bytes. A larger group is ERANGE here;
 * the _r forms take any line that the rules allow.
 */
static struct group entry;
static char entry_text[16384];
static const struct account_storage entry_storage = {&entry, entry_text,
						     sizeof(entry_text)};
/* The line that getgrent gave last. */
static unsigned long last_line;

/*
 * Where the member pointers go: behind the end of the last field, aligned,
 * room for all of them and the NULL; or NULL if there is none.
 */
static char **
member_table(const struct account_storage *storage, const char *members)
{
	uintptr_t align = sizeof(char *);
	uintptr_t limit = (uintptr_t)storage->text + storage->size_bytes;
	uintptr_t table = (uintptr_t)members + strlen(members) + align;
	size_t count = 2;

	table -= table % align;
	while ((members = strchr(members, ',')) != NULL) {
		members++;
		count++;
	}
	if (table > limit || (limit - table) / sizeof(char *) < count) {
		return NULL;
	}
	return (char **)table;
}

static const char *
group_parse(const struct account_storage *storage, char *const *field)
{
	struct group *group = storage->record;
	char **member = NULL;
	char *rest = field[3];
	uint32_t gid = 0;

	if (!account_number(field[2], strlen(field[2]), &gid)) {
		return "bad group id";
	}
	member = member_table(storage, rest);
	if (member == NULL) {
		return account_no_room;
	}
	group->gr_name = field[0];
	group->gr_passwd = field[1];
	group->gr_gid = gid;
	group->gr_mem = member;
	/* Empty members ("a,,b") are nobody. */
	while (rest != NULL) {
		*member = strsep(&rest, ",");
		member += **member != '\0';
	}
	*member = NULL;
	return NULL;
}

const struct account_database account_group = {&account_group_path,
					       ACCOUNT_GROUP_LINE_MAX, 4,
					       group_parse};

static int
group_find_r(const struct account_key *key,
	     const struct account_storage *storage, struct group **result)
{
	void *found = NULL;
	int status = account_find_r(&account_group, key, storage, &found);

	*result = found;
	return status;
}

int
getgrnam_r(const char *name, struct group *record, char *buffer,
	   size_t size_bytes, struct group **result)
{
	struct account_key key = {.name = name};
	struct account_storage storage = {record, buffer, size_bytes};

	return group_find_r(&key, &storage, result);
}

int
getgrgid_r(gid_t gid, struct group *record, char *buffer, size_t size_bytes,
	   struct group **result)
{
	struct account_key key = {.id = &gid};
	struct account_storage storage = {record, buffer, size_bytes};

	return group_find_r(&key, &storage, result);
}

struct group *
getgrnam(const char *name)
{
	struct account_key key = {.name = name};

	return account_get(&account_group, &key, &entry_storage);
}

struct group *
getgrgid(gid_t gid)
{
	struct account_key key = {.id = &gid};

	return account_get(&account_group, &key, &entry_storage);
}

struct group *
getgrent(void)
{
	struct account_key key = {.after = &last_line};

	return account_get(&account_group, &key, &entry_storage);
}

void
setgrent(void)
{
	last_line = 0;
}

void
endgrent(void)
{
	last_line = 0;
}
