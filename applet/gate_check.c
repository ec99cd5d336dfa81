/* SPDX-License-Identifier: MIT */
#include "gate_check.h"

#include "base/report.h"
#include "pam/policy.h"
#include "pam/policy_includes.h"
#include "pam/policy_show.h"
#include "status.h"

#include <stdio.h>

static void
print_policy_error(const char *where, int line, const char *what,
		   const char *word)
{
	char place[POLICY_WHERE_BYTES + 16];

	snprintf(place, sizeof(place), "%s:%d: %s", where, line, what);
	report_usage("gate", place, word);
}

int
gate_check(const char *service)
{
	bool good = policy_load(service, POLICY_FOR_YES, print_policy_error);

	/* Includes that loop would be shown over and over. */
	if (policy_find_loop() < 0) {
		policy_show();
	}
	if (good && !policy_has_modules(POLICY_SESSION)) {
		report_usage("gate", "no session rules: a command is refused",
			     service);
	}
	if (fflush(stdout) != 0 || ferror(stdout) != 0) {
		good = false;
	}
	return good ? STATUS_OK : STATUS_BROKEN;
}
