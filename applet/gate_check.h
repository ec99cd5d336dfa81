/* SPDX-License-Identifier: MIT */
#ifndef APPLET_GATE_CHECK_H
#define APPLET_GATE_CHECK_H

#include "gate_options.h"

/*
 * gate --check: prints the policy of the service as it will run, and its errors
 * to standard error, all of them; with --root those of the tree there, and what
 * is wrong with its accounts (gate_accounts.h). Returns STATUS_OK when there are
 * none, else STATUS_BROKEN.
 */
int gate_check(const struct gate_options *options);

#endif
