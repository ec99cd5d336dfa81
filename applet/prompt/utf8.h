/* SPDX-License-Identifier: MIT */
/*
 * Where the characters of a line begin and end, as a person counts them.
 */
#ifndef PROMPT_UTF8_H
#define PROMPT_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Whether byte can only go on a character of UTF-8, not start one. */
bool utf8_is_continuation(unsigned char byte);

/*
 * Where the character that starts at line[from] ends (from < len_bytes): a lead
 * byte with the continuation bytes that it announces, as far as they are there,
 * and the combining marks (Unicode's categories Mn and Me) behind it. Any other
 * byte is a character of its own.
 */
size_t utf8_char_end(const char *line, size_t len_bytes, size_t from);

#endif
