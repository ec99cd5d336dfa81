/* SPDX-License-Identifier: MIT */
// objects: applet/pam/policy_text.c
/*
 * Logical lines: comments and continued lines, in a table of what stands in
 * a file, what the lines of it are (pam.conf(5)), and how many each takes.
 * Blanks at the ends and in a row mean nothing, and are not compared.
 */
#include "unit_main.h"

#include <stdlib.h>
#include <string.h>

#include "pam/policy_line.h"

#define LINES_MAX 8

static const struct {
	const char *text;
	const char *lines[LINES_MAX];
	int taken[LINES_MAX];
} table[] = {
	{"", {NULL}, {0}},
	{"\n", {""}, {1}},
	{"a", {"a"}, {1}},
	{"a\n", {"a"}, {1}},
	{"a\n\nb\n", {"a", "", "b"}, {1, 1, 1}},
	/* Comments, wherever they stand. */
	{"#a\nb\n", {"", "b"}, {1, 1}},
	{"  # a\nb # c # d\n", {"", "b"}, {1, 1}},
	{"a#b\n", {"a"}, {1}},
	{"a [b#c]\n", {"a [b"}, {1}},
	{"a \\#b\nc\n", {"a \\", "c"}, {1, 1}},
	/* Continued lines: the backslash and the newline are a blank. */
	{"a\\\nb\nc\n", {"a b", "c"}, {2, 1}},
	{"a \\\n  b \\\n\tc\nd\n", {"a b c", "d"}, {3, 1}},
	{"a\\ \t \nb\n", {"a b"}, {2}},
	{"\\\n\\\na\n", {"a"}, {3}},
	{"a\\\n\nb\n", {"a", "b"}, {2, 1}},
	/* The line that continues may end in a comment, */
	{"a\\\nb # c\nd\n", {"a b", "d"}, {2, 1}},
	{"a\\\n# b\nc\n", {"a", "c"}, {2, 1}},
	/* but a comment is not continued, and ends what it ends. */
	{"# a\\\nb\n", {"", "b"}, {1, 1}},
	{"a # b \\\nc\n", {"a", "c"}, {1, 1}},
	{"a\\\nb # c \\\nd\n", {"a b", "d"}, {2, 1}},
	{"a \\ # b\nc\n", {"a \\", "c"}, {1, 1}},
	/* Other backslashes are left for the line's own reading. */
	{"a\\b\n", {"a\\b"}, {1}},
	{"a\\\\\nb\n", {"a\\ b"}, {2}},
	{"a\\\\\n\nb\n", {"a\\", "b"}, {2, 1}},
	{"a\\\v\nb\n", {"a\\\v", "b"}, {1, 1}},
};
#define TABLE (sizeof(table) / sizeof(table[0]))

/* Blanks in a row are one, those at the ends none. */
static void
squeeze(char *line)
{
	char *to = line;

	for (char *at = line; *at != '\0'; at++) {
		bool blank = *at == ' ' || *at == '\t';

		if (!blank) {
			*to++ = *at;
		} else if (to > line && to[-1] != ' ') {
			*to++ = ' ';
		}
	}
	if (to > line && to[-1] == ' ') {
		to--;
	}
	*to = '\0';
}

/* In a buffer of its own size, so that no byte behind it is touched. */
static void
assert_lines(size_t i)
{
	size_t size = strlen(table[i].text) + 1;
	char *text = test_malloc(size);
	char *rest = text;

	memcpy(text, table[i].text, size);
	for (int n = 0; n < LINES_MAX && table[i].lines[n] != NULL; n++) {
		int taken = -1;
		const char *comment = NULL;
		char *line = policy_line_next(&rest, &taken, &comment);

		assert_non_null(line);
		squeeze(line);
		assert_string_equal(line, table[i].lines[n]);
		assert_int_equal(taken, table[i].taken[n]);
	}
	assert_null(policy_line_next(&rest, &(int){0}, &(const char *){0}));
	assert_null(policy_line_next(&rest, &(int){0}, &(const char *){0}));
	test_free(text);
}

static void
text_lines(void **state)
{
	for (size_t i = 0; i < TABLE; i++) {
		assert_lines(i);
	}
}

static void
text_comment(void **state)
{
	char text[] = "a\n#b\nc # d # e\nf \\\n g #h\n# i\\\nj#";
	static const char *const comments[] = {"",  "b",    " d # e",
					       "h", " i\\", ""};
	char *rest = text;
	const char *comment = NULL;

	for (size_t i = 0; i < sizeof(comments) / sizeof(comments[0]); i++) {
		assert_non_null(policy_line_next(&rest, &(int){0}, &comment));
		assert_string_equal(comment, comments[i]);
	}
	assert_null(policy_line_next(&rest, &(int){0}, &comment));
}

/* A continued line that nothing follows takes no byte behind the text. */
static void
text_ends_continued(void **state)
{
	static const char *const ends[] = {"a\\", "a\\\n", "\\", "\\\n",
					   "a\\ "};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t size = strlen(ends[i]) + 1;
		char *text = test_malloc(size);
		char *rest = text;
		int taken = 0;
		const char *comment = NULL;

		memcpy(text, ends[i], size);
		while (policy_line_next(&rest, &taken, &comment) != NULL) {
			assert_int_equal(taken, 1);
		}
		assert_ptr_equal(rest, text + size - 1);
		test_free(text);
	}
}

/* In an argument in brackets each blank counts: as many as Linux-PAM makes. */
static void
text_joins_by_one_blank(void **state)
{
	static const char *const pairs[][2] = {
		{"a [b\\\nc]", "a [b c]"},
		{"a [b \\\n\t c]", "a [b  c]"},
		{"a [b\\ \t\nc]", "a [b c]"},
		{"a [b\\\n\\\n \\\nc]", "a [b c]"},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		char text[64] = "";
		char *rest = text;
		const char *comment = NULL;

		strcpy(text, pairs[i][0]);
		assert_string_equal(policy_line_next(&rest, &(int){0},
						     &comment),
				    pairs[i][1]);
		assert_null(policy_line_next(&rest, &(int){0}, &comment));
	}
}

static void
text_brackets(void **state)
{
	static const char *const whole[] = {
		"",    " ",       "a",      "[a b]",   "a [b] c", "[]",
		"x[y", "[a\\]b]", "[a][b]", "[a[b] c", "a]",      "[\\]]",
	};
	static const char *const open[] = {
		"[", "a [b", "[a\\]", "[a] [", "[a][b", "[[", "[\\", "\t[a b c",
	};

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		assert_true(policy_brackets_end(whole[i]));
	}
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		assert_false(policy_brackets_end(open[i]));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(text_joins_by_one_blank),
	cmocka_unit_test(text_brackets),
	cmocka_unit_test(text_lines),
	cmocka_unit_test(text_comment),
	cmocka_unit_test(text_ends_continued),
};

UNIT_MAIN(tests)
