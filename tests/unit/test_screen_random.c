/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/screen.c applet/prompt/lineedit.c
// objects: applet/prompt/keyseq.c applet/prompt/utf8.c applet/base/wipe.c
// objects: tests/unit/screen_fixture.c
// cflags: -include tests/unit/fake_autoconf.h
/*
 * Random keys, the same ones at each run, on screens of every width: no key
 * writes more than its buffer holds, over the edge, or what drives a terminal
 * (screen_fixture.c asserts that at each key), and the row is what it should be.
 */
#include "unit_main.h"

#include "screen_fixture.h"

#include <string.h>

#define LINES 100
#define KEYS 200

static uint64_t seed;

static unsigned
any(unsigned below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717u) >> 33) % below;
}

/* Everything but what ends a line. */
static unsigned char
any_key(void)
{
	static const char often[] = "abcdefgh \xc3\xa9\xcc\x81\xf0\x9f\x98\x80"
				    "\x7f\x17\x1b[A\x16\xa3";
	unsigned char byte = (unsigned char)any(256);

	if (any(60) == 0) {
		return 0x15;
	}
	if (any(4) != 0) {
		return (unsigned char)often[any(sizeof(often) - 1)];
	}
	if (strchr("\n\r\x03\x1c\x04\x12\x0c\t", byte) != NULL) {
		return 'z';
	}
	return byte;
}

static size_t
count_of(size_t signs)
{
	return signs < screen.room ? signs : screen.room;
}

static void
assert_stars(void)
{
	size_t len = strlen(row);

	assert_int_equal(len, count_of(lineedit_chars(&editor)));
	for (size_t i = 0; i < len; i++) {
		assert_int_equal(row[i], '*');
	}
}

/* All but the last are stars; that one is what screen.revealed says. */
static void
assert_last(void)
{
	size_t shown = count_of(lineedit_chars(&editor));

	assert_int_equal(screen.shown, shown);
	for (size_t i = 0; i + 1 < shown; i++) {
		assert_int_equal(row[i], '*');
	}
	if (shown > 0 && !screen.revealed) {
		assert_int_equal(row[shown - 1], '*');
	}
	if (screen.revealed) {
		assert_int_equal(shown, lineedit_chars(&editor));
	}
}

static void
assert_fixed(void)
{
	static const char turning[] = "|/-\\";

	assert_int_equal(strlen(row), count_of(editor.strokes > 0));
	if (row[0] != '\0') {
		assert_int_equal(row[0], turning[editor.strokes % 4]);
	}
}

static void
assert_full(void)
{
	assert_int_equal(screen.shown, count_of(lineedit_chars(&editor)));
}

static void
assert_nothing(void)
{
	assert_string_equal(row, "");
}

static void
random_lines(enum echo_mode echo, void (*check)(void))
{
	seed = 0x9e3779b97f4a7c15u + echo;
	for (int i = 0; i < LINES; i++) {
		begin(echo, any(200), any(8) == 0 ? any(1000) : any(24));
		for (int n = 0; n < KEYS; n++) {
			key(any_key());
			check();
		}
		screen_mask(&screen, &output);
		flush();
		redraw();
		check();
	}
}

static void
random_none(void **state)
{
	random_lines(ECHO_NONE, assert_nothing);
}

static void
random_stars(void **state)
{
	random_lines(ECHO_STARS, assert_stars);
}

static void
random_last(void **state)
{
	random_lines(ECHO_LAST, assert_last);
}

static void
random_fixed(void **state)
{
	random_lines(ECHO_FIXED, assert_fixed);
}

static void
random_full(void **state)
{
	random_lines(ECHO_FULL, assert_full);
}

/* The longest line there can be, on the widest screen, gone by one key. */
static void
random_longest_kill(void **state)
{
	static const enum echo_mode modes[] = {ECHO_STARS, ECHO_LAST,
					       ECHO_FULL};

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		begin(modes[i], 0, 1000);
		for (int n = 0; n < 511; n++) {
			key('x');
		}
		assert_int_equal(strlen(row), SCREEN_SIGNS_MAX);
		key(0x15);
		assert_string_equal(row, "");
		assert_true(strlen(sent) >= 3 * SCREEN_SIGNS_MAX);
		/* A full row whose last character is in clear. */
		begin(modes[i], 0, 1000);
		for (int n = 0; n < SCREEN_SIGNS_MAX; n++) {
			key('x');
		}
		key(0x15);
		assert_string_equal(row, "");
	}
}

#define SCREEN_TEST(f) \
	cmocka_unit_test_setup_teardown(f, screen_setup, screen_teardown)

static const struct CMUnitTest tests[] = {
	SCREEN_TEST(random_none), SCREEN_TEST(random_stars),
	SCREEN_TEST(random_last), SCREEN_TEST(random_fixed),
	SCREEN_TEST(random_full), SCREEN_TEST(random_longest_kill),
};

UNIT_MAIN(tests)
