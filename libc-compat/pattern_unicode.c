/* SPDX-License-Identifier: MIT */
/*
 * Patterns that know UTF-8: the program runs in the locale C.UTF-8, whatever
 * the environment says. In the locale that every program starts in, musl takes
 * each byte beyond ASCII for a character that belongs to no class.
 */
#include <locale.h>

__attribute__((constructor)) static void
pattern_enter_utf8(void)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8");
}
