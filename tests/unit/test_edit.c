/* SPDX-License-Identifier: MIT */
// objects: applet/account/edit.c applet/base/deadline.c applet/base/wipe.c
// objects: tests/unit/account_fixture.c libc-compat/passwd.c
// objects: libc-compat/shadow.c libc-compat/account_update.c
// objects: libc-compat/account_lock.c libc-compat/account_replace.c
// objects: libc-compat/account.c libc-compat/account_reader.c
// cflags: -include tests/unit/rename_account.h
// ldflags: -Wl,--wrap=fsync,--wrap=rename,--wrap=fchown,--wrap=fclose
/* The edit of a line of shadow: what comes of it, and what is left of a failure. */
#include "unit_main.h"

#include <errno.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account/edit.h"
#include "account_fixture.h"

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_fchown(int fd, uid_t uid, gid_t gid);
int __wrap_fchown(int fd, uid_t uid, gid_t gid);
int __real_fclose(FILE *file);
int __wrap_fclose(FILE *file);

static const char text[] = "root:*:1:0:9:7:::\nbob:$y$x:1:2:3:4:5:6:7\n"
			   "# bob\neve:!:1::::::\nnone::1::::::\n";
static int fail_at; /* the call of the four that fails, from 1 */
static int calls;

static int
fails(int error)
{
	errno = error;
	return ++calls == fail_at;
}

int
__wrap_fsync(int fd)
{
	return fails(EIO) ? -1 : __real_fsync(fd);
}

int
__wrap_rename(const char *from, const char *to)
{
	return fails(EROFS) ? -1 : __real_rename(from, to);
}

int
__wrap_fchown(int fd, uid_t uid, gid_t gid)
{
	return fails(EPERM) ? -1 : __real_fchown(fd, uid, gid);
}

int
__wrap_fclose(FILE *file)
{
	bool fault = fails(ENOSPC);
	int result = __real_fclose(file);

	errno = ENOSPC;
	return fault ? EOF : result;
}

static struct edit
nothing(void)
{
	struct edit edit = {0};

	for (int i = 0; i < EDIT_DAYS; i++) {
		edit.days[i] = EDIT_KEEP;
	}
	return edit;
}

/* Begins anew with text, and edits. */
static const char *
edit_text(const char *user, const struct edit *edit)
{
	fixture_write("shadow", text);
	chmod("shadow", 0640);
	calls = 0;
	fail_at = 0;
	return edit_account(user, edit);
}

