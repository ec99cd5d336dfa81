/* SPDX-License-Identifier: MIT */
#include "unit_main.h"

#include "io_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int __wrap_ppoll(struct pollfd *list, nfds_t count,
		 const struct timespec *limit, const sigset_t *mask);
int __real_ppoll(struct pollfd *list, nfds_t count,
		 const struct timespec *limit, const sigset_t *mask);
ssize_t __wrap_write(int fd, const void *data, size_t len);
ssize_t __real_write(int fd, const void *data, size_t len);

int fds[2];
int poll_errno;
int write_errno;
int polls;

int
__wrap_ppoll(struct pollfd *list, nfds_t count, const struct timespec *limit,
	     const sigset_t *mask)
{
	polls++;
	if (poll_errno != 0) {
		errno = poll_errno;
		poll_errno = 0;
		return -1;
	}
	return __real_ppoll(list, count, limit, mask);
}

ssize_t
__wrap_write(int fd, const void *data, size_t len)
{
	if (write_errno != 0) {
		errno = write_errno;
		write_errno = 0;
		return -1;
	}
	return __real_write(fd, data, len);
}

int
io_setup(void **state)
{
	poll_errno = write_errno = polls = 0;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(fcntl(fds[1], F_SETPIPE_SZ, PIPE_BYTES), PIPE_BYTES);
	return signals_setup() ? 0 : -1;
}

int
io_teardown(void **state)
{
	signals_forget();
	close(signals_fd());
	close(fds[0]);
	close(fds[1]);
	return 0;
}

struct io_sink
waiting(int fd)
{
	return (struct io_sink){.fd = fd, .blocks = true};
}

struct io_sink
pushing(int fd)
{
	return (struct io_sink){.fd = fd, .blocks = false};
}

void
fill(int fd)
{
	char block[PIPE_BYTES] = {0};

	assert_int_equal(write(fd, block, sizeof(block)), PIPE_BYTES);
}

void
set_nonblocking(int fd)
{
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
}

void
open_terminal(int *master, int *slave)
{
	struct termios raw = {0};

	assert_int_equal(openpty(master, slave, NULL, NULL, NULL), 0);
	assert_int_equal(tcgetattr(*slave, &raw), 0);
	cfmakeraw(&raw);
	assert_int_equal(tcsetattr(*slave, TCSANOW, &raw), 0);
}

int
in_child(int (*function)(void))
{
	struct timespec limit = {.tv_sec = LIMIT_MS / 1000};
	sigset_t child_set;
	int status = 0;
	int ended = 0;
	pid_t child = -1;

	sigemptyset(&child_set);
	sigaddset(&child_set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child_set, NULL);
	child = fork();
	if (child == 0) {
		_exit(function());
	}
	ended = sigtimedwait(&child_set, NULL, &limit);
	if (ended != SIGCHLD) {
		kill(child, SIGKILL);
	}
	waitpid(child, &status, 0);
	sigprocmask(SIG_UNBLOCK, &child_set, NULL);
	return ended == SIGCHLD ? WEXITSTATUS(status) : HUNG;
}
