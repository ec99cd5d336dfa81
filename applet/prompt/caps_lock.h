/* SPDX-License-Identifier: MIT */
#ifndef PROMPT_CAPS_LOCK_H
#define PROMPT_CAPS_LOCK_H

enum caps_lock {
	CAPS_LOCK_UNKNOWN, /* no virtual terminal, or it cannot be read */
	CAPS_LOCK_OFF,
	CAPS_LOCK_ON,
};

/* Of the keyboard of a virtual terminal (ioctl_console(2), KDGKBLED). */
enum caps_lock caps_lock_read(int fd);

#endif
