/* SPDX-License-Identifier: MIT */
/*
 * From PAM's yes to the end of the command.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "pam/transaction.h"
#include "session/identity.h"

#include <stdbool.h>

/*
 * Establishes who's credentials, opens the session, closes the prompt, gives
 * the terminal to the user, runs argv and waits for it, and puts everything
 * back. The transaction is ended in every case. redirect: the command's
 * standard input, output and error are the console's. true: the command was
 * started, and *status is what came of it (session/child.h). false: it was
 * not; *status is STATUS_DENIED, _TIMEOUT, _CANCELLED or _BROKEN, and log and
 * person were told.
 */
bool session_run(struct transaction *transaction, const struct identity *who,
		 bool redirect, char **argv, int *status);

#endif
