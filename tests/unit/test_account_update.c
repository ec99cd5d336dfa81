/* SPDX-License-Identifier: MIT */
// objects: tests/unit/account_fixture.c libc-compat/passwd.c
// objects: libc-compat/shadow.c libc-compat/account_update.c
// objects: libc-compat/account_lock.c
// objects: libc-compat/account.c libc-compat/account_reader.c
// cflags: -include tests/unit/rename_account.h
/*
 * Rewriting passwd and shadow as pam_unix does it, and the lock around it:
 * what is no account stays as it is, and nobody is lost.
 */
#include "unit_main.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "account_fixture.h"

/* pam_unix's loop over shadow: everything copied, user's hash replaced. */
static int
update_shadow(const char *user, char *hash)
{
	FILE *from = fopen("shadow", "re");
	FILE *to = fopen("new", "we");
	struct spwd *entry = NULL;
	int status = 0;

	while (status == 0 && (entry = fgetspent(from)) != NULL) {
		if (strcmp(entry->sp_namp, user) == 0) {
			entry->sp_pwdp = hash;
			entry->sp_lstchg = 20000;
		}
		status = putspent(entry, to);
	}
	fclose(from);
	fclose(to);
	return status;
}

static int
update_passwd(const char *user, char *hash)
{
	FILE *from = fopen("passwd", "re");
	FILE *to = fopen("new", "we");
	struct passwd *entry = NULL;
	int status = 0;

	while (status == 0 && (entry = fgetpwent(from)) != NULL) {
		if (strcmp(entry->pw_name, user) == 0) {
			entry->pw_passwd = hash;
		}
		status = putpwent(entry, to);
	}
	fclose(from);
	fclose(to);
	return status;
}

static void
assert_new_bytes(const char *text, size_t len_bytes)
{
	char *new = fixture_read("new");

	assert_memory_equal(new, text, len_bytes);
	assert_int_equal(new[len_bytes], '\0');
	free(new);
}

#define assert_new(text) assert_new_bytes(text, sizeof(text) - 1)

static void
update_shadow_changes_one(void **state)
{
	char hash[] = "$y$new";

	fixture_write("shadow", "root:*:1:0:9:7:::\nbob:old:::::::\n"
				"eve:x:1:2:3:4:5:6:7");
	assert_int_equal(update_shadow("bob", hash), 0);
	assert_new("root:*:1:0:9:7:::\nbob:$y$new:20000::::::\n"
		   "eve:x:1:2:3:4:5:6:7\n");
}

static void
update_keeps_broken_lines(void **state)
{
	static const char text[] = "# c\n\n:::\0\nbob:old:x::::::\n"
				   "cr:*:1::::::\r\neve:x:::::::";
	char hash[] = "$y$new";

	fixture_write_bytes("shadow", text, sizeof(text) - 1);
	assert_int_equal(update_shadow("bob", hash), 0);
	assert_new("# c\n\n:::\0\nbob:old:x::::::\ncr:*:1::::::\r\n"
		   "eve:x:::::::\n");
	fixture_write_bytes("passwd", text, sizeof(text) - 1);
	assert_int_equal(update_passwd("bob", hash), 0);
	assert_new("# c\n\n:::\0\nbob:old:x::::::\ncr:*:1::::::\r\n"
		   "eve:x:::::::\n");
}

static void
update_keeps_long_lines(void **state)
{
	static const size_t count[] = {4078, 4079, 4080, 4081, 8000, 20000};
	char hash[] = "$y$new";

	for (size_t i = 0; i < sizeof(count) / sizeof(count[0]); i++) {
		char *text = fixture_long("bob:x:1::::::\na:", 'h', count[i],
					  ":1::::::\nbob:y:2::::::\n");
		char *expect = fixture_long("bob:$y$new:20000::::::\na:", 'h',
					    count[i],
					    ":1::::::\n"
					    "bob:$y$new:20000::::::\n");

		fixture_write("shadow", text);
		assert_int_equal(update_shadow("bob", hash), 0);
		assert_new_bytes(expect, strlen(expect));
		free(text);
		free(expect);
	}
}

static void
update_long_tail_is_nobody(void **state)
{
	/* What is left of the line behind the buffer's end looks like bob. */
	char *text = fixture_long("", 'h', 4097, "bob:x:1::::::\n");
	char hash[] = "y";

	fixture_write("shadow", text);
	assert_int_equal(update_shadow("bob", hash), 0);
	assert_new_bytes(text, strlen(text));
	free(text);
}

static void
update_long_end(void **state)
{
	char hash[] = "*";

	for (size_t count = 4090; count < 4105; count++) {
		char *text = fixture_long("", 'h', count, "");
		char *expect = fixture_long("", 'h', count, "\n");

		fixture_write("passwd", text);
		assert_int_equal(update_passwd("bob", hash), 0);
		assert_new_bytes(expect, count + 1);
		free(text);
		free(expect);
	}
}

