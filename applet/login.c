/* SPDX-License-Identifier: MIT */
#include "applet.h"
#include "base/report.h"
#include "status.h"

static int
run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	report_usage("login", "not possible", NULL);
	return STATUS_BROKEN;
}

const struct applet applet_login = {
	.name = "login",
	.summary = "a session on a terminal",
	.usage = "",
	.run = run,
};
