/* SPDX-License-Identifier: MIT */
/*
 * A prompt mode: a way to reach the person. One file a mode; prompt.c has
 * the table. A mode knows no users, counts no tries, decides no policy.
 */
#ifndef PROMPT_MODE_H
#define PROMPT_MODE_H

#include "base/deadline.h"
#include "prompt/echo.h"
#include "prompt/result.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The longest answer, in bytes, without the NUL behind it: one less than
 * PAM_MAX_RESP_SIZE, which is what unix_chkpwd reads.
 */
#define PROMPT_ANSWER_MAX 511

/* An answer: data[len_bytes] is 0, and no byte before it. In the arena. */
struct prompt_answer {
	const char *data;
	size_t len_bytes;
};

struct prompt_question {
	const char *text;    /* escaped, to be shown as it is; in the arena */
	bool visible;        /* what is typed is no secret: always echoed */
	enum echo_mode echo; /* of the answer */
	struct deadline deadline;
};

struct prompt_mode;

struct prompt_options {
	const struct prompt_mode *mode;
	enum echo_mode echo;
	const char *const *consoles; /* what -c named */
	size_t consoles_count;
	const char *askpass; /* the program and its first arguments */
	bool quiet_kernel;   /* no kernel messages on the console meanwhile */
	/*
	 * Told what is wrong with one console of several, or with the kernel's
	 * log: constant text, and errno's value or 0. For the log.
	 */
	void (*note)(const char *console, const char *why, int error);
};

struct prompt_mode {
	/* The command's 0, 1, 2 are the console's, also when -c names none. */
	bool leads;
	/*
	 * Opens what the options name. On a result other than PROMPT_OK
	 * nothing is open and *why is a constant text (errno may say more, or
	 * be 0). options and what it points to outlive the mode's use.
	 */
	enum prompt_result (*open)(const struct prompt_options *options,
				   const char **why);
	/* A new try begins: whoever was asked before, all are asked again. */
	void (*begin)(void);
	/*
	 * Shows the question and reads the answer. PROMPT_OK: *answer is the
	 * only thing that was taken from the arena, at its lowest free place.
	 * Otherwise the caller releases whatever was taken.
	 */
	enum prompt_result (*ask)(const struct prompt_question *question,
				  struct prompt_answer *answer);
	/* Shows text, escaped, and ends the line. */
	enum prompt_result (*show)(const char *text, struct deadline deadline);
	/* Forgets what was typed and not asked for. */
	void (*flush)(void);
	/* The terminal as it was before open; nothing typed ahead is left. */
	void (*close)(void);
	/*
	 * A descriptor of the terminal in use (until close), and what it was
	 * opened by (NULL: the controlling one). -1: none, or not known yet.
	 */
	int (*terminal)(const char **name);
	/* Whether the kernel's messages appear where is asked. */
	bool (*on_kernel_console)(void);
};

extern const struct prompt_mode prompt_mode_tty;
extern const struct prompt_mode prompt_mode_stdio;
extern const struct prompt_mode prompt_mode_consoles;
extern const struct prompt_mode prompt_mode_askpass;

#endif
