/* SPDX-License-Identifier: MIT */
#include "unit_main.h"

#include "screen_fixture.h"

#include <stdlib.h>
#include <string.h>

#define CANARY 64

struct lineedit editor;
struct screen screen;
struct output output;
char row[ROW_COLUMNS + 1];
char sent[1024];

static char untouched[SCREEN_CHANGE_MAX + CANARY];
static char line[512];
static size_t cursor;
static const struct lineedit_keys no_keys;

int
screen_setup(void **state)
{
	output = (struct output){
		.buf = malloc(SCREEN_CHANGE_MAX + CANARY),
		.cap_bytes = SCREEN_CHANGE_MAX,
	};
	memset(untouched + SCREEN_CHANGE_MAX, '!', CANARY);
	memcpy(output.buf, untouched, sizeof(untouched));
	return 0;
}

int
screen_teardown(void **state)
{
	free(output.buf);
	return 0;
}

static void
clear_row(void)
{
	memset(row, 0, sizeof(row));
	cursor = 0;
}

void
begin(enum echo_mode echo, size_t column, size_t columns)
{
	memset(line, 0, sizeof(line));
	lineedit_start(&editor, line, sizeof(line), &no_keys);
	screen_start(&screen, echo, column, columns);
	clear_row();
}

static void
put(char byte)
{
	assert_true(cursor < ROW_COLUMNS);
	row[cursor++] = byte;
}

/* Behind the cursor there is nothing, or what a blank has taken away. */
static void
cut_blanks(void)
{
	for (size_t i = cursor; i < ROW_COLUMNS; i++) {
		assert_true(row[i] == ' ' || row[i] == '\0');
		row[i] = '\0';
	}
}

void
flush(void)
{
	for (size_t i = 0; i < output.len_bytes; i++) {
		char byte = output.buf[i];

		if (byte == '\b') {
			assert_true(cursor > 0);
			cursor--;
		} else {
			assert_true(byte >= 0x20 && byte <= 0x7e);
			put(byte);
		}
	}
	assert_true(output.len_bytes < sizeof(sent));
	memcpy(sent, output.buf, output.len_bytes);
	sent[output.len_bytes] = '\0';
	output_wipe(&output);
	assert_memory_equal(output.buf, untouched, sizeof(untouched));
	cut_blanks();
	assert_int_equal(cursor, screen.shown);
}

void
key(unsigned char byte)
{
	if (lineedit_feed(&editor, byte) == LINEEDIT_QUIET) {
		screen_silence(&screen, &output);
	} else {
		screen_change(&screen, &editor, &output);
	}
	flush();
}

void
keys(const char *text)
{
	for (; *text != '\0'; text++) {
		key((unsigned char)*text);
	}
}

void
redraw(void)
{
	clear_row();
	screen_redraw(&screen, &editor, &output);
	flush();
}
