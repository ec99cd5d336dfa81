/* SPDX-License-Identifier: MIT */
/*
 * Of several consoles: the one that answered first in this try, and is asked
 * the rest of it. What befalls it ends this try, not the others' chance.
 */
#ifndef PROMPT_SPEAKER_H
#define PROMPT_SPEAKER_H

#include "prompt/ask.h"
#include "prompt/console.h"
#include "prompt/mode.h"

struct several {
	struct console consoles[ASK_CONSOLES_MAX]; /* some are not open */
	size_t count;
	struct console *speaker; /* NULL: nobody has answered yet */
	bool was_rude;           /* its first answer (manners.h) */
};

/* How many are open. */
size_t several_open(const struct several *several);

/*
 * Asks, or shows, on the speaker alone. With others open it has half of the
 * time that is left for an answer (20 s at least, as far as there are so many),
 * 3 s for a message, and PROMPT_LOST is what befell it: a key, its end, the time
 * (not a signal, which is meant for all).
 */
enum prompt_result speaker_ask(struct several *several,
			       const struct prompt_question *question,
			       struct prompt_answer *answer);
enum prompt_result speaker_show(struct several *several, const char *text,
				struct deadline deadline);

/* Its try has failed, or there is none: nobody is the speaker any more. */
void speaker_judge(struct several *several);

#endif
