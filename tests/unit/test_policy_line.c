/* SPDX-License-Identifier: MIT */
// objects: applet/pam/policy_line.c applet/pam/policy_control.c
// objects: applet/pam/policy_text.c applet/pam/policy_source.c
// objects: tests/unit/fake_policy.c tests/unit/fake_registry.c
// objects: applet/pam/policy.c applet/pam/policy_includes.c
/* Single lines of a policy, against what pam.conf(5) says they are. */
#include "unit_main.h"

#include <string.h>

#include "pam/policy_line.h"

static struct policy_line parts;

static enum policy_kind
parse(const char *line)
{
	static char copy[4096];

	assert_true(strlen(line) < sizeof(copy));
	strcpy(copy, line);
	policy_line_parse(copy, &parts);
	return parts.kind;
}

static void
assert_error(const char *line, const char *what, const char *word)
{
	assert_int_equal(parse(line), POLICY_ERROR);
	assert_string_equal(parts.what, what);
	if (word == NULL) {
		assert_null(parts.word);
	} else {
		assert_string_equal(parts.word, word);
	}
}

static void
line_empty(void **state)
{
	static const char *const empty[] = {"", " ", "\t", " \t \t "};

	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		assert_int_equal(parse(empty[i]), POLICY_EMPTY);
	}
}

static void
line_types(void **state)
{
	static const struct {
		const char *word;
		enum policy_type type;
		bool silent;
	} table[] = {
		{"auth", POLICY_AUTH, false},
		{"account", POLICY_ACCOUNT, false},
		{"password", POLICY_PASSWORD, false},
		{"session", POLICY_SESSION, false},
		{"Auth", POLICY_AUTH, false},
		{"SESSION", POLICY_SESSION, false},
		{"-auth", POLICY_AUTH, true},
		{"-Password", POLICY_PASSWORD, true},
	};
	char line[64];

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		strcpy(line, table[i].word);
		strcat(line, " required pam_x.so");
		assert_int_equal(parse(line), POLICY_MODULE);
		assert_int_equal(parts.type, table[i].type);
		assert_int_equal(parts.silent, table[i].silent);
		assert_string_equal(parts.control, "required");
		assert_string_equal(parts.target, "pam_x.so");
		assert_string_equal(parts.arguments, "");
	}
}

static void
line_bad_types(void **state)
{
	static const char what[] = "unknown type";

	assert_error("aut required pam_x.so", what, "aut");
	assert_error("auths required pam_x.so", what, "auths");
	assert_error("--auth required pam_x.so", what, "-auth");
	assert_error("- auth required pam_x.so", what, "");
	assert_error("gate auth required pam_x.so", what, "gate");
	assert_error("@includes common", what, "@includes");
	assert_error("-@include common", what, "@include");
	assert_error("required pam_x.so", what, "required");
}

/* Of a damaged file: a flipped bit makes another byte of a newline. */
static void
line_odd_bytes(void **state)
{
	static const char what[] = "a byte that is not printable ASCII";
	static const char *const lines[] = {
		"auth\vrequired pam_x.so",
		"auth required pam_x.so\x01",
		"auth required pam_x.so \x7f",
		"auth required pam_x.so \xc3\xa9",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_error(lines[i], what, lines[i]);
	}
	assert_error("auth required pam_x.so a*auth required pam_y.so",
		     "a second module: a line end was lost", "pam_y.so");
	assert_error("auth required pam_x.so [a b",
		     "an argument in brackets without its end", "[a b");
}

static void
line_controls(void **state)
{
	static const char *const table[][2] = {
		{"required", "required"},     {"requisite", "requisite"},
		{"sufficient", "sufficient"}, {"optional", "optional"},
		{"REQUIRED", "required"},     {"Optional", "optional"},
	};
	char line[64];

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		strcpy(line, "\tauth  ");
		strcat(line, table[i][0]);
		strcat(line, " \t pam_x.so");
		assert_int_equal(parse(line), POLICY_MODULE);
		assert_string_equal(parts.control, table[i][1]);
		assert_false(parts.bracketed);
	}
}

