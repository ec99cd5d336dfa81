/* SPDX-License-Identifier: MIT */
#include "prompt/tty_open.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define OPEN_FLAGS (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)

static bool
open_device(const char *device, struct tty_pair *tty, const char **why)
{
	char path[PATH_MAX] = "/dev/";
	size_t prefix = device[0] == '/' ? 0 : strlen(path);

	if (prefix + strlen(device) >= sizeof(path)) {
		*why = "the console's name is too long";
		errno = ENAMETOOLONG;
		return false;
	}
	strcpy(path + prefix, device);
	*why = "cannot open the console";
	/* openat: musl's open() makes a second call for O_CLOEXEC. */
	tty->in_fd = openat(AT_FDCWD, path, OPEN_FLAGS);
	tty->out_fd = tty->in_fd;
	tty->owned = true;
	return tty->in_fd >= 0;
}

/*
 * Standard input: opened anew where /proc allows it, because the flags of the
 * descriptor that we were given are shared with others.
 */
static bool
open_standard_input(struct tty_pair *tty, const char **why)
{
	int access = 0;

	if (isatty(STDIN_FILENO) == 0) {
		*why = "no controlling terminal, and standard input is none";
		errno = 0;
		return false;
	}
	if (open_device("/proc/self/fd/0", tty, why)) {
		return true;
	}
	access = fcntl(STDIN_FILENO, F_GETFL) & O_ACCMODE;
	tty->in_fd = STDIN_FILENO;
	tty->out_fd = access == O_RDWR ? STDIN_FILENO : STDERR_FILENO;
	tty->owned = false;
	return true;
}

bool
tty_open_pair(const char *device, struct tty_pair *tty, const char **why)
{
	bool opened = false;

	if (device != NULL) {
		opened = open_device(device, tty, why);
	} else {
		opened = open_device("/dev/tty", tty, why)
			 || open_standard_input(tty, why);
	}
	if (!opened) {
		tty->in_fd = -1;
	}
	return opened;
}

void
tty_close_pair(struct tty_pair *tty)
{
	if (tty->owned) {
		int error = errno;

		close(tty->in_fd);
		errno = error;
	}
	tty->in_fd = -1;
	tty->out_fd = -1;
}
