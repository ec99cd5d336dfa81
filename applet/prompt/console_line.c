/* SPDX-License-Identifier: MIT */
/*
 * The line on a console: from the question to its end.
 */
#include "prompt/console.h"

#include "prompt/caps_lock.h"

#include <ctype.h>
#include <string.h>
#include <sys/ioctl.h>

#define LAST_SHOWN_MS 1000
#define RETRY_MS 1000
#define SILENT "(no echo) "

static void
plan_retry(struct console *console)
{
	if (!console_is_alone(console) && console->behind
	    && console->retry_at.at_ms == INT64_MAX) {
		console->retry_at = deadline_in(RETRY_MS);
	}
}

/* Writes what was put together for the screen, and wipes it. */
static enum prompt_result
send(struct console *console)
{
	struct output *output = console->output;
	enum prompt_result result = console_write(console, output->buf,
						  output->len_bytes,
						  console->question->deadline);

	output_wipe(output);
	plan_retry(console);
	return result;
}

const char *
console_last_line(const char *text)
{
	const char *newline = strrchr(text, '\n');

	return newline != NULL ? newline + 1 : text;
}

static size_t
columns_of(const struct console *console)
{
	struct winsize size = {0};

	return ioctl(console->tty.out_fd, TIOCGWINSZ, &size) == 0 ? size.ws_col
								  : 0;
}

/* Caps Lock is told once a question. */
static enum prompt_result
hint_caps_lock(struct console *console)
{
	if (!console->caps_unknown) {
		return PROMPT_OK;
	}
	switch (caps_lock_read(console->tty.in_fd)) {
	case CAPS_LOCK_ON:
		console->caps_unknown = false;
		return console_redraw(console, "Caps Lock is on");
	case CAPS_LOCK_OFF:
		return PROMPT_OK;
	default:
		console->caps_unknown = false;
		return PROMPT_OK;
	}
}

enum prompt_result
console_ask(struct console *console, const struct prompt_question *question,
	    char *buf, struct output *output)
{
	enum prompt_result result = PROMPT_OK;

	console->question = question;
	console->output = output;
	console->asking = true;
	console->behind = false;
	console->caps_unknown = true;
	console->asked_at = deadline_in(0);
	console->mask_at = DEADLINE_NEVER;
	console->pause_at = DEADLINE_NEVER;
	console->retry_at = DEADLINE_NEVER;
	lineedit_start(&console->editor, buf, PROMPT_ANSWER_MAX + 1,
		       &console->keys);
	result = console_keep_quiet(console);
	if (result != PROMPT_OK) {
		return result;
	}
	console_flush(console);
	result = console_write(console, question->text, strlen(question->text),
			       question->deadline);
	plan_retry(console);
	screen_start(&console->screen, question->echo,
		     strlen(console_last_line(question->text)),
		     columns_of(console));
	return result == PROMPT_OK ? hint_caps_lock(console) : result;
}

/* The LF of a CRLF that ended the answer before is no answer to this one. */
static bool
is_tail_of_crlf(struct console *console, unsigned char byte)
{
	bool tail = console->last_was_cr && byte == '\n';

	console->last_was_cr = byte == '\r';
	return tail;
}

/* TAB: what is no secret is echoed all the same. */
static void
silence(struct console *console)
{
	if (!console->question->visible) {
		screen_silence(&console->screen, console->output);
		output_add(console->output, SILENT);
	}
}

/* Sets the moments at which something is to be done without a key. */
static void
set_ticks(struct console *console)
{
	console->mask_at = console->screen.revealed ? deadline_in(LAST_SHOWN_MS)
						    : DEADLINE_NEVER;
	console->pause_at = lineedit_awaits_pause(&console->editor)
				    ? deadline_in(LINEEDIT_PAUSE_MS)
				    : DEADLINE_NEVER;
}

enum prompt_result
console_key(struct console *console, unsigned char byte,
	    enum lineedit_event *event)
{
	enum prompt_result result = PROMPT_OK;

	*event = LINEEDIT_MORE;
	if (is_tail_of_crlf(console, byte)) {
		return PROMPT_OK;
	}
	*event = lineedit_feed(&console->editor, byte);
	if (*event == LINEEDIT_REDRAW) {
		return console_redraw(console, NULL);
	}
	if (*event == LINEEDIT_QUIET) {
		silence(console);
	} else if (*event == LINEEDIT_MORE) {
		screen_change(&console->screen, &console->editor,
			      console->output);
	}
	set_ticks(console);
	result = send(console);
	if (result == PROMPT_OK && *event == LINEEDIT_MORE && isalpha(byte)) {
		result = hint_caps_lock(console);
	}
	return result;
}

enum prompt_result
console_restart(struct console *console)
{
	lineedit_start(&console->editor, console->editor.buf,
		       PROMPT_ANSWER_MAX + 1, &console->keys);
	screen_restart(&console->screen, console->question->echo);
	return console_redraw(console, "Too long, or not text: refused.");
}

enum prompt_result
console_tick(struct console *console)
{
	if (deadline_left_ms(console->pause_at) == 0) {
		lineedit_pause(&console->editor);
		console->pause_at = DEADLINE_NEVER;
	}
	if (deadline_left_ms(console->mask_at) == 0) {
		screen_mask(&console->screen, console->output);
		console->mask_at = DEADLINE_NEVER;
		return send(console);
	}
	if (deadline_left_ms(console->retry_at) == 0) {
		console->retry_at = DEADLINE_NEVER;
		return console_redraw(console, NULL);
	}
	return PROMPT_OK;
}

struct deadline
console_next_tick(const struct console *console)
{
	return deadline_earlier(console->retry_at,
				deadline_earlier(console->mask_at,
						 console->pause_at));
}

enum prompt_result
console_redraw(struct console *console, const char *text)
{
	struct output *output = console->output;

	console->behind = false;
	screen_mask(&console->screen, output);
	output_add(output, "\n");
	if (text != NULL) {
		output_add(output, text);
		output_add(output, "\n");
	}
	output_add(output, console_last_line(console->question->text));
	if (console->screen.silent) {
		output_add(output, SILENT);
	}
	screen_redraw(&console->screen, &console->editor, output);
	return send(console);
}

enum prompt_result
console_end_line(struct console *console, const char *text)
{
	console->asking = false;
	screen_mask(&console->screen, console->output);
	output_add(console->output, "\n");
	if (text != NULL) {
		output_add(console->output, text);
		output_add(console->output, "\n");
	}
	return send(console);
}
