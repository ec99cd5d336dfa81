/* SPDX-License-Identifier: MIT */
#include "session/console_lock.h"

#include "base/report.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/vt.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define SYSRQ_FILE "/proc/sys/kernel/sysrq"
#define SYSRQ_BYTES 16
#define LOCK_FILE "/run/vlock.sysrq"

static bool is_switch_locked;
static int sysrq_fd = -1;
static int lock_fd = -1; /* held open: of two, the second would read our 0 */
static char sysrq_before[SYSRQ_BYTES];
static ssize_t sysrq_len; /* above 0: it was read, and perhaps changed */

static bool
set_mode(char mode)
{
	struct vt_mode wanted = {.mode = mode};

	return ioctl(STDIN_FILENO, VT_SETMODE, &wanted) == 0;
}

static bool
is_in_front(void)
{
	struct vt_stat state = {0};
	unsigned device = 0;

	return ioctl(STDIN_FILENO, VT_GETSTATE, &state) == 0
	       && ioctl(STDIN_FILENO, (int)TIOCGDEV, &device) == 0
	       && state.v_active == minor(device);
}

/*
 * A switch asks the process that has VT_PROCESS, and waits for its VT_RELDISP,
 * which never comes: it need not even be told (no signal). When the process is
 * dead, the kernel switches.
 */
const char *
console_lock_switch(void)
{
	struct vt_mode mode = {0};

	if (ioctl(STDIN_FILENO, VT_GETMODE, &mode) != 0) {
		return "this terminal is not a virtual console";
	}
	/* Who else holds it could not get it back. */
	is_switch_locked = mode.mode == VT_AUTO && set_mode(VT_PROCESS);
	/* Not asked before: from now on what is in front stays there. */
	if (is_switch_locked && is_in_front()) {
		return NULL;
	}
	errno = 0;
	return "this virtual console is held, or not in front";
}

/* At the begin of the file: elsewhere a number is ignored. */
static bool
write_sysrq(const char *text, ssize_t len)
{
	return lseek(sysrq_fd, 0, SEEK_SET) == 0
	       && write(sysrq_fd, text, (size_t)len) == len;
}

const char *
console_lock_sysrq(void)
{
	/* Everybody can open, and so lock, the other one. */
	lock_fd = openat(AT_FDCWD, LOCK_FILE,
			 O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR);
	sysrq_fd = openat(AT_FDCWD, SYSRQ_FILE, O_RDWR | O_CLOEXEC);
	if (lock_fd >= 0 && sysrq_fd >= 0
	    && flock(lock_fd, LOCK_EX | LOCK_NB) == 0) {
		sysrq_len = read(sysrq_fd, sysrq_before, sizeof(sysrq_before));
		if (sysrq_len > 0 && write_sysrq("0", 1)) {
			return NULL;
		}
	}
	return "SysRq cannot be switched off";
}

void
console_unlock(void)
{
	if (is_switch_locked) {
		is_switch_locked = false;
		set_mode(VT_AUTO);
	}
	if (sysrq_fd >= 0) {
		if (sysrq_len > 0 && !write_sysrq(sysrq_before, sysrq_len)) {
			report_error(SYSRQ_FILE, errno);
		}
		close(sysrq_fd);
		sysrq_fd = -1;
	}
	if (lock_fd >= 0) {
		close(lock_fd);
		lock_fd = -1;
	}
}
