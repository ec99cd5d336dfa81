/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/prompt.c applet/prompt/arena.c applet/prompt/echo.c
// objects: applet/base/wipe.c tests/unit/fake_mode.c
// cflags: -DCONFIG_ARENA_SIZE=2048 -include tests/unit/fake_autoconf.h
/* The prompt: modes by name, and answers in the arena. */
#include "unit_main.h"

#include <string.h>

#include "fake_mode.h"
#include "prompt/arena.h"
#include "prompt/prompt.h"

static const char *const consoles[] = {"ttyS0", "tty1"};
static struct prompt_options options;

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
		.echo = &echo_stars,
		.consoles = consoles,
		.consoles_count = 2,
	};
	return open_prompt() == PROMPT_OK ? 0 : -1;
}

/* After each test: closed, and nothing of an answer left in the arena. */
static int
teardown(void **state)
{
	const char *all = NULL;

	prompt_close();
	assert_null(fake_mode.opened);
	assert_int_equal(arena_here(), 0);
	all = arena_take(CONFIG_ARENA_SIZE);
	for (size_t i = 0; i < CONFIG_ARENA_SIZE; i++) {
		assert_int_equal(all[i], 0);
	}
	arena_release(0);
	return 0;
}

static void
prompt_modes_by_name(void **state)
{
	assert_ptr_equal(prompt_mode_find("tty"), &prompt_mode_tty);
	assert_ptr_equal(prompt_mode_find("stdio"), &prompt_mode_stdio);
	assert_null(prompt_mode_find(""));
	assert_null(prompt_mode_find("tty0"));
	assert_ptr_equal(prompt_mode_default(), &prompt_mode_tty);
	assert_string_equal(prompt_mode_name(0), "tty");
	assert_string_equal(prompt_mode_name(1), "stdio");
	assert_null(prompt_mode_name(2));
}

static void
prompt_opens(void **state)
{
	assert_string_equal(fake_mode.opened, "tty");
	assert_string_equal(fake_mode.device, "ttyS0");
	assert_int_equal(fake_mode.devices_count, 2);
	assert_int_equal(prompt_terminal(), 77);
	prompt_flush();
	assert_int_equal(fake_mode.flushes, 1);
}

static void
prompt_answers(void **state)
{
	struct prompt_answer answer = {0};
	struct deadline deadline = {12345};

	prompt_set_deadline(deadline);
	assert_int_equal(prompt_ask("Password: ", false, &answer), PROMPT_OK);
	assert_string_equal(fake_mode.asked, "Password: ");
	assert_ptr_equal(fake_mode.echo, &echo_stars);
	assert_int_equal(fake_mode.deadline.at_ms, 12345);
	assert_int_equal(fake_mode.cap_bytes, PROMPT_ANSWER_MAX + 1);
	assert_string_equal(answer.data, "hunter2");
	assert_int_equal(answer.len_bytes, 7);
	/* No more of the arena than the answer with its NUL. */
	assert_int_equal(arena_here(), 8);
}

static void
prompt_echoes_names(void **state)
{
	struct prompt_answer answer = {0};

	assert_int_equal(prompt_ask("login: ", true, &answer), PROMPT_OK);
	assert_ptr_equal(fake_mode.echo, &echo_full);
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

/* The arena has 2048 bytes: room for four answers, less what was given. */
static void
prompt_arena_is_full(void **state)
{
	struct prompt_answer answer = {0};
	char longest[PROMPT_ANSWER_MAX + 1] = {0};

	memset(longest, 'x', PROMPT_ANSWER_MAX);
	fake_mode.typed = longest;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(prompt_ask("a", false, &answer), PROMPT_OK);
		assert_int_equal(answer.len_bytes, PROMPT_ANSWER_MAX);
	}
	fake_mode.asked[0] = '\0';
	assert_int_equal(prompt_ask("b", false, &answer), PROMPT_BROKEN);
	assert_string_equal(fake_mode.asked, "");
}

/* What was typed before it went wrong is gone at once. */
static void
prompt_forgets_what_failed(void **state)
{
	static const enum prompt_result results[] = {PROMPT_REFUSED,
						     PROMPT_TIMEOUT,
						     PROMPT_CANCELLED,
						     PROMPT_GONE,
						     PROMPT_BROKEN};

	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		struct prompt_answer answer = {"untouched", 9};

		fake_mode.ask_result = results[i];
		assert_int_equal(prompt_ask("a", false, &answer), results[i]);
		assert_string_equal(answer.data, "untouched");
		assert_int_equal(arena_here(), 0);
		assert_int_equal(*(char *)arena_take(1), 0);
		arena_release(0);
	}
}

static void
prompt_tells_what_is_refused(void **state)
{
	struct prompt_answer answer = {0};

	fake_mode.ask_result = PROMPT_REFUSED;
	prompt_ask("a", false, &answer);
	assert_int_equal(fake_mode.shows, 1);
	fake_mode.ask_result = PROMPT_TIMEOUT;
	prompt_ask("a", false, &answer);
	assert_int_equal(fake_mode.shows, 1);
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

	prompt_close();
	prompt_close();
	assert_int_equal(fake_mode.closes, 1);
	assert_int_equal(prompt_ask("a", false, &answer), PROMPT_BROKEN);
	assert_int_equal(prompt_show("a"), PROMPT_BROKEN);
	assert_int_equal(prompt_terminal(), -1);
	prompt_flush();
	prompt_forget();
	assert_int_equal(fake_mode.flushes, 0);
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
	options.consoles_count = 0;
	assert_int_equal(prompt_open(&options, &why), PROMPT_OK);
	assert_string_equal(fake_mode.opened, "stdio");
	assert_null(fake_mode.device);
}

#define PROMPT_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	PROMPT_TEST(prompt_modes_by_name),
	PROMPT_TEST(prompt_opens),
	PROMPT_TEST(prompt_answers),
	PROMPT_TEST(prompt_echoes_names),
	PROMPT_TEST(prompt_keeps_answers_apart),
	PROMPT_TEST(prompt_arena_is_full),
	PROMPT_TEST(prompt_forgets_what_failed),
	PROMPT_TEST(prompt_tells_what_is_refused),
	PROMPT_TEST(prompt_shows),
	PROMPT_TEST(prompt_closed),
	PROMPT_TEST(prompt_does_not_open),
};

UNIT_MAIN(tests)
