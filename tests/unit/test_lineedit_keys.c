/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/lineedit.c applet/prompt/keyseq.c
// objects: applet/prompt/utf8.c applet/base/wipe.c tests/unit/edit_fixture.c
// cflags: -include tests/unit/fake_autoconf.h
/*
 * The line editor's keys, one by one: the fixed ones, the terminal's own beside
 * them, sequences, pastes.
 */
#include "unit_main.h"

#include "edit_fixture.h"

#include <string.h>

static void
keys_erase(void **state)
{
	assert_typed("abc\x7f", "ab", 2);
	assert_typed("abc\x08", "ab", 2);
	assert_typed("abc\x01\x01", "a", 1);
	assert_typed("abc\x7f\x7f\x7f\x7f\x7fz", "z", 1);
	assert_typed("\x7f\x08\x01", "", 0);
}

static void
keys_kill(void **state)
{
	assert_typed("one two\x15", "", 0);
	assert_typed("one two\x15three", "three", 5);
	assert_typed("one\x05", "", 0);
	assert_typed("\x15\x05", "", 0);
}

static void
keys_word(void **state)
{
	assert_typed("one two\x17", "one ", 4);
	assert_typed("one two  \x17", "one ", 4);
	assert_typed("one two\x17\x17", "", 0);
	assert_typed("one two\x02", "one ", 4);
	assert_typed("   \x17", "", 0);
	assert_typed("\x17", "", 0);
	assert_typed("a \xe2\x82\xac\xc3\xa9\x17", "a ", 2);
	assert_typed("a\tb\x17", "", 0);
}

/* Characters, not bytes: a blank with an accent is no blank. */
static void
keys_word_and_marks(void **state)
{
	assert_typed("a b\xcc\x81\x17", "a ", 2);
	assert_typed("ab \xcc\x81\x17", "", 0);
	assert_typed("a b \xcc\x81 \x17", "a ", 2);
}

static void
keys_end_of_input(void **state)
{
	assert_int_equal(feed("\x04"), LINEEDIT_END);
	restart(&other_keys, CAP);
	assert_int_equal(feed("\x06"), LINEEDIT_END);
	assert_typed("ab\x04\x06"
		     "c",
		     "abc", 3);
	assert_int_equal(feed("\x15\x04"), LINEEDIT_END);
	restart(&other_keys, CAP);
	assert_int_equal(feed("a\x7f\x04"), LINEEDIT_END);
}

static void
keys_cancel(void **state)
{
	static const char all[] = {0x03, 0x1c, 0x07, 0x0b};

	for (size_t i = 0; i < sizeof(all); i++) {
		restart(&other_keys, CAP);
		assert_int_equal(feed_bytes(&all[i], 1), LINEEDIT_CANCEL);
		restart(&other_keys, CAP);
		feed("abc");
		assert_int_equal(feed_bytes(&all[i], 1), LINEEDIT_CANCEL);
	}
}

static void
keys_suspend_does_nothing(void **state)
{
	assert_typed("a\x1a"
		     "b\x1a\x0e",
		     "ab", 2);
}

static void
keys_redraw(void **state)
{
	static const char all[] = {0x12, 0x0c, 0x0f};

	feed("ab");
	for (size_t i = 0; i < sizeof(all); i++) {
		assert_int_equal(feed_bytes(&all[i], 1), LINEEDIT_REDRAW);
		assert_line("ab", 2);
	}
	assert_int_equal(feed("c\n"), LINEEDIT_DONE);
	assert_string_equal(buf, "abc");
}

