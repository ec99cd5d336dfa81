/* SPDX-License-Identifier: MIT */
#include "base/harden.h"

#include "base/privilege.h"
#include "libc-compat/close_range.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define OOM_FILE "/proc/self/oom_score_adj"
#define OOM_LEAST "-1000"
#define COMMAND_UMASK 022
#define DESCRIPTORS_MAX 1048576

static char oom_before[16];
static struct rlimit core_before;

/*
 * Opens what is missing of 0, 1, 2: the lowest free descriptor is taken, until
 * one lies above them (close_rest() closes that). Where there is no /dev/null, a
 * descriptor that can neither be read nor written (O_PATH).
 */
static bool
open_standard(void)
{
	int fd = -1;

	do {
		fd = open("/dev/null", O_RDWR | O_NOCTTY);
		if (fd < 0) {
			fd = open("/", O_PATH);
		}
	} while (fd >= 0 && fd <= STDERR_FILENO);
	return fd >= 0;
}

/* Kernels before 5.9 have no close_range: one after the other there. */
static void
close_rest(void)
{
	struct rlimit limit = {0};

	if (close_range(STDERR_FILENO + 1, UINT_MAX, 0) == 0
	    || getrlimit(RLIMIT_NOFILE, &limit) != 0) {
		return;
	}
	for (rlim_t fd = STDERR_FILENO + 1; fd < limit.rlim_max; fd++) {
		if (fd > DESCRIPTORS_MAX) {
			break;
		}
		close((int)fd);
	}
}

/* One call where the hard limit is none, or may be raised; else two. */
static void
forbid_core(void)
{
	struct rlimit no_core = {.rlim_max = RLIM_INFINITY};

	if (prlimit(0, RLIMIT_CORE, &no_core, &core_before) == 0) {
		return;
	}
	if (getrlimit(RLIMIT_CORE, &core_before) == 0) {
		no_core.rlim_max = core_before.rlim_max;
		setrlimit(RLIMIT_CORE, &no_core);
	}
}

static void
lower_oom(void)
{
	/* openat: musl's open() makes a second call for O_CLOEXEC. */
	int fd = openat(AT_FDCWD, OOM_FILE, O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		return;
	}
	if (read(fd, oom_before, sizeof(oom_before) - 1) > 0
	    && write(fd, OOM_LEAST, strlen(OOM_LEAST)) < 0) {
		oom_before[0] = '\0'; /* not allowed: nothing to undo */
	}
	close(fd);
}

static void
restore_oom(void)
{
	int fd = -1;

	if (oom_before[0] == '\0') {
		return;
	}
	fd = openat(AT_FDCWD, OOM_FILE, O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		/* Raising it back is always allowed. */
		(void)!write(fd, oom_before, strlen(oom_before));
		close(fd);
	}
}

const char *
harden_start(bool set_user_id)
{
	const char *refused = NULL;

	if (set_user_id) {
		refused = privilege_start();
	} else if (getauxval(AT_SECURE) != 0) {
		refused = "must not run set-user-ID";
	}
	if (refused != NULL) {
		return refused;
	}
	if (!open_standard()) {
		/* With all descriptors in use not one could be opened. */
		close_rest();
		if (!open_standard()) {
			return "standard input, output or error cannot be "
			       "opened";
		}
	}
	close_rest();
	forbid_core();
	/* Before the next one, behind which /proc/self is root's. */
	lower_oom();
	prctl(PR_SET_DUMPABLE, 0);
	return NULL;
}

void
harden_relax(void)
{
	setrlimit(RLIMIT_CORE, &core_before);
	umask(COMMAND_UMASK);
}

void
harden_undo(void)
{
	privilege_restore_limits();
	restore_oom();
}

void
harden_close_rest(void)
{
	close_rest();
}
