/* SPDX-License-Identifier: MIT */
#include "fake_mode.h"

#include <stdio.h>
#include <string.h>

struct fake_mode fake_mode;

static enum prompt_result
open_as(const char *name, const char *const *devices, size_t count,
	const char **why)
{
	fake_mode.device = count > 0 ? devices[0] : NULL;
	fake_mode.devices_count = count;
	if (fake_mode.open_result != PROMPT_OK) {
		*why = "no console";
	} else {
		fake_mode.opened = name;
	}
	return fake_mode.open_result;
}

static enum prompt_result
open_tty(const char *const *devices, size_t count, const char **why)
{
	return open_as("tty", devices, count, why);
}

static enum prompt_result
open_stdio(const char *const *devices, size_t count, const char **why)
{
	return open_as("stdio", devices, count, why);
}

/* Types into the buffer as an editor does, whatever the result is then. */
static enum prompt_result
ask(const struct prompt_question *question, struct lineedit *editor, char *buf,
    size_t cap_bytes)
{
	snprintf(fake_mode.asked, sizeof(fake_mode.asked), "%s",
		 question->text);
	fake_mode.echo = question->echo;
	fake_mode.deadline = question->deadline;
	fake_mode.cap_bytes = cap_bytes;
	editor->len_bytes = strlen(fake_mode.typed);
	memcpy(buf, fake_mode.typed, editor->len_bytes);
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
terminal(void)
{
	return 77;
}

const struct prompt_mode prompt_mode_tty = {
	.name = "tty",
	.open = open_tty,
	.ask = ask,
	.show = show,
	.flush = flush,
	.close = close_mode,
	.terminal = terminal,
};

const struct prompt_mode prompt_mode_stdio = {
	.name = "stdio",
	.open = open_stdio,
	.ask = ask,
	.show = show,
	.flush = flush,
	.close = close_mode,
	.terminal = terminal,
};
