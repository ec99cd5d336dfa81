/* SPDX-License-Identifier: MIT */
#ifndef COMPAT_HEAP_WATCH_H
#define COMPAT_HEAP_WATCH_H

#include <stddef.h>

/* Whether this build has the ledger (ledger.h); the build says so. */
#ifndef HEAP_IS_WATCHED
#define HEAP_IS_WATCHED 0
#endif

/* Told of each block that malloc returns; NULL: nobody looks. The ledger
 * has it. */
extern void (*compat_malloc_seen)(const void *block);

/* malloc(3), by the linker's --wrap; a failure is noted (heap_failure.h). */
void *__wrap_malloc(size_t size);

/* What the linker calls the function itself. */
void *__real_malloc(size_t size);

#endif
