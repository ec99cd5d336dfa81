/* SPDX-License-Identifier: MIT */
/*
 * A terminal that is locked, and who opens it.
 *
 * Rules:
 * 1. PAM's yes to the owner or to root opens it, and nothing else. Each try is a
 *    process of its own, which ends with ANSWER_YES for that yes alone:
 *    whatever breaks, breaks there, and the next one asks.
 * 2. The process that holds the lock runs no module, reads no signal and is not
 *    stopped by the terminal. It ends otherwise only when the terminal
 *    is gone.
 * 3. Between two tries there are CONFIG_GATE_FAIL_DELAY_MS, whatever became of
 *    the first.
 */
#ifndef APPLET_VLOCK_KEEP_H
#define APPLET_VLOCK_KEEP_H

#include "session/identity.h"
#include "status.h"

#include <stdbool.h>

struct vlock_people {
	char owner[IDENTITY_NAME_BYTES]; /* who has locked it */
	const char *other;               /* root; the owner, where root has no
	                                    account or is it */
};

/*
 * The policy is loaded, the prompt is open, the signals are held (rule 2).
 * STATUS_OK: it was opened. STATUS_CANCELLED: the terminal is gone. all: which
 * words it uses.
 */
enum status vlock_keep(const struct vlock_people *people, bool all);

#endif
