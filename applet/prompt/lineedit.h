/* SPDX-License-Identifier: MIT */
/*
 * The line editor: turns the bytes that a keyboard sends into one line, in
 * memory that the caller brings (the arena). It reads and writes no device;
 * the echo is made by comparing lineedit_chars() before and after a key.
 *
 * Rules:
 * 1. A line is whole or refused: what is too long or holds a NUL is drained to
 *    its end, and the end is LINEEDIT_REFUSED (CVE-2019-18634's kind: no
 *    writing before the bounds are checked, also while erasing).
 * 2. One erase removes one UTF-8 character: a lead byte with the continuation
 *    bytes that it announces. Any other byte is a character of its own. All
 *    bytes are kept as they are.
 * 3. What is erased is wiped at once.
 */
#ifndef PROMPT_LINEEDIT_H
#define PROMPT_LINEEDIT_H

#include <stdbool.h>
#include <stddef.h>

enum lineedit_event {
	LINEEDIT_MORE,    /* the line goes on */
	LINEEDIT_DONE,    /* it is complete: buf, len_bytes */
	LINEEDIT_REFUSED, /* it has ended and was too long, or had a NUL */
	LINEEDIT_END,     /* end of input: ^D on an empty line */
	LINEEDIT_CANCEL,  /* a cancel key */
};

/*
 * The keys beside CR, LF, BS and DEL, which always work. 0 is no key. From
 * the terminal's c_cc, or all 0 where bytes are only bytes (stdio).
 */
struct lineedit_keys {
	unsigned char erase;
	unsigned char erase_word;
	unsigned char kill;
	unsigned char end;
	unsigned char cancel;
	unsigned char quit;
	unsigned char suspend; /* does nothing */
	bool plain;            /* not even BS, DEL and CR are keys */
};

struct lineedit {
	char *buf;        /* of the arena */
	size_t cap_bytes; /* of buf; a line may be one shorter */
	size_t len_bytes;
	bool refused;
	struct lineedit_keys keys;
};

/* buf (cap_bytes > 1 bytes) is the caller's and outlives the editor. */
void lineedit_start(struct lineedit *editor, char *buf, size_t cap_bytes,
		    const struct lineedit_keys *keys);

/*
 * Takes one byte. After an event other than LINEEDIT_MORE the editor is not
 * fed again; buf is NUL-terminated after LINEEDIT_DONE.
 */
enum lineedit_event lineedit_feed(struct lineedit *editor, unsigned char byte);

/* How many characters the line has now: what masked echo shows. */
size_t lineedit_chars(const struct lineedit *editor);

#endif
