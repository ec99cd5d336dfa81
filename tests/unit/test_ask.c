/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/ask.c applet/prompt/round.c applet/prompt/console.c
// objects: applet/prompt/console_line.c applet/prompt/screen.c
// objects: applet/prompt/lineedit.c applet/prompt/keyseq.c
// objects: applet/prompt/utf8.c applet/prompt/io.c applet/prompt/arena.c
// objects: applet/prompt/tty_open.c applet/prompt/tty_settings.c
// objects: applet/base/wipe.c applet/base/escape.c applet/base/signals.c
// objects: applet/base/deadline.c tests/unit/people.c tests/unit/asking.c
// cflags: -include tests/unit/fake_autoconf.h
// ldflags: -Wl,--wrap=ppoll,--wrap=clock_gettime,--wrap=clock_nanosleep
/*
 * One question on one console and on several, with people at real terminals:
 * whose answer it is, and what the others see.
 */
#include "unit_main.h"

#include "asking.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/signals.h"
#include "prompt/arena.h"

static void
ask_one_console(void **state)
{
	open_consoles(1);
	will_see(0, "Password: ");
	will_type(0, "hunter2\r");
	assert_answer(0, "hunter2");
	assert_sees(0, "*******\r\n");
}

static void
ask_first_answer_wins(void **state)
{
	open_consoles(3);
	for (int i = 0; i < 3; i++) {
		will_see(i, "Password: ");
	}
	will_type(1, "hunter2\r");
	assert_answer(1, "hunter2");
	assert_sees(1, "*******\r\n");
	assert_told_of(0, 1);
	assert_told_of(2, 1);
}

/* Each has a line of its own. */
static void
ask_lines_are_apart(void **state)
{
	open_consoles(3);
	will_type(0, "wrong");
	will_see(0, "*****");
	will_type(1, "rig");
	will_see(1, "***");
	will_type(2, "\x1b[20");
	will_type(0, "\x7f\x7f");
	will_type(1, "ht");
	will_type(2, "0~also\x03");
	will_type(1, "\n");
	assert_answer(1, "right");
	/* Whoever had begun to type is told too. */
	see(0, "\b \b\b \b");
	assert_told_of(0, 1);
}

static void
type_both(void)
{
	type(0, "o\r");
	type(1, "t\r");
}

/* Both lines are complete when we look: one answer, from one line. */
static void
ask_two_at_once(void **state)
{
	open_consoles(2);
	will_do(type_both);
	assert_answer(0, "o");
	see(1, "Password: ");
	/* One byte a read: the other had no turn any more. */
	assert_told_of(1, 0);
}

/* What was typed before the question does not answer it. */
static void
ask_after_what_was_typed_ahead(void **state)
{
	open_consoles(2);
	type_both();
	will_see(0, "Password: ");
	will_see(1, "Password: ");
	will_type(1, "fresh\r");
	assert_answer(1, "fresh");
}

static void
ask_alone_is_refused(void **state)
{
	open_consoles(1);
	will_type_nul(0);
	will_type(0, "abc\r");
	assert_result(PROMPT_REFUSED);
}

static void
ask_alone_is_cancelled(void **state)
{
	static const char *const keys[] = {"\x03", "ab\x1c", "\x04"};

	for (int i = 0; i < 3; i++) {
		open_consoles(1);
		will_type(0, keys[i]);
		assert_result(PROMPT_CANCELLED);
		close_consoles();
	}
}

static void
ask_alone_is_gone(void **state)
{
	open_consoles(1);
	will_see(0, "Password: ");
	will_leave(0);
	assert_result(PROMPT_GONE);
}

/* Told, and asked again there; the others see nothing of it. */
static void
ask_refused_of_several(void **state)
{
	open_consoles(2);
	will_see(0, "Password: ");
	will_see(1, "Password: ");
	will_type(0, "ab");
	will_type_nul(0);
	will_type(0, "cd\r");
	will_see(0, "\r\nToo long, or not text: refused.\r\nPassword: ");
	will_type(0, "good\r");
	assert_answer(0, "good");
	assert_told_of(1, 0);
}

