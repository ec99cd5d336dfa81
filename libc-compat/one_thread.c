/* SPDX-License-Identifier: MIT */
/*
 * What musl does for programs of several threads: locks around its lists and
 * around each character of a stream. There is one thread here, so that nobody
 * is ever waited for: 1 KB less in the file.
 *
 * Rule: nothing in the static link starts a thread (a test looks for
 * pthread_create), and no handler of a signal runs (HACKING.md).
 */
#include "one_thread.h"

void
__lock(volatile int *lock)
{
	(void)lock;
}

void
__unlock(volatile int *lock)
{
	(void)lock;
}

/* musl itself takes none while there is one thread: FILE.lock is -1. */
int
__lockfile(FILE *stream)
{
	(void)stream;
	return 0;
}

void
__unlockfile(FILE *stream)
{
	(void)stream;
}

int
getc(FILE *stream)
{
	return getc_unlocked(stream);
}

int
fgetc(FILE *stream)
{
	return getc_unlocked(stream);
}
