/* SPDX-License-Identifier: MIT */
/*
 * Rules:
 * 1. A helper ends in _exit, whatever way it takes.
 * 2. Nothing of the parent's is written: its stdio buffers are dropped before
 *    the helper runs, and only stdout is flushed after it.
 * 3. Nothing but a linked helper is run from here.
 * 4. A helper that ran out of memory never says yes.
 * 5. A helper has no copy of the caller's secrets.
 */
#include "helper.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <unistd.h>

#include "heap_failure.h"
#include "registry_table.h"

/* No PAM_* at all: libpam takes it for a module that must fail. */
#define STATUS_NO_MEMORY 111

/*
 * musl's own list of the signals that ever had a handler (posix_spawn uses
 * it): asking it saves some 60 system calls for each helper. Weak, so that
 * another libc, where it is missing, makes us ask for each signal.
 */
extern void __get_handler_set(sigset_t *set) __attribute__((weak));

static void
reset_caught_signals(void)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	sigset_t caught;

	(void)sigfillset(&caught);
	if (__get_handler_set != NULL) {
		__get_handler_set(&caught);
	}
	for (int number = 1; number < NSIG; number++) {
		if (sigismember(&caught, number) != 1
		    || sigaction(number, NULL, &action) != 0
		    || action.sa_handler == SIG_IGN
		    || action.sa_handler == SIG_DFL) {
			continue;
		}
		action.sa_handler = SIG_DFL;
		action.sa_flags = 0;
		(void)sigaction(number, &action, NULL);
	}
}

static void
purge_stdio(void)
{
	__fpurge(stdin);
	__fpurge(stdout);
	__fpurge(stderr);
	clearerr(stdin);
	clearerr(stdout);
	clearerr(stderr);
}

static int
count_arguments(char *const argv[])
{
	int count = 0;

	while (argv[count] != NULL) {
		count++;
	}
	return count;
}

static void (*forget_secrets)(void);

void
compat_helper_on_start(void (*forget)(void))
{
	forget_secrets = forget;
}

static void
run_out_of_memory(void)
{
	_exit(STATUS_NO_MEMORY);
}

_Noreturn void
compat_helper_exit(int status)
{
	(void)fflush(stdout);
	_exit(compat_heap_failed() ? STATUS_NO_MEMORY : status);
}

int
compat_helper_execve(const char *path, char *const argv[], char *const envp[])
{
	const struct registry_helper *helper = registry_helpers;

	while (helper->path != NULL && strcmp(helper->path, path) != 0) {
		helper++;
	}
	if (helper->path == NULL) {
		errno = ENOENT;
		return -1;
	}
	compat_heap_on_exhaustion(run_out_of_memory);
	reset_caught_signals();
	purge_stdio();
	if (forget_secrets != NULL) {
		forget_secrets();
	}
	environ = (char **)envp;
	errno = 0;
	compat_helper_exit(helper->run(count_arguments(argv), (char **)argv));
}
