/* SPDX-License-Identifier: MIT */
#ifndef PAM_POLICY_SHOW_H
#define PAM_POLICY_SHOW_H

/*
 * Prints the loaded policy to standard output as it will run: type by type,
 * included rules where they are included, with the place of each rule and
 * whether its module is linked. For a person who edits a policy.
 */
void policy_show(void);

#endif
