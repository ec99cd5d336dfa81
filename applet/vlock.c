/* SPDX-License-Identifier: MIT */
#include "applet.h"
#include "base/report.h"
#include "status.h"

static int
run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	report_usage("vlock", "not possible", NULL);
	return STATUS_BROKEN;
}

const struct applet applet_vlock = {
	.name = "vlock",
	.summary = "lock a terminal",
	.usage = "",
	.run = run,
	.set_user_id = true,
};
