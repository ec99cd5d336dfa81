/* SPDX-License-Identifier: MIT */
/*
 * login: a session on the terminal that getty, telnetd or init left us on.
 *
 * Rules:
 * 1. A shell is started behind admit()'s STATUS_OK alone. -f leaves out the
 *    password, never the account's check, is for root alone, and for the first
 *    try alone.
 * 2. STATUS_OK is returned when a session was opened and has ended, whatever
 *    its shell returned: service managers take anything else for a failed
 *    getty. Otherwise the status is gate's.
 */
#include "admit.h"
#include "applet.h"
#include "autoconf.h"
#include "base/options.h"
#include "base/report.h"
#include "console_name.h"
#include "session/claim.h"
#include "session/records.h"
#include "session/session.h"
#include "start.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <syslog.h>
#include <unistd.h>

#define CHANGE_TRIES 3
#define SHELL_DEFAULT "/bin/sh"

static const char usage[] = APPLET_USAGE(
	"usage: login [-p] [-h HOST] [-H] [-s SHELL] [[-f] USER]\n",
	"Asks for user and password, opens a session and runs the user's "
	"shell.\n"
	"\n"
	"  -f        the user is known already: no password (root alone)\n"
	"  -h HOST   where the user comes from, for PAM and the records\n"
	"  -H        do not show this machine's name in the prompt\n"
	"  -p        keep the environment\n"
	"  -s SHELL  in place of the user's shell\n"
	"\n"
	"status: 0 a session was opened and has ended; else as gate\n");

/* No long names but one. */
static const char specs[] = "f \0h:\0H \0p \0s:\0001 help\0";

static struct {
	bool vouched;
	bool keep_environment;
	bool no_host;
	const char *host;
	const char *shell;
	const char *user;
} options;

/* false: the caller returns STATUS_USAGE. */
static bool
parse(char **argv)
{
	struct options line = {.argv = argv, .at = 1};
	int option = 0;

	while ((option = options_next(&line, specs)) > 0) {
		switch (option) {
		case 'f':
			options.vouched = true;
			break;
		case 'h':
			options.host = line.value;
			break;
		case 'H':
			options.no_host = true;
			break;
		case 'p':
			options.keep_environment = true;
			break;
		case 's':
			options.shell = line.value;
			break;
		default:
			fputs(usage, stdout);
			fflush(stdout);
			return false;
		}
	}
	if (option < 0) {
		report_usage("login", line.wrong, line.word);
		return false;
	}
	options.user = argv[line.at];
	if (options.user != NULL && argv[line.at + 1] != NULL) {
		report_usage("login", "too many words", argv[line.at + 1]);
		return false;
	}
	if (options.vouched && options.user == NULL) {
		report_usage("login", "-f: for which user?", NULL);
		return false;
	}
	return true;
}

static struct records records; /* of the session, and of failed tries */

static void
record_denied(const char *user)
{
	records.user = user;
	records.tty = console_name();
	records_failure(&records);
}

static void
record_opened(const struct session_request *request)
{
	records.user = request->who->name;
	records_begin(&records);
}

static void
record_closing(const struct session_request *request)
{
	(void)request;
	records_end(&records);
}

/* PAM said yes: the user's shell, as a login shell ("-sh"). */
static int
run_shell(struct transaction *transaction, const struct identity *who)
{
	const char *shell = options.shell != NULL ? options.shell : who->shell;
	char name[IDENTITY_PATH_BYTES + 1];
	char *argv[] = {name, NULL};
	struct session_request session = {
		.who = who,
		.argv = argv,
		.path = shell[0] != '\0' ? shell : SHELL_DEFAULT,
		.environment =
			{
				.kind = options.keep_environment
						? ENVIRONMENT_CALLER
						: ENVIRONMENT_CLEAN,
				.mail = true,
			},
		.opened = record_opened,
		.closing = record_closing,
	};
	const char *slash = strrchr(session.path, '/');
	int status = STATUS_BROKEN;

	snprintf(name, sizeof(name), "-%s",
		 slash != NULL ? slash + 1 : session.path);
	records.tty = console_name();
	return session_run(transaction, &session, &status) ? STATUS_OK : status;
}

/* "HOST login: "; PAM shows it when it asks for the user. */
static const char *
question(void)
{
	static char text[sizeof(((struct utsname *)0)->nodename)
			 + sizeof(" login: ")];
	struct utsname machine = {0};

	if (options.no_host || uname(&machine) != 0) {
		return NULL;
	}
	snprintf(text, sizeof(text), "%s login: ", machine.nodename);
	return text;
}

static int
ask_and_run(void)
{
	struct transaction transaction = {0};
	struct identity who = {0};
	struct admit_request request = {
		.pam =
			{
				.service = "login",
				.user = options.user,
				.question = question(),
				.rhost = options.host,
				.vouched = options.vouched,
				.tty = console_name,
				.timeout_ms = CONFIG_GATE_TIMEOUT * 1000L,
				.change_timeout_ms = CONFIG_GATE_CHANGE_TIMEOUT
						     * 1000L,
				.change_tries = CHANGE_TRIES,
				.delay_ms = CONFIG_GATE_FAIL_DELAY_MS,
			},
		.tries = CONFIG_GATE_TRIES,
		.ask_again = true,
		.denied = record_denied,
	};
	int status = (int)admit(&request, &transaction, &who);

	if (status == STATUS_OK) {
		status = run_shell(&transaction, &who);
	}
	transaction_end(&transaction);
	return status;
}

static int
run(int argc, char **argv)
{
	struct prompt_options prompt = {0};
	enum status status = STATUS_USAGE;

	(void)argc;
	if (!parse(argv)) {
		return STATUS_USAGE;
	}
	if (!start_process("login", "login", options.user)) {
		return STATUS_BROKEN;
	}
	if (getuid() != 0) {
		report_error("not run by root", 0);
		start_tell_not_possible();
		return STATUS_BROKEN;
	}
	records.host = options.host;
	records.pid = getpid();
	if (!claim_terminal()) {
		report_error("the terminal cannot be opened again", errno);
		return STATUS_CANCELLED;
	}
	start_prompt(&prompt);
	status = start_console("login", POLICY_FOR_SESSION, &prompt, NULL);
	if (status != STATUS_OK) {
		return (int)status;
	}
	console_name();
	status = (enum status)ask_and_run();
	prompt_close();
	return (int)status;
}

const struct applet applet_login = {
	.name = "login",
	.summary = "a session on a terminal",
	.usage = usage,
	.run = run,
};
