/* SPDX-License-Identifier: MIT */
#include "fake_prompt.h"

#include <string.h>

#include "prompt/arena.h"

struct fake_prompt fake_prompt;

/* Takes the next step; the answer is left in *answer. */
static enum prompt_result
step(const char *text, char kind, const char **answer)
{
	int at = fake_prompt.count++;

	fake_prompt.log[at] = kind;
	fake_prompt.texts[at] = text;
	if (fake_prompt.on_step != NULL) {
		fake_prompt.on_step(at);
	}
	*answer = fake_prompt.steps[at].answer;
	if (*answer == NULL) {
		*answer = "";
	}
	return fake_prompt.steps[at].result;
}

enum prompt_result
prompt_ask(const char *text, bool visible, struct prompt_answer *answer)
{
	const char *typed = NULL;
	enum prompt_result result = step(text, visible ? 'o' : 'h', &typed);
	char *data = NULL;

	if (result != PROMPT_OK) {
		return result;
	}
	data = arena_take(strlen(typed) + 1);
	if (data == NULL) {
		return PROMPT_FULL;
	}
	strcpy(data, typed);
	*answer = (struct prompt_answer){data, strlen(typed)};
	return PROMPT_OK;
}

enum prompt_result
prompt_show(const char *text)
{
	const char *unused = NULL;

	return step(text, 's', &unused);
}

void
prompt_forget(void)
{
	fake_prompt.forgets++;
	arena_release(0);
}
