/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/console.c applet/prompt/console_line.c
// objects: applet/prompt/screen.c applet/prompt/lineedit.c
// objects: applet/prompt/keyseq.c applet/prompt/utf8.c applet/prompt/io.c
// objects: applet/prompt/tty_open.c applet/prompt/tty_settings.c
// objects: applet/prompt/arena.c applet/base/wipe.c applet/base/escape.c
// objects: applet/base/signals.c applet/base/deadline.c tests/unit/people.c
// cflags: -include tests/unit/fake_autoconf.h
// ldflags: -Wl,--wrap=ppoll,--wrap=clock_gettime,--wrap=clock_nanosleep
/*
 * A question on a terminal, from its text to the end of the line: what is to be
 * seen there, key by key.
 */
#include "unit_main.h"

#include "people.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "prompt/caps_lock.h"
#include "prompt/console.h"

static struct console console;
static struct prompt_question question;
static struct output output;
static char line[PROMPT_ANSWER_MAX + 1];

static int
setup(void **state)
{
	const char *why = NULL;

	if (people_setup(state) != 0
	    || console_open(&console, people[0].name, &why) != PROMPT_OK) {
		return -1;
	}
	console.alone = true;
	question = (struct prompt_question){
		.text = "Password: ",
		.echo = ECHO_STARS,
	};
	output = (struct output){0};
	return 0;
}

static int
teardown(void **state)
{
	free(output.buf);
	console_close(&console);
	return people_teardown(state);
}

/* The memory for what is on its way is as large as ask.c makes it. */
static void
ask(void)
{
	if (output.buf != NULL) {
		free(output.buf);
	}
	output.cap_bytes = SCREEN_CHANGE_MAX + strlen(question.text)
			   + CONSOLE_NOTE_MAX;
	output.buf = calloc(1, output.cap_bytes);
	memset(line, 0, sizeof(line));
	question.deadline = deadline_in(60000);
	assert_int_equal(console_ask(&console, &question, line, &output),
			 PROMPT_OK);
}

static void
assert_nothing_is_kept(void)
{
	assert_int_equal(output.len_bytes, 0);
	for (size_t i = 0; i < output.cap_bytes; i++) {
		assert_int_equal(output.buf[i], 0);
	}
}

/* Each byte of text; what the last one does. */
static enum lineedit_event
press(const char *text)
{
	enum lineedit_event event = LINEEDIT_MORE;

	for (; *text != '\0'; text++) {
		assert_int_equal(console_key(&console, (unsigned char)*text,
					     &event),
				 PROMPT_OK);
		assert_nothing_is_kept();
	}
	return event;
}

static void
line_is_asked(void **state)
{
	ask();
	assert_true(console.asking);
	assert_sees(0, "Password: ");
	assert_int_equal(press("ab\x7f"), LINEEDIT_MORE);
	assert_sees(0, "**\b \b");
	assert_int_equal(press("\r"), LINEEDIT_DONE);
	assert_string_equal(line, "a");
	assert_int_equal(console_end_line(&console, NULL), PROMPT_OK);
	assert_false(console.asking);
	assert_sees(0, "\r\n");
}

static void
line_of_no_secret(void **state)
{
	question.visible = true;
	question.echo = ECHO_FULL;
	ask();
	press("ann\xc3\xa9");
	assert_sees(0, "Password: ann?");
	/* TAB: nothing is shown, and nothing is hidden. */
	ask();
	assert_int_equal(press("\t"), LINEEDIT_QUIET);
	press("x");
	assert_sees(0, "Password: x");
}

static void
line_of_two_lines(void **state)
{
	question.text = "Hello\nPassword: ";
	ask();
	press("ab");
	see(0, "Hello\r\nPassword: **");
	assert_int_equal(press("\x12"), LINEEDIT_REDRAW);
	assert_sees(0, "\r\nPassword: **");
	press("\x0c");
	assert_sees(0, "\r\nPassword: **");
}

static void
line_without_echo(void **state)
{
	ask();
	assert_int_equal(press("\t"), LINEEDIT_QUIET);
	assert_sees(0, "Password: (no echo) ");
	press("abc");
	assert_sees(0, "");
	press("\x12");
	assert_sees(0, "\r\nPassword: (no echo) ");
	press("\r");
	assert_string_equal(line, "abc");
	/* For this answer alone. */
	ask();
	press("a");
	assert_sees(0, "Password: *");
}

