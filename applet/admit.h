/* SPDX-License-Identifier: MIT */
/*
 * Try after try until PAM says yes: what the applets that ask for a password
 * have in common.
 *
 * Rules:
 * 1. STATUS_OK comes from TRANSACTION_YES alone, and only when the user whom
 *    PAM_USER names then is found in the account files and the group's rule
 *    holds.
 * 2. A refusal looks the same to the person whatever its cause, and takes the
 *    same time, counted from the answer.
 * 3. The real cause is in the log, one line a try.
 */
#ifndef APPLET_ADMIT_H
#define APPLET_ADMIT_H

#include "pam/transaction.h"
#include "session/identity.h"
#include "status.h"

struct admit_request {
	struct transaction_request pam;
	const char *group; /* the user must be in it; NULL: no rule */
	unsigned tries;    /* 0: no end */
	bool ask_again;    /* after the first try pam.user is asked for */
	/* Told of each try that was denied: the user, NULL: nobody's name. */
	void (*denied)(const char *user);
};

/*
 * The policy is loaded and the prompt is open. STATUS_OK: *transaction is
 * still begun, for session_run() or transaction_end(), and *who is the user.
 * Else nothing is held, and the person and the log have been told:
 * STATUS_DENIED, _TIMEOUT, _CANCELLED or _BROKEN (of the last try).
 */
enum status admit(struct admit_request *request,
		  struct transaction *transaction, struct identity *who);

#endif
