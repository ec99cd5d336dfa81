/* SPDX-License-Identifier: MIT */
#include "gate_check.h"

#include "base/report.h"
#include "gate_accounts.h"
#include "pam/policy.h"
#include "pam/policy_includes.h"
#include "pam/policy_show.h"
#include "status.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
print_policy_error(const char *where, int line, const char *what,
		   const char *word)
{
	char place[POLICY_WHERE_BYTES + 16];

	snprintf(place, sizeof(place), "%s:%d: %s", where, line, what);
	report_usage("gate", place, word);
}

/*
 * All files are then those of the image, its absolute links too. Whoever is not
 * root may do so in a user namespace of his own.
 */
static bool
enter(const char *root)
{
	if ((chroot(root) == 0
	     || (errno == EPERM && unshare(CLONE_NEWUSER) == 0
		 && chroot(root) == 0))
	    && chdir("/") == 0) {
		return true;
	}
	report_usage("gate", strerror(errno), root);
	return false;
}

int
gate_check(const struct gate_options *options)
{
	const char *service = options->service;
	bool good = true;

	if (options->root != NULL && !enter(options->root)) {
		return STATUS_BROKEN;
	}
	good = policy_load(service, POLICY_FOR_YES, print_policy_error);
	/* Includes that loop would be shown over and over. */
	if (policy_find_loop() < 0) {
		policy_show();
	}
	if (good && !policy_has_modules(POLICY_SESSION)) {
		report_usage("gate", "no session rules: a command is refused",
			     service);
	}
	if (options->root != NULL
	    && !gate_accounts(options->user, options->group)) {
		good = false;
	}
	if (fflush(stdout) != 0 || ferror(stdout) != 0) {
		good = false;
	}
	return good ? STATUS_OK : STATUS_BROKEN;
}
