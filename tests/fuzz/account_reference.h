/* SPDX-License-Identifier: MIT */
/*
 * The rules of libc-compat/account.c once more, slowly, over a whole file in
 * memory. It shares no code with the product.
 */
#ifndef FUZZ_ACCOUNT_REFERENCE_H
#define FUZZ_ACCOUNT_REFERENCE_H

#include <stdbool.h>
#include <sys/types.h>

#include "fuzz_files.h"

#define REFERENCE_FIELDS 9

enum outcome {
	FOUND_NOTHING,
	FOUND_IT,
	FOUND_BROKEN,
};

/* A name, or (NULL) a number. */
struct wish {
	const char *name;
	uint32_t id;
};

struct found {
	enum outcome outcome;
	bool in_name; /* broken: it is the name that was asked for */
	const char *field[REFERENCE_FIELDS];
	size_t len_bytes[REFERENCE_FIELDS];
	/* Of the fields that are numbers; -1: empty. */
	long number[REFERENCE_FIELDS];
	unsigned fields;
};

struct line {
	const char *text;
	size_t len_bytes;
	unsigned long number; /* from 1; 0 before the first */
};

/* The next line, a last one without its newline too; false: there is none. */
bool reference_line(const struct file *file, struct line *line);

/* Whether it is a whole account; *found has its fields. */
bool reference_whole(const struct line *line, unsigned fields,
		     struct found *found);

/* The entry with so many fields; 7 are passwd's, 9 shadow's, 4 group's. */
void reference_find(const struct file *file, const struct wish *wish,
		    unsigned fields, struct found *found);

/* The number of the first whole line after that line; 0: there is none. */
unsigned long reference_next(const struct file *file, unsigned long after,
			     unsigned fields, struct found *found);

/* Bytes of the line that was found. */
size_t reference_line_bytes(const struct found *found);

/* Bytes of the longest line. */
size_t reference_longest(const struct file *file);

/* wish->id and the groups that have wish->name; how many there are. */
int reference_groups(const struct file *file, const struct wish *wish,
		     gid_t *groups, int room, bool *broken);

#endif
