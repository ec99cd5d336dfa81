/* SPDX-License-Identifier: MIT */
/*
 * The shell of sulogin, and when it is given without a question.
 */
#ifndef APPLET_SULOGIN_SHELL_H
#define APPLET_SULOGIN_SHELL_H

#include "prompt/prompt.h"
#include "session/session.h"

#include <stdbool.h>

/*
 * Root's shell: what SUSHELL or sushell names, the account's, or /bin/sh, the
 * first of them that is a program. User and group id 0 in any case. To be called
 * when the prompt is open. Static.
 */
struct session_request sulogin_shell(bool login_shell);

/*
 * Whether root has no account: /etc/passwd is missing, or has no line for root
 * that can be read; or that line sends to /etc/shadow, and there it is the same.
 * Not: a locked password, or a lookup for which there was no memory.
 */
bool sulogin_has_no_root(void);

/* Runs the shell without PAM; sulogin_has_no_root() and -e. Its status. */
int sulogin_emergency(const struct prompt_options *prompt, bool login_shell);

#endif
