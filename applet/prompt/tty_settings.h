/* SPDX-License-Identifier: MIT */
#ifndef PROMPT_TTY_SETTINGS_H
#define PROMPT_TTY_SETTINGS_H

#include "prompt/lineedit.h"

#include <termios.h>

/* The editing keys that a terminal is set to (termios(3), c_cc). */
struct lineedit_keys tty_settings_keys(const struct termios *terminal);

/*
 * The settings of a terminal while we ask: one byte at a time, no echo, no
 * signals by keys, no flow control by keys, BREAK and parity errors ignored;
 * newlines are shown as such, all else is as it was.
 */
struct termios tty_settings_quiet(struct termios terminal);

/*
 * What to restore on a terminal that was found with these settings: the same;
 * but for quiet ones, which a gate left that was killed or whose line was
 * unplugged, the usual ones of a terminal where somebody works.
 */
struct termios tty_settings_to_restore(struct termios terminal);

/*
 * Puts them back, and does not take the first error for an answer: a terminal
 * that is left without echo is no terminal to the next one.
 */
void tty_settings_put_back(int fd, const struct termios *settings);

#endif
