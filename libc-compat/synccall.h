/* SPDX-License-Identifier: MIT */
#ifndef LIBC_COMPAT_SYNCCALL_H
#define LIBC_COMPAT_SYNCCALL_H

/* musl's own, by its name: runs function(argument) on every thread. */
void __synccall(void (*function)(void *), void *argument);

#endif