static void
line_bad_controls(void **state)
{
	static const char what[] = "unknown control";

	assert_error("auth require pam_x.so", what, "require");
	assert_error("auth requiredd pam_x.so", what, "requiredd");
	assert_error("auth pam_x.so", what, "pam_x.so");
	assert_error("auth binding pam_x.so", what, "binding");
	assert_error("auth =ok pam_x.so", what, "=ok");
	assert_error("auth", "the control is missing", NULL);
	assert_error("auth  \t", "the control is missing", NULL);
	assert_error("auth required", "the module is missing", NULL);
	assert_error("auth [success=ok] ", "the module is missing", NULL);
	assert_error("auth include", "the module is missing", NULL);
	assert_error("@include", "the module is missing", NULL);
}

/* As pam.conf(5) lists them. */
static const char *const values[] = {
	"success",
	"open_err",
	"symbol_err",
	"service_err",
	"system_err",
	"buf_err",
	"perm_denied",
	"auth_err",
	"cred_insufficient",
	"authinfo_unavail",
	"user_unknown",
	"maxtries",
	"new_authtok_reqd",
	"acct_expired",
	"session_err",
	"cred_unavail",
	"cred_expired",
	"cred_err",
	"no_module_data",
	"conv_err",
	"authtok_err",
	"authtok_recover_err",
	"authtok_lock_busy",
	"authtok_disable_aging",
	"try_again",
	"ignore",
	"abort",
	"authtok_expired",
	"module_unknown",
	"bad_item",
	"conv_again",
	"incomplete",
	"default",
};
static const char *const acts[] = {"ignore", "bad", "die", "ok", "done",
				   "reset",  "1",   "9",   "12", "999"};

static void
line_each_value_and_action(void **state)
{
	char control[80];
	char line[128];

	for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
		for (size_t a = 0; a < sizeof(acts) / sizeof(acts[0]); a++) {
			strcpy(control, values[v]);
			strcat(control, "=");
			strcat(control, acts[a]);
			strcpy(line, "auth [");
			strcat(line, control);
			strcat(line, "] pam_x.so");
			assert_int_equal(parse(line), POLICY_MODULE);
			assert_true(parts.bracketed);
			assert_string_equal(parts.control, control);
			assert_string_equal(parts.target, "pam_x.so");
		}
	}
}

static void
line_brackets(void **state)
{
	static const char *const good[] = {
		"success=ok default=die", " success=ok\tdefault=ignore ",
		"success=2 new_authtok_reqd=2 default=bad"};
	char line[128];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		strcpy(line, "session\t[");
		strcat(line, good[i]);
		strcat(line, "]\tpam_x.so a [b c]  ");
		assert_int_equal(parse(line), POLICY_MODULE);
		assert_string_equal(parts.control, good[i]);
		assert_string_equal(parts.target, "pam_x.so");
		assert_memory_equal(parts.arguments, "a [b c]", 7);
	}
}

static void
line_bad_brackets(void **state)
{
	static const char *const bad[] = {"",
					  " ",
					  "success",
					  "success=",
					  "=ok",
					  "success=oke",
					  "succes=ok",
					  "success = ok",
					  "success= ok",
					  "success=ok,",
					  "success=okdefault=bad",
					  "success=0",
					  "success=00",
					  "success=01",
					  "success=1000",
					  "success=-1",
					  "success=1x",
					  "SUCCESS=ok",
					  "success=OK",
					  "success=ok default",
					  "required",
					  "success=ok=bad",
					  "user=ok",
					  "success=ok; default=die",
					  "cred=ok"};
	char line[128];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		strcpy(line, "auth [");
		strcat(line, bad[i]);
		strcat(line, "] pam_x.so");
		assert_error(line, "unknown control", bad[i]);
	}
}

static void
line_brackets_without_end(void **state)
{
	static const char what[] = "a control in brackets without its end";

	assert_error("auth [success=ok pam_x.so", what, NULL);
	assert_error("auth [", what, NULL);
	assert_error("auth [success=ok [default=bad] pam_x.so", what, NULL);
	assert_error("auth [success=ok\\] default=bad] pam_x.so", what, NULL);
	assert_error("auth [success=ok]pam_x.so", "no blank behind the control",
		     "pam_x.so");
	assert_error("auth [success=ok]] pam_x.so",
		     "no blank behind the control", "] pam_x.so");
}

static void
line_includes(void **state)
{
	assert_int_equal(parse("auth include common-auth"), POLICY_INCLUDE);
	assert_string_equal(parts.target, "common-auth");
	assert_int_equal(parts.type, POLICY_AUTH);
	assert_int_equal(parse("-account SUBSTACK x.1_y"), POLICY_SUBSTACK);
	assert_string_equal(parts.target, "x.1_y");
	assert_string_equal(parts.control, "substack");
	assert_int_equal(parse("  @include\tcommon-auth "), POLICY_ALL);
	assert_string_equal(parts.target, "common-auth");
}

