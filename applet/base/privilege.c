/* SPDX-License-Identifier: MIT */
#include "base/privilege.h"

#include "autoconf.h"

#include <grp.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_ENOUGH 1024
#define STACK_ENOUGH (8L << 20)
#define LIMITS_COUNT (RLIMIT_LOCKS + 1)

static char *no_environment[] = {NULL};
static char **caller_environment;
static struct rlimit limits[LIMITS_COUNT]; /* the caller's */
static struct rlimit raised[LIMITS_COUNT]; /* ours */
static bool is_set_user_id;

static rlim_t
enough(int which)
{
	switch (which) {
	case RLIMIT_CORE:
		return 0;
	case RLIMIT_NOFILE:
		return FILES_ENOUGH;
	case RLIMIT_STACK:
		return STACK_ENOUGH;
	default:
		return RLIM_INFINITY;
	}
}

/* The hard limit is never lowered: it could not always be put back. Rule 4. */
static void
raise_limits(void)
{
	for (int which = 0; which < LIMITS_COUNT; which++) {
		struct rlimit limit = {0};

		if (getrlimit(which, &limits[which]) != 0) {
			continue;
		}
		limit.rlim_max = limits[which].rlim_max;
		limit.rlim_cur = enough(which);
		if (limit.rlim_max < limit.rlim_cur) {
			limit.rlim_max = limit.rlim_cur;
		}
		if (setrlimit(which, &limit) != 0) {
			limit.rlim_max = limits[which].rlim_max;
			limit.rlim_cur = limit.rlim_max;
			setrlimit(which, &limit);
		}
		getrlimit(which, &raised[which]);
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
	/* Ignored, it would hide from modules how their helpers ended. */
	signal(SIGCHLD, SIG_DFL);
	umask(S_IRWXG | S_IRWXO);
	if (setresuid((uid_t)-1, getuid(), 0) != 0) {
		return "root's rights cannot be dropped";
	}
	return NULL;
}

bool
privilege_regain(void)
{
	return !is_set_user_id
	       || (privilege_return() && setgroups(0, NULL) == 0);
}

bool
privilege_lend(void)
{
	return !is_set_user_id
	       || (setresgid((gid_t)-1, getgid(), (gid_t)-1) == 0
		   && setresuid((uid_t)-1, getuid(), (uid_t)-1) == 0);
}

bool
privilege_return(void)
{
	/* The kernel makes us what fs.suid_dumpable says: not always that. */
	return !is_set_user_id
	       || (setresuid((uid_t)-1, 0, (uid_t)-1) == 0
		   && setresgid((gid_t)-1, 0, (gid_t)-1) == 0
		   && prctl(PR_SET_DUMPABLE, 0) == 0);
}

void
privilege_restore_limits(void)
{
	for (int which = 0; is_set_user_id && which < LIMITS_COUNT; which++) {
		struct rlimit now = {0};

		getrlimit(which, &now);
		if (now.rlim_cur == raised[which].rlim_cur
		    && now.rlim_max == raised[which].rlim_max) {
			setrlimit(which, &limits[which]);
		}
	}
}

char **
privilege_environment(void)
{
	return is_set_user_id ? caller_environment : environ;
}
