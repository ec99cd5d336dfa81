/* SPDX-License-Identifier: MIT */
#include "prompt/caps_lock.h"

#include <linux/kd.h>
#include <sys/ioctl.h>

enum caps_lock
caps_lock_read(int fd)
{
	char flags = 0;

	if (ioctl(fd, KDGKBLED, &flags) != 0) {
		return CAPS_LOCK_UNKNOWN;
	}
	return (flags & K_CAPSLOCK) != 0 ? CAPS_LOCK_ON : CAPS_LOCK_OFF;
}
