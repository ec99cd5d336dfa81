/* SPDX-License-Identifier: MIT */
#include "prompt/io.h"

#include "base/escape.h"
#include "base/signals.h"

#include <errno.h>
#include <unistd.h>

#define CHUNK_BYTES 64

enum prompt_result
io_wait(struct pollfd *fds, size_t count, struct deadline deadline)
{
	struct pollfd *signals = &fds[count - 1];
	/* Perhaps in a wait whose result nobody looked at. */
	bool caught = signals_caught();
	int ready = -1;

	if (caught && fds[0].events == POLLIN) {
		return PROMPT_CANCELLED;
	}
	*signals = (struct pollfd){.fd = signals_fd(), .events = POLLIN};
	do {
		struct timespec left = deadline_left(caught ? deadline_in(0)
							    : deadline);

		ready = ppoll(fds, count, &left, NULL);
	} while (ready < 0 && errno == EINTR);
	if (ready == 0) {
		return caught ? PROMPT_CANCELLED : PROMPT_TIMEOUT;
	}
	if (ready < 0) {
		return PROMPT_BROKEN;
	}
	if (signals->revents != 0 && signals_collect() != 0) {
		return PROMPT_CANCELLED;
	}
	return PROMPT_OK;
}

static enum prompt_result
wait_for(int fd, short events, struct deadline deadline)
{
	struct pollfd fds[2] = {{.fd = fd, .events = events}};
	enum prompt_result result = io_wait(fds, 2, deadline);

	/* A keyboard that never pauses does not put the deadline off. */
	if (result == PROMPT_OK && events == POLLIN
	    && deadline_left_ms(deadline) == 0) {
		return PROMPT_TIMEOUT;
	}
	return result;
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
io_take_byte(int fd, unsigned char *byte, bool *got)
{
	ssize_t n = read(fd, byte, 1);

	*got = n == 1;
	return *got ? PROMPT_OK : result_of(n);
}

enum prompt_result
io_read_byte(int fd, struct deadline deadline, unsigned char *byte)
{
	enum prompt_result result = PROMPT_OK;
	bool got = false;

	while (result == PROMPT_OK && !got) {
		result = wait_for(fd, POLLIN, deadline);
		if (result == PROMPT_OK) {
			result = io_take_byte(fd, byte, &got);
		}
	}
	return result;
}

enum prompt_result
io_write(struct io_sink sink, struct deadline deadline, const char *data,
	 size_t len_bytes)
{
	enum prompt_result result = PROMPT_OK;
	bool full = sink.blocks;

	while (len_bytes > 0 && result == PROMPT_OK) {
		size_t len = len_bytes;
		ssize_t n = 0;

		if (full) {
			result = wait_for(sink.fd, POLLOUT, deadline);
		}
		if (result != PROMPT_OK) {
			break;
		}
		/* What fits without waiting, where a write would wait. */
		if (sink.blocks && len > CHUNK_BYTES) {
			len = CHUNK_BYTES;
		}
		n = write(sink.fd, data, len);
		if (n > 0) {
			data += n;
			len_bytes -= (size_t)n;
		} else {
			result = result_of(n);
		}
		full = true;
	}
	return result;
}

enum prompt_result
io_write_escaped(struct io_sink sink, struct deadline deadline,
		 const char *text)
{
	char out[CHUNK_BYTES];
	size_t len = 0;
	enum prompt_result result = PROMPT_OK;

	while (*text != '\0' && result == PROMPT_OK) {
		len += escape_text_byte(out + len, (unsigned char)*text);
		text++;
		if (len + ESCAPE_MAX > sizeof(out)) {
			result = io_write(sink, deadline, out, len);
			len = 0;
		}
	}
	return result == PROMPT_OK ? io_write(sink, deadline, out, len)
				   : result;
}
