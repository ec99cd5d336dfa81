/* SPDX-License-Identifier: MIT */
// objects: applet/base/escape.c applet/prompt/io.c applet/base/signals.c
// objects: applet/base/deadline.c
/* Hostile text, as it is shown on a terminal and written to the log. */
#include "unit_main.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/signals.h"
#include "prompt/io.h"

#define LIMIT_MS 10000

/* What byte is to become, written anew: printf's own hexadecimal. */
static const char *
escaped(int byte)
{
	static char text[8];

	if (byte < ' ' || byte > '~') {
		snprintf(text, sizeof(text), "\\x%02x", (unsigned)byte);
	} else {
		snprintf(text, sizeof(text), "%c", byte);
	}
	return text;
}

static void
escape_each_byte(void **state)
{
	for (int byte = 0; byte < 256; byte++) {
		const char *wanted = escaped(byte);
		char out[ESCAPE_MAX + 1];

		memset(out, 'G', sizeof(out));
		assert_int_equal(escape_byte(out, (unsigned char)byte),
				 strlen(wanted));
		assert_memory_equal(out, wanted, strlen(wanted));
		for (size_t i = strlen(wanted); i < sizeof(out); i++) {
			assert_int_equal(out[i], 'G');
		}
	}
}

/* The same, but that a newline may stand in text of several lines. */
static void
escape_each_byte_of_text(void **state)
{
	for (int byte = 0; byte < 256; byte++) {
		const char *wanted = byte == '\n' ? "\n" : escaped(byte);
		char out[ESCAPE_MAX + 1];

		memset(out, 'G', sizeof(out));
		assert_int_equal(escape_text_byte(out, (unsigned char)byte),
				 strlen(wanted));
		assert_memory_equal(out, wanted, strlen(wanted));
		assert_int_equal(out[strlen(wanted)], 'G');
	}
}

static void
escape_whole_string(void **state)
{
	char out[64];

	assert_ptr_equal(escape_string(out, sizeof(out), "root"), out);
	assert_string_equal(out, "root");
	escape_string(out, sizeof(out), "");
	assert_string_equal(out, "");
	escape_string(out, sizeof(out), "a\nb\x1b[2J\xc3\xa9\x7f");
	assert_string_equal(out, "a\\x0ab\\x1b[2J\\xc3\\xa9\\x7f");
}

/* In each size of buffer: what fits whole, and not a byte behind it. */
static void
escape_string_bounds(void **state)
{
	static const char text[] = "ab\x1b\x9bz";
	static const size_t ends[] = {0, 1, 2, 6, 10, 11};
	static const char whole[] = "ab\\x1b\\x9bz";

	for (size_t size = 1; size <= sizeof(whole) + 2; size++) {
		char *out = test_malloc(size);
		size_t fits = 0;

		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
			fits = ends[i] < size ? ends[i] : fits;
		}
		escape_string(out, size, text);
		assert_int_equal(strlen(out), fits);
		assert_memory_equal(out, whole, fits);
		test_free(out);
	}
}

/* What io_write_escaped writes for text; read back from a pipe. */
static size_t
shown(const char *text, char *out, size_t size_bytes)
{
	int fds[2] = {-1, -1};
	size_t len = 0;
	ssize_t n = 0;

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(io_write_escaped((struct io_sink){fds[1], true},
					  deadline_in(LIMIT_MS), text),
			 PROMPT_OK);
	close(fds[1]);
	while ((n = read(fds[0], out + len, size_bytes - len)) > 0) {
		len += (size_t)n;
	}
	assert_int_equal(n, 0);
	close(fds[0]);
	return len;
}

static void
assert_shown(const char *text, const char *wanted)
{
	static char out[65536];
	size_t len = shown(text, out, sizeof(out));

	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(out, wanted, len);
}

static void
show_each_byte(void **state)
{
	for (int byte = 1; byte < 256; byte++) {
		char text[2] = {(char)byte, 0};

		assert_shown(text, byte == '\n' ? "\n" : escaped(byte));
	}
	assert_shown("", "");
}

static void
show_lines(void **state)
{
	assert_shown("one\ntwo\n\n", "one\ntwo\n\n");
	assert_shown("one\r\ntwo\tthree", "one\\x0d\ntwo\\x09three");
	assert_shown("\x1b]0;title\x07 \xe2\x80\xae",
		     "\\x1b]0;title\\x07 \\xe2\\x80\\xae");
}

/* Longer than any buffer, and escapes across each border of one. */
static void
show_long_text(void **state)
{
	static char text[8001];
	static char wanted[4 * sizeof(text) + 1];

	for (size_t shift = 0; shift < 80; shift++) {
		size_t len = 0;

		for (size_t i = 0; i < sizeof(text) - 1; i++) {
			bool plain = i < shift || i % 7 == 0;

			text[i] = plain ? (char)('a' + i % 26) : '\x80';
			strcpy(wanted + len, escaped((unsigned char)text[i]));
			len += plain ? 1 : 4;
		}
		assert_shown(text, wanted);
	}
}

static int
setup(void **state)
{
	return signals_setup() ? 0 : -1;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(escape_each_byte),
	cmocka_unit_test(escape_each_byte_of_text),
	cmocka_unit_test(escape_whole_string),
	cmocka_unit_test(escape_string_bounds),
	cmocka_unit_test_setup(show_each_byte, setup),
	cmocka_unit_test_setup(show_lines, setup),
	cmocka_unit_test_setup(show_long_text, setup),
};

UNIT_MAIN(tests)
