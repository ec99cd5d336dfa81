/* SPDX-License-Identifier: MIT */
/*
 * What the gate calls the console that it asks on.
 */
#ifndef APPLET_GATE_CONSOLE_H
#define APPLET_GATE_CONSOLE_H

/*
 * What PAM's modules and, from now on, the log know the console by
 * ("/dev/ttyS0"); NULL: it has no name, or it is not known yet which of several
 * it is. Static, until the next call.
 */
const char *gate_console_name(void);

/* Before other consoles are opened. */
void gate_console_forget(void);

/* Logs what is wrong with one (struct prompt_options, note). */
void gate_console_note(const char *console, const char *why, int error);

#endif