static void
line_on_a_narrow_screen(void **state)
{
	struct winsize size = {.ws_row = 5, .ws_col = 15};

	assert_int_equal(ioctl(people[0].slave, TIOCSWINSZ, &size), 0);
	question.text = "A long introduction\nPassword: ";
	ask();
	press("abcdefgh");
	see(0, "Password: ");
	assert_sees(0, "****");
	press("\x15");
	assert_sees(0, "\b \b\b \b\b \b\b \b");
}

/* CR, LF and CRLF end one line each, also when the LF comes later. */
static void
line_ends_once(void **state)
{
	ask();
	assert_int_equal(press("a\r"), LINEEDIT_DONE);
	ask();
	assert_int_equal(press("\n"), LINEEDIT_MORE);
	assert_int_equal(press("\n"), LINEEDIT_DONE);
	ask();
	assert_int_equal(press("b\n"), LINEEDIT_DONE);
	assert_string_equal(line, "b");
	ask();
	assert_int_equal(press("\n"), LINEEDIT_DONE);
	ask();
	assert_int_equal(press("\r"), LINEEDIT_DONE);
	ask();
	assert_int_equal(press("c\n"), LINEEDIT_DONE);
	assert_string_equal(line, "c");
}

static void
line_that_is_refused(void **state)
{
	enum lineedit_event event = LINEEDIT_MORE;

	ask();
	press("\tab");
	assert_int_equal(console_key(&console, 0, &event), PROMPT_OK);
	assert_int_equal(press("\r"), LINEEDIT_REFUSED);
	see(0, "(no echo) ");
	assert_int_equal(console_restart(&console), PROMPT_OK);
	assert_sees(0, "\r\nToo long, or not text: refused.\r\nPassword: ");
	press("good");
	assert_sees(0, "****");
	assert_int_equal(press("\r"), LINEEDIT_DONE);
	assert_string_equal(line, "good");
}

static void
line_with_a_note(void **state)
{
	ask();
	press("ab");
	assert_int_equal(console_redraw(&console, "30 s left"), PROMPT_OK);
	see(0, "Password: **\r\n30 s left\r\nPassword: **");
	assert_int_equal(console_end_line(&console, "Cancelled"), PROMPT_OK);
	assert_sees(0, "\r\nCancelled\r\n");
	assert_nothing_is_kept();
}

/* The last character is not left behind on the row above. */
static void
line_redrawn_hides_the_last(void **state)
{
	question.echo = ECHO_LAST;
	ask();
	press("ab\x12");
	assert_sees(0, "Password: a\b*b\b*\r\nPassword: **");
	press("c");
	console_redraw(&console, "30 s left");
	assert_sees(0, "c\b*\r\n30 s left\r\nPassword: ***");
	press("d");
	console_end_line(&console, NULL);
	assert_sees(0, "d\b*\r\n");
}

static void
line_with_caps_lock(void **state)
{
	caps_lock_now = CAPS_LOCK_ON;
	ask();
	see(0, "Password: \r\nCaps Lock is on\r\nPassword: ");
	press("ABC");
	assert_sees(0, "***");
	/* Once a question. */
	ask();
	assert_sees(0, "Password: \r\nCaps Lock is on\r\nPassword: ");
}

/* Pressed later: told at the next letter. */
static void
line_with_caps_lock_later(void **state)
{
	caps_lock_now = CAPS_LOCK_OFF;
	ask();
	press("ab");
	assert_sees(0, "Password: **");
	caps_lock_now = CAPS_LOCK_ON;
	press("1");
	assert_sees(0, "*");
	press("C");
	assert_sees(0, "*\r\nCaps Lock is on\r\nPassword: ****");
	press("D");
	assert_sees(0, "*");
}

/* Where it cannot be read it is not asked again at each key. */
static void
line_without_caps_lock(void **state)
{
	ask();
	caps_lock_now = CAPS_LOCK_ON;
	press("A");
	assert_sees(0, "Password: *");
}

#define LINE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	LINE_TEST(line_is_asked),
	LINE_TEST(line_of_no_secret),
	LINE_TEST(line_of_two_lines),
	LINE_TEST(line_without_echo),
	LINE_TEST(line_on_a_narrow_screen),
	LINE_TEST(line_ends_once),
	LINE_TEST(line_that_is_refused),
	LINE_TEST(line_with_a_note),
	LINE_TEST(line_redrawn_hides_the_last),
	LINE_TEST(line_with_caps_lock),
	LINE_TEST(line_with_caps_lock_later),
	LINE_TEST(line_without_caps_lock),
};

UNIT_MAIN(tests)
