/* SPDX-License-Identifier: MIT */
#include "prompt/speaker.h"

#include "base/signals.h"
#include "prompt/manners.h"

#define LEAST_MS 20000
#define SHOW_MS 3000

size_t
several_open(const struct several *several)
{
	size_t open = 0;

	for (size_t i = 0; i < several->count; i++) {
		open += console_is_open(&several->consoles[i]);
	}
	return open;
}

/*
 * Nobody waits for long because somebody began elsewhere: half of the time that
 * is left, but enough to type a password.
 */
static struct deadline
hurry(struct deadline deadline)
{
	int64_t half_ms = deadline_left_ms(deadline) / 2;

	return deadline_earlier(deadline,
				deadline_in(half_ms > LEAST_MS ? half_ms
							       : LEAST_MS));
}

static enum prompt_result
lose(struct several *several, enum prompt_result result)
{
	if (result == PROMPT_OK || result == PROMPT_REFUSED
	    || result == PROMPT_FULL || signals_collect() != 0) {
		return result;
	}
	several->was_rude |= result == PROMPT_TIMEOUT;
	if (result == PROMPT_GONE || result == PROMPT_BROKEN) {
		console_close(several->speaker);
	}
	return PROMPT_LOST;
}

enum prompt_result
speaker_ask(struct several *several, const struct prompt_question *question,
	    struct prompt_answer *answer)
{
	struct prompt_question hurried = *question;
	bool has_others = several_open(several) > 1;
	enum prompt_result result = PROMPT_OK;

	if (has_others) {
		hurried.deadline = hurry(question->deadline);
	}
	result = ask_consoles(several->consoles, several->count, &hurried,
			      answer, &several->speaker);
	return has_others ? lose(several, result) : result;
}

enum prompt_result
speaker_show(struct several *several, const char *text,
	     struct deadline deadline)
{
	struct console *speaker = several->speaker;
	bool has_others = several_open(several) > 1;
	enum prompt_result result = PROMPT_GONE;

	if (console_is_open(speaker)) {
		speaker->alone = true;
		if (has_others) {
			deadline = deadline_earlier(deadline,
						    deadline_in(SHOW_MS));
		}
		result = console_show(speaker, text, deadline);
	}
	return has_others ? lose(several, result) : result;
}

void
speaker_judge(struct several *several)
{
	if (several->speaker != NULL) {
		manners_judge((size_t)(several->speaker - several->consoles),
			      several->was_rude);
		several->speaker = NULL;
	}
}
