/* SPDX-License-Identifier: MIT */
/*
 * One direction of a relay: a buffer that is filled when it is empty, and
 * emptied before it is filled.
 */
#ifndef SESSION_FLOW_H
#define SESSION_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#define FLOW_BYTES 4096 /* a pipe that is writable takes that much */

struct flow {
	size_t begin;
	size_t end; /* begin == end: empty */
	char data[FLOW_BYTES];
};

bool flow_is_empty(const struct flow *flow);

/* Fills it from fd, with what there is. false: there is no more. */
bool flow_take(struct flow *flow, int fd);

/* Writes to fd what it takes at once, and wipes that: it may be a password, asked
 * for by another program. false: nobody takes it. */
bool flow_give(struct flow *flow, int fd);

#endif