/* The next byte is text, whatever it is, but for the end of a line and NUL. */
static void
keys_literal(void **state)
{
	for (int byte = 1; byte < 256; byte++) {
		char typed[] = {'a', 0x16, (char)byte, 0};
		char wanted[] = {'a', (char)byte, 0};

		if (byte != '\n' && byte != '\r') {
			assert_typed(typed, wanted, 2);
			typed[1] = 0x10;
			assert_typed(typed, wanted, 2);
		}
	}
	assert_typed("\x16\x03\x7f", "", 0);
	assert_typed("\x16\x16\x16\x1b[", "\x16\x1b[", 3);
	assert_int_equal(feed("\x16\n"), LINEEDIT_DONE);
	restart(&other_keys, CAP);
	assert_int_equal(feed("a\x16\r"), LINEEDIT_DONE);
	assert_string_equal(buf, "a");
	restart(&other_keys, CAP);
	assert_int_equal(feed_bytes("a\x16\0\n", 4), LINEEDIT_REFUSED);
}

/* Whatever the terminal is set to, the fixed ones do what they do. */
static void
keys_fixed_ones_always_work(void **state)
{
	struct lineedit_keys mad = {0};

	mad.of[KEY_SUSPEND] = 0x03;
	mad.of[KEY_ERASE] = 0x04;
	mad.of[KEY_KILL] = '\n';
	mad.of[KEY_LITERAL] = 0x7f;
	mad.of[KEY_REDRAW] = 'q';
	restart(&mad, CAP);
	assert_int_equal(feed("ab\x7f\x04\n"), LINEEDIT_DONE);
	assert_string_equal(buf, "a");
	restart(&mad, CAP);
	assert_int_equal(feed("a\x03"), LINEEDIT_CANCEL);
	restart(&mad, CAP);
	assert_int_equal(feed("aq"), LINEEDIT_REDRAW);
}

/* A key that is 0 is none; a NUL is still no character. */
static void
keys_of_zero(void **state)
{
	restart(&no_keys, CAP);
	assert_typed("\x01\x02\x05\x07", "\x01\x02\x05\x07", 4);
	assert_int_equal(feed_bytes("a\0b\n", 4), LINEEDIT_REFUSED);
}

static void
keys_tab_is_quiet_when_first(void **state)
{
	assert_int_equal(feed("\t"), LINEEDIT_QUIET);
	assert_line("", 0);
	/* Only the first one: what follows is text. */
	assert_int_equal(feed("\ta\t\n"), LINEEDIT_DONE);
	assert_string_equal(buf, "\ta\t");
}

static void
keys_tab_is_text_later(void **state)
{
	assert_typed("a\t", "a\t", 2);
	assert_typed("a\x7f\t", "\t", 1);
	assert_typed("\x15\t", "\t", 1);
	assert_typed("\x16\t\t", "\t\t", 2);
}

/* No key of a sequence is text, and the line goes on behind it. */
static void
keys_sequences_are_swallowed(void **state)
{
	static const char *const all[] = {
		"\x1b[A", "\x1b[3~",      "\x1b[1;5C",
		"\x1bOP", "\x1b[[A",      "\x1b\x1b[A",
		"\x1bx",  "\x1b]0;t\x07", "\x1bPq\x1b\\",
	};
	char typed[32];

	restart(&no_keys, CAP);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		strcpy(typed, "a");
		strcat(typed, all[i]);
		strcat(typed, "b");
		assert_typed(typed, "ab", 2);
		assert_false(lineedit_awaits_pause(&editor));
	}
}

/* Split anywhere: while the keyboard does not pause, it is one sequence. */
static void
keys_pause_ends_a_sequence(void **state)
{
	static const char sequence[] = "\x1b[1;5C";

	for (size_t at = 1; at < sizeof(sequence) - 1; at++) {
		restart(&other_keys, CAP);
		assert_int_equal(feed_bytes(sequence, at), LINEEDIT_MORE);
		assert_true(lineedit_awaits_pause(&editor));
		lineedit_pause(&editor);
		assert_false(lineedit_awaits_pause(&editor));
		assert_int_equal(feed(sequence + at), LINEEDIT_MORE);
		assert_line(sequence + at, strlen(sequence + at));
	}
	lineedit_pause(&editor);
	assert_line("C", 1);
}

