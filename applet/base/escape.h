/* SPDX-License-Identifier: MIT */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stddef.h>

/* The longest that one byte becomes: "\xNN". */
#define ESCAPE_MAX 4

/*
 * Writes byte as it may be shown to a terminal or a log: 0x20-0x7e as it is,
 * everything else as \xNN, which no terminal takes for a command
 * (CVE-2003-0063 and its many successors). out has room for ESCAPE_MAX
 * characters; returns how many were written, no NUL behind them.
 */
size_t escape_byte(char *out, unsigned char byte);

/* The same, but a newline as it is: for text that may have several lines. */
size_t escape_text_byte(char *out, unsigned char byte);

/*
 * Escapes the string text into out (size_bytes > 0 of room), always
 * NUL-terminated, cut at the last character that fits whole. Returns out.
 */
const char *escape_string(char *out, size_t size_bytes, const char *text);

/*
 * The same for text that stands between quotes in a log: '"' and '\' become
 * \xNN too, so that a name can neither end the quotes nor look escaped.
 */
const char *escape_quoted(char *out, size_t size_bytes, const char *text);

#endif
