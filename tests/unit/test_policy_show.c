/* SPDX-License-Identifier: MIT */
// objects: applet/pam/policy.c applet/pam/policy_line.c
// objects: applet/pam/policy_control.c applet/pam/policy_text.c
// objects: applet/pam/policy_includes.c applet/pam/policy_source.c
// objects: applet/pam/policy_show.c applet/base/escape.c
// objects: tests/unit/fake_policy.c tests/unit/fake_registry.c
/* What `gate --check` prints of a policy. */
#include "unit_main.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fake_policy.h"
#include "pam/policy_show.h"

static char shown[65536];

static void
show(void)
{
	/* What does not end is ended by SIGXFSZ. */
	struct rlimit size = {1 << 20, 1 << 20};
	FILE *file = tmpfile();
	int before = dup(STDOUT_FILENO);
	size_t len = 0;

	setrlimit(RLIMIT_FSIZE, &size);
	assert_non_null(file);
	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	policy_show();
	fflush(stdout);
	dup2(before, STDOUT_FILENO);
	close(before);
	rewind(file);
	len = fread(shown, 1, sizeof(shown) - 1, file);
	shown[len] = '\0';
	fclose(file);
}

/* The next line has these two parts in this order, and rests behind them. */
static char *
assert_line(char *from, const char *rule, const char *place)
{
	char *end = strchr(from, '\n');
	char *found = NULL;

	assert_non_null(end);
	*end = '\0';
	assert_memory_equal(from, rule, strlen(rule));
	assert_true(from[strlen(rule)] == ' ');
	found = strstr(from, place);
	assert_non_null(found);
	assert_string_equal(found, place);
	return end + 1;
}

/* Type by type, includes where they run, each rule with its own place. */
static void
show_in_order(void **state)
{
	char *at = shown;

	fake_file("gate", "account required pam_permit.so\n"
			  "auth required pam_env.so\n"
			  "auth include one\n"
			  "auth required pam_deny.so\n");
	fake_builtin("one", "session required pam_env.so\n"
			    "-auth [default=die] pam_unix.so a b\n");
	assert_true(load("gate", false));
	show();
	at = assert_line(at, "auth required pam_env.so",
			 "# /etc/pam.d/gate:2, linked");
	at = assert_line(at, "auth include one", "# /etc/pam.d/gate:3");
	at = assert_line(at, "  -auth [default=die] pam_unix.so a b",
			 "# compiled-in one:2, linked");
	at = assert_line(at, "auth required pam_deny.so",
			 "# /etc/pam.d/gate:4, linked");
	at = assert_line(at, "account required pam_permit.so",
			 "# /etc/pam.d/gate:1, linked");
	assert_string_equal(at, "");
}

static void
show_what_is_not_linked(void **state)
{
	fake_file("gate", GOOD "auth optional pam_xyz.so\n");
	assert_false(load("gate", false));
	show();
	assert_non_null(strstr(shown, "# /etc/pam.d/gate:3, NOT LINKED\n"));
}

/*
 * What stands in a policy cannot drive the terminal of who checks it: not
 * even where such a rule has come by the check of its bytes.
 */
static void
show_escaped(void **state)
{
	fake_file("gate", GOOD);
	assert_true(load("gate", false));
	policy_rules[0].text = "auth required pam_unix.so \x1b[2J\xc3\xa9\n";
	show();
	assert_line(shown, "auth required pam_unix.so \\x1b[2J\\xc3\\xa9",
		    "# /etc/pam.d/gate:1, linked");
}

/* Of a broken policy too: it comes to an end, and soon. */
static void
show_loop(void **state)
{
	char text[512] = GOOD;

	for (int i = 0; i < 20; i++) {
		strcat(text, "auth include gate\n");
	}
	fake_file("gate", text);
	assert_false(load("gate", false));
	show();
	assert_true(strlen(shown) < sizeof(shown) - 1);
}

static void
show_nothing(void **state)
{
	assert_false(load("gate", false));
	show();
	assert_string_equal(shown, "");
}

#define SHOW_TEST(f) cmocka_unit_test_setup(f, fake_policy_start)

static const struct CMUnitTest tests[] = {
	SHOW_TEST(show_in_order), SHOW_TEST(show_what_is_not_linked),
	SHOW_TEST(show_escaped),  SHOW_TEST(show_loop),
	SHOW_TEST(show_nothing),
};

UNIT_MAIN(tests)
