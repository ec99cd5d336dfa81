/* SPDX-License-Identifier: MIT */
#ifndef COMPAT_HEAP_WATCH_H
#define COMPAT_HEAP_WATCH_H

#include <stddef.h>

/* malloc(3), by the linker's --wrap; a failure is noted (heap_failure.h). */
void *__wrap_malloc(size_t size);

/* What the linker calls the function itself. */
void *__real_malloc(size_t size);

#endif
