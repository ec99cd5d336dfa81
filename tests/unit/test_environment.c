/* SPDX-License-Identifier: MIT */
// objects: applet/session/environment.c applet/base/privilege.c
/* The command's environment. */
#include "unit_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/environment.h"

static const struct identity ann = {
	.name = "ann",
	.uid = 1000,
	.gid = 100,
	.home = "/home/ann",
	.shell = "/bin/ash",
};
static const struct environment_rule clean = {.kind = ENVIRONMENT_CLEAN};
static char *nothing[] = {NULL};

static int
setup(void **state)
{
	unsetenv("TERM");
	setenv("LD_PRELOAD", "/tmp/evil.so", 1);
	setenv("PATH", "/tmp/evil", 1);
	return 0;
}

static size_t
count(char **list)
{
	size_t n = 0;

	while (list[n] != NULL) {
		n++;
	}
	return n;
}

/* How often the entry stands there. */
static int
times(char **list, const char *entry)
{
	int found = 0;

	for (; *list != NULL; list++) {
		found += strcmp(*list, entry) == 0 ? 1 : 0;
	}
	return found;
}

static bool
has_name(char **list, const char *name)
{
	for (; *list != NULL; list++) {
		if (strncmp(*list, name, strlen(name)) == 0
		    && (*list)[strlen(name)] == '=') {
			return true;
		}
	}
	return false;
}

static void
environment_of_a_user(void **state)
{
	char **list = environment_make(&ann, &clean, nothing);

	assert_non_null(list);
	assert_int_equal(count(list), 5);
	assert_int_equal(times(list, "HOME=/home/ann"), 1);
	assert_int_equal(times(list, "SHELL=/bin/ash"), 1);
	assert_int_equal(times(list, "USER=ann"), 1);
	assert_int_equal(times(list, "LOGNAME=ann"), 1);
	assert_int_equal(times(list, "PATH=/usr/local/bin:/usr/bin:/bin"), 1);
}

static void
environment_of_root(void **state)
{
	struct identity root = {.name = "root", .home = "/root"};
	char **list = environment_make(&root, &clean, nothing);

	assert_non_null(list);
	assert_int_equal(times(list, "SHELL=/bin/sh"), 1);
	assert_int_equal(times(list, "PATH=/usr/local/sbin:/usr/local/bin:"
				     "/usr/sbin:/usr/bin:/sbin:/bin"),
			 1);
}

static void
environment_longest_fields(void **state)
{
	struct identity long_one = {0};
	char wanted[IDENTITY_PATH_BYTES + 16];
	char **list = NULL;

	memset(long_one.home, 'h', IDENTITY_PATH_BYTES - 1);
	memset(long_one.shell, 's', IDENTITY_PATH_BYTES - 1);
	memset(long_one.name, 'n', IDENTITY_NAME_BYTES - 1);
	list = environment_make(&long_one, &clean, nothing);
	assert_non_null(list);
	snprintf(wanted, sizeof(wanted), "HOME=%s", long_one.home);
	assert_int_equal(times(list, wanted), 1);
	snprintf(wanted, sizeof(wanted), "SHELL=%s", long_one.shell);
	assert_int_equal(times(list, wanted), 1);
	snprintf(wanted, sizeof(wanted), "LOGNAME=%s", long_one.name);
	assert_int_equal(times(list, wanted), 1);
}

static void
environment_good_terms(void **state)
{
	static const char *const good[] = {
		"linux",
		"vt100",
		"xterm-256color",
		"screen.xterm+x_1",
		"a",
		"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
		"01234567890"};
	char wanted[128];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		setenv("TERM", good[i], 1);
		snprintf(wanted, sizeof(wanted), "TERM=%s", good[i]);
		assert_int_equal(times(environment_make(&ann, &clean, nothing),
				       wanted),
				 1);
	}
}

static void
environment_bad_terms(void **state)
{
	static const char *const bad[] = {
		"",
		"../../tmp/x",
		"a b",
		"linux\n",
		"\x1b[2J",
		"a=b",
		"t\xe9",
		"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
		"012345678901"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		setenv("TERM", bad[i], 1);
		assert_false(has_name(environment_make(&ann, &clean, nothing),
				      "TERM"));
	}
}

/* A TERM that was good once does not come back. */
static void
environment_is_made_anew(void **state)
{
	setenv("TERM", "linux", 1);
	assert_int_equal(count(environment_make(&ann, &clean, nothing)), 6);
	unsetenv("TERM");
	assert_int_equal(count(environment_make(&ann, &clean, nothing)), 5);
	assert_false(has_name(environment_make(&ann, &clean, nothing), "TERM"));
}

