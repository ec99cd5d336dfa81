/* SPDX-License-Identifier: MIT */
// objects: libc-compat/direct.c
// cflags: -include tests/unit/rename_direct.h
/* fcntl(), fstatat() and sigaction() beside glibc's. */
#include "unit_main.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libc-compat/direct.h"

int glibc_fcntl(int, int, ...) __asm__("fcntl");
int glibc_fstatat(int, const char *, struct stat *, int) __asm__("fstatat");
int glibc_sigaction(int, const struct sigaction *,
		    struct sigaction *) __asm__("sigaction");

/* musl's, which is a function of no C: rt_sigreturn is number 15. */
__asm__(".globl __restore_rt\n"
	".hidden __restore_rt\n"
	"__restore_rt:\n"
	"	mov $15, %eax\n"
	"	syscall\n");

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static volatile sig_atomic_t caught;
static volatile sig_atomic_t other_was_blocked;

static void
on_signal(int number)
{
	sigset_t blocked;

	sigprocmask(SIG_SETMASK, NULL, &blocked);
	other_was_blocked = sigismember(&blocked, SIGUSR2);
	caught = number;
}

static int
same_status(int directory, const char *path, int flags)
{
	struct stat ours;
	struct stat theirs;
	int status = 0;
	int error = 0;

	memset(&ours, 0, sizeof(ours));
	memset(&theirs, 0, sizeof(theirs));
	errno = 0;
	status = fstatat(directory, path, &ours, flags);
	error = errno;
	errno = 0;
	if (status != glibc_fstatat(directory, path, &theirs, flags)
	    || error != errno) {
		return 0;
	}
	/* It is read in between. */
	ours.st_atim = theirs.st_atim;
	return memcmp(&ours, &theirs, sizeof(ours)) == 0;
}

static void
direct_fstatat(void **state)
{
	static const char *const paths[] = {"",       "/",
					    ".",      "/dev/fd",
					    "fd",     "null",
					    "absent", "/dev/null/absent"};
	static const int flags[] = {0, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH,
				    AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, 0x77};
	const int directories[] = {AT_FDCWD, open("/dev", O_RDONLY),
				   open("/dev/null", O_RDONLY), -1};

	(void)state;
	assert_true(directories[1] >= 0 && directories[2] >= 0);
	for (size_t i = 0; i < COUNT(paths); i++) {
		for (size_t j = 0; j < COUNT(flags); j++) {
			for (size_t k = 0; k < COUNT(directories); k++) {
				assert_true(same_status(directories[k],
							paths[i], flags[j]));
			}
		}
	}
	close(directories[1]);
	close(directories[2]);
}

static void
direct_fcntl(void **state)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
	int copy = 0;

	(void)state;
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(fd, F_SETFD, 0), 0);
	assert_int_equal(glibc_fcntl(fd, F_GETFD), 0);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(fcntl(fd, F_GETFL), glibc_fcntl(fd, F_GETFL));
	assert_true((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 100);
	assert_true(copy >= 100);
	assert_int_equal(glibc_fcntl(copy, F_GETFD), FD_CLOEXEC);
	close(copy);
	assert_int_equal(fcntl(fd, F_GETLK, &lock), 0);
	assert_int_equal(lock.l_type, F_UNLCK);
	close(fd);
	errno = 0;
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_int_equal(errno, EBADF);
}

static void
direct_sigaction_runs_a_handler(void **state)
{
	struct sigaction wanted;
	struct sigaction old;
	sigset_t handled;

	(void)state;
	memset(&wanted, 0, sizeof(wanted));
	wanted.sa_handler = on_signal;
	wanted.sa_flags = SA_RESTART;
	sigemptyset(&wanted.sa_mask);
	sigaddset(&wanted.sa_mask, SIGUSR2);
	assert_int_equal(sigaction(SIGUSR1, &wanted, &old), 0);
	assert_true(old.sa_handler == SIG_DFL);
	raise(SIGUSR1);
	assert_int_equal(caught, SIGUSR1);
	assert_true(other_was_blocked);
	assert_int_equal(glibc_sigaction(SIGUSR1, NULL, &old), 0);
	assert_true(old.sa_handler == on_signal);
	assert_true((old.sa_flags & SA_RESTART) != 0);
	assert_true(sigismember(&old.sa_mask, SIGUSR2));
	assert_false(sigismember(&old.sa_mask, SIGTERM));

	wanted.sa_handler = SIG_DFL;
	assert_int_equal(sigaction(SIGUSR1, &wanted, &old), 0);
	assert_true(old.sa_handler == on_signal);
	assert_true((old.sa_flags & SA_RESTART) != 0);
	assert_true(sigismember(&old.sa_mask, SIGUSR2));
	assert_int_equal(glibc_sigaction(SIGUSR1, NULL, &old), 0);
	assert_true(old.sa_handler == SIG_DFL);

	sigemptyset(&handled);
	__get_handler_set(&handled);
	assert_true(sigismember(&handled, SIGUSR1));
	assert_false(sigismember(&handled, SIGUSR2));
}

/* Those that never had one: ignored and asked for are not had. */
static void
direct_sigaction_refuses(void **state)
{
	static const int bad[] = {-1, 0,       32,      33,     34,
				  65, 1 << 30, SIGKILL, SIGSTOP};
	struct sigaction wanted;
	sigset_t handled;

	(void)state;
	memset(&wanted, 0, sizeof(wanted));
	wanted.sa_handler = SIG_IGN;
	for (size_t i = 0; i < COUNT(bad); i++) {
		errno = 0;
		assert_int_equal(sigaction(bad[i], &wanted, NULL), -1);
		assert_int_equal(errno, EINVAL);
	}
	assert_int_equal(sigaction(SIGWINCH, &wanted, NULL), 0);
	assert_int_equal(sigaction(SIGTERM, NULL, &wanted), 0);
	assert_int_equal(sigaction(64, NULL, &wanted), 0);
	assert_int_equal(sigaction(31, NULL, &wanted), 0);
	sigemptyset(&handled);
	__get_handler_set(&handled);
	assert_false(sigismember(&handled, SIGWINCH));
	assert_false(sigismember(&handled, SIGTERM));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(direct_fstatat),
	cmocka_unit_test(direct_fcntl),
	cmocka_unit_test(direct_sigaction_runs_a_handler),
	cmocka_unit_test(direct_sigaction_refuses),
};

UNIT_MAIN(tests)
