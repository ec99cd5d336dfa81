/* SPDX-License-Identifier: MIT */
/*
 * lckpwdf and ulckpwdf: musl's do nothing and say that it worked, so that two
 * password changes at a time lose one of the two. This is the lock of glibc
 * and shadow-utils: a write lock on /etc/.pwd.lock. It never waits; pam_unix
 * asks again by itself, a hundred times.
 */
#define _GNU_SOURCE 1
#include "account.h"

#include <fcntl.h>
#include <shadow.h>
#include <unistd.h>

static int lock_fd = -1;

/* 0, or -1 with errno; EACCES or EAGAIN if somebody else has the lock. */
int
lckpwdf(void)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = -1;

	if (lock_fd >= 0) {
		return -1;
	}
	fd = open(account_lock_path,
		  O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		  0600);
	if (fd < 0) {
		return -1;
	}
	if (fcntl(fd, F_SETLK, &whole) != 0) {
		close(fd);
		return -1;
	}
	lock_fd = fd;
	return 0;
}

int
ulckpwdf(void)
{
	if (lock_fd < 0) {
		return -1;
	}
	close(lock_fd);
	lock_fd = -1;
	return 0;
}
