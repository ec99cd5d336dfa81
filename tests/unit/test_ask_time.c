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
 * One question, and the time that passes: the deadline, what is told before
 * it, signs that are hidden, keys that pause, turns that are still to come.
 */
#include "unit_main.h"

#include "asking.h"

#include <string.h>

static void
nothing_is_seen_yet(void)
{
	assert_sees(0, "");
}

/* We get no time for a while, and then everything at once. */
static void
type_rest_late(void)
{
	type(0, "[");
	pass_at_once(10000);
	type(0, "A");
}

static void
time_runs_out(void **state)
{
	for (int count = 1; count <= 2; count++) {
		int64_t start = now_ms();

		open_consoles(count);
		assert_result(PROMPT_TIMEOUT);
		assert_int_equal(now_ms() - start, TIMEOUT_MS);
		see(0, "\r\n");
		close_consoles();
	}
}

/* Who types without an end does not put the deadline off. */
static void
time_is_not_fed_by_typing(void **state)
{
	open_consoles(2);
	for (int i = 0; i < 130; i++) {
		will_pass(TIMEOUT_MS / 120);
		will_type(0, "x");
	}
	will_type(0, "\r");
	assert_int_equal(ask_now(), PROMPT_TIMEOUT);
	assert_int_equal(now_ms(), TIMEOUT_MS);
}

static void
type_too_late(void)
{
	type(0, "x\r");
	pass_at_once(TIMEOUT_MS);
}

/* A key that waits when the time is over comes too late. */
static void
time_is_over_while_a_key_waits(void **state)
{
	open_consoles(2);
	will_do(type_too_late);
	assert_result(PROMPT_TIMEOUT);
}

/* "30 s left", at that moment, on each console, over the line as it is. */
static void
time_left_is_told(void **state)
{
	open_consoles(2);
	will_see(0, "Password: ");
	will_type(0, "abc");
	will_see(0, "***");
	will_pass(TIMEOUT_MS - 30000 - 1);
	will_do(nothing_is_seen_yet);
	will_pass(1);
	will_see(0, "\r\n30 s left\r\nPassword: ***");
	will_see(1, "\r\n30 s left\r\nPassword: ");
	will_pass(29999);
	will_type(0, "d\r");
	assert_answer(0, "abcd");
	/* Once: there is no other notice at 10 s. */
	assert_sees(0, "*\r\n");
	assert_told_of(1, 0);
	assert_int_equal(now_ms(), TIMEOUT_MS - 1);
}

static void
time_left_of_a_short_question(void **state)
{
	open_consoles(1);
	question.deadline = deadline_in(30000);
	will_pass(20000);
	will_see(0, "\r\n10 s left\r\nPassword: ");
	will_type(0, "a\r");
	assert_answer(0, "a");
	assert_int_equal(now_ms(), 20000);
}

static void
time_left_of_the_shortest(void **state)
{
	open_consoles(1);
	question.deadline = deadline_in(10000);
	will_see(0, "Password: ");
	assert_result(PROMPT_TIMEOUT);
	assert_sees(0, "\r\n");
}

/* The last character, for one second. */
static void
time_hides_the_last_character(void **state)
{
	open_consoles(1);
	question.echo = ECHO_LAST;
	will_see(0, "Password: ");
	will_type(0, "a");
	will_see(0, "a");
	will_pass(999);
	will_do(nothing_is_seen_yet);
	will_pass(1);
	will_see(0, "\b*");
	will_type(0, "b");
	will_see(0, "b");
	will_pass(500);
	will_type(0, "c");
	will_see(0, "\b*c");
	will_pass(999);
	will_do(nothing_is_seen_yet);
	/* Whatever ends the line hides it too. */
	will_type(0, "\r");
	assert_answer(0, "abc");
	assert_sees(0, "\b*\r\n");
}

/* Keys that change nothing do not keep it there. */
static void
time_hides_it_whatever_is_pressed(void **state)
{
	open_consoles(1);
	question.echo = ECHO_LAST;
	will_type(0, "a");
	will_see(0, "Password: a");
	for (int i = 0; i < 4; i++) {
		will_pass(300);
		will_type(0, i % 2 == 0 ? "\x1a" : "\x04");
	}
	will_see(0, "\b*");
	will_pass(1);
	will_type(0, "\r");
	assert_answer(0, "a");
}

/* Escape alone is Escape, after a pause; a sequence has none. */
static void
time_ends_a_sequence(void **state)
{
	open_consoles(1);
	will_type(0, "a\x1b");
	will_pass(249);
	will_type(0, "[");
	will_pass(249);
	will_type(0, "Ab\x1b");
	will_pass(250);
	will_type(0, "[c\r");
	assert_answer(0, "ab[c");
}

/* What waits to be read is no pause, however late we come. */
static void
time_without_a_turn_is_no_pause(void **state)
{
	open_consoles(1);
	will_type(0, "a\x1b");
	will_do(type_rest_late);
	will_type(0, "b\r");
	assert_answer(0, "ab");
}

static void
time_of_rest(void **state)
{
	open_consoles(2);
	consoles[0].join_at = deadline_in(5000);
	will_see(1, "Password: ");
	will_type(0, "too early\r");
	will_pass(4999);
	will_do(nothing_is_seen_yet);
	will_pass(1);
	will_see(0, "Password: ");
	will_type(0, "now\r");
	assert_answer(0, "now");
	assert_int_equal(now_ms(), 5000);
	assert_told_of(1, 0);
}

/* Whoever had no turn is told nothing. */
static void
time_of_rest_that_was_not_over(void **state)
{
	open_consoles(2);
	consoles[0].join_at = deadline_in(5000);
	will_pass(4000);
	will_type(1, "good\r");
	assert_answer(1, "good");
	assert_sees(0, "");
}

/* When nobody else is there it is its turn at once. */
static void
time_of_rest_alone(void **state)
{
	open_consoles(1);
	consoles[0].join_at = deadline_in(5000);
	will_see(0, "Password: ");
	will_type(0, "a\r");
	assert_answer(0, "a");
	assert_int_equal(now_ms(), 0);
}

#define TIME_TEST(f) \
	cmocka_unit_test_setup_teardown(f, asking_setup, asking_teardown)

static const struct CMUnitTest tests[] = {
	TIME_TEST(time_runs_out),
	TIME_TEST(time_is_not_fed_by_typing),
	TIME_TEST(time_is_over_while_a_key_waits),
	TIME_TEST(time_left_is_told),
	TIME_TEST(time_left_of_a_short_question),
	TIME_TEST(time_left_of_the_shortest),
	TIME_TEST(time_hides_the_last_character),
	TIME_TEST(time_hides_it_whatever_is_pressed),
	TIME_TEST(time_ends_a_sequence),
	TIME_TEST(time_without_a_turn_is_no_pause),
	TIME_TEST(time_of_rest),
	TIME_TEST(time_of_rest_that_was_not_over),
	TIME_TEST(time_of_rest_alone),
};

UNIT_MAIN(tests)
