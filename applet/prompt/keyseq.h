/* SPDX-License-Identifier: MIT */
/*
 * The escape sequences that keyboards and terminals send (ECMA-48, xterm's
 * ctlseqs, console_codes(4)): cursor and function keys, Alt with a key,
 * answers of the terminal, the marks around a paste.
 */
#ifndef PROMPT_KEYSEQ_H
#define PROMPT_KEYSEQ_H

#include <stdbool.h>

enum keyseq_state {
	KEYSEQ_NONE,
	KEYSEQ_ESCAPE,     /* ESC */
	KEYSEQ_CSI_START,  /* ESC [ */
	KEYSEQ_CSI,        /* ESC [ and a parameter */
	KEYSEQ_ONE,        /* one byte more: ESC [ [ (Linux's F1), ESC N */
	KEYSEQ_SS3,        /* ESC O: parameters, then one byte */
	KEYSEQ_STRING,     /* ESC ] P X ^ _: text up to BEL or ESC \ */
	KEYSEQ_STRING_END, /* an ESC in it */
};

struct keyseq {
	enum keyseq_state state;
	unsigned parameter; /* of ESC [ */
	bool pasting;       /* between ESC [ 200 ~ and ESC [ 201 ~ */
};

/*
 * Takes one byte. true: it belongs to a sequence (ESC, which starts one,
 * does). false: it does not, and no sequence is open any more: a control
 * character ends every one, as does a byte that no sequence can hold.
 */
bool keyseq_takes(struct keyseq *sequence, unsigned char byte);

#endif
