/* SPDX-License-Identifier: MIT */
/*
 * The exit statuses of pamlet's applets. STATUS_OK has one meaning: PAM said
 * yes (and the command, where one was given, returned 0).
 */
#ifndef APPLET_STATUS_H
#define APPLET_STATUS_H

enum status {
	STATUS_OK = 0,
	STATUS_DENIED = 1,
	STATUS_USAGE = 2,
	STATUS_TIMEOUT = 3,
	STATUS_CANCELLED = 4,
	STATUS_BROKEN = 111,
	STATUS_NOT_EXECUTABLE = 126,
	STATUS_NOT_FOUND = 127,
	STATUS_SIGNAL = 128, /* + the number of the signal */
};

#endif
