/* SPDX-License-Identifier: MIT */
#include "prompt/ask.h"

#include "prompt/arena.h"
#include "prompt/io.h"
#include "prompt/round.h"

#include <string.h>

#define NOTICE_LONG_MS 30000
#define NOTICE_SHORT_MS 10000

/* When the time that is left will be told: only when some of it has passed. */
static void
plan_notice(struct round *round)
{
	int64_t left_ms = deadline_left_ms(round->question->deadline);
	int64_t before_ms = NOTICE_LONG_MS;

	round->notice = "30 s left";
	if (left_ms <= NOTICE_LONG_MS) {
		round->notice = "10 s left";
		before_ms = NOTICE_SHORT_MS;
	}
	round->notice_at = left_ms > before_ms
				   ? deadline_after(round->question->deadline,
						    -before_ms)
				   : DEADLINE_NEVER;
}

/* Takes what the question needs from the arena. */
static bool
take_memory(struct round *round, char **lines)
{
	size_t asking = round_count(round);
	const char *text = round->question->text;

	*lines = arena_take(asking * (PROMPT_ANSWER_MAX + 1));
	round->output.cap_bytes = SCREEN_CHANGE_MAX + CONSOLE_NOTE_MAX
				  + strlen(console_last_line(text));
	round->output.buf = arena_take(round->output.cap_bytes);
	return *lines != NULL && round->output.buf != NULL;
}

static enum prompt_result
start(struct round *round)
{
	bool alone = round_count(round) == 1;
	char *line = NULL;

	if (!take_memory(round, &line)) {
		return PROMPT_FULL;
	}
	for (size_t i = 0; i < round->count; i++) {
		struct console *console = &round->consoles[i];

		if (!round_has(console)) {
			continue;
		}
		console->alone = alone;
		console->editor = (struct lineedit){.buf = line};
		if (alone || !round_rests(console)) {
			round_join(round, console, line);
		}
		line += PROMPT_ANSWER_MAX + 1;
	}
	plan_notice(round);
	return PROMPT_OK;
}

/* After what is there was read: a key that waits for us is no pause. */
static void
tick_all(struct round *round)
{
	bool is_due = deadline_left_ms(round->notice_at) == 0;

	for (size_t i = 0; i < round->count && round->winner == NULL; i++) {
		if (round_has(&round->consoles[i])) {
			round_tick(round, &round->consoles[i],
				   is_due ? round->notice : NULL);
		}
	}
	if (is_due) {
		round->notice_at = DEADLINE_NEVER;
	}
}

/* Where nobody else is left to ask, those who rest are asked at once. */
static void
wake_resting(struct round *round)
{
	size_t resting = 0;

	for (size_t i = 0; i < round->count; i++) {
		resting += round_rests(&round->consoles[i]);
	}
	if (resting == 0 || resting < round_count(round)) {
		return;
	}
	for (size_t i = 0; i < round->count; i++) {
		if (round_rests(&round->consoles[i])) {
			round->consoles[i].join_at = deadline_in(0);
		}
	}
}

static void
serve_all(struct round *round, const struct pollfd *fds)
{
	for (size_t i = 0; i < round->count && round->winner == NULL; i++) {
		struct console *console = &round->consoles[i];

		if (round_has(console) && fds[i].revents != 0) {
			round_serve(round, console);
		}
	}
}

/* Waits for a console, a signal or the clock. */
static enum prompt_result
wait_for_all(struct round *round, struct pollfd *fds)
{
	struct deadline until = deadline_earlier(round->question->deadline,
						 round->notice_at);
	enum prompt_result result = PROMPT_OK;

	for (size_t i = 0; i < round->count; i++) {
		until = deadline_earlier(until, round_watch(&round->consoles[i],
							    &fds[i]));
	}
	result = io_wait(fds, round->count + 1, until);
	/* A keyboard that never pauses does not put the deadline off. */
	if (deadline_left_ms(round->question->deadline) == 0
	    && result == PROMPT_OK) {
		return PROMPT_TIMEOUT;
	}
	if (result == PROMPT_TIMEOUT
	    && deadline_left_ms(round->question->deadline) > 0) {
		return PROMPT_OK;
	}
	return result;
}

static enum prompt_result
run(struct round *round)
{
	struct pollfd fds[ASK_CONSOLES_MAX + 1];

	while (round->winner == NULL && !round->signalled
	       && round_count(round) > 0) {
		enum prompt_result result = PROMPT_OK;

		wake_resting(round);
		result = wait_for_all(round, fds);
		if (result != PROMPT_OK) {
			return result;
		}
		serve_all(round, fds);
		tick_all(round);
	}
	return round->winner != NULL ? PROMPT_OK : round->ended;
}

/* "Answered on ttyS0", for those who were slower. */
static const char *
tell_winner(char *text, const struct console *winner)
{
	static const char answered[] = "Answered on ";
	const char *name = winner->name != NULL ? winner->name : "";
	size_t len = strlen(name);

	memcpy(text, answered, sizeof(answered));
	if (sizeof(answered) + len <= CONSOLE_NOTE_MAX) {
		memcpy(text + sizeof(answered) - 1, name, len + 1);
	}
	return text;
}

static void
finish(struct round *round)
{
	char text[CONSOLE_NOTE_MAX];
	const char *note = NULL;

	if (round->winner != NULL) {
		console_end_line(round->winner, NULL);
	}
	if (ENABLE_PROMPT_CONSOLES && round->winner != NULL) {
		note = tell_winner(text, round->winner);
	}
	for (size_t i = 0; i < round->count; i++) {
		struct console *console = &round->consoles[i];

		if (round_has(console) && !round_rests(console)) {
			console_end_line(console, note);
		}
	}
}

enum prompt_result
ask_consoles(struct console *consoles, size_t count,
	     const struct prompt_question *question,
	     struct prompt_answer *answer, struct console **winner)
{
	struct round round = {
		.consoles = consoles,
		.count = ENABLE_PROMPT_CONSOLES ? count : 1,
		.question = question,
		.ended = PROMPT_GONE,
	};
	enum prompt_result result = start(&round);

	if (result == PROMPT_OK) {
		result = run(&round);
		finish(&round);
	}
	if (result == PROMPT_OK) {
		*winner = round.winner;
		answer->data = round.winner->editor.buf;
		answer->len_bytes = round.winner->editor.len_bytes;
	}
	return result;
}
