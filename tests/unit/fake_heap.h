/* SPDX-License-Identifier: MIT */
/*
 * malloc, calloc and free of the objects that are linked into a test (not of
 * the libraries), counted. To be linked with
 *
 *	// ldflags: -Wl,--wrap=malloc,--wrap=calloc,--wrap=free
 */
#ifndef UNIT_FAKE_HEAP_H
#define UNIT_FAKE_HEAP_H

#include <stdbool.h>
#include <stddef.h>

struct fake_heap {
	int fail_at; /* the allocation that fails, from 1; 0: none */
	int allocations;
	int frees;
	int live;
	int unwiped; /* blocks of malloc freed that were not all zero */
	int strange; /* freed that never were allocated, or twice */
	size_t last_size;
};

extern struct fake_heap fake_heap;

/* Begins to count anew; the allocation number fail_at will fail. */
void fake_heap_start(int fail_at);

/* The size that block was asked for with; 0 when it is none that lives. */
size_t fake_heap_size(const void *block);

#endif
