/* SPDX-License-Identifier: MIT */
#include "prompt/prompt.h"

#include "autoconf.h"
#include "prompt/arena.h"

#include <string.h>

static const struct {
	const struct prompt_mode *mode;
	int enabled;
	int chosen;
} modes[] = {
	{&prompt_mode_tty, ENABLE_PROMPT_TTY, ENABLE_PROMPT_DEFAULT_TTY},
	{&prompt_mode_stdio, ENABLE_PROMPT_STDIO, ENABLE_PROMPT_DEFAULT_STDIO},
};
#define MODES_COUNT (sizeof(modes) / sizeof(modes[0]))

static struct prompt_options current; /* .mode is NULL when not open */
static struct deadline until;

const struct prompt_mode *
prompt_mode_find(const char *name)
{
	for (size_t i = 0; i < MODES_COUNT; i++) {
		if (modes[i].enabled
		    && strcmp(modes[i].mode->name, name) == 0) {
			return modes[i].mode;
		}
	}
	return NULL;
}

const struct prompt_mode *
prompt_mode_default(void)
{
	for (size_t i = 0; i < MODES_COUNT; i++) {
		if (modes[i].chosen) {
			return modes[i].mode;
		}
	}
	return &prompt_mode_tty;
}

const char *
prompt_mode_name(size_t index)
{
	for (size_t i = 0; i < MODES_COUNT; i++) {
		if (modes[i].enabled && index-- == 0) {
			return modes[i].mode->name;
		}
	}
	return NULL;
}

enum prompt_result
prompt_open(const struct prompt_options *options, const char **why)
{
	enum prompt_result result = options->mode->open(options->consoles,
							options->consoles_count,
							why);

	if (result == PROMPT_OK) {
		current = *options;
	}
	return result;
}

void
prompt_set_deadline(struct deadline deadline)
{
	until = deadline;
}

enum prompt_result
prompt_ask(const char *text, bool visible, struct prompt_answer *answer)
{
	struct prompt_question question = {
		.text = text,
		.echo = visible ? &echo_full : current.echo,
		.deadline = until,
	};
	struct lineedit editor = {0};
	arena_mark mark = arena_here();
	char *buf = NULL;
	enum prompt_result result = PROMPT_BROKEN;

	if (current.mode == NULL) {
		return PROMPT_BROKEN;
	}
	buf = arena_take(PROMPT_ANSWER_MAX + 1);
	if (buf == NULL) {
		return PROMPT_BROKEN;
	}
	result = current.mode->ask(&question, &editor, buf,
				   PROMPT_ANSWER_MAX + 1);
	if (result != PROMPT_OK) {
		arena_release(mark);
		if (result == PROMPT_REFUSED) {
			prompt_show("Too long, or not text: refused.");
		}
		return result;
	}
	arena_trim(buf, editor.len_bytes + 1);
	*answer = (struct prompt_answer){buf, editor.len_bytes};
	return PROMPT_OK;
}

enum prompt_result
prompt_show(const char *text)
{
	if (current.mode == NULL) {
		return PROMPT_BROKEN;
	}
	return current.mode->show(text, until);
}

void
prompt_forget(void)
{
	arena_release(0);
}

void
prompt_flush(void)
{
	if (current.mode != NULL) {
		current.mode->flush();
	}
}

int
prompt_terminal(void)
{
	return current.mode != NULL ? current.mode->terminal() : -1;
}

void
prompt_close(void)
{
	prompt_forget();
	if (current.mode != NULL) {
		current.mode->close();
		current.mode = NULL;
	}
}
