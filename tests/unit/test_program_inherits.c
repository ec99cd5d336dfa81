/* SPDX-License-Identifier: MIT */
// objects: applet/base/program.c applet/base/harden.c applet/base/privilege.c applet/base/signals.c
// objects: tests/unit/program_fixture.c
// memcheck-without: inherits_*
// ldflags: -Wl,--wrap=pipe2,--wrap=fork,--wrap=syscall
/* A program inherits nothing of ours; and what happens when none starts. */
#include "unit_main.h"

#include "program_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/signals.h"

int __wrap_pipe2(int fds[2], int flags);
int __real_pipe2(int fds[2], int flags);
pid_t __wrap_fork(void);
pid_t __real_fork(void);
long __wrap_syscall(long number, ...);
long __real_syscall(long number, ...);

static int pipe_errno;
static int fork_errno;
static int pidfd_errno;
static pid_t last_forked;

int
__wrap_pipe2(int fds[2], int flags)
{
	errno = pipe_errno;
	return pipe_errno != 0 ? -1 : __real_pipe2(fds, flags);
}

pid_t
__wrap_fork(void)
{
	errno = fork_errno;
	if (fork_errno != 0) {
		return -1;
	}
	last_forked = __real_fork();
	return last_forked;
}

long
__wrap_syscall(long number, ...)
{
	long argument[6] = {0};
	va_list list;

	va_start(list, number);
	for (int i = 0; i < 6; i++) {
		argument[i] = va_arg(list, long);
	}
	va_end(list);
	if (number == SYS_pidfd_open && pidfd_errno != 0) {
		errno = pidfd_errno;
		return -1;
	}
	return __real_syscall(number, argument[0], argument[1], argument[2],
			      argument[3], argument[4], argument[5]);
}

static int
setup(void **state)
{
	pipe_errno = fork_errno = pidfd_errno = 0;
	last_forked = 0;
	return program_setup(state);
}

static void
inherits_path_alone(void **state)
{
	char *argv[] = {"/usr/bin/env", NULL};

	setenv("SECRET", "x", 1);
	setenv("LD_PRELOAD_", "x", 1);
	setenv("PATH", "/tmp/evil:/bin", 1);
	start(argv);
	assert_int_equal(run_to_its_end(), 0);
	assert_string_equal(said, "PATH=/usr/sbin:/usr/bin:/sbin:/bin\n");
}

/* 0 is /dev/null, 1 the pipe, 2 ours; none of the others is there. */
static void
inherits_no_descriptor(void **state)
{
	int in_before = dup(STDIN_FILENO);
	int ends[2];
	int open_fds[3] = {dup(2), fcntl(2, F_DUPFD, 30), fcntl(2, F_DUPFD, 9)};

	assert_int_equal(pipe(ends), 0);
	dup2(ends[0], STDIN_FILENO);
	start_shell("readlink /proc/$$/fd/0; readlink /proc/$$/fd/1;"
		    "for i in 3 4 5 6 7 8 9 10 11 12 29 30 31; do"
		    " [ -e /proc/$$/fd/$i ] && echo $i; done; read x; echo $?");
	assert_int_equal(run_to_its_end(), 0);
	assert_memory_equal(said, "/dev/null\npipe:[", 16);
	assert_string_equal(strchr(said + 10, '\n'), "\n1\n");
	dup2(in_before, STDIN_FILENO);
	close(in_before);
	close(ends[0]);
	close(ends[1]);
	for (int i = 0; i < 3; i++) {
		close(open_fds[i]);
	}
}

static void
inherits_standard_error(void **state)
{
	char ours[64] = {0};

	assert_true(readlink("/proc/self/fd/2", ours, sizeof(ours) - 1) > 0);
	start_shell("readlink /proc/$$/fd/2");
	assert_int_equal(run_to_its_end(), 0);
	said[strcspn(said, "\n")] = '\0';
	assert_string_equal(said, ours);
}

/*
 * What make(1) leaves ignored: glibc keeps these three for itself, so that only
 * the system call can set them, here and in pamlet.
 */
static void
reset_reserved_signals(void)
{
	static const unsigned long
		action[4]; /* SIG_DFL, as the kernel has it */

	for (int number = 32; number <= 34; number++) {
		syscall(SYS_rt_sigaction, number, action, NULL, 8);
	}
}

/* Whatever is blocked and ignored here. */
static void
inherits_no_signals(void **state)
{
	char *argv[] = {"/bin/grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status",
			NULL};
	sigset_t before;

	reset_reserved_signals();
	sigprocmask(SIG_BLOCK, NULL, &before);
	assert_true(signals_setup());
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGUSR1, SIG_IGN);
	start(argv);
	assert_int_equal(run_to_its_end(), 0);
	assert_string_equal(said, "SigBlk:\t0000000000000000\n"
				  "SigIgn:\t0000000000000000\n");
	signal(SIGPIPE, SIG_DFL);
	signal(SIGUSR1, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(signals_fd());
}

/* A session of its own: no terminal of ours, and no keys of ours. */
static void
inherits_no_session(void **state)
{
	int pid = 0;
	int group = 0;
	int session = 0;
	int terminal = -1;

	start_shell("read pid name state parent group session tty rest"
		    " </proc/$$/stat; echo $pid $group $session $tty");
	assert_int_equal(run_to_its_end(), 0);
	assert_int_equal(sscanf(said, "%d %d %d %d", &pid, &group, &session,
				&terminal),
			 4);
	assert_int_equal(pid, program.pid);
	assert_int_equal(group, pid);
	assert_int_equal(session, pid);
	assert_int_equal(terminal, 0);
}

/* The number of the lowest free descriptor: the same when nothing leaked. */
static int
lowest_free(void)
{
	int fd = dup(2);

	close(fd);
	return fd;
}

static void
assert_does_not_start(int error)
{
	char *argv[] = {"/bin/sleep", "1000", NULL};
	int free_before = lowest_free();

	assert_false(program_start(&program, argv));
	assert_int_equal(errno, error);
	assert_int_equal(lowest_free(), free_before);
}

static void
starts_without_a_pipe(void **state)
{
	pipe_errno = EMFILE;
	assert_does_not_start(EMFILE);
	assert_int_equal(last_forked, 0);
}

static void
starts_without_a_process(void **state)
{
	fork_errno = EAGAIN;
	assert_does_not_start(EAGAIN);
}

/* A kernel that cannot tell of its end: it is killed and reaped. */
static void
starts_without_a_descriptor_of_it(void **state)
{
	pidfd_errno = ENOSYS;
	assert_does_not_start(ENOSYS);
	assert_true(last_forked > 0);
	assert_int_equal(waitpid(last_forked, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

#define PROGRAM_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	PROGRAM_TEST(inherits_path_alone),
	PROGRAM_TEST(inherits_no_descriptor),
	PROGRAM_TEST(inherits_standard_error),
	PROGRAM_TEST(inherits_no_signals),
	PROGRAM_TEST(inherits_no_session),
	PROGRAM_TEST(starts_without_a_pipe),
	PROGRAM_TEST(starts_without_a_process),
	PROGRAM_TEST(starts_without_a_descriptor_of_it),
};

UNIT_MAIN(tests)
