/* SPDX-License-Identifier: MIT */
#include "base/deadline.h"

#include <errno.h>

#define MS_PER_S 1000
#define NS_PER_MS 1000000

static int64_t
now_ms(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

static struct timespec
timespec_of_ms(int64_t ms)
{
	struct timespec ts = {
		.tv_sec = (time_t)(ms / MS_PER_S),
		.tv_nsec = (long)(ms % MS_PER_S) * NS_PER_MS,
	};

	return ts;
}

struct deadline
deadline_in(int64_t after_ms)
{
	return (struct deadline){.at_ms = now_ms() + after_ms};
}

struct deadline
deadline_after(struct deadline start, int64_t after_ms)
{
	return (struct deadline){.at_ms = start.at_ms + after_ms};
}

struct deadline
deadline_earlier(struct deadline a, struct deadline b)
{
	return a.at_ms < b.at_ms ? a : b;
}

int64_t
deadline_left_ms(struct deadline deadline)
{
	int64_t left_ms = deadline.at_ms - now_ms();

	return left_ms > 0 ? left_ms : 0;
}

struct timespec
deadline_left(struct deadline deadline)
{
	return timespec_of_ms(deadline_left_ms(deadline));
}

void
deadline_wait(struct deadline deadline)
{
	struct timespec at = timespec_of_ms(deadline.at_ms);

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL)
	       == EINTR) {
		/* until the moment has come */
	}
}
