/* SPDX-License-Identifier: MIT */
#include "unit_main.h"

#include "program_fixture.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct program program;
char said[4096];

int
program_setup(void **state)
{
	memset(said, 0, sizeof(said));
	memset(&program, 0x55, sizeof(program));
	return prctl(PR_SET_CHILD_SUBREAPER, 1);
}

void
start(char *const argv[])
{
	assert_true(program_start(&program, argv));
	assert_true(program.pid > 0);
	assert_true(program.out_fd > 2);
	assert_true(program.exit_fd > 2);
}

void
start_shell(const char *script)
{
	char *argv[] = {"/bin/sh", "-c", (char *)script, NULL};

	start(argv);
}

static void
wait_for(int fd)
{
	struct pollfd one = {.fd = fd, .events = POLLIN};

	assert_int_equal(poll(&one, 1, LIMIT_MS), 1);
}

/* Once; false at the end of its output. */
static bool
listen_once(void)
{
	size_t len = strlen(said);
	ssize_t n = 0;

	wait_for(program.out_fd);
	n = read(program.out_fd, said + len, sizeof(said) - 1 - len);
	assert_true(n >= 0);
	return n > 0;
}

int
run_to_its_end(void)
{
	while (listen_once()) {
		/* on */
	}
	wait_for(program.exit_fd);
	return program_stop(&program);
}

static int
lines_said(void)
{
	int count = 0;

	for (const char *at = said; *at != '\0'; at++) {
		count += *at == '\n';
	}
	return count;
}

void
listen_for(int lines)
{
	while (lines_said() < lines) {
		assert_true(listen_once());
	}
}

int
end_of_orphan(pid_t pid)
{
	struct timespec step = {.tv_nsec = 5000000};
	int status = -1;
	pid_t ended = 0;

	for (int i = 0; i < LIMIT_MS / 5 && ended <= 0; i++) {
		ended = waitpid(pid, &status, WNOHANG);
		nanosleep(&step, NULL);
	}
	assert_int_equal(ended, pid);
	return status;
}