static void
keys_work_inside_a_sequence(void **state)
{
	assert_int_equal(feed("a\x1b[1;\n"), LINEEDIT_DONE);
	assert_string_equal(buf, "a");
	restart(&other_keys, CAP);
	assert_int_equal(feed("a\x1b]0;t\r"), LINEEDIT_DONE);
	restart(&other_keys, CAP);
	assert_int_equal(feed("a\x1b[\x03"), LINEEDIT_CANCEL);
	restart(&other_keys, CAP);
	assert_int_equal(feed("a\x1bO\x1c"), LINEEDIT_CANCEL);
	restart(&other_keys, CAP);
	assert_int_equal(feed("\x1b\x04"), LINEEDIT_END);
	assert_typed("ab\x1b[\x7fz", "az", 2);
	assert_typed("ab\x1b]\x15z", "z", 1);
}

static void
keys_paste(void **state)
{
	assert_typed("a\x1b[200~b c\x1b[201~d", "ab cd", 5);
	/* Nothing but what ends, cancels, or is ESC is a key in it. */
	assert_typed("\x1b[200~\t\x7f\x08\x15\x17\x04\x12\x16\x1a\x1b[201~",
		     "\t\x7f\x08\x15\x17\x04\x12\x16\x1a", 9);
	assert_typed("ab\x1b[200~\x1b[201~\x7f", "a", 1);
	assert_typed("\x1b[200~x\x1b[Ay\x1b[201~", "xy", 2);
	assert_int_equal(feed("\x1b[200~\x03"), LINEEDIT_CANCEL);
	restart(&other_keys, CAP);
	assert_int_equal(feed("\x1b[200~one\n"), LINEEDIT_DONE);
}

static void
keys_paste_that_is_refused(void **state)
{
	assert_int_equal(feed_bytes("\x1b[200~a\0b\x1b[201~\n", 16),
			 LINEEDIT_REFUSED);
	restart(&other_keys, 8);
	assert_int_equal(feed("\x1b[200~12345678\x1b[201~\n"),
			 LINEEDIT_REFUSED);
}

/* What a turning sign turns with: keys that typed or erased something. */
static void
keys_are_counted(void **state)
{
	static const struct {
		const char *typed;
		unsigned strokes;
	} all[] = {
		{"", 0},
		{"abc", 3},
		{"ab\x7f", 3},
		{"ab\x15\x17", 4},
		{"\xc3\xa9\xf0\x9f\x98\x80", 2},
		{"e\xcc\x81", 2},
		{"\xa3\xa3", 2},
		{"y\x9a", 2},
		{"a\x1b[A", 1},
		{"a\x1a\x04", 1},
		{"\x16\x03", 1},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		restart(&other_keys, CAP);
		assert_int_equal(feed(all[i].typed), LINEEDIT_MORE);
		assert_int_equal(editor.strokes, all[i].strokes);
	}
}

#define EDIT_TEST(f) \
	cmocka_unit_test_setup_teardown(f, edit_setup, edit_teardown)

static const struct CMUnitTest tests[] = {
	EDIT_TEST(keys_erase),
	EDIT_TEST(keys_kill),
	EDIT_TEST(keys_word),
	EDIT_TEST(keys_word_and_marks),
	EDIT_TEST(keys_end_of_input),
	EDIT_TEST(keys_cancel),
	EDIT_TEST(keys_suspend_does_nothing),
	EDIT_TEST(keys_redraw),
	EDIT_TEST(keys_literal),
	EDIT_TEST(keys_fixed_ones_always_work),
	EDIT_TEST(keys_of_zero),
	EDIT_TEST(keys_tab_is_quiet_when_first),
	EDIT_TEST(keys_tab_is_text_later),
	EDIT_TEST(keys_sequences_are_swallowed),
	EDIT_TEST(keys_pause_ends_a_sequence),
	EDIT_TEST(keys_work_inside_a_sequence),
	EDIT_TEST(keys_paste),
	EDIT_TEST(keys_paste_that_is_refused),
	EDIT_TEST(keys_are_counted),
};

UNIT_MAIN(tests)
