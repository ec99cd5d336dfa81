/* SPDX-License-Identifier: MIT */
#include "prompt/lineedit.h"

#include "base/wipe.h"
#include "prompt/utf8.h"

/* The keys that work on every terminal, whatever it is set to. */
static const struct {
	unsigned char byte;
	unsigned char key;
} fixed_keys[] = {
	{0x08, KEY_ERASE},  {0x7f, KEY_ERASE},   {0x17, KEY_ERASE_WORD},
	{0x15, KEY_KILL},   {0x04, KEY_END},     {0x03, KEY_CANCEL},
	{0x1c, KEY_QUIT},   {0x1a, KEY_SUSPEND}, {0x12, KEY_REDRAW},
	{0x0c, KEY_REDRAW}, {0x16, KEY_LITERAL},
};
#define FIXED_COUNT (sizeof(fixed_keys) / sizeof(fixed_keys[0]))

void
lineedit_start(struct lineedit *editor, char *buf, size_t cap_bytes,
	       const struct lineedit_keys *keys)
{
	*editor = (struct lineedit){
		.buf = buf,
		.cap_bytes = cap_bytes,
		.keys = *keys,
	};
}

size_t
lineedit_chars(const struct lineedit *editor)
{
	size_t count = 0;

	for (size_t at = 0; at < editor->len_bytes; count++) {
		at = utf8_char_end(editor->buf, editor->len_bytes, at);
	}
	return count;
}

static void
cut_to(struct lineedit *editor, size_t len_bytes)
{
	wipe_bytes(editor->buf + len_bytes, editor->len_bytes - len_bytes);
	editor->len_bytes = len_bytes;
}

/* Where the last character starts; 0 on an empty line. */
static size_t
last_char(const struct lineedit *editor)
{
	size_t last = 0;

	for (size_t at = 0; at < editor->len_bytes;) {
		last = at;
		at = utf8_char_end(editor->buf, editor->len_bytes, at);
	}
	return last;
}

/* Erases characters from the end as long as they are blanks, or none. */
static void
erase_while(struct lineedit *editor, bool blank)
{
	while (editor->len_bytes > 0) {
		size_t last = last_char(editor);
		bool is_blank = editor->len_bytes - last == 1
				&& editor->buf[last] == ' ';

		if (is_blank != blank) {
			break;
		}
		cut_to(editor, last);
	}
}

static void
append(struct lineedit *editor, unsigned char byte)
{
	size_t before = lineedit_chars(editor);

	if (byte == '\0' || editor->len_bytes + 1 >= editor->cap_bytes) {
		editor->refused = true;
		cut_to(editor, 0);
	}
	if (!editor->refused) {
		editor->buf[editor->len_bytes++] = (char)byte;
	}
	/* A byte that goes on with a character is no key of its own. */
	if (!utf8_is_continuation(byte) || lineedit_chars(editor) > before) {
		editor->strokes++;
	}
}

static enum lineedit_event
finish(struct lineedit *editor)
{
	if (editor->refused) {
		return LINEEDIT_REFUSED;
	}
	editor->buf[editor->len_bytes] = '\0';
	return LINEEDIT_DONE;
}

static unsigned
key_of(const struct lineedit *editor, unsigned char byte)
{
	for (size_t i = 0; i < FIXED_COUNT; i++) {
		if (fixed_keys[i].byte == byte) {
			return fixed_keys[i].key;
		}
	}
	for (unsigned key = 0; byte != 0 && key < KEY_COUNT; key++) {
		if (editor->keys.of[key] == byte) {
			return key;
		}
	}
	return KEY_NONE;
}

static enum lineedit_event
end_input(const struct lineedit *editor)
{
	return editor->len_bytes == 0 && !editor->refused ? LINEEDIT_END
							  : LINEEDIT_MORE;
}

/* A key; what is none is text. */
static enum lineedit_event
press(struct lineedit *editor, unsigned key, unsigned char byte)
{
	switch (key) {
	case KEY_NONE:
		append(editor, byte);
		return LINEEDIT_MORE;
	case KEY_ERASE:
		cut_to(editor, last_char(editor));
		break;
	case KEY_ERASE_WORD:
		erase_while(editor, true);
		erase_while(editor, false);
		break;
	case KEY_KILL:
		cut_to(editor, 0);
		break;
	case KEY_END:
		return end_input(editor);
	case KEY_REDRAW:
		return LINEEDIT_REDRAW;
	case KEY_LITERAL:
		editor->literal = true;
		return LINEEDIT_MORE;
	default:
		return LINEEDIT_MORE;
	}
	editor->strokes++;
	return LINEEDIT_MORE;
}

/* A byte that ends no line and cancels nothing. */
static enum lineedit_event
take(struct lineedit *editor, unsigned key, unsigned char byte)
{
	if (keyseq_takes(&editor->sequence, byte)) {
		return LINEEDIT_MORE;
	}
	if (editor->sequence.pasting) {
		append(editor, byte);
		return LINEEDIT_MORE;
	}
	if (byte == '\t' && editor->strokes == 0) {
		editor->strokes++;
		return LINEEDIT_QUIET;
	}
	return press(editor, key, byte);
}

enum lineedit_event
lineedit_feed(struct lineedit *editor, unsigned char byte)
{
	bool literal = editor->literal || editor->keys.plain;
	unsigned key = KEY_NONE;

	editor->literal = false;
	if (byte == '\n' || (byte == '\r' && !editor->keys.plain)) {
		return finish(editor);
	}
	if (literal) {
		append(editor, byte);
		return LINEEDIT_MORE;
	}
	key = key_of(editor, byte);
	if (key == KEY_CANCEL || key == KEY_QUIT) {
		return LINEEDIT_CANCEL;
	}
	return take(editor, key, byte);
}

bool
lineedit_awaits_pause(const struct lineedit *editor)
{
	return editor->sequence.state != KEYSEQ_NONE;
}

void
lineedit_pause(struct lineedit *editor)
{
	editor->sequence.state = KEYSEQ_NONE;
}
