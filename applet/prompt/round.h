/* SPDX-License-Identifier: MIT */
/*
 * A question that is open on some consoles, and what each of them does meanwhile
 * (ask.c waits for them).
 */
#ifndef PROMPT_ROUND_H
#define PROMPT_ROUND_H

#include "prompt/console.h"
#include "prompt/mode.h"

#include <poll.h>

struct round {
	struct console *consoles;
	size_t count;
	const struct prompt_question *question;
	struct output output;
	struct deadline notice_at; /* when the time that is left is told */
	const char *notice;
	enum prompt_result ended; /* what the last to leave left with */
	bool signalled;           /* a caught signal ends it for all */
	struct console *winner;
};

/* Whether the question is open on this console, or will be. */
bool round_has(const struct console *console);

/* Its turn is still to come (consoles.c, rule 2). */
bool round_rests(const struct console *console);

/* On how many it is open, or will be. */
size_t round_count(const struct round *round);

/* Puts the question on it; line is its place in the arena. */
void round_join(struct round *round, struct console *console, char *line);

/* What it has for us: one byte, or its end. */
void round_serve(struct round *round, struct console *console);

/* What the clock has for it; notice: a line to be told, or NULL. */
void round_tick(struct round *round, struct console *console,
		const char *notice);

/* What to wait for on it (*fd); returns until when at most. */
struct deadline round_watch(const struct console *console, struct pollfd *fd);

#endif
