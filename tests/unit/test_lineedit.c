/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/lineedit.c applet/prompt/keyseq.c
// objects: applet/prompt/utf8.c applet/base/wipe.c tests/unit/edit_fixture.c
// cflags: -include tests/unit/fake_autoconf.h
/*
 * The line editor: whole lines, characters, bounds. test_lineedit_keys.c has
 * the keys, test_lineedit_fuzz.c the random ones.
 */
#include "unit_main.h"

#include "edit_fixture.h"

#include <string.h>

static void
lineedit_line(void **state)
{
	assert_int_equal(feed("hunter 2\n"), LINEEDIT_DONE);
	assert_string_equal(buf, "hunter 2");
	assert_int_equal(editor.len_bytes, 8);
}

static void
lineedit_ends_at_cr(void **state)
{
	assert_int_equal(feed("a\r"), LINEEDIT_DONE);
	assert_string_equal(buf, "a");
}

static void
lineedit_empty_line(void **state)
{
	assert_int_equal(feed("\n"), LINEEDIT_DONE);
	assert_int_equal(editor.len_bytes, 0);
	assert_string_equal(buf, "");
}

/* What is no key is text, control characters too. */
static void
lineedit_every_other_byte_is_text(void **state)
{
	static const char keys[] = "\n\r\x08\x7f\x17\x15\x04\x03\x1c\x1a\x12"
				   "\x0c\x16\x1b";

	for (int byte = 1; byte < 256; byte++) {
		char text[] = {'a', (char)byte, 0};

		if (strchr(keys, byte) == NULL) {
			restart(&no_keys, CAP);
			assert_typed(text, text, 2);
		}
	}
}

static void
lineedit_utf8(void **state)
{
	assert_typed("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z",
		     "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 5);
	assert_typed("a\xc3\xa9\x7f", "a", 1);
	assert_typed("\xc3\xa9\xe2\x82\xac\x7f", "\xc3\xa9", 1);
	assert_typed("\xe2\x82\xac\xf0\x9f\x98\x80\x7f", "\xe2\x82\xac", 1);
	/* Not yet whole: one character already, and erased as one. */
	assert_typed("a\xf0\x9f\x98", "a\xf0\x9f\x98", 2);
	assert_typed("a\xf0\x9f\x98\x7f", "a", 1);
}

/* e with one and two accents, and a mark behind nothing. */
static void
lineedit_combining(void **state)
{
	assert_typed("e\xcc\x81", "e\xcc\x81", 1);
	assert_typed("e\xcc\x81\x7f", "", 0);
	assert_typed("xe\xcc\x81\xcc\xa7\x7f", "x", 1);
	assert_typed("\xcc\x81\x7f", "", 0);
	assert_typed("\xcc\x81z\x7f", "\xcc\x81", 1);
}

static void
lineedit_not_utf8(void **state)
{
	assert_typed("\xa9\x80\xbf", "\xa9\x80\xbf", 3);
	assert_typed("\xc0\x80", "\xc0\x80", 2);
	assert_typed("\xc1\xbf\x7f", "\xc1", 1);
	assert_typed("\xff\xfe\xf5\x80", "\xff\xfe\xf5\x80", 4);
	assert_typed("a\xc3z", "a\xc3z", 3);
	assert_typed("\xe2\x82z\x7f\x7f", "", 0);
	assert_typed("\xc3\xa9\xa9\x7f", "\xc3\xa9", 1);
	assert_int_equal(feed("\xff\n"), LINEEDIT_DONE);
	assert_string_equal(buf, "\xc3\xa9\xff");
}

static void
lineedit_nul(void **state)
{
	assert_int_equal(feed_bytes("ab\0", 3), LINEEDIT_MORE);
	assert_int_equal(editor.len_bytes, 0);
	assert_int_equal(lineedit_chars(&editor), 0);
	/* Nothing makes it good again, and it does not end early. */
	assert_int_equal(feed("cd\x15\x7f\x17\x04"), LINEEDIT_MORE);
	assert_int_equal(editor.len_bytes, 0);
	assert_int_equal(feed("ef\n"), LINEEDIT_REFUSED);
}

static void
lineedit_cancel_of_refused(void **state)
{
	assert_int_equal(feed_bytes("a\0b\x03", 4), LINEEDIT_CANCEL);
}

/* Lines of len bytes: up to cap - 1 they fit. */
static void
lineedit_length(void **state)
{
	static const size_t fits[] = {1, CAP - 2, CAP - 1};
	static const size_t refused[] = {CAP, CAP + 1, 2 * CAP, 20000};

	for (size_t i = 0; i < sizeof(fits) / sizeof(fits[0]); i++) {
		restart(&no_keys, CAP);
		for (size_t n = 0; n < fits[i]; n++) {
			assert_int_equal(lineedit_feed(&editor, 'x'),
					 LINEEDIT_MORE);
		}
		assert_int_equal(feed("\n"), LINEEDIT_DONE);
		assert_int_equal(strlen(buf), fits[i]);
	}
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		restart(&no_keys, CAP);
		for (size_t n = 0; n < refused[i]; n++) {
			assert_int_equal(lineedit_feed(&editor, 'x'),
					 LINEEDIT_MORE);
		}
		assert_rest_is_zero();
		assert_int_equal(editor.len_bytes, 0);
		assert_int_equal(feed("\n"), LINEEDIT_REFUSED);
	}
}

