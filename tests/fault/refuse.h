/* SPDX-License-Identifier: MIT */
/*
 * Counts the allocations, and refuses those that the environment names
 * (FAULT_PARENT, FAULT_CHILD, FAULT_ROW: see ledger.h).
 */
#ifndef FAULT_REFUSE_H
#define FAULT_REFUSE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Counts one more allocation; true: it is to fail, errno is ENOMEM then, and
 * the ledger has a line that names caller. Does not return from a loop that
 * was refused 100000 allocations: tells "endless", and ends with status 98.
 */
bool refuse_now(uintptr_t caller);

/* The ledger's line "end": the counts, and the status of this process. */
void refuse_tell_end(int status);

#endif
