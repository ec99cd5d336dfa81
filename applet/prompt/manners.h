/* SPDX-License-Identifier: MIT */
/*
 * Of several consoles: which one is asked later than the others, because its
 * wrong answer came at once (noise on a line, a key that is held), or cut off
 * somebody who was typing elsewhere, or it began and did not go on.
 */
#ifndef PROMPT_MANNERS_H
#define PROMPT_MANNERS_H

#include "prompt/console.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether the first answer of the speaker came within half a second, or while
 * somebody was typing on another of consoles[0..count).
 */
bool manners_is_rude(const struct console *consoles, size_t count,
		     const struct console *speaker);

/*
 * The answer of the console in this place (below ASK_CONSOLES_MAX) was wrong.
 * rude: it is not asked for 5 s, and twice as long each time in a row.
 */
void manners_judge(size_t place, bool rude);

/* When it may be asked; DEADLINE_NEVER: at once (console.h, join_at). */
struct deadline manners_join_at(size_t place);

#endif
