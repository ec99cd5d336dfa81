/* SPDX-License-Identifier: MIT */
/*
 * The second word of a policy's rule (pam.conf(5)).
 */
#ifndef PAM_POLICY_CONTROL_H
#define PAM_POLICY_CONTROL_H

#include <stdbool.h>

/* "required", "requisite", "sufficient" or "optional", lower case. */
bool policy_control_word(const char *word);

/*
 * What may stand between brackets: "return=action return=action ...", at least
 * one, names in full as Linux-PAM has them, no blanks around '='; an action is
 * a name or the number (1 to 999) of rules to jump over.
 */
bool policy_control_list(const char *control);

/* The name of a PAM_* value: 0 is "success". Unknown ones are "default". */
const char *policy_control_return(int result);

#endif
