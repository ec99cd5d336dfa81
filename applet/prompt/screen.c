/* SPDX-License-Identifier: MIT */
#include "prompt/screen.h"

#include "autoconf.h"
#include "base/wipe.h"
#include "prompt/utf8.h"

#include <string.h>

#define COLUMNS_UNKNOWN 80

static void
add_bytes(struct output *output, const char *bytes, size_t len_bytes)
{
	size_t room = output->cap_bytes - output->len_bytes;
	size_t len = len_bytes < room ? len_bytes : room;

	memcpy(output->buf + output->len_bytes, bytes, len);
	output->len_bytes += len;
}

void
output_add(struct output *output, const char *text)
{
	add_bytes(output, text, strlen(text));
}

void
output_wipe(struct output *output)
{
	wipe_bytes(output->buf, output->len_bytes);
	output->len_bytes = 0;
}

/* The rest of the line behind the prompt, its last column left out. */
static size_t
room_behind(size_t column, size_t columns)
{
	size_t width = columns != 0 ? columns : COLUMNS_UNKNOWN;
	size_t room = width - 1 - column % width;

	return room < SCREEN_SIGNS_MAX ? room : SCREEN_SIGNS_MAX;
}

void
screen_start(struct screen *screen, enum echo_mode echo, size_t column,
	     size_t columns)
{
	*screen = (struct screen){
		.echo = echo,
		.room = room_behind(column, columns),
	};
}

void
screen_restart(struct screen *screen, enum echo_mode echo)
{
	*screen = (struct screen){.echo = echo, .room = screen->room};
}

static bool
is_last_only(const struct screen *screen)
{
	return ENABLE_ECHO_LAST && screen->echo == ECHO_LAST;
}

static bool
is_fixed(const struct screen *screen)
{
	return ENABLE_ECHO_FIXED && screen->echo == ECHO_FIXED;
}

/* How many signs there are to be for so many characters. */
static size_t
wanted(const struct screen *screen, const struct lineedit *editor, size_t chars)
{
	size_t signs = chars;

	if (screen->echo == ECHO_NONE) {
		return 0;
	}
	if (is_fixed(screen)) {
		signs = editor->strokes > 0;
	}
	return signs < screen->room ? signs : screen->room;
}

/* A character by its first byte: itself, '?' where it is not printable ASCII. */
static char
itself(const struct lineedit *editor, size_t index)
{
	size_t at = 0;

	for (; index > 0; index--) {
		at = utf8_char_end(editor->buf, editor->len_bytes, at);
	}
	return editor->buf[at] >= 0x20 && editor->buf[at] <= 0x7e
		       ? editor->buf[at]
		       : '?';
}

/* The sign of the character of that index. */
static char
sign_of(const struct screen *screen, const struct lineedit *editor,
	size_t index, bool is_last)
{
	static const char turning[] = "|/-\\";

	if (is_fixed(screen)) {
		return turning[editor->strokes % 4];
	}
	if (screen->echo == ECHO_FULL || (is_last && is_last_only(screen))) {
		return itself(editor, index);
	}
	return '*';
}

/* Draws the signs from shown on, up to count. */
static void
add_signs(struct screen *screen, const struct lineedit *editor, size_t count,
	  bool reveal, struct output *output)
{
	for (; screen->shown < count; screen->shown++) {
		bool is_last = reveal && screen->shown + 1 == count;
		char sign = sign_of(screen, editor, screen->shown, is_last);

		add_bytes(output, &sign, 1);
		screen->revealed = is_last && is_last_only(screen);
	}
}

static void
remove_signs(struct screen *screen, size_t count, struct output *output)
{
	for (; screen->shown > count; screen->shown--) {
		add_bytes(output, "\b \b", 3);
		screen->revealed = false;
	}
}

void
screen_mask(struct screen *screen, struct output *output)
{
	if (ENABLE_ECHO_LAST && screen->revealed) {
		add_bytes(output, "\b*", 2);
		screen->revealed = false;
	}
}

/* Whether the last key went on with the character that is shown. */
static bool
goes_on(const struct screen *screen, const struct lineedit *editor,
	size_t chars)
{
	return editor->len_bytes > screen->len_bytes && chars == screen->chars;
}

void
screen_change(struct screen *screen, const struct lineedit *editor,
	      struct output *output)
{
	size_t chars = lineedit_chars(editor);
	size_t count = wanted(screen, editor, chars);

	if (is_fixed(screen) && editor->strokes != screen->strokes) {
		add_bytes(output, "\b", screen->shown);
		screen->shown = 0;
	} else if (!goes_on(screen, editor, chars)) {
		screen_mask(screen, output);
	}
	screen->strokes = editor->strokes;
	screen->len_bytes = editor->len_bytes;
	screen->chars = chars;
	remove_signs(screen, count, output);
	add_signs(screen, editor, count, true, output);
}

void
screen_redraw(const struct screen *screen, const struct lineedit *editor,
	      struct output *output)
{
	struct screen drawn = *screen;

	drawn.shown = 0;
	add_signs(&drawn, editor, screen->shown, false, output);
}

void
screen_silence(struct screen *screen, struct output *output)
{
	remove_signs(screen, 0, output);
	screen->echo = ECHO_NONE;
	screen->silent = true;
}
