/* SPDX-License-Identifier: MIT */
#ifndef FAULT_NO_DELAY_H
#define FAULT_NO_DELAY_H

struct transaction;

void __wrap_transaction_delay(const struct transaction *transaction);

#endif
