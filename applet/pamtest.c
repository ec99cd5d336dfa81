/* SPDX-License-Identifier: MIT */
#include "applet.h"
#include "base/report.h"
#include "status.h"

static int
run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	report_usage("pamtest", "not possible", NULL);
	return STATUS_BROKEN;
}

const struct applet applet_pamtest = {
	.name = "pamtest",
	.summary = "try a PAM policy",
	.usage = "",
	.run = run,
};
