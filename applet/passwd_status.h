/* SPDX-License-Identifier: MIT */
#ifndef APPLET_PASSWD_STATUS_H
#define APPLET_PASSWD_STATUS_H

#include <pwd.h>

/*
 * passwd -S: one line on standard output, as shadow-utils prints it; account
 * NULL: one for each account. STATUS_OK, or STATUS_BROKEN when that could not be
 * written. The hashes do not stay in memory.
 */
int passwd_status(const struct passwd *account);

#endif
