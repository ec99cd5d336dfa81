/* SPDX-License-Identifier: MIT */
/*
 * From the command line to a console that is asked on: what the applets that
 * ask have in common. All errors are told here: the real cause to the log, "not
 * possible" to standard error.
 */
#ifndef APPLET_START_H
#define APPLET_START_H

#include "pam/policy.h"
#include "prompt/prompt.h"
#include "status.h"

#include <stdbool.h>

/*
 * Once a process: the log, the signals, the locked arena. user may be NULL.
 * applet is a constant. false: STATUS_BROKEN.
 */
bool start_process(const char *applet, const char *service, const char *user);

/*
 * Loads the policy of service (needed: POLICY_FOR_YES and so on)
 * and opens the prompt; to be closed by prompt_close(). STATUS_OK, or
 * STATUS_BROKEN, or STATUS_CANCELLED when the console is gone; nothing is open
 * then. *gone (may be NULL) tells whether it was the console.
 */
enum status start_console(const char *service, unsigned needed,
			  const struct prompt_options *prompt, bool *gone);

/*
 * How an applet asks that is not told: on the terminal where standard input is
 * one, else standard input is read, a line an answer, as misc_conv(3) does;
 * what of it is not in this build: Kconfig's default.
 */
void start_prompt(struct prompt_options *prompt);

/* "APPLET: not possible" on standard error. */
void start_tell_not_possible(void);

/*
 * The caller may not have what he asks for: one line to the log, with his user id,
 * and one to him. Nothing is to be done behind it: what rights there were are lent.
 */
void start_refuse(const char *applet, const char *what, const char *word);

#endif
