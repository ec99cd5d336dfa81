/* SPDX-License-Identifier: MIT */
#include "unit_main.h"

#include "edit_fixture.h"

#include <stdlib.h>
#include <string.h>

const struct lineedit_keys other_keys = {
	.of =
		{
			[KEY_ERASE] = 0x01,
			[KEY_ERASE_WORD] = 0x02,
			[KEY_KILL] = 0x05,
			[KEY_END] = 0x06,
			[KEY_CANCEL] = 0x07,
			[KEY_QUIT] = 0x0b,
			[KEY_SUSPEND] = 0x0e,
			[KEY_REDRAW] = 0x0f,
			[KEY_LITERAL] = 0x10,
		},
};
const struct lineedit_keys no_keys = {0};
const struct lineedit_keys plain_keys = {.plain = true};

char *buf;
struct lineedit editor;

int
edit_setup(void **state)
{
	buf = NULL;
	restart(&other_keys, CAP);
	return 0;
}

int
edit_teardown(void **state)
{
	free(buf);
	return 0;
}

void
restart(const struct lineedit_keys *keys, size_t cap_bytes)
{
	if (buf != NULL) {
		free(buf);
	}
	buf = calloc(1, cap_bytes);
	lineedit_start(&editor, buf, cap_bytes, keys);
}

void
assert_rest_is_zero(void)
{
	for (size_t i = editor.len_bytes; i < editor.cap_bytes; i++) {
		assert_int_equal(buf[i], 0);
	}
}

enum lineedit_event
feed_bytes(const char *bytes, size_t len)
{
	enum lineedit_event event = LINEEDIT_MORE;

	for (size_t i = 0; i < len; i++) {
		assert_int_equal(event, LINEEDIT_MORE);
		event = lineedit_feed(&editor, (unsigned char)bytes[i]);
		assert_rest_is_zero();
	}
	return event;
}

enum lineedit_event
feed(const char *text)
{
	return feed_bytes(text, strlen(text));
}

void
assert_line(const char *line, size_t chars)
{
	assert_int_equal(editor.len_bytes, strlen(line));
	assert_memory_equal(buf, line, strlen(line));
	assert_int_equal(lineedit_chars(&editor), chars);
}

void
assert_typed(const char *text, const char *wanted, size_t chars)
{
	struct lineedit_keys keys = editor.keys;

	restart(&keys, editor.cap_bytes);
	assert_int_equal(feed(text), LINEEDIT_MORE);
	assert_line(wanted, chars);
}
