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
 * Prompt mode consoles: which ones are opened, who is asked and told in one
 * try. test_consoles_tries.c has what one try is to the next.
 */
#include "unit_main.h"

#include "consoles_mode.h"

#include <errno.h>
#include <string.h>

static void
consoles_opens_those_named(void **state)
{
	open_for(2);
	assert_int_equal(notes, 0);
	will_answer(1);
	assert_int_equal(ask(), PROMPT_OK);
	see(0, "Password: ");
	assert_sees(2, "");
}

static void
consoles_opens_the_kernels(void **state)
{
	/* As the kernel says it, without /dev/: "pts/3". */
	kernel_names[0] = people[0].name + strlen("/dev/");
	kernel_names[1] = people[2].name + strlen("/dev/");
	assert_int_equal(open_mode(), PROMPT_OK);
	MODE.begin();
	will_answer(2);
	assert_int_equal(ask(), PROMPT_OK);
	see(0, "Password: ");
	assert_sees(1, "");
}

/* What cannot be opened is noted, by its name and cause, and left out. */
static void
consoles_leaves_out_the_bad(void **state)
{
	named[0] = "/dev/no_such";
	named[1] = people[0].name;
	named[2] = "/dev/null";
	options.consoles_count = 3;
	assert_int_equal(open_mode(), PROMPT_OK);
	assert_int_equal(notes, 2);
	assert_string_equal(noted, "/dev/null");
	assert_int_equal(noted_error, ENOTTY);
	MODE.begin();
	will_answer(0);
	assert_int_equal(ask(), PROMPT_OK);
}

static void
consoles_all_are_bad(void **state)
{
	named[0] = "/dev/no_such";
	options.consoles_count = 1;
	assert_int_equal(open_mode(), PROMPT_BROKEN);
	assert_int_equal(notes, 1);
	assert_int_equal(noted_error, ENOENT);
}

/* Twice the same terminal is one; it is restored to what it was. */
static void
consoles_opens_each_once(void **state)
{
	named[0] = named[1] = named[2] = people[0].name;
	options.consoles_count = 3;
	assert_int_equal(open_mode(), PROMPT_OK);
	assert_int_equal(notes, 0);
	MODE.begin();
	will_answer(0);
	assert_int_equal(ask(), PROMPT_OK);
	/* It was alone, and nobody is told anything. */
	assert_sees(0, "\r\n");
	MODE.close();
	assert_restored(0);
}

/* Whoever answered is asked the rest of the try, alone; all in the next. */
static void
consoles_speaker_for_a_try(void **state)
{
	open_for(2);
	assert_terminal(-1);
	will_answer(1);
	assert_int_equal(ask(), PROMPT_OK);
	assert_terminal(1);
	see(0, "Password: \r\nAnswered on ");
	see(0, "\r\n");
	will_type(0, "not asked\r");
	will_answer(1);
	assert_int_equal(ask(), PROMPT_OK);
	assert_int_equal(MODE.show("Login incorrect", deadline_in(1000)),
			 PROMPT_OK);
	see(1, "Login incorrect\r\n");
	assert_sees(0, "");
	MODE.begin();
	assert_terminal(-1);
	will_answer(0);
	assert_int_equal(ask(), PROMPT_OK);
	assert_terminal(0);
	assert_int_equal(MODE.show("Welcome", deadline_in(1000)), PROMPT_OK);
	see(0, "Welcome\r\n");
}

static void
consoles_shows_all_before_an_answer(void **state)
{
	open_for(2);
	assert_int_equal(MODE.show("a\x1b[2J", deadline_in(1000)), PROMPT_OK);
	assert_sees(0, "a\\x1b[2J\r\n");
	assert_sees(1, "a\\x1b[2J\r\n");
}

static void
consoles_show_to_nobody(void **state)
{
	open_for(2);
	leave(0);
	assert_int_equal(MODE.show("a", deadline_in(1000)), PROMPT_OK);
	leave(1);
	/* It is the next question's to find out that nobody is there. */
	MODE.show("a", deadline_in(1000));
	assert_int_equal(ask(), PROMPT_GONE);
}

static void
consoles_of_the_kernel(void **state)
{
	open_for(3);
	assert_true(MODE.on_kernel_console());
	assert_int_equal(kernel_fd_asked, 2);
}

/* Everything that was typed and not asked for, on all of them. */
static void
consoles_flush(void **state)
{
	open_for(2);
	type(0, "abc");
	type(1, "abc");
	MODE.flush();
	assert_int_equal(bytes_waiting(0), 0);
	assert_int_equal(bytes_waiting(1), 0);
}

static void
consoles_close_restores_all(void **state)
{
	open_for(3);
	leave(1);
	type(0, "behind");
	MODE.close();
	assert_restored(0);
	assert_restored(2);
	assert_int_equal(bytes_waiting(0), 0);
}

#define CONSOLES_TEST(f) \
	cmocka_unit_test_setup_teardown(f, mode_setup, mode_teardown)

static const struct CMUnitTest tests[] = {
	CONSOLES_TEST(consoles_opens_those_named),
	CONSOLES_TEST(consoles_opens_the_kernels),
	CONSOLES_TEST(consoles_leaves_out_the_bad),
	CONSOLES_TEST(consoles_all_are_bad),
	CONSOLES_TEST(consoles_opens_each_once),
	CONSOLES_TEST(consoles_speaker_for_a_try),
	CONSOLES_TEST(consoles_shows_all_before_an_answer),
	CONSOLES_TEST(consoles_show_to_nobody),
	CONSOLES_TEST(consoles_of_the_kernel),
	CONSOLES_TEST(consoles_flush),
	CONSOLES_TEST(consoles_close_restores_all),
};

UNIT_MAIN(tests)
