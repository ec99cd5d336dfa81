/* SPDX-License-Identifier: MIT */
#include "pam/transaction_operation.h"

#include "base/wipe.h"
#include "libc-compat/heap_failure.h"
#include "libc-compat/module_file.h"
#include "prompt/prompt.h"

#include <security/pam_appl.h>

static int (*const functions[TRANSACTION_OPERATIONS])(pam_handle_t *, int) = {
	[TRANSACTION_AUTHENTICATE] = pam_authenticate,
	[TRANSACTION_SETCRED] = pam_setcred,
	[TRANSACTION_ACCT_MGMT] = pam_acct_mgmt,
	[TRANSACTION_OPEN_SESSION] = pam_open_session,
	[TRANSACTION_CLOSE_SESSION] = pam_close_session,
	[TRANSACTION_CHAUTHTOK] = pam_chauthtok,
};

int
transaction_operate(struct transaction *transaction,
		    enum transaction_operation operation, int flags)
{
	const struct transaction_request *request = transaction->request;
	int result = PAM_SUCCESS;

	prompt_set_deadline(deadline_in(operation == TRANSACTION_CHAUTHTOK
						? request->change_timeout_ms
						: request->timeout_ms));
	result = functions[operation](transaction->handle, flags);
	wipe_stack();
	if (result == PAM_SUCCESS
	    && transaction->conversation.ended != PROMPT_OK) {
		result = PAM_CONV_ERR;
	}
	if (result == PAM_SUCCESS && compat_heap_failed()) {
		result = PAM_BUF_ERR;
	}
	if (result == PAM_SUCCESS && compat_module_file_unread() != NULL) {
		result = PAM_SERVICE_ERR;
	}
	transaction->result = result;
	return result;
}

int
transaction_item_set(struct transaction *transaction, int item,
		     const char *value)
{
	/* libpam does not expect to be without a service. */
	if (value == NULL && item == PAM_SERVICE) {
		return PAM_BAD_ITEM;
	}
	return pam_set_item(transaction->handle, item, value);
}

int
transaction_put_variable(struct transaction *transaction, const char *variable)
{
	return pam_putenv(transaction->handle, variable);
}

const char *
transaction_text(int result)
{
	return pam_strerror(NULL, result);
}
