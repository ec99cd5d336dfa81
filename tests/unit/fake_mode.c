/* SPDX-License-Identifier: MIT */
#include "fake_mode.h"

#include "prompt/arena.h"

#include <stdio.h>
#include <string.h>

struct fake_mode fake_mode;

static enum prompt_result
open_mode(const struct prompt_options *options, const char **why)
{
	fake_mode.options = options;
	if (fake_mode.open_result != PROMPT_OK) {
		*why = "no console";
	} else {
		fake_mode.opened = options->mode;
	}
	return fake_mode.open_result;
}

static void
begin(void)
{
	fake_mode.begins++;
}

/*
 * Types into the arena as an editor does, between other things that are left
 * there, whatever the result is then.
 */
static enum prompt_result
ask(const struct prompt_question *question, struct prompt_answer *answer)
{
	size_t len = strlen(fake_mode.typed);
	char *before = arena_take(100);
	char *line = arena_take(PROMPT_ANSWER_MAX + 1);
	char *behind = arena_take(100);

	snprintf(fake_mode.asked, sizeof(fake_mode.asked), "%s",
		 question->text);
	fake_mode.asked_at = question->text;
	fake_mode.visible = question->visible;
	fake_mode.echo = question->echo;
	fake_mode.deadline = question->deadline;
	if (before == NULL || line == NULL || behind == NULL) {
		return PROMPT_FULL;
	}
	memset(before, 'b', 100);
	memset(behind, 'e', 100);
	memcpy(line, fake_mode.typed, len);
	if (fake_mode.ask_result == PROMPT_OK) {
		*answer = (struct prompt_answer){line, len};
	}
	return fake_mode.ask_result;
}

static enum prompt_result
show(const char *text, struct deadline deadline)
{
	snprintf(fake_mode.shown, sizeof(fake_mode.shown), "%s", text);
	fake_mode.deadline = deadline;
	fake_mode.shows++;
	return PROMPT_OK;
}

static void
flush(void)
{
	fake_mode.flushes++;
}

static void
close_mode(void)
{
	fake_mode.opened = NULL;
	fake_mode.closes++;
}

static int
terminal(const char **name)
{
	*name = "ttyS7";
	return 77;
}

static bool
on_kernel_console(void)
{
	return fake_mode.on_kernel_console;
}

#define FAKE                                                         \
	.open = open_mode, .begin = begin, .ask = ask, .show = show, \
	.flush = flush, .close = close_mode, .terminal = terminal,   \
	.on_kernel_console = on_kernel_console

const struct prompt_mode prompt_mode_tty = {FAKE};
const struct prompt_mode prompt_mode_stdio = {FAKE};
const struct prompt_mode prompt_mode_consoles = {FAKE, .leads = true};
const struct prompt_mode prompt_mode_askpass = {FAKE};
