/* SPDX-License-Identifier: MIT */
/*
 * The character classes of patterns (fnmatch's [[:alpha:]] and its like) for
 * ASCII, in place of musl's tables of all Unicode: 12 KB. Nothing is lost as
 * long as the program stays in the locale that it starts in, "C", in which a
 * byte beyond ASCII is no letter anyway; pattern_unicode.c is what leaves it.
 */
#include <ctype.h>
#include <wchar.h>
#include <wctype.h>

static int
is_ascii(wint_t character)
{
	return character < 0x80;
}

int
iswalpha(wint_t character)
{
	return is_ascii(character) && isalpha((int)character);
}

int
iswpunct(wint_t character)
{
	return is_ascii(character) && ispunct((int)character);
}

wint_t
towlower(wint_t character)
{
	return is_ascii(character) ? (wint_t)tolower((int)character)
				   : character;
}

wint_t
towupper(wint_t character)
{
	return is_ascii(character) ? (wint_t)toupper((int)character)
				   : character;
}
