/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/echo.c applet/base/choice.c
// cflags: -DENABLE_ECHO_FULL=0 -include tests/unit/fake_autoconf.h
/*
 * The echo modes by name, in a build without echo full; test_screen.c has what
 * they show.
 */
#include "unit_main.h"

#include "prompt/echo.h"

static void
echo_by_name(void **state)
{
	static const struct {
		const char *name;
		enum echo_mode mode;
	} all[] = {
		{"none", ECHO_NONE},
		{"stars", ECHO_STARS},
		{"last", ECHO_LAST},
		{"fixed", ECHO_FIXED},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		enum echo_mode mode = ECHO_FULL;

		assert_true(echo_find(all[i].name, &mode));
		assert_int_equal(mode, all[i].mode);
		assert_string_equal(echo_name(i), all[i].name);
	}
	assert_null(echo_name(4));
	assert_null(echo_name(1000));
}

static void
echo_of_no_such_name(void **state)
{
	static const char *const none[] = {"", "star", "stars2", "None",
					   "full"};

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		enum echo_mode mode = ECHO_FIXED;

		assert_false(echo_find(none[i], &mode));
		assert_int_equal(mode, ECHO_FIXED);
	}
}

/* fake_autoconf.h has chosen stars. */
static void
echo_of_kconfig(void **state)
{
	assert_int_equal(echo_default(), ECHO_STARS);
	assert_string_equal(echo_default_name(), "stars");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(echo_by_name),
	cmocka_unit_test(echo_of_no_such_name),
	cmocka_unit_test(echo_of_kconfig),
};

UNIT_MAIN(tests)
