/* SPDX-License-Identifier: MIT */
#include "prompt/prompt.h"

#include "autoconf.h"
#include "base/choice.h"
#include "base/escape.h"
#include "base/kernel_log.h"
#include "prompt/arena.h"

#include <errno.h>
#include <string.h>

#define MODE(enabled, mode) ((enabled) ? &(mode) : NULL)
#define NAME(enabled, name) ((enabled) ? (name) : NULL)

/* The same order in both. */
static const struct prompt_mode *const modes[] = {
	MODE(ENABLE_PROMPT_TTY, prompt_mode_tty),
	MODE(ENABLE_PROMPT_STDIO, prompt_mode_stdio),
	MODE(ENABLE_PROMPT_CONSOLES, prompt_mode_consoles),
	MODE(ENABLE_PROMPT_ASKPASS, prompt_mode_askpass),
};
static const struct choice names[] = {
	{NAME(ENABLE_PROMPT_TTY, "tty"), ENABLE_PROMPT_DEFAULT_TTY},
	{NAME(ENABLE_PROMPT_STDIO, "stdio"), ENABLE_PROMPT_DEFAULT_STDIO},
	{NAME(ENABLE_PROMPT_CONSOLES, "consoles"),
	 ENABLE_PROMPT_DEFAULT_CONSOLES},
	{NAME(ENABLE_PROMPT_ASKPASS, "askpass"), ENABLE_PROMPT_DEFAULT_ASKPASS},
};
#define MODES_COUNT (sizeof(names) / sizeof(names[0]))

static struct prompt_options current; /* .mode is NULL when not open */
static struct deadline until;
static bool kernel_is_quiet;

const struct prompt_mode *
prompt_mode_find(const char *name)
{
	int found = choice_find(names, MODES_COUNT, name);

	return found >= 0 ? modes[found] : NULL;
}

const struct prompt_mode *
prompt_mode_default(void)
{
	return modes[choice_default(names, MODES_COUNT)];
}

const char *
prompt_mode_default_name(void)
{
	return names[choice_default(names, MODES_COUNT)].name;
}

const char *
prompt_mode_name(size_t index)
{
	return choice_name(names, MODES_COUNT, index);
}

static void
quiet_kernel(void)
{
	if (!ENABLE_QUIET_KERNEL || !current.quiet_kernel
	    || !current.mode->on_kernel_console()) {
		return;
	}
	kernel_is_quiet = kernel_log_quiet();
	if (!kernel_is_quiet) {
		current.note(NULL, "the kernel's messages cannot be kept away",
			     errno);
	}
}

enum prompt_result
prompt_open(const struct prompt_options *options, const char **why)
{
	enum prompt_result result = options->mode->open(options, why);

	if (result == PROMPT_OK) {
		current = *options;
		quiet_kernel();
	}
	return result;
}

void
prompt_begin(void)
{
	if (current.mode != NULL) {
		current.mode->begin();
	}
}

void
prompt_set_deadline(struct deadline deadline)
{
	until = deadline;
}

/* The text as it may be shown, in the arena; NULL when it does not fit. */
static const char *
escape_question(const char *text)
{
	size_t len = 0;
	char one[ESCAPE_MAX];
	char *escaped = NULL;

	for (const char *at = text; *at != '\0'; at++) {
		len += escape_text_byte(one, (unsigned char)*at);
	}
	escaped = arena_take(len + 1);
	if (escaped != NULL) {
		char *out = escaped;

		for (const char *at = text; *at != '\0'; at++) {
			out += escape_text_byte(out, (unsigned char)*at);
		}
	}
	return escaped;
}

enum prompt_result
prompt_ask(const char *text, bool visible, struct prompt_answer *answer)
{
	struct prompt_question question = {
		.visible = visible,
		.echo = visible ? ECHO_FULL : current.echo,
		.deadline = until,
	};
	arena_mark mark = arena_here();
	enum prompt_result result = PROMPT_FULL;

	if (current.mode == NULL) {
		return PROMPT_BROKEN;
	}
	question.text = escape_question(text);
	if (question.text != NULL) {
		result = current.mode->ask(&question, answer);
	}
	if (result == PROMPT_OK) {
		answer->data = arena_move(mark, answer->data,
					  answer->len_bytes + 1);
		return PROMPT_OK;
	}
	arena_release(mark);
	if (result == PROMPT_REFUSED) {
		prompt_show("Too long, or not text: refused.");
	}
	return result;
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
prompt_terminal(const char **name)
{
	*name = NULL;
	return current.mode != NULL ? current.mode->terminal(name) : -1;
}

bool
prompt_leads(void)
{
	return current.mode != NULL
	       && (current.mode->leads || current.consoles_count > 0);
}

void
prompt_close(void)
{
	prompt_forget();
	if (current.mode == NULL) {
		return;
	}
	current.mode->close();
	current.mode = NULL;
	if (ENABLE_QUIET_KERNEL && kernel_is_quiet) {
		kernel_is_quiet = false;
		kernel_log_restore();
	}
}
