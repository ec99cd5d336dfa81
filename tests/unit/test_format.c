/* SPDX-License-Identifier: MIT */
// objects: libc-compat/format.c libc-compat/format_field.c
// objects: libc-compat/error_text.c
// cflags: -include tests/unit/rename_libc.h
// memcheck-without: format_numbers
/* vsnprintf() and vfprintf() beside glibc's, and strerror(). */
#include "unit_main.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int glibc_vsnprintf(char *, size_t, const char *, va_list) __asm__("vsnprintf");

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
enum {
	ROOM = 80
};

static size_t compared;

/* With the whole room, with too little of it, with none. */
static void
compare(const char *format, ...)
{
	static const size_t rooms[] = {ROOM, 5, 1, 0};

	for (size_t i = 0; i < COUNT(rooms); i++) {
		char ours[ROOM];
		char theirs[ROOM];
		va_list arguments;
		int wanted = 0;

		memset(ours, '?', sizeof(ours));
		memset(theirs, '?', sizeof(theirs));
		va_start(arguments, format);
		wanted = glibc_vsnprintf(theirs, rooms[i], format, arguments);
		va_end(arguments);
		va_start(arguments, format);
		if (vsnprintf(ours, rooms[i], format, arguments) != wanted
		    || memcmp(ours, theirs, sizeof(ours)) != 0) {
			fail_msg("\"%s\": \"%.*s\", not \"%.*s\"", format, ROOM,
				 ours, ROOM, theirs);
		}
		va_end(arguments);
		compared++;
	}
}

static const char *const widths[] = {"", "1", "7", "30"};
static const char *const precisions[] = {"", ".", ".0", ".1", ".9", ".25"};
static const char *const sizes[] = {"", "hh", "h", "l", "ll", "z", "j", "t"};
static const long values[] = {0,        1,           -1,       7,
			      8,        255,         -128,     65535,
			      INT_MIN,  INT_MAX,     UINT_MAX, LONG_MIN,
			      LONG_MAX, 0x12abcdef34};

/* flags: a bit for each of "-0#+ ". */
static void
compare_numbers(unsigned flags, const char *width, const char *precision,
		const char *size)
{
	char format[32];
	char set[6] = "";

	for (size_t i = 0, n = 0; i < 5; i++) {
		if ((flags >> i & 1) != 0) {
			set[n++] = "-0#+ "[i];
		}
	}
	for (const char *conversion = "diuoxX"; *conversion != '\0';
	     conversion++) {
		snprintf(format, sizeof(format), "<%%%s%s%s%s%c>", set, width,
			 precision, size, *conversion);
		for (size_t i = 0; i < COUNT(values); i++) {
			compare(format, values[i]);
		}
	}
}

static void
format_numbers(void **state)
{
	(void)state;
	compared = 0;
	for (unsigned flags = 0; flags < 32; flags++) {
		for (size_t w = 0; w < COUNT(widths); w++) {
			for (size_t p = 0; p < COUNT(precisions); p++) {
				for (size_t s = 0; s < COUNT(sizes); s++) {
					compare_numbers(flags, widths[w],
							precisions[p],
							sizes[s]);
				}
			}
		}
	}
	assert_true(compared > 2000000);
	printf("%zu numbers\n", compared);
}

static void
format_strings(void **state)
{
	static const char *const texts[] = {"", "a", "some text", NULL};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		compare("%s", texts[i]);
		compare("[%12s] [%-12s]", texts[i], texts[i]);
		compare("%.*s|%*s|%-*s", 7, texts[i], 4, texts[i], 4, texts[i]);
		compare("%.*s|%*s", -1, texts[i], -9, texts[i]);
		compare("%-5s:%.6s", texts[i], texts[i]);
	}
	compare("%c%3c%-3c%c", 'a', 'b', 'c', '\0');
	compare("%%|%5d%%|%s", 3, "x");
	compare("%.*s|%.*s", 100000, "text", INT_MAX, "more");
	compare("%*s", 65536, "wide");
	compare("%*s%100000s%-100000s|%.70000d", -100000, "a", "b", "c", 1);
	compare("no field at all");
	compare("");
	compare("%s %d %s %u %lu %zu %o %02d %04x", "a", -1, "b", 2U, 3UL,
		(size_t)4, 0644U, 5, 0xabU);
	compare("%p", (void *)values);
}

/* What is not known takes nothing and gives nothing. */
static int
refuse(const char *format, ...)
{
	char text[ROOM];
	va_list arguments;
	int length = 0;

	va_start(arguments, format);
	errno = 0;
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return length < 0 ? errno : 0;
}

static void
format_refused(void **state)
{
	static const char *const bad[] = {
		"%",  "%5", "%l",  "%f",   "%g",          "%n",           "%S",
		"%C", "%y", "a%-", "%1$d", "%134217728d", "%.2147483648d"};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(refuse(bad[i], 1, 2), EINVAL);
	}
	assert_int_equal(refuse("%*d", INT_MIN, 1), EINVAL);
	assert_int_equal(refuse("%.*s", INT_MIN, "x"), EINVAL);
}

static int
print(FILE *stream, const char *format, ...)
{
	va_list arguments;
	int length = 0;

	va_start(arguments, format);
	length = vfprintf(stream, format, arguments);
	va_end(arguments);
	return length;
}

static void
format_streams(void **state)
{
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(stream);
	errno = ENOENT;
	assert_int_equal(print(stream, "%300d|%m|%s", 1, "x"), 328);
	assert_int_equal(fclose(stream), 0);
	assert_int_equal(length, 328);
	assert_string_equal(text + 299, "1|No such file or directory|x");
	free(text);
	assert_non_null(full);
	setvbuf(full, NULL, _IONBF, 0);
	assert_int_equal(print(full, "%s", "x"), -1);
	fclose(full);
}

static void
format_errors(void **state)
{
	(void)state;
	assert_string_equal(strerror(0), "No error information");
	assert_string_equal(strerror(EPERM), "Operation not permitted");
	assert_string_equal(strerror(EKEYREJECTED),
			    "Key was rejected by service");
	assert_string_equal(strerror(EUCLEAN), "error 117");
	assert_string_equal(strerror(256 + EPERM), "error 257");
	assert_string_equal(strerror(-1), "error -1");
	assert_string_equal(strerror(INT_MIN), "error -2147483648");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(format_numbers), cmocka_unit_test(format_strings),
	cmocka_unit_test(format_refused), cmocka_unit_test(format_streams),
	cmocka_unit_test(format_errors),
};

UNIT_MAIN(tests)
