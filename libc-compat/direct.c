/* SPDX-License-Identifier: MIT */
/*
 * fcntl(), fstatat() and sigaction() as the one system call that each is here,
 * without what musl's do for other machines, for kernels before 3.6 and for
 * several threads: 0.8 KB.
 *
 * Rule: nothing in the static link starts a thread (a test looks for
 * pthread_create).
 */
#include "direct.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As the kernel has them: struct k_sigaction of x86_64. */
#define SIGNAL_SET_BYTES 8
#define SIGNALS (8U * SIGNAL_SET_BYTES)
#define RESTORER 0x04000000U
/* musl keeps the first three of the real-time signals to itself. */
#define OWN_FIRST 32U
#define OWN_COUNT 3U

struct kernel_action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	unsigned char mask[SIGNAL_SET_BYTES];
};

/* The signals that ever had a handler, bit 0 for number 1. */
static unsigned long handled;

_Static_assert(sizeof(struct stat) == 144, "the kernel's, of x86_64");

int
fcntl(int fd, int command, ...)
{
	va_list more;
	long argument = 0;

	va_start(more, command);
	argument = va_arg(more, long);
	va_end(more);
	return (int)syscall(SYS_fcntl, fd, command, argument);
}

int
fstatat(int directory, const char *restrict path, struct stat *restrict found,
	int flags)
{
	if (flags == AT_EMPTY_PATH && directory >= 0 && *path == '\0') {
		return (int)syscall(SYS_fstat, directory, found);
	}
	if (directory == AT_FDCWD && flags == 0) {
		return (int)syscall(SYS_stat, path, found);
	}
	if (directory == AT_FDCWD && flags == AT_SYMLINK_NOFOLLOW) {
		return (int)syscall(SYS_lstat, path, found);
	}
	return (int)syscall(SYS_newfstatat, directory, path, found, flags);
}

int
__sigaction(int number, const struct sigaction *restrict wanted,
	    struct sigaction *restrict old)
{
	struct kernel_action set = {.handler = NULL};
	struct kernel_action was = {.handler = NULL};
	int status = 0;

	if ((unsigned)number - 1U >= SIGNALS
	    || (unsigned)number - OWN_FIRST < OWN_COUNT) {
		errno = EINVAL;
		return -1;
	}
	if (wanted != NULL) {
		if (wanted->sa_handler != SIG_DFL
		    && wanted->sa_handler != SIG_IGN) {
			handled |= 1UL << ((unsigned)number - 1U);
		}
		set.handler = wanted->sa_handler;
		set.flags = (unsigned)wanted->sa_flags | RESTORER;
		set.restorer = __restore_rt;
		memcpy(set.mask, &wanted->sa_mask, sizeof(set.mask));
	}
	status = (int)syscall(SYS_rt_sigaction, number,
			      wanted != NULL ? &set : NULL, &was,
			      SIGNAL_SET_BYTES);
	if (status == 0 && old != NULL) {
		old->sa_handler = was.handler;
		old->sa_flags = (int)was.flags;
		memcpy(&old->sa_mask, was.mask, sizeof(was.mask));
	}
	return status;
}

void
__get_handler_set(sigset_t *set)
{
	memcpy(set, &handled, sizeof(handled));
}

int
sigaction(int number, const struct sigaction *restrict wanted,
	  struct sigaction *restrict old)
{
	return __sigaction(number, wanted, old);
}
