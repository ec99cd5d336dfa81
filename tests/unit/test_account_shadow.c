/* SPDX-License-Identifier: MIT */
// objects: tests/unit/account_fixture.c libc-compat/shadow.c
// objects: libc-compat/account.c libc-compat/account_reader.c
// cflags: -include tests/unit/rename_account.h
/* /etc/shadow by the rules of libc-compat/account.c. */
#include "unit_main.h"

#include <errno.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "account_fixture.h"

#define ROOT "root:*:19000:0:99999:7:::\n"
#define BOB "bob:$y$j9T$salt$hash:19001:1:2:3:4:5:6\n"

static void
assert_broken(const char *name, const char *log)
{
	fixture_log_count = 0;
	errno = 0;
	assert_null(getspnam(name));
	assert_int_equal(errno, EINVAL);
	assert_int_equal(fixture_log_count, 1);
	assert_string_equal(fixture_log_last, log);
}

static void
shadow_fields(void **state)
{
	struct spwd *bob = NULL;

	fixture_write("shadow", ROOT BOB);
	bob = getspnam("bob");
	assert_non_null(bob);
	assert_string_equal(bob->sp_namp, "bob");
	assert_string_equal(bob->sp_pwdp, "$y$j9T$salt$hash");
	assert_int_equal(bob->sp_lstchg, 19001);
	assert_int_equal(bob->sp_min, 1);
	assert_int_equal(bob->sp_max, 2);
	assert_int_equal(bob->sp_warn, 3);
	assert_int_equal(bob->sp_inact, 4);
	assert_int_equal(bob->sp_expire, 5);
	assert_int_equal(bob->sp_flag, 6);
}

static void
shadow_empty_numbers(void **state)
{
	struct spwd *entry = NULL;

	fixture_write("shadow", "a::::::::");
	entry = getspnam("a");
	assert_non_null(entry);
	assert_string_equal(entry->sp_pwdp, "");
	assert_int_equal(entry->sp_lstchg, -1);
	assert_int_equal(entry->sp_min, -1);
	assert_int_equal(entry->sp_max, -1);
	assert_int_equal(entry->sp_warn, -1);
	assert_int_equal(entry->sp_inact, -1);
	assert_int_equal(entry->sp_expire, -1);
	assert_true(entry->sp_flag == (unsigned long)-1);
	fixture_write("shadow", "a:x:0:::::4294967294:");
	assert_int_equal(getspnam("a")->sp_lstchg, 0);
	assert_int_equal(getspnam("a")->sp_expire, 4294967294);
}

static void
shadow_bad_numbers(void **state)
{
	static const char *const bad[] = {" ",          "-1",         "+1",
					  "1 ",         "1a",         "never",
					  "4294967295", "00000000001"};
	char line[80] = "";

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		for (int field = 0; field < 7; field++) {
			strcpy(line, "a:x");
			for (int n = 0; n < 7; n++) {
				strcat(line, ":");
				strcat(line, n == field ? bad[i] : "1");
			}
			fixture_write("shadow", line);
			assert_broken("a", "shadow:1: refused: bad number");
		}
	}
}

static void
shadow_broken_lines(void **state)
{
	static const char count[] = "shadow:2: refused: wrong number of fields";

	fixture_write("shadow", ROOT "bob:*:::::::: \n" BOB);
	assert_broken("bob", count);
	fixture_write("shadow", ROOT "bob:::::::\n" BOB);
	assert_broken("bob", count);
	fixture_write("shadow", "bob:*:1::::::\r\n" BOB);
	assert_broken("bob", "shadow:1: refused: carriage return in line");
	assert_int_equal(mkfifo("new", 0600), 0);
	assert_int_equal(rename("new", "shadow"), 0);
	assert_broken("bob", "shadow:0: refused: not a regular file");
}

static void
shadow_long_hash(void **state)
{
	char *line = fixture_long("a:", 'h', 600, ":1::::::\n");

	/* musl's getspnam has 256 bytes for a line. */
	fixture_write("shadow", line);
	assert_non_null(getspnam("a"));
	assert_int_equal(strlen(getspnam("a")->sp_pwdp), 600);
	free(line);
}

static void
shadow_callers_storage(void **state)
{
	char text[64] = "";
	size_t need = strlen(BOB);
	struct spwd bob = {0};
	struct spwd *found = &bob;

	fixture_write("shadow", ROOT BOB);
	assert_int_equal(getspnam_r("bob", &bob, text, need - 1, &found),
			 ERANGE);
	assert_null(found);
	assert_int_equal(getspnam_r("bob", &bob, text, need, &found), 0);
	assert_ptr_equal(found, &bob);
	assert_string_equal(bob.sp_pwdp, "$y$j9T$salt$hash");
	assert_int_equal(getspnam_r("eve", &bob, text, need, &found), 0);
	assert_null(found);
}

/* The hash, put together so that the program itself does not hold it. */
static void
make_hash(char hash[17])
{
	for (int i = 0; i < 16; i++) {
		hash[i] = (char)('A' + (i * 7 + 3) % 26);
	}
	hash[16] = '\0';
}

static void
write_hash(void)
{
	char hash[17] = "";
	char line[64] = "";

	make_hash(hash);
	snprintf(line, sizeof(line), "a:%s:1::::::\n" ROOT, hash);
	fixture_write("shadow", line);
}

static void
shadow_hash_does_not_stay(void **state)
{
	char hash[17] = "";
	char text[64] = "";
	struct spwd record = {0};
	struct spwd *found = NULL;

	make_hash(hash);
	write_hash();
	assert_false(fixture_in_memory(hash));
	assert_int_equal(getspnam_r("a", &record, text, sizeof(text), &found),
			 0);
	assert_string_equal(record.sp_pwdp, hash);
	assert_false(fixture_in_memory(hash));
	/* Others' hashes are read on the way to root's. */
	assert_non_null(getspnam("root"));
	assert_false(fixture_in_memory(hash));
	assert_non_null(getspnam("a"));
	assert_true(fixture_in_memory(hash));
	endspent();
	assert_false(fixture_in_memory(hash));
	assert_non_null(getspnam("a"));
	assert_null(getspnam("eve"));
	assert_false(fixture_in_memory(hash));
}

static void
shadow_walk(void **state)
{
	fixture_write("shadow", ROOT "\nx:y:z\n" BOB);
	setspent();
	assert_string_equal(getspent()->sp_namp, "root");
	assert_string_equal(getspent()->sp_namp, "bob");
	assert_null(getspent());
	endspent();
	assert_string_equal(getspent()->sp_namp, "root");
	endspent();
}

static const struct CMUnitTest tests[] = {
	ACCOUNT_TEST(shadow_fields),
	ACCOUNT_TEST(shadow_empty_numbers),
	ACCOUNT_TEST(shadow_bad_numbers),
	ACCOUNT_TEST(shadow_broken_lines),
	ACCOUNT_TEST(shadow_long_hash),
	ACCOUNT_TEST(shadow_callers_storage),
	ACCOUNT_TEST(shadow_hash_does_not_stay),
	ACCOUNT_TEST(shadow_walk),
};

UNIT_MAIN(tests)
