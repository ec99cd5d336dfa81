/* SPDX-License-Identifier: MIT */
/*
 * Prompt mode tty: one terminal, the controlling one or a given one.
 */
#include "autoconf.h"
#include "prompt/ask.h"
#include "prompt/console.h"
#include "prompt/kernel_console.h"
#include "prompt/mode.h"

#include <errno.h>

static struct console tty; /* while the mode is open */

static enum prompt_result
tty_open(const struct prompt_options *options, const char **why)
{
	const char *device = NULL;

	if (options->consoles_count > 1) {
		errno = 0;
		*why = "one console only in prompt mode tty";
		return PROMPT_BROKEN;
	}
	if (options->consoles_count == 1) {
		device = options->consoles[0];
	}
	return console_open(&tty, device, why);
}

static void
tty_begin(void)
{
}

static enum prompt_result
tty_ask(const struct prompt_question *question, struct prompt_answer *answer)
{
	struct console *winner = NULL;

	tty.asking = true;
	return ask_consoles(&tty, 1, question, answer, &winner);
}

static enum prompt_result
tty_show(const char *text, struct deadline deadline)
{
	tty.alone = true;
	return console_show(&tty, text, deadline);
}

static void
tty_flush(void)
{
	console_flush(&tty);
}

static void
tty_close(void)
{
	console_close(&tty);
}

static int
tty_terminal(const char **name)
{
	*name = tty.name;
	return tty.tty.in_fd;
}

static bool
tty_on_kernel_console(void)
{
	return ENABLE_QUIET_KERNEL && kernel_console_is(tty.tty.in_fd);
}

const struct prompt_mode prompt_mode_tty = {
	.open = tty_open,
	.begin = tty_begin,
	.ask = tty_ask,
	.show = tty_show,
	.flush = tty_flush,
	.close = tty_close,
	.terminal = tty_terminal,
	.on_kernel_console = tty_on_kernel_console,
};
