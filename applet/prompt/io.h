/* SPDX-License-Identifier: MIT */
/*
 * Bytes in and out of a console, waiting no longer than the deadline and
 * giving up at the first caught signal (base/signals.h).
 */
#ifndef PROMPT_IO_H
#define PROMPT_IO_H

#include "base/deadline.h"
#include "prompt/result.h"

#include <stddef.h>

/*
 * Reads one byte from fd. PROMPT_GONE at end of input or hang-up (EIO),
 * PROMPT_CANCELLED by a caught signal, PROMPT_TIMEOUT, or PROMPT_BROKEN (errno
 * says why).
 */
enum prompt_result io_read_byte(int fd, struct deadline deadline,
				unsigned char *byte);

/* Writes all of data to fd; the same results. */
enum prompt_result io_write(int fd, struct deadline deadline, const char *data,
			    size_t len_bytes);

/*
 * Writes text escaped (base/escape.h), but newlines as they are: for text of
 * modules and users, which must not drive the terminal.
 */
enum prompt_result io_write_escaped(int fd, struct deadline deadline,
				    const char *text);

#endif
