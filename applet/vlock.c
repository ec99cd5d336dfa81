/* SPDX-License-Identifier: MIT */
/*
 * vlock: keeps a terminal until its user, or root, has given a password.
 *
 * Rules:
 * 1. It says "locked" when it is: the policy is good, the user is known, and
 *    the terminal (and what else the options want) is held. Else it refuses, and all
 *    is as it was.
 * 2. From then on PAM's yes to that user, or to root, opens it, and nothing else.
 *    Each try is a process of its own, which ends with ANSWER_YES for that yes
 *    alone: whatever breaks there, breaks there, and the next one asks.
 * 3. The process that holds the lock runs no module and reads no signal, and
 *    is not stopped by the terminal; it ends otherwise only when the terminal
 *    is gone, and not with STATUS_OK.
 * 4. There are CONFIG_GATE_FAIL_DELAY_MS between two tries, whatever became of the
 *    first.
 */
#include "admit.h"
#include "applet.h"
#include "autoconf.h"
#include "base/deadline.h"
#include "base/options.h"
#include "base/privilege.h"
#include "base/report.h"
#include "base/signals.h"
#include "console_name.h"
#include "libc-compat/heap_failure.h"
#include "prompt/arena.h"
#include "session/console_lock.h"
#include "start.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <syslog.h>
#include <termios.h>
#include <unistd.h>

#define ANSWER_YES 42
#define TIMEOUT_S 86400L
#define LINE_BYTES (2 * IDENTITY_NAME_BYTES + 64)

static const char usage[] =
	"usage: vlock [-a | -c] [-s]\n"
	"Locks this terminal until its user, or root, has given a password.\n"
	"\n"
	"  -a, --all            all virtual consoles: no switch to another\n"
	"  -c, --current        this terminal alone\n"
	"  -s, --disable-sysrq  no SysRq while it is locked\n"
	"\n"
	"status: 0 opened; 2 usage; 4 the terminal is gone; 111 not locked\n";

static const char specs[] = "a all\0c current\0s disable-sysrq\0001 help\0";

static bool lock_all;
static bool lock_sysrq;
static char owner[IDENTITY_NAME_BYTES];

/* false: the caller returns STATUS_USAGE. */
static bool
parse(char **argv)
{
	struct options line = {.argv = argv, .at = 1};
	int option = 0;

	while ((option = options_next(&line, specs)) > 0) {
		if (option == '1') {
			fputs(usage, stdout);
			fflush(stdout);
			return false;
		}
		if (option == 's') {
			lock_sysrq = true;
		} else {
			lock_all = option == 'a';
		}
	}
	if (option == 0 && argv[line.at] != NULL) {
		line.wrong = "too many words";
		line.word = argv[line.at];
		option = -1;
	}
	if (option < 0) {
		report_usage("vlock", line.wrong, line.word);
	}
	return option == 0;
}

/* Who has locked it; who cannot be looked up could not open it. */
static bool
find_owner(void)
{
	const struct passwd *entry = getpwuid(getuid());
	struct identity who = {0};

	if (entry == NULL) {
		return false;
	}
	snprintf(owner, sizeof(owner), "%s", entry->pw_name);
	report_about("vlock", owner);
	return identity_find(owner, &who) && who.uid == getuid();
}

/* Rule 1, before the prompt is open. NULL, or what is wrong. */
static const char *
check(void)
{
	errno = 0;
	if (geteuid() != 0) {
		return "not set-user-ID root";
	}
	if (!find_owner()) {
		return "the user is not in the account files";
	}
	/* Where there is no job control, others may read the keys. */
	if (tcgetsid(STDIN_FILENO) != getsid(0)) {
		return "standard input is not the controlling terminal";
	}
	/* It is the whole machine's: who is not at its keyboard needs it not. */
	if (lock_sysrq && !lock_all && getuid() != 0) {
		return "SysRq: with -a alone, but for root";
	}
	return NULL;
}

/* Rule 3: the signals stay blocked, and nobody reads them any more. */
static bool
hold_signals(void)
{
	sigset_t set;

	signals_watch_child();
	sigemptyset(&set);
	if (signalfd(signals_fd(), &set, SFD_NONBLOCK | SFD_CLOEXEC) < 0) {
		return false;
	}
	sigaddset(&set, SIGTTIN);
	sigaddset(&set, SIGTTOU);
	return sigprocmask(SIG_BLOCK, &set, NULL) == 0;
}

/* Rule 1, when the prompt is open. NULL, or what is wrong. */
static const char *
take(void)
{
	const char *wrong = NULL;

	if (!hold_signals()) {
		return "signals";
	}
	if (lock_all) {
		wrong = console_lock_switch();
	}
	if (lock_sysrq && wrong == NULL) {
		wrong = console_lock_sysrq();
	}
	return wrong;
}

static _Noreturn void
give_up(void)
{
	_exit(STATUS_BROKEN);
}

/* One try, in a process of its own. Rule 2. */
static _Noreturn void
ask(const char *user)
{
	char line[LINE_BYTES];
	struct transaction transaction = {0};
	struct identity who = {0};
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
		 lock_all ? "All virtual consoles are" : "This terminal is",
		 owner, user);
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
try_once(const char *user)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		ask(user);
	}
	if (child < 0) {
		report_error("fork", errno);
		return 0;
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
		/* until it has ended */
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

/* The user and root by turns; the user again when nobody was there. */
static const char *
next_user(const char *user, int answer)
{
	struct identity root = {0};

	return answer != STATUS_TIMEOUT && user == owner
			       && identity_find("root", &root)
		       ? "root"
		       : owner;
}

/* Returns when it is opened, or there is nothing to keep. */
static enum status
keep(void)
{
	const char *user = owner;

	while (isatty(STDIN_FILENO) != 0) {
		struct deadline next = deadline_in(CONFIG_GATE_FAIL_DELAY_MS);
		int answer = try_once(user);

		if (answer == ANSWER_YES) {
			return STATUS_OK;
		}
		deadline_wait(next);
		user = next_user(user, answer);
	}
	report_line(LOG_NOTICE, "ended: the terminal is gone");
	return STATUS_CANCELLED;
}

static enum status
refuse(const char *wrong, int error)
{
	report_error(wrong, error);
	report_usage("vlock", wrong, NULL);
	return STATUS_BROKEN;
}

static enum status
lock(void)
{
	struct prompt_options prompt = {0};
	enum status status = STATUS_BROKEN;
	const char *wrong = check();
	int error = errno;

	if (wrong != NULL) {
		return refuse(wrong, error);
	}
	start_prompt(&prompt);
	status = start_console("vlock", POLICY_FOR_YES, &prompt, NULL);
	if (status != STATUS_OK) {
		return status;
	}
	console_name();
	wrong = take();
	error = errno;
	if (wrong == NULL) {
		report_line(LOG_INFO, "locked");
		status = keep();
	}
	console_unlock();
	prompt_close();
	return wrong == NULL ? status : refuse(wrong, error);
}

static int
run(int argc, char **argv)
{
	(void)argc;
	if (!parse(argv)) {
		return STATUS_USAGE;
	}
	if (!privilege_regain()) {
		report_usage("vlock", "not possible", NULL);
		return STATUS_BROKEN;
	}
	if (!start_process("vlock", "vlock", NULL)) {
		return STATUS_BROKEN;
	}
	return (int)lock();
}

const struct applet applet_vlock = {
	.name = "vlock",
	.summary = "lock a terminal, or all virtual consoles",
	.usage = usage,
	.run = run,
	.set_user_id = true,
};
