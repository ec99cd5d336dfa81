/* SPDX-License-Identifier: MIT */
/*
 * The terminal as the command's: controlling terminal, owner and mode.
 */
#ifndef SESSION_TERMINAL_H
#define SESSION_TERMINAL_H

#include "session/identity.h"

#include <stdbool.h>
#include <sys/stat.h>

struct terminal {
	int fd;       /* ours (a duplicate), -1: the command has no terminal */
	bool ours;    /* it is our controlling terminal already */
	int given_fd; /* whose owner and mode were changed; -1: none */
	struct stat before;
};

/*
 * Takes a duplicate of fd (-1: none) that outlives the prompt. given: the
 * device was named by -c, so the command's 0, 1, 2 go there.
 */
void terminal_take(struct terminal *terminal, int fd);

/*
 * Gives the terminal to the user: owner, and mode 0600, so that nobody else
 * reads or writes it. Never /dev/tty, /dev/tty0 or /dev/console, which are other
 * names of it that belong to everybody: standard input, output or error is taken in
 * their place, where that is the same terminal under its own name. Where there is none, or the
 * file system does not allow it, all stays as it is.
 */
void terminal_give(struct terminal *terminal, const struct identity *identity);

/*
 * In the forked child: makes it the controlling terminal where it is not,
 * in a session of its own; standard input, output and error on it when
 * redirect. false: errno says why.
 */
bool terminal_attach(const struct terminal *terminal, bool redirect);

/*
 * The terminal's own name ("/dev/ttyS0"), for a descriptor of it; where that
 * was opened as /dev/tty, standard input, output or error is asked for it. NULL
 * when none of them tells (no /proc). Static.
 */
const char *terminal_name(int fd);

/* Owner and mode as before; closes the duplicate. */
void terminal_return(struct terminal *terminal);

#endif
