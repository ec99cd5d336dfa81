/* SPDX-License-Identifier: MIT */
// objects: applet/base/program.c applet/base/harden.c applet/base/privilege.c applet/base/signals.c
// objects: tests/unit/program_fixture.c
// memcheck-without: *
/*
 * A program whose output we want: its end, and what is left of it. What it
 * inherits is in test_program_inherits.c.
 */
#include "unit_main.h"

#include "program_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void
program_says_and_ends(void **state)
{
	start_shell("echo one; echo two; exit 7");
	assert_int_equal(run_to_its_end(), 7);
	assert_string_equal(said, "one\ntwo\n");
	start_shell("exit 0");
	assert_int_equal(run_to_its_end(), 0);
}

static void
program_gets_its_arguments(void **state)
{
	char *argv[] = {"/bin/sh", "-c", "echo \"$#:$1:$2\"", "-", "a b",
			"",        NULL};

	start(argv);
	assert_int_equal(run_to_its_end(), 0);
	assert_string_equal(said, "2:a b:\n");
}

/* Nothing there is no end: a reader is told so at once. */
static void
program_that_says_nothing(void **state)
{
	char byte = 0;

	start_shell("sleep 1000");
	assert_int_equal(read(program.out_fd, &byte, 1), -1);
	assert_int_equal(errno, EAGAIN);
	/* Ours is the kill: it has no status of its own. */
	assert_int_equal(program_stop(&program), -1);
}

static void
program_that_is_killed(void **state)
{
	start_shell("kill -9 $$");
	assert_int_equal(run_to_its_end(), -1);
	start_shell("kill -TERM $$");
	assert_int_equal(run_to_its_end(), -1);
}

static void
assert_cannot_run(char *path, int status)
{
	char *argv[] = {path, NULL};

	start(argv);
	assert_int_equal(run_to_its_end(), status);
	assert_string_equal(said, "");
}

static void
program_that_cannot_run(void **state)
{
	char path[] = "/tmp/program_XXXXXX";
	char below[64];
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	snprintf(below, sizeof(below), "%s/x", path);
	assert_cannot_run("/no/such/program", PROGRAM_NOT_FOUND);
	assert_cannot_run(below, PROGRAM_NOT_FOUND);
	assert_cannot_run(path, PROGRAM_NOT_EXECUTABLE);
	assert_cannot_run("/", PROGRAM_NOT_EXECUTABLE);
	assert_int_equal(write(fd, "no program", 10), 10);
	assert_int_equal(fchmod(fd, 0700), 0);
	close(fd);
	assert_cannot_run(path, PROGRAM_NOT_EXECUTABLE);
	unlink(path);
}

/* Two generations, in the background and with all signals ignored. */
static void
program_group_is_killed(void **state)
{
	pid_t child = -1;
	pid_t grandchild = -1;

	start_shell(
		"trap '' TERM HUP INT;"
		"(sh -c 'echo $$; exec sleep 1000' & echo $$; wait) & wait");
	listen_for(2);
	assert_int_equal(sscanf(said, "%d\n%d\n", &child, &grandchild), 2);
	assert_int_equal(program_stop(&program), -1);
	/* One of both numbers is the shell's own, which is reaped. */
	for (const char *at = said; *at != '\0';) {
		pid_t pid = (pid_t)strtol(at, (char **)&at, 10);
		int status = 0;

		at += *at == '\n';
		if (pid != program.pid) {
			status = end_of_orphan(pid);
			assert_true(WIFSIGNALED(status));
			assert_int_equal(WTERMSIG(status), SIGKILL);
		}
	}
}

/* What it leaves behind when it has ended by itself goes too. */
static void
program_remains_are_killed(void **state)
{
	pid_t left = -1;
	int status = 0;

	start_shell("sleep 1000 >/dev/null 2>&1 & echo $!; exit 5");
	listen_for(1);
	assert_int_equal(run_to_its_end(), 5);
	left = (pid_t)strtol(said, NULL, 10);
	status = end_of_orphan(left);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

/* In a child: starts a program, tells its number, and is gone. */
static void
start_and_die(int tell_fd)
{
	char *argv[] = {"/bin/sh", "-c", "echo; exec sleep 1000", NULL};
	char byte = 0;

	if (!program_start(&program, argv)) {
		_exit(1);
	}
	fcntl(program.out_fd, F_SETFL, 0);
	if (read(program.out_fd, &byte, 1) != 1
	    || write(tell_fd, &program.pid, sizeof(program.pid))
		       != sizeof(program.pid)) {
		_exit(1);
	}
	_exit(0);
}

static void
program_does_not_outlive_us(void **state)
{
	int fds[2] = {-1, -1};
	pid_t pid = -1;
	pid_t starter = -1;
	int status = 0;

	assert_int_equal(pipe(fds), 0);
	starter = fork();
	if (starter == 0) {
		start_and_die(fds[1]);
	}
	assert_int_equal(read(fds[0], &pid, sizeof(pid)), sizeof(pid));
	assert_int_equal(waitpid(starter, &status, 0), starter);
	assert_int_equal(status, 0);
	status = end_of_orphan(pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
	close(fds[0]);
	close(fds[1]);
}

#define PROGRAM_TEST(f) cmocka_unit_test_setup(f, program_setup)

static const struct CMUnitTest tests[] = {
	PROGRAM_TEST(program_says_and_ends),
	PROGRAM_TEST(program_gets_its_arguments),
	PROGRAM_TEST(program_that_says_nothing),
	PROGRAM_TEST(program_that_is_killed),
	PROGRAM_TEST(program_that_cannot_run),
	PROGRAM_TEST(program_group_is_killed),
	PROGRAM_TEST(program_remains_are_killed),
	PROGRAM_TEST(program_does_not_outlive_us),
};

UNIT_MAIN(tests)
