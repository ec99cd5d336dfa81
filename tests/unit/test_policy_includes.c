/* SPDX-License-Identifier: MIT */
// objects: applet/pam/policy.c applet/pam/policy_line.c
// objects: applet/pam/policy_control.c applet/pam/policy_text.c
// objects: applet/pam/policy_includes.c applet/pam/policy_source.c
// objects: tests/unit/fake_policy.c tests/unit/fake_registry.c
/* Policies that include others, and how much of all is too much. */
#include "unit_main.h"

#include <stdio.h>
#include <string.h>

#include "fake_policy.h"

static void
assert_source(const char *name, const char *wanted)
{
	char path[128];
	const char *source = NULL;
	size_t len = 0;

	snprintf(path, sizeof(path), "/etc/pam.d/%s", name);
	assert_int_equal(policy_source(path, &source, &len), 0);
	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(source, wanted, len);
}

static void
includes_of_each_kind(void **state)
{
	fake_file("one", "auth required pam_unix.so\n");
	fake_file("two", "account required pam_unix.so\n");
	fake_file("all", "session required pam_permit.so\n"
			 "password required pam_unix.so\n");
	assert_good("auth include one\n"
		    "-account SUBSTACK  two # why\n"
		    "@include all\n",
		    "auth include one\n"
		    "-account substack two\n"
		    "auth include all\n"
		    "account include all\n"
		    "password include all\n"
		    "session include all\n");
	assert_source("one", "auth required pam_unix.so\n");
	assert_source("two", "account required pam_unix.so\n");
	assert_source("all", "session required pam_permit.so\n"
			     "password required pam_unix.so\n");
	assert_int_equal(policy_files_count, 4);
	assert_true(load("gate", true));
}

static void
includes_targets(void **state)
{
	fake_file("one", GOOD);
	assert_good("auth include one\naccount include one\n",
		    "auth include one\naccount include one\n");
	for (int i = 0; i < 2; i++) {
		assert_null(policy_rules[i].module);
		assert_int_equal(policy_rules[i].target, 1);
		assert_int_equal(policy_rules[i].file, 0);
	}
	assert_int_equal(policy_rules[2].file, 1);
	assert_int_equal(policy_rules[2].line, 1);
	assert_string_equal(policy_files[1].name, "one");
	/* Read once, however often it is included. */
	assert_int_equal(fake_reads("one"), 1);
}

/* A module is looked for where it stands, at any depth. */
static void
includes_errors_inside(void **state)
{
	fake_file("one", "auth include two\n");
	fake_file("two", "\nauth optional pam_xyz.so\n");
	assert_bad(GOOD "auth include one\n",
		   "/etc/pam.d/two:2: module is not linked in: pam_xyz.so\n");
}

/* Told where the include stands, which a person can mend. */
static void
includes_missing(void **state)
{
	assert_bad(GOOD "auth include nowhere\n",
		   "/etc/pam.d/gate:3: is not there: nowhere\n");
	assert_bad(GOOD "-auth substack nowhere\n",
		   "/etc/pam.d/gate:3: is not there: nowhere\n");
	assert_bad(GOOD "@include nowhere\n",
		   "/etc/pam.d/gate:3: is not there: nowhere\n");
}

/* A file of rules of another type leaves a stack empty. */
static void
includes_of_nothing(void **state)
{
	fake_file("one", "account required pam_unix.so\n");
	assert_bad("auth include one\naccount include one\n",
		   "/etc/pam.d/gate:0: empty stack: auth\n");
	fake_file("one", GOOD);
	fake_file("two", "auth include one\naccount include three\n");
	fake_file("three", "password required pam_unix.so\n");
	assert_bad("@include two\n",
		   "/etc/pam.d/gate:0: empty stack: account\n");
}

