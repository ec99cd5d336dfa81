/* SPDX-License-Identifier: MIT */
/*
 * What the tests of libc-compat's account files share: an empty directory to
 * stand in, which the files passwd, shadow, group and lock are looked for in;
 * a syslog that keeps the lines; a setgroups that keeps the groups.
 */
#ifndef UNIT_ACCOUNT_FIXTURE_H
#define UNIT_ACCOUNT_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* cmocka's setup and teardown: a new directory, and all of it gone again. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

#define ACCOUNT_TEST(f) \
	cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

/* Writes the file name anew: a string, or len_bytes bytes. */
void fixture_write(const char *name, const char *text);
void fixture_write_bytes(const char *name, const void *bytes, size_t len_bytes);

/* The file's bytes and a NUL, to be freed; fails the test if it is not there. */
char *fixture_read(const char *name);

/* head, count times fill, tail; to be freed. */
char *fixture_long(const char *head, char fill, size_t count, const char *tail);

/* Lines logged since the test began, and the last of them. */
extern int fixture_log_count;
extern char fixture_log_last[1024];

/* What setgroups was called with; -1: not called. */
extern int fixture_groups_count;
extern gid_t fixture_groups[2048];

/* How many descriptors are open. */
int fixture_open_files(void);

/* True if text stands in the program's own writable data. */
bool fixture_in_memory(const char *text);

#endif
