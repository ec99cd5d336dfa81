/* SPDX-License-Identifier: MIT */
#include "base/choice.h"

#include <string.h>

int
choice_find(const struct choice *table, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (table[i].name != NULL && strcmp(table[i].name, name) == 0) {
			return (int)i;
		}
	}
	return -1;
}

int
choice_default(const struct choice *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (table[i].chosen) {
			return (int)i;
		}
	}
	return 0;
}

const char *
choice_name(const struct choice *table, size_t count, size_t index)
{
	for (size_t i = 0; i < count; i++) {
		if (table[i].name != NULL && index-- == 0) {
			return table[i].name;
		}
	}
	return NULL;
}
