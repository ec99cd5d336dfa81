/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/utf8.c
// cflags: -include tests/unit/fake_autoconf.h
/*
 * Where characters end. test_combining.py compares the table of combining
 * marks with the Unicode database, test_utf8_simple.c has a build without it.
 */
#include "unit_main.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "prompt/utf8.h"

/* Copies text so that AddressSanitizer sees a look behind its end. */
static size_t
end_of(const char *text, size_t len_bytes, size_t from)
{
	char *line = malloc(len_bytes);
	size_t end = 0;

	memcpy(line, text, len_bytes);
	end = utf8_char_end(line, len_bytes, from);
	free(line);
	return end;
}

/* The characters of text have these lengths; 0 behind the last. */
static void
assert_lengths(const char *text, const size_t *lengths)
{
	size_t len = strlen(text);
	size_t at = 0;

	for (; *lengths != 0; lengths++) {
		assert_true(at < len);
		assert_int_equal(end_of(text, len, at), at + *lengths);
		at += *lengths;
	}
	assert_int_equal(at, len);
}

#define assert_chars(text, ...) \
	assert_lengths(text, (const size_t[]){__VA_ARGS__, 0})

static void
utf8_continuation_bytes(void **state)
{
	for (int byte = 0; byte < 256; byte++) {
		assert_int_equal(utf8_is_continuation((unsigned char)byte),
				 byte >= 0x80 && byte <= 0xbf);
	}
}

static void
utf8_whole_characters(void **state)
{
	assert_chars("ab", 1, 1);
	assert_chars("\xc2\x80\xdf\xbf", 2, 2);
	assert_chars("\xe0\xa0\x80\xef\xbf\xbf", 3, 3);
	assert_chars("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 4, 4);
	assert_chars("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 1, 2, 3, 4, 1);
	/* Wide ones are one character all the same. */
	assert_chars("\xe4\xb8\xad\xef\xbc\xa1", 3, 3);
	assert_chars("\x01\x7f\x1b", 1, 1, 1);
}

/* Each first byte announces what the header says, and gets no more. */
static void
utf8_each_first_byte(void **state)
{
	char line[6] = {0, '\x80', '\x80', '\x80', '\x80', '\x80'};

	for (int byte = 0; byte < 256; byte++) {
		size_t wanted = 1;

		line[0] = (char)byte;
		wanted += byte >= 0xc2 && byte <= 0xf4;
		wanted += byte >= 0xe0 && byte <= 0xf4;
		wanted += byte >= 0xf0 && byte <= 0xf4;
		assert_int_equal(end_of(line, sizeof(line), 0), wanted);
	}
}

/* As far as they are there: cut anywhere, and then followed by a letter. */
static void
utf8_incomplete(void **state)
{
	assert_chars("\xc3", 1);
	assert_chars("\xe2\x82", 2);
	assert_chars("\xf0\x9f\x98", 3);
	assert_chars("\xc3z", 1, 1);
	assert_chars("\xe2\x82z", 2, 1);
	assert_chars("\xe2z\x82", 1, 1, 1);
	assert_chars("\xf0\x9f\xc3\xa9", 2, 2);
	assert_chars("\xc3\xc3\xc3", 1, 1, 1);
}

static void
utf8_invalid(void **state)
{
	assert_chars("\x80\xbf", 1, 1);
	assert_chars("\xff\xfe\xf5\x80", 1, 1, 1, 1);
	assert_chars("\xc3\xa9\xa9", 2, 1);
	/* Overlong by two bytes: no lead byte announces them. */
	assert_chars("\xc0\x80\xc1\xbf", 1, 1, 1, 1);
	/* Overlong by three and four, which is no U+0301. */
	assert_chars("e\xe0\x8c\x81", 1, 3);
	assert_chars("e\xf0\x80\x8c\x81", 1, 4);
}

/* A mark belongs to what stands before it, as do all that follow. */
static void
utf8_combining_marks(void **state)
{
	assert_chars("e\xcc\x81", 3);
	assert_chars("e\xcc\x81\xcc\x81\xcc\xa7x", 7, 1);
	assert_chars("\xc3\xa9\xcc\x81", 4);
	assert_chars("\xe4\xb8\xad\xcc\x81", 5);
	assert_chars("\xf0\x9f\x98\x80\xef\xb8\x8f", 7);
	/* Three and four bytes: U+20DD, U+1D167, U+E0100. */
	assert_chars("a\xe2\x83\x9d", 4);
	assert_chars("a\xf0\x9d\x85\xa7", 5);
	assert_chars("a\xf3\xa0\x84\x80", 5);
	/* Of bytes that are no UTF-8 too. */
	assert_chars("\xff\xcc\x81", 3);
}

static void
utf8_mark_without_a_letter(void **state)
{
	assert_chars("\xcc\x81", 2);
	assert_chars("\xcc\x81\xcc\x82", 4);
	assert_chars("\xcc\x81"
		     "a",
		     2, 1);
}

/* The edges of ranges: the first, the last, and the next to them. */
static void
utf8_edges_of_the_ranges(void **state)
{
	assert_chars("a\xcc\x80", 3);            /* U+0300 */
	assert_chars("a\xcb\xbf", 1, 2);         /* U+02FF */
	assert_chars("a\xcd\xaf", 3);            /* U+036F */
	assert_chars("a\xcd\xb0", 1, 2);         /* U+0370 */
	assert_chars("a\xf3\xa0\x87\xaf", 5);    /* U+E01EF, the last */
	assert_chars("a\xf3\xa0\x87\xb0", 1, 4); /* U+E01F0 */
	assert_chars("a\xf4\x8f\xbf\xbf", 1, 4); /* U+10FFFF */
	assert_chars("a\xe2\x80\x8d", 1, 3);     /* U+200D is neither */
}

/* A mark that is not whole yet is none yet. */
static void
utf8_incomplete_mark(void **state)
{
	assert_chars("e\xcc", 1, 1);
	assert_chars("e\xccx", 1, 1, 1);
	assert_chars("e\xf0\x9d\x85", 1, 3);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(utf8_continuation_bytes),
	cmocka_unit_test(utf8_whole_characters),
	cmocka_unit_test(utf8_each_first_byte),
	cmocka_unit_test(utf8_incomplete),
	cmocka_unit_test(utf8_invalid),
	cmocka_unit_test(utf8_combining_marks),
	cmocka_unit_test(utf8_mark_without_a_letter),
	cmocka_unit_test(utf8_edges_of_the_ranges),
	cmocka_unit_test(utf8_incomplete_mark),
};

UNIT_MAIN(tests)