static void
assert_shadow(const char *expected)
{
	struct stat status = {0};
	char *now = fixture_read("shadow");

	assert_string_equal(now, expected);
	free(now);
	assert_int_equal(access("new", F_OK), -1);
	assert_int_equal(stat("shadow", &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0640);
}

/* The text with the line of user (which begins with it) in another form. */
static void
assert_line(const char *user, const char *line)
{
	char expected[sizeof(text) + 64] = "";
	const char *begin = strstr(text, user);
	const char *end = strchr(begin, '\n');

	memcpy(expected, text, (size_t)(begin - text));
	strcat(expected, line);
	strcat(expected, end);
	assert_shadow(expected);
}

static void
edit_nothing(void **state)
{
	struct edit edit = nothing();

	assert_null(edit_text("bob", &edit));
	assert_shadow(text);
}

static void
edit_hash(void **state)
{
	struct edit edit = nothing();

	edit.lock = true;
	assert_null(edit_text("bob", &edit));
	assert_line("bob:", "bob:!$y$x:1:2:3:4:5:6:7");
	assert_null(edit_text("eve", &edit));
	assert_shadow(text);
	assert_null(edit_text("none", &edit));
	assert_line("none", "none:!:1::::::");
	edit.clear = true;
	assert_null(edit_text("bob", &edit));
	assert_line("bob:", "bob:!:1:2:3:4:5:6:7");
	edit.lock = false;
	assert_null(edit_text("bob", &edit));
	assert_line("bob:", "bob::1:2:3:4:5:6:7");
}

static void
edit_unlock(void **state)
{
	struct edit edit = nothing();

	edit.unlock = true;
	assert_null(edit_text("bob", &edit));
	assert_shadow(text);
	assert_null(edit_text("none", &edit));
	assert_shadow(text);
	assert_non_null(edit_text("eve", &edit));
	assert_int_equal(errno, 0);
	assert_shadow(text);
	fixture_write("shadow", "bob:!!x:1::::::\n");
	chmod("shadow", 0640);
	assert_null(edit_account("bob", &edit));
	assert_shadow("bob:!x:1::::::\n");
}

static void
edit_days(void **state)
{
	struct edit edit = nothing();

	edit.days[EDIT_LAST_CHANGE] = 0;
	edit.days[EDIT_MAX] = 999999;
	edit.days[EDIT_WARN] = EDIT_NONE;
	assert_null(edit_text("bob", &edit));
	assert_line("bob:", "bob:$y$x:0:2:999999::5:6:7");
	edit = nothing();
	edit.days[EDIT_MIN] = 8;
	edit.days[EDIT_INACTIVE] = 9;
	edit.lock = true;
	assert_null(edit_text("bob", &edit));
	assert_line("bob:", "bob:!$y$x:1:8:3:4:9:6:7");
}

static void
edit_nobody(void **state)
{
	struct edit edit = nothing();

	edit.lock = true;
	assert_non_null(edit_text("tom", &edit));
	assert_int_equal(errno, 0);
	assert_shadow(text);
	assert_non_null(edit_text("# bob", &edit));
	assert_shadow(text);
}

/* Nothing is left of it, and all descriptors and the lock are given back. */
static void
edit_fails(void **state)
{
	/* fchown, fsync, fclose of the new, of the old, rename. */
	static const int errors[] = {EPERM, EIO, ENOSPC, 0, EROFS};
	struct edit edit = nothing();
	int before = fixture_open_files();

	edit.lock = true;
	for (int at = 1; at <= 5; at++) {
		fixture_write("shadow", text);
		chmod("shadow", 0640);
		calls = 0;
		fail_at = at;
		if (errors[at - 1] == 0) {
			assert_null(edit_account("bob", &edit));
			continue;
		}
		assert_non_null(edit_account("bob", &edit));
		assert_int_equal(errno, errors[at - 1]);
		assert_shadow(text);
		assert_int_equal(fixture_open_files(), before);
		assert_int_equal(lckpwdf(), 0);
		ulckpwdf();
	}
	assert_null(edit_text("bob", &edit));
	assert_int_equal(calls, 6);
	assert_int_equal(fixture_open_files(), before);
}

/* It is done: the last fsync, of the directory, is told to the log alone. */
static void
edit_last_sync_fails(void **state)
{
	struct edit edit = nothing();

	edit.lock = true;
	fixture_write("shadow", text);
	chmod("shadow", 0640);
	calls = 0;
	fail_at = 6;
	assert_null(edit_account("bob", &edit));
	assert_line("bob:", "bob:!$y$x:1:2:3:4:5:6:7");
	assert_non_null(strstr(fixture_log_last, "fsync"));
}

static void
edit_no_file(void **state)
{
	struct edit edit = nothing();

	fail_at = 0;
	assert_non_null(edit_account("bob", &edit));
	assert_int_equal(errno, ENOENT);
	assert_int_equal(symlink("elsewhere", "shadow"), 0);
	fixture_write("elsewhere", text);
	assert_non_null(edit_account("bob", &edit));
	assert_int_equal(errno, ELOOP);
	unlink("elsewhere");
	unlink("shadow");
	assert_int_equal(mkfifo("shadow", 0600), 0);
	assert_non_null(edit_account("bob", &edit));
	assert_int_equal(errno, EINVAL);
	assert_int_equal(access("new", F_OK), -1);
}

/* Where there can be no lock nothing is read, and nothing written. */
static void
edit_without_the_lock(void **state)
{
	struct edit edit = nothing();

	edit.lock = true;
	fixture_write("shadow", text);
	chmod("shadow", 0640);
	unlink("lock");
	assert_int_equal(mkdir("lock", 0700), 0);
	assert_string_equal(edit_account("bob", &edit), "lock");
	assert_int_equal(errno, EISDIR);
	assert_shadow(text);
	assert_int_equal(access("new", F_OK), -1);
	assert_int_equal(rmdir("lock"), 0);
}

static void
edit_replaces_what_a_kill_left(void **state)
{
	struct edit edit = nothing();
	char *other = NULL;

	edit.lock = true;
	fixture_write("new", "stale");
	assert_null(edit_text("bob", &edit));
	assert_line("bob:", "bob:!$y$x:1:2:3:4:5:6:7");
	/* It is not followed, nor what it leads to written. */
	fixture_write("group", "other");
	assert_int_equal(symlink("group", "new"), 0);
	assert_null(edit_text("bob", &edit));
	assert_line("bob:", "bob:!$y$x:1:2:3:4:5:6:7");
	other = fixture_read("group");
	assert_string_equal(other, "other");
	free(other);
}

static const struct CMUnitTest tests[] = {
	ACCOUNT_TEST(edit_nothing),
	ACCOUNT_TEST(edit_hash),
	ACCOUNT_TEST(edit_unlock),
	ACCOUNT_TEST(edit_days),
	ACCOUNT_TEST(edit_nobody),
	ACCOUNT_TEST(edit_fails),
	ACCOUNT_TEST(edit_last_sync_fails),
	ACCOUNT_TEST(edit_no_file),
	ACCOUNT_TEST(edit_without_the_lock),
	ACCOUNT_TEST(edit_replaces_what_a_kill_left),
};

UNIT_MAIN(tests)
