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
 * One of several consoles that nobody reads, with nothing to hold its output:
 * it keeps nobody waiting, and is drawn anew when somebody reads again.
 */
#include "unit_main.h"

#include "asking.h"

#include <string.h>

#define PATIENCE_MS 250
#define RETRY_MS 1000

static void
nobody_reads_0(void)
{
	stop_reading(0);
}

static void
somebody_reads_0(void)
{
	read_again(0);
}

static void
slow_console_is_not_waited_for(void **state)
{
	open_consoles(2);
	stop_reading(0);
	will_see(1, "Password: ");
	will_type(1, "hunter2\r");
	assert_answer(1, "hunter2");
	/* The question, its attempt anew, the end of the line: once. */
	assert_true(now_ms() <= PATIENCE_MS);
	assert_true(consoles[0].behind);
	assert_true(console_is_open(&consoles[0]));
}

/* Dropped in the middle of it: no key of another is late for that. */
static void
slow_console_stalls_no_key(void **state)
{
	int64_t start = 0;

	open_consoles(2);
	will_see(0, "Password: ");
	will_see(1, "Password: ");
	will_do(nobody_reads_0);
	for (int i = 0; i < 40; i++) {
		will_type(0, "y");
		will_type(1, "x");
		will_see(1, "*");
	}
	will_type(1, "\r");
	start = now_ms();
	assert_int_equal(ask_now(), PROMPT_OK);
	assert_all_happened();
	assert_true(now_ms() - start <= PATIENCE_MS);
	assert_int_equal(answer.len_bytes, 40);
}

/* With its line as it was typed meanwhile. */
static void
slow_console_is_drawn_anew(void **state)
{
	open_consoles(2);
	will_see(0, "Password: ");
	will_do(nobody_reads_0);
	will_type(0, "abc");
	will_pass(PATIENCE_MS);
	will_do(somebody_reads_0);
	will_pass(RETRY_MS);
	will_see(0, "\r\nPassword: ***");
	will_type(0, "d");
	will_see(0, "*");
	will_type(0, "\r");
	assert_answer(0, "abcd");
	assert_sees(0, "\r\n");
	assert_told_of(1, 0);
}

/* A question that never came out. */
static void
slow_console_is_asked_late(void **state)
{
	open_consoles(2);
	stop_reading(0);
	will_see(1, "Password: ");
	will_do(somebody_reads_0);
	will_pass(2 * RETRY_MS);
	will_see(0, "\r\nPassword: ");
	will_type(0, "late\r");
	assert_answer(0, "late");
}

/* The patience is of the first time only. */
static void
slow_console_is_tried_again_in_passing(void **state)
{
	open_consoles(2);
	stop_reading(0);
	for (int i = 0; i < 6; i++) {
		will_pass(RETRY_MS);
	}
	will_type(1, "x\r");
	assert_answer(1, "x");
	assert_in_range(now_ms(), 6 * RETRY_MS, 6 * RETRY_MS + PATIENCE_MS);
}

static void
slow_console_for_the_whole_time(void **state)
{
	open_consoles(2);
	stop_reading(0);
	assert_result(PROMPT_TIMEOUT);
	/* The last line of it may wait as long again. */
	assert_true(now_ms() <= TIMEOUT_MS + PATIENCE_MS);
}

/* What nobody sees is answered all the same, by whoever types it blind. */
static void
slow_console_answers(void **state)
{
	open_consoles(2);
	stop_reading(0);
	will_type(0, "blind\r");
	assert_answer(0, "blind");
	see(1, "Password: ");
	assert_told_of(1, 0);
}

static void
slow_console_that_goes(void **state)
{
	open_consoles(2);
	stop_reading(0);
	will_see(1, "Password: ");
	will_leave(0);
	will_pass(RETRY_MS);
	will_type(1, "good\r");
	assert_answer(1, "good");
	assert_false(console_is_open(&consoles[0]));
}

/* Alone, it is waited for: until the deadline. */
static void
slow_console_alone(void **state)
{
	open_consoles(1);
	stop_reading(0);
	assert_result(PROMPT_TIMEOUT);
	assert_true(now_ms() >= TIMEOUT_MS);
	assert_false(consoles[0].behind);
}

#define SLOW_TEST(f) \
	cmocka_unit_test_setup_teardown(f, asking_setup, asking_teardown)

static const struct CMUnitTest tests[] = {
	SLOW_TEST(slow_console_is_not_waited_for),
	SLOW_TEST(slow_console_stalls_no_key),
	SLOW_TEST(slow_console_is_drawn_anew),
	SLOW_TEST(slow_console_is_asked_late),
	SLOW_TEST(slow_console_is_tried_again_in_passing),
	SLOW_TEST(slow_console_for_the_whole_time),
	SLOW_TEST(slow_console_answers),
	SLOW_TEST(slow_console_that_goes),
	SLOW_TEST(slow_console_alone),
};

UNIT_MAIN(tests)