static void
includes_loop(void **state)
{
	static const char text[] = "include loops, or is too deep";

	fake_file("gate", GOOD "auth include gate\n");
	assert_false(load("gate", false));
	assert_non_null(strstr(fake_errors, text));
	fake_file("gate", GOOD "auth include one\n");
	fake_file("one", "auth substack gate\n");
	assert_false(load("gate", false));
	assert_non_null(strstr(fake_errors, text));
	fake_file("gate", GOOD "@include one\n");
	fake_file("one", "auth include two\nauth include three\n");
	fake_file("two", "auth required pam_unix.so\n");
	fake_file("three", "session include one\n");
	assert_false(load("gate", false));
	assert_non_null(strstr(fake_errors, text));
	assert_int_equal(fake_errors_count, 1);
}

/* Twice the same file is no loop. */
static void
includes_diamond(void **state)
{
	fake_file("left", "auth include end\n");
	fake_file("right", "auth include end\nauth include left\n");
	fake_file("end", GOOD);
	assert_good("auth include left\nauth include right\n"
		    "auth include end\naccount include end\n",
		    "auth include left\nauth include right\n"
		    "auth include end\naccount include end\n");
	assert_int_equal(policy_files_count, 4);
}

/* gate includes f1, which includes f2, and so on: depth files in a row. */
static bool
load_chain(int depth, const char *how)
{
	static char names[32][16];
	static char texts[32][64];

	fake_policy_start(NULL);
	for (int i = 0; i < depth; i++) {
		bool last = i == depth - 1;

		snprintf(names[i], sizeof(names[i]), "f%d", i + 1);
		snprintf(texts[i], sizeof(texts[i]), "auth %s f%d\n", how,
			 i + 2);
		fake_file(names[i],
			  last ? "auth required pam_unix.so\n" : texts[i]);
	}
	fake_file("gate", "auth include f1\n"
			  "account required pam_unix.so\n");
	return load("gate", false);
}

static void
includes_depth(void **state)
{
	assert_true(load_chain(1, "include"));
	assert_true(load_chain(15, "include"));
	assert_int_equal(policy_files_count, 16);
	assert_false(load_chain(16, "include"));
	assert_int_equal(fake_errors_count, 1);
	assert_true(load_chain(15, "substack"));
	assert_false(load_chain(16, "substack"));
	assert_false(load_chain(20, "include"));
}

/* The first way that leads to a file is not the longest. */
static void
includes_depth_of_the_longest_way(void **state)
{
	assert_true(load_chain(14, "include"));
	fake_file("gate", "auth include f14\nauth include f1\n"
			  "account required pam_unix.so\n");
	assert_true(load("gate", false));
	fake_file("f14", "auth include g1\n");
	fake_file("g1", "auth include g2\nauth required pam_unix.so\n");
	fake_file("g2", "auth required pam_unix.so\n");
	assert_false(load("gate", false));
	fake_file("g1", "auth required pam_unix.so\n");
	assert_true(load("gate", false));
}

/* gate includes f1, f1 twice f2, f2 twice f3, and so on; the last is text. */
static bool
load_doubling(int depth, const char *text)
{
	static char names[16][16];
	static char texts[16][64];

	fake_policy_start(NULL);
	for (int i = 0; i < depth; i++) {
		snprintf(names[i], sizeof(names[i]), "f%d", i + 1);
		snprintf(texts[i], sizeof(texts[i]),
			 "password include f%d\npassword include f%d\n", i + 2,
			 i + 2);
		fake_file(names[i], i == depth - 1 ? text : texts[i]);
	}
	fake_file("gate", GOOD "password include f1\n");
	return load("gate", false);
}

/* What runs is counted, not what stands there. */
static void
includes_run_too_many(void **state)
{
	static const char rule[] = "password required pam_unix.so\n";

	assert_true(load_doubling(7, rule));
	assert_false(load_doubling(12, rule));
	assert_string_equal(fake_errors,
			    "/etc/pam.d/gate:0: too many rules, includes "
			    "counted: password\n");
	assert_false(load_doubling(15, rule));
}

/* Files that bring nothing are opened all the same. */
static void
includes_of_nothing_too_often(void **state)
{
	assert_true(load_doubling(5, "# nothing\n"));
	assert_false(load_doubling(15, "# nothing\n"));
}

