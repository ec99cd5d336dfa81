/* SPDX-License-Identifier: MIT */
#include "session/child.h"

#include "base/harden.h"
#include "base/report.h"
#include "base/signals.h"
#include "session/session.h"
#include "status.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

/* As waitpid() would give it. */
#define WAIT_STATUS_BROKEN (STATUS_BROKEN << 8)

/* The user's home or, where that cannot be entered, the root. */
static bool
enter_home(const struct session_request *request)
{
	return request->stay || chdir(request->who->home) == 0
	       || chdir("/") == 0;
}

/* All that has to be so before the command; what fails is in the log. */
static bool
become(const struct child_plan *plan)
{
	harden_undo();
	if (!terminal_attach(plan->terminal, plan->request->redirect)) {
		report_error("the command's terminal", errno);
		return false;
	}
	if (!identity_become(plan->request->who)) {
		report_error("cannot become the user", errno);
		return false;
	}
	if (!enter_home(plan->request)) {
		report_error("no directory can be entered", errno);
		return false;
	}
	return true;
}

static _Noreturn void
run_command(const struct child_plan *plan)
{
	const struct session_request *request = plan->request;
	const char *what = request->path != NULL ? request->path
						 : request->argv[0];
	int error = 0;

	if (!become(plan)) {
		_exit(STATUS_BROKEN);
	}
	harden_close_rest();
	signals_restore();
	environ = plan->environment;
	if (request->path != NULL) {
		execv(what, request->argv);
	} else {
		execvp(what, request->argv);
	}
	error = errno;
	report_line(LOG_ERR, "command %s: %s", what, strerror(error));
	report_usage(what, strerror(error), NULL);
	_exit(error == ENOENT || error == ENOTDIR ? STATUS_NOT_FOUND
						  : STATUS_NOT_EXECUTABLE);
}

static int
status_of(int wait_status)
{
	if (WIFEXITED(wait_status)) {
		return WEXITSTATUS(wait_status);
	}
	return STATUS_SIGNAL + WTERMSIG(wait_status);
}

/*
 * Reaps whoever ended (as process 1 also orphans); true: child was among them,
 * or its status cannot be had.
 */
static bool
reap(pid_t child, int *wait_status)
{
	bool ended = false;
	int status = 0;
	pid_t pid = 0;

	do {
		pid = waitpid(getpid() == 1 ? -1 : child, &status, WNOHANG);
		if (pid == child) {
			*wait_status = status;
			ended = true;
		}
	} while (pid > 0 && !ended);
	return ended || (pid < 0 && errno != EINTR);
}

static int
wait_for(pid_t child)
{
	int wait_status = WAIT_STATUS_BROKEN;

	while (!reap(child, &wait_status)) {
		int signal_number = signals_wait();

		/* The terminal sends the other two to the command itself. */
		if (signal_number == SIGHUP || signal_number == SIGTERM) {
			kill(child, signal_number);
			kill(child, SIGCONT);
		}
	}
	return status_of(wait_status);
}

int
child_run(const struct child_plan *plan)
{
	pid_t child = -1;

	signals_watch_child();
	child = fork();
	if (child < 0) {
		report_error("fork", errno);
		return STATUS_BROKEN;
	}
	if (child == 0) {
		run_command(plan);
	}
	return wait_for(child);
}
