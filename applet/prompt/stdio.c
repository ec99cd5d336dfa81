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

#include <errno.h>
#include <unistd.h>

static enum prompt_result
stdio_open(const char *const *devices, size_t count, const char **why)
{
	(void)devices;
	if (count > 0) {
		*why = "prompt mode stdio takes no console";
		errno = 0;
		return PROMPT_BROKEN;
	}
	if (isatty(STDIN_FILENO) != 0) {
		*why = "standard input is a terminal: use prompt mode tty";
		errno = 0;
		return PROMPT_BROKEN;
	}
	return PROMPT_OK;
}

static enum prompt_result
stdio_ask(const struct prompt_question *question, struct lineedit *editor,
	  char *buf, size_t cap_bytes)
{
	static const struct lineedit_keys keys = {.plain = true};
	enum lineedit_event event = LINEEDIT_MORE;
	enum prompt_result result = PROMPT_OK;

	lineedit_start(editor, buf, cap_bytes, &keys);
	result = io_write_escaped(STDERR_FILENO, question->deadline,
				  question->text);
	while (result == PROMPT_OK && event == LINEEDIT_MORE) {
		unsigned char byte = 0;

		result = io_read_byte(STDIN_FILENO, question->deadline, &byte);
		if (result == PROMPT_OK) {
			event = lineedit_feed(editor, byte);
		}
	}
	if (result == PROMPT_OK) {
		result = io_write(STDERR_FILENO, question->deadline, "\n", 1);
	}
	if (result == PROMPT_OK && event == LINEEDIT_REFUSED) {
		result = PROMPT_REFUSED;
	}
	return result;
}

static enum prompt_result
stdio_show(const char *text, struct deadline deadline)
{
	enum prompt_result result = io_write_escaped(STDERR_FILENO, deadline,
						     text);

	if (result == PROMPT_OK) {
		result = io_write(STDERR_FILENO, deadline, "\n", 1);
	}
	return result;
}

/* A pipe holds the answers to come; they are not typed ahead. */
static void
stdio_flush(void)
{
}

static void
stdio_close(void)
{
}

static int
stdio_terminal(void)
{
	return -1;
}

const struct prompt_mode prompt_mode_stdio = {
	.name = "stdio",
	.open = stdio_open,
	.ask = stdio_ask,
	.show = stdio_show,
	.flush = stdio_flush,
	.close = stdio_close,
	.terminal = stdio_terminal,
};
