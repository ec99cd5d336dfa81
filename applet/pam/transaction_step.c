/* SPDX-License-Identifier: MIT */
#include "base/wipe.h"
#include "libc-compat/heap_failure.h"
#include "libc-compat/module_file.h"
#include "pam/transaction.h"
#include "pam/verdict.h"
#include "prompt/prompt.h"

#include <security/pam_appl.h>

static enum transaction_verdict
verdict(struct transaction *transaction, int result)
{
	transaction->result = result;
	switch (transaction->conversation.ended) {
	case PROMPT_TIMEOUT:
		return TRANSACTION_TIMEOUT;
	case PROMPT_CANCELLED:
	case PROMPT_GONE:
		return TRANSACTION_CANCELLED;
	case PROMPT_LOST:
		return TRANSACTION_DENIED;
	case PROMPT_OK:
		break;
	default:
		return TRANSACTION_BROKEN;
	}
	if (compat_heap_failed()) {
		transaction->conversation.why = "out of memory";
		return TRANSACTION_BROKEN;
	}
	if (result == PAM_SUCCESS && compat_module_file_unread() != NULL) {
		transaction->conversation.why = compat_module_file_unread();
		return TRANSACTION_BROKEN;
	}
	if (result == PAM_SUCCESS) {
		return TRANSACTION_YES;
	}
	transaction->no_more_tries = result == PAM_MAXTRIES;
	return verdict_is_broken(result) ? TRANSACTION_BROKEN
					 : TRANSACTION_DENIED;
}

/* The person mistyped, or chose a bad password; and is still there. */
static bool
is_mistake(const struct transaction *transaction, int result)
{
	return result != PAM_SUCCESS && !verdict_is_broken(result)
	       && transaction->conversation.ended == PROMPT_OK;
}

/*
 * Changes an expired password, and asks the account again: some modules report
 * success when nothing was changed.
 */
static int
change_expired(struct transaction *transaction)
{
	int result = PAM_SUCCESS;
	unsigned tried = 0;

	prompt_set_deadline(
		deadline_in(transaction->request->change_timeout_ms));
	do {
		if (tried > 0) {
			prompt_flush();
			prompt_show("Not changed.");
		}
		result = pam_chauthtok(transaction->handle,
				       PAM_CHANGE_EXPIRED_AUTHTOK);
		tried++;
	} while (is_mistake(transaction, result)
		 && tried < transaction->request->change_tries);
	if (result == PAM_SUCCESS) {
		result = pam_acct_mgmt(transaction->handle, PAM_SILENT);
	}
	if (result == PAM_NEW_AUTHTOK_REQD) {
		transaction->conversation.why = "the password was not changed";
		result = PAM_AUTHTOK_ERR;
	}
	return result;
}

/* The end of each step: what modules left of an answer on the stack goes. */
static enum transaction_verdict
finish(struct transaction *transaction, int result)
{
	wipe_stack();
	return verdict(transaction, result);
}

enum transaction_verdict
transaction_login(struct transaction *transaction)
{
	int result = PAM_SUCCESS;

	if (!transaction->request->vouched) {
		result = pam_authenticate(transaction->handle, 0);
	}
	if (result == PAM_SUCCESS && transaction->request->resumed) {
		pam_acct_mgmt(transaction->handle, PAM_SILENT);
	} else if (result == PAM_SUCCESS) {
		result = pam_acct_mgmt(transaction->handle, 0);
		if (result == PAM_NEW_AUTHTOK_REQD) {
			result = change_expired(transaction);
		}
	}
	return finish(transaction, result);
}

enum transaction_verdict
transaction_change(struct transaction *transaction, bool only_expired)
{
	int flags = only_expired ? PAM_CHANGE_EXPIRED_AUTHTOK : 0;

	prompt_set_deadline(
		deadline_in(transaction->request->change_timeout_ms));
	return finish(transaction, pam_chauthtok(transaction->handle, flags));
}

enum transaction_verdict
transaction_open(struct transaction *transaction)
{
	int result = pam_setcred(transaction->handle, PAM_ESTABLISH_CRED);

	if (result == PAM_SUCCESS) {
		result = pam_open_session(transaction->handle, 0);
		if (result != PAM_SUCCESS) {
			pam_setcred(transaction->handle, PAM_DELETE_CRED);
		}
	}
	transaction->session_open = result == PAM_SUCCESS;
	return finish(transaction, result);
}
