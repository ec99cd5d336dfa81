/* SPDX-License-Identifier: MIT */
/*
 * strtol() and its kin. musl has them read through a stream, by the code of its
 * scanf: 1.4 KB, where this is a third of it.
 *
 * As POSIX has it, and musl: EINVAL for a base that is none and for text that
 * begins with no number, ERANGE and the nearest value for one that is too large.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

/* All of them are of 64 bits here. */
_Static_assert(sizeof(long) == sizeof(long long), "one size for all");

/* What a character is worth; what is no digit is more than any base. */
static unsigned
digit_of(char character)
{
	int c = (unsigned char)character;

	if (isdigit(c)) {
		return (unsigned)(c - '0');
	}
	return isalpha(c) ? (unsigned)(tolower(c) - 'a') + 10 : UINT_MAX;
}

/* Reads digits up to *text's end of them. Returns false when they are too many
 * for *value. */
static bool
read_digits(const char **text, unsigned base, unsigned long *value)
{
	bool fits = true;

	for (; digit_of(**text) < base; (*text)++) {
		fits = fits && !__builtin_mul_overflow(*value, base, value)
		       && !__builtin_add_overflow(*value, digit_of(**text),
						  value);
	}
	return fits;
}

/* The base that is meant; *text goes behind its prefix, which is one only
 * before a digit. */
static unsigned
find_base(const char **text, unsigned base)
{
	bool prefixed = (base == 0 || base == 16) && **text == '0'
			&& ((*text)[1] | ' ') == 'x'
			&& digit_of((*text)[2]) < 16;

	if (prefixed) {
		*text += 2;
		return 16;
	}
	if (base == 0) {
		return **text == '0' ? 8 : 10;
	}
	return base;
}

/* most: the largest value of the type, as an unsigned one. */
static unsigned long
scan(const char *start, char **end, int wanted, unsigned long most)
{
	const char *text = start;
	const char *first = NULL;
	unsigned long value = 0;
	bool negative = false;
	bool fits = true;
	unsigned base = 0;

	while (isspace((unsigned char)*text)) {
		text++;
	}
	negative = *text == '-';
	text += negative || *text == '+';
	base = find_base(&text, (unsigned)wanted);
	first = text;
	if (base >= 2 && base <= 36) {
		fits = read_digits(&text, base, &value);
	}
	if (end != NULL) {
		*end = (char *)(text != first ? text : start);
	}
	if (text == first) {
		errno = EINVAL;
		return 0;
	}
	/* -2^63 is a number of the signed types, 2^63 is none. */
	if (!fits || (most != ULONG_MAX && value > most + negative)) {
		errno = ERANGE;
		return most != ULONG_MAX ? most + negative : most;
	}
	return negative ? -value : value;
}

long
strtol(const char *restrict text, char **restrict end, int base)
{
	return (long)scan(text, end, base, LONG_MAX);
}

unsigned long
strtoul(const char *restrict text, char **restrict end, int base)
{
	return scan(text, end, base, ULONG_MAX);
}

long long
strtoll(const char *restrict text, char **restrict end, int base)
{
	return (long long)scan(text, end, base, LONG_MAX);
}

unsigned long long
strtoull(const char *restrict text, char **restrict end, int base)
{
	return scan(text, end, base, ULONG_MAX);
}

intmax_t
strtoimax(const char *restrict text, char **restrict end, int base)
{
	return (intmax_t)scan(text, end, base, LONG_MAX);
}

uintmax_t
strtoumax(const char *restrict text, char **restrict end, int base)
{
	return scan(text, end, base, ULONG_MAX);
}
