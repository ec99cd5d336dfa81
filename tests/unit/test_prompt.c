/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/prompt.c applet/prompt/arena.c applet/base/choice.c
// objects: applet/base/escape.c applet/base/wipe.c tests/unit/fake_mode.c
// cflags: -DCONFIG_ARENA_SIZE=2048 -include tests/unit/fake_autoconf.h
/*
 * The prompt over a mode that reaches nobody: modes by name, and answers in
 * the arena. test_prompt_kernel.c has the kernel's messages.
 */
#include "unit_main.h"

#include <string.h>

#include "base/kernel_log.h"
#include "fake_mode.h"
#include "prompt/arena.h"
#include "prompt/prompt.h"

static const char *const consoles[] = {"ttyS0", "tty1"};
static struct prompt_options options;

bool
kernel_log_quiet(void)
{
	fail_msg("nobody has asked for that");
	return false;
}

void
kernel_log_restore(void)
{
	fail_msg("nothing was changed");
}

static enum prompt_result
open_prompt(void)
{
	const char *why = NULL;

	return prompt_open(&options, &why);
}

static int
setup(void **state)
{
	fake_mode = (struct fake_mode){.typed = "hunter2"};
	options = (struct prompt_options){
		.mode = &prompt_mode_tty,
		.echo = ECHO_STARS,
		.consoles = consoles,
		.consoles_count = 2,
	};
	return open_prompt() == PROMPT_OK ? 0 : -1;
}

static void
assert_arena_is_zero(void)
{
	const char *all = NULL;

	assert_int_equal(arena_here(), 0);
	all = arena_take(CONFIG_ARENA_SIZE);
	for (size_t i = 0; i < CONFIG_ARENA_SIZE; i++) {
		assert_int_equal(all[i], 0);
	}
	arena_release(0);
}

/* After each test: closed, and nothing of an answer left in the arena. */
static int
teardown(void **state)
{
	prompt_close();
	assert_null(fake_mode.opened);
	assert_arena_is_zero();
	return 0;
}

static void
prompt_modes_by_name(void **state)
{
	assert_ptr_equal(prompt_mode_find("tty"), &prompt_mode_tty);
	assert_ptr_equal(prompt_mode_find("stdio"), &prompt_mode_stdio);
	assert_ptr_equal(prompt_mode_find("consoles"), &prompt_mode_consoles);
	assert_ptr_equal(prompt_mode_find("askpass"), &prompt_mode_askpass);
	assert_null(prompt_mode_find(""));
	assert_null(prompt_mode_find("tty0"));
	assert_null(prompt_mode_find("console"));
	assert_ptr_equal(prompt_mode_default(), &prompt_mode_tty);
	assert_string_equal(prompt_mode_default_name(), "tty");
	assert_string_equal(prompt_mode_name(0), "tty");
	assert_string_equal(prompt_mode_name(1), "stdio");
	assert_string_equal(prompt_mode_name(2), "consoles");
	assert_string_equal(prompt_mode_name(3), "askpass");
	assert_null(prompt_mode_name(4));
}

static void
prompt_opens(void **state)
{
	const char *name = NULL;

	assert_ptr_equal(fake_mode.opened, &prompt_mode_tty);
	assert_ptr_equal(fake_mode.options, &options);
	assert_int_equal(prompt_terminal(&name), 77);
	assert_string_equal(name, "ttyS7");
	prompt_flush();
	assert_int_equal(fake_mode.flushes, 1);
	prompt_begin();
	assert_int_equal(fake_mode.begins, 1);
}

/* The command goes to the console that -c named, or whose mode it is. */
static void
prompt_who_leads(void **state)
{
	assert_true(prompt_leads());
	prompt_close();
	assert_false(prompt_leads());
	options.consoles_count = 0;
	assert_int_equal(open_prompt(), PROMPT_OK);
	assert_false(prompt_leads());
	prompt_close();
	options.mode = &prompt_mode_consoles;
	assert_int_equal(open_prompt(), PROMPT_OK);
	assert_true(prompt_leads());
}

static void
prompt_answers(void **state)
{
	struct prompt_answer answer = {0};
	struct deadline deadline = {12345};

	prompt_set_deadline(deadline);
	assert_int_equal(prompt_ask("Password: ", false, &answer), PROMPT_OK);
	assert_string_equal(fake_mode.asked, "Password: ");
	assert_false(fake_mode.visible);
	assert_int_equal(fake_mode.echo, ECHO_STARS);
	assert_int_equal(fake_mode.deadline.at_ms, 12345);
	assert_string_equal(answer.data, "hunter2");
	assert_int_equal(answer.len_bytes, 7);
	/* No more of the arena than the answer with its NUL. */
	assert_int_equal(arena_here(), 8);
	prompt_forget();
	assert_arena_is_zero();
}

static void
prompt_echoes_names(void **state)
{
	struct prompt_answer answer = {0};

	assert_int_equal(prompt_ask("login: ", true, &answer), PROMPT_OK);
	assert_true(fake_mode.visible);
	assert_int_equal(fake_mode.echo, ECHO_FULL);
}

/* A module's text cannot drive the terminal; the mode gets it escaped. */
static void
prompt_escapes_the_question(void **state)
{
	struct prompt_answer answer = {0};

	assert_int_equal(prompt_ask("a\nb\x1b[2J\xc3\xa9: ", false, &answer),
			 PROMPT_OK);
	assert_string_equal(fake_mode.asked, "a\nb\\x1b[2J\\xc3\\xa9: ");
	/* It lay where the answer is now. */
	assert_ptr_equal(fake_mode.asked_at, answer.data);
	assert_int_equal(prompt_ask("", false, &answer), PROMPT_OK);
	assert_string_equal(fake_mode.asked, "");
}

