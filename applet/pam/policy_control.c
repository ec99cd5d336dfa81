/* SPDX-License-Identifier: MIT */
#include "pam/policy_control.h"

#include <stddef.h>
#include <string.h>

#define BLANKS " \t"

static const char *const returns[] = {
	"success",
	"open_err",
	"symbol_err",
	"service_err",
	"system_err",
	"buf_err",
	"perm_denied",
	"auth_err",
	"cred_insufficient",
	"authinfo_unavail",
	"user_unknown",
	"maxtries",
	"new_authtok_reqd",
	"acct_expired",
	"session_err",
	"cred_unavail",
	"cred_expired",
	"cred_err",
	"no_module_data",
	"conv_err",
	"authtok_err",
	"authtok_recover_err",
	"authtok_lock_busy",
	"authtok_disable_aging",
	"try_again",
	"ignore",
	"abort",
	"authtok_expired",
	"module_unknown",
	"bad_item",
	"conv_again",
	"incomplete",
	"default",
	NULL,
};

static const char *const actions[] = {
	"ignore", "ok", "done", "bad", "die", "reset", NULL,
};

static const char *const controls[] = {
	"required", "requisite", "sufficient", "optional", NULL,
};

static bool
is_one_of(const char *word, size_t len, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (strlen(*list) == len && strncmp(*list, word, len) == 0) {
			return true;
		}
	}
	return false;
}

bool
policy_control_word(const char *word)
{
	return is_one_of(word, strlen(word), controls);
}

/* A number of rules to jump over: 1 to 999. */
static bool
is_jump(const char *word, size_t len)
{
	return len >= 1 && len <= 3 && strspn(word, "0123456789") == len
	       && word[0] != '0';
}

bool
policy_control_list(const char *control)
{
	const char *at = control + strspn(control, BLANKS);

	if (*at == '\0') {
		return false;
	}
	while (*at != '\0') {
		size_t name = strcspn(at, "=" BLANKS);
		const char *action = at + name + 1;
		size_t len = 0;

		if (at[name] != '=' || !is_one_of(at, name, returns)) {
			return false;
		}
		len = strcspn(action, BLANKS);
		if (!is_one_of(action, len, actions) && !is_jump(action, len)) {
			return false;
		}
		at = action + len;
		at += strspn(at, BLANKS);
	}
	return true;
}

const char *
policy_control_return(int result)
{
	const int unknown = sizeof(returns) / sizeof(returns[0]) - 2;

	return returns[result >= 0 && result < unknown ? result : unknown];
}
