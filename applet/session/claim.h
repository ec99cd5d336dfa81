/* SPDX-License-Identifier: MIT */
/*
 * The terminal that getty, telnetd or init left us on, for ourselves.
 */
#ifndef SESSION_CLAIM_H
#define SESSION_CLAIM_H

#include <stdbool.h>

/*
 * Where standard input is a terminal: makes it our controlling one where it is
 * nobody's; and, where it is ours and we lead the session, takes it away from
 * whatever was left on it (vhangup(2)), so that no program of the one before
 * reads what is typed next, and opens it anew as 0, 1, 2 with the settings that
 * it had. Our own SIGHUP of that is forgotten: after signals_setup().
 *
 * false: it could not be opened again; errno says why. Where nothing can be
 * done (no terminal, another session's, not allowed) all stays as it is: true.
 */
bool claim_terminal(void);

#endif
