/* SPDX-License-Identifier: MIT */
#ifndef APPLET_GATE_ACCOUNTS_H
#define APPLET_GATE_ACCOUNTS_H

#include <stdbool.h>

/*
 * gate --check --root: whether /etc/passwd, /etc/shadow and /etc/group can open
 * a gate for user, for a member of group, or (both NULL) for anybody at all.
 * Every line that is no account is at fault; so is a shadow that others can
 * read, and a password that cannot be right: none, locked, damaged, of a method
 * that is not in this build. What is at fault is told on standard error, with
 * file and line where there is one. Returns whether nothing was.
 *
 * A damaged hash is found by hashing with it: that takes as long as a try.
 */
bool gate_accounts(const char *user, const char *group);

#endif
