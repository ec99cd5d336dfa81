/* SPDX-License-Identifier: MIT */
/*
 * A command line, read strictly: -x, -xVALUE, -x VALUE, -xy, --name,
 * --name=VALUE, --name VALUE; the options end at -- or at the first word that
 * is none. No abbreviations.
 */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>

struct options {
	char **argv;       /* NULL-terminated */
	int at;            /* of the next word; start with 1 */
	bool closed;       /* by "--": no options behind an operand either */
	const char *group; /* the rest of -xyz; NULL: none */
	const char *value; /* of the option that was found */
	const char *wrong; /* what is wrong (constant text) */
	const char *word;  /* with which word */
};

/*
 * The next option. specs: strings one behind the other, the last one empty,
 * each a letter, ':' when it has a value or ' ', and the long name: "s:service".
 * A digit as the letter: there is no short form.
 *
 * Returns the letter; 0 when there is none left (argv + at are the operands);
 * -1 when it is not one of specs, lacks its value or has one too many.
 */
int options_next(struct options *options, const char *specs);

/* Digits alone (6 at most), a number from least to most. */
bool options_number(const char *text, long least, long most, long *number);

#endif
