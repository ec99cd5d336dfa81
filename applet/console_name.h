/* SPDX-License-Identifier: MIT */
/*
 * What PAM and the log call the console that is asked on.
 */
#ifndef APPLET_CONSOLE_NAME_H
#define APPLET_CONSOLE_NAME_H

/*
 * What PAM's modules and, from now on, the log know the console by
 * ("/dev/ttyS0"); NULL: it has no name, or it is not known yet which of several
 * it is. Static, until the next call.
 */
const char *console_name(void);

/* Before other consoles are opened. */
void console_name_forget(void);

/* Logs what is wrong with one (struct prompt_options, note). */
void console_name_note(const char *console, const char *why, int error);

#endif
