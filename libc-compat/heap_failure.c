/* SPDX-License-Identifier: MIT */
#include "heap_failure.h"

#include <stddef.h>

static unsigned failures;
static void (*exhausted)(void);

void
compat_heap_reset(void)
{
	failures = 0;
}

bool
compat_heap_failed(void)
{
	return failures > 0;
}

void
compat_heap_on_exhaustion(void (*give_up)(void))
{
	exhausted = give_up;
}

void
compat_heap_note_failure(void)
{
	failures++;
	if (failures >= COMPAT_HEAP_FAILURES_MAX && exhausted != NULL) {
		exhausted();
	}
}
