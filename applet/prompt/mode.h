/* SPDX-License-Identifier: MIT */
/*
 * A prompt mode: a way to reach the person. One file a mode; prompt.c has
 * the table. A mode knows no users, counts no tries, decides no policy.
 */
#ifndef PROMPT_MODE_H
#define PROMPT_MODE_H

#include "base/deadline.h"
#include "prompt/echo.h"
#include "prompt/lineedit.h"
#include "prompt/result.h"

#include <stddef.h>

struct prompt_question {
	const char *text;             /* shown escaped, as it is */
	const struct echo_mode *echo; /* of the answer */
	struct deadline deadline;
};

struct prompt_mode {
	const char *name;
	/*
	 * Opens devices[0..count) or, when count is 0, what the mode takes by
	 * itself. On a result other than PROMPT_OK nothing is open and *why is
	 * a constant text (errno may say more, or be 0).
	 */
	enum prompt_result (*open)(const char *const *devices, size_t count,
				   const char **why);
	/*
	 * Shows the question and feeds what is typed to the editor (started
	 * by the mode with its keys in buf, cap_bytes) until the line ends.
	 */
	enum prompt_result (*ask)(const struct prompt_question *question,
				  struct lineedit *editor, char *buf,
				  size_t cap_bytes);
	/* Shows text, escaped, and ends the line. */
	enum prompt_result (*show)(const char *text, struct deadline deadline);
	/* Forgets what was typed and not asked for. */
	void (*flush)(void);
	/* The terminal as it was before open; nothing typed ahead is left. */
	void (*close)(void);
	/* A descriptor of the terminal in use (until close), -1 for none. */
	int (*terminal)(void);
};

extern const struct prompt_mode prompt_mode_tty;
extern const struct prompt_mode prompt_mode_stdio;

#endif
