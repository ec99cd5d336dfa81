/* SPDX-License-Identifier: MIT */
/*
 * fnmatch() for bytes, in place of musl's for all of Unicode with its tables:
 * 14 KB. Nothing is lost as long as the program stays in the locale that it
 * starts in, "C", in which a byte beyond ASCII is no letter anyway;
 * pattern_unicode.c is what leaves it.
 *
 * As POSIX and glibc have it, where policies come from; a "[" without its "]" is
 * itself. ("\" stands between brackets for itself in musl.)
 */
#include <ctype.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A name with what closes it; xdigit is one longer, and as long without that. */
#define NAME_LEN 7

/* Whether c is in one of POSIX's classes, "name:]". */
static bool
is_in_class(const char *name, int c)
{
	static const char names[] =
		"alnum:]alpha:]blank:]cntrl:]digit:]graph:]"
		"lower:]print:]punct:]space:]upper:]xdigit:";
	const char *found = names;

	while (*found != '\0' && strncmp(name, found, NAME_LEN) != 0) {
		found += NAME_LEN;
	}
	switch ((found - names) / NAME_LEN) {
	case 0:
		return isalnum(c);
	case 1:
		return isalpha(c);
	case 2:
		return isblank(c);
	case 3:
		return iscntrl(c);
	case 4:
		return isdigit(c);
	case 5:
		return isgraph(c);
	case 6:
		return islower(c);
	case 7:
		return isprint(c);
	case 8:
		return ispunct(c);
	case 9:
		return isspace(c);
	case 10:
		return isupper(c);
	case 11:
		return isxdigit(c);
	default:
		return false;
	}
}

/* What stands behind "[:name:]" at `open`, and its like; NULL if it has no end. */
static const char *
behind_class(const char *open)
{
	const char *end = open + 2;

	while (*end != '\0' && (end[0] != open[1] || end[1] != ']')) {
		end++;
	}
	return *end != '\0' ? end + 2 : NULL;
}

/* One character of those between brackets, which "\" may stand before. */
static unsigned char
take_character(const char **at)
{
	if ((*at)[0] == '\\' && (*at)[1] != '\0') {
		(*at)++;
	}
	return (unsigned char)*(*at)++;
}

/* Whether c is in the first of what is listed between brackets. Moves *at behind
 * that; to NULL where it has no end. */
static bool
item_has(const char **at, unsigned char c)
{
	const char *const item = *at;
	const char *const end = item[0] == '[' && item[1] != '\0'
						&& strchr(":.=", item[1])
							   != NULL
					? behind_class(item)
					: item;
	unsigned char low = 0;
	unsigned char high = 0;

	if (end != item) {
		*at = end;
		return end != NULL
		       && (item[1] == ':'
				   ? is_in_class(item + 2, c)
				   : end == item + 5
					     && (unsigned char)item[2] == c);
	}
	if (*item == '\0') {
		*at = NULL;
		return false;
	}
	low = high = take_character(at);
	if ((*at)[0] == '-' && (*at)[1] != ']' && (*at)[1] != '\0') {
		(*at)++;
		high = take_character(at);
	}
	return c >= low && c <= high;
}

/* Whether c is among what stands between brackets, of which `open` is the
 * first. *end: behind the second; NULL if there is none. */
static bool
bracket_has(const char *open, unsigned char c, const char **end)
{
	const char *at = open + 1;
	bool inverted = *at == '!' || *at == '^';
	bool found = false;

	at += inverted;
	do {
		found = item_has(&at, c) || found;
	} while (at != NULL && *at != ']');
	*end = at != NULL ? at + 1 : NULL;
	return found != inverted;
}

/* What stands behind the first element of the pattern, if that is c. */
static const char *
behind_element(const char *pattern, char c)
{
	const char *end = NULL;
	bool has = false;

	if (*pattern == '?') {
		return pattern + 1;
	}
	if (*pattern == '[') {
		has = bracket_has(pattern, (unsigned char)c, &end);
		if (end != NULL) {
			return has ? end : NULL;
		}
	}
	if (*pattern == '\\') {
		pattern++;
	}
	return *pattern == c ? pattern + 1 : NULL;
}

/* Flags are not known here: all callers pass 0 (a test reads them). */
int
fnmatch(const char *pattern, const char *text, int flags)
{
	const char *star = NULL;
	const char *taken = NULL;

	(void)flags;
	while (*text != '\0') {
		const char *next = behind_element(pattern, *text);

		if (*pattern == '*') {
			star = ++pattern;
			taken = text;
		} else if (next != NULL) {
			pattern = next;
			text++;
		} else if (star != NULL) {
			pattern = star;
			text = ++taken;
		} else {
			return FNM_NOMATCH;
		}
	}
	while (*pattern == '*') {
		pattern++;
	}
	return *pattern == '\0' ? 0 : FNM_NOMATCH;
}
