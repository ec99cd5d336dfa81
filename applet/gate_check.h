/* SPDX-License-Identifier: MIT */
#ifndef APPLET_GATE_CHECK_H
#define APPLET_GATE_CHECK_H

/*
 * gate --check: prints the policy of service as it will run, and its errors to
 * standard error, all of them. Returns STATUS_OK when there are none, else
 * STATUS_BROKEN.
 */
int gate_check(const char *service);

#endif
