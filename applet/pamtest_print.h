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

/* One operation, as it was called, and its PAM_*. */
void pamtest_print_result(const struct pamtest_options *options,
			  enum transaction_operation operation, int flags,
			  int result);

/*
 * JSON's last line, and the ledger where it was asked for. why: why it is not a
 * yes; empty when it is one. Returns whether each response was freed once.
 */
bool pamtest_print_end(const struct pamtest_options *options, const char *why);

#endif
