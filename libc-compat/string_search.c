/* SPDX-License-Identifier: MIT */
/*
 * strstr in place of musl's, which is made for long texts (900 bytes); what is
 * searched here are paths and lists of names.
 */
#include <string.h>

char *
strstr(const char *text, const char *wanted)
{
	const size_t len_bytes = strlen(wanted);

	while (strncmp(text, wanted, len_bytes) != 0) {
		if (*text++ == '\0') {
			return NULL;
		}
	}
	return (char *)text;
}
