/* SPDX-License-Identifier: MIT */
/*
 * Signals, kept out of everything but the waits.
 *
 * Rules:
 * 1. SIGHUP, SIGINT, SIGQUIT and SIGTERM are blocked from signals_setup() on
 *    (blocked, they are queued even where the parent had them ignored). They
 *    are read from a descriptor that the waits for the person watch. There is
 *    no handler: nothing is ever interrupted, Linux-PAM's code above all.
 * 2. All others are blocked and stay unread, so that none of them ends or stops
 *    us with the echo off; but for those of faults and of job control, and
 *    SIGCHLD. A write that nobody reads is an error, no more.
 * 3. The command gets what a fresh process has: signals_restore().
 */
#ifndef BASE_SIGNALS_H
#define BASE_SIGNALS_H

#include <stdbool.h>

/* false: errno says why, and nothing may be asked. */
bool signals_setup(void);

/* Readable when signals_collect() has something to collect. */
int signals_fd(void);

/* Whether one of the four has been collected since signals_forget(). */
bool signals_caught(void);

/*
 * Takes what has arrived, and returns the last of SIGHUP, SIGINT, SIGQUIT that
 * did since signals_forget(); 0 when none did. SIGTERM is never forgotten, and
 * nothing that comes after it takes its place.
 */
int signals_collect(void);
void signals_forget(void);

/*
 * Blocks SIGCHLD too and gives it its default action (an ignored SIGCHLD
 * loses the status of the child). Before a fork whose end signals_wait() is to
 * see; not to be forked where it is false (errno).
 */
bool signals_watch_child(void);

/*
 * Waits for SIGCHLD or one of the four; returns its number. SIGCHLD also where
 * it cannot be waited: the child is to be looked at.
 */
int signals_wait(void);

/*
 * For a wait that has other things to see: a descriptor (non-blocking, closed by
 * exec) from which signals_next() reads what signals_wait() waits for, and
 * SIGWINCH and SIGCONT, which is blocked from now on. After
 * signals_watch_child(). -1: errno says why.
 */
int signals_open(void);

/* The number of a signal that was there to be read; 0: none. */
int signals_next(int fd);

/*
 * Stops us as the command was stopped (SIGTSTP), until we are continued. Where
 * nobody is there to continue us (an orphaned process group), does nothing.
 */
void signals_stop(void);

/* In the forked child: default actions and an empty mask. */
void signals_restore(void);

#endif
