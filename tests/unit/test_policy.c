/* SPDX-License-Identifier: MIT */
// objects: applet/pam/policy.c applet/pam/policy_line.c
// objects: applet/pam/policy_control.c applet/pam/policy_text.c
// objects: applet/pam/policy_includes.c applet/pam/policy_source.c
// objects: tests/unit/fake_policy.c tests/unit/fake_registry.c
/*
 * Loading a policy: what is refused, and what Linux-PAM gets of the rest.
 * test_policy_includes.c has the includes and the limits.
 */
#include "unit_main.h"

#include <string.h>

#include "fake_policy.h"
#include "fake_registry.h"

static void
policy_canonical(void **state)
{
	assert_good("# a comment\n"
		    "\n"
		    "AUTH\tRequired   pam_unix.so  nullok   # another\n"
		    "-auth [success=1 default=ignore]\tpam_env.so a=[b c]\n"
		    "account sufficient \\\n"
		    "  pam_unix.so\\\n"
		    "  debug\n"
		    "Session optional pam_permit.so",
		    "auth required pam_unix.so nullok   \n"
		    "-auth [success=1 default=ignore] pam_env.so a=[b c]\n"
		    "account sufficient pam_unix.so debug\n"
		    "session optional pam_permit.so\n");
	assert_int_equal(policy_rules_count, 4);
	assert_int_equal(policy_files_count, 1);
	assert_int_equal(fake_reads("gate"), 1);
}

static void
policy_rules_kept(void **state)
{
	const struct policy_rule *rule = policy_rules;

	assert_good("\n-auth [default=die] pam_unix.so x\n\n"
		    "account \\\nrequired pam_unix.so\n",
		    "-auth [default=die] pam_unix.so x\n"
		    "account required pam_unix.so\n");
	assert_int_equal(rule->type, POLICY_AUTH);
	assert_int_equal(rule->line, 2);
	assert_int_equal(rule->file, 0);
	assert_int_equal(rule->target, -1);
	assert_true(rule->linked);
	assert_memory_equal(rule->module, "pam_unix.so x\n", 14);
	rule++;
	assert_int_equal(rule->type, POLICY_ACCOUNT);
	assert_int_equal(rule->line, 4);
	assert_memory_equal(rule->module, "pam_unix.so\n", 12);
}

/* Linux-PAM would pass each of these by without a word. */
static void
policy_unknown_module(void **state)
{
	static const char *const lines[] = {
		"auth required pam_xyz.so\n",
		"-auth required pam_xyz.so\n",
		"auth optional pam_xyz.so\n",
		"auth sufficient pam_xyz.so\n",
		"-auth [default=ignore] pam_xyz.so\n",
		"-session optional pam_xyz.so x\n",
	};
	char text[256];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		strcpy(text, GOOD);
		strcat(text, lines[i]);
		assert_bad(text, "/etc/pam.d/gate:3: module is not linked in: "
				 "pam_xyz.so\n");
		assert_false(policy_rules[2].linked);
	}
}

static void
policy_module_by_path(void **state)
{
	assert_bad(GOOD "auth required /lib/security/pam_unix.so\n",
		   "/etc/pam.d/gate:3: module is not linked in: "
		   "/lib/security/pam_unix.so\n");
	assert_bad(GOOD "auth required pam_unix\n",
		   "/etc/pam.d/gate:3: module is not linked in: pam_unix\n");
	assert_bad(GOOD "auth required [pam_unix.so]\n",
		   "/etc/pam.d/gate:3: module is not linked in: "
		   "[pam_unix.so]\n");
}

static void
policy_module_of_other_type(void **state)
{
	assert_bad(GOOD "account required pam_env.so\n",
		   "/etc/pam.d/gate:3: module has no function of this type: "
		   "pam_env.so\n");
	assert_false(policy_rules[2].linked);
}

static void
policy_bad_lines(void **state)
{
	assert_bad(GOOD "auht required pam_unix.so\n",
		   "/etc/pam.d/gate:3: unknown type: auht\n");
	assert_bad("\n" GOOD "auth\n",
		   "/etc/pam.d/gate:4: the control is missing\n");
	assert_bad("auth must pam_unix.so\n" GOOD,
		   "/etc/pam.d/gate:1: unknown control: must\n");
	assert_bad(GOOD "session required\n",
		   "/etc/pam.d/gate:3: the module is missing\n");
}

