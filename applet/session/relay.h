/* SPDX-License-Identifier: MIT */
/*
 * A terminal of the command's own (a pty), and everything that passes between
 * it and the caller's: so that the command cannot push input into the caller's
 * terminal (TIOCSTI, CVE-2005-4890), nor change or read it after its end.
 */
#ifndef SESSION_RELAY_H
#define SESSION_RELAY_H

#endif
