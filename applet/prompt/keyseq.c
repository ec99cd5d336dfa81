/* SPDX-License-Identifier: MIT */
#include "prompt/keyseq.h"

#include <string.h>

#define BYTE_BEL 0x07
#define BYTE_ESC 0x1b
#define PARAMETER_NONE 1000
#define PASTE_STARTS 200
#define PASTE_ENDS 201

static bool
is_control(unsigned char byte)
{
	return byte < 0x20 || byte == 0x7f;
}

static bool
is_parameter(unsigned char byte)
{
	return byte >= 0x30 && byte <= 0x3f;
}

static bool
is_intermediate(unsigned char byte)
{
	return byte >= 0x20 && byte <= 0x2f;
}

/* What the byte behind ESC begins. */
static enum keyseq_state
begin(unsigned char byte)
{
	if (byte == '[') {
		return KEYSEQ_CSI_START;
	}
	if (byte == 'O') {
		return KEYSEQ_SS3;
	}
	if (byte == 'N') {
		return KEYSEQ_ONE;
	}
	return strchr("]PX^_", byte) != NULL ? KEYSEQ_STRING : KEYSEQ_NONE;
}

/* The one parameter of a paste's marks; all other sequences need none. */
static unsigned
add_digit(unsigned parameter, unsigned char byte)
{
	if (byte < '0' || byte > '9' || parameter >= PARAMETER_NONE) {
		return PARAMETER_NONE;
	}
	return 10 * parameter + (byte - '0');
}

static void
end_csi(struct keyseq *sequence, unsigned char byte)
{
	if (byte == '~' && sequence->parameter == PASTE_STARTS) {
		sequence->pasting = true;
	} else if (byte == '~' && sequence->parameter == PASTE_ENDS) {
		sequence->pasting = false;
	}
	sequence->state = KEYSEQ_NONE;
}

static void
take_csi(struct keyseq *sequence, unsigned char byte)
{
	if (sequence->state == KEYSEQ_CSI_START && byte == '[') {
		sequence->state = KEYSEQ_ONE;
	} else if (is_parameter(byte) || is_intermediate(byte)) {
		sequence->state = KEYSEQ_CSI;
		sequence->parameter = add_digit(sequence->parameter, byte);
	} else {
		end_csi(sequence, byte);
	}
}

/* A byte that is neither a control character nor ESC, inside a sequence. */
static void
take(struct keyseq *sequence, unsigned char byte)
{
	switch (sequence->state) {
	case KEYSEQ_ESCAPE:
		sequence->parameter = 0;
		sequence->state = begin(byte);
		break;
	case KEYSEQ_CSI_START:
	case KEYSEQ_CSI:
		take_csi(sequence, byte);
		break;
	case KEYSEQ_SS3:
		if (!is_parameter(byte)) {
			sequence->state = KEYSEQ_NONE;
		}
		break;
	case KEYSEQ_STRING:
		break;
	default:
		sequence->state = KEYSEQ_NONE;
		break;
	}
}

bool
keyseq_takes(struct keyseq *sequence, unsigned char byte)
{
	bool in_string = sequence->state == KEYSEQ_STRING;

	if (byte == BYTE_ESC) {
		sequence->state = in_string ? KEYSEQ_STRING_END : KEYSEQ_ESCAPE;
		return true;
	}
	if (sequence->state == KEYSEQ_NONE) {
		return false;
	}
	if (sequence->state == KEYSEQ_STRING_END && byte != '\\') {
		sequence->state = KEYSEQ_ESCAPE; /* no end: a sequence anew */
	}
	if (is_control(byte) || (byte >= 0x80 && !in_string)) {
		bool ends_string = in_string && byte == BYTE_BEL;

		sequence->state = KEYSEQ_NONE;
		return ends_string;
	}
	take(sequence, byte);
	return true;
}
