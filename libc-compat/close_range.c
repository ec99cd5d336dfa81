/* SPDX-License-Identifier: MIT */
/* close_range(2), which musl 1.2.3 has no function for. A kernel before 5.9
 * says ENOSYS, and Linux-PAM then closes one descriptor after the other. */
#include "close_range.h"

#include <sys/syscall.h>
#include <unistd.h>

int
close_range(unsigned int first, unsigned int last, int flags)
{
	return (int)syscall(SYS_close_range, first, last, flags);
}
