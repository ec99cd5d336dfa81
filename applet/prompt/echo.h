/* SPDX-License-Identifier: MIT */
/*
 * What is shown of a line while it is typed: one sign a character, or none.
 */
#ifndef PROMPT_ECHO_H
#define PROMPT_ECHO_H

#include <stddef.h>

struct echo_mode {
	const char *name;
	/*
	 * The one column that stands for a character whose first byte is
	 * first, 0 for nothing. Always printable ASCII: what is typed cannot
	 * drive the terminal.
	 */
	char (*sign)(unsigned char first);
};

extern const struct echo_mode echo_none;  /* nothing */
extern const struct echo_mode echo_stars; /* a star a character */
extern const struct echo_mode echo_full;  /* itself, '?' where not ASCII */

/* The mode of that name in this build; NULL when there is none. */
const struct echo_mode *echo_find(const char *name);

/* The one that Kconfig chose. */
const struct echo_mode *echo_default(void);

/* The names of those in this build, by index; NULL after the last. */
const char *echo_name(size_t index);

/*
 * The most that one key changes on the screen: a whole line erased, three
 * bytes ("\b \b") a character.
 */
#define ECHO_CHANGE_MAX(chars) (3 * (chars) + 1)

/*
 * Writes to out what turns the screen from before characters to after
 * characters, the last of which starts with first. Returns its length; out
 * has room for ECHO_CHANGE_MAX(the larger of both) bytes.
 */
size_t echo_change(const struct echo_mode *mode, char *out, size_t before,
		   size_t after, unsigned char first);

#endif
