/* SPDX-License-Identifier: MIT */
/*
 * Tables of named things of which Kconfig puts some in a build, one of them as
 * the default.
 */
#ifndef BASE_CHOICE_H
#define BASE_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

struct choice {
	const char *name; /* NULL: not in this build */
	bool chosen;      /* Kconfig's default */
};

/* The index of that name in table[0..count); -1 when it is not there. */
int choice_find(const struct choice *table, size_t count, const char *name);

/* The index of the default; 0 when none is. */
int choice_default(const struct choice *table, size_t count);

/* The index-th of the names that are there; NULL after the last. */
const char *choice_name(const struct choice *table, size_t count, size_t index);

#endif
