/* SPDX-License-Identifier: MIT */
/* hangup TTY...: hangs the lines up, as the kernel does when a carrier is lost. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifndef TIOCVHANGUP
#define TIOCVHANGUP 0x5437
#endif

int
main(int argc, char **argv)
{
	for (int at = 1; at < argc; at++) {
		int fd = open(argv[at], O_RDWR | O_NOCTTY | O_NONBLOCK);

		if (fd < 0 || ioctl(fd, TIOCVHANGUP) != 0) {
			perror(argv[at]);
			return 1;
		}
		close(fd);
	}
	return 0;
}
