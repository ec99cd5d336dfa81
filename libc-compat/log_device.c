/* SPDX-License-Identifier: MIT */
/*
 * The three ways of a log line out of the process. None of them waits: the
 * gate's deadline must hold with a dead syslogd, a FIFO in kmsg's place, or a
 * terminal that somebody has stopped with ^S.
 */
#define _GNU_SOURCE 1
#include "log_target.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

bool
compat_log_to_socket(const char *message, size_t len_bytes)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t path_bytes = strlen(compat_log_socket_path);
	ssize_t sent = -1;
	int fd = -1;

	if (path_bytes >= sizeof(address.sun_path)) {
		return false;
	}
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return false;
	}
	memcpy(address.sun_path, compat_log_socket_path, path_bytes);
	sent = sendto(fd, message, len_bytes, MSG_NOSIGNAL | MSG_DONTWAIT,
		      (const struct sockaddr *)&address, sizeof(address));
	close(fd);
	return sent == (ssize_t)len_bytes;
}

bool
compat_log_to_kmsg(const char *message, size_t len_bytes)
{
	struct stat status = {0};
	ssize_t written = -1;
	/* openat: musl's open() makes a second call for O_CLOEXEC. */
	int fd = openat(AT_FDCWD, compat_log_kmsg_path,
			O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd < 0) {
		return false;
	}
	if (fstat(fd, &status) == 0 && S_ISCHR(status.st_mode)) {
		written = write(fd, message, len_bytes);
	}
	close(fd);
	return written == (ssize_t)len_bytes;
}

bool
compat_log_to_stderr(const char *message, size_t len_bytes)
{
	struct pollfd room = {.fd = STDERR_FILENO, .events = POLLOUT};

	/*
	 * Others share descriptor 2: it is not ours to make non-blocking. A
	 * pipe that nobody reads any more is POLLERR too, and would kill.
	 */
	if (poll(&room, 1, 0) != 1 || room.revents != POLLOUT) {
		return false;
	}
	return write(STDERR_FILENO, message, len_bytes) == (ssize_t)len_bytes;
}
