/* SPDX-License-Identifier: MIT */
#include "prompt/lineedit.h"

#include "base/wipe.h"

#define KEY_BACKSPACE 0x08
#define KEY_DELETE 0x7f

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

/* How many bytes the UTF-8 character that starts with lead should have. */
static size_t
char_length(unsigned char lead)
{
	if (lead >= 0xc2 && lead <= 0xdf) {
		return 2;
	}
	if (lead >= 0xe0 && lead <= 0xef) {
		return 3;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		return 4;
	}
	return 1;
}

static bool
is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Where the character that starts at from ends. */
static size_t
char_end(const struct lineedit *editor, size_t from)
{
	size_t want = char_length((unsigned char)editor->buf[from]);
	size_t end = from + 1;

	while (end < editor->len_bytes && end - from < want
	       && is_continuation(editor->buf[end])) {
		end++;
	}
	return end;
}

size_t
lineedit_chars(const struct lineedit *editor)
{
	size_t count = 0;

	for (size_t at = 0; at < editor->len_bytes; count++) {
		at = char_end(editor, at);
	}
	return count;
}

static void
cut_to(struct lineedit *editor, size_t len_bytes)
{
	wipe_bytes(editor->buf + len_bytes, editor->len_bytes - len_bytes);
	editor->len_bytes = len_bytes;
}

static void
erase_char(struct lineedit *editor)
{
	size_t last = 0;

	for (size_t at = 0; at < editor->len_bytes;) {
		last = at;
		at = char_end(editor, at);
	}
	cut_to(editor, last);
}

static void
erase_word(struct lineedit *editor)
{
	size_t len = editor->len_bytes;

	while (len > 0 && editor->buf[len - 1] == ' ') {
		len--;
	}
	while (len > 0 && editor->buf[len - 1] != ' ') {
		len--;
	}
	cut_to(editor, len);
}

static void
append(struct lineedit *editor, unsigned char byte)
{
	if (byte == '\0' || editor->len_bytes + 1 >= editor->cap_bytes) {
		editor->refused = true;
		cut_to(editor, 0);
	}
	if (!editor->refused) {
		editor->buf[editor->len_bytes++] = (char)byte;
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

/* Whether byte is this key; a key that is 0 is not set. */
static bool
is_key(unsigned char byte, unsigned char key)
{
	return key != 0 && byte == key;
}

static bool
is_erase(const struct lineedit *editor, unsigned char byte)
{
	return byte == KEY_BACKSPACE || byte == KEY_DELETE
	       || is_key(byte, editor->keys.erase);
}

/* The keys that change the line; what is none of them is of the line. */
static void
edit(struct lineedit *editor, unsigned char byte)
{
	const struct lineedit_keys *keys = &editor->keys;

	if (!keys->plain && is_erase(editor, byte)) {
		erase_char(editor);
	} else if (is_key(byte, keys->kill)) {
		cut_to(editor, 0);
	} else if (is_key(byte, keys->erase_word)) {
		erase_word(editor);
	} else if (!is_key(byte, keys->suspend) && !is_key(byte, keys->end)) {
		append(editor, byte);
	}
}

enum lineedit_event
lineedit_feed(struct lineedit *editor, unsigned char byte)
{
	const struct lineedit_keys *keys = &editor->keys;

	if (byte == '\n' || (byte == '\r' && !keys->plain)) {
		return finish(editor);
	}
	if (is_key(byte, keys->cancel) || is_key(byte, keys->quit)) {
		return LINEEDIT_CANCEL;
	}
	if (is_key(byte, keys->end) && editor->len_bytes == 0
	    && !editor->refused) {
		return LINEEDIT_END;
	}
	edit(editor, byte);
	return LINEEDIT_MORE;
}
