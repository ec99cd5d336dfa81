/* SPDX-License-Identifier: MIT */
#include "pam/verdict.h"

#include <security/pam_appl.h>

bool
verdict_is_broken(int pam_result)
{
	switch (pam_result) {
	case PAM_ABORT:
	case PAM_BAD_ITEM:
	case PAM_BUF_ERR:
	case PAM_MODULE_UNKNOWN:
	case PAM_OPEN_ERR:
	case PAM_SYMBOL_ERR:
	case PAM_SYSTEM_ERR:
		return true;
	default:
		return false;
	}
}

enum status
verdict_status(enum transaction_verdict verdict)
{
	switch (verdict) {
	case TRANSACTION_YES:
		return STATUS_OK;
	case TRANSACTION_DENIED:
		return STATUS_DENIED;
	case TRANSACTION_TIMEOUT:
		return STATUS_TIMEOUT;
	case TRANSACTION_CANCELLED:
		return STATUS_CANCELLED;
	default:
		return STATUS_BROKEN;
	}
}

const char *
verdict_line(enum status status)
{
	switch (status) {
	case STATUS_DENIED:
		return "Login incorrect";
	case STATUS_TIMEOUT:
		return "Timed out";
	case STATUS_CANCELLED:
		return "Cancelled";
	default:
		return "Not possible";
	}
}

const char *
verdict_word(enum status status)
{
	switch (status) {
	case STATUS_DENIED:
		return "denied";
	case STATUS_TIMEOUT:
		return "timed out";
	case STATUS_CANCELLED:
		return "cancelled";
	default:
		return "broken";
	}
}
