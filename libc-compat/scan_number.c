/* SPDX-License-Identifier: MIT */
#include "scan_number.h"

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* One number from min to max; no long is out of range of what is asked for
 * here, and strtol's own overflow value is beyond every max. */
static bool
scan_long(const char *text, long min, long max, long *number)
{
	char *end = NULL;

	*number = strtol(text, &end, 10);
	return end != text && *number >= min && *number <= max;
}

int
compat_scan_number(const char *text, const char *format, ...)
{
	va_list arguments;
	void *where = NULL;
	long number = 0;
	int stored = 0;

	va_start(arguments, format);
	where = va_arg(arguments, void *);
	va_end(arguments);
	if (strcmp(format, "%d") == 0) {
		if (scan_long(text, INT_MIN, INT_MAX, &number)) {
			*(int *)where = (int)number;
			stored = 1;
		}
	} else if (strcmp(format, "%u") == 0) {
		if (scan_long(text, 0, UINT_MAX, &number)) {
			*(unsigned int *)where = (unsigned int)number;
			stored = 1;
		}
	} else if (strcmp(format, "%hu") == 0) {
		if (scan_long(text, 0, USHRT_MAX, &number)) {
			*(unsigned short *)where = (unsigned short)number;
			stored = 1;
		}
	}
	return stored;
}
