/* SPDX-License-Identifier: MIT */
/*
 * One terminal that is asked on: its settings, its line, what it shows.
 *
 * Rules:
 * 1. Echo is off from before the first prompt until close, the delay after a
 *    failure included; that it is off is read back, not believed, and looked at
 *    again before each question (another program may have put it back).
 * 2. What was typed is flushed right before each question and on the way out, so
 *    that nothing typed ahead answers a prompt and nothing typed behind reaches
 *    the next reader, which may be a shell (CVE-2025-64170). Not by TCSAFLUSH,
 *    which waits for the output first: on a line that does not flow, for ever.
 * 3. No key raises a signal or stops the output (ISIG and IXON are off); BREAK
 *    and damaged bytes are no characters.
 * 4. One byte a read: nothing is left in a buffer of ours.
 * 5. One of several consoles keeps nobody waiting: what it cannot take is
 *    dropped, and it is drawn anew when it can (`behind`).
 */
#ifndef PROMPT_CONSOLE_H
#define PROMPT_CONSOLE_H

#include "prompt/lineedit.h"
#include "prompt/mode.h"
#include "prompt/screen.h"
#include "prompt/tty_open.h"

#include "autoconf.h"

#include <stdbool.h>
#include <termios.h>

/* The most bytes of a line of our own (console_redraw, console_end_line). */
#define CONSOLE_NOTE_MAX 96

struct console {
	const char *name; /* what it was opened by; NULL: the controlling one */
	struct tty_pair tty;
	struct termios saved;
	struct lineedit_keys keys;
	bool last_was_cr;
	bool alone;  /* it is waited for; else rule 5 */
	bool behind; /* something was dropped: it is to be drawn anew */
	bool slow;   /* it was behind, and is not waited for at all */
	struct deadline
		join_at; /* it is asked later; DEADLINE_NEVER: at once */

	/* While a question is open: */
	const struct prompt_question *question;
	struct lineedit editor;
	struct screen screen;
	struct output *output; /* of all consoles */
	struct deadline asked_at;
	struct deadline mask_at; /* DEADLINE_NEVER: nothing to hide */
	struct deadline pause_at;
	struct deadline retry_at; /* when it is behind */
	bool asking;              /* it takes part */
	bool caps_unknown; /* whether Caps Lock is on can be read, and was not */
};

/* The line of a question's text that stands before the answer. */
const char *console_last_line(const char *text);

/* Whether it is waited for: where there can be no other it always is. */
static inline bool
console_is_alone(const struct console *console)
{
	return !ENABLE_PROMPT_CONSOLES || console->alone;
}

/*
 * Opens the terminal (tty_open_pair()) and switches its echo off. On another
 * result than PROMPT_OK nothing is open and *why says what is wrong (errno the
 * reason, or 0). PROMPT_GONE: it has hung up.
 */
enum prompt_result console_open(struct console *console, const char *device,
				const char **why);

bool console_is_open(const struct console *console);

/* Whether both are open, and on the same terminal, by whatever names. */
bool console_is_same(const struct console *one, const struct console *other);

/* Restores the terminal's settings and closes it. Nothing when not open. */
void console_close(struct console *console);

/* Switches the echo off where somebody has switched it on again. */
enum prompt_result console_keep_quiet(struct console *console);

/* Drops what was typed. */
void console_flush(struct console *console);

/*
 * Writes to the console: when it is alone all of it until the deadline; else
 * what it takes in a moment, and nothing while it is behind.
 */
enum prompt_result console_write(struct console *console, const char *data,
				 size_t len_bytes, struct deadline deadline);

/*
 * Shows text escaped and ends the line. The results of io_write(); when the
 * console is not alone, PROMPT_OK also when some of it was dropped.
 */
enum prompt_result console_show(struct console *console, const char *text,
				struct deadline deadline);

/*
 * Shows the question and starts a line in buf (PROMPT_ANSWER_MAX + 1 bytes of
 * the arena). question, buf and output outlive the line.
 */
enum prompt_result console_ask(struct console *console,
			       const struct prompt_question *question,
			       char *buf, struct output *output);

/* Feeds one byte to the line, and shows what it changed. */
enum prompt_result console_key(struct console *console, unsigned char byte,
			       enum lineedit_event *event);

/* The line was refused: says so, and starts another in its place. */
enum prompt_result console_restart(struct console *console);

/*
 * What is due at this moment: a character hidden, the end of a pause, another
 * attempt to draw what could not be drawn.
 */
enum prompt_result console_tick(struct console *console);

/* When console_tick() has something to do; DEADLINE_NEVER: nothing. */
struct deadline console_next_tick(const struct console *console);

/*
 * Puts a line (constant text; NULL: none) of our own on the screen and draws
 * the question anew below.
 */
enum prompt_result console_redraw(struct console *console, const char *text);

/* Ends the line on the screen; then text (NULL: none) on one of its own. */
enum prompt_result console_end_line(struct console *console, const char *text);

#endif