/* Erasing what was too much does not bring the beginning back. */
static void
lineedit_overlong_erased(void **state)
{
	static const char *const ways[] = {"\x7f", "\x15", "\x17"};

	for (int way = 0; way < 3; way++) {
		restart(&no_keys, CAP);
		for (int i = 0; i < CAP; i++) {
			assert_int_equal(feed("x"), LINEEDIT_MORE);
		}
		for (int i = 0; i < CAP; i++) {
			assert_int_equal(feed(ways[way]), LINEEDIT_MORE);
		}
		assert_int_equal(feed("short\n"), LINEEDIT_REFUSED);
	}
}

static void
lineedit_smallest_buffer(void **state)
{
	restart(&no_keys, 2);
	assert_int_equal(feed("a\n"), LINEEDIT_DONE);
	assert_string_equal(buf, "a");
	restart(&no_keys, 2);
	assert_int_equal(feed("ab"), LINEEDIT_MORE);
	assert_int_equal(buf[0], 0);
	assert_int_equal(feed("\n"), LINEEDIT_REFUSED);
}

/* Bytes that nobody typed: no key but LF, no sequence, no second meaning. */
static void
lineedit_plain(void **state)
{
	static const char typed[] = "\ta\r\x7f\x08\x04\x03\x1c\x16\x1b[A\x1b";

	restart(&plain_keys, CAP);
	assert_typed(typed, typed, sizeof(typed) - 1);
	assert_false(lineedit_awaits_pause(&editor));
	assert_int_equal(feed("\n"), LINEEDIT_DONE);
	assert_string_equal(buf, typed);
	restart(&plain_keys, CAP);
	assert_int_equal(feed_bytes("a\0b\n", 4), LINEEDIT_REFUSED);
	restart(&plain_keys, CAP);
	assert_int_equal(feed("\x04"), LINEEDIT_MORE);
}

#define EDIT_TEST(f) \
	cmocka_unit_test_setup_teardown(f, edit_setup, edit_teardown)

static const struct CMUnitTest tests[] = {
	EDIT_TEST(lineedit_line),
	EDIT_TEST(lineedit_ends_at_cr),
	EDIT_TEST(lineedit_empty_line),
	EDIT_TEST(lineedit_every_other_byte_is_text),
	EDIT_TEST(lineedit_utf8),
	EDIT_TEST(lineedit_combining),
	EDIT_TEST(lineedit_not_utf8),
	EDIT_TEST(lineedit_nul),
	EDIT_TEST(lineedit_cancel_of_refused),
	EDIT_TEST(lineedit_length),
	EDIT_TEST(lineedit_overlong_erased),
	EDIT_TEST(lineedit_smallest_buffer),
	EDIT_TEST(lineedit_plain),
};

UNIT_MAIN(tests)
