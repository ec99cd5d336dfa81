/* SPDX-License-Identifier: MIT */
/*
 * What pamtest tells on standard output: pamtester's words or JSON, and the
 * ledger. Of an answer no more than its length.
 */
#ifndef APPLET_PAMTEST_PRINT_H
#define APPLET_PAMTEST_PRINT_H

#include "pam/transaction_operation.h"
#include "pamtest_options.h"

/* Looks at each response from now on. */
void pamtest_ledger_start(void);

/* Whether each response was freed once. */
bool pamtest_ledger_is_even(void);

/* One operation, as it was called, and its PAM_*. */
void pamtest_print_result(const struct pamtest_options *options,
			  enum transaction_operation operation, int flags,
			  int result);

/*
 * The ledger where it was asked for, and JSON's last line. message says why it
 * is not a yes.
 */
void pamtest_print_end(const struct pamtest_options *options, bool yes,
		       const char *message);

/* The operation of that name, whatever its case; _OPERATIONS: none. */
enum transaction_operation pamtest_operation(const char *name);

#endif
