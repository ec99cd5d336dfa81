/* SPDX-License-Identifier: MIT */
#include "admit.h"

#include "base/report.h"
#include "base/signals.h"
#include "pam/verdict.h"
#include "prompt/prompt.h"

#include <syslog.h>

/* What PAM's yes is still worth: NULL, or why it is not. */
static const char *
objection(const struct admit_request *request,
	  const struct transaction *transaction, struct identity *who)
{
	const char *user = transaction_user(transaction);

	if (user == NULL || !identity_find(user, who)) {
		return "PAM's user is not in the account files";
	}
	if (request->group != NULL && !identity_in_group(who, request->group)) {
		return "not in the group that may";
	}
	return NULL;
}

/* Told before the handle is ended: it holds the user's name and the cause. */
static void
log_failure(const struct admit_request *request,
	    const struct transaction *transaction, enum status status,
	    const char *why)
{
	int level = status == STATUS_BROKEN ? LOG_ERR : LOG_NOTICE;
	const char *user = transaction_user(transaction);

	report_about(request->pam.service,
		     user != NULL ? user : request->pam.user);
	report_line(level, "%s: %s", verdict_word(status), why);
}

static void
log_success(const struct admit_request *request, const struct identity *who)
{
	report_about(request->pam.service, who->name);
	report_line(LOG_INFO, "authenticated: uid=%lu",
		    (unsigned long)who->uid);
}

/* Who it was, if anybody: a password is typed in place of a name at times. */
static const char *
known_user(const struct transaction *transaction, struct identity *who)
{
	const char *user = transaction_user(transaction);

	return user != NULL && identity_find(user, who) ? who->name : NULL;
}

/*
 * What the person takes for a refusal, and may try again. A module that broke
 * after an answer too: perhaps it breaks for users who exist, and no others.
 */
static bool
is_refusal(enum status status, const struct transaction *transaction)
{
	return status == STATUS_DENIED
	       || (status == STATUS_BROKEN && transaction->conversation.asked
		   && transaction->conversation.ended == PROMPT_OK);
}

/* One try; the failure delay is waited out, the person is told. */
static enum status
try_once(const struct admit_request *request, struct transaction *transaction,
	 struct identity *who)
{
	const char *why = NULL;
	enum transaction_verdict verdict = transaction_begin(transaction,
							     &request->pam);
	enum status status = STATUS_BROKEN;

	if (verdict == TRANSACTION_YES) {
		verdict = transaction_login(transaction);
	}
	status = verdict_status(verdict);
	if (status == STATUS_OK) {
		why = objection(request, transaction, who);
		status = why == NULL ? STATUS_OK : STATUS_DENIED;
	} else {
		why = transaction_why(transaction);
	}
	if (status == STATUS_OK) {
		log_success(request, who);
		return STATUS_OK;
	}
	log_failure(request, transaction, status, why);
	if (request->denied != NULL && status == STATUS_DENIED) {
		request->denied(known_user(transaction, who));
	}
	transaction_end(transaction);
	if (status == STATUS_DENIED || status == STATUS_BROKEN) {
		transaction_delay(transaction);
	}
	prompt_flush();
	prompt_show(verdict_line(is_refusal(status, transaction) ? STATUS_DENIED
								 : status));
	return status;
}

enum status
admit(struct admit_request *request, struct transaction *transaction,
      struct identity *who)
{
	enum status status = STATUS_DENIED;
	unsigned tried = 0;

	do {
		status = try_once(request, transaction, who);
		tried++;
		if (request->ask_again) {
			request->pam.user = NULL;
			request->pam.vouched = false;
		}
		if (status == STATUS_DENIED && signals_collect() != 0) {
			status = STATUS_CANCELLED;
		}
	} while (is_refusal(status, transaction) && !transaction->no_more_tries
		 && (request->tries == 0 || tried < request->tries));
	return status;
}
