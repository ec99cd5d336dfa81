/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/lineedit.c applet/prompt/keyseq.c applet/prompt/utf8.c
// objects: applet/base/wipe.c
/* Any bytes and any pauses through the line editor, in memory of any size. */
#include "fuzz.h"

#include <string.h>

#include "prompt/lineedit.h"
#include "prompt/utf8.h"

#define CAP_MAX 512

static const char zeroes[CAP_MAX];

static void
check_characters(const struct lineedit *editor)
{
	size_t count = 0;

	for (size_t at = 0; at < editor->len_bytes; count++) {
		size_t end = utf8_char_end(editor->buf, editor->len_bytes, at);

		MUST(end > at && end <= editor->len_bytes);
		at = end;
	}
	MUST(count == lineedit_chars(editor));
}

/* What stands behind the line is wiped, and a line has no NUL in it. */
static void
check_line(const struct lineedit *editor, const char *buf, size_t cap_bytes)
{
	MUST(editor->buf == buf && editor->cap_bytes == cap_bytes);
	MUST(editor->len_bytes < cap_bytes);
	MUST(memchr(buf, '\0', editor->len_bytes) == NULL);
	MUST(memcmp(buf + editor->len_bytes, zeroes,
		    cap_bytes - editor->len_bytes)
	     == 0);
	MUST(!editor->refused || editor->len_bytes == 0);
}

static void
check_end(const struct lineedit *editor, enum lineedit_event event,
	  uint8_t byte)
{
	switch (event) {
	case LINEEDIT_DONE:
		MUST(!editor->refused && (byte == '\n' || byte == '\r'));
		break;
	case LINEEDIT_REFUSED:
		MUST(editor->refused && (byte == '\n' || byte == '\r'));
		break;
	case LINEEDIT_END:
		MUST(editor->len_bytes == 0 && !editor->keys.plain);
		break;
	default:
		MUST(event == LINEEDIT_CANCEL && !editor->keys.plain);
	}
}

static bool
goes_on(enum lineedit_event event)
{
	return event == LINEEDIT_MORE || event == LINEEDIT_REDRAW
	       || event == LINEEDIT_QUIET;
}

static void
take_keys(struct input *input, struct lineedit_keys *keys)
{
	unsigned kind = next_below(input, 4);

	keys->plain = kind == 3;
	for (int key = 0; kind == 2 && key < KEY_COUNT; key++) {
		keys->of[key] = next_byte(input);
	}
}

static enum lineedit_event
feed(struct lineedit *editor, struct input *input)
{
	uint8_t byte = next_byte(input);
	size_t len_before = editor->len_bytes;
	enum lineedit_event event = LINEEDIT_MORE;

	if (byte == 0xff && next_byte(input) == 0) {
		lineedit_pause(editor);
		MUST(!lineedit_awaits_pause(editor));
		MUST(editor->len_bytes == len_before);
		return LINEEDIT_MORE;
	}
	event = lineedit_feed(editor, byte);
	MUST(editor->len_bytes <= len_before + 1);
	if ((byte == '\n' || (byte == '\r' && !editor->keys.plain))) {
		MUST(event == LINEEDIT_DONE || event == LINEEDIT_REFUSED);
	}
	if (!goes_on(event)) {
		check_end(editor, event, byte);
	}
	return event;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct input input = {data, len_bytes};
	struct lineedit_keys keys = {0};
	struct lineedit editor = {0};
	enum lineedit_event event = LINEEDIT_MORE;
	unsigned kind = next_byte(&input);
	size_t cap_bytes = kind >= 0xf0 ? CAP_MAX : 2 + kind % 64;
	char *buf = exactly(cap_bytes);

	take_keys(&input, &keys);
	lineedit_start(&editor, buf, cap_bytes, &keys);
	while (goes_on(event) && input.left > 0) {
		event = feed(&editor, &input);
		check_line(&editor, buf, cap_bytes);
		check_characters(&editor);
	}
	free(buf);
	return 0;
}
