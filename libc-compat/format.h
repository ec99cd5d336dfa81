/* SPDX-License-Identifier: MIT */
/*
 * The parts of vfprintf() and vsnprintf(): format.c reads the formats, and
 * format_field.c writes what they ask for.
 */
#ifndef COMPAT_FORMAT_H
#define COMPAT_FORMAT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Where the text goes: to text[0 .. room - 1], or by way of that to the stream.
 * total is what would have been written with room enough; a stream that did
 * not take it all makes failed true. error is what "%m" tells.
 */
struct format {
	FILE *stream;
	char *text;
	size_t room;
	size_t used;
	size_t total;
	bool failed;
	int error;
	va_list arguments;
};

/* "%", flags, width, precision, size: what stands before a conversion. */
struct field {
	bool left;
	bool zero;
	bool other;
	char plus;
	bool has_precision;
	int width;
	int precision;
	/* Of the argument, in bytes. */
	size_t size;
};

/* One character. */
void format_put(struct format *out, char c);

/* What waits in text goes to the stream. */
void format_flush(struct format *out);

/*
 * Takes the argument and writes it. Returns false, and takes and writes nothing,
 * for a conversion that is none here.
 */
bool format_convert(struct format *out, struct field *field, char conversion);

#endif