static void
environment_pam_wins(void **state)
{
	char *pam[] = {"PATH=/opt", "HOME=/else", "XDG_SEAT=seat0",
		       "AB=3",      "A=1",        "A=2",
		       NULL};
	char **list = environment_make(&ann, &clean, pam);

	assert_non_null(list);
	assert_int_equal(count(list), 8);
	assert_int_equal(times(list, "PATH=/opt"), 1);
	assert_int_equal(times(list, "HOME=/else"), 1);
	assert_int_equal(times(list, "XDG_SEAT=seat0"), 1);
	assert_int_equal(times(list, "A=2"), 1);
	assert_int_equal(times(list, "A=1"), 0);
	assert_int_equal(times(list, "AB=3"), 1);
	assert_int_equal(times(list, "USER=ann"), 1);
}

static void
environment_as_many_as_fit(void **state)
{
	static char names[ENVIRONMENT_MAX + 1][16];
	char *pam[ENVIRONMENT_MAX + 2] = {NULL};
	char **list = NULL;

	for (size_t i = 0; i < ENVIRONMENT_MAX - 5; i++) {
		snprintf(names[i], sizeof(names[i]), "N%zu=x", i);
		pam[i] = names[i];
	}
	list = environment_make(&ann, &clean, pam);
	assert_non_null(list);
	assert_int_equal(count(list), ENVIRONMENT_MAX);
	/* One of a name that is there takes no room. */
	pam[ENVIRONMENT_MAX - 5] = "HOME=/x";
	assert_non_null(environment_make(&ann, &clean, pam));
	pam[ENVIRONMENT_MAX - 5] = "ONE_MORE=x";
	assert_null(environment_make(&ann, &clean, pam));
}

static const struct environment_rule caller = {.kind = ENVIRONMENT_CALLER};
static const struct environment_rule preserved = {
	.kind = ENVIRONMENT_PRESERVED,
};

/* All of the caller's but what ld.so takes away, the account's over it. */
static void
environment_of_the_caller(void **state)
{
	char **list = NULL;

	setenv("HOME", "/callers", 1);
	setenv("OWN", "1", 1);
	setenv("LD_LIBRARY_PATH", "/tmp", 1);
	setenv("GCONV_PATH", "/tmp", 1);
	setenv("GCONV_PATHS", "kept", 1);
	list = environment_make(&ann, &caller, nothing);
	assert_non_null(list);
	assert_int_equal(times(list, "OWN=1"), 1);
	assert_int_equal(times(list, "HOME=/home/ann"), 1);
	assert_int_equal(times(list, "PATH=/usr/local/bin:/usr/bin:/bin"), 1);
	assert_int_equal(times(list, "GCONV_PATHS=kept"), 1);
	assert_false(has_name(list, "LD_PRELOAD"));
	assert_false(has_name(list, "LD_LIBRARY_PATH"));
	assert_false(has_name(list, "GCONV_PATH"));
}

static void
environment_preserved_keeps_home_and_path(void **state)
{
	char **list = NULL;

	setenv("HOME", "/callers", 1);
	list = environment_make(&ann, &preserved, nothing);
	assert_non_null(list);
	assert_int_equal(times(list, "HOME=/callers"), 1);
	assert_int_equal(times(list, "PATH=/tmp/evil"), 1);
	assert_false(has_name(list, "LD_PRELOAD"));
}

/* -w of su: names with commas between, whole names. */
static void
environment_keeps_what_is_listed(void **state)
{
	struct environment_rule listed = {
		.kind = ENVIRONMENT_CLEAN,
		.keep = "ONE,LD_PRELOAD,,TWO",
	};
	char **list = NULL;

	setenv("ONE", "1", 1);
	setenv("TWO", "2", 1);
	setenv("TWOS", "3", 1);
	setenv("ON", "4", 1);
	list = environment_make(&ann, &listed, nothing);
	assert_non_null(list);
	assert_int_equal(times(list, "ONE=1"), 1);
	assert_int_equal(times(list, "TWO=2"), 1);
	assert_false(has_name(list, "TWOS"));
	assert_false(has_name(list, "ON"));
	assert_false(has_name(list, "LD_PRELOAD"));
	assert_false(has_name(list, "MAIL"));
}

static void
environment_mail(void **state)
{
	struct environment_rule login = {.mail = true};

	assert_int_equal(times(environment_make(&ann, &login, nothing),
			       "MAIL=/var/mail/ann"),
			 1);
}

#define ENVIRONMENT_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	ENVIRONMENT_TEST(environment_of_a_user),
	ENVIRONMENT_TEST(environment_of_root),
	ENVIRONMENT_TEST(environment_longest_fields),
	ENVIRONMENT_TEST(environment_good_terms),
	ENVIRONMENT_TEST(environment_bad_terms),
	ENVIRONMENT_TEST(environment_is_made_anew),
	ENVIRONMENT_TEST(environment_pam_wins),
	ENVIRONMENT_TEST(environment_as_many_as_fit),
	ENVIRONMENT_TEST(environment_of_the_caller),
	ENVIRONMENT_TEST(environment_preserved_keeps_home_and_path),
	ENVIRONMENT_TEST(environment_keeps_what_is_listed),
	ENVIRONMENT_TEST(environment_mail),
};

UNIT_MAIN(tests)
