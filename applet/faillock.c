/* SPDX-License-Identifier: MIT */
#include "applet.h"
#include "base/report.h"
#include "status.h"

static int
run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	report_usage("faillock", "not possible", NULL);
	return STATUS_BROKEN;
}

const struct applet applet_faillock = {
	.name = "faillock",
	.summary = "show and reset the counts of pam_faillock",
	.usage = "",
	.run = run,
};
