/* SPDX-License-Identifier: MIT */
#include "format.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

/* A number of 64 bits in octal, with a 0 before it. */
enum {
	DIGITS = 24
};

void
format_flush(struct format *out)
{
	if (out->used > 0
	    && fwrite(out->text, 1, out->used, out->stream) != out->used) {
		out->failed = true;
	}
	out->used = 0;
}

void
format_put(struct format *out, char c)
{
	if (out->stream != NULL && out->used == out->room) {
		format_flush(out);
	}
	if (out->used < out->room) {
		out->text[out->used++] = c;
	}
	out->total++;
}

static void
put_times(struct format *out, char c, int times)
{
	for (int i = 0; i < times; i++) {
		format_put(out, c);
	}
}

/* len is what precision has left of it, and fits. */
static void
put_text(struct format *out, const struct field *field, const char *text,
	 size_t len)
{
	int rest = len < (size_t)field->width ? field->width - (int)len : 0;

	put_times(out, ' ', field->left ? 0 : rest);
	for (size_t i = 0; i < len; i++) {
		format_put(out, text[i]);
	}
	put_times(out, ' ', field->left ? rest : 0);
}

static void
put_string(struct format *out, const struct field *field, const char *text)
{
	const char *string = text != NULL ? text : "(null)";

	put_text(out, field, string,
		 field->has_precision
			 ? strnlen(string, (size_t)field->precision)
			 : strlen(string));
}

/* sign: "", "-", "0x" ... */
static void
put_number(struct format *out, const struct field *field, const char *sign,
	   uintmax_t value, unsigned base, char ten)
{
	char digits[DIGITS];
	int at = DIGITS;
	int zeros = 0;
	int rest = 0;

	for (uintmax_t left = value; left != 0; left /= base) {
		char digit = (char)(left % base);

		digits[--at] = (char)(digit < 10 ? '0' + digit
						 : ten + digit - 10);
	}
	rest = field->width - (int)strlen(sign) - (DIGITS - at);
	if (field->has_precision) {
		zeros = field->precision - (DIGITS - at);
	} else {
		zeros = field->zero && !field->left ? rest : 0;
	}
	if (value == 0 && !field->has_precision && zeros < 1) {
		zeros = 1;
	}
	if (base == 8 && field->other && zeros < 1) {
		zeros = 1;
	}
	zeros = zeros > 0 ? zeros : 0;
	rest = rest > zeros ? rest - zeros : 0;
	put_times(out, ' ', field->left ? 0 : rest);
	while (*sign != '\0') {
		format_put(out, *sign++);
	}
	put_times(out, '0', zeros);
	while (at < DIGITS) {
		format_put(out, digits[at++]);
	}
	put_times(out, ' ', field->left ? rest : 0);
}

static void
put_signed(struct format *out, const struct field *field)
{
	intmax_t value = field->size == sizeof(long)
				 ? va_arg(out->arguments, long)
				 : va_arg(out->arguments, int);
	const char plus[] = {field->plus, '\0'};

	if (field->size == sizeof(short)) {
		value = (short)value;
	} else if (field->size == sizeof(char)) {
		/* The lowest byte, with its sign. */
		value = ((value - SCHAR_MIN) & UCHAR_MAX) + SCHAR_MIN;
	}
	put_number(out, field, value < 0 ? "-" : plus,
		   value < 0 ? -(uintmax_t)value : (uintmax_t)value, 10, 'a');
}

static void
put_unsigned(struct format *out, const struct field *field, char conversion)
{
	uintmax_t value = field->size == sizeof(long)
				  ? va_arg(out->arguments, unsigned long)
				  : va_arg(out->arguments, unsigned int);
	const char *sign = "";

	if (field->size < sizeof(int)) {
		value &= field->size == sizeof(short) ? USHRT_MAX : UCHAR_MAX;
	}
	if ((conversion | ' ') == 'x') {
		if (field->other && value != 0) {
			sign = conversion == 'x' ? "0x" : "0X";
		}
		put_number(out, field, sign, value, 16,
			   conversion == 'x' ? 'a' : 'A');
	} else {
		put_number(out, field, sign, value, conversion == 'o' ? 8 : 10,
			   'a');
	}
}

bool
format_convert(struct format *out, struct field *field, char conversion)
{
	char c = '\0';

	switch (conversion) {
	case '%':
		format_put(out, '%');
		return true;
	case 'c':
		c = (char)va_arg(out->arguments, int);
		put_text(out, field, &c, 1);
		return true;
	case 's':
		put_string(out, field, va_arg(out->arguments, const char *));
		return true;
	case 'm':
		put_string(out, field, strerror(out->error));
		return true;
	case 'd':
	case 'i':
		put_signed(out, field);
		return true;
	case 'p':
		field->size = sizeof(void *);
		field->other = true;
		put_unsigned(out, field, 'x');
		return true;
	case 'u':
	case 'o':
	case 'x':
	case 'X':
		put_unsigned(out, field, conversion);
		return true;
	default:
		return false;
	}
}
