/* SPDX-License-Identifier: MIT */
/*
 * faillock: Linux-PAM's own program of that name, linked in (see
 * libc-compat/tally.h for what it is given in place of the system's).
 */
#include "applet.h"
#include "libc-compat/tally.h"
#include "status.h"

#include <stdio.h>
#include <string.h>

static const char usage[] = APPLET_USAGE(
	"usage: faillock [--dir DIR] [--user USER] [--reset] "
	"[--legacy-output]\n"
	"                [--conf FILE]\n",
	"Shows the failures that pam_faillock counted, of USER or of all.\n"
	"  --dir DIR        where they are kept\n"
	"  --conf FILE      in place of /etc/security/faillock.conf\n"
	"  --reset          forgets them: the account is open again\n"
	"  --legacy-output  one line a user\n");

static int
run(int argc, char **argv)
{
	int status = STATUS_OK;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
	} else {
		status = compat_faillock(argc, argv);
	}
	if ((fflush(stdout) != 0 || ferror(stdout) != 0)
	    && status == STATUS_OK) {
		status = STATUS_BROKEN;
	}
	return status;
}

const struct applet applet_faillock = {
	.name = "faillock",
	.summary = "show and reset the counts of pam_faillock",
	.usage = usage,
	.run = run,
};
