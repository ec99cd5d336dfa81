/* SPDX-License-Identifier: MIT */
/*
 * Prompt mode stdio, for scripts and tests: one answer a line on standard
 * input, prompts and messages on standard error.
 *
 * Rules:
 * 1. Nothing is echoed. A terminal on standard input would echo by itself, so
 *    it is refused: that is what prompt mode tty is for.
 * 2. One byte a read, up to the newline: what follows belongs to the command.
 * 3. Bytes are bytes: no editing keys, a CR is part of the answer's line and
 *    is refused with it only where PAM refuses it. A NUL refuses the line.
 */
#include "prompt/io.h"
#include "prompt/mode.h"
#include "prompt/plain.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static enum prompt_result
stdio_open(const struct prompt_options *options, const char **why)
{
	errno = 0;
	if (options->consoles_count > 0) {
		*why = "prompt mode stdio takes no console";
		return PROMPT_BROKEN;
	}
	if (isatty(STDIN_FILENO) != 0) {
		errno = 0;
		*why = "standard input is a terminal: use prompt mode tty";
		return PROMPT_BROKEN;
	}
	return PROMPT_OK;
}

static enum prompt_result
stdio_ask(const struct prompt_question *question, struct prompt_answer *answer)
{
	struct lineedit editor = {0};
	enum lineedit_event event = LINEEDIT_MORE;
	enum prompt_result result = PROMPT_FULL;

	if (plain_start(&editor)) {
		result = io_write(plain_sink, question->deadline,
				  question->text, strlen(question->text));
	}
	while (result == PROMPT_OK && event == LINEEDIT_MORE) {
		unsigned char byte = 0;

		result = io_read_byte(STDIN_FILENO, question->deadline, &byte);
		if (result == PROMPT_OK) {
			event = lineedit_feed(&editor, byte);
		}
	}
	if (result == PROMPT_OK) {
		result = io_write(plain_sink, question->deadline, "\n", 1);
	}
	return result == PROMPT_OK ? plain_answer(&editor, event, answer)
				   : result;
}

/* A pipe holds the answers to come; they are not typed ahead. */
const struct prompt_mode prompt_mode_stdio = {
	.open = stdio_open,
	.begin = plain_nothing,
	.ask = stdio_ask,
	.show = plain_show,
	.flush = plain_nothing,
	.close = plain_nothing,
	.terminal = plain_terminal,
	.on_kernel_console = plain_on_kernel_console,
};
