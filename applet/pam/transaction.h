/* SPDX-License-Identifier: MIT */
/*
 * One try: a PAM handle from pam_start to pam_end. The only caller of pam_*
 * (with transaction_step.c, which has single steps of it).
 *
 * Rules:
 * 1. A handle serves one try; the next one gets a fresh handle.
 * 2. TRANSACTION_YES comes from PAM_SUCCESS alone, and never when the person
 *    went away during the try or memory ran out, whatever the stack made of
 *    that.
 * 3. The user is whom PAM_USER names after the modules have run.
 * 4. The failure delay is ours: Linux-PAM's is recorded (PAM_FAIL_DELAY), and
 *    the wait is in transaction_delay(). It counts from the last answer, so
 *    that how long a module took cannot be told from outside.
 * 5. An expired password that must be changed has a deadline of its own.
 */
#ifndef PAM_TRANSACTION_H
#define PAM_TRANSACTION_H

#include "pam/conversation.h"

#include <stdbool.h>
#include <stdint.h>

enum transaction_verdict {
	TRANSACTION_YES,
	TRANSACTION_DENIED,
	TRANSACTION_TIMEOUT,
	TRANSACTION_CANCELLED,
	TRANSACTION_BROKEN,
};

struct transaction_request {
	const char *service;
	const char *user;     /* NULL: PAM asks */
	const char *question; /* with this; NULL: "login: " */
	const char *rhost;    /* PAM_RHOST; NULL: none */
	const char *ruser;    /* PAM_RUSER; NULL: none */
	/*
	 * The caller vouches for the user (login -f): the account is asked, a
	 * password is not.
	 */
	bool vouched;
	/*
	 * The person has a session already (vlock): the password alone decides.
	 * The account is asked for what its modules record, not for its
	 * answer: who has expired meanwhile is not locked out.
	 */
	bool resumed;
	/*
	 * PAM_TTY and the log's tty; NULL: none, or not known yet. Asked again
	 * after each answer: of several consoles the one that answers is it.
	 */
	const char *(*tty)(void);
	int64_t timeout_ms;        /* that the person has for this try */
	int64_t change_timeout_ms; /* for a change of the password */
	unsigned change_tries;     /* of a forced change in one try; 0: one */
	int64_t delay_ms;          /* the least, after a failure */
};

struct transaction {
	struct pam_handle *handle; /* NULL when not begun, or ended */
	const struct transaction_request *request;
	struct conversation conversation;
	int64_t delay_ms; /* the longest that was asked for */
	int result;       /* the last PAM_* */
	bool session_open;
	bool no_more_tries; /* PAM_MAXTRIES */
};

/*
 * Begins a try: the policy was loaded before (pam/policy.h), the prompt is
 * open. request stays the caller's and outlives the transaction.
 * TRANSACTION_YES here means begun; else _BROKEN, and nothing is held.
 */
enum transaction_verdict
transaction_begin(struct transaction *transaction,
		  const struct transaction_request *request);

/* Authenticates, then checks the account, changing an expired password. */
enum transaction_verdict transaction_login(struct transaction *transaction);

/*
 * Changes the password (pam_chauthtok), or, only_expired, none that is not
 * expired. With the deadline of a change.
 */
enum transaction_verdict transaction_change(struct transaction *transaction,
					    bool only_expired);

/*
 * Establishes the credentials, then opens the session. The caller has set
 * the process's groups. transaction_end() closes both.
 */
enum transaction_verdict transaction_open(struct transaction *transaction);

/* PAM_USER as the modules left it; NULL when there is none. PAM's memory. */
const char *transaction_user(const struct transaction *transaction);

/*
 * PAM's environment, a NULL-terminated array of NAME=value on the heap, for
 * the command; NULL when memory is out. Not freed: it ends with the process.
 */
char **transaction_environment(const struct transaction *transaction);

/* Why the last step failed: constant text, for the log alone. */
const char *transaction_why(const struct transaction *transaction);

/*
 * What was answered and is Linux-PAM's now is wiped. Only where nothing of the try
 * goes on, and called by what a module has called: in the child that was forked for a
 * module's helper, and before the process gives up.
 */
void transaction_forget(void);

/* Closes what is open and ends the handle; the stack below is wiped. */
void transaction_end(struct transaction *transaction);

/* Waits out what is left of the failure delay; after transaction_end(). */
void transaction_delay(const struct transaction *transaction);

#endif
