/* SPDX-License-Identifier: MIT */
/*
 * A clock that is not before the day this program was built. A machine whose
 * battery is flat starts in 1970, where no account has expired yet; a time
 * before BUILD_EPOCH (seconds since 1970, -D at compile time) is taken for
 * BUILD_EPOCH. Linked with
 *
 *	-Wl,--wrap=time -Wl,--wrap=gettimeofday -Wl,--wrap=clock_gettime
 *
 * Only the calendar is held: CLOCK_REALTIME. Clocks that measure how long
 * something takes are the kernel's own.
 */
#ifndef COMPAT_CLOCK_H
#define COMPAT_CLOCK_H

#include <sys/time.h>
#include <time.h>

/* As time(2), gettimeofday(2) and clock_gettime(2), errors included. While the
 * clock is held it stands still: fractions of a second are 0. */
time_t __wrap_time(time_t *result);
int __wrap_gettimeofday(struct timeval *now, void *zone);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

int __real_clock_gettime(clockid_t clock, struct timespec *now);

#endif
