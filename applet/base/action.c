/* SPDX-License-Identifier: MIT */
#include "base/action.h"

#include <errno.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *name;
	enum action action;
	int reboot; /* of reboot(2); 0: none */
} actions[] = {
	{"exit", ACTION_EXIT, 0},
	{"loop", ACTION_LOOP, 0},
	{"reboot", ACTION_REBOOT, RB_AUTOBOOT},
	{"poweroff", ACTION_POWEROFF, RB_POWER_OFF},
	{"halt", ACTION_HALT, (int)RB_HALT_SYSTEM},
};
#define ACTIONS_COUNT (sizeof(actions) / sizeof(actions[0]))

bool
action_find(const char *name, enum action *action)
{
	for (size_t i = 0; i < ACTIONS_COUNT; i++) {
		if (strcmp(actions[i].name, name) == 0) {
			*action = actions[i].action;
			return true;
		}
	}
	return false;
}

const char *
action_name(enum action action)
{
	size_t i = 0;

	while (actions[i].action != action) {
		i++;
	}
	return actions[i].name;
}

/* The error of reboot(2), brought back as the child's exit status. */
static int
reboot_in_child(int how)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		reboot(how);
		_exit(errno);
	}
	if (child < 0 || waitpid(child, &status, 0) != child) {
		return errno;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

void
action_run(enum action action)
{
	for (size_t i = 0; i < ACTIONS_COUNT; i++) {
		if (actions[i].action == action && actions[i].reboot != 0) {
			sync();
			errno = reboot_in_child(actions[i].reboot);
		}
	}
}
