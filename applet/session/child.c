/* SPDX-License-Identifier: MIT */
#include "session/child.h"

#include "autoconf.h"
#include "base/harden.h"
#include "base/report.h"
#include "base/signals.h"
#include "session/relay.h"
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

/* Only su asks for it. */
static bool
has_pty(const struct session_request *request)
{
	return ENABLE_APPLET_SU && request->pty;
}

/* The user's home or, where that cannot be entered, the root. */
static bool
enter_home(const struct session_request *request)
{
	return request->stay || chdir(request->who->home) == 0
	       || chdir("/") == 0;
}

/* false: errno says why. */
static bool
attach(const struct child_plan *plan)
{
	if (has_pty(plan->request)) {
		return relay_attach();
	}
	if (plan->request->apart) {
		setsid();
	}
	return plan->request->borrowed
	       || terminal_attach(plan->terminal, plan->request->redirect);
}

/* All that has to be so before the command; what fails is in the log. */
static bool
become(const struct child_plan *plan)
{
	harden_undo();
	if (!attach(plan)) {
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
 * Reaps whoever ended (as process 1 also orphans). true: child was among them,
 * or its status cannot be had; or, options being WUNTRACED, it has stopped.
 */
static bool
reap(pid_t child, int options, int *wait_status)
{
	int status = 0;
	pid_t pid = 0;

	do {
		pid = waitpid(getpid() == 1 ? -1 : child, &status,
			      WNOHANG | options);
		if (pid == child) {
			*wait_status = status;
			return true;
		}
	} while (pid > 0 || (pid < 0 && errno == EINTR));
	return pid < 0;
}

/* A group of its own is meant as a whole, once it is there. */
static void
pass_on(const struct session_request *request, pid_t child, int signal_number)
{
	bool own_group = has_pty(request) || request->apart;

	/* The terminal sends the other two to the command itself. */
	if (signal_number == SIGCHLD
	    || (!own_group && signal_number != SIGHUP
		&& signal_number != SIGTERM)) {
		return;
	}
	if (has_pty(request) && signal_number == SIGHUP) {
		relay_hang_up();
	}
	if (!own_group || kill(-child, signal_number) != 0) {
		kill(child, signal_number);
	}
	kill(child, SIGCONT);
}

/* The command has stopped: whoever started us is to know. */
static void
stop_with(const struct session_request *request, pid_t child)
{
	if (has_pty(request)) {
		relay_pause();
	}
	signals_stop();
	if (has_pty(request)) {
		relay_go_on();
	}
	kill(child, SIGCONT);
}

static int
wait_for(const struct session_request *request, pid_t child)
{
	int options = request->borrowed ? WUNTRACED : 0;
	int wait_status = WAIT_STATUS_BROKEN;

	for (;;) {
		if (!reap(child, options, &wait_status)) {
			pass_on(request, child,
				has_pty(request) ? relay_wait()
						 : signals_wait());
		} else if (WIFSTOPPED(wait_status)) {
			stop_with(request, child);
			wait_status = WAIT_STATUS_BROKEN;
		} else {
			return status_of(wait_status);
		}
	}
}

static int
start_and_wait(const struct child_plan *plan)
{
	pid_t child = fork();

	if (child < 0) {
		report_error("fork", errno);
		return STATUS_BROKEN;
	}
	if (child == 0) {
		run_command(plan);
	}
	return wait_for(plan->request, child);
}

int
child_run(const struct child_plan *plan)
{
	const struct session_request *request = plan->request;
	int status = STATUS_BROKEN;

	if (!signals_watch_child()) {
		report_error("signals", errno);
		return STATUS_BROKEN;
	}
	if (!has_pty(request)) {
		return start_and_wait(plan);
	}
	if (relay_open(request->who, request->batch)) {
		status = start_and_wait(plan);
	} else {
		report_error("a terminal of its own", errno);
		report_usage(request->argv[0], "there is no terminal for it",
			     NULL);
	}
	relay_close();
	return status;
}
