/* SPDX-License-Identifier: MIT */
/*
 * Functions of musl's inside, for one_thread.c: they stand in no header of
 * musl's that is installed.
 */
#ifndef COMPAT_ONE_THREAD_H
#define COMPAT_ONE_THREAD_H

#include <stdio.h>

#define COMPAT_HIDDEN __attribute__((visibility("hidden")))

/* Taken and given back around what several threads could change. */
COMPAT_HIDDEN void __lock(volatile int *lock);
COMPAT_HIDDEN void __unlock(volatile int *lock);

/* The same for a stream; the first returns whether there is to be a second. */
COMPAT_HIDDEN int __lockfile(FILE *stream);
COMPAT_HIDDEN void __unlockfile(FILE *stream);

#endif
