/* SPDX-License-Identifier: MIT */
#include "base/wipe.h"

#include <string.h>
#include <sys/resource.h>

#define STACK_LEAST_BYTES (8UL * WIPE_STACK_BYTES)

void
wipe_bytes(void *data, size_t len_bytes)
{
	if (len_bytes == 0) {
		return;
	}
	memset(data, 0, len_bytes);
	/* The memory is "read" here, so that the memset cannot be dropped. */
	__asm__ volatile("" : : "r"(data) : "memory");
}

static __attribute__((noinline)) void
wipe_below(void)
{
	char below[WIPE_STACK_BYTES];

	wipe_bytes(below, sizeof(below));
}

void
wipe_stack(void)
{
	struct rlimit limit = {0};

	/* A session's limits may leave us little stack of our own. */
	if (getrlimit(RLIMIT_STACK, &limit) == 0
	    && limit.rlim_cur > STACK_LEAST_BYTES) {
		wipe_below();
	}
}