static void
prompt_keeps_answers_apart(void **state)
{
	struct prompt_answer first = {0};
	struct prompt_answer second = {0};

	assert_int_equal(prompt_ask("a", false, &first), PROMPT_OK);
	fake_mode.typed = "";
	assert_int_equal(prompt_ask("b", false, &second), PROMPT_OK);
	assert_string_equal(first.data, "hunter2");
	assert_string_equal(second.data, "");
	prompt_forget();
	assert_int_equal(arena_here(), 0);
}

/* The arena has 2048 bytes: what was given stays, what does not fit is told. */
static void
prompt_arena_is_full(void **state)
{
	struct prompt_answer first = {0};
	struct prompt_answer answer = {0};
	char longest[PROMPT_ANSWER_MAX + 1] = {0};
	char text[CONFIG_ARENA_SIZE + 1] = {0};

	memset(longest, 'x', PROMPT_ANSWER_MAX);
	fake_mode.typed = longest;
	assert_int_equal(prompt_ask("a", false, &first), PROMPT_OK);
	assert_int_equal(prompt_ask("b", false, &answer), PROMPT_OK);
	assert_int_equal(arena_here(), 2 * (PROMPT_ANSWER_MAX + 1));
	/* Room for the question, none for the answer. */
	memset(text, 't', 600);
	assert_int_equal(prompt_ask(text, false, &answer), PROMPT_FULL);
	assert_int_equal(arena_here(), 2 * (PROMPT_ANSWER_MAX + 1));
	/* None for the question: the mode is not troubled. */
	fake_mode.asked[0] = '\0';
	memset(text, 't', CONFIG_ARENA_SIZE);
	assert_int_equal(prompt_ask(text, false, &answer), PROMPT_FULL);
	assert_string_equal(fake_mode.asked, "");
	assert_string_equal(first.data, longest);
}

/* What was typed before it went wrong is gone at once. */
static void
prompt_forgets_what_failed(void **state)
{
	for (int result = PROMPT_REFUSED; result <= PROMPT_BROKEN; result++) {
		struct prompt_answer answer = {"untouched", 9};

		fake_mode.ask_result = (enum prompt_result)result;
		assert_int_equal(prompt_ask("a", false, &answer), result);
		assert_string_equal(answer.data, "untouched");
		assert_arena_is_zero();
	}
}

static void
prompt_tells_what_is_refused(void **state)
{
	struct prompt_answer answer = {0};

	for (int result = PROMPT_OK; result <= PROMPT_BROKEN; result++) {
		fake_mode.ask_result = (enum prompt_result)result;
		fake_mode.shows = 0;
		prompt_ask("a", false, &answer);
		assert_int_equal(fake_mode.shows, result == PROMPT_REFUSED);
	}
}

static void
prompt_shows(void **state)
{
	prompt_set_deadline((struct deadline){99});
	assert_int_equal(prompt_show("Welcome"), PROMPT_OK);
	assert_string_equal(fake_mode.shown, "Welcome");
	assert_int_equal(fake_mode.deadline.at_ms, 99);
}

static void
prompt_closed(void **state)
{
	struct prompt_answer answer = {0};
	const char *name = "?";

	prompt_close();
	prompt_close();
	assert_int_equal(fake_mode.closes, 1);
	assert_int_equal(prompt_ask("a", false, &answer), PROMPT_BROKEN);
	assert_int_equal(prompt_show("a"), PROMPT_BROKEN);
	assert_int_equal(prompt_terminal(&name), -1);
	assert_null(name);
	prompt_flush();
	prompt_begin();
	prompt_forget();
	assert_int_equal(fake_mode.flushes, 0);
	assert_int_equal(fake_mode.begins, 0);
	assert_int_equal(fake_mode.shows, 0);
}

static void
prompt_does_not_open(void **state)
{
	const char *why = NULL;

	prompt_close();
	fake_mode.open_result = PROMPT_CANCELLED;
	assert_int_equal(prompt_open(&options, &why), PROMPT_CANCELLED);
	assert_string_equal(why, "no console");
	assert_int_equal(prompt_show("a"), PROMPT_BROKEN);
	fake_mode.open_result = PROMPT_OK;
	options.mode = &prompt_mode_stdio;
	assert_int_equal(prompt_open(&options, &why), PROMPT_OK);
	assert_ptr_equal(fake_mode.opened, &prompt_mode_stdio);
}

#define PROMPT_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	PROMPT_TEST(prompt_modes_by_name),
	PROMPT_TEST(prompt_opens),
	PROMPT_TEST(prompt_who_leads),
	PROMPT_TEST(prompt_answers),
	PROMPT_TEST(prompt_echoes_names),
	PROMPT_TEST(prompt_escapes_the_question),
	PROMPT_TEST(prompt_keeps_answers_apart),
	PROMPT_TEST(prompt_arena_is_full),
	PROMPT_TEST(prompt_forgets_what_failed),
	PROMPT_TEST(prompt_tells_what_is_refused),
	PROMPT_TEST(prompt_shows),
	PROMPT_TEST(prompt_closed),
	PROMPT_TEST(prompt_does_not_open),
};

UNIT_MAIN(tests)
