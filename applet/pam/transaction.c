/* SPDX-License-Identifier: MIT */
#include "pam/transaction.h"

#include "base/wipe.h"
#include "libc-compat/heap_failure.h"
#include "libc-compat/helper.h"
#include "libc-compat/module_file.h"
#include "prompt/prompt.h"

#include <security/pam_appl.h>
#include <stddef.h>

#define POLICY_DIR "/etc/pam.d"
#define USEC_PER_MS 1000

static pam_handle_t *handle_now; /* that of the try; NULL between tries */

static struct transaction *
transaction_of(struct conversation *conversation)
{
	return (struct transaction *)((char *)conversation
				      - offsetof(struct transaction,
						 conversation));
}

/*
 * PAM_FAIL_DELAY: called by Linux-PAM at the end of authentication and of a
 * change. usec is the longest of the modules', varied. It counts after success
 * too: whoever is refused then, by the account's rules, had the right password,
 * and must not see it by a delay that does not vary.
 */
static void
record_delay(int result, unsigned usec, void *appdata)
{
	struct transaction *transaction = transaction_of(appdata);

	(void)result;
	if (usec / USEC_PER_MS > transaction->delay_ms) {
		transaction->delay_ms = usec / USEC_PER_MS;
	}
}

static int
set_text(const struct transaction *transaction, int item, const char *text)
{
	return text != NULL ? pam_set_item(transaction->handle, item, text)
			    : PAM_SUCCESS;
}

static int
set_tty(struct transaction *transaction)
{
	return set_text(transaction, PAM_TTY, transaction->request->tty());
}

static void
note_tty(struct conversation *conversation)
{
	set_tty(transaction_of(conversation));
}

static int
set_items(struct transaction *transaction)
{
	const struct transaction_request *request = transaction->request;
	union {
		void (*function)(int, unsigned, void *);
		const void *item;
	} delay = {.function = record_delay};
	int result = pam_set_item(transaction->handle, PAM_FAIL_DELAY,
				  delay.item);

	if (result == PAM_SUCCESS) {
		result = set_text(transaction, PAM_USER_PROMPT,
				  request->question != NULL ? request->question
							    : "login: ");
	}
	if (result == PAM_SUCCESS) {
		result = set_text(transaction, PAM_RHOST, request->rhost);
	}
	if (result == PAM_SUCCESS) {
		result = set_text(transaction, PAM_RUSER, request->ruser);
	}
	return result == PAM_SUCCESS ? set_tty(transaction) : result;
}

/* Linux-PAM wipes them. */
void
transaction_forget(void)
{
	if (handle_now != NULL) {
		pam_set_item(handle_now, PAM_AUTHTOK, NULL);
		pam_set_item(handle_now, PAM_OLDAUTHTOK, NULL);
	}
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
	compat_module_file_reset();
	compat_helper_on_start(transaction_forget);
	*transaction = (struct transaction){.request = request};
	transaction->conversation.answered = deadline_in(0);
	transaction->conversation.on_answer = note_tty;
	transaction->delay_ms = request->delay_ms;
	prompt_begin();
	prompt_set_deadline(deadline_in(request->timeout_ms));
	result = pam_start_confdir(request->service, request->user, &conv,
				   POLICY_DIR, &transaction->handle);
	handle_now = transaction->handle;
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
		handle_now = NULL;
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
