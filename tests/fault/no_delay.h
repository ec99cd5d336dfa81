/* SPDX-License-Identifier: MIT */
#ifndef FAULT_NO_DELAY_H
#define FAULT_NO_DELAY_H

struct deadline;
struct transaction;

void __wrap_transaction_delay(const struct transaction *transaction);

/* Only the short ones: vlock's between two questions is as long as the delay. */
void __wrap_deadline_wait(struct deadline deadline);
void __real_deadline_wait(struct deadline deadline);

#endif
