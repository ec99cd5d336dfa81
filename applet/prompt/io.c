/* SPDX-License-Identifier: MIT */
#include "prompt/io.h"

#include "base/escape.h"
#include "base/signals.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define CHUNK_BYTES 64

/* Waits until fd is ready for events. */
static enum prompt_result
wait_for(int fd, short events, struct deadline deadline)
{
	struct pollfd fds[] = {
		{.fd = fd, .events = events},
		{.fd = signals_fd(), .events = POLLIN},
	};
	int ready = -1;

	do {
		struct timespec left = deadline_left(deadline);

		ready = ppoll(fds, 2, &left, NULL);
	} while (ready < 0 && errno == EINTR);
	/* A keyboard that never pauses does not put the deadline off. */
	if (ready == 0
	    || (events == POLLIN && deadline_left_ms(deadline) == 0)) {
		return PROMPT_TIMEOUT;
	}
	if (ready < 0) {
		return PROMPT_BROKEN;
	}
	if (fds[1].revents != 0 && signals_collect() != 0) {
		return PROMPT_CANCELLED;
	}
	return PROMPT_OK;
}

/* What a read or write that gave n (not above 0) means. */
static enum prompt_result
result_of(ssize_t n)
{
	if (n == 0 || errno == EIO || errno == EPIPE) {
		return PROMPT_GONE;
	}
	if (errno == EINTR || errno == EAGAIN) {
		return PROMPT_OK;
	}
	return PROMPT_BROKEN;
}

enum prompt_result
io_read_byte(int fd, struct deadline deadline, unsigned char *byte)
{
	for (;;) {
		enum prompt_result result = wait_for(fd, POLLIN, deadline);
		ssize_t n = 0;

		if (result != PROMPT_OK) {
			return result;
		}
		n = read(fd, byte, 1);
		if (n == 1) {
			return PROMPT_OK;
		}
		result = result_of(n);
		if (result != PROMPT_OK) {
			return result;
		}
	}
}

enum prompt_result
io_write(int fd, struct deadline deadline, const char *data, size_t len_bytes)
{
	/* The descriptor may be a blocking one: a small chunk when it has room. */
	while (len_bytes > 0) {
		size_t len = len_bytes < CHUNK_BYTES ? len_bytes : CHUNK_BYTES;
		enum prompt_result result = wait_for(fd, POLLOUT, deadline);
		ssize_t n = 0;

		if (result != PROMPT_OK) {
			return result;
		}
		n = write(fd, data, len);
		if (n > 0) {
			data += n;
			len_bytes -= (size_t)n;
		} else if (result_of(n) != PROMPT_OK) {
			return result_of(n);
		}
	}
	return PROMPT_OK;
}

enum prompt_result
io_write_escaped(int fd, struct deadline deadline, const char *text)
{
	char out[CHUNK_BYTES];
	size_t len = 0;
	enum prompt_result result = PROMPT_OK;

	while (*text != '\0' && result == PROMPT_OK) {
		if (*text == '\n') {
			out[len++] = '\n';
		} else {
			len += escape_byte(out + len, (unsigned char)*text);
		}
		text++;
		if (len + ESCAPE_MAX > sizeof(out)) {
			result = io_write(fd, deadline, out, len);
			len = 0;
		}
	}
	return result == PROMPT_OK ? io_write(fd, deadline, out, len) : result;
}
