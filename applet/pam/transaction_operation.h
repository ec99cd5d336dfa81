/* SPDX-License-Identifier: MIT */
/*
 * Single operations on a transaction, one function of libpam each: for pamtest,
 * which does as it is told. Between transaction_begin() and transaction_end().
 */
#ifndef PAM_TRANSACTION_OPERATION_H
#define PAM_TRANSACTION_OPERATION_H

#include "pam/transaction.h"

enum transaction_operation {
	TRANSACTION_AUTHENTICATE,
	TRANSACTION_SETCRED,
	TRANSACTION_ACCT_MGMT,
	TRANSACTION_OPEN_SESSION,
	TRANSACTION_CLOSE_SESSION,
	TRANSACTION_CHAUTHTOK,
	TRANSACTION_OPERATIONS
};

/*
 * Runs one, with the deadline of a try, or of a change. Returns its PAM_*;
 * never PAM_SUCCESS when the person went away (PAM_CONV_ERR) or memory ran out
 * (PAM_BUF_ERR).
 */
int transaction_operate(struct transaction *transaction,
			enum transaction_operation operation, int flags);

/*
 * Sets the item PAM_... to value, NULL: to nothing (but the service: that is
 * PAM_BAD_ITEM); puts NAME=VALUE into PAM's environment, or takes NAME out.
 * Both return a PAM_*.
 */
int transaction_item_set(struct transaction *transaction, int item,
			 const char *value);
int transaction_put_variable(struct transaction *transaction,
			     const char *variable);

/* pam_strerror(3). */
const char *transaction_text(int result);

#endif
