/* SPDX-License-Identifier: MIT */
/*
 * Points in time on the monotonic clock. A deadline is absolute: neither
 * typing nor signals nor a set clock move it.
 */
#ifndef BASE_DEADLINE_H
#define BASE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct deadline {
	int64_t at_ms; /* CLOCK_MONOTONIC, milliseconds */
};

/* A moment that never comes. */
#define DEADLINE_NEVER ((struct deadline){.at_ms = INT64_MAX})

/* The moment that lies after_ms (>= 0) milliseconds from now. */
struct deadline deadline_in(int64_t after_ms);

/* The moment that lies after_ms milliseconds after start. */
struct deadline deadline_after(struct deadline start, int64_t after_ms);

/* The one of both that comes first. */
struct deadline deadline_earlier(struct deadline a, struct deadline b);

/* Milliseconds that are left, 0 when it has passed. */
int64_t deadline_left_ms(struct deadline deadline);

/* The same as a timespec, for ppoll. */
struct timespec deadline_left(struct deadline deadline);

/*
 * Waits until the deadline, the whole of it: a signal that is caught
 * meanwhile does not shorten the wait.
 */
void deadline_wait(struct deadline deadline);

#endif
