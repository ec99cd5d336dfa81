/* SPDX-License-Identifier: MIT */
/*
 * A person who answers by a script, in place of prompt/prompt.c. The answers
 * lie in the true arena.
 */
#ifndef UNIT_FAKE_PROMPT_H
#define UNIT_FAKE_PROMPT_H

#include "prompt/prompt.h"

#define FAKE_STEPS_MAX 64

/* How one question or message ends. */
struct fake_step {
	enum prompt_result result;
	const char *answer; /* of a question that ends well */
};

struct fake_prompt {
	/* What the test sets; steps behind the last are ok, answer "". */
	struct fake_step steps[FAKE_STEPS_MAX];
	int (*on_step)(int step); /* called before each step, may be NULL */
	/* What happened: 'o' asked openly, 'h' hidden, 's' shown. */
	char log[FAKE_STEPS_MAX + 1];
	const char *texts[FAKE_STEPS_MAX];
	int count;
	int forgets;
};

extern struct fake_prompt fake_prompt;

#endif
