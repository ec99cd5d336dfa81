/* SPDX-License-Identifier: MIT */
#ifndef BASE_KERNEL_LOG_H
#define BASE_KERNEL_LOG_H

#include <stdbool.h>

/*
 * Keeps all kernel messages but emergencies from the console (syslog(2),
 * SYSLOG_ACTION_CONSOLE_OFF). The kernel itself remembers the level that was
 * set before, once: after a SIGKILL the next kernel_log_restore(), of whoever,
 * puts the right one back. false: errno says why (EPERM without CAP_SYSLOG).
 */
bool kernel_log_quiet(void);

/* The level that was set before the first kernel_log_quiet(). */
void kernel_log_restore(void);

#endif
