/* SPDX-License-Identifier: MIT */
#include "prompt/utf8.h"

#include "autoconf.h"
#include "prompt/combining.h"

#include <stdint.h>

bool
utf8_is_continuation(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

/* How many bytes the character that starts with lead should have. */
static size_t
char_length(unsigned char lead)
{
	if (lead >= 0xc2 && lead <= 0xdf) {
		return 2;
	}
	if (lead >= 0xe0 && lead <= 0xef) {
		return 3;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		return 4;
	}
	return 1;
}

/* Where the bytes of one code point end, and which it is (0: incomplete). */
static size_t
code_end(const char *line, size_t len_bytes, size_t from, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = (unsigned char)line[from];
	size_t want = char_length(lead);
	size_t end = from + 1;

	*code = want == 1 ? lead : lead & (0xffu >> (want + 1));
	while (end < len_bytes && end - from < want
	       && utf8_is_continuation((unsigned char)line[end])) {
		*code = *code << 6 | ((unsigned char)line[end] & 0x3fu);
		end++;
	}
	if (end - from < want || *code < least[want]) {
		*code = 0; /* incomplete, or longer than it need be */
	}
	return end;
}

/* The next number of the table: seven bits a byte, the lowest first. */
static uint32_t
next_number(const unsigned char **at)
{
	uint32_t number = 0;
	unsigned shift = 0;

	while ((**at & 0x80) != 0) {
		number |= (uint32_t)(*(*at)++ & 0x7f) << shift;
		shift += 7;
	}
	return number | (uint32_t) * (*at)++ << shift;
}

static bool
is_combining(uint32_t code)
{
	const unsigned char *at = combining_ranges;
	const unsigned char *end = at + sizeof(combining_ranges);
	uint32_t edge = 0;

	while (at < end && edge <= code) {
		edge += next_number(&at);
		if (code < edge) {
			return false;
		}
		edge += next_number(&at);
		if (code < edge) {
			return true;
		}
	}
	return false;
}

size_t
utf8_char_end(const char *line, size_t len_bytes, size_t from)
{
	uint32_t code = 0;
	size_t end = code_end(line, len_bytes, from, &code);

	while (ENABLE_ECHO_COMBINING && end < len_bytes) {
		size_t next = code_end(line, len_bytes, end, &code);

		if (!is_combining(code)) {
			break;
		}
		end = next;
	}
	return end;
}
