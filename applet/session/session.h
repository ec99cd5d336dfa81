/* SPDX-License-Identifier: MIT */
/*
 * From PAM's yes to the end of the command.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "pam/transaction.h"
#include "session/environment.h"
#include "session/identity.h"

#include <stdbool.h>

struct session_request {
	const struct identity *who; /* whom the command becomes */
	char **argv;                /* the command; argv[0] as it sees it */
	const char *path;           /* what is run; NULL: argv[0], by PATH */
	struct environment_rule environment;
	bool redirect; /* its 0, 1, 2 are the console's */
	bool borrowed; /* the terminal stays its owner's: su */
	bool pty;      /* it gets a terminal of its own (session/relay.h) */
	bool batch;    /* with pty: it is not there to talk to the person */
	bool apart;    /* without: in a session of its own, with no terminal */
	bool stay;     /* in the caller's directory; else in the user's home */
	/*
	 * Called when the session is open, the prompt closed and the terminal
	 * given, before the command is started; and when it has ended. NULL:
	 * nothing to do.
	 */
	void (*opened)(const struct session_request *request);
	void (*closing)(const struct session_request *request);
};

/*
 * Establishes the user's credentials, opens the session, closes the prompt,
 * gives the terminal to the user, runs the command and waits for it, and puts
 * everything back. The transaction is ended in every case. true: the command
 * was started, and *status is what came of it (session/child.h). false: it was
 * not; *status is STATUS_DENIED, _TIMEOUT, _CANCELLED or _BROKEN, and log and
 * person were told.
 */
bool session_run(struct transaction *transaction,
		 const struct session_request *request, int *status);

#endif
