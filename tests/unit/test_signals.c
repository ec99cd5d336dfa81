/* SPDX-License-Identifier: MIT */
// objects: applet/base/signals.c
// ldflags: -Wl,--wrap=sigwaitinfo
/* Signals: kept out of everything but the waits. */
#include "unit_main.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/signals.h"

int __wrap_sigwaitinfo(const sigset_t *set, siginfo_t *info);
int __real_sigwaitinfo(const sigset_t *set, siginfo_t *info);

static int wait_errno; /* the next sigwaitinfo fails */

int
__wrap_sigwaitinfo(const sigset_t *set, siginfo_t *info)
{
	if (wait_errno != 0) {
		errno = wait_errno;
		wait_errno = 0;
		return -1;
	}
	return __real_sigwaitinfo(set, info);
}

static const int watched[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
#define WATCHED (sizeof(watched) / sizeof(watched[0]))

static const int all_restored[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGPIPE,
				   SIGCHLD, SIGTSTP, SIGTTIN, SIGTTOU};
#define RESTORED (sizeof(all_restored) / sizeof(all_restored[0]))

/* A parent that has left us with everything ignored, and other masks. */
static int
setup(void **state)
{
	sigset_t strange;

	for (size_t i = 0; i < RESTORED; i++) {
		signal(all_restored[i], SIG_IGN);
	}
	sigemptyset(&strange);
	sigaddset(&strange, SIGUSR1);
	sigprocmask(SIG_SETMASK, &strange, NULL);
	return signals_setup() ? 0 : -1;
}

static int
teardown(void **state)
{
	struct timespec at_once = {0};
	sigset_t broken_pipe;

	signals_forget();
	close(signals_fd());
	/* What still waits would end us; a forked child has nothing waiting. */
	sigemptyset(&broken_pipe);
	sigaddset(&broken_pipe, SIGPIPE);
	sigtimedwait(&broken_pipe, NULL, &at_once);
	signals_restore();
	return 0;
}

static bool
is_blocked(int signal_number)
{
	sigset_t now;

	sigprocmask(SIG_SETMASK, NULL, &now);
	return sigismember(&now, signal_number) == 1;
}

static bool
is_default(int signal_number)
{
	struct sigaction now = {0};

	sigaction(signal_number, NULL, &now);
	return now.sa_handler == SIG_DFL;
}

static bool
is_readable(void)
{
	struct pollfd fd = {.fd = signals_fd(), .events = POLLIN};

	return poll(&fd, 1, 0) == 1;
}

/* All but faults, job control, and the end of children. */
static void
signals_are_blocked(void **state)
{
	static const int passed[] = {SIGABRT, SIGBUS,  SIGFPE,  SIGILL,
				     SIGSEGV, SIGSYS,  SIGTRAP, SIGCHLD,
				     SIGCONT, SIGTTIN, SIGTTOU, SIGKILL,
				     SIGSTOP};
	int count = 0;

	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++) {
		assert_false(is_blocked(passed[i]));
	}
	for (int i = 1; i < 32; i++) {
		count += is_blocked(i) ? 1 : 0;
	}
	assert_int_equal(count, 31 - sizeof(passed) / sizeof(passed[0]));
	assert_true(is_blocked(SIGRTMIN));
	assert_true(is_blocked(SIGRTMAX));
}

static void
signals_none(void **state)
{
	assert_false(is_readable());
	assert_int_equal(signals_collect(), 0);
}

/* They do nothing when they come, and are there when they are asked for. */
static void
signals_each(void **state)
{
	static const int forgotten[] = {SIGHUP, SIGINT, SIGQUIT};

	for (int i = 0; i < 3; i++) {
		raise(forgotten[i]);
		assert_true(is_readable());
		assert_int_equal(signals_collect(), forgotten[i]);
		assert_false(is_readable());
		signals_forget();
		assert_int_equal(signals_collect(), 0);
	}
}

static void
signals_stay_until_forgotten(void **state)
{
	raise(SIGHUP);
	assert_int_equal(signals_collect(), SIGHUP);
	assert_int_equal(signals_collect(), SIGHUP);
	raise(SIGINT);
	assert_int_equal(signals_collect(), SIGINT);
	signals_forget();
	assert_int_equal(signals_collect(), 0);
}

