/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE 1
#include "clock.h"

#include <stddef.h>

int
__wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int status = __real_clock_gettime(clock, now);

	if (status == 0 && clock == CLOCK_REALTIME
	    && now->tv_sec < BUILD_EPOCH) {
		now->tv_sec = BUILD_EPOCH;
		now->tv_nsec = 0;
	}
	return status;
}

time_t
__wrap_time(time_t *result)
{
	struct timespec now = {0};

	__wrap_clock_gettime(CLOCK_REALTIME, &now);
	if (result != NULL) {
		*result = now.tv_sec;
	}
	return now.tv_sec;
}

int
__wrap_gettimeofday(struct timeval *now, void *zone)
{
	struct timespec exact = {0};

	/* No kernel has a time zone worth asking for; musl ignores it too. */
	(void)zone;
	if (now == NULL) {
		return 0;
	}
	__wrap_clock_gettime(CLOCK_REALTIME, &exact);
	now->tv_sec = exact.tv_sec;
	now->tv_usec = (suseconds_t)(exact.tv_nsec / 1000);
	return 0;
}
