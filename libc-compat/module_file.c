/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE 1
#include "module_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define TEXT_BYTES 128
#define FILE_MODE 0666

static char unread[TEXT_BYTES];

void
compat_module_file_reset(void)
{
	unread[0] = '\0';
}

const char *
compat_module_file_unread(void)
{
	return unread[0] != '\0' ? unread : NULL;
}

/* A rule may be an empty file by way of /dev/null, and no other device; nothing
 * is a file without an end. */
static bool
is_good(int fd, int flags, bool rule)
{
	struct stat status = {0};

	if (fstat(fd, &status) != 0) {
		return false;
	}
	if (S_ISCHR(status.st_mode)) {
		return rule ? status.st_rdev == makedev(1, 3)
			    : status.st_rdev != makedev(1, 5);
	}
	return S_ISREG(status.st_mode)
	       || ((flags & O_DIRECTORY) != 0 && S_ISDIR(status.st_mode));
}

static bool
is_directory(int fd)
{
	struct stat status = {0};

	return fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
}

static int
note(const char *path, bool rule)
{
	const int error = errno;

	if (rule && unread[0] == '\0' && error != ENOENT && error != ENOTDIR) {
		snprintf(unread, sizeof(unread), "%s cannot be read", path);
	}
	errno = error;
	return -1;
}

/* O_NONBLOCK is for open() alone: without it a FIFO would not return. */
static int
open_file(const char *path, int flags, mode_t mode, bool rule)
{
	const int fd = open(path, flags | O_NONBLOCK | O_NOCTTY, mode);

	if (fd < 0) {
		return note(path, rule);
	}
	if (rule && is_directory(fd)) {
		/* The module may tell it better: its read fails. */
		errno = EISDIR;
		note(path, rule);
		return fd;
	}
	if (!is_good(fd, flags, rule)) {
		close(fd);
		errno = EINVAL;
		return note(path, rule);
	}
	if ((flags & O_NONBLOCK) == 0) {
		fcntl(fd, F_SETFL, flags & O_APPEND);
	}
	return fd;
}

static FILE *
open_stream(const char *path, const char *mode, bool rule)
{
	const bool both = strchr(mode, '+') != NULL;
	int flags = both ? O_RDWR : O_WRONLY;
	int fd = -1;
	FILE *stream = NULL;

	if (mode[0] == 'r') {
		flags = both ? O_RDWR : O_RDONLY;
	} else {
		flags |= O_CREAT | (mode[0] == 'a' ? O_APPEND : O_TRUNC);
	}
	if (strchr(mode, 'e') != NULL) {
		flags |= O_CLOEXEC;
	}
	fd = open_file(path, flags, FILE_MODE, rule);
	if (fd < 0) {
		return NULL;
	}
	stream = fdopen(fd, mode);
	if (stream == NULL) {
		close(fd);
		note(path, rule);
	}
	return stream;
}

int
compat_module_open(const char *path, int flags, ...)
{
	va_list more;
	mode_t mode = 0;

	va_start(more, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
	va_end(more);
	return open_file(path, flags, mode, false);
}

int
compat_rule_open(const char *path, int flags, ...)
{
	return open_file(path, flags, 0, true);
}

FILE *
compat_module_fopen(const char *path, const char *mode)
{
	return open_stream(path, mode, false);
}

FILE *
compat_rule_fopen(const char *path, const char *mode)
{
	return open_stream(path, mode, true);
}
