/* SPDX-License-Identifier: MIT */
#include "applet.h"
#include "base/report.h"
#include "status.h"

static int
run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	report_usage("sulogin", "not possible", NULL);
	return STATUS_BROKEN;
}

const struct applet applet_sulogin = {
	.name = "sulogin",
	.summary = "a rescue shell behind a password",
	.usage = "",
	.run = run,
};
