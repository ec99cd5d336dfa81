/* SPDX-License-Identifier: MIT */
#include "heap_watch.h"

#include "heap_failure.h"

void *
__wrap_malloc(size_t size)
{
	void *block = __real_malloc(size);

	if (block == NULL) {
		compat_heap_note_failure();
	}
	if (HEAP_IS_WATCHED && compat_malloc_seen != NULL) {
		compat_malloc_seen(block);
	}
	return block;
}
