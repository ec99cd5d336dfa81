/* SPDX-License-Identifier: MIT */
#include "vlock_keep.h"

#include "admit.h"
#include "autoconf.h"
#include "base/deadline.h"
#include "base/report.h"
#include "console_name.h"
#include "libc-compat/heap_failure.h"
#include "prompt/arena.h"
#include "prompt/prompt.h"
#include "prompt/tty_settings.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <syslog.h>
#include <termios.h>
#include <unistd.h>

#define ANSWER_YES 42
#define TIMEOUT_S 86400L
#define LINE_BYTES (2 * IDENTITY_NAME_BYTES + 64)

static _Noreturn void
give_up(void)
{
	transaction_forget();
	_exit(STATUS_BROKEN);
}

/* One try, in a process of its own. Rule 1. */
static _Noreturn void
ask(const struct vlock_people *people, bool all, const char *user)
{
	static char line[LINE_BYTES];
	static struct transaction transaction;
	static struct identity who;
	struct admit_request request = {
		.pam =
			{
				.service = "vlock",
				.user = user,
				.resumed = true,
				.tty = console_name,
				.timeout_ms = TIMEOUT_S * 1000,
				.delay_ms = CONFIG_GATE_FAIL_DELAY_MS,
			},
		.tries = 1,
	};
	int status = STATUS_BROKEN;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	compat_heap_on_exhaustion(give_up);
	arena_open();
	snprintf(line, sizeof(line), "%s locked by %s: %s's password.",
		 all ? "All virtual consoles are" : "This terminal is",
		 people->owner, user);
	prompt_set_deadline(deadline_in(request.pam.timeout_ms));
	prompt_show(line);
	status = (int)admit(&request, &transaction, &who);
	if (status == STATUS_OK) {
		status = strcmp(who.name, user) == 0 ? ANSWER_YES
						     : STATUS_DENIED;
	}
	transaction_end(&transaction);
	_exit(status);
}

/* How a try ended, as an exit status; 0 where that cannot be told. */
static int
try_once(const struct vlock_people *people, bool all, const char *user)
{
	pid_t child = fork();
	pid_t ended = -1;
	int status = 0;

	if (child == 0) {
		ask(people, all, user);
	}
	while (child > 0 && (ended = waitpid(child, &status, 0)) < 0
	       && errno == EINTR) {
		/* until it has ended */
	}
	if (child > 0 && ended < 0) {
		/* One at a time is to ask. */
		kill(child, SIGKILL);
	}
	if (ended < 0 || !WIFEXITED(status)) {
		report_error("the process that asks has failed", 0);
		return 0;
	}
	return WEXITSTATUS(status);
}

/*
 * Between two tries the terminal is as the one before found it: without echo, so
 * that what is typed too early is not shown. All else stays, because a terminal
 * that is found quite quiet is taken for one that was left so (tty_settings.h).
 */
static void
hide_keys(const struct termios *before)
{
	struct termios hidden = *before;

	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	tty_settings_put_back(STDIN_FILENO, &hidden);
}

static enum status
ask_by_turns(const struct vlock_people *people, bool all)
{
	const char *user = people->owner;

	while (isatty(STDIN_FILENO) != 0) {
		struct deadline next = deadline_in(CONFIG_GATE_FAIL_DELAY_MS);
		int answer = try_once(people, all, user);

		if (answer == ANSWER_YES) {
			return STATUS_OK;
		}
		deadline_wait(next);
		/* By turns; the owner again when nobody was there. */
		user = user == people->owner && answer != STATUS_TIMEOUT
			       ? people->other
			       : people->owner;
	}
	report_line(LOG_NOTICE, "ended: the terminal is gone");
	return STATUS_CANCELLED;
}

enum status
vlock_keep(const struct vlock_people *people, bool all)
{
	struct termios before = {0};
	const bool known = tcgetattr(STDIN_FILENO, &before) == 0;
	enum status status = STATUS_CANCELLED;

	if (known) {
		hide_keys(&before);
	}
	status = ask_by_turns(people, all);
	if (known) {
		before = tty_settings_to_restore(before);
		tcflush(STDIN_FILENO, TCIFLUSH);
		tty_settings_put_back(STDIN_FILENO, &before);
	}
	return status;
}
