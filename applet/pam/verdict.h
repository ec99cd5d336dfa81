/* SPDX-License-Identifier: MIT */
/*
 * What a verdict is to others: a status, and a line for the person.
 */
#ifndef PAM_VERDICT_H
#define PAM_VERDICT_H

#include "pam/transaction.h"
#include "status.h"

#include <stdbool.h>

enum status verdict_status(enum transaction_verdict verdict);

/* Gives nothing away: neither the cause nor whether the user exists. */
const char *verdict_line(enum status status);

/* The word for the log. */
const char *verdict_word(enum status status);

/*
 * Whether a PAM_* value is an error of the machinery; all others are an answer
 * of the policy.
 */
bool verdict_is_broken(int pam_result);

#endif
