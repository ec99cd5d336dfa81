/* SPDX-License-Identifier: MIT */
/*
 * The line editor: turns the bytes that a keyboard sends into one line, in
 * memory that the caller brings (the arena). It reads and writes no device;
 * what is shown is prompt/screen's.
 *
 * Rules:
 * 1. A line is whole or refused: what is too long or holds a NUL is drained to
 *    its end, and the end is LINEEDIT_REFUSED (CVE-2019-18634's kind: no
 *    writing before the bounds are checked, also while erasing).
 * 2. One erase removes one character as a person counts them (prompt/utf8.h).
 *    All bytes are kept as they are, also those that are no UTF-8.
 * 3. What is erased is wiped at once.
 * 4. A key's escape sequence is no text: it is swallowed whole. A control
 *    character in the middle of one ends it, and is the key that it is: no
 *    sequence keeps Enter or ^C from working.
 */
#ifndef PROMPT_LINEEDIT_H
#define PROMPT_LINEEDIT_H

#include "prompt/keyseq.h"

#include <stdbool.h>
#include <stddef.h>

enum lineedit_event {
	LINEEDIT_MORE,    /* the line goes on */
	LINEEDIT_DONE,    /* it is complete: buf, len_bytes */
	LINEEDIT_REFUSED, /* it has ended and was too long, or had a NUL */
	LINEEDIT_END,     /* end of input: ^D on an empty line */
	LINEEDIT_CANCEL,  /* ^C or ^\ */
	LINEEDIT_REDRAW,  /* the line goes on; it is to be drawn anew */
	LINEEDIT_QUIET,   /* TAB was the first key: no echo is wanted */
};

/* What a key does. */
enum lineedit_key {
	KEY_ERASE,
	KEY_ERASE_WORD,
	KEY_KILL,
	KEY_END,
	KEY_CANCEL,
	KEY_QUIT,
	KEY_SUSPEND, /* does nothing */
	KEY_REDRAW,
	KEY_LITERAL, /* the next byte is text */
	KEY_COUNT,
	KEY_NONE = KEY_COUNT,
};

/*
 * The keys that a terminal is set to (termios(3), c_cc), by what they do; 0: no
 * key. They work beside ^H and DEL, ^W, ^U, ^D, ^C, ^\, ^Z, ^R and ^L, ^V,
 * which always do what they do here.
 */
struct lineedit_keys {
	unsigned char of[KEY_COUNT];
	/* Bytes are bytes (no keyboard): only LF ends a line, nothing edits. */
	bool plain;
};

struct lineedit {
	char *buf;        /* of the arena */
	size_t cap_bytes; /* of buf; a line may be one shorter */
	size_t len_bytes;
	unsigned strokes; /* keys so far that typed or erased something */
	bool refused;
	bool literal; /* ^V was the key before */
	struct keyseq sequence;
	struct lineedit_keys keys;
};

/* buf (cap_bytes > 1 bytes) is the caller's and outlives the editor. */
void lineedit_start(struct lineedit *editor, char *buf, size_t cap_bytes,
		    const struct lineedit_keys *keys);

/*
 * Takes one byte. After an event other than LINEEDIT_MORE, _REDRAW or _QUIET
 * the editor is not fed again; buf is NUL-terminated after LINEEDIT_DONE.
 */
enum lineedit_event lineedit_feed(struct lineedit *editor, unsigned char byte);

/*
 * The keyboard has paused (LINEEDIT_PAUSE_MS, which no key's sequence does): an
 * escape sequence that is not complete was the Escape key.
 */
#define LINEEDIT_PAUSE_MS 250
void lineedit_pause(struct lineedit *editor);

/* Whether lineedit_pause() would change something. */
bool lineedit_awaits_pause(const struct lineedit *editor);

/* How many characters the line has now: what masked echo shows. */
size_t lineedit_chars(const struct lineedit *editor);

#endif
