/* SPDX-License-Identifier: MIT */
/*
 * An editor and its screen. What they write goes through a buffer that has not
 * a byte more than one key may need, and on to a row of a terminal that knows
 * printable characters and "\b" and takes nothing else.
 */
#ifndef UNIT_SCREEN_FIXTURE_H
#define UNIT_SCREEN_FIXTURE_H

#include "prompt/screen.h"

#define ROW_COLUMNS 400

extern struct lineedit editor;
extern struct screen screen;
extern struct output output;

extern char row[ROW_COLUMNS + 1]; /* what stands behind the prompt, no blanks */
extern char sent[1024];           /* what the last key wrote */

/* cmocka's setup and teardown. */
int screen_setup(void **state);
int screen_teardown(void **state);

/* Begins a line on a screen, behind a prompt that ends in column. */
void begin(enum echo_mode echo, size_t column, size_t columns);

/* The bytes of output go to the row, and are wiped. */
void flush(void);

/* One key; each key of text. */
void key(unsigned char byte);
void keys(const char *text);

/* Clears the row and draws it anew. */
void redraw(void);

#endif
