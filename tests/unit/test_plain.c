/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/plain.c applet/prompt/stdio.c applet/prompt/io.c
// objects: applet/prompt/lineedit.c applet/prompt/keyseq.c
// objects: applet/prompt/utf8.c applet/prompt/arena.c applet/base/wipe.c
// objects: applet/base/escape.c applet/base/signals.c applet/base/deadline.c
// cflags: -DCONFIG_ARENA_SIZE=2048 -include tests/unit/fake_autoconf.h
/*
 * What the modes without a terminal have in common, and prompt mode stdio:
 * standard input and standard error are pipes here.
 */
#include "unit_main.h"

#include <string.h>
#include <unistd.h>

#include "base/signals.h"
#include "prompt/arena.h"
#include "prompt/plain.h"

#define LIMIT_MS 20000

static int before[2]; /* 0 and 2 */
static int type_fd;
static int see_fd;

static int
setup(void **state)
{
	int in[2];
	int error[2];

	if (pipe(in) != 0 || pipe(error) != 0 || !signals_setup()) {
		return -1;
	}
	before[0] = dup(STDIN_FILENO);
	before[1] = dup(STDERR_FILENO);
	dup2(in[0], STDIN_FILENO);
	dup2(error[1], STDERR_FILENO);
	close(in[0]);
	close(error[1]);
	type_fd = in[1];
	see_fd = error[0];
	return 0;
}

static int
teardown(void **state)
{
	dup2(before[0], STDIN_FILENO);
	dup2(before[1], STDERR_FILENO);
	close(before[0]);
	close(before[1]);
	close(see_fd);
	if (type_fd >= 0) {
		close(type_fd);
	}
	close(signals_fd());
	arena_release(0);
	return 0;
}

static void
type(const char *bytes, size_t len)
{
	assert_int_equal(write(type_fd, bytes, len), len);
}

static void
end_of_input(void)
{
	close(type_fd);
	type_fd = -1;
}

static void
assert_seen(const char *wanted)
{
	char seen[256] = {0};

	assert_true(read(see_fd, seen, sizeof(seen) - 1) >= 0);
	assert_string_equal(seen, wanted);
}

static enum prompt_result
ask(struct prompt_answer *answer)
{
	struct prompt_question question = {
		.text = "Password: ",
		.echo = ECHO_FULL,
		.deadline = deadline_in(LIMIT_MS),
	};

	return prompt_mode_stdio.ask(&question, answer);
}

static void
plain_shows(void **state)
{
	assert_int_equal(plain_show("a\nb\x1b[2J\xc3", deadline_in(LIMIT_MS)),
			 PROMPT_OK);
	assert_seen("a\nb\\x1b[2J\\xc3\n");
}

static void
plain_has_no_terminal(void **state)
{
	const char *name = "as it was";

	assert_int_equal(plain_terminal(&name), -1);
	assert_string_equal(name, "as it was");
	assert_false(plain_on_kernel_console());
	assert_int_equal(plain_sink.fd, STDERR_FILENO);
	assert_true(plain_sink.blocks);
}

static void
plain_starts_in_the_arena(void **state)
{
	struct lineedit editor = {0};
	struct prompt_answer answer = {0};

	assert_true(plain_start(&editor));
	assert_int_equal(arena_here(), PROMPT_ANSWER_MAX + 1);
	assert_int_equal(lineedit_feed(&editor, 'a'), LINEEDIT_MORE);
	assert_int_equal(plain_answer(&editor, lineedit_feed(&editor, '\n'),
				      &answer),
			 PROMPT_OK);
	assert_string_equal(answer.data, "a");
	assert_int_equal(answer.len_bytes, 1);
	assert_int_equal(plain_answer(&editor, LINEEDIT_REFUSED, &answer),
			 PROMPT_REFUSED);
	arena_take(2048 - 2 * PROMPT_ANSWER_MAX - 1);
	assert_false(plain_start(&editor));
}

static void
stdio_answers_line_by_line(void **state)
{
	struct prompt_answer answer = {0};

	type("one\n\x7f\t\x1b[A\r\nthree", 15);
	assert_int_equal(ask(&answer), PROMPT_OK);
	assert_string_equal(answer.data, "one");
	assert_seen("Password: \n");
	/* Bytes are bytes: no keys, no sequences. */
	assert_int_equal(ask(&answer), PROMPT_OK);
	assert_string_equal(answer.data, "\x7f\t\x1b[A\r");
	/* A line that does not end is none. */
	end_of_input();
	assert_int_equal(ask(&answer), PROMPT_GONE);
}

static void
stdio_refuses_a_line(void **state)
{
	struct prompt_answer answer = {0};
	char longest[PROMPT_ANSWER_MAX + 3];

	type("a\0b\n", 4);
	assert_int_equal(ask(&answer), PROMPT_REFUSED);
	memset(longest, 'x', sizeof(longest));
	longest[PROMPT_ANSWER_MAX] = '\n';
	type(longest, PROMPT_ANSWER_MAX + 1);
	assert_int_equal(ask(&answer), PROMPT_OK);
	assert_int_equal(answer.len_bytes, PROMPT_ANSWER_MAX);
	arena_release(0);
	longest[PROMPT_ANSWER_MAX] = 'x';
	longest[PROMPT_ANSWER_MAX + 1] = '\n';
	type(longest, PROMPT_ANSWER_MAX + 2);
	type("next\n", 5);
	assert_int_equal(ask(&answer), PROMPT_REFUSED);
	assert_int_equal(ask(&answer), PROMPT_OK);
	assert_string_equal(answer.data, "next");
}

static void
stdio_without_room(void **state)
{
	struct prompt_answer answer = {0};

	arena_take(2048 - PROMPT_ANSWER_MAX);
	assert_int_equal(ask(&answer), PROMPT_FULL);
}

static void
stdio_opens(void **state)
{
	struct prompt_options options = {.mode = &prompt_mode_stdio};
	const char *why = NULL;

	assert_int_equal(prompt_mode_stdio.open(&options, &why), PROMPT_OK);
	options.consoles_count = 1;
	assert_int_equal(prompt_mode_stdio.open(&options, &why), PROMPT_BROKEN);
	assert_string_equal(why, "prompt mode stdio takes no console");
	assert_false(prompt_mode_stdio.leads);
}

#define PLAIN_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	PLAIN_TEST(plain_shows),
	PLAIN_TEST(plain_has_no_terminal),
	PLAIN_TEST(plain_starts_in_the_arena),
	PLAIN_TEST(stdio_answers_line_by_line),
	PLAIN_TEST(stdio_refuses_a_line),
	PLAIN_TEST(stdio_without_room),
	PLAIN_TEST(stdio_opens),
};

UNIT_MAIN(tests)
