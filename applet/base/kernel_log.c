/* SPDX-License-Identifier: MIT */
#include "base/kernel_log.h"

#include <stddef.h>
#include <sys/klog.h>

#define SYSLOG_ACTION_CONSOLE_OFF 6
#define SYSLOG_ACTION_CONSOLE_ON 7

bool
kernel_log_quiet(void)
{
	return klogctl(SYSLOG_ACTION_CONSOLE_OFF, NULL, 0) == 0;
}

void
kernel_log_restore(void)
{
	klogctl(SYSLOG_ACTION_CONSOLE_ON, NULL, 0);
}