static void
update_broken_is_nobody(void **state)
{
	FILE *file = NULL;
	struct passwd *entry = NULL;

	fixture_write("passwd", "bob:x::0:::\n");
	file = fopen("passwd", "r");
	entry = fgetpwent(file);
	assert_string_equal(entry->pw_name, "");
	assert_string_equal(entry->pw_passwd, "*");
	assert_true(entry->pw_uid == (uid_t)-1 && entry->pw_gid == (gid_t)-1);
	assert_null(fgetpwent(file));
	fclose(file);
}

static void
update_passwd_changes_one(void **state)
{
	char hash[] = "x";

	fixture_write("passwd", "root::0:0:root:/:/bin/sh\n"
				"bob::1000:4294967294:::\n");
	assert_int_equal(update_passwd("root", hash), 0);
	assert_new("root:x:0:0:root:/:/bin/sh\nbob::1000:4294967294:::\n");
}

static void
update_forges_nothing(void **state)
{
	char colon[] = "x:0";
	char line[] = "x\ny";

	fixture_write("passwd", "bob::1000:1000:::\n");
	fixture_write("shadow", "bob::1::::::\n");
	assert_int_equal(update_passwd("bob", colon), -1);
	assert_int_equal(update_passwd("bob", line), -1);
	assert_int_equal(update_shadow("bob", colon), -1);
	assert_int_equal(update_shadow("bob", line), -1);
	assert_int_equal(update_shadow("bob", NULL), -1);
	assert_new("");
}

static void
update_error_in_long_line(void **state)
{
	char *text = fixture_long("", 'h', 9000, "\nbob:x:1::::::\n");
	char hash[] = "y";
	FILE *from = NULL;
	FILE *full = fopen("/dev/full", "w");

	fixture_write("shadow", text);
	setbuf(full, NULL);
	from = fopen("shadow", "r");
	assert_int_equal(putspent(fgetspent(from), full), -1);
	fclose(from);
	fclose(full);
	/* Given up in mid-line; the next file begins with its first line. */
	fixture_write("shadow", "bob:x:1::::::\n");
	assert_int_equal(update_shadow("bob", hash), 0);
	assert_new("bob:y:20000::::::\n");
	free(text);
}

static void
update_hash_does_not_stay(void **state)
{
	char line[] = "a:QQQQQQQQQQQQQQQQ:1::::::\n";
	char hash[17] = "";
	char other[] = "*";

	for (int i = 0; i < 16; i++) {
		hash[i] = line[2 + i] = (char)('A' + (i * 11 + 5) % 26);
	}
	fixture_write("shadow", line);
	assert_int_equal(update_shadow("b", other), 0);
	assert_false(fixture_in_memory(hash));
}

/* lckpwdf's answer in another process; 2 if it left a descriptor open. */
static int
lock_elsewhere(void)
{
	int status = 0;
	int before = 0;
	pid_t child = fork();

	if (child == 0) {
		/* The copy of this process's lock is none there. */
		ulckpwdf();
		before = fixture_open_files();
		if (lckpwdf() == 0) {
			_exit(0);
		}
		_exit(fixture_open_files() == before ? 1 : 2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WEXITSTATUS(status);
}

static void
lock_holds_others_off(void **state)
{
	int before = fixture_open_files();

	assert_int_equal(ulckpwdf(), -1);
	assert_int_equal(lckpwdf(), 0);
	assert_int_equal(lock_elsewhere(), 1);
	assert_int_equal(lckpwdf(), -1);
	assert_int_equal(lock_elsewhere(), 1);
	assert_int_equal(ulckpwdf(), 0);
	assert_int_equal(lock_elsewhere(), 0);
	assert_int_equal(fixture_open_files(), before);
}

/* What cannot be read is not the end: the new file must not replace the old. */
static void
update_read_error(void **state)
{
	FILE *unreadable = NULL;
	FILE *to = fopen("new", "we");
	struct spwd *shadow = NULL;
	struct passwd *user = NULL;

	/* Reading a directory is an error, not an end. */
	unreadable = fopen("/", "re");
	assert_non_null(unreadable);
	shadow = fgetspent(unreadable);
	assert_non_null(shadow);
	assert_int_equal(putspent(shadow, to), -1);
	fclose(unreadable);
	unreadable = fopen("/", "re");
	user = fgetpwent(unreadable);
	assert_non_null(user);
	assert_int_equal(putpwent(user, to), -1);
	fclose(unreadable);
	fclose(to);
}

static const struct CMUnitTest tests[] = {
	ACCOUNT_TEST(update_shadow_changes_one),
	ACCOUNT_TEST(update_keeps_broken_lines),
	ACCOUNT_TEST(update_keeps_long_lines),
	ACCOUNT_TEST(update_long_tail_is_nobody),
	ACCOUNT_TEST(update_long_end),
	ACCOUNT_TEST(update_broken_is_nobody),
	ACCOUNT_TEST(update_passwd_changes_one),
	ACCOUNT_TEST(update_forges_nothing),
	ACCOUNT_TEST(update_error_in_long_line),
	ACCOUNT_TEST(update_hash_does_not_stay),
	ACCOUNT_TEST(update_read_error),
	ACCOUNT_TEST(lock_holds_others_off),
};

UNIT_MAIN(tests)
