/* SPDX-License-Identifier: MIT */
/*
 * A line editor over memory that is exactly as large as it is told: a byte too
 * far is seen by AddressSanitizer, and what is not of the line is zero.
 */
#ifndef UNIT_EDIT_FIXTURE_H
#define UNIT_EDIT_FIXTURE_H

#include "prompt/lineedit.h"

#define CAP 512

/* A terminal whose keys are others than the fixed ones. */
extern const struct lineedit_keys other_keys;
extern const struct lineedit_keys no_keys;
extern const struct lineedit_keys plain_keys;

extern char *buf;
extern struct lineedit editor;

/* cmocka's setup (with other_keys) and teardown. */
int edit_setup(void **state);
int edit_teardown(void **state);

/* Begins a line anew with these keys, in cap_bytes bytes. */
void restart(const struct lineedit_keys *keys, size_t cap_bytes);

void assert_rest_is_zero(void);

/* Each byte but the last only goes on; returns what the last one does. */
enum lineedit_event feed_bytes(const char *bytes, size_t len);
enum lineedit_event feed(const char *text);

/* The line is now line, of chars characters. */
void assert_line(const char *line, size_t chars);

/* Types text on an empty line; it goes on, and the line is then as wanted. */
void assert_typed(const char *text, const char *wanted, size_t chars);

#endif
