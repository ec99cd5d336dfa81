/* SPDX-License-Identifier: MIT */
/*
 * Checks of the loaded rules as a whole (pam/policy.h): where includes lead.
 */
#ifndef PAM_POLICY_INCLUDES_H
#define PAM_POLICY_INCLUDES_H

#include "pam/policy.h"

/* Linux-PAM refuses at PAM_SUBSTACK_MAX_LEVEL (16). */
#define POLICY_DEPTH_MAX 15

/*
 * The index of an include that closes a loop or lies deeper than
 * POLICY_DEPTH_MAX, -1 when there is none. Sets the depth of the files. An
 * include counts for all types: a loop that only a change of type would break
 * is taken for one.
 */
int policy_find_loop(void);

/*
 * Both follow the includes, as often as each stands, and are only to be asked
 * after policy_find_loop() found none: whether a module of that type runs, and
 * whether more than POLICY_RUN_MAX rules do (an include is one, and what it
 * brings; files that include each other twice double it at each step).
 */
#define POLICY_RUN_MAX 512
bool policy_has_modules(enum policy_type type);
bool policy_is_too_long(enum policy_type type);

#endif
