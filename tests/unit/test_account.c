/* SPDX-License-Identifier: MIT */
// objects: tests/unit/account_fixture.c libc-compat/passwd.c
// objects: libc-compat/account.c libc-compat/account_reader.c
// cflags: -include tests/unit/rename_account.h
/* /etc/passwd by the rules of libc-compat/account.c. */
#include "unit_main.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "account_fixture.h"

#define ROOT "root:x:0:0:root:/root:/bin/sh\n"
#define BOB "bob:x:1000:1001:Bob B.:/home/bob:/bin/ash\n"

/* The lookup fails as for a broken account, and one line is in the log. */
static void
assert_broken(const char *name, const char *log)
{
	fixture_log_count = 0;
	errno = 0;
	assert_null(getpwnam(name));
	assert_int_equal(errno, EINVAL);
	assert_int_equal(fixture_log_count, 1);
	assert_string_equal(fixture_log_last, log);
}

static void
account_fields(void **state)
{
	struct passwd *bob = NULL;

	fixture_write("passwd", ROOT BOB);
	bob = getpwnam("bob");
	assert_non_null(bob);
	assert_string_equal(bob->pw_name, "bob");
	assert_string_equal(bob->pw_passwd, "x");
	assert_int_equal(bob->pw_uid, 1000);
	assert_int_equal(bob->pw_gid, 1001);
	assert_string_equal(bob->pw_gecos, "Bob B.");
	assert_string_equal(bob->pw_dir, "/home/bob");
	assert_string_equal(bob->pw_shell, "/bin/ash");
	assert_int_equal(fixture_log_count, 0);
}

static void
account_good_numbers(void **state)
{
	char line[80] = "";

	static const struct {
		const char *text;
		uid_t uid;
	} good[] = {{"0", 0}, {"7", 7}, {"4294967294", 4294967294U}};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		snprintf(line, sizeof(line), "a:x:%s:%s::/:\n", good[i].text,
			 good[i].text);
		fixture_write("passwd", line);
		assert_non_null(getpwnam("a"));
		assert_int_equal(getpwnam("a")->pw_uid, good[i].uid);
		assert_int_equal(getpwnam("a")->pw_gid, good[i].uid);
		assert_non_null(getpwuid(good[i].uid));
	}
}

static void
account_bad_numbers(void **state)
{
	static const char *const bad[] = {
		"0000000010", "00",          "",
		" ",          "-1",          "+1",
		" 1",         "1 ",          "0x0",
		"1a",         "4294967295",  "4294967296",
		"9999999999", "00000000000", "18446744073709551616",
	};
	char line[80] = "";

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(line, sizeof(line), ROOT "a:x:%s:5::/:\n", bad[i]);
		fixture_write("passwd", line);
		assert_broken("a", "passwd:2: refused: bad user id");
		snprintf(line, sizeof(line), ROOT "a:x:5:%s::/:\n", bad[i]);
		fixture_write("passwd", line);
		assert_broken("a", "passwd:2: refused: bad group id");
	}
}

static void
account_field_count(void **state)
{
	static const char why[] = "passwd:1: refused: wrong number of fields";

	fixture_write("passwd", "a:x:1:1::/\n");
	assert_broken("a", why);
	fixture_write("passwd", "a:x:1:1::/:/bin/sh:\n");
	assert_broken("a", why);
	fixture_write("passwd", "a\n" ROOT);
	assert_broken("a", why);
}

static void
account_no_final_newline(void **state)
{
	fixture_write("passwd", ROOT "a:x:1:1::/:/bin/sh");
	assert_non_null(getpwnam("a"));
	assert_string_equal(getpwnam("a")->pw_shell, "/bin/sh");
	fixture_write("passwd", "a:x:1:1::/:");
	assert_string_equal(getpwnam("a")->pw_shell, "");
	fixture_write("passwd", "");
	assert_null(getpwnam("a"));
}

static void
account_nul_and_cr(void **state)
{
	static const char nul[] = "a:x:1:1::/\0:/bin/sh\n";

	fixture_write_bytes("passwd", nul, sizeof(nul) - 1);
	assert_broken("a", "passwd:1: refused: NUL byte in line");
	fixture_write("passwd", "a:x:1:1::/:/bin/sh\r\n");
	assert_broken("a", "passwd:1: refused: carriage return in line");
	fixture_write_bytes("passwd", "a\0b:x:1:1::/:\n", 14);
	errno = 0;
	assert_null(getpwnam("a"));
	assert_int_equal(errno, 0);
}

/* The account "a" as a line of len_bytes bytes, then bob. */
static void
write_line(size_t len_bytes)
{
	char *text = fixture_long("a:x:1:1::", 'g', len_bytes - 11, ":/\n" BOB);

	fixture_write("passwd", text);
	free(text);
}

static void
account_line_length(void **state)
{
	write_line(4096);
	assert_non_null(getpwnam("a"));
	write_line(4097);
	assert_broken("a", "passwd:1: refused: line too long");
	assert_int_equal(getpwnam("bob")->pw_uid, 1000);
	write_line(32768);
	assert_broken("a", "passwd:1: refused: line too long");
	write_line(100000);
	assert_broken("a", "passwd:1: refused: line too long");
	assert_int_equal(getpwnam("bob")->pw_uid, 1000);
	assert_int_equal(getpwuid(1000)->pw_uid, 1000);
	assert_null(getpwuid(1));
}

static void
account_long_without_newline(void **state)
{
	char *text = fixture_long(BOB "a:x:1:1:", 'g', 50000, "");

	fixture_write("passwd", text);
	free(text);
	assert_broken("a", "passwd:2: refused: line too long");
	assert_non_null(getpwnam("bob"));
	assert_null(getpwnam("g"));
}

