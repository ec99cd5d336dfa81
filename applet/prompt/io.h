/* SPDX-License-Identifier: MIT */
/*
 * Bytes in and out of a console, waiting no longer than the deadline and
 * giving up at the first caught signal (base/signals.h).
 */
#ifndef PROMPT_IO_H
#define PROMPT_IO_H

#include "base/deadline.h"
#include "prompt/result.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Waits until one of fds[0..count) is ready or the deadline has passed. The
 * last one is set here: it is the signals' (a place that the caller leaves for
 * it). PROMPT_OK (also when none is ready yet and no signal came),
 * PROMPT_CANCELLED by a caught signal, PROMPT_TIMEOUT, PROMPT_BROKEN. After a
 * signal that was caught before no answer is waited for any more (POLLIN), and
 * a screen (POLLOUT) takes what it can at once.
 */
enum prompt_result io_wait(struct pollfd *fds, size_t count,
			   struct deadline deadline);

/*
 * Reads one byte from fd. PROMPT_GONE at end of input or hang-up (EIO),
 * PROMPT_CANCELLED by a caught signal, PROMPT_TIMEOUT, or PROMPT_BROKEN (errno
 * says why).
 */
enum prompt_result io_read_byte(int fd, struct deadline deadline,
				unsigned char *byte);

/*
 * The same without waiting, from a descriptor that does not block: PROMPT_OK
 * with *got false when there is none.
 */
enum prompt_result io_take_byte(int fd, unsigned char *byte, bool *got);

/* A descriptor that is written to. */
struct io_sink {
	int fd;
	bool blocks; /* a write may wait: what it can take is asked before */
};

/* Writes all of data to the sink; the results of io_read_byte(). */
enum prompt_result io_write(struct io_sink sink, struct deadline deadline,
			    const char *data, size_t len_bytes);

/*
 * Writes text escaped (base/escape.h), but newlines as they are: for text of
 * modules and users, which must not drive the terminal.
 */
enum prompt_result io_write_escaped(struct io_sink sink,
				    struct deadline deadline, const char *text);

#endif
