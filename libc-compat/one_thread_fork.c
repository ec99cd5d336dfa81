/* SPDX-License-Identifier: MIT */
/*
 * What one_thread.c is, of the functions that gcc knows by name; those stay out
 * of the whole (COMPAT_APART in build.mk). fork() without musl's care for the
 * locks that another thread may hold: 0.8 KB.
 */
#include <stdio.h>
#include <unistd.h>

/* With all signals blocked meanwhile, as in musl's own fork(). */
pid_t
fork(void)
{
	return _Fork();
}

int
putc(int c, FILE *stream)
{
	return putc_unlocked(c, stream);
}

int
fputc(int c, FILE *stream)
{
	return putc_unlocked(c, stream);
}

int
putchar(int c)
{
	return putc_unlocked(c, stdout);
}
