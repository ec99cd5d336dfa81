/* SPDX-License-Identifier: MIT */
// objects: libc-compat/number.c
// cflags: -include tests/unit/rename_libc.h
// memcheck-without: *_short_texts
/* strtol() and strtoul() beside glibc's: the value, the end, the error. */
#include "unit_main.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

long glibc_strtol(const char *, char **, int) __asm__("strtol");
unsigned long glibc_strtoul(const char *, char **, int) __asm__("strtoul");

static const char *const heads[] = {"",  " ",  "\t\n ", "-",   "+",   " -",
				    "0", "0x", "-0x",   "0X0", "--1", "+-"};
static const char *const bodies[] = {"",
				     "0",
				     "1",
				     "7",
				     "8",
				     "9",
				     "a",
				     "F",
				     "g",
				     "z",
				     "Z",
				     "00",
				     "077",
				     "12345",
				     "2147483647",
				     "2147483648",
				     "4294967295",
				     "4294967296",
				     "9223372036854775807",
				     "9223372036854775808",
				     "9223372036854775809",
				     "18446744073709551615",
				     "18446744073709551616",
				     "99999999999999999999999999",
				     "ffffffffffffffff",
				     "10000000000000000",
				     "7fffffffffffffff",
				     "8000000000000000",
				     "zzzzzzzzzzzzzzzzzzzz",
				     "x",
				     "0x1",
				     "1_",
				     ".",
				     "\xc3\xa4",
				     "\xff"};
static const char *const tails[] = {"", " ", "x", ":3", "-", "\x80"};
static const int bases[] = {0, 2, 8, 10, 11, 16, 35, 36};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* glibc says nothing of text without a number, POSIX lets musl say EINVAL. */
static void
compare(const char *text, int base)
{
	char *end = NULL;
	char *wanted_end = NULL;
	long wanted = 0;
	int wanted_errno = 0;

	errno = 0;
	wanted = glibc_strtol(text, &wanted_end, base);
	wanted_errno = wanted_end != text ? errno : EINVAL;
	errno = 0;
	assert_int_equal(strtol(text, &end, base), wanted);
	assert_ptr_equal(end, wanted_end);
	assert_int_equal(errno, wanted_errno);

	errno = 0;
	wanted = (long)glibc_strtoul(text, &wanted_end, base);
	wanted_errno = wanted_end != text ? errno : EINVAL;
	errno = 0;
	assert_int_equal((long)strtoul(text, &end, base), wanted);
	assert_ptr_equal(end, wanted_end);
	assert_int_equal(errno, wanted_errno);
	assert_int_equal((long)strtoull(text, NULL, base), wanted);
}

static void
number_beside_glibc(void **state)
{
	char text[64];
	size_t compared = 0;

	(void)state;
	for (size_t h = 0; h < COUNT(heads); h++) {
		for (size_t b = 0; b < COUNT(bodies); b++) {
			for (size_t t = 0; t < COUNT(tails); t++) {
				snprintf(text, sizeof(text), "%s%s%s", heads[h],
					 bodies[b], tails[t]);
				for (size_t i = 0; i < COUNT(bases); i++) {
					compare(text, bases[i]);
					compared++;
				}
			}
		}
	}
	assert_true(compared > 15000);
	printf("%zu numbers\n", compared);
}

/* Each text of up to three of the characters that matter. */
static void
number_short_texts(void **state)
{
	static const char letters[] = "01789aAfgxX+- \nzZ:\x80";
	const size_t n = sizeof(letters);
	size_t compared = 0;

	(void)state;
	for (size_t i = 0; i < n * n * n; i++) {
		const char text[] = {letters[i % n], letters[i / n % n],
				     letters[i / n / n], '\0'};

		for (size_t b = 0; b < COUNT(bases); b++) {
			compare(text, bases[b]);
			compared++;
		}
	}
	assert_true(compared > 50000);
}

static void
number_bad_base(void **state)
{
	static const int bad[] = {1, -1, 37, INT_MAX, INT_MIN};
	char text[] = "12";
	char *end = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		errno = 0;
		assert_int_equal(strtol(text, &end, bad[i]), 0);
		assert_int_equal(errno, EINVAL);
		assert_ptr_equal(end, text);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(number_beside_glibc),
	cmocka_unit_test(number_short_texts),
	cmocka_unit_test(number_bad_base),
};

UNIT_MAIN(tests)
