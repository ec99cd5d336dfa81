/* SPDX-License-Identifier: MIT */
/*
 * The person at the console: what to ask and to show, in the mode and with
 * the echo that were chosen. The answers live in the arena (prompt/arena.h)
 * and are gone, wiped, at prompt_forget().
 */
#ifndef PROMPT_PROMPT_H
#define PROMPT_PROMPT_H

#include "base/deadline.h"
#include "prompt/echo.h"
#include "prompt/mode.h"
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

struct prompt_options {
	const struct prompt_mode *mode;
	const struct echo_mode *echo;
	const char *const *consoles; /* what -c named */
	size_t consoles_count;
};

/* The mode of that name in this build; NULL when there is none. */
const struct prompt_mode *prompt_mode_find(const char *name);

/* The one that Kconfig chose. */
const struct prompt_mode *prompt_mode_default(void);

/* The names of those in this build, by index; NULL after the last. */
const char *prompt_mode_name(size_t index);

/*
 * Opens the console(s). On a result other than PROMPT_OK nothing is open and
 * *why says what is wrong (constant text; errno may say more, or is 0).
 * options is copied; the strings stay the caller's.
 */
enum prompt_result prompt_open(const struct prompt_options *options,
			       const char **why);

/* Until when prompt_ask and prompt_show may wait, from now on. */
void prompt_set_deadline(struct deadline deadline);

/*
 * Shows text and reads one line. visible: what is typed is echoed as it is;
 * else as the echo mode has it. PROMPT_OK: *answer is valid until
 * prompt_forget() or prompt_close(). PROMPT_BROKEN also when the arena is
 * full, or nothing is open.
 */
enum prompt_result prompt_ask(const char *text, bool visible,
			      struct prompt_answer *answer);

/* Shows one message on a line of its own. */
enum prompt_result prompt_show(const char *text);

/* Wipes every answer that was given so far. */
void prompt_forget(void);

/* Drops what was typed and not asked for. */
void prompt_flush(void);

/* The terminal in use, -1 when there is none. It belongs to prompt/. */
int prompt_terminal(void);

/* Forgets, restores the terminal, closes. Does nothing when not open. */
void prompt_close(void);

#endif
