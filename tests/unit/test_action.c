/* SPDX-License-Identifier: MIT */
// objects: applet/base/action.c
// ldflags: -Wl,--wrap=reboot,--wrap=sync,--wrap=fork
/* The actions of -F, on a machine that does not go down. */
#include "unit_main.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/action.h"

int __wrap_reboot(int how);
void __wrap_sync(void);
pid_t __wrap_fork(void);
pid_t __real_fork(void);

/* What happened; shared with the children. */
static struct {
	int how;
	int reboots;
	int syncs;
	int syncs_before;
	pid_t caller;
} * shared;

static int reboot_errno;
static int fork_errno;

int
__wrap_reboot(int how)
{
	shared->how = how;
	shared->reboots++;
	shared->syncs_before = shared->syncs;
	shared->caller = getpid();
	errno = reboot_errno;
	return -1;
}

void
__wrap_sync(void)
{
	shared->syncs++;
}

pid_t
__wrap_fork(void)
{
	if (fork_errno != 0) {
		errno = fork_errno;
		return -1;
	}
	return __real_fork();
}

static int
setup(void **state)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	reboot_errno = EPERM;
	fork_errno = 0;
	return shared == MAP_FAILED ? -1 : 0;
}

static int
teardown(void **state)
{
	return munmap(shared, sizeof(*shared));
}

static const struct {
	const char *name;
	enum action action;
	int how;
} all[] = {
	{"exit", ACTION_EXIT, 0},
	{"loop", ACTION_LOOP, 0},
	{"reboot", ACTION_REBOOT, RB_AUTOBOOT},
	{"poweroff", ACTION_POWEROFF, RB_POWER_OFF},
	{"halt", ACTION_HALT, (int)RB_HALT_SYSTEM},
};
#define ALL (sizeof(all) / sizeof(all[0]))

static void
action_names(void **state)
{
	for (size_t i = 0; i < ALL; i++) {
		enum action action = (enum action)99;

		assert_true(action_find(all[i].name, &action));
		assert_int_equal(action, all[i].action);
		assert_string_equal(action_name(action), all[i].name);
	}
}

static void
action_no_such_name(void **state)
{
	static const char *const names[] = {"",        "EXIT",  "power",
					    "reboots", "halt ", "exi"};
	enum action action = ACTION_HALT;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_false(action_find(names[i], &action));
		assert_int_equal(action, ACTION_HALT);
	}
}

/* In a child, after a sync, and the error comes back. */
static void
action_goes_down(void **state)
{
	for (size_t i = 2; i < ALL; i++) {
		errno = 0;
		memset(shared, 0, sizeof(*shared));
		action_run(all[i].action);
		assert_int_equal(errno, EPERM);
		assert_int_equal(shared->reboots, 1);
		assert_int_equal(shared->how, all[i].how);
		assert_int_equal(shared->syncs_before, 1);
		assert_int_not_equal(shared->caller, getpid());
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

static void
action_does_nothing(void **state)
{
	action_run(ACTION_EXIT);
	action_run(ACTION_LOOP);
	assert_int_equal(shared->reboots, 0);
	assert_int_equal(shared->syncs, 0);
}

static void
action_tells_other_errors(void **state)
{
	reboot_errno = EINVAL;
	action_run(ACTION_REBOOT);
	assert_int_equal(errno, EINVAL);
	fork_errno = EAGAIN;
	action_run(ACTION_REBOOT);
	assert_int_equal(errno, EAGAIN);
}

#define ACTION_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	ACTION_TEST(action_names),
	ACTION_TEST(action_no_such_name),
	ACTION_TEST(action_goes_down),
	ACTION_TEST(action_does_nothing),
	ACTION_TEST(action_tells_other_errors),
};

UNIT_MAIN(tests)
