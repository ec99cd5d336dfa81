/* SPDX-License-Identifier: MIT */
/*
 * su: runs a shell as another user.
 *
 * Rules:
 * 1. A shell is started behind admit()'s STATUS_OK alone. That root is asked
 *    for nothing is the policy's affair (pam_rootok).
 * 2. The caller is the real user id, by the account files; an id without an
 *    account is nobody who could be asked for, or logged.
 * 3. Root's rights come back behind a good command line. What only root may
 *    ask for (-g, -G, -T) is refused to others before that.
 * 4. An account whose shell is not in /etc/shells keeps it: -s, and SHELL with
 *    -m, are root's.
 * 5. The command has no way to the caller's terminal when it is somebody else's:
 *    it gets one of its own or, with -T, for -c a session without.
 */
#include "admit.h"
#include "applet.h"
#include "autoconf.h"
#include "base/privilege.h"
#include "base/report.h"
#include "console_name.h"
#include "session/relay.h"
#include "start.h"
#include "su_options.h"
#include "su_shell.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

static struct su_options options;
static char caller[IDENTITY_NAME_BYTES];

static enum status
refuse(const char *what, const char *word)
{
	start_refuse("su", what, word);
	return STATUS_DENIED;
}

/* Rule 2, and rule 3's second part. STATUS_OK: the command line may be run. */
static enum status
check_caller(void)
{
	const struct passwd *account = getpwuid(getuid());

	if (account == NULL || strlen(account->pw_name) >= sizeof(caller)) {
		return refuse("you have no account", NULL);
	}
	strcpy(caller, account->pw_name);
	if (getuid() != 0
	    && (options.group != NULL || options.groups_count > 0
		|| options.pty == SU_PTY_NEVER)) {
		return refuse("-g, -G and -T are root's", NULL);
	}
	return STATUS_OK;
}

/* PAM said yes. */
static int
run_shell(struct transaction *transaction, struct identity *who)
{
	bool other = who->uid != getuid();
	struct session_request session = {
		.borrowed = true,
		.pty = options.pty == SU_PTY_ALWAYS
		       || (options.pty == SU_PTY_BY_RULE && other
			   && relay_has_terminal()),
	};
	const char *unknown = su_shell(&options, who, &session);
	int status = STATUS_BROKEN;

	if (unknown != NULL) {
		return (int)refuse("no such group", unknown);
	}
	session.apart = other && session.batch && !options.same_session;
	report_line(LOG_NOTICE, "opened for %s (uid %lu)", caller,
		    (unsigned long)getuid());
	session_run(transaction, &session, &status);
	return status;
}

static int
ask_and_run(const char *service, int hidden)
{
	struct transaction transaction = {0};
	struct identity who = {0};
	struct admit_request request = {
		.pam =
			{
				.service = service,
				.user = options.user,
				.ruser = caller,
				.tty = console_name,
				.timeout_ms = CONFIG_GATE_TIMEOUT * 1000L,
				.change_timeout_ms = CONFIG_GATE_CHANGE_TIMEOUT
						     * 1000L,
				.delay_ms = CONFIG_GATE_FAIL_DELAY_MS,
			},
		.tries = 1,
	};
	int status = (int)admit(&request, &transaction, &who);

	if (hidden >= 0) {
		dup2(hidden, STDIN_FILENO);
	}
	if (status == STATUS_OK) {
		status = run_shell(&transaction, &who);
		transaction_end(&transaction);
	} else {
		report_line(LOG_NOTICE, "not opened for %s (uid %lu)", caller,
			    (unsigned long)getuid());
	}
	return status;
}

/*
 * Root, of whom no policy should want to know anything, is not stopped for a
 * prompt's sake in the background: whoever would be asked there is not. Returns
 * what is to be put back; -1: nothing.
 */
static int
hide_input(void)
{
	pid_t group = tcgetpgrp(STDIN_FILENO);
	int kept = -1;
	int null = -1;

	if (getuid() == 0 && group > 0 && group != getpgrp()) {
		kept = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		null = open("/dev/null", O_RDONLY | O_CLOEXEC);
		dup2(null, STDIN_FILENO);
	}
	return kept;
}

/* A login shell's own policy, where the system has one. */
static const char *
service_name(void)
{
	struct stat found;

	return options.login && stat("/etc/pam.d/su-l", &found) == 0 ? "su-l"
								     : "su";
}

static int
run(int argc, char **argv)
{
	struct prompt_options prompt = {0};
	enum status status = STATUS_USAGE;
	int hidden = -1;

	(void)argc;
	if (!su_options_parse(argv, &options)) {
		return STATUS_USAGE;
	}
	if (options.user == NULL) {
		options.user = "root";
	}
	if (!start_process("su", "su", options.user)) {
		return STATUS_BROKEN;
	}
	status = check_caller();
	if (status != STATUS_OK) {
		return (int)status;
	}
	if (!privilege_regain() || geteuid() != 0) {
		report_error("not set-user-ID root", 0);
		start_tell_not_possible();
		return STATUS_BROKEN;
	}
	hidden = hide_input();
	start_prompt(&prompt);
	status = start_console(service_name(), POLICY_FOR_SESSION, &prompt,
			       NULL);
	if (status == STATUS_OK) {
		status = (enum status)ask_and_run(service_name(), hidden);
		prompt_close();
	}
	return (int)status;
}

const struct applet applet_su = {
	.name = "su",
	.summary = "become another user",
	.usage = su_usage,
	.run = run,
	.set_user_id = true,
};
