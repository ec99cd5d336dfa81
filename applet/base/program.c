/* SPDX-License-Identifier: MIT */
#include "base/program.h"

#include "base/harden.h"
#include "base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define REAP_S 2

/* Where there is no /dev/null, something that can neither be read nor written. */
static void
give_null(void)
{
	int fd = open("/dev/null", O_RDONLY);

	if (fd < 0) {
		fd = open("/", O_PATH);
	}
	dup2(fd, STDIN_FILENO);
}

static _Noreturn void
become(pid_t parent, int out_fd, char *const argv[])
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *const environment[] = {path, NULL};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) {
		_exit(PROGRAM_NOT_EXECUTABLE); /* it had died before that */
	}
	setsid();
	give_null();
	dup2(out_fd, STDOUT_FILENO);
	harden_undo();
	harden_close_rest();
	signals_restore();
	execve(argv[0], argv, environment);
	_exit(errno == ENOENT || errno == ENOTDIR ? PROGRAM_NOT_FOUND
						  : PROGRAM_NOT_EXECUTABLE);
}

bool
program_start(struct program *program, char *const argv[])
{
	int ends[2] = {-1, -1};
	pid_t parent = getpid();

	if (pipe2(ends, O_CLOEXEC) != 0) {
		return false;
	}
	signals_watch_child();
	program->out_fd = ends[0];
	program->exit_fd = -1;
	program->pid = fork();
	if (program->pid == 0) {
		become(parent, ends[1], argv);
	}
	close(ends[1]);
	if (program->pid > 0) {
		program->exit_fd = (int)syscall(SYS_pidfd_open, program->pid,
						0);
	}
	if (program->exit_fd < 0
	    || fcntl(program->out_fd, F_SETFL, O_NONBLOCK) != 0) {
		program_stop(program);
		return false;
	}
	return true;
}

/*
 * Its exit status; -1: none. One that cannot be killed (it waits for a disk, or
 * a server) is left behind.
 */
static int
reap(const struct program *program)
{
	struct pollfd end = {.fd = program->exit_fd, .events = POLLIN};
	struct timespec limit = {.tv_sec = REAP_S};
	int wait_status = 0;
	int status = -1;

	ppoll(&end, 1, &limit, NULL);
	if (waitpid(program->pid, &wait_status, WNOHANG) == program->pid
	    && WIFEXITED(wait_status)) {
		status = WEXITSTATUS(wait_status);
	}
	/* As process 1 the orphans are ours. */
	while (getpid() == 1 && waitpid(-1, NULL, WNOHANG) > 0) {
		/* the next one */
	}
	return status;
}

int
program_stop(struct program *program)
{
	int error = errno;
	int status = -1;

	if (program->pid > 0) {
		/* Not reaped yet, so that the group is still its own. */
		kill(-program->pid, SIGKILL);
		kill(program->pid, SIGKILL);
		status = reap(program);
	}
	close(program->out_fd);
	if (program->exit_fd >= 0) {
		close(program->exit_fd);
	}
	errno = error;
	return status;
}
