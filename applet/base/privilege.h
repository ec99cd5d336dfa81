/* SPDX-License-Identifier: MIT */
/*
 * An applet that runs set-user-ID root (su, passwd, vlock): what its caller, who
 * may be hostile, handed over is put aside before anything of it is looked at.
 *
 * Rules:
 * 1. Before the command line is parsed: the limits are raised, the environment
 *    is empty, the umask is 077, SIGCHLD is not ignored, and root's rights are
 *    gone but for the saved user id.
 * 2. The rights come back by privilege_regain() alone, after the command line
 *    was found to be good; with root's group, and no other: what modules make is
 *    not the caller's. The real ids stay the caller's.
 * 3. The command gets the caller's limits, not ours; but what a module of the
 *    session has set since (pam_limits) stays. Until then they are ours, so that
 *    nobody keeps a module from writing its records.
 * 4. A limit that may not be raised (no CAP_SYS_RESOURCE) is as high as it may
 *    be: whatever then fails opens nothing.
 */
#ifndef BASE_PRIVILEGE_H
#define BASE_PRIVILEGE_H

#include <stdbool.h>

/* Rule 1, where we run set-user-ID root. Returns NULL, or what is wrong. */
const char *privilege_start(void);

/*
 * Rule 2. true also where there was nothing to drop. false: errno says why, and
 * nothing may be asked.
 */
bool privilege_regain(void);

/*
 * For what is done with descriptors of the caller's: of some files the kernel
 * asks who writes, not who opened them. The caller's ids again, and root's.
 * false: errno says why, and nothing may be done.
 */
bool privilege_lend(void);
bool privilege_return(void);

/* Rule 3; in the forked child. */
void privilege_restore_limits(void);

/* The environment that the caller had. NULL-terminated; not to be trusted. */
char **privilege_environment(void);

#endif
