/* SPDX-License-Identifier: MIT */
#include "session/terminal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#define MODE_PRIVATE (S_IRUSR | S_IWUSR)
#define NAME_BYTES 64
#define MODE_BITS 07777
#define MAJOR_OF_ALIASES 5             /* /dev/tty, /dev/console, /dev/ptmx */
#define VIRTUAL_IN_FRONT makedev(4, 0) /* /dev/tty0 */

void
terminal_take(struct terminal *terminal, int fd)
{
	*terminal = (struct terminal){.fd = -1, .given_fd = -1};
	if (fd >= 0) {
		terminal->fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	}
	if (terminal->fd >= 0) {
		terminal->ours = tcgetsid(terminal->fd) == getsid(0);
	}
}

/* The device of the terminal itself, by whatever name it was opened. */
static bool
real_device(int fd, unsigned *device)
{
	return ioctl(fd, (int)TIOCGDEV, device) == 0;
}

/* Whether fd was opened by the terminal's own name. */
static bool
has_own_name(int fd)
{
	struct stat status = {0};

	return fstat(fd, &status) == 0 && S_ISCHR(status.st_mode)
	       && major(status.st_rdev) != MAJOR_OF_ALIASES
	       && status.st_rdev != VIRTUAL_IN_FRONT;
}

/* What stands for the terminal under its own name; -1: nothing. */
static int
find_own_name(int fd)
{
	unsigned device = 0;

	if (has_own_name(fd)) {
		return fd;
	}
	if (!real_device(fd, &device)) {
		return -1;
	}
	for (int other = STDIN_FILENO; other <= STDERR_FILENO; other++) {
		unsigned same = 0;

		if (real_device(other, &same) && same == device
		    && has_own_name(other)) {
			return other;
		}
	}
	return -1;
}

const char *
terminal_name(int fd)
{
	static char name[NAME_BYTES];
	char link[sizeof("/proc/self/fd/") + 10];
	int named = find_own_name(fd);
	ssize_t len = -1;

	if (named >= 0) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", named);
		len = readlink(link, name, sizeof(name) - 1);
	}
	if (len <= 0) {
		return NULL;
	}
	name[len] = '\0';
	return strncmp(name, "/dev/", strlen("/dev/")) == 0 ? name : NULL;
}

void
terminal_give(struct terminal *terminal, const struct identity *identity)
{
	int fd = -1;

	if (terminal->fd >= 0 && geteuid() == 0) {
		fd = find_own_name(terminal->fd);
	}
	if (fd >= 0 && fstat(fd, &terminal->before) == 0
	    && fchown(fd, identity->uid, (gid_t)-1) == 0) {
		terminal->given_fd = fd;
		fchmod(fd, MODE_PRIVATE);
	}
}

/* The flags of an open file are shared: the command's does not hang on ours. */
static bool
set_blocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) == 0;
}

/*
 * The 1 takes the terminal from a session that has it (root alone may). A
 * console such as /dev/console cannot be anybody's: then there is no job
 * control, and that is no reason not to run.
 */
static void
make_controlling(int fd)
{
	setsid();
	if (ioctl(fd, TIOCSCTTY, 1) != 0) {
		ioctl(fd, TIOCSCTTY, 0);
	}
}

bool
terminal_attach(const struct terminal *terminal, bool redirect)
{
	if (terminal->fd < 0) {
		return true;
	}
	if (!terminal->ours) {
		make_controlling(terminal->fd);
	}
	if (!redirect) {
		return true;
	}
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (dup2(terminal->fd, fd) < 0) {
			return false;
		}
	}
	return set_blocking(STDIN_FILENO);
}

void
terminal_return(struct terminal *terminal)
{
	if (terminal->fd < 0) {
		return;
	}
	if (terminal->given_fd >= 0) {
		fchown(terminal->given_fd, terminal->before.st_uid,
		       terminal->before.st_gid);
		fchmod(terminal->given_fd,
		       terminal->before.st_mode & MODE_BITS);
	}
	close(terminal->fd);
	terminal->fd = -1;
}
