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

/* The item of that name ("service", "user", "prompt", "tty", "ruser", "rhost";
 * len bytes of it, whatever their case); -1 when there is none. */
int transaction_item_find(const char *name, size_t len);

/* Sets an item (NULL: to nothing), puts a variable; PAM_*. */
int transaction_item_set(struct transaction *transaction, int item,
			 const char *value);
int transaction_put_variable(struct transaction *transaction,
			     const char *variable);

/* PAM_SERVICE among those of transaction_item_find(). */
bool transaction_item_is_service(int item);

/*
 * The value of a flag's name (len bytes of it, "PAM_" in front, whatever their
 * case); 0 when there is none. And the name of the flag of an index, without
 * its "PAM_", *flag being its value; NULL behind the last one.
 */
int transaction_flag_find(const char *name, size_t len);
const char *transaction_flag_name(int index, int *flag);

/* pam_strerror(3). */
const char *transaction_text(int result);

#endif
