/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/echo.c
// cflags: -include tests/unit/fake_autoconf.h
/* The echo modes: what of an answer is shown. */
#include "unit_main.h"

#include <string.h>

#include "prompt/echo.h"

#define CHARS 20

/* What is written, in a buffer that has not a byte more than promised. */
static void
assert_change(const struct echo_mode *mode, size_t before, size_t after,
	      unsigned char first, const char *wanted)
{
	size_t larger = before > after ? before : after;
	char *out = test_malloc(ECHO_CHANGE_MAX(larger));

	assert_int_equal(echo_change(mode, out, before, after, first),
			 strlen(wanted));
	assert_memory_equal(out, wanted, strlen(wanted));
	test_free(out);
}

static void
echo_none_shows_nothing(void **state)
{
	for (size_t before = 0; before < CHARS; before++) {
		for (size_t after = 0; after < CHARS; after++) {
			assert_change(&echo_none, before, after, 'x', "");
		}
	}
}

static void
echo_stars_up(void **state)
{
	assert_change(&echo_stars, 0, 1, 'x', "*");
	assert_change(&echo_stars, 3, 4, 0xc3, "*");
	assert_change(&echo_stars, 0, 0, 'x', "");
	assert_change(&echo_stars, 7, 7, 'x', "");
	assert_change(&echo_stars, 1, 4, 0, "***");
}

static void
echo_stars_down(void **state)
{
	assert_change(&echo_stars, 1, 0, 0, "\b \b");
	assert_change(&echo_stars, 5, 4, 'a', "\b \b");
	assert_change(&echo_stars, 3, 0, 0, "\b \b\b \b\b \b");
}

static void
echo_full_shows_ascii(void **state)
{
	for (int byte = 0; byte < 256; byte++) {
		char wanted[2] = {'?', 0};

		if (byte >= 0x20 && byte <= 0x7e) {
			wanted[0] = (char)byte;
		}
		assert_change(&echo_full, 2, 3, (unsigned char)byte, wanted);
	}
}

static void
echo_full_down(void **state)
{
	assert_change(&echo_full, 2, 1, 'a', "\b \b");
	assert_change(&echo_full, 2, 0, 0, "\b \b\b \b");
}

static void
echo_by_name(void **state)
{
	assert_ptr_equal(echo_find("none"), &echo_none);
	assert_ptr_equal(echo_find("stars"), &echo_stars);
	assert_ptr_equal(echo_find("full"), &echo_full);
	assert_null(echo_find(""));
	assert_null(echo_find("star"));
	assert_null(echo_find("stars2"));
	assert_null(echo_find("Full"));
}

static void
echo_names(void **state)
{
	assert_string_equal(echo_name(0), "none");
	assert_string_equal(echo_name(1), "stars");
	assert_string_equal(echo_name(2), "full");
	assert_null(echo_name(3));
	assert_null(echo_name(1000));
}

/* fake_autoconf.h has chosen stars. */
static void
echo_of_kconfig(void **state)
{
	assert_ptr_equal(echo_default(), &echo_stars);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(echo_none_shows_nothing),
	cmocka_unit_test(echo_stars_up),
	cmocka_unit_test(echo_stars_down),
	cmocka_unit_test(echo_full_shows_ascii),
	cmocka_unit_test(echo_full_down),
	cmocka_unit_test(echo_by_name),
	cmocka_unit_test(echo_names),
	cmocka_unit_test(echo_of_kconfig),
};

UNIT_MAIN(tests)