/* All errors, each with its own line. */
static void
policy_tells_all_errors(void **state)
{
	assert_bad("auth required pam_a.so\n"
		   "# auth required pam_b.so\n"
		   "auth \\\n required pam_c.so\n"
		   "x\n",
		   "/etc/pam.d/gate:1: module is not linked in: pam_a.so\n"
		   "/etc/pam.d/gate:3: module is not linked in: pam_c.so\n"
		   "/etc/pam.d/gate:5: unknown type: x\n");
}

static void
policy_empty_stack(void **state)
{
	assert_bad("", "/etc/pam.d/gate:0: empty stack: auth\n"
		       "/etc/pam.d/gate:0: empty stack: account\n");
	assert_bad("# only a comment\n",
		   "/etc/pam.d/gate:0: empty stack: auth\n"
		   "/etc/pam.d/gate:0: empty stack: account\n");
	assert_bad("auth required pam_unix.so\n",
		   "/etc/pam.d/gate:0: empty stack: account\n");
	assert_bad("account required pam_unix.so\n"
		   "password required pam_unix.so\n",
		   "/etc/pam.d/gate:0: empty stack: auth\n");
}

static void
policy_session_when_needed(void **state)
{
	fake_file("gate", GOOD);
	assert_true(load("gate", false));
	assert_false(load("gate", true));
	assert_string_equal(fake_errors,
			    "/etc/pam.d/gate:0: empty stack: session\n");
	fake_file("gate", GOOD "session required pam_permit.so\n");
	assert_true(load("gate", true));
}

/* One wrong bit in the newline above a rule; not what is commented out. */
static void
policy_rule_in_a_comment(void **state)
{
	static const char *const rules[] = {
		"auth required pam_nologin.so\n",
		" -auth\t[default=die] pam_nologin.so a b # why\n",
		"account include common\n", "auth substack common\n",
		"@include common\n"};
	static const char *const others[] = {
		"# auth required pam_a.so\n" GOOD,
		"#auth required pam_a.so\n" GOOD,
		"# J. Doe: auth required pam_a.so\n" GOOD,
		"# * account rules, *auth rules, and J\n" GOOD,
		"# \xc3\x8a \x8a *\n" GOOD};
	char text[256];

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		for (int bit = 0; bit < 8; bit++) {
			snprintf(text, sizeof(text), "# J * gate%c%s" GOOD,
				 '\n' ^ 1 << bit, rules[i]);
			fake_file("gate", text);
			assert_false(load("gate", false));
			assert_int_equal(fake_errors_count, 1);
			assert_non_null(strstr(fake_errors,
					       "a lost line end:  J * gate"));
		}
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_good(others[i], GOOD);
	}
}

/* A backslash at the end of a rule would swallow the next one. */
static void
policy_backslash_at_the_end(void **state)
{
	static const char *const texts[] = {
		"auth sufficient pam_permit.so a \\ # why\n" GOOD,
		"auth sufficient pam_permit.so a\\\\\n\n" GOOD,
		"auth sufficient pam_permit.so \\#\n" GOOD,
		"auth sufficient pam_permit.so a \\\\ \t\n \n" GOOD,
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_bad(texts[i],
			   "/etc/pam.d/gate:1: a backslash at the end\n");
	}
}

/* Linux-PAM takes that for a file that was cut off. */
static void
policy_backslash_at_the_end_of_all(void **state)
{
	static const char wanted[] =
		"/etc/pam.d/gate:3: a backslash at the end\n";

	assert_bad(GOOD "auth required pam_deny.so \\\n", wanted);
	assert_bad(GOOD "auth required pam_deny.so a\\", wanted);
}

static void
policy_unreadable(void **state)
{
	fake_unreadable("gate", "no regular file");
	assert_false(load("gate", false));
	assert_string_equal(fake_errors,
			    "/etc/pam.d/gate:0: no regular file\n");
	assert_false(load("nowhere", false));
	assert_string_equal(fake_errors,
			    "compiled-in nowhere:0: is not there\n");
}