static void
account_first_line_decides(void **state)
{
	fixture_write("passwd", BOB "bob:x:0:0::/:\n");
	assert_int_equal(getpwnam("bob")->pw_uid, 1000);
	fixture_write("passwd", ROOT "bob:x::0::/:\n" BOB);
	assert_broken("bob", "passwd:2: refused: bad user id");
	fixture_write("passwd", "bob\n" BOB);
	assert_broken("bob", "passwd:1: refused: wrong number of fields");
	fixture_write("passwd", "bobby:x:1:1::/:\nbo:x:2:2::/:\n" BOB);
	assert_int_equal(getpwnam("bob")->pw_uid, 1000);
}

static void
account_not_there(void **state)
{
	fixture_write("passwd", "# comment\n\n" ROOT BOB);
	errno = 77;
	assert_null(getpwnam("eve"));
	assert_int_equal(errno, 77);
	assert_null(getpwuid(5));
	assert_int_equal(errno, 77);
	assert_int_equal(fixture_log_count, 0);
	remove("passwd");
	assert_null(getpwnam("bob"));
	assert_int_equal(errno, ENOENT);
}

static void
account_not_a_file(void **state)
{
	int before = fixture_open_files();

	assert_int_equal(mkfifo("passwd", 0600), 0);
	assert_broken("bob", "passwd:0: refused: not a regular file");
	remove("passwd");
	assert_int_equal(mkdir("passwd", 0700), 0);
	assert_broken("bob", "passwd:0: refused: not a regular file");
	assert_int_equal(fixture_open_files(), before);
}

static void
account_names(void **state)
{
	char *line = fixture_long("", 'n', 256, ":x:1:1::/:\n");
	char *name = fixture_long("", 'n', 257, "");

	fixture_write("passwd", line);
	errno = 0;
	assert_null(getpwnam(name));
	assert_int_equal(errno, EINVAL);
	name[256] = '\0';
	assert_non_null(getpwnam(name));
	fixture_write("passwd", ":x:0:0::/:\n");
	errno = 0;
	assert_null(getpwnam(""));
	assert_int_equal(errno, EINVAL);
	assert_null(getpwuid(0));
	free(line);
	free(name);
}

static void
account_uid_passes_broken(void **state)
{
	fixture_write("passwd", "a:x:::::\nb:x:0:0:\nc:x:4294967296:0::/:\n"
				"d:x:0:0::/:\r\n" ROOT BOB);
	assert_string_equal(getpwuid(0)->pw_name, "root");
	assert_string_equal(getpwuid(1000)->pw_name, "bob");
	assert_int_equal(fixture_log_count, 0);
}

static void
account_callers_storage(void **state)
{
	char text[64] = "";
	size_t need = strlen(BOB);
	struct passwd bob = {0};
	struct passwd *found = &bob;

	fixture_write("passwd", ROOT BOB);
	assert_int_equal(getpwnam_r("bob", &bob, text, need - 1, &found),
			 ERANGE);
	assert_int_equal(errno, ERANGE);
	assert_null(found);
	assert_int_equal(getpwnam_r("bob", &bob, text, need, &found), 0);
	assert_ptr_equal(found, &bob);
	assert_ptr_equal(bob.pw_name, text);
	assert_int_equal(getpwuid_r(1000, &bob, text, need, &found), 0);
	assert_ptr_equal(found, &bob);
	assert_int_equal(getpwnam_r("eve", &bob, text, need, &found), 0);
	assert_null(found);
	fixture_write("passwd", "bob:x::0::/:\n");
	assert_int_equal(getpwnam_r("bob", &bob, text, need, &found), EINVAL);
	assert_int_equal(errno, EINVAL);
	assert_null(found);
}

static void
account_walk(void **state)
{
	fixture_write("passwd", ROOT "# broken\nx:x:::::\n" BOB);
	for (int round = 0; round < 2; round++) {
		setpwent();
		assert_string_equal(getpwent()->pw_name, "root");
		assert_string_equal(getpwent()->pw_name, "bob");
		assert_null(getpwent());
	}
	endpwent();
	assert_string_equal(getpwent()->pw_name, "root");
	endpwent();
}

static void
account_many(void **state)
{
	int before = fixture_open_files();
	char name[32] = "";
	FILE *file = fopen("passwd", "w");

	for (int i = 0; i < 3000; i++) {
		fprintf(file, "user%d:x:%d:%d::/home/%d:/bin/sh\n", i, i, i, i);
	}
	fclose(file);
	for (int i = 0; i < 3000; i += 37) {
		snprintf(name, sizeof(name), "user%d", i);
		assert_int_equal(getpwnam(name)->pw_uid, i);
		assert_string_equal(getpwuid((uid_t)i)->pw_name, name);
	}
	assert_int_equal(fixture_open_files(), before);
}

static const struct CMUnitTest tests[] = {
	ACCOUNT_TEST(account_fields),
	ACCOUNT_TEST(account_good_numbers),
	ACCOUNT_TEST(account_bad_numbers),
	ACCOUNT_TEST(account_field_count),
	ACCOUNT_TEST(account_no_final_newline),
	ACCOUNT_TEST(account_nul_and_cr),
	ACCOUNT_TEST(account_line_length),
	ACCOUNT_TEST(account_long_without_newline),
	ACCOUNT_TEST(account_first_line_decides),
	ACCOUNT_TEST(account_not_there),
	ACCOUNT_TEST(account_not_a_file),
	ACCOUNT_TEST(account_names),
	ACCOUNT_TEST(account_uid_passes_broken),
	ACCOUNT_TEST(account_callers_storage),
	ACCOUNT_TEST(account_walk),
	ACCOUNT_TEST(account_many),
};

UNIT_MAIN(tests)
