/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/lineedit.c applet/base/wipe.c
/* The line editor, key by key. test_lineedit_fuzz.c has the random ones. */
#include "unit_main.h"

#include <string.h>

#include "prompt/lineedit.h"

#define CAP 512

/* Other keys than the usual ones, so that none is one by habit. */
static const struct lineedit_keys keys = {
	.erase = 0x02,
	.erase_word = 0x17,
	.kill = 0x15,
	.end = 0x04,
	.cancel = 0x03,
	.quit = 0x1c,
	.suspend = 0x1a,
};
static const struct lineedit_keys no_keys = {0};
static const struct lineedit_keys plain = {.plain = true};

/* As large as the line: a byte too far is seen by AddressSanitizer. */
static char *buf;
static struct lineedit editor;

static int
setup(void **state)
{
	buf = test_calloc(1, CAP);
	lineedit_start(&editor, buf, CAP, &keys);
	return 0;
}

static int
teardown(void **state)
{
	test_free(buf);
	return 0;
}

static void
assert_rest_is_zero(void)
{
	for (size_t i = editor.len_bytes; i < editor.cap_bytes; i++) {
		assert_int_equal(buf[i], 0);
	}
}

/* Each byte but the last only goes on; returns what the last one does. */
static enum lineedit_event
feed_bytes(const char *bytes, size_t len)
{
	enum lineedit_event event = LINEEDIT_MORE;

	for (size_t i = 0; i < len; i++) {
		assert_int_equal(event, LINEEDIT_MORE);
		event = lineedit_feed(&editor, (unsigned char)bytes[i]);
		assert_rest_is_zero();
	}
	return event;
}

static enum lineedit_event
feed(const char *text)
{
	return feed_bytes(text, strlen(text));
}

/* Types text on an empty line: the line is then wanted, of chars characters. */
static void
assert_typed(const char *text, const char *wanted, size_t chars)
{
	lineedit_start(&editor, buf, CAP, &editor.keys);
	memset(buf, 0, CAP);
	assert_int_equal(feed(text), LINEEDIT_MORE);
	assert_int_equal(editor.len_bytes, strlen(wanted));
	assert_memory_equal(buf, wanted, strlen(wanted));
	assert_int_equal(lineedit_chars(&editor), chars);
}

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

static void
lineedit_erase_keys(void **state)
{
	assert_typed("abc\x7f", "ab", 2);
	assert_typed("abc\x08", "ab", 2);
	assert_typed("abc\x02\x02", "a", 1);
	assert_typed("abc\x7f\x7f\x7f\x7f\x7fz", "z", 1);
	assert_typed("\x7f\x08\x02", "", 0);
}