/* The service and count files that it includes side by side. */
static bool
load_many_files(int count)
{
	static char names[40][16];
	static char text[40 * 24];

	fake_policy_start(NULL);
	text[0] = '\0';
	for (int i = 0; i < count; i++) {
		snprintf(names[i], sizeof(names[i]), "n%d", i);
		fake_file(names[i], GOOD);
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "@include n%d\n", i);
	}
	fake_file("gate", text);
	return load("gate", false);
}

static void
includes_too_many(void **state)
{
	assert_true(load_many_files(POLICY_FILES_MAX - 1));
	assert_int_equal(policy_files_count, POLICY_FILES_MAX);
	assert_false(load_many_files(POLICY_FILES_MAX));
	assert_non_null(strstr(fake_errors, "/etc/pam.d/gate:24: "
					    "too many includes\n"));
	assert_int_equal(policy_files_count, POLICY_FILES_MAX);
}

/* As many rules as are allowed, and room for more text behind. */
static char *
many_rules(void)
{
	static char text[POLICY_FILE_BYTES];

	text[0] = '\0';
	for (int i = 0; i < POLICY_RULES_MAX / 2; i++) {
		strcat(text, GOOD);
	}
	return text;
}

static void
includes_too_many_rules(void **state)
{
	char *text = many_rules();

	fake_file("gate", text);
	assert_true(load("gate", false));
	assert_int_equal(policy_rules_count, POLICY_RULES_MAX);
	strcat(text, "\n# one too many\nauth include one\n");
	fake_file("one", GOOD);
	assert_false(load("gate", false));
	assert_string_equal(fake_errors,
			    "/etc/pam.d/gate:259: too many rules\n");
	assert_int_equal(policy_rules_count, POLICY_RULES_MAX);
}

/* One rule of exactly so many bytes, the newline among them. */
static char *
long_rule(size_t len)
{
	static char rule[POLICY_FILE_BYTES];

	strcpy(rule, "auth required pam_unix.so ");
	memset(rule + strlen(rule), 'x', len - strlen(rule));
	strcpy(rule + len - 1, "\n");
	return rule;
}

static void
includes_too_much_text(void **state)
{
	size_t rest = POLICY_TEXT_BYTES - strlen("auth include one\n") - 12000
		      - strlen("account required pam_unix.so\n");
	static char one[POLICY_FILE_BYTES];
	static char gate[POLICY_FILE_BYTES];

	snprintf(gate, sizeof(gate),
		 "%sauth include one\naccount required pam_unix.so\n",
		 long_rule(12000));
	fake_file("gate", gate);
	/* The last byte is for the NUL behind. */
	strcpy(one, long_rule(rest - 1));
	fake_file("one", one);
	if (!load("gate", false)) {
		fail_msg("%s", fake_errors);
	}
	strcpy(one, long_rule(rest));
	assert_false(load("gate", false));
	assert_string_equal(fake_errors, "/etc/pam.d/one:1: too many rules\n");
}

#define INCLUDE_TEST(f) cmocka_unit_test_setup(f, fake_policy_start)

static const struct CMUnitTest tests[] = {
	INCLUDE_TEST(includes_of_each_kind),
	INCLUDE_TEST(includes_targets),
	INCLUDE_TEST(includes_errors_inside),
	INCLUDE_TEST(includes_missing),
	INCLUDE_TEST(includes_of_nothing),
	INCLUDE_TEST(includes_loop),
	INCLUDE_TEST(includes_diamond),
	INCLUDE_TEST(includes_depth),
	INCLUDE_TEST(includes_depth_of_the_longest_way),
	INCLUDE_TEST(includes_run_too_many),
	INCLUDE_TEST(includes_of_nothing_too_often),
	INCLUDE_TEST(includes_too_many),
	INCLUDE_TEST(includes_too_many_rules),
	INCLUDE_TEST(includes_too_much_text),
};

UNIT_MAIN(tests)
