/* SPDX-License-Identifier: MIT */
/*
 * What the fuzz targets have in common. A target is a file fuzz_NAME.c with
 * LLVMFuzzerTestOneInput() and, in comment lines `// objects:` and `// cflags:`,
 * what it is built of (fuzzing.py builds and runs it).
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Ends the run, as a memory fault would: the input is kept. */
#define MUST(condition)                                                     \
	do {                                                                \
		if (!(condition)) {                                         \
			fprintf(stderr, "%s:%d: must hold: %s\n", __FILE__, \
				__LINE__, #condition);                      \
			abort();                                            \
		}                                                           \
	} while (0)

/* What libFuzzer brings, taken byte by byte; 0 when there is no more. */
struct input {
	const uint8_t *data;
	size_t left;
};

static inline uint8_t
next_byte(struct input *input)
{
	if (input->left == 0) {
		return 0;
	}
	input->left--;
	return *input->data++;
}

static inline unsigned
next_below(struct input *input, unsigned below)
{
	return next_byte(input) % below;
}

/* Memory of exactly that size: AddressSanitizer stands behind its end. */
static inline void *
exactly(size_t len_bytes)
{
	void *memory = calloc(1, len_bytes);

	MUST(memory != NULL);
	return memory;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

#endif
