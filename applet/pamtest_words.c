/* SPDX-License-Identifier: MIT */
#include "pamtest_words.h"

#include "pam/transaction_operation.h"

#include <security/pam_appl.h>
#include <string.h>
#include <strings.h>

#define FLAG_SILENT_INDEX 6

_Static_assert(TRANSACTION_AUTHENTICATE == 0 && TRANSACTION_SETCRED == 1
		       && TRANSACTION_ACCT_MGMT == 2
		       && TRANSACTION_OPEN_SESSION == 3
		       && TRANSACTION_CLOSE_SESSION == 4
		       && TRANSACTION_CHAUTHTOK == 5,
	       "the order of the operations");
_Static_assert(PAM_SERVICE == PAMTEST_ITEM_FIRST && PAM_USER == 2
		       && PAM_TTY == 3 && PAM_RHOST == 4 && PAM_RUSER == 8
		       && PAM_USER_PROMPT == 9,
	       "the order of the items");
_Static_assert(PAM_DISALLOW_NULL_AUTHTOK == 1 && PAM_ESTABLISH_CRED == 2
		       && PAM_DELETE_CRED == 4 && PAM_REINITIALIZE_CRED == 8
		       && PAM_REFRESH_CRED == 16
		       && PAM_CHANGE_EXPIRED_AUTHTOK == 32,
	       "the order of the flags");

const char pamtest_operations[] = "authenticate\0"
				  "setcred\0"
				  "acct_mgmt\0"
				  "open_session\0"
				  "close_session\0"
				  "chauthtok\0";

const char pamtest_done[] = "successfully authenticated\0"
			    "credential info has successfully been set.\0"
			    "account management done.\0"
			    "successfully opened a session\0"
			    "session has successfully been closed.\0"
			    "authentication token altered successfully.\0";

const char pamtest_items[] = "service\0"
			     "user\0"
			     "tty\0"
			     "rhost\0"
			     "-\0-\0-\0"
			     "ruser\0"
			     "prompt\0";

const char pamtest_flags_names[] = "DISALLOW_NULL_AUTHTOK\0"
				   "ESTABLISH_CRED\0"
				   "DELETE_CRED\0"
				   "REINITIALIZE_CRED\0"
				   "REFRESH_CRED\0"
				   "CHANGE_EXPIRED_AUTHTOK\0"
				   "SILENT\0";

int
pamtest_flag(int index)
{
	return index == FLAG_SILENT_INDEX ? (int)PAM_SILENT : 1 << index;
}

int
pamtest_word_find(const char *list, const char *word, size_t len)
{
	for (int i = 0; *list != '\0'; i++) {
		size_t length = strlen(list);

		if (length == len && *word != '-'
		    && strncasecmp(list, word, len) == 0) {
			return i;
		}
		list += length + 1;
	}
	return -1;
}

const char *
pamtest_word(const char *list, int index)
{
	while (index > 0 && *list != '\0') {
		list += strlen(list) + 1;
		index--;
	}
	return list;
}
