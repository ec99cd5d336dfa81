/* SPDX-License-Identifier: MIT */
/*
 * What the tests of prompt/io share: a pipe, signals as pamlet has them, calls
 * that fail when they are told to. To be linked with
 *
 *	// ldflags: -Wl,--wrap=ppoll,--wrap=write
 */
#ifndef UNIT_IO_FIXTURE_H
#define UNIT_IO_FIXTURE_H

#include "base/signals.h"
#include "prompt/io.h"

#include <stdbool.h>

#define LIMIT_MS 10000
#define LONG_MS 20000
#define SHORT_MS 60
#define PIPE_BYTES 16384
#define HUNG (-1)

extern int fds[2];      /* to read, to write */
extern int poll_errno;  /* the next ppoll fails */
extern int write_errno; /* the next write fails */
extern int polls;       /* calls of ppoll so far */

/* cmocka's setup and teardown. */
int io_setup(void **state);
int io_teardown(void **state);

/* A descriptor that blocks, and one that does not. */
struct io_sink waiting(int fd);
struct io_sink pushing(int fd);

void set_nonblocking(int fd);

/* Fills the empty pipe. */
void fill(int fd);

/* The ends of a terminal that passes bytes on as they are. */
void open_terminal(int *master, int *slave);

/* What function returns in a child; HUNG when it does not in LIMIT_MS. */
int in_child(int (*function)(void));

#endif
