/* SPDX-License-Identifier: MIT */
/*
 * Prompt mode consoles: all of them at once, those that -c names or the
 * kernel's. Whoever answers first is asked the rest of the try.
 *
 * Rules:
 * 1. What happens on one console is no other's affair: not its keys, not its
 *    end, not a line that does not flow (console.h, speaker.h).
 * 2. A console whose wrong answer came at once (noise on a line, a key that is
 *    held), or cut off somebody who was typing elsewhere, or that began and did
 *    not go on, is asked later than the others in the next try (manners.h).
 */
#include "prompt/ask.h"
#include "prompt/console.h"
#include "prompt/kernel_console.h"
#include "prompt/manners.h"
#include "prompt/mode.h"
#include "prompt/speaker.h"

#include <errno.h>

static struct several all;
static char names[ASK_CONSOLES_MAX][KERNEL_CONSOLE_NAME_BYTES];

/* The same terminal twice would be restored to what we made of it. */
static bool
is_open_already(const struct console *console)
{
	for (size_t i = 0; i < all.count; i++) {
		if (&all.consoles[i] != console
		    && console_is_same(&all.consoles[i], console)) {
			return true;
		}
	}
	return false;
}

static enum prompt_result
open_console(struct console *console, const char *name, const char **why)
{
	enum prompt_result result = console_open(console, name, why);

	if (result == PROMPT_OK && is_open_already(console)) {
		tty_close_pair(&console->tty);
	}
	return result;
}

static enum prompt_result
consoles_open(const struct prompt_options *options, const char **why)
{
	enum prompt_result result = PROMPT_BROKEN;

	speaker_judge(&all);
	all.count = options->consoles_count;
	if (all.count == 0) {
		all.count = kernel_console_names(names, ASK_CONSOLES_MAX);
	}
	for (size_t i = 0; i < all.count; i++) {
		all.consoles[i].tty.in_fd = -1;
	}
	for (size_t i = 0; i < all.count; i++) {
		const char *name = options->consoles_count > 0
					   ? options->consoles[i]
					   : names[i];

		result = open_console(&all.consoles[i], name, why);
		if (result != PROMPT_OK) {
			options->note(name, *why, errno);
		}
	}
	return several_open(&all) > 0 ? PROMPT_OK : result;
}

/* A console that was lost may be back. */
static void
consoles_begin(void)
{
	const char *why = NULL;

	speaker_judge(&all);
	for (size_t i = 0; i < all.count; i++) {
		struct console *console = &all.consoles[i];

		if (!console_is_open(console)) {
			open_console(console, console->name, &why);
		}
	}
}

/* Who takes part in the next question. */
static void
choose_askers(void)
{
	for (size_t i = 0; i < all.count; i++) {
		struct console *console = &all.consoles[i];
		bool is_first = all.speaker == NULL;

		console->asking = is_first || all.speaker == console;
		console->join_at = is_first ? manners_join_at(i)
					    : DEADLINE_NEVER;
	}
}

static enum prompt_result
consoles_ask(const struct prompt_question *question,
	     struct prompt_answer *answer)
{
	enum prompt_result result = PROMPT_OK;

	choose_askers();
	if (all.speaker != NULL) {
		return speaker_ask(&all, question, answer);
	}
	result = ask_consoles(all.consoles, all.count, question, answer,
			      &all.speaker);
	all.was_rude = result == PROMPT_OK
		       && manners_is_rude(all.consoles, all.count, all.speaker);
	return result;
}

static enum prompt_result
consoles_show(const char *text, struct deadline deadline)
{
	enum prompt_result result = PROMPT_GONE;
	bool alone = several_open(&all) == 1;

	if (all.speaker != NULL) {
		return speaker_show(&all, text, deadline);
	}
	for (size_t i = 0; i < all.count; i++) {
		struct console *console = &all.consoles[i];

		if (console_is_open(console)) {
			console->alone = alone;
			result = console_show(console, text, deadline);
		}
	}
	return several_open(&all) > 1 ? PROMPT_OK : result;
}

static void
consoles_flush(void)
{
	for (size_t i = 0; i < all.count; i++) {
		if (console_is_open(&all.consoles[i])) {
			console_flush(&all.consoles[i]);
		}
	}
}

static void
consoles_close(void)
{
	for (size_t i = 0; i < all.count; i++) {
		console_close(&all.consoles[i]);
	}
}

static int
consoles_terminal(const char **name)
{
	const struct console *console = all.speaker;

	for (size_t i = 0; console == NULL && i < all.count; i++) {
		if (console_is_open(&all.consoles[i])
		    && several_open(&all) == 1) {
			console = &all.consoles[i];
		}
	}
	if (console == NULL) {
		return -1;
	}
	*name = console->name;
	return console->tty.in_fd;
}

static bool
consoles_on_kernel_console(void)
{
	bool is_one = false;

	for (size_t i = 0; i < all.count && !is_one; i++) {
		is_one = console_is_open(&all.consoles[i])
			 && kernel_console_is(all.consoles[i].tty.in_fd);
	}
	return is_one;
}

const struct prompt_mode prompt_mode_consoles = {
	.leads = true,
	.open = consoles_open,
	.begin = consoles_begin,
	.ask = consoles_ask,
	.show = consoles_show,
	.flush = consoles_flush,
	.close = consoles_close,
	.terminal = consoles_terminal,
	.on_kernel_console = consoles_on_kernel_console,
};