/*
 * What an init system ends us with is kept for good. This is the last of the
 * tests: there is no way back.
 */
static void
signals_keep_sigterm(void **state)
{
	raise(SIGTERM);
	assert_int_equal(signals_collect(), SIGTERM);
	raise(SIGHUP);
	assert_int_equal(signals_collect(), SIGTERM);
	signals_forget();
	assert_int_equal(signals_collect(), SIGTERM);
	raise(SIGINT);
	signals_forget();
	assert_int_equal(signals_collect(), SIGTERM);
	assert_false(is_readable());
}

static void
signals_forget_what_waits(void **state)
{
	raise(SIGHUP);
	raise(SIGINT);
	signals_forget();
	assert_false(is_readable());
	assert_int_equal(signals_collect(), 0);
}

static void
signals_wake_a_wait(void **state)
{
	struct pollfd fd = {.fd = signals_fd(), .events = POLLIN};
	pid_t parent = getpid();
	pid_t child = fork();

	if (child == 0) {
		kill(parent, SIGINT);
		_exit(0);
	}
	assert_int_equal(poll(&fd, 1, 30000), 1);
	assert_int_equal(signals_collect(), SIGINT);
	assert_int_equal(waitpid(child, NULL, 0), -1); /* SIGCHLD ignored */
}

static void
signals_descriptor(void **state)
{
	assert_true(signals_fd() >= 0);
	assert_true(fcntl(signals_fd(), F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(signals_fd(), F_GETFL) & O_NONBLOCK);
}

/* A write that nobody reads is an error, and not the end. */
static void
signals_broken_pipe(void **state)
{
	int fds[2] = {-1, -1};

	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	assert_int_equal(write(fds[1], "x", 1), -1);
	close(fds[1]);
	assert_int_equal(signals_collect(), 0);
}

static void
signals_see_the_child(void **state)
{
	int status = 0;
	pid_t child = -1;

	signals_watch_child();
	assert_true(is_default(SIGCHLD));
	child = fork();
	if (child == 0) {
		_exit(42);
	}
	assert_int_equal(signals_wait(), SIGCHLD);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 42);
}

static void
signals_wait_for_others(void **state)
{
	signals_watch_child();
	for (size_t i = 0; i < WATCHED; i++) {
		raise(watched[i]);
		assert_int_equal(signals_wait(), watched[i]);
	}
	assert_true(is_blocked(SIGTERM));
}

/* It neither stops early nor turns for ever. */
static void
signals_wait_fails(void **state)
{
	signals_watch_child();
	wait_errno = EINTR;
	raise(SIGHUP);
	assert_int_equal(signals_wait(), SIGHUP);
	wait_errno = EINVAL;
	assert_int_equal(signals_wait(), SIGCHLD);
}

static void
signals_of_a_fresh_process(void **state)
{
	sigset_t now;

	signals_watch_child();
	signals_restore();
	for (size_t i = 0; i < RESTORED; i++) {
		assert_true(is_default(all_restored[i]));
	}
	sigprocmask(SIG_SETMASK, NULL, &now);
	for (int i = 1; i < SIGRTMAX; i++) {
		assert_int_not_equal(sigismember(&now, i), 1);
	}
}

#define SIGNAL_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	SIGNAL_TEST(signals_none),
	SIGNAL_TEST(signals_are_blocked),
	SIGNAL_TEST(signals_each),
	SIGNAL_TEST(signals_stay_until_forgotten),
	SIGNAL_TEST(signals_forget_what_waits),
	SIGNAL_TEST(signals_wake_a_wait),
	SIGNAL_TEST(signals_descriptor),
	SIGNAL_TEST(signals_broken_pipe),
	SIGNAL_TEST(signals_see_the_child),
	SIGNAL_TEST(signals_wait_for_others),
	SIGNAL_TEST(signals_wait_fails),
	SIGNAL_TEST(signals_of_a_fresh_process),
	SIGNAL_TEST(signals_keep_sigterm),
};

UNIT_MAIN(tests)
