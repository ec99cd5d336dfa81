/* SPDX-License-Identifier: MIT */
/*
 * vfprintf() and vsnprintf(), below all of musl's other printf functions, for
 * the formats that programs in C have but for floating point, wide characters,
 * %n and numbered arguments: none of Linux-PAM's, libxcrypt's or pamlet's formats
 * has those (a test reads them all). musl's own are 3 KB more.
 *
 * Rules:
 * 1. What is not known here is an error (EINVAL), never skipped: the arguments
 *    behind it would be taken for something else.
 * 2. Never a byte beyond the size that is given; its last one is the NUL.
 */
#include "format.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

enum {
	/* No width or precision in a format is larger. */
	FIELD_MAX = 0x7ffffff,
	STAGE = 128
};

/*
 * A number, or the argument that "*" stands for, which may be any that has a
 * negative: "%.*s" with INT_MAX is the whole string. Returns false for others.
 */
static bool
read_number(struct format *out, const char **format, int *number)
{
	*number = 0;
	if (**format == '*') {
		(*format)++;
		*number = va_arg(out->arguments, int);
		return *number != INT_MIN;
	}
	for (; isdigit((unsigned char)**format); (*format)++) {
		*number = *number * 10 + (**format - '0');
		if (*number > FIELD_MAX) {
			return false;
		}
	}
	return true;
}

static void
read_flags(const char **format, struct field *field)
{
	for (;; (*format)++) {
		switch (**format) {
		case '-':
			field->left = true;
			break;
		case '0':
			field->zero = true;
			break;
		case '#':
			field->other = true;
			break;
		case '+':
			field->plus = '+';
			break;
		case ' ':
			field->plus = field->plus == '+' ? '+' : ' ';
			break;
		default:
			return;
		}
	}
}

static void
read_size(const char **format, struct field *field)
{
	field->size = sizeof(int);
	for (; **format != '\0' && strchr("hlzjt", **format) != NULL;
	     (*format)++) {
		field->size = **format != 'h' ? sizeof(long) : field->size / 2;
	}
}

/* All that stands between "%" and the conversion. */
static bool
read_field(struct format *out, const char **format, struct field *field)
{
	read_flags(format, field);
	if (!read_number(out, format, &field->width)) {
		return false;
	}
	if (field->width < 0) {
		field->left = true;
		field->width = -field->width;
	}
	if (**format == '.') {
		(*format)++;
		if (!read_number(out, format, &field->precision)) {
			return false;
		}
		field->has_precision = field->precision >= 0;
	}
	read_size(format, field);
	return true;
}

/* Returns the length of the whole text, or -1 with errno. */
static int
write_all(struct format *out, const char *format)
{
	const char *at = format;

	for (; *at != '\0'; at++) {
		struct field field = {0};

		if (*at != '%') {
			format_put(out, *at);
			continue;
		}
		at++;
		if (!read_field(out, &at, &field)
		    || !format_convert(out, &field, *at)) {
			errno = EINVAL;
			return -1;
		}
	}
	if (out->total > INT_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	return (int)out->total;
}

int
vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
	char stage[STAGE];
	struct format out = {.stream = stream,
			     .text = stage,
			     .room = sizeof(stage),
			     .error = errno};
	int length = 0;

	va_copy(out.arguments, arguments);
	length = write_all(&out, format);
	va_end(out.arguments);
	format_flush(&out);
	return out.failed ? -1 : length;
}

int
vsnprintf(char *restrict text, size_t size_bytes, const char *restrict format,
	  va_list arguments)
{
	struct format out = {.text = text,
			     .room = size_bytes > 0 ? size_bytes - 1 : 0,
			     .error = errno};
	int length = 0;

	va_copy(out.arguments, arguments);
	length = write_all(&out, format);
	va_end(out.arguments);
	if (size_bytes > 0) {
		text[out.used] = '\0';
	}
	return length;
}
