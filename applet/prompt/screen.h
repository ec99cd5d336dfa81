/* SPDX-License-Identifier: MIT */
/*
 * What stands behind the prompt's text on one screen: signs for the characters
 * of the line, drawn with as few bytes as the change needs.
 *
 * Rules:
 * 1. Only printable ASCII, "\b" and what prompt/ itself says reaches the
 *    screen: what is typed cannot drive the terminal.
 * 2. The signs never reach the screen's edge: "\b" does not come back over it.
 *    What does not fit is not shown.
 * 3. What is on its way to the screen can be what was typed: it is in the
 *    arena, and wiped when it is written.
 */
#ifndef PROMPT_SCREEN_H
#define PROMPT_SCREEN_H

#include "prompt/echo.h"
#include "prompt/lineedit.h"

#include <stdbool.h>
#include <stddef.h>

/* The most signs that are shown, however wide the screen is. */
#define SCREEN_SIGNS_MAX 160

/* The most bytes that one key changes: all signs erased ("\b \b"), and one. */
#define SCREEN_CHANGE_MAX (3 * SCREEN_SIGNS_MAX + 8)

/* Bytes on their way to a screen. */
struct output {
	char *buf; /* of the arena */
	size_t cap_bytes;
	size_t len_bytes;
};

/* Adds what fits of text. */
void output_add(struct output *output, const char *text);

/* Wipes what was written. */
void output_wipe(struct output *output);

struct screen {
	enum echo_mode echo;
	size_t room;      /* signs that fit */
	size_t shown;     /* signs that stand there */
	bool silent;      /* the person wants no echo */
	bool revealed;    /* the last of them is the character itself */
	unsigned strokes; /* of the editor, when it was last drawn */
	size_t len_bytes; /* the same */
	size_t chars;     /* the same */
};

/*
 * Starts behind a prompt that ends in column (0 is the first) of a screen of
 * columns (0: not known, taken for 80).
 */
void screen_start(struct screen *screen, enum echo_mode echo, size_t column,
		  size_t columns);

/* The same for another line in the same place. */
void screen_restart(struct screen *screen, enum echo_mode echo);

/* Draws what the editor's last key changed: SCREEN_CHANGE_MAX bytes at most. */
void screen_change(struct screen *screen, const struct lineedit *editor,
		   struct output *output);

/* Hides the character that echo `last` shows. */
void screen_mask(struct screen *screen, struct output *output);

/*
 * Draws it all, on a screen that shows the prompt's text and nothing behind.
 * Nothing is revealed (screen_mask() was before).
 */
void screen_redraw(const struct screen *screen, const struct lineedit *editor,
		   struct output *output);

/* Takes all signs away and shows none from now on. */
void screen_silence(struct screen *screen, struct output *output);

#endif
