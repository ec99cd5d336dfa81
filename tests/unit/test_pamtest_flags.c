/* SPDX-License-Identifier: MIT */
// objects: applet/pamtest_flags.c applet/pamtest_words.c
/* pamtester's expressions of flags: values, binding, what is refused. */
#include "unit_main.h"

#include <security/pam_appl.h>
#include <string.h>

#include "pamtest_flags.h"

static void
values(void **state)
{
	static const struct {
		const char *text;
		int value;
	} cases[] = {
		{"", 0},
		{" \t", 0},
		{"PAM_SILENT", PAM_SILENT},
		{"pam_Silent", PAM_SILENT},
		{"PAM_DISALLOW_NULL_AUTHTOK", PAM_DISALLOW_NULL_AUTHTOK},
		{"PAM_ESTABLISH_CRED", PAM_ESTABLISH_CRED},
		{"PAM_DELETE_CRED", PAM_DELETE_CRED},
		{"PAM_REINITIALIZE_CRED", PAM_REINITIALIZE_CRED},
		{"PAM_REFRESH_CRED", PAM_REFRESH_CRED},
		{"PAM_CHANGE_EXPIRED_AUTHTOK", PAM_CHANGE_EXPIRED_AUTHTOK},
		{"1|2|8", 1 | 2 | 8},
		{" 1 | 2 ", 3},
		{"~1", ~1},
		{"~~1", ~1},
		{"7&~2", 7 & ~2},
		{"1|6&3", 1 | (6 & 3)},
		{"6&3|1", (6 & 3) | 1},
		{"1^3|4", (1 ^ 3) | 4},
		{"4|1^3", 4 | (1 ^ 3)},
		{"4^1|4", (4 ^ 1) | 4},
		{"1|7^6&3", 1 | (7 ^ (6 & 3))},
		{"7&5^1|8&12", ((7 & 5) ^ 1) | (8 & 12)},
		{"PAM_SILENT|", PAM_SILENT},
		{"-1", -1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pamtest_wrong wrong = {0};
		int value = pamtest_flags(cases[i].text, &wrong);

		if (wrong.what != NULL || value != cases[i].value) {
			fail_msg("%s: %d, not %d", cases[i].text, value,
				 cases[i].value);
		}
	}
}

static void
refused(void **state)
{
	static const struct {
		const char *text;
		const char *what;
		const char *word;
	} cases[] = {
		{"|1", "unexpected token", "|"},
		{"1||2", "unexpected token", "|"},
		{"1 2", "unexpected token", "2"},
		{"1~2", "unexpected token", "~"},
		{"PAM_", "undefined constant", "PAM_"},
		{"PAM_S", "undefined constant", "PAM_S"},
		{"PAM_SILENTX", "undefined constant", "PAM_SILENTX"},
		{"SILENT", "undefined constant", "SILENT"},
		{"PAM_-", "undefined constant", "PAM_-"},
		{"0x1", "undefined constant", "0x1"},
		{"1,2", "undefined constant", "1,2"},
		{"1|x y", "undefined constant", "x"},
		{"-", "undefined constant", "-"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pamtest_wrong wrong = {0};

		pamtest_flags(cases[i].text, &wrong);
		assert_non_null(wrong.what);
		assert_string_equal(wrong.what, cases[i].what);
		assert_int_equal(wrong.len, strlen(cases[i].word));
		assert_memory_equal(wrong.word, cases[i].word, wrong.len);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(values),
	cmocka_unit_test(refused),
};

UNIT_MAIN(tests)
