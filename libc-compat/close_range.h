/* SPDX-License-Identifier: MIT */
#ifndef COMPAT_CLOSE_RANGE_H
#define COMPAT_CLOSE_RANGE_H

/*
 * close_range(2): closes the descriptors first to last. 0, or -1 and errno
 * (ENOSYS before Linux 5.9).
 */
int close_range(unsigned int first, unsigned int last, int flags);

#endif
