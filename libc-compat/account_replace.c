/* SPDX-License-Identifier: MIT */
/*
 * The last step of rewriting an account file. In pam_unix it takes rename's
 * place (recipes/harvest), which replaces a symbolic link by a file, and may
 * bring the old file back after a power cut.
 */
#define _GNU_SOURCE 1
#include "account.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

/* An error is told, no more: the new file is in its place already. */
static void
sync_directory(void)
{
	int fd = openat(AT_FDCWD, account_directory,
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0) {
		syslog(LOG_AUTHPRIV | LOG_ERR, "%s: fsync: %s",
		       account_directory, strerror(errno));
	}
	if (fd >= 0) {
		close(fd);
	}
}

bool
compat_account_replaceable(const char *path)
{
	struct stat status = {0};

	if (lstat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		account_complain(path, 0, "not a regular file");
		errno = EINVAL;
		return false;
	}
	return true;
}

int
compat_account_replace(const char *new, const char *path)
{
	if (!compat_account_replaceable(path) || rename(new, path) != 0) {
		return -1;
	}
	sync_directory();
	return 0;
}
