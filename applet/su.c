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
#include "session/session.h"
#include "start.h"
#include "su_options.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#define SHELL_DEFAULT "/bin/sh"
#define WORDS_BEFORE 4 /* the shell's name, -f, -c, COMMAND */

static struct su_options options;
static char caller[IDENTITY_NAME_BYTES];

static enum status
refuse(const char *what, const char *word)
{
	report_line(LOG_NOTICE, "denied to uid %lu: %s",
		    (unsigned long)getuid(), what);
	report_usage("su", what, word);
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

/* -g and -G in place of the user's own; the first -G stands for a -g too. */
static enum status
find_groups(struct identity *who)
{
	static gid_t groups[SU_GROUPS_MAX + 1];
	const char **names = options.groups;
	size_t count = options.groups_count;

	if (options.group != NULL) {
		names[count++] = options.group;
	}
	for (size_t i = 0; i < count; i++) {
		const struct group *group = getgrnam(names[i]);

		if (group == NULL) {
			return refuse("no such group", names[i]);
		}
		groups[i] = group->gr_gid;
	}
	if (count > 0) {
		who->gid = groups[options.group != NULL ? count - 1 : 0];
	}
	who->groups = groups;
	who->groups_count = count;
	return STATUS_OK;
}

static bool
is_restricted(const char *shell)
{
	const char *listed = NULL;

	setusershell();
	do {
		listed = getusershell();
	} while (listed != NULL && strcmp(listed, shell) != 0);
	endusershell();
	return listed == NULL;
}

/* What -s or, with -m, SHELL asks for; NULL: nothing. */
static const char *
wanted_shell(void)
{
	char **variable = privilege_environment();

	if (options.shell != NULL || !options.preserve || options.login) {
		return options.shell;
	}
	while (*variable != NULL && strncmp(*variable, "SHELL=", 6) != 0) {
		variable++;
	}
	return *variable != NULL ? *variable + 6 : NULL;
}

/* Rule 4. */
static void
choose_shell(struct identity *who)
{
	const char *wanted = wanted_shell();

	if (who->shell[0] == '\0') {
		strcpy(who->shell, SHELL_DEFAULT);
	}
	if (wanted == NULL || wanted[0] == '\0') {
		return;
	}
	if ((getuid() != 0 && is_restricted(who->shell))
	    || strlen(wanted) >= sizeof(who->shell)) {
		report_usage("su", "using restricted shell", who->shell);
		return;
	}
	strcpy(who->shell, wanted);
}

static char **
make_words(const struct identity *who)
{
	static char name[IDENTITY_PATH_BYTES + 1];
	static char fast[] = "-f";
	static char run[] = "-c";
	static char *words[WORDS_BEFORE + SU_ARGUMENTS_MAX + 1];
	const char *slash = strrchr(who->shell, '/');
	size_t count = 0;

	snprintf(name, sizeof(name), "%s%s", options.login ? "-" : "",
		 slash != NULL ? slash + 1 : who->shell);
	words[count++] = name;
	if (options.fast) {
		words[count++] = fast;
	}
	if (options.command != NULL) {
		words[count++] = run;
		words[count++] = (char *)options.command;
	}
	memcpy(words + count, options.arguments,
	       options.arguments_count * sizeof(words[0]));
	return words;
}

static enum environment_kind
environment_kind(void)
{
	if (options.login) {
		return ENVIRONMENT_CLEAN;
	}
	return options.preserve ? ENVIRONMENT_PRESERVED : ENVIRONMENT_CALLER;
}

/* PAM said yes. */
static int
run_shell(struct transaction *transaction, struct identity *who)
{
	bool other = who->uid != getuid();
	struct session_request session = {
		.who = who,
		.path = who->shell,
		.environment =
			{
				.kind = environment_kind(),
				.keep = options.keep,
				.mail = options.login,
			},
		.borrowed = true,
		.stay = !options.login,
		.batch = options.command != NULL,
		.pty = options.pty == SU_PTY_ALWAYS
		       || (options.pty == SU_PTY_BY_RULE && other
			   && relay_has_terminal()),
	};
	int status = (int)find_groups(who);

	if (status != STATUS_OK) {
		return status;
	}
	session.apart = other && session.batch && !options.same_session;
	choose_shell(who);
	session.argv = make_words(who);
	report_line(LOG_NOTICE, "opened for %s (uid %lu)", caller,
		    (unsigned long)getuid());
	session_run(transaction, &session, &status);
	return status;
}

static int
ask_and_run(const char *service)
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

	if (status == STATUS_OK) {
		status = run_shell(&transaction, &who);
		transaction_end(&transaction);
	} else {
		report_line(LOG_NOTICE, "not opened for %s (uid %lu)", caller,
			    (unsigned long)getuid());
	}
	return status;
}

/* A login shell's own policy, where the system has one. */
static const char *
service_name(void)
{
	return options.login && eaccess("/etc/pam.d/su-l", F_OK) == 0 ? "su-l"
								      : "su";
}

static int
run(int argc, char **argv)
{
	struct prompt_options prompt = {0};
	enum status status = STATUS_USAGE;

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
	start_prompt(&prompt);
	status = start_console(service_name(), POLICY_FOR_SESSION, &prompt,
			       NULL);
	if (status == STATUS_OK) {
		status = (enum status)ask_and_run(service_name());
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
