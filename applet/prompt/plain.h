/* SPDX-License-Identifier: MIT */
/*
 * What the prompt modes without a terminal have in common: bytes that are
 * nothing but bytes, messages on standard error, and nothing to restore.
 */
#ifndef PROMPT_PLAIN_H
#define PROMPT_PLAIN_H

#include "prompt/io.h"
#include "prompt/lineedit.h"
#include "prompt/mode.h"

/* Standard error. */
extern const struct io_sink plain_sink;

/* Starts a line, in memory of the arena; false: it has no room for one. */
bool plain_start(struct lineedit *editor);

/* The answer that such a line is, at its last event. */
enum prompt_result plain_answer(const struct lineedit *editor,
				enum lineedit_event event,
				struct prompt_answer *answer);

/* For the table of a mode (prompt/mode.h). */
enum prompt_result plain_show(const char *text, struct deadline deadline);
void plain_nothing(void);
int plain_terminal(const char **name);
bool plain_on_kernel_console(void);

#endif
