/* SPDX-License-Identifier: MIT */
#include "session/flow.h"

#include "base/wipe.h"

#include <errno.h>
#include <unistd.h>

bool
flow_is_empty(const struct flow *flow)
{
	return flow->begin == flow->end;
}

static bool
may_wait(ssize_t result)
{
	return result < 0 && (errno == EAGAIN || errno == EINTR);
}

bool
flow_take(struct flow *flow, int fd)
{
	ssize_t len = read(fd, flow->data, sizeof(flow->data));

	if (len > 0) {
		flow->begin = 0;
		flow->end = (size_t)len;
	}
	return len > 0 || may_wait(len);
}

bool
flow_give(struct flow *flow, int fd)
{
	ssize_t len = write(fd, flow->data + flow->begin,
			    flow->end - flow->begin);

	if (len > 0) {
		wipe_bytes(flow->data + flow->begin, (size_t)len);
		flow->begin += (size_t)len;
	}
	return len >= 0 || may_wait(len);
}