static void
line_bad_includes(void **state)
{
	static const char name[] = "not the name of a policy";

	assert_error("auth include ../passwd", name, "../passwd");
	assert_error("auth include /etc/pam.d/x", name, "/etc/pam.d/x");
	assert_error("@include .hidden", name, ".hidden");
	assert_error("auth substack a/b", name, "a/b");
	assert_error("auth include other", name, "other");
	assert_error("@include [x]", name, "[x]");
	assert_error("auth include x nullok", "an include has no arguments",
		     "nullok");
	assert_error("@include x y", "an include has no arguments", "y");
}

static void
line_arguments(void **state)
{
	assert_int_equal(parse("auth required pam_x.so  a=b  c"),
			 POLICY_MODULE);
	assert_string_equal(parts.arguments, "a=b  c");
	assert_int_equal(parse("auth required pam_x.so [a b\\] c]"),
			 POLICY_MODULE);
	assert_string_equal(parts.arguments, "[a b\\] c]");
}

/* Linux-PAM would join the next rule to this one. */
static void
line_backslash_at_the_end(void **state)
{
	static const char *const bad[] = {"auth required pam_x.so a \\",
					  "auth required pam_x.so \\ \t",
					  "auth required pam_x.so a\\",
					  "auth required pam_x.so\\",
					  "auth include x\\",
					  "\\",
					  "auth required pam_x.so a\\\\"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(parse(bad[i]), POLICY_ERROR);
	}
	assert_int_equal(parse("auth required pam_x.so a\\b"), POLICY_MODULE);
}

/* What no editor writes there: a damaged file most likely. */
static void
line_each_byte(void **state)
{
	char line[] = "auth required pam_x.so a=? b";
	char *at = strchr(line, '?');

	for (int byte = 1; byte < 256; byte++) {
		bool odd = (byte < ' ' && byte != '\t') || byte > '~';

		*at = (char)byte;
		assert_int_equal(parse(line),
				 odd ? POLICY_ERROR : POLICY_MODULE);
	}
	assert_int_equal(parse("auth\vrequired pam_x.so"), POLICY_ERROR);
	assert_int_equal(parse("auth required pam_x.so\v"), POLICY_ERROR);
}

/* Two rules on one line: the second one would not run. */
static void
line_two_modules(void **state)
{
	static const char what[] = "a second module: a line end was lost";

	assert_error("auth required pam_x.so auth required pam_y.so", what,
		     "pam_y.so");
	assert_error("auth [success=ok] pam_x.so a pam_y.so b", what,
		     "pam_y.so b");
	assert_int_equal(parse("auth required pam_x.so .so a.sox so"),
			 POLICY_MODULE);
}

static void
line_names(void **state)
{
	static const char *const good[] = {"gate",      "common-auth",
					   "a",         "x_1",
					   "a..b",      "-",
					   "otherwise", "0"};
	static const char *const bad[] = {"",     "..",    ".x",   "a/b",
					  "/a",   "a b",   "a\n",  "Gate",
					  "gATE", "other", "a\\b", "\xc3\xa9",
					  "a[",   "%s"};
	char name[POLICY_NAME_BYTES + 1] = {0};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(policy_name_valid(good[i]));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(policy_name_valid(bad[i]));
	}
	memset(name, 'n', POLICY_NAME_BYTES - 1);
	assert_true(policy_name_valid(name));
	name[POLICY_NAME_BYTES - 1] = 'n';
	assert_false(policy_name_valid(name));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(line_empty),
	cmocka_unit_test(line_types),
	cmocka_unit_test(line_bad_types),
	cmocka_unit_test(line_odd_bytes),
	cmocka_unit_test(line_controls),
	cmocka_unit_test(line_bad_controls),
	cmocka_unit_test(line_each_value_and_action),
	cmocka_unit_test(line_brackets),
	cmocka_unit_test(line_bad_brackets),
	cmocka_unit_test(line_brackets_without_end),
	cmocka_unit_test(line_includes),
	cmocka_unit_test(line_bad_includes),
	cmocka_unit_test(line_arguments),
	cmocka_unit_test(line_backslash_at_the_end),
	cmocka_unit_test(line_each_byte),
	cmocka_unit_test(line_two_modules),
	cmocka_unit_test(line_names),
};

UNIT_MAIN(tests)
