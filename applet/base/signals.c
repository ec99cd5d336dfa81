/* SPDX-License-Identifier: MIT */
#include "base/signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const int watched[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
#define WATCHED_COUNT (sizeof(watched) / sizeof(watched[0]))

/* What a shell may have set otherwise, and the command gets by default. */
static const int restored[] = {
	SIGHUP,   SIGINT,  SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD,
	SIGTSTP,  SIGTTIN, SIGTTOU, SIGALRM, SIGUSR1, SIGUSR2,
	SIGWINCH, SIGURG,  SIGXFSZ, SIGXCPU, SIGIO,
};
#define RESTORED_COUNT (sizeof(restored) / sizeof(restored[0]))

/*
 * Never blocked: faults of the program itself, what job control needs, and the
 * end of children, which Linux-PAM's modules wait for.
 */
static const int passed[] = {
	SIGABRT, SIGBUS,  SIGFPE,  SIGILL,  SIGSEGV, SIGSYS,
	SIGTRAP, SIGCHLD, SIGCONT, SIGTTIN, SIGTTOU,
};
#define PASSED_COUNT (sizeof(passed) / sizeof(passed[0]))

static int descriptor = -1;
static int last_watched;

static sigset_t
watched_set(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < WATCHED_COUNT; i++) {
		sigaddset(&set, watched[i]);
	}
	return set;
}

static void
set_default(int signal_number)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	sigaction(signal_number, &action, NULL);
}

bool
signals_setup(void)
{
	sigset_t set = watched_set();

	descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	/* Not sigfillset(), which leaves out three that musl keeps for itself. */
	memset(&set, 0xff, sizeof(set));
	for (size_t i = 0; i < PASSED_COUNT; i++) {
		sigdelset(&set, passed[i]);
	}
	return descriptor >= 0 && sigprocmask(SIG_SETMASK, &set, NULL) == 0;
}

int
signals_fd(void)
{
	return descriptor;
}

bool
signals_caught(void)
{
	return last_watched != 0;
}

int
signals_collect(void)
{
	struct signalfd_siginfo info = {0};

	/* No more than can be there: who goes on sending does not keep us. */
	for (size_t i = 0; i < WATCHED_COUNT; i++) {
		if (read(descriptor, &info, sizeof(info)) != sizeof(info)) {
			break;
		}
		if (last_watched != SIGTERM) {
			last_watched = (int)info.ssi_signo;
		}
	}
	return last_watched;
}

void
signals_forget(void)
{
	if (signals_collect() != SIGTERM) {
		last_watched = 0;
	}
}

bool
signals_watch_child(void)
{
	sigset_t set;

	set_default(SIGCHLD);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	return sigprocmask(SIG_BLOCK, &set, NULL) == 0;
}

int
signals_wait(void)
{
	sigset_t set = watched_set();
	int signal_number = 0;

	sigaddset(&set, SIGCHLD);
	do {
		signal_number = sigwaitinfo(&set, NULL);
	} while (signal_number < 0 && errno == EINTR);
	return signal_number < 0 ? SIGCHLD : signal_number;
}

int
signals_open(void)
{
	sigset_t set = watched_set();

	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGCONT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
		return -1;
	}
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int
signals_next(int fd)
{
	struct signalfd_siginfo info = {0};

	return read(fd, &info, sizeof(info)) == sizeof(info)
		       ? (int)info.ssi_signo
		       : 0;
}

/* Sent before it is let through: one that is pending already is the same. */
void
signals_stop(void)
{
	sigset_t stop;

	set_default(SIGTSTP);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	kill(getpid(), SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	sigprocmask(SIG_BLOCK, &stop, NULL);
}

void
signals_restore(void)
{
	sigset_t none;

	for (size_t i = 0; i < RESTORED_COUNT; i++) {
		set_default(restored[i]);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}