static void
ask_overlong_of_several(void **state)
{
	static char longest[PROMPT_ANSWER_MAX + 2];

	memset(longest, 'x', PROMPT_ANSWER_MAX + 1);
	open_consoles(2);
	will_type(1, longest);
	will_type(1, longest);
	will_type(1, "\r");
	will_see(1, "refused.\r\nPassword: ");
	longest[0] = 'y';
	longest[PROMPT_ANSWER_MAX - 1] = '\0';
	will_type(1, "z\r");
	assert_answer(1, "z");
}

static void
ask_one_of_several_cancels(void **state)
{
	open_consoles(2);
	will_type(0, "abc\x03");
	will_see(0, "\r\nCancelled\r\n");
	will_type(0, "not for us\r");
	will_type(1, "good\r");
	assert_answer(1, "good");
	/* It is out, and told no more. */
	assert_false(consoles[0].asking);
	assert_sees(0, "");
}

static void
ask_all_cancel(void **state)
{
	open_consoles(2);
	will_type(1, "\x04");
	will_see(1, "\r\nCancelled\r\n");
	will_type(0, "\x1c");
	assert_result(PROMPT_CANCELLED);
}

static void
ask_one_of_several_is_gone(void **state)
{
	open_consoles(3);
	will_leave(1);
	will_leave(2);
	will_type(0, "still here\r");
	assert_answer(0, "still here");
	assert_false(console_is_open(&consoles[1]));
	assert_false(console_is_open(&consoles[2]));
}

/* The last to leave is whose end it is. */
static void
ask_last_is_gone(void **state)
{
	open_consoles(2);
	will_type(0, "\x03");
	will_leave(1);
	assert_result(PROMPT_GONE);
	close_consoles();
	people_teardown(NULL);
	people_setup(NULL);
	open_consoles(2);
	will_leave(1);
	will_type(0, "\x03");
	assert_result(PROMPT_CANCELLED);
}

static void
ask_only_those_who_take_part(void **state)
{
	open_consoles(2);
	consoles[0].asking = false;
	will_type(0, "not asked\r");
	will_type(1, "asked\r");
	assert_answer(1, "asked");
	assert_sees(0, "");
	assert_true(consoles[1].alone);
}

static void
interrupt(void)
{
	raise(SIGHUP);
}

static void
ask_signal_ends_it_for_all(void **state)
{
	for (int count = 1; count <= 3; count++) {
		open_consoles(count);
		will_type(0, "secret");
		will_do(interrupt);
		assert_result(PROMPT_CANCELLED);
		for (int i = 0; i < count; i++) {
			see(i, "\r\n");
		}
		signals_forget();
		close_consoles();
	}
}

/* Room for fewer lines than there are consoles. */
static void
ask_without_room(void **state)
{
	open_consoles(3);
	assert_non_null(
		arena_take(CONFIG_ARENA_SIZE - 2 * (PROMPT_ANSWER_MAX + 1)));
	assert_result(PROMPT_FULL);
	assert_sees(0, "");
}

#define ASK_TEST(f) \
	cmocka_unit_test_setup_teardown(f, asking_setup, asking_teardown)

static const struct CMUnitTest tests[] = {
	ASK_TEST(ask_one_console),
	ASK_TEST(ask_first_answer_wins),
	ASK_TEST(ask_lines_are_apart),
	ASK_TEST(ask_two_at_once),
	ASK_TEST(ask_after_what_was_typed_ahead),
	ASK_TEST(ask_alone_is_refused),
	ASK_TEST(ask_alone_is_cancelled),
	ASK_TEST(ask_alone_is_gone),
	ASK_TEST(ask_refused_of_several),
	ASK_TEST(ask_overlong_of_several),
	ASK_TEST(ask_one_of_several_cancels),
	ASK_TEST(ask_all_cancel),
	ASK_TEST(ask_one_of_several_is_gone),
	ASK_TEST(ask_last_is_gone),
	ASK_TEST(ask_only_those_who_take_part),
	ASK_TEST(ask_signal_ends_it_for_all),
	ASK_TEST(ask_without_room),
};

UNIT_MAIN(tests)
