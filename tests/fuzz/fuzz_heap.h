/* SPDX-License-Identifier: MIT */
/* The heap of pam/response.c: it knows what lives, and fails when told to. */
#ifndef FUZZ_FUZZ_HEAP_H
#define FUZZ_FUZZ_HEAP_H

#include <stdbool.h>
#include <stddef.h>

/* Empty; the fail_at-th allocation and those behind it fail (0: none). */
void fuzz_heap_start(unsigned fail_at);

bool fuzz_heap_failed(void);

/* How many allocations there are. */
size_t fuzz_heap_live(void);

/* What was asked for at pointer, which must be an allocation. */
size_t fuzz_heap_size(const void *pointer);

/* What Linux-PAM does with it in the end; NULL: nothing. */
void fuzz_heap_give_back(void *pointer);

void *fuzz_malloc(size_t len_bytes);
void *fuzz_calloc(size_t count, size_t each_bytes);

/* Of what was not handed over: all of it must be wiped, or hold pointers. */
void fuzz_free(void *pointer);

#endif
