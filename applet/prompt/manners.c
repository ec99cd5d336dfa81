/* SPDX-License-Identifier: MIT */
#include "prompt/manners.h"

#include "prompt/ask.h"

#define QUICK_MS 500
#define REST_MS 5000
#define STRIKES_MAX 5

/* By the place among the consoles; it outlives close and open. */
static struct {
	unsigned strikes; /* rude answers in a row */
	struct deadline rests_until;
} places[ASK_CONSOLES_MAX];

static bool
was_quick(const struct console *speaker)
{
	return deadline_left_ms(deadline_after(speaker->asked_at, QUICK_MS))
	       > 0;
}

bool
manners_is_rude(const struct console *consoles, size_t count,
		const struct console *speaker)
{
	bool cut_off = false;

	for (size_t i = 0; i < count; i++) {
		cut_off |= &consoles[i] != speaker
			   && console_is_open(&consoles[i])
			   && consoles[i].editor.strokes > 0;
	}
	return cut_off || was_quick(speaker);
}

void
manners_judge(size_t place, bool rude)
{
	unsigned strikes = rude ? places[place].strikes + 1 : 0;

	if (strikes > STRIKES_MAX) {
		strikes = STRIKES_MAX;
	}
	places[place].strikes = strikes;
	if (strikes > 0) {
		places[place].rests_until = deadline_in((int64_t)REST_MS
							<< (strikes - 1));
	}
}

struct deadline
manners_join_at(size_t place)
{
	struct deadline until = places[place].rests_until;

	return deadline_left_ms(until) > 0 ? until : DEADLINE_NEVER;
}
