/* SPDX-License-Identifier: MIT */
#ifndef PROMPT_ASK_H
#define PROMPT_ASK_H

#include "prompt/console.h"
#include "prompt/mode.h"

/* The most consoles that are asked at once. */
#define ASK_CONSOLES_MAX 8

/*
 * Asks on all of consoles[0..count) that are open and have `asking` set, and
 * takes the first complete answer: from *winner, *answer in the arena. Each has
 * its own line there; no key and no fault of one touches another.
 *
 * One console alone: PROMPT_REFUSED, _CANCELLED, _GONE and _BROKEN are what
 * befell it. Of several each is told and asked again after a line that is
 * refused, and drops out at ^C or ^D (`asking` is cleared) or when it is gone
 * (closed); the result is what befell the last. PROMPT_TIMEOUT, PROMPT_FULL and
 * PROMPT_CANCELLED by a signal end it for all.
 */
enum prompt_result ask_consoles(struct console *consoles, size_t count,
				const struct prompt_question *question,
				struct prompt_answer *answer,
				struct console **winner);

#endif
