/* SPDX-License-Identifier: MIT */
/*
 * The person at the console: what to ask and to show, in the mode and with
 * the echo that were chosen. The answers live in the arena (prompt/arena.h)
 * and are gone, wiped, at prompt_forget().
 */
#ifndef PROMPT_PROMPT_H
#define PROMPT_PROMPT_H

#include "base/deadline.h"
#include "prompt/mode.h"
#include "prompt/result.h"

#include <stdbool.h>
#include <stddef.h>

/* The mode of that name in this build; NULL when there is none. */
const struct prompt_mode *prompt_mode_find(const char *name);

/* The one that Kconfig chose, and its name. */
const struct prompt_mode *prompt_mode_default(void);
const char *prompt_mode_default_name(void);

/* The names of those in this build, by index; NULL after the last. */
const char *prompt_mode_name(size_t index);

/*
 * Opens the console(s). On a result other than PROMPT_OK nothing is open and
 * *why says what is wrong (constant text; errno may say more, or is 0).
 * options is copied; what it points to stays the caller's.
 */
enum prompt_result prompt_open(const struct prompt_options *options,
			       const char **why);

/*
 * A new try begins: from whichever console the answers before came, all are
 * asked again.
 */
void prompt_begin(void);

/* Until when prompt_ask and prompt_show may wait, from now on. */
void prompt_set_deadline(struct deadline deadline);

/*
 * Shows text and reads one line. visible: what is typed is echoed as it is;
 * else as the echo mode has it. PROMPT_OK: *answer is valid until
 * prompt_forget() or prompt_close(). PROMPT_FULL: the arena has no room for the
 * question or the answer. PROMPT_BROKEN also when nothing is open.
 */
enum prompt_result prompt_ask(const char *text, bool visible,
			      struct prompt_answer *answer);

/* Shows one message on a line of its own. */
enum prompt_result prompt_show(const char *text);

/* Wipes every answer that was given so far. */
void prompt_forget(void);

/* Drops what was typed and not asked for. */
void prompt_flush(void);

/*
 * The terminal in use; -1 when there is none, or not yet: of several consoles
 * the one that answered is. *name is what it was opened by, NULL for the
 * controlling terminal. Both belong to prompt/.
 */
int prompt_terminal(const char **name);

/* Whether the command belongs on prompt_terminal(), by the mode or by -c. */
bool prompt_leads(void);

/* Forgets, restores terminal and kernel log, closes. Nothing when not open. */
void prompt_close(void);

#endif
