/* SPDX-License-Identifier: MIT */
#ifndef PROMPT_TTY_OPEN_H
#define PROMPT_TTY_OPEN_H

#include <stdbool.h>

/*
 * The two ends of a terminal. in_fd is -1 when nothing is open. owned: the
 * descriptor is ours to close, not standard input.
 */
struct tty_pair {
	int in_fd;
	int out_fd;
	bool owned;
};

/*
 * Opens the terminal device: a path, or a name in /dev ("ttyS0"). NULL is the
 * controlling terminal or, where there is none, standard input when that is a
 * terminal. Whether a device that was opened is a terminal is for tcgetattr to
 * say. It does not become the controlling terminal, and it is not waited
 * for (carrier, flow control). On false *why is a constant text, errno the
 * reason or 0, nothing is open.
 */
bool tty_open_pair(const char *device, struct tty_pair *tty, const char **why);

/* Closes what tty_open_pair opened. */
void tty_close_pair(struct tty_pair *tty);

#endif
