/* SPDX-License-Identifier: MIT */
/*
 * Names of musl's inside, for direct.c: they stand in no header of musl's that
 * is installed.
 */
#ifndef COMPAT_DIRECT_H
#define COMPAT_DIRECT_H

#include <signal.h>

#define COMPAT_HIDDEN __attribute__((visibility("hidden")))

/* sigaction(), as musl's signal() calls it. */
COMPAT_HIDDEN int __sigaction(int number,
			      const struct sigaction *restrict wanted,
			      struct sigaction *restrict old);

/* Those that ever had a handler, into the first 64 bits of *set: helper.c. */
void __get_handler_set(sigset_t *set);

/* Where a handler returns to: the call of rt_sigreturn. */
COMPAT_HIDDEN void __restore_rt(void);

#endif