static void
lineedit_utf8(void **state)
{
	assert_typed("a", "a", 1);
	assert_typed("\xc3\xa9", "\xc3\xa9", 1);
	assert_typed("\xe2\x82\xac", "\xe2\x82\xac", 1);
	assert_typed("\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", 1);
	assert_typed("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z",
		     "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 5);
	assert_typed("a\xc3\xa9\x7f", "a", 1);
	assert_typed("\xc3\xa9\xe2\x82\xac\x7f", "\xc3\xa9", 1);
	assert_typed("\xe2\x82\xac\xf0\x9f\x98\x80\x7f", "\xe2\x82\xac", 1);
	/* Not yet whole: one sign already, and erased as one. */
	assert_typed("a\xf0\x9f\x98", "a\xf0\x9f\x98", 2);
	assert_typed("a\xf0\x9f\x98\x7f", "a", 1);
}

/* e and a combining acute accent: two characters. */
static void
lineedit_combining(void **state)
{
	assert_typed("e\xcc\x81", "e\xcc\x81", 2);
	assert_typed("e\xcc\x81\x7f", "e", 1);
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
lineedit_kill(void **state)
{
	assert_typed("one two\x15", "", 0);
	assert_typed("one two\x15three", "three", 5);
	assert_typed("\x15", "", 0);
}

static void
lineedit_word(void **state)
{
	assert_typed("one two\x17", "one ", 4);
	assert_typed("one two  \x17", "one ", 4);
	assert_typed("one two\x17\x17", "", 0);
	assert_typed("   \x17", "", 0);
	assert_typed("\x17", "", 0);
	assert_typed("a \xe2\x82\xac\xc3\xa9\x17", "a ", 2);
	assert_typed("a\tb\x17", "", 0);
}

static void
lineedit_end_of_input(void **state)
{
	assert_int_equal(feed("\x04"), LINEEDIT_END);
	assert_typed("ab\x04"
		     "c",
		     "abc", 3);
	assert_int_equal(feed("\x15\x04"), LINEEDIT_END);
}

static void
lineedit_cancel_keys(void **state)
{
	assert_int_equal(feed("abc\x03"), LINEEDIT_CANCEL);
	lineedit_start(&editor, buf, CAP, &keys);
	assert_int_equal(lineedit_feed(&editor, 0x1c), LINEEDIT_CANCEL);
}

static void
lineedit_suspend_does_nothing(void **state)
{
	assert_typed("a\x1a"
		     "b\x1a",
		     "ab", 2);
}

/* A key that is 0 is none; a NUL is still no character. */
static void
lineedit_keys_of_zero(void **state)
{
	static const char typed[] = "\x02\x17\x15\x04\x03\x1c\x1a";

	lineedit_start(&editor, buf, CAP, &no_keys);
	assert_typed(typed, typed, 7);
	assert_typed("ab\x7f\x08", "", 0);
	assert_int_equal(feed_bytes("a\0b\n", 4), LINEEDIT_REFUSED);
}

static void
lineedit_plain(void **state)
{
	static const char typed[] = "a\r\x7f\x08\x04\x03";

	lineedit_start(&editor, buf, CAP, &plain);
	assert_typed(typed, typed, 6);
	assert_int_equal(feed("\n"), LINEEDIT_DONE);
	assert_string_equal(buf, typed);
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
	static const size_t refused[] = {CAP, CAP + 1, 2 * CAP, 100000};

	for (size_t i = 0; i < sizeof(fits) / sizeof(fits[0]); i++) {
		lineedit_start(&editor, buf, CAP, &keys);
		memset(buf, 0, CAP);
		for (size_t n = 0; n < fits[i]; n++) {
			assert_int_equal(feed("x"), LINEEDIT_MORE);
		}
		assert_int_equal(feed("\n"), LINEEDIT_DONE);
		assert_int_equal(strlen(buf), fits[i]);
	}
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		lineedit_start(&editor, buf, CAP, &keys);
		memset(buf, 0, CAP);
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
	for (int i = 0; i < CAP; i++) {
		assert_int_equal(feed("x"), LINEEDIT_MORE);
	}
	for (int i = 0; i < CAP; i++) {
		assert_int_equal(feed("\x7f"), LINEEDIT_MORE);
	}
	assert_int_equal(feed("short\n"), LINEEDIT_REFUSED);
}

static void
lineedit_smallest_buffer(void **state)
{
	char two[2] = {0};

	lineedit_start(&editor, two, sizeof(two), &keys);
	assert_int_equal(lineedit_feed(&editor, 'a'), LINEEDIT_MORE);
	assert_int_equal(lineedit_feed(&editor, '\n'), LINEEDIT_DONE);
	assert_string_equal(two, "a");
	lineedit_start(&editor, two, sizeof(two), &keys);
	assert_int_equal(lineedit_feed(&editor, 'a'), LINEEDIT_MORE);
	assert_int_equal(lineedit_feed(&editor, 'b'), LINEEDIT_MORE);
	assert_int_equal(two[0], 0);
	assert_int_equal(lineedit_feed(&editor, '\n'), LINEEDIT_REFUSED);
}

#define EDIT_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	EDIT_TEST(lineedit_line),
	EDIT_TEST(lineedit_ends_at_cr),
	EDIT_TEST(lineedit_empty_line),
	EDIT_TEST(lineedit_erase_keys),
	EDIT_TEST(lineedit_utf8),
	EDIT_TEST(lineedit_combining),
	EDIT_TEST(lineedit_not_utf8),
	EDIT_TEST(lineedit_kill),
	EDIT_TEST(lineedit_word),
	EDIT_TEST(lineedit_end_of_input),
	EDIT_TEST(lineedit_cancel_keys),
	EDIT_TEST(lineedit_suspend_does_nothing),
	EDIT_TEST(lineedit_keys_of_zero),
	EDIT_TEST(lineedit_plain),
	EDIT_TEST(lineedit_nul),
	EDIT_TEST(lineedit_cancel_of_refused),
	EDIT_TEST(lineedit_length),
	EDIT_TEST(lineedit_overlong_erased),
	EDIT_TEST(lineedit_smallest_buffer),
};

UNIT_MAIN(tests)
