/* SPDX-License-Identifier: MIT */
/*
 * Which shell su runs, and with which words.
 *
 * Rule: an account whose shell is not in /etc/shells keeps it: -s, and SHELL
 * with -m, are root's (shells(5)).
 */
#ifndef APPLET_SU_SHELL_H
#define APPLET_SU_SHELL_H

#include "session/identity.h"
#include "su_options.h"

/* Sets who->shell; what was asked for in vain is told on standard error. */
void su_choose_shell(const struct su_options *options, struct identity *who);

/* argv of the shell, NULL-terminated. Static; the words are the caller's. */
char **su_make_words(const struct su_options *options,
		     const struct identity *who);

#endif
