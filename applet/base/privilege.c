/* SPDX-License-Identifier: MIT */
#include "base/privilege.h"

#include "autoconf.h"

#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_ENOUGH 1024
#define STACK_ENOUGH (8L << 20)
#define LIMITS_COUNT (RLIMIT_LOCKS + 1)

static char *no_environment[] = {NULL};
static char **caller_environment;
static struct rlimit limits[LIMITS_COUNT];
static bool is_set_user_id;

static void
raise_limits(void)
{
	for (int which = 0; which < LIMITS_COUNT; which++) {
		struct rlimit enough = {RLIM_INFINITY, RLIM_INFINITY};

		if (which == RLIMIT_NOFILE) {
			enough = (struct rlimit){FILES_ENOUGH, FILES_ENOUGH};
		} else if (which == RLIMIT_STACK) {
			enough = (struct rlimit){STACK_ENOUGH, RLIM_INFINITY};
		}
		getrlimit(which, &limits[which]);
		setrlimit(which, &enough);
	}
}

const char *
privilege_start(void)
{
	if (!ENABLE_SET_USER_ID || getauxval(AT_SECURE) == 0) {
		return NULL;
	}
	/* Set-group-ID, or by file capabilities: not what is made for. */
	if (geteuid() != 0 || getegid() != getgid()) {
		return "must not run set-group-ID or with capabilities";
	}
	is_set_user_id = true;
	caller_environment = environ;
	environ = no_environment;
	raise_limits();
	umask(S_IRWXG | S_IRWXO);
	if (setresuid((uid_t)-1, getuid(), 0) != 0) {
		return "root's rights cannot be dropped";
	}
	return NULL;
}

bool
privilege_regain(void)
{
	return !is_set_user_id || setresuid((uid_t)-1, 0, (uid_t)-1) == 0;
}

void
privilege_restore_limits(void)
{
	for (int which = 0; is_set_user_id && which < LIMITS_COUNT; which++) {
		setrlimit(which, &limits[which]);
	}
}

char **
privilege_environment(void)
{
	return is_set_user_id ? caller_environment : environ;
}
