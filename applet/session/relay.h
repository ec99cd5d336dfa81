/* SPDX-License-Identifier: MIT */
/*
 * A terminal of the command's own (session/pty.h), and everything that passes
 * between it and the caller's: so that the command cannot push input into the
 * caller's terminal (TIOCSTI, CVE-2005-4890), nor change or read it after its
 * end. One a process.
 *
 * Rules:
 * 1. No way round it: where it cannot be had, no command is started.
 * 2. Nothing is read that has nowhere to go: one buffer a direction, read when
 *    it is empty. No write waits, but on descriptors that are the caller's
 *    (relay without a terminal), and there only when poll says it does not.
 * 3. What the command has written before its end, or stop, is shown, unless the caller's
 *    terminal takes nothing for DRAIN_MS.
 * 4. When the caller's terminal is gone, or stays broken, the command's hangs up.
 * 5. What is no terminal is read and written with the caller's rights.
 */
#ifndef SESSION_RELAY_H
#define SESSION_RELAY_H

#include "session/identity.h"

#include <stdbool.h>

/* Whether the caller has a terminal that is to be kept from the command. */
bool relay_has_terminal(void);

/*
 * Before the fork, after signals_watch_child(). Without a terminal of the
 * caller's the command's is relayed to standard input and output. false: errno
 * says why. relay_close() belongs to it in both cases.
 */
bool relay_open(const struct identity *who, bool batch);

/* In the forked child. false: errno says why. */
bool relay_attach(void);

/*
 * As signals_wait(), relaying meanwhile. SIGHUP also when the caller's terminal
 * is gone.
 */
int relay_wait(void);

/*
 * Around a stop of our own: what there is to show is shown, the caller's terminal
 * as it was; and raw again.
 */
void relay_pause(void);
void relay_go_on(void);

/* The command's terminal hangs up; nothing is relayed any more. */
void relay_hang_up(void);

/* Shows what is left (rule 3), wipes what the command never took of what was
 * typed at it; the caller's terminal is as it was. */
void relay_close(void);

#endif
