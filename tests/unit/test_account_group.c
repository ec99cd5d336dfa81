/* SPDX-License-Identifier: MIT */
// objects: tests/unit/account_fixture.c libc-compat/group.c
// objects: libc-compat/grouplist.c
// objects: libc-compat/account.c libc-compat/account_reader.c
// cflags: -include tests/unit/rename_account.h
/* /etc/group by the rules of libc-compat/account.c, and a user's groups. */
#include "unit_main.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "account_fixture.h"

#define ROOT "root:x:0:\n"
#define WHEEL "wheel:x:10:root,bob\n"

static void
assert_broken(const char *name, const char *log)
{
	fixture_log_count = 0;
	errno = 0;
	assert_null(getgrnam(name));
	assert_int_equal(errno, EINVAL);
	assert_int_equal(fixture_log_count, 1);
	assert_string_equal(fixture_log_last, log);
}

/* The group "big" with count members u0000000, u0000001, ... */
static char *
big_line(int count)
{
	char *line = malloc((size_t)count * 9 + 64);
	char *end = line + sprintf(line, "big:x:77:");

	for (int i = 0; i < count; i++) {
		end += sprintf(end, "%su%07d", i == 0 ? "" : ",", i);
	}
	strcpy(end, "\n");
	return line;
}

static void
group_fields(void **state)
{
	struct group *group = NULL;

	fixture_write("group", ROOT WHEEL "odd:x:11:,a,,b,");
	group = getgrnam("wheel");
	assert_non_null(group);
	assert_string_equal(group->gr_name, "wheel");
	assert_string_equal(group->gr_passwd, "x");
	assert_int_equal(group->gr_gid, 10);
	assert_string_equal(group->gr_mem[0], "root");
	assert_string_equal(group->gr_mem[1], "bob");
	assert_null(group->gr_mem[2]);
	group = getgrgid(0);
	assert_string_equal(group->gr_name, "root");
	assert_null(group->gr_mem[0]);
	group = getgrgid(11);
	assert_string_equal(group->gr_mem[0], "a");
	assert_string_equal(group->gr_mem[1], "b");
	assert_null(group->gr_mem[2]);
}

static void
group_broken_lines(void **state)
{
	fixture_write("group", "wheel:x:10\n" WHEEL);
	assert_broken("wheel", "group:1: refused: wrong number of fields");
	assert_string_equal(getgrgid(10)->gr_name, "wheel");
	fixture_write("group", ROOT "wheel:x::bob\n" WHEEL);
	assert_broken("wheel", "group:2: refused: bad group id");
	fixture_write("group", "wheel:x:4294967296:bob\n" WHEEL);
	assert_broken("wheel", "group:1: refused: bad group id");
	fixture_write("group", "wheel:x:10:bob\r\n" WHEEL);
	assert_broken("wheel", "group:1: refused: carriage return in line");
	assert_null(getgrgid(0));
}

static void
group_callers_storage(void **state)
{
	char text[128] = "";
	struct group group = {0};
	struct group *found = NULL;
	size_t need = 0;

	fixture_write("group", ROOT WHEEL);
	for (size_t shift = 0; shift < 8; shift++) {
		for (need = 0; need < 100; need++) {
			if (getgrnam_r("wheel", &group, text + shift, need,
				       &found)
			    != ERANGE) {
				break;
			}
			assert_null(found);
		}
		/* 20 bytes of text, 3 pointers, and what alignment takes. */
		assert_in_range(need, 44, 52);
		assert_ptr_equal(found, &group);
		assert_string_equal(group.gr_mem[1], "bob");
		assert_null(group.gr_mem[2]);
	}
	assert_int_equal(getgrgid_r(0, &group, text, 128, &found), 0);
	assert_ptr_equal(found, &group);
	assert_int_equal(getgrgid_r(99, &group, text, 128, &found), 0);
	assert_null(found);
}

/* As pam_modutil_getgrnam does it: again with more until it fits. */
static int
find_growing(const char *name, struct group *group, char **text)
{
	struct group *found = NULL;
	size_t size = 1024;
	int status = ERANGE;

	for (; status == ERANGE && size < 300000; size <<= 4) {
		*text = realloc(*text, size);
		status = getgrnam_r(name, group, *text, size, &found);
	}
	return status != 0 ? status : found != NULL ? 0 : -1;
}

static void
group_long_line(void **state)
{
	struct group group = {0};
	char *line = big_line(3600);
	char *text = NULL;

	fixture_write("group", line);
	assert_int_equal(find_growing("big", &group, &text), 0);
	assert_string_equal(group.gr_mem[3599], "u0003599");
	assert_null(group.gr_mem[3600]);
	errno = 0;
	assert_null(getgrnam("big"));
	assert_int_equal(errno, ERANGE);
	free(text);
	free(line);
}

