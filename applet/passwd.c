/* SPDX-License-Identifier: MIT */
#include "applet.h"
#include "base/report.h"
#include "status.h"

static int
run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	report_usage("passwd", "not possible", NULL);
	return STATUS_BROKEN;
}

const struct applet applet_passwd = {
	.name = "passwd",
	.summary = "change passwords and their aging",
	.usage = "",
	.run = run,
	.set_user_id = true,
};
