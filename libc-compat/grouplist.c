/* SPDX-License-Identifier: MIT */
/*
 * A user's groups. Broken lines give no membership (rule 8 of account.c); the
 * first of them is logged, because a policy may ask whether somebody is *not*
 * in a group.
 */
#define _GNU_SOURCE 1
#include "account.h"

#include <errno.h>
#include <grp.h>
#include <string.h>

/* As many groups as initgroups can set; more is an error, never fewer. */
enum {
	INITGROUPS_MAX = 1024
};

static bool
member_listed(char *members, const char *user)
{
	while (members != NULL) {
		if (strcmp(strsep(&members, ","), user) == 0) {
			return true;
		}
	}
	return false;
}

/* NULL and the group's id and members, or why the line is broken. */
static const char *
line_read(const struct account_line *line, uint32_t *gid, char **members)
{
	char *field[4] = {NULL};

	if (line->fault != NULL) {
		return line->fault;
	}
	if (!account_split(line->text, field, 4)) {
		return "wrong number of fields";
	}
	if (!account_name_ok(field[0])) {
		return "name empty or too long";
	}
	if (!account_number(field[2], strlen(field[2]), gid)) {
		return "bad group id";
	}
	*members = field[3];
	return NULL;
}

struct gid_list {
	gid_t *gid;
	int room;
	int count;
};

static void
list_add(struct gid_list *list, gid_t gid)
{
	if (list->count < list->room) {
		list->gid[list->count] = gid;
	}
	list->count++;
}

/* Adds the groups of the open file; false with errno if it cannot be read. */
static bool
list_collect(struct gid_list *list, const char *user, gid_t primary)
{
	struct account_line line = {0};
	const char *why = NULL;
	char *members = NULL;
	uint32_t gid = 0;
	bool complained = false;
	int more = 0;

	while ((more = account_reader_next(&line)) > 0) {
		why = line_read(&line, &gid, &members);
		if (why == NULL && gid != primary
		    && member_listed(members, user)) {
			list_add(list, gid);
		}
		if (why != NULL && !complained) {
			account_complain(account_group_path, line.number, why);
			complained = true;
		}
	}
	return more == 0;
}

int
getgrouplist(const char *user, gid_t primary, gid_t *groups, int *count)
{
	struct gid_list list = {groups, *count, 0};
	bool whole = true;
	int status = account_reader_open(account_group_path);

	list_add(&list, primary);
	if (status == 0) {
		whole = list_collect(&list, user, primary);
		account_reader_close();
	} else if (status != ENOENT) {
		errno = status;
		whole = false;
	}
	if (!whole) {
		return -1;
	}
	*count = list.count;
	return list.count > list.room ? -1 : list.count;
}

int
initgroups(const char *user, gid_t primary)
{
	static gid_t groups[INITGROUPS_MAX];
	int count = INITGROUPS_MAX;

	if (getgrouplist(user, primary, groups, &count) < 0) {
		return -1;
	}
	return setgroups((size_t)count, groups);
}