static void
group_line_length(void **state)
{
	struct group group = {0};
	char *line = fixture_long("a:x:5:", 'm', 32767 - 6, "\n" WHEEL);
	char *text = NULL;

	fixture_write("group", line);
	assert_int_equal(find_growing("a", &group, &text), 0);
	assert_int_equal(strlen(group.gr_mem[0]), 32767 - 6);
	line[32767] = 'm';
	fixture_write("group", line);
	assert_broken("a", "group:1: refused: line too long");
	free(text);
	free(line);
}

static void
group_walk(void **state)
{
	fixture_write("group", ROOT "# broken\n" WHEEL);
	setgrent();
	assert_string_equal(getgrent()->gr_name, "root");
	assert_string_equal(getgrent()->gr_name, "wheel");
	assert_null(getgrent());
	endgrent();
	assert_string_equal(getgrent()->gr_name, "root");
	endgrent();
}

static void
grouplist_of_user(void **state)
{
	gid_t groups[8] = {0};
	int count = 8;

	fixture_write("group", ROOT WHEEL "bob:x:1000:bob\na:x:11:bobby,bo\n"
					  "b:x:12:eve,bob");
	assert_int_equal(getgrouplist("bob", 1000, groups, &count), 3);
	assert_int_equal(count, 3);
	assert_int_equal(groups[0], 1000);
	assert_int_equal(groups[1], 10);
	assert_int_equal(groups[2], 12);
	count = 2;
	groups[2] = 99;
	assert_int_equal(getgrouplist("bob", 1000, groups, &count), -1);
	assert_int_equal(count, 3);
	assert_int_equal(groups[2], 99);
	count = 0;
	assert_int_equal(getgrouplist("bob", 1000, NULL, &count), -1);
	assert_int_equal(count, 3);
	assert_int_equal(fixture_log_count, 0);
}

static void
grouplist_broken_lines(void **state)
{
	gid_t groups[8] = {0};
	int count = 8;

	fixture_write("group", "a:x::bob\nb:x:4294967296:bob\nc:x:5:bob,eve\r\n"
			       "d:x:6:bob:\n" WHEEL);
	assert_int_equal(getgrouplist("bob", 1000, groups, &count), 2);
	assert_int_equal(groups[1], 10);
	assert_int_equal(fixture_log_count, 1);
	assert_string_equal(fixture_log_last, "group:1: refused: bad group id");
}

/* Rule 3: who is listed in a group without a name is in none. */
static void
grouplist_names(void **state)
{
	char *text = fixture_long("", 'n', 257, ":x:6:bob\n:x:0:bob\n" WHEEL);
	gid_t groups[8] = {0};
	int count = 8;

	fixture_write("group", text);
	assert_int_equal(getgrouplist("bob", 1000, groups, &count), 2);
	assert_int_equal(groups[1], 10);
	assert_string_equal(fixture_log_last,
			    "group:1: refused: name empty or too long");
	free(text);
}

static void
grouplist_no_file(void **state)
{
	gid_t groups[8] = {0};
	int count = 8;

	assert_int_equal(getgrouplist("bob", 1000, groups, &count), 1);
	assert_int_equal(groups[0], 1000);
	assert_int_equal(mkdir("group", 0700), 0);
	count = 8;
	errno = 0;
	assert_int_equal(getgrouplist("bob", 1000, groups, &count), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(initgroups("bob", 1000), -1);
	assert_int_equal(fixture_groups_count, -1);
}

static void
write_many_groups(int count)
{
	FILE *file = fopen("group", "w");

	for (int i = 0; i < count; i++) {
		fprintf(file, "g%d:x:%d:bob\n", i, 2000 + i);
	}
	fclose(file);
}

static void
initgroups_sets_all_or_none(void **state)
{
	/* musl's own stops at 32. */
	write_many_groups(1023);
	assert_int_equal(initgroups("bob", 1000), 0);
	assert_int_equal(fixture_groups_count, 1024);
	assert_int_equal(fixture_groups[0], 1000);
	assert_int_equal(fixture_groups[1023], 3022);
	fixture_groups_count = -1;
	write_many_groups(1024);
	assert_int_equal(initgroups("bob", 1000), -1);
	assert_int_equal(fixture_groups_count, -1);
}

static const struct CMUnitTest tests[] = {
	ACCOUNT_TEST(group_fields),
	ACCOUNT_TEST(group_broken_lines),
	ACCOUNT_TEST(group_callers_storage),
	ACCOUNT_TEST(group_long_line),
	ACCOUNT_TEST(group_line_length),
	ACCOUNT_TEST(group_walk),
	ACCOUNT_TEST(grouplist_of_user),
	ACCOUNT_TEST(grouplist_broken_lines),
	ACCOUNT_TEST(grouplist_names),
	ACCOUNT_TEST(grouplist_no_file),
	ACCOUNT_TEST(initgroups_sets_all_or_none),
};

UNIT_MAIN(tests)
