/* SPDX-License-Identifier: MIT */
#include "session/pty.h"

#include "prompt/tty_settings.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_FLAGS (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
#define MODE_PRIVATE (S_IRUSR | S_IWUSR)

static int
open_device(const char *path)
{
	return openat(AT_FDCWD, path, OPEN_FLAGS);
}

/* Rule 1: one that may be opened anew for reading and writing. */
static bool
is_whole(int fd)
{
	return isatty(fd) != 0 && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR;
}

/* *there also when it cannot be opened. */
static int
open_terminal(bool *there)
{
	char path[] = "/proc/self/fd/0";
	int fd = open_device("/dev/tty");

	*there = fd >= 0;
	for (int standard = STDIN_FILENO; fd < 0 && standard <= STDERR_FILENO;
	     standard++) {
		if (is_whole(standard)) {
			*there = true;
			path[sizeof(path) - 2] = (char)('0' + standard);
			fd = open_device(path);
		}
	}
	return fd;
}

bool
pty_has_terminal(void)
{
	bool there = false;
	int fd = open_terminal(&there);

	if (fd >= 0) {
		close(fd);
	}
	return there;
}

/* Both names of a terminal, /dev/tty and its own, tell the same device. */
static bool
is_same(int one, int other)
{
	unsigned device = 0;
	unsigned same = 0;

	return ioctl(one, (int)TIOCGDEV, &device) == 0
	       && ioctl(other, (int)TIOCGDEV, &same) == 0 && device == same;
}

static bool
open_pair(struct pty *pty, const struct identity *who)
{
	int locked = 0;

	pty->master_fd = open_device("/dev/ptmx");
	if (pty->master_fd < 0
	    || ioctl(pty->master_fd, TIOCSPTLCK, &locked) != 0) {
		return false;
	}
	pty->slave_fd = ioctl(pty->master_fd, TIOCGPTPEER,
			      O_RDWR | O_NOCTTY | O_CLOEXEC);
	return pty->slave_fd >= 0
	       && fchown(pty->slave_fd, who->uid, who->gid) == 0
	       && fchmod(pty->slave_fd, MODE_PRIVATE) == 0;
}

/*
 * As the caller's; but where that stays as it is, it shows what is typed and
 * ends lines itself.
 */
static bool
set_slave(const struct pty *pty)
{
	struct termios settings = pty->before;

	if (pty->terminal_fd < 0 && tcgetattr(pty->slave_fd, &settings) != 0) {
		return false;
	}
	if (pty->terminal_fd < 0 || !pty->talks) {
		settings.c_lflag &= ~(tcflag_t)ECHO;
		settings.c_oflag &= ~(tcflag_t)OPOST;
	}
	return tcsetattr(pty->slave_fd, TCSANOW, &settings) == 0;
}

bool
pty_open(struct pty *pty, const struct identity *who, bool batch)
{
	bool there = false;

	*pty = (struct pty){.master_fd = -1, .slave_fd = -1, .talks = true};
	pty->terminal_fd = open_terminal(&there);
	if (pty->terminal_fd < 0 && there) {
		return false;
	}
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		pty->is_slave[fd] = !there || is_same(fd, pty->terminal_fd);
	}
	if (there) {
		pty->talks = pty->is_slave[STDIN_FILENO]
			     && (pty->is_slave[STDOUT_FILENO] || !batch);
		if (tcgetattr(pty->terminal_fd, &pty->before) != 0) {
			return false;
		}
	}
	return open_pair(pty, who) && set_slave(pty);
}

bool
pty_attach(const struct pty *pty)
{
	if (setsid() < 0 || ioctl(pty->slave_fd, TIOCSCTTY, 0) != 0) {
		return false;
	}
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (pty->is_slave[fd] && dup2(pty->slave_fd, fd) < 0) {
			return false;
		}
	}
	return true;
}

/* Or it is not our controlling terminal: then there is no background. */
static bool
is_in_front(const struct pty *pty)
{
	pid_t group = tcgetpgrp(pty->terminal_fd);

	return group < 0 || group == getpgrp();
}

void
pty_enter(struct pty *pty)
{
	struct winsize size = {0};
	struct termios raw = {0};

	if (pty->terminal_fd < 0 || pty->master_fd < 0) {
		return;
	}
	if (ioctl(pty->terminal_fd, TIOCGWINSZ, &size) == 0) {
		ioctl(pty->master_fd, TIOCSWINSZ, &size);
	}
	if (!pty->talks || !is_in_front(pty)
	    || tcgetattr(pty->terminal_fd, &raw) != 0
	    || (pty->raw && (raw.c_lflag & (ECHO | ICANON | ISIG)) == 0)) {
		return;
	}
	pty->before = raw;
	cfmakeraw(&raw);
	pty->raw = tcsetattr(pty->terminal_fd, TCSANOW, &raw) == 0;
}

bool
pty_is_behind(const struct pty *pty)
{
	return pty->terminal_fd >= 0 && pty->master_fd >= 0 && pty->talks
	       && !pty->raw;
}

void
pty_leave(struct pty *pty)
{
	if (pty->raw && is_in_front(pty)) {
		tty_settings_put_back(pty->terminal_fd, &pty->before);
	}
	pty->raw = false;
}

static void
close_one(int *fd)
{
	if (*fd >= 0) {
		close(*fd);
		*fd = -1;
	}
}

void
pty_hang_up(struct pty *pty)
{
	pty_leave(pty);
	close_one(&pty->master_fd);
}

void
pty_close(struct pty *pty)
{
	int error = errno;

	pty_hang_up(pty);
	close_one(&pty->slave_fd);
	close_one(&pty->terminal_fd);
	errno = error;
}
