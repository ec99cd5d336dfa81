/* SPDX-License-Identifier: MIT */
/*
 * vlock: keeps a terminal until its user, or root, has given a password.
 *
 * Rules:
 * 1. It says "locked" when it is: the policy is good, the user is known, and
 *    the terminal (and what else the options want) is held. Else it refuses, and all
 *    is as it was.
 * 2. From then on vlock_keep() says when it ends.
 */
#include "applet.h"
#include "base/options.h"
#include "base/privilege.h"
#include "base/report.h"
#include "base/signals.h"
#include "console_name.h"
#include "session/console_lock.h"
#include "start.h"
#include "vlock_keep.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <syslog.h>
#include <termios.h>
#include <unistd.h>

static const char usage[] = APPLET_USAGE(
	"usage: vlock [-a | -c] [-s]\n",
	"Locks this terminal until its user, or root, has given a password.\n"
	"\n"
	"  -a, --all            all virtual consoles: no switch to another\n"
	"  -c, --current        this terminal alone\n"
	"  -s, --disable-sysrq  no SysRq while it is locked\n"
	"\n"
	"status: 0 opened; 2 usage; 4 the terminal is gone; 111 not locked\n");

static const char specs[] = "a all\0c current\0s disable-sysrq\0001 help\0";

static bool lock_all;
static bool lock_sysrq;
static struct vlock_people people;

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

/* Who cannot be looked up could not open it. */
static bool
find_people(void)
{
	const struct passwd *entry = getpwuid(getuid());
	static struct identity who;

	if (entry != NULL) {
		snprintf(people.owner, sizeof(people.owner), "%s",
			 entry->pw_name);
	}
	people.other = people.owner;
	report_about("vlock", people.owner);
	if (getuid() != 0 && identity_find("root", &who)) {
		people.other = "root";
	}
	return identity_find(people.owner, &who) && who.uid == getuid();
}

/* Rule 1, before the prompt is open. NULL, or what is wrong. */
static const char *
check(void)
{
	errno = 0;
	if (!privilege_regain() || geteuid() != 0) {
		return "not set-user-ID root";
	}
	if (!find_people()) {
		return "the user is not in the account files";
	}
	/* Where there is no job control, others may read the keys. */
	if (tcgetsid(STDIN_FILENO) != getsid(0)) {
		return "standard input is not the controlling terminal";
	}
	/* It is the whole machine's: who is not at its keyboard needs it not. */
	if (lock_sysrq && !lock_all && getuid() != 0) {
		return "-s: with -a, or for root";
	}
	return NULL;
}

/*
 * The terminal stops nobody any more. The other signals are blocked; who asks
 * reads them, who waits does not.
 */
static void
hold_signals(void)
{
	sigset_t set;

	signals_watch_child();
	sigemptyset(&set);
	sigaddset(&set, SIGTTIN);
	sigaddset(&set, SIGTTOU);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

/* Rule 1, when the prompt is open. NULL, or what is wrong. */
static const char *
take(void)
{
	const char *wrong = lock_all ? console_lock_switch() : NULL;

	return lock_sysrq && wrong == NULL ? console_lock_sysrq() : wrong;
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
	hold_signals();
	wrong = take();
	error = errno;
	if (wrong == NULL) {
		report_line(LOG_INFO, "locked");
		status = vlock_keep(&people, lock_all);
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
