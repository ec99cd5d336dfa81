/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/screen.c applet/prompt/lineedit.c
// objects: applet/prompt/keyseq.c applet/prompt/utf8.c applet/base/wipe.c
// objects: tests/unit/screen_fixture.c
// cflags: -include tests/unit/fake_autoconf.h
/*
 * What stands behind the prompt, key by key, in each echo mode.
 * test_screen_random.c has long lines of everything, on narrow screens.
 */
#include "unit_main.h"

#include "screen_fixture.h"

#include <string.h>

/* After the keys the row is so, and the last key wrote so. */
static void
assert_row(const char *typed, const char *wanted, const char *wanted_sent)
{
	keys(typed);
	assert_string_equal(row, wanted);
	assert_string_equal(sent, wanted_sent);
}

static void
screen_none(void **state)
{
	begin(ECHO_NONE, 10, 80);
	assert_row("abc", "", "");
	assert_row("\x7f", "", "");
	assert_row("\x15", "", "");
	redraw();
	assert_string_equal(row, "");
}

static void
screen_stars(void **state)
{
	begin(ECHO_STARS, 10, 80);
	assert_row("a", "*", "*");
	assert_row("b", "**", "*");
	assert_row("\x7f", "*", "\b \b");
	assert_row("\x7f", "", "\b \b");
	assert_row("\x7f", "", "");
	assert_row("abc\x15", "", "\b \b\b \b\b \b");
	assert_row("ab cd\x17", "***", "\b \b\b \b");
}

/* One a character, however many bytes, and however they come. */
static void
screen_stars_of_utf8(void **state)
{
	begin(ECHO_STARS, 10, 80);
	assert_row("\xc3", "*", "*");
	assert_row("\xa9", "*", "");
	assert_row("\xf0\x9f\x98\x80", "**", "");
	assert_row("\xe4\xb8\xad", "***", "");
	assert_row("e\xcc\x81", "****", "\b \b");
	assert_row("\x7f", "***", "\b \b");
	assert_row("\xff\xfe", "*****", "*");
	assert_row("\x7f\x7f\x7f\x7f\x7f", "", "\b \b");
}

static void
screen_last(void **state)
{
	begin(ECHO_LAST, 10, 80);
	assert_row("a", "a", "a");
	assert_row("b", "*b", "\b*b");
	assert_row("c", "**c", "\b*c");
	keys("\x7f");
	assert_string_equal(row, "**");
	assert_row("d", "**d", "d");
	screen_mask(&screen, &output);
	flush();
	assert_string_equal(row, "***");
	screen_mask(&screen, &output);
	flush();
	assert_string_equal(sent, "");
	assert_row("\x15", "", "\b \b\b \b\b \b");
	assert_row(" ", " ", " ");
}

/* Each next key hides it, whatever that key does otherwise. */
static void
screen_last_until_the_next_key(void **state)
{
	static const char *const next[] = {"\x1a", "\x16", "\x04", "\x1b",
					   "\xa3", "\xcc", "\xff"};

	for (size_t i = 0; i < sizeof(next) / sizeof(next[0]); i++) {
		begin(ECHO_LAST, 10, 80);
		assert_row("a", "a", "a");
		keys(next[i]);
		assert_int_equal(row[0], '*');
	}
}

/* What has no sign of its own; and a character that is not whole yet. */
static void
screen_last_of_other_bytes(void **state)
{
	begin(ECHO_LAST, 10, 80);
	assert_row("\x01", "?", "?");
	assert_row("\xff", "*?", "\b*?");
	begin(ECHO_LAST, 10, 80);
	assert_row("\xe2", "?", "?");
	assert_row("\x82\xac", "?", "");
	assert_row("x", "*x", "\b*x");
}

static void
screen_fixed(void **state)
{
	static const char turning[] = "|/-\\";
	char wanted[] = {'\b', 0, 0};

	begin(ECHO_FIXED, 10, 80);
	assert_row("a", "/", "/");
	for (unsigned i = 2; i < 100; i++) {
		wanted[1] = turning[i % 4];
		assert_row(i % 3 == 0 ? "\x7f" : "x", wanted + 1, wanted);
	}
	/* An empty line shows no less than a long one. */
	wanted[1] = turning[100 % 4];
	assert_row("\x15", wanted + 1, wanted);
	assert_row("\x1a", wanted + 1, "");
}

static void
screen_full(void **state)
{
	begin(ECHO_FULL, 10, 80);
	assert_row("ab", "ab", "b");
	assert_row("\xc3\xa9", "ab?", "");
	assert_row("\x01\x16\x7f", "ab???", "?");
	assert_row("\x7f\x7f\x7f", "ab", "\b \b");
	assert_row("~ !", "ab~ !", "!");
	redraw();
	assert_string_equal(row, "ab~ !");
	assert_row("\x15", "", "\b \b\b \b\b \b\b \b\b \b");
}

