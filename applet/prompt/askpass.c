/* SPDX-License-Identifier: MIT */
/*
 * Prompt mode askpass: a program asks (systemd-ask-password, plymouth
 * ask-for-password --prompt, ssh-askpass). It gets the question as its last
 * argument and writes the answer to its standard output; another exit status
 * than 0 is a cancel.
 *
 * Rules:
 * 1. The program inherits nothing of ours (base/program.h), and its process
 *    group is killed when the answer is there or the time is over.
 * 2. Its output goes into the arena byte by byte, to the first newline or its
 *    end; what follows is dropped. A NUL or too many bytes: refused.
 * 3. No answer counts before the program has ended with status 0.
 */
#include "base/program.h"
#include "prompt/arena.h"
#include "prompt/io.h"
#include "prompt/mode.h"
#include "prompt/plain.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define WORDS_MAX 16
#define COMMAND_BYTES 256

/* The program and its first arguments: words between blanks. */
static char command[COMMAND_BYTES];
static char *words[WORDS_MAX + 2];
static size_t words_count;

static bool
split_command(const char *given)
{
	char *at = command;

	words_count = 0;
	if (strlen(given) >= sizeof(command)) {
		return false;
	}
	strcpy(command, given);
	while (*(at += strspn(at, " ")) != '\0') {
		if (words_count == WORDS_MAX) {
			return false;
		}
		words[words_count++] = at;
		at += strcspn(at, " ");
		if (*at != '\0') {
			*at++ = '\0';
		}
	}
	return words_count > 0 && words[0][0] == '/';
}

static enum prompt_result
askpass_open(const struct prompt_options *options, const char **why)
{
	errno = 0;
	if (options->consoles_count > 0) {
		*why = "prompt mode askpass takes no console";
		return PROMPT_BROKEN;
	}
	if (!split_command(options->askpass)) {
		*why = "the askpass program is not a path and a few words";
		return PROMPT_BROKEN;
	}
	*why = "the askpass program cannot be executed";
	return access(words[0], X_OK) == 0 ? PROMPT_OK : PROMPT_BROKEN;
}

/*
 * The question as an argument: one line, without the blanks around it, and no
 * option, whatever a module asks.
 */
static char *
make_argument(const char *text)
{
	size_t skipped = strspn(text, " \n");
	size_t len = strlen(text + skipped);
	char *argument = NULL;

	while (len > 0 && strchr(" \n", text[skipped + len - 1]) != NULL) {
		len--;
	}
	argument = arena_take(len + 2);
	if (argument != NULL) {
		char *at = argument;

		if (text[skipped] == '-') {
			*at++ = ' ';
		}
		for (size_t i = 0; i < len; i++) {
			at[i] = text[skipped + i];
			at[i] = at[i] == '\n' ? ' ' : at[i];
		}
	}
	return argument;
}

/* What the program has for us; over: it has ended, and the answer is there. */
static enum prompt_result
serve(struct program *program, struct lineedit *editor,
      enum lineedit_event *event, const struct pollfd *fds, bool *over)
{
	unsigned char byte = 0;
	bool got = false;
	enum prompt_result result = PROMPT_OK;

	/* What it started may go on writing. */
	*over = fds[1].revents != 0
		&& (fds[0].revents == 0 || *event != LINEEDIT_MORE);
	if (*over || fds[0].revents == 0) {
		return PROMPT_OK;
	}
	result = io_take_byte(program->out_fd, &byte, &got);
	if (result == PROMPT_GONE) {
		close(program->out_fd);
		program->out_fd = -1;
		result = PROMPT_OK;
	} else if (got && *event == LINEEDIT_MORE) {
		*event = lineedit_feed(editor, byte);
	}
	return result;
}

/* Reads the program's output until it has ended. */
static enum prompt_result
listen_to(struct program *program, struct lineedit *editor,
	  enum lineedit_event *event, struct deadline deadline)
{
	enum prompt_result result = PROMPT_OK;
	bool over = false;

	while (result == PROMPT_OK && !over) {
		struct pollfd fds[3] = {
			{.fd = program->out_fd, .events = POLLIN},
			{.fd = program->exit_fd, .events = POLLIN},
		};

		result = io_wait(fds, 3, deadline);
		if (result == PROMPT_OK && deadline_left_ms(deadline) == 0) {
			result = PROMPT_TIMEOUT;
		}
		if (result == PROMPT_OK) {
			result = serve(program, editor, event, fds, &over);
		}
	}
	/* Without a newline the answer ends with the output. */
	if (result == PROMPT_OK && *event == LINEEDIT_MORE) {
		*event = lineedit_feed(editor, '\n');
	}
	return result;
}

static enum prompt_result
result_of_status(int status)
{
	switch (status) {
	case 0:
		return PROMPT_OK;
	case -1:
	case PROGRAM_NOT_EXECUTABLE:
	case PROGRAM_NOT_FOUND:
		return PROMPT_BROKEN;
	default:
		return PROMPT_CANCELLED;
	}
}

static enum prompt_result
askpass_ask(const struct prompt_question *question,
	    struct prompt_answer *answer)
{
	struct lineedit editor = {0};
	struct program program = {0};
	enum lineedit_event event = LINEEDIT_MORE;
	enum prompt_result result = PROMPT_OK;
	int status = 0;

	words[words_count] = make_argument(question->text);
	words[words_count + 1] = NULL;
	if (words[words_count] == NULL || !plain_start(&editor)) {
		return PROMPT_FULL;
	}
	if (!program_start(&program, words)) {
		return PROMPT_BROKEN;
	}
	result = listen_to(&program, &editor, &event, question->deadline);
	status = program_stop(&program);
	if (result == PROMPT_OK) {
		result = result_of_status(status);
	}
	return result == PROMPT_OK ? plain_answer(&editor, event, answer)
				   : result;
}

const struct prompt_mode prompt_mode_askpass = {
	.open = askpass_open,
	.begin = plain_nothing,
	.ask = askpass_ask,
	.show = plain_show,
	.flush = plain_nothing,
	.close = plain_nothing,
	.terminal = plain_terminal,
	.on_kernel_console = plain_on_kernel_console,
};
