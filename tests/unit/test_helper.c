/* SPDX-License-Identifier: MIT */
// objects: libc-compat/helper.c libc-compat/heap_failure.c
/* Helper programs that are run in the forked child, in exec's place. */
#include "unit_main.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libc-compat/heap_failure.h"
#include "libc-compat/helper.h"
#include "libc-compat/registry_table.h"

#define STATUS_NO_MEMORY 111
#define STATUS_NOT_RUN 99

static int
return_count(int argc, char **argv)
{
	return argv[argc] == NULL && strcmp(environ[0], "A=b") == 0 ? argc : 77;
}

/* Says yes though an allocation failed. */
static int
forget_memory(int argc, char **argv)
{
	compat_heap_note_failure();
	return 0;
}

/* Goes on and on. */
static int
want_memory(int argc, char **argv)
{
	for (int i = 0; i < 1000000; i++) {
		compat_heap_note_failure();
	}
	_exit(0);
}

const struct registry_helper registry_helpers[] = {
	{"/sbin/count", return_count},
	{"/sbin/forget", forget_memory},
	{"/sbin/want", want_memory},
	{NULL, NULL},
};

/* How a helper of that path ends; STATUS_NOT_RUN: there is none. */
static int
status_of(const char *path)
{
	char *argv[] = {"helper", "user", NULL};
	char *environment[] = {"A=b", NULL};
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		int result = compat_helper_execve(path, argv, environment);

		_exit(result == -1 && errno == ENOENT ? STATUS_NOT_RUN : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
helper_runs(void **state)
{
	assert_int_equal(status_of("/sbin/count"), 2);
}

static void
helper_that_there_is_not(void **state)
{
	assert_int_equal(status_of("/sbin/cou"), STATUS_NOT_RUN);
	assert_int_equal(status_of("/bin/sh"), STATUS_NOT_RUN);
	assert_int_equal(status_of(""), STATUS_NOT_RUN);
}

/* Rule 4. */
static void
helper_without_memory(void **state)
{
	assert_int_equal(status_of("/sbin/forget"), STATUS_NO_MEMORY);
	assert_int_equal(status_of("/sbin/want"), STATUS_NO_MEMORY);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(helper_runs),
	cmocka_unit_test(helper_that_there_is_not),
	cmocka_unit_test(helper_without_memory),
};

UNIT_MAIN(tests)
