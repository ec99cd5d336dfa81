/* SPDX-License-Identifier: MIT */
/*
 * sscanf for the modules that only scan one number with it; the recipes
 * redirect them here, because the whole of scanf is 5 KB.
 */
#ifndef COMPAT_SCAN_NUMBER_H
#define COMPAT_SCAN_NUMBER_H

/*
 * The format is "%d" (int), "%u" (unsigned int) or "%hu" (unsigned short),
 * each with the pointer to store at. Returns 1 and stores; or 0 and stores
 * nothing: for text that does not begin with a decimal number (white space
 * before it is skipped), for any other format, and, stricter than scanf, for
 * a number that the type does not hold, where scanf would store another one.
 */
int compat_scan_number(const char *text, const char *format, ...)
	__attribute__((format(scanf, 2, 3)));

#endif