/* The signs that fit behind a prompt, on a screen of columns. */
static void
assert_room(size_t column, size_t columns, size_t wanted)
{
	begin(ECHO_STARS, column, columns);
	for (int i = 0; i < 300; i++) {
		key('x');
	}
	assert_int_equal(strlen(row), wanted);
	/* And back: only what is over the edge goes without a sign. */
	for (int i = 300; i > 0; i--) {
		assert_int_equal(strlen(row),
				 (size_t)i < wanted ? (size_t)i : wanted);
		key(0x7f);
	}
	assert_string_equal(row, "");
}

static void
screen_room(void **state)
{
	assert_room(0, 80, 79);
	assert_room(10, 80, 69);
	assert_room(78, 80, 1);
	assert_room(79, 80, 0);
	/* A prompt of several rows. */
	assert_room(80, 80, 79);
	assert_room(170, 80, 69);
	assert_room(10, 0, 69);
	assert_room(0, 1, 0);
	assert_room(5, 1, 0);
	assert_room(0, 2, 1);
	assert_room(10, 65535, SCREEN_SIGNS_MAX);
	assert_room(0, SCREEN_SIGNS_MAX + 1, SCREEN_SIGNS_MAX);
}

/* Over the edge: nothing that stands there stays as it is in clear. */
static void
screen_last_at_the_edge(void **state)
{
	begin(ECHO_LAST, 8, 11);
	assert_row("@", "@", "@");
	assert_row("[", "*[", "\b*[");
	assert_row("#", "**", "\b*");
	assert_row("x", "**", "");
	assert_row("\x7f\x7f", "**", "");
	begin(ECHO_LAST, 8, 10);
	assert_row("a", "a", "a");
	assert_row("b", "*", "\b*");
}

static void
screen_fixed_without_room(void **state)
{
	begin(ECHO_FIXED, 79, 80);
	assert_row("abc\x7f", "", "");
	begin(ECHO_FIXED, 78, 80);
	assert_row("abc", "\\", "\b\\");
}

static void
screen_silence_is_for_the_line(void **state)
{
	begin(ECHO_STARS, 10, 80);
	assert_false(screen.silent);
	assert_row("\t", "", "");
	assert_true(screen.silent);
	assert_row("abc", "", "");
	redraw();
	assert_string_equal(row, "");
	screen_restart(&screen, ECHO_STARS);
	assert_false(screen.silent);
	assert_int_equal(screen.room, 69);
	begin(ECHO_STARS, 10, 80);
	keys("abc");
	screen_silence(&screen, &output);
	flush();
	assert_string_equal(row, "");
	assert_string_equal(sent, "\b \b\b \b\b \b");
}

static void
screen_redraws(void **state)
{
	begin(ECHO_STARS, 10, 80);
	keys("ab\xc3\xa9");
	redraw();
	assert_string_equal(row, "***");
	assert_row("d\x7f\x7f", "**", "\b \b");
	begin(ECHO_FIXED, 10, 80);
	keys("ab");
	redraw();
	assert_string_equal(row, "-");
	assert_row("c", "\\", "\b\\");
}

static void
screen_output_is_bounded(void **state)
{
	char bytes[9] = "........!";
	struct output small = {.buf = bytes, .cap_bytes = 8};

	output_add(&small, "abc");
	output_add(&small, "");
	assert_int_equal(small.len_bytes, 3);
	output_add(&small, "defghij");
	assert_int_equal(small.len_bytes, 8);
	assert_memory_equal(bytes, "abcdefgh!", 9);
	output_add(&small, "x");
	assert_memory_equal(bytes, "abcdefgh!", 9);
	output_wipe(&small);
	assert_int_equal(small.len_bytes, 0);
	assert_memory_equal(bytes, "\0\0\0\0\0\0\0\0!", 9);
}

#define SCREEN_TEST(f) \
	cmocka_unit_test_setup_teardown(f, screen_setup, screen_teardown)

static const struct CMUnitTest tests[] = {
	SCREEN_TEST(screen_none),
	SCREEN_TEST(screen_stars),
	SCREEN_TEST(screen_stars_of_utf8),
	SCREEN_TEST(screen_last),
	SCREEN_TEST(screen_last_until_the_next_key),
	SCREEN_TEST(screen_last_of_other_bytes),
	SCREEN_TEST(screen_fixed),
	SCREEN_TEST(screen_full),
	SCREEN_TEST(screen_room),
	SCREEN_TEST(screen_last_at_the_edge),
	SCREEN_TEST(screen_fixed_without_room),
	SCREEN_TEST(screen_silence_is_for_the_line),
	SCREEN_TEST(screen_redraws),
	SCREEN_TEST(screen_output_is_bounded),
};

UNIT_MAIN(tests)
