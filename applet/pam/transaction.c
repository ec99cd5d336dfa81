/* SPDX-License-Identifier: MIT */
#include "pam/transaction.h"

#include "base/wipe.h"
#include "libc-compat/heap_failure.h"
#include "pam/verdict.h"
#include "prompt/prompt.h"

#include <security/pam_appl.h>
#include <stddef.h>

#define POLICY_DIR "/etc/pam.d"
#define USEC_PER_MS 1000

static struct transaction *
transaction_of(struct conversation *conversation)
{
	return (struct transaction *)((char *)conversation
				      - offsetof(struct transaction,
						 conversation));
}

/*
 * PAM_FAIL_DELAY: called by Linux-PAM at the end of authentication and of a
 * change, also after success. usec is the longest of the modules', varied.
 */
static void
record_delay(int result, unsigned usec, void *appdata)
{
	struct transaction *transaction = transaction_of(appdata);

	if (result != PAM_SUCCESS
	    && usec / USEC_PER_MS > transaction->delay_ms) {
		transaction->delay_ms = usec / USEC_PER_MS;
	}
}

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
	if (result == PAM_SUCCESS) {
		return TRANSACTION_YES;
	}
	transaction->no_more_tries = result == PAM_MAXTRIES;
	return verdict_is_broken(result) ? TRANSACTION_BROKEN
					 : TRANSACTION_DENIED;
}

static int
set_tty(struct transaction *transaction)
{
	const char *tty = transaction->request->tty();

	return tty != NULL ? pam_set_item(transaction->handle, PAM_TTY, tty)
			   : PAM_SUCCESS;
}

static void
note_tty(struct conversation *conversation)
{
	set_tty(transaction_of(conversation));
}

static int
set_items(struct transaction *transaction)
{
	union {
		void (*function)(int, unsigned, void *);
		const void *item;
	} delay = {.function = record_delay};
	int result = pam_set_item(transaction->handle, PAM_FAIL_DELAY,
				  delay.item);

	if (result == PAM_SUCCESS) {
		result = pam_set_item(transaction->handle, PAM_USER_PROMPT,
				      "login: ");
	}
	return result == PAM_SUCCESS ? set_tty(transaction) : result;
}

enum transaction_verdict
transaction_begin(struct transaction *transaction,
		  const struct transaction_request *request)
{
	struct pam_conv conv = {
		.conv = conversation_answer,
		.appdata_ptr = &transaction->conversation,
	};
	int result = 0;

	compat_heap_reset();
	*transaction = (struct transaction){.request = request};
	transaction->conversation.answered = deadline_in(0);
	transaction->conversation.on_answer = note_tty;
	transaction->delay_ms = request->delay_ms;
	prompt_begin();
	prompt_set_deadline(deadline_in(request->timeout_ms));
	result = pam_start_confdir(request->service, request->user, &conv,
				   POLICY_DIR, &transaction->handle);
	if (result == PAM_SUCCESS) {
		result = set_items(transaction);
	}
	if (result != PAM_SUCCESS) {
		transaction_end(transaction);
		transaction->result = result;
		return TRANSACTION_BROKEN;
	}
	return TRANSACTION_YES;
}

/*
 * Changes an expired password, and asks the account again: some modules report
 * success when nothing was changed.
 */
static int
change_expired(struct transaction *transaction)
{
	int result = PAM_SUCCESS;

	prompt_set_deadline(
		deadline_in(transaction->request->change_timeout_ms));
	result = pam_chauthtok(transaction->handle, PAM_CHANGE_EXPIRED_AUTHTOK);
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
	int result = pam_authenticate(transaction->handle, 0);

	if (result == PAM_SUCCESS) {
		result = pam_acct_mgmt(transaction->handle, 0);
		if (result == PAM_NEW_AUTHTOK_REQD) {
			result = change_expired(transaction);
		}
	}
	return finish(transaction, result);
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

const char *
transaction_user(const struct transaction *transaction)
{
	const void *user = NULL;

	if (transaction->handle == NULL
	    || pam_get_item(transaction->handle, PAM_USER, &user)
		       != PAM_SUCCESS) {
		return NULL;
	}
	return user;
}

char **
transaction_environment(const struct transaction *transaction)
{
	return pam_getenvlist(transaction->handle);
}

const char *
transaction_why(const struct transaction *transaction)
{
	if (transaction->conversation.why != NULL) {
		return transaction->conversation.why;
	}
	return pam_strerror(transaction->handle, transaction->result);
}

void
transaction_end(struct transaction *transaction)
{
	if (transaction->handle != NULL) {
		if (transaction->session_open) {
			pam_close_session(transaction->handle, 0);
			pam_setcred(transaction->handle, PAM_DELETE_CRED);
		}
		pam_end(transaction->handle, transaction->result);
		transaction->handle = NULL;
		transaction->session_open = false;
	}
	prompt_forget();
	wipe_stack();
}

void
transaction_delay(const struct transaction *transaction)
{
	deadline_wait(deadline_after(transaction->conversation.answered,
				     transaction->delay_ms));
}
