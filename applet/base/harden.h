/* SPDX-License-Identifier: MIT */
/*
 * What the process is made before it asks for anything, and what of that is
 * undone for the command.
 *
 * Rules:
 * 1. Not set-user-ID: an applet that is not made for it does not run so. One that
 *    is goes on without root's rights (base/privilege.h).
 * 2. Descriptors 0, 1, 2 are open (on /dev/null where they were not; where there
 *    is none, on something that can neither be read nor written), all
 *    others are closed.
 * 3. No core file, no ptrace by the user's other processes.
 * 4. The out-of-memory killer looks elsewhere, where that is allowed.
 */
#ifndef BASE_HARDEN_H
#define BASE_HARDEN_H

#include <stdbool.h>

/*
 * Returns NULL, or what is wrong (constant text): then nothing may start.
 * set_user_id: the applet is made for it.
 */
const char *harden_start(bool set_user_id);

/*
 * Before the session is opened, whose modules may set them otherwise: the
 * core size as the caller had it, and umask 022. We stay not dumpable.
 */
void harden_relax(void);

/*
 * In the forked child, before it becomes the user: undoes 4, and what a
 * set-user-ID start did to the limits.
 */
void harden_undo(void);

/* In the forked child, last: nothing but 0, 1, 2 is inherited. */
void harden_close_rest(void);

#endif
