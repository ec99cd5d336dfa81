/* SPDX-License-Identifier: MIT */
/*
 * What is shown of a line while it is typed.
 */
#ifndef PROMPT_ECHO_H
#define PROMPT_ECHO_H

#include <stdbool.h>
#include <stddef.h>

enum echo_mode {
	ECHO_NONE,  /* nothing */
	ECHO_STARS, /* a star a character */
	ECHO_LAST,  /* the last character, until the next key or for a second */
	ECHO_FIXED, /* one sign that turns with each key: no length */
	ECHO_FULL,  /* the line itself */
};

/* The mode of that name, when it is in this build. */
bool echo_find(const char *name, enum echo_mode *mode);

/* The one that Kconfig chose. */
enum echo_mode echo_default(void);

/* Its name. */
const char *echo_default_name(void);

/* The names of those in this build, by index; NULL after the last. */
const char *echo_name(size_t index);

#endif