static void
policy_bad_services(void **state)
{
	static const char *const names[] = {
		"", "../gate", "/etc/pam.d/gate", "Gate", "other", ".gate"};

	fake_file("gate", GOOD);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		fake_file(names[i], GOOD);
		assert_false(load(names[i], false));
		assert_int_equal(fake_errors_count, 1);
		assert_int_equal(fake_reads(names[i]), 0);
	}
}

static void
policy_compiled_in(void **state)
{
	char where[POLICY_WHERE_BYTES];

	fake_builtin("gate", "auth required pam_xyz.so\n");
	assert_false(load("gate", false));
	assert_string_equal(fake_errors, "compiled-in gate:1: module is not "
					 "linked in: pam_xyz.so\n");
	assert_string_equal(policy_where(&policy_files[0], where),
			    "compiled-in gate");
	fake_builtin("gate", GOOD);
	assert_true(load("gate", false));
}

/* The next load replaces all of the last one. */
static void
policy_is_replaced(void **state)
{
	const char *source = NULL;
	size_t len = 0;

	fake_file("a", GOOD GOOD GOOD);
	fake_file("b", GOOD);
	assert_true(load("a", false));
	assert_true(load("b", false));
	assert_int_equal(policy_rules_count, 2);
	assert_int_equal(policy_files_count, 1);
	assert_int_equal(policy_source("/etc/pam.d/a", &source, &len), -1);
	assert_int_equal(policy_source("/etc/pam.d/b", &source, &len), 0);
	assert_int_equal(len, strlen(GOOD));
	for (int i = 0; i < POLICY_TEXT_BYTES / 20; i++) {
		assert_true(load("b", false));
	}
	assert_false(load("c", false));
	assert_int_equal(policy_source("/etc/pam.d/b", &source, &len), -1);
}

static void
policy_source_paths(void **state)
{
	static const char *const none[] = {"/etc/pam.d/login",
					   "/etc/pam.d/",
					   "/etc/pam.d/gat",
					   "/etc/pam.d/gates",
					   "/etc/pam.d//gate",
					   "etc/pam.d/gate",
					   "gate",
					   "/lib/pam.d/gate",
					   "/etc/pam.conf",
					   "",
					   "/etc/pam.d/others",
					   "/etc/pam.d"};
	const char *source = NULL;
	size_t len = 0;

	fake_file("gate", GOOD);
	assert_true(load("gate", false));
	assert_ptr_equal(fake_source, policy_source);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_int_equal(policy_source(none[i], &source, &len), -1);
	}
	assert_int_equal(policy_source("/etc/pam.d/gate", &source, &len), 0);
	assert_ptr_equal(source, policy_files[0].text);
	/* The compiled-in one of fake_policy.c, whatever stands on the disk. */
	fake_file("other", GOOD);
	assert_int_equal(policy_source("/etc/pam.d/other", &source, &len), 0);
	assert_int_equal(len, 26);
	assert_memory_equal(source, "auth required pam_deny.so\n", 26);
}

static void
policy_type_names(void **state)
{
	assert_string_equal(policy_type_name(POLICY_AUTH), "auth");
	assert_string_equal(policy_type_name(POLICY_ACCOUNT), "account");
	assert_string_equal(policy_type_name(POLICY_PASSWORD), "password");
	assert_string_equal(policy_type_name(POLICY_SESSION), "session");
}

#define POLICY_TEST(f) cmocka_unit_test_setup(f, fake_policy_start)

static const struct CMUnitTest tests[] = {
	POLICY_TEST(policy_canonical),
	POLICY_TEST(policy_rules_kept),
	POLICY_TEST(policy_unknown_module),
	POLICY_TEST(policy_module_by_path),
	POLICY_TEST(policy_module_of_other_type),
	POLICY_TEST(policy_bad_lines),
	POLICY_TEST(policy_tells_all_errors),
	POLICY_TEST(policy_empty_stack),
	POLICY_TEST(policy_session_when_needed),
	POLICY_TEST(policy_rule_in_a_comment),
	POLICY_TEST(policy_backslash_at_the_end),
	POLICY_TEST(policy_backslash_at_the_end_of_all),
	POLICY_TEST(policy_unreadable),
	POLICY_TEST(policy_bad_services),
	POLICY_TEST(policy_compiled_in),
	POLICY_TEST(policy_is_replaced),
	POLICY_TEST(policy_source_paths),
	POLICY_TEST(policy_type_names),
};

UNIT_MAIN(tests)
