/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/consoles.c applet/prompt/manners.c applet/prompt/speaker.c
// objects: applet/prompt/ask.c applet/prompt/round.c applet/prompt/console.c
// objects: applet/prompt/console_line.c applet/prompt/screen.c
// objects: applet/prompt/lineedit.c applet/prompt/keyseq.c
// objects: applet/prompt/utf8.c applet/prompt/io.c applet/prompt/arena.c
// objects: applet/prompt/tty_open.c applet/prompt/tty_settings.c
// objects: applet/base/wipe.c applet/base/escape.c applet/base/signals.c
// objects: applet/base/deadline.c tests/unit/people.c
// objects: tests/unit/consoles_mode.c
// cflags: -include tests/unit/fake_autoconf.h
// ldflags: -Wl,--wrap=ppoll,--wrap=clock_gettime,--wrap=clock_nanosleep
/*
 * Prompt mode consoles, from try to try: whoever goes away spoils his own, and
 * whoever is in haste has to rest.
 */
#include "unit_main.h"

#include "consoles_mode.h"

#include <signal.h>

#include "base/signals.h"

/* The speaker goes, or gives up: this try is lost, the others have the next. */
static void
consoles_lose_the_speaker(void **state)
{
	open_for(2);
	will_answer(1);
	assert_int_equal(ask(), PROMPT_OK);
	will_see(1, "Password: ");
	will_type(1, "\x03");
	assert_int_equal(ask(), PROMPT_LOST);
	MODE.begin();
	will_answer(1);
	assert_int_equal(ask(), PROMPT_OK);
	will_leave(1);
	assert_int_equal(ask(), PROMPT_LOST);
	MODE.begin();
	will_answer(0);
	assert_int_equal(ask(), PROMPT_OK);
}

/* Whoever answers and falls silent holds the others up half of the time. */
static void
consoles_speaker_falls_silent(void **state)
{
	int64_t start = 0;

	open_for(2);
	will_answer(1);
	assert_int_equal(ask(), PROMPT_OK);
	start = now_ms();
	assert_int_equal(ask(), PROMPT_LOST);
	assert_int_equal(now_ms() - start, 30000);
	MODE.begin();
	read_again(1);
	will_see(0, "Password: ");
	will_type(1, "too early\r");
	will_pass(1500);
	will_type(0, "x\r");
	assert_int_equal(ask(), PROMPT_OK);
	assert_terminal(0);
}

static void
consoles_speaker_was_the_only_one(void **state)
{
	open_for(1);
	will_answer(0);
	assert_int_equal(ask(), PROMPT_OK);
	will_type(0, "\x03");
	assert_int_equal(ask(), PROMPT_CANCELLED);
	will_leave(0);
	assert_int_equal(ask(), PROMPT_GONE);
}

static void
interrupt(void)
{
	raise(SIGHUP);
}

/* A signal is for all of them, not for whoever speaks. */
static void
consoles_signal_is_no_loss(void **state)
{
	open_for(2);
	will_answer(1);
	assert_int_equal(ask(), PROMPT_OK);
	will_do(interrupt);
	assert_int_equal(ask(), PROMPT_CANCELLED);
	signals_forget();
}

static void
consoles_cancelled_is_asked_in_the_next_try(void **state)
{
	open_for(2);
	will_see(0, "Password: ");
	will_type(0, "\x03");
	will_see(0, "Cancelled");
	will_answer(1);
	assert_int_equal(ask(), PROMPT_OK);
	MODE.begin();
	will_answer(0);
	assert_int_equal(ask(), PROMPT_OK);
}

/* An answer as soon as it is asked, and in vain. */
static void
will_make_noise(int person)
{
	will_see(person, "Password: ");
	will_type(person, "noise\r");
}

/* Asked 5 s behind the others, then 10, 20, ...: its line is no more quiet. */
static void
consoles_haste_has_to_rest(void **state)
{
	static const int64_t rests_ms[] = {5000, 10000, 20000, 40000};

	open_for(2);
	will_make_noise(0);
	assert_int_equal(ask(), PROMPT_OK);
	for (int i = 0; i < 4; i++) {
		int64_t start = now_ms();

		MODE.begin();
		will_see(1, "Password: ");
		will_pass(rests_ms[i] - 1);
		will_type(0, "too early\r");
		will_pass(1);
		will_make_noise(0);
		assert_int_equal(ask(), PROMPT_OK);
		assert_int_equal(now_ms() - start, rests_ms[i]);
		assert_terminal(0);
	}
}

/* The rest of a try may be typed as fast as anybody can. */
static void
consoles_haste_of_the_first_answer_alone(void **state)
{
	open_for(2);
	will_answer(0);
	assert_int_equal(ask(), PROMPT_OK);
	will_make_noise(0);
	assert_int_equal(ask(), PROMPT_OK);
	MODE.begin();
	will_make_noise(0);
	assert_int_equal(ask(), PROMPT_OK);
	assert_int_equal(now_ms(), 1500);
}

/* Who took his time is asked with the others again. */
static void
consoles_haste_is_forgiven(void **state)
{
	open_for(2);
	will_make_noise(0);
	assert_int_equal(ask(), PROMPT_OK);
	MODE.begin();
	will_pass(5000);
	will_answer(0);
	assert_int_equal(ask(), PROMPT_OK);
	MODE.begin();
	will_see(0, "Password: ");
	will_answer(1);
	assert_int_equal(ask(), PROMPT_OK);
}

/* Somebody else had begun to type: that was not quick, but rude. */
static void
consoles_cutting_others_off(void **state)
{
	open_for(2);
	will_see(1, "Password: ");
	will_type(1, "a");
	will_answer(0);
	assert_int_equal(ask(), PROMPT_OK);
	MODE.begin();
	see(0, "\r\n");
	see(1, "\r\n");
	will_see(1, "Password: ");
	will_type(0, "too early\r");
	will_pass(1500);
	will_type(1, "x\r");
	assert_int_equal(ask(), PROMPT_OK);
	assert_terminal(1);
}

#define CONSOLES_TEST(f) \
	cmocka_unit_test_setup_teardown(f, mode_setup, mode_teardown)

static const struct CMUnitTest tests[] = {
	CONSOLES_TEST(consoles_lose_the_speaker),
	CONSOLES_TEST(consoles_speaker_falls_silent),
	CONSOLES_TEST(consoles_speaker_was_the_only_one),
	CONSOLES_TEST(consoles_signal_is_no_loss),
	CONSOLES_TEST(consoles_cancelled_is_asked_in_the_next_try),
	CONSOLES_TEST(consoles_haste_has_to_rest),
	CONSOLES_TEST(consoles_haste_of_the_first_answer_alone),
	CONSOLES_TEST(consoles_haste_is_forgiven),
	CONSOLES_TEST(consoles_cutting_others_off),
};

UNIT_MAIN(tests)
