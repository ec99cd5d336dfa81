/* SPDX-License-Identifier: MIT */
#include "base/escape.h"

static size_t
escape_always(char *out, unsigned char byte)
{
	static const char hex[] = "0123456789abcdef";

	out[0] = '\\';
	out[1] = 'x';
	out[2] = hex[byte >> 4];
	out[3] = hex[byte & 15];
	return ESCAPE_MAX;
}

size_t
escape_byte(char *out, unsigned char byte)
{
	if (byte >= 0x20 && byte <= 0x7e) {
		out[0] = (char)byte;
		return 1;
	}
	return escape_always(out, byte);
}

size_t
escape_text_byte(char *out, unsigned char byte)
{
	if (byte == '\n') {
		out[0] = '\n';
		return 1;
	}
	return escape_byte(out, byte);
}

static size_t
escape_quoted_byte(char *out, unsigned char byte)
{
	return byte == '"' || byte == '\\' ? escape_always(out, byte)
					   : escape_byte(out, byte);
}

/* All of text by one function, as far as whole characters fit. */
static const char *
escape_with(size_t (*escape)(char *out, unsigned char byte), char *out,
	    size_t size_bytes, const char *text)
{
	size_t used = 0;
	char one[ESCAPE_MAX];

	for (; *text != '\0'; text++) {
		size_t n = escape(one, (unsigned char)*text);

		if (used + n >= size_bytes) {
			break;
		}
		for (size_t i = 0; i < n; i++) {
			out[used++] = one[i];
		}
	}
	out[used] = '\0';
	return out;
}

const char *
escape_string(char *out, size_t size_bytes, const char *text)
{
	return escape_with(escape_byte, out, size_bytes, text);
}

const char *
escape_quoted(char *out, size_t size_bytes, const char *text)
{
	return escape_with(escape_quoted_byte, out, size_bytes, text);
}
