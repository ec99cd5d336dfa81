/* SPDX-License-Identifier: MIT */
#include "session/claim.h"

#include "base/signals.h"
#include "prompt/tty_settings.h"
#include "session/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* In a new session it can become ours; a group's leader cannot have one. */
static void
control(void)
{
	if (tcgetsid(STDIN_FILENO) < 0) {
		setsid();
		ioctl(STDIN_FILENO, TIOCSCTTY, 0);
	}
}

/* Not waiting for a carrier; then as everybody expects it. */
static bool
open_again(const char *name)
{
	int fd = open(name, O_RDWR | O_NONBLOCK);
	int flags = fd >= 0 ? fcntl(fd, F_GETFL) : -1;

	if (flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) != 0) {
		return false;
	}
	for (int standard = STDIN_FILENO; standard <= STDERR_FILENO;
	     standard++) {
		if (dup2(fd, standard) < 0) {
			return false;
		}
	}
	return fd <= STDERR_FILENO || close(fd) == 0;
}

/* The settings as they were, but the line is not to be hung up at a close. */
static void
set_again(const struct termios *settings)
{
	tty_settings_put_back(STDIN_FILENO, settings);
	tcflush(STDIN_FILENO, TCIFLUSH);
}

bool
claim_terminal(void)
{
	struct termios settings = {0};
	struct termios kept = {0};
	const char *name = NULL;

	if (tcgetattr(STDIN_FILENO, &settings) != 0) {
		return true;
	}
	control();
	name = terminal_name(STDIN_FILENO);
	if (name == NULL || getsid(0) != getpid()
	    || tcgetsid(STDIN_FILENO) != getpid()) {
		return true;
	}
	kept = settings;
	kept.c_cflag &= ~(tcflag_t)HUPCL;
	tcsetattr(STDIN_FILENO, TCSANOW, &kept);
	if (vhangup() == 0) {
		if (!open_again(name)) {
			return false;
		}
		signals_forget();
	}
	set_again(&settings);
	return true;
}
