/* SPDX-License-Identifier: MIT */
#include "prompt/round.h"

#include "base/signals.h"
#include "prompt/io.h"

bool
round_has(const struct console *console)
{
	return console_is_open(console) && console->asking;
}

bool
round_rests(const struct console *console)
{
	return ENABLE_PROMPT_CONSOLES && round_has(console)
	       && console->join_at.at_ms != DEADLINE_NEVER.at_ms;
}

size_t
round_count(const struct round *round)
{
	size_t count = 0;

	for (size_t i = 0; i < round->count; i++) {
		count += round_has(&round->consoles[i]);
	}
	return count;
}

/* One console leaves, for what befell it: a key, a signal, its end. */
static void
round_leave(struct round *round, struct console *console,
	    enum prompt_result result)
{
	bool others = round_count(round) > 1;

	round->ended = result;
	round->signalled |= result == PROMPT_CANCELLED
			    && signals_collect() != 0;
	console_end_line(console, others ? "Cancelled" : NULL);
	console->editor.strokes = 0; /* nobody is typing there */
	if (!console_is_alone(console) && result != PROMPT_CANCELLED) {
		console_close(console);
	}
}

void
round_join(struct round *round, struct console *console, char *line)
{
	enum prompt_result result = PROMPT_OK;

	console->join_at = DEADLINE_NEVER;
	result = console_ask(console, round->question, line, &round->output);
	if (result != PROMPT_OK) {
		round_leave(round, console, result);
	}
}

static enum prompt_result
end_of_line(struct round *round, struct console *console,
	    enum lineedit_event event)
{
	switch (event) {
	case LINEEDIT_DONE:
		round->winner = console;
		return PROMPT_OK;
	case LINEEDIT_REFUSED:
		return console_is_alone(console) ? PROMPT_REFUSED
						 : console_restart(console);
	case LINEEDIT_END:
	case LINEEDIT_CANCEL:
		return PROMPT_CANCELLED;
	default:
		return PROMPT_OK;
	}
}

void
round_serve(struct round *round, struct console *console)
{
	enum lineedit_event event = LINEEDIT_MORE;
	unsigned char byte = 0;
	bool got = false;
	enum prompt_result result = io_take_byte(console->tty.in_fd, &byte,
						 &got);

	if (result == PROMPT_OK && got) {
		result = console_key(console, byte, &event);
	}
	if (result == PROMPT_OK) {
		result = end_of_line(round, console, event);
	}
	if (result != PROMPT_OK) {
		round_leave(round, console, result);
	}
}

void
round_tick(struct round *round, struct console *console, const char *notice)
{
	enum prompt_result result = PROMPT_OK;

	if (round_rests(console)) {
		if (deadline_left_ms(console->join_at) == 0) {
			round_join(round, console, console->editor.buf);
		}
		return;
	}
	result = console_tick(console);
	if (result == PROMPT_OK && notice != NULL) {
		result = console_redraw(console, notice);
	}
	if (result != PROMPT_OK) {
		round_leave(round, console, result);
	}
}

struct deadline
round_watch(const struct console *console, struct pollfd *fd)
{
	*fd = (struct pollfd){.fd = -1, .events = POLLIN};
	if (!round_has(console)) {
		return DEADLINE_NEVER;
	}
	if (round_rests(console)) {
		return console->join_at;
	}
	fd->fd = console->tty.in_fd;
	return console_next_tick(console);
}
