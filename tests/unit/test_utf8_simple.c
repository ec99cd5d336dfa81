/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/utf8.c
// cflags: -DENABLE_ECHO_COMBINING=0 -include tests/unit/fake_autoconf.h
/* Where characters end in a build without the table of combining marks. */
#include "unit_main.h"

#include "prompt/utf8.h"

static void
utf8_mark_is_a_character(void **state)
{
	static const char line[] = {'e', '\xcc', '\x81', '\xcc', '\x82'};

	assert_int_equal(utf8_char_end(line, sizeof(line), 0), 1);
	assert_int_equal(utf8_char_end(line, sizeof(line), 1), 3);
	assert_int_equal(utf8_char_end(line, sizeof(line), 3), 5);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(utf8_mark_is_a_character),
};

UNIT_MAIN(tests)
