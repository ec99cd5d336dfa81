/* SPDX-License-Identifier: MIT */
#include "pam/transaction_operation.h"

#include "base/wipe.h"
#include "libc-compat/heap_failure.h"
#include "prompt/prompt.h"

#include <security/pam_appl.h>
#include <string.h>
#include <strings.h>

#define PREFIX "PAM_"
#define PREFIX_LEN 4

static int (*const functions[TRANSACTION_OPERATIONS])(pam_handle_t *, int) = {
	[TRANSACTION_AUTHENTICATE] = pam_authenticate,
	[TRANSACTION_SETCRED] = pam_setcred,
	[TRANSACTION_ACCT_MGMT] = pam_acct_mgmt,
	[TRANSACTION_OPEN_SESSION] = pam_open_session,
	[TRANSACTION_CLOSE_SESSION] = pam_close_session,
	[TRANSACTION_CHAUTHTOK] = pam_chauthtok,
};

/* From the lowest bit on; the last one is PAM_SILENT. */
static const char *const flags[] = {
	"DISALLOW_NULL_AUTHTOK",
	"ESTABLISH_CRED",
	"DELETE_CRED",
	"REINITIALIZE_CRED",
	"REFRESH_CRED",
	"CHANGE_EXPIRED_AUTHTOK",
	"SILENT",
};

#define FLAGS_COUNT ((int)(sizeof(flags) / sizeof(flags[0])))

/* PAM_SERVICE and so on are 1, 2, 3 ... */
static const char *const items[] = {
	[PAM_SERVICE] = "service", [PAM_USER] = "user",
	[PAM_TTY] = "tty",         [PAM_RHOST] = "rhost",
	[PAM_RUSER] = "ruser",     [PAM_USER_PROMPT] = "prompt",
};

#define ITEMS_COUNT ((int)(sizeof(items) / sizeof(items[0])))

static bool
is_name(const char *wanted, const char *name, size_t len)
{
	return strncasecmp(wanted, name, len) == 0 && wanted[len] == '\0';
}

int
transaction_operate(struct transaction *transaction,
		    enum transaction_operation operation, int flags_given)
{
	const struct transaction_request *request = transaction->request;
	int result = PAM_SUCCESS;

	prompt_set_deadline(deadline_in(operation == TRANSACTION_CHAUTHTOK
						? request->change_timeout_ms
						: request->timeout_ms));
	result = functions[operation](transaction->handle, flags_given);
	wipe_stack();
	if (result == PAM_SUCCESS
	    && transaction->conversation.ended != PROMPT_OK) {
		result = PAM_CONV_ERR;
	}
	if (result == PAM_SUCCESS && compat_heap_failed()) {
		result = PAM_BUF_ERR;
	}
	transaction->result = result;
	return result;
}

int
transaction_item_find(const char *name, size_t len)
{
	for (int i = 0; i < ITEMS_COUNT; i++) {
		if (items[i] != NULL && is_name(items[i], name, len)) {
			return i;
		}
	}
	return -1;
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

bool
transaction_item_is_service(int item)
{
	return item == PAM_SERVICE;
}

int
transaction_put_variable(struct transaction *transaction, const char *variable)
{
	return pam_putenv(transaction->handle, variable);
}

const char *
transaction_flag_name(int index, int *flag)
{
	if (index >= FLAGS_COUNT) {
		return NULL;
	}
	*flag = index == FLAGS_COUNT - 1 ? (int)PAM_SILENT : 1 << index;
	return flags[index];
}

int
transaction_flag_find(const char *name, size_t len)
{
	const char *known = NULL;
	int flag = 0;

	if (len <= PREFIX_LEN || strncasecmp(name, PREFIX, PREFIX_LEN) != 0) {
		return 0;
	}
	for (int i = 0; (known = transaction_flag_name(i, &flag)) != NULL;
	     i++) {
		if (is_name(known, name + PREFIX_LEN, len - PREFIX_LEN)) {
			return flag;
		}
	}
	return 0;
}

const char *
transaction_text(int result)
{
	return pam_strerror(NULL, result);
}
