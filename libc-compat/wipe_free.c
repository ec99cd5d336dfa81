/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE 1
#include "wipe_free.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static bool
may_free(const void *block)
{
	return !HEAP_IS_WATCHED || compat_free_seen == NULL
	       || compat_free_seen(block);
}

void
__wrap_free(void *block)
{
	int saved_errno = errno;

	if (block != NULL && may_free(block)) {
		explicit_bzero(block, malloc_usable_size(block));
		__real_free(block);
	}
	errno = saved_errno;
}

void *
__wrap_realloc(void *block, size_t size)
{
	size_t held = block != NULL ? malloc_usable_size(block) : 0;
	void *fresh = NULL;

	if (block != NULL && size <= held) {
		explicit_bzero((char *)block + size, held - size);
		return block;
	}
	fresh = malloc(size);
	if (fresh != NULL && block != NULL) {
		memcpy(fresh, block, held);
		__wrap_free(block);
	}
	return fresh;
}
