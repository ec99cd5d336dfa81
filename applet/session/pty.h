/* SPDX-License-Identifier: MIT */
/*
 * A pair of terminals: the caller's, and a new one for the command.
 *
 * Rules:
 * 1. The caller's is opened anew, so that our flags are not the caller's. That
 *    is done by /dev/tty, which gives nobody more than he has; where there is
 *    no controlling terminal, for a descriptor that may read and write already.
 * 2. What was changed of its settings is restored by pty_leave(); never from the
 *    background, where it is another's.
 * 3. The new one is the user's alone: owner, mode 0600.
 */
#ifndef SESSION_PTY_H
#define SESSION_PTY_H

#include "session/identity.h"

#include <stdbool.h>
#include <termios.h>

struct pty {
	int terminal_fd;  /* the caller's; -1: has none */
	int master_fd;    /* ours of the new one; -1: hung up */
	int slave_fd;     /* the command's; held open, so that it stays there */
	bool is_slave[3]; /* which of the command's 0, 1, 2 are on it */
	bool talks;       /* what is typed is the command's */
	bool raw;         /* the caller's is, now */
	struct termios before;
};

/* Whether the caller has a terminal that a new one could stand for. */
bool pty_has_terminal(void);

/*
 * Makes the new one, with the caller's settings and size. Without a terminal
 * of the caller's all of 0, 1, 2 are on it; else those that are that terminal.
 * batch: nothing is typed for a command whose output goes elsewhere. false:
 * errno says why; what is open is closed by pty_close().
 */
bool pty_open(struct pty *pty, const struct identity *who, bool batch);

/* In the forked child: its controlling terminal. false: errno says why. */
bool pty_attach(const struct pty *pty);

/*
 * The window's size is passed on; and the caller's terminal made raw, where we
 * are in the foreground and talk; again, where somebody has changed that.
 */
void pty_enter(struct pty *pty);

/* Whether that is still to be done: another has the terminal. */
bool pty_is_behind(const struct pty *pty);

/* It is put back. */
void pty_leave(struct pty *pty);

/* The new one is hung up: its SIGHUP goes to the command. */
void pty_hang_up(struct pty *pty);

void pty_close(struct pty *pty);

#endif
