/* SPDX-License-Identifier: MIT */
// objects: libc-compat/pattern_ascii.c
// cflags: -include tests/unit/rename_libc.h
// memcheck-without: *_made_at_random
/* fnmatch() beside glibc's. */
#include "unit_main.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int glibc_fnmatch(const char *, const char *, int) __asm__("fnmatch");

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

#define RANDOM_COUNT 400000
#define PATTERN_PARTS 6
#define PATTERN_LEN 96

static int
same(const char *pattern, const char *text)
{
	int ours = fnmatch(pattern, text, 0);
	int theirs = glibc_fnmatch(pattern, text, 0);

	if (ours != theirs) {
		printf("\"%s\" \"%s\": %d, not %d\n", pattern, text, ours,
		       theirs);
	}
	return ours == theirs;
}

/* What stands in manuals, and what is cut off. */
static const char *const patterns[] = {
	"",        "*",           "**",       "?",       "a",
	"a*",      "*a",          "*a*",      "a*b*c",   "*.conf",
	"\\*",     "\\",          "a\\",      "\\\\",    "[]]",
	"[!]]",    "[^a]",        "[!a]",     "[a-c]",   "[a-]",
	"[-a]",    "[c-a]",       "[]-a]",    "[\\]]",   "[[.a.]]",
	"[[=a=]]", "[a[.b.]",     "[:al:]",   "[a-\\c]", "[*?]",
	"*[ab]*",  "**a**",       "*?",       "?*?",     "a**b",
	"*ab*ab",  "[\x80-\xff]", "\xc3\xa4", "?\xa4",   "[!\x80-\xff]",
};
static const char *const texts[] = {
	"",      "a",        "b",    "c",     "ab",    "abc",  "aab",  "a.conf",
	".conf", "*",        "\\",   "a\\",   "[",     "[]",   "]",    "[a",
	"a[",    "-",        "[!",   "[[",    "[[:",   "?",    "axbc", "acb",
	"abab",  "ababab",   "aaab", "d",     "A",     "\xe4", "[a-",  "[a\\",
	"[\\",   "\xc3\xa4", ":",    "[[:al", "x[[.a",
};

static void
pattern_as_glibc_has_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++) {
		for (size_t j = 0; j < COUNT(texts); j++) {
			assert_true(same(patterns[i], texts[j]));
		}
	}
}

/* glibc takes an unclosed one now so, now so; here it is itself. */
static void
pattern_unclosed_brackets(void **state)
{
	static const char *const unclosed[] = {"[",     "[]",  "[!",   "[!]",
					       "[a",    "a[",  "[a-",  "[[:",
					       "[[:al", "[[.", "x[[.a"};

	(void)state;
	for (size_t i = 0; i < COUNT(unclosed); i++) {
		assert_int_equal(fnmatch(unclosed[i], unclosed[i], 0), 0);
		assert_int_equal(fnmatch(unclosed[i], "a", 0), FNM_NOMATCH);
		assert_int_equal(fnmatch(unclosed[i], "", 0), FNM_NOMATCH);
	}
}

static void
pattern_each_class_and_each_byte(void **state)
{
	static const char *const names[] = {"alnum", "alpha", "blank",
					    "cntrl", "digit", "graph",
					    "lower", "print", "punct",
					    "space", "upper", "xdigit"};
	char pattern[PATTERN_LEN];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		for (int c = 1; c <= 0xff; c++) {
			const char text[] = {(char)c, '\0'};

			snprintf(pattern, sizeof(pattern), "[[:%s:]]",
				 names[i]);
			assert_true(same(pattern, text));
			snprintf(pattern, sizeof(pattern), "[!a[:%s:]-]",
				 names[i]);
			assert_true(same(pattern, text));
		}
	}
	assert_int_equal(FNM_NOMATCH, fnmatch("[[:nothing:]]", "a", 0));
	assert_int_equal(FNM_NOMATCH, fnmatch("[[:xdigits:]]", "a", 0));
	assert_int_equal(FNM_NOMATCH, fnmatch("[[:alphabet:]]", "a", 0));
	assert_int_equal(FNM_NOMATCH, fnmatch("[[::]]", "a", 0));
}

static void
pattern_each_range_and_each_byte(void **state)
{
	(void)state;
	for (int low = 1; low <= 0xff; low += 3) {
		for (int c = 1; c <= 0xff; c++) {
			const char pattern[] = {'[',  '\\', (char)low, '-',
						'\\', 'f',  ']',       '\0'};
			const char text[] = {(char)c, '\0'};

			assert_true(same(pattern, text));
		}
	}
}

static unsigned
one_of(unsigned count)
{
	return (unsigned)random() % count;
}

/* A pattern whose brackets are closed. */
static void
make_pattern(char *pattern)
{
	static const char *const parts[] = {
		"*",      "*",           "?",
		"a",      "b",           "c",
		"\\a",    "\\*",         "[ab]",
		"[!ab]",  "[a-c]",       "[^a-b]",
		"[]a]",   "[!]]",        "[-b]",
		"[b-]",   "[[:alpha:]]", "[![:digit:]c]",
		"[\\]c]", "[[.a.]b]",    "[[=c=]]"};
	unsigned count = one_of(PATTERN_PARTS + 1);

	pattern[0] = '\0';
	for (unsigned i = 0; i < count; i++) {
		strcat(pattern, parts[one_of(COUNT(parts))]);
	}
}

static void
pattern_made_at_random(void **state)
{
	static const char characters[] = "aaabbcc1*]-";
	char pattern[PATTERN_LEN];
	size_t matched = 0;

	(void)state;
	srandom(1);
	for (int i = 0; i < RANDOM_COUNT; i++) {
		char text[8] = "";
		unsigned len = one_of(sizeof(text));

		for (unsigned j = 0; j < len; j++) {
			text[j] = characters[one_of(sizeof(characters) - 1)];
		}
		make_pattern(pattern);
		assert_true(same(pattern, text));
		matched += fnmatch(pattern, text, 0) == 0;
	}
	assert_true(matched > RANDOM_COUNT / 20);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(pattern_as_glibc_has_it),
	cmocka_unit_test(pattern_unclosed_brackets),
	cmocka_unit_test(pattern_each_class_and_each_byte),
	cmocka_unit_test(pattern_each_range_and_each_byte),
	cmocka_unit_test(pattern_made_at_random),
};

UNIT_MAIN(tests)
