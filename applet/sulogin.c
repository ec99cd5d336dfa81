/* SPDX-License-Identifier: MIT */
/*
 * sulogin: root's shell behind a password, where the system is to be mended.
 *
 * Rules:
 * 1. The shell is started behind admit()'s STATUS_OK: for root or, with -g, for
 *    a member of that group.
 * 2. Or without a question by sulogin_emergency() (which says when), and there
 *    is no third way.
 */
#include "admit.h"
#include "applet.h"
#include "autoconf.h"
#include "base/options.h"
#include "base/report.h"
#include "console_name.h"
#include "prompt/kernel_console.h"
#include "start.h"
#include "sulogin_shell.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CHANGE_TRIES 3
#define TIMEOUT_MAX_S 86400

static const char usage[] = APPLET_USAGE(
	"usage: sulogin [-e] [-p] [-t SECS] [-g GROUP] [TTY]\n",
	"Root's shell, after root's password.\n"
	"\n"
	"  -e, --force         without, where root has no account\n"
	"  -g, --group GROUP   after that of a member of GROUP\n"
	"  -p, --login-shell   a login shell\n"
	"  -t, --timeout SECS  for one try; 0: no end\n"
	"\n"
	"status: the shell's; else as gate (^D: 4)\n");

static const char specs[] = "e force\0g:group\0p login-shell\0t:timeout\0"
			    "1 help\0";

static struct {
	bool force;
	bool login_shell;
	long timeout_s; /* 0: no end */
	const char *group;
	const char *tty;
} options;

static bool
wrong(const char *what, const char *word)
{
	report_usage("sulogin", what, word);
	return false;
}

static bool
take_option(int option, const char *value)
{
	switch (option) {
	case 'e':
		options.force = true;
		return ENABLE_SULOGIN_EMERGENCY
		       || wrong("not in this build", "-e");
	case 'g':
		options.group = value;
		return true;
	case 'p':
		options.login_shell = true;
		return true;
	case 't':
		return options_number(value, 0, TIMEOUT_MAX_S,
				      &options.timeout_s)
		       || wrong("timeout: not a number from 0 to 86400", value);
	default:
		fputs(usage, stdout);
		fflush(stdout);
		return false;
	}
}

/* false: the caller returns STATUS_USAGE. */
static bool
parse(char **argv)
{
	struct options line = {.argv = argv, .at = 1};
	int option = 0;

	while ((option = options_next(&line, specs)) > 0) {
		if (!take_option(option, line.value)) {
			return false;
		}
	}
	if (option < 0) {
		return wrong(line.wrong, line.word);
	}
	options.tty = argv[line.at];
	return options.tty == NULL || argv[line.at + 1] == NULL
	       || wrong("too many words", argv[line.at + 1]);
}

/* The prompt is open. Without -t it asks again when nobody came for a day. */
static enum status
ask(struct transaction *transaction, const char *user)
{
	static struct identity who;
	struct admit_request request = {
		.pam =
			{
				.service = "sulogin",
				.user = user,
				.tty = console_name,
				.timeout_ms = (options.timeout_s > 0
						       ? options.timeout_s
						       : TIMEOUT_MAX_S)
					      * 1000,
				.change_timeout_ms = CONFIG_GATE_CHANGE_TIMEOUT
						     * 1000L,
				.change_tries = CHANGE_TRIES,
				.delay_ms = CONFIG_GATE_FAIL_DELAY_MS,
			},
		.group = options.group,
		.tries = CONFIG_GATE_TRIES,
	};
	enum status status = STATUS_TIMEOUT;

	do {
		prompt_set_deadline(deadline_in(request.pam.timeout_ms));
		prompt_show(user != NULL
				    ? "Give root password for maintenance"
				    : "Give name and password for maintenance");
		prompt_show("(or press Control-D to continue):");
		status = admit(&request, transaction, &who);
	} while (status == STATUS_TIMEOUT && options.timeout_s == 0);
	if (status == STATUS_OK && user != NULL && who.uid != 0) {
		report_error("root is not user id 0", 0);
		status = STATUS_BROKEN;
	}
	return status;
}

static int
ask_and_run(const struct prompt_options *prompt, const char *user)
{
	static struct transaction transaction;
	int status = (int)start_console("sulogin", POLICY_FOR_SESSION, prompt,
					NULL);

	if (status != STATUS_OK) {
		return status;
	}
	console_name();
	status = (int)ask(&transaction, user);
	if (status == STATUS_OK) {
		struct session_request session = sulogin_shell(
			options.login_shell);

		session_run(&transaction, &session, &status);
	}
	transaction_end(&transaction);
	prompt_close();
	return status;
}

/* Whether standard input is one of the consoles that the kernel tells of. */
static bool
is_on_kernel_console(void)
{
	char name[1][KERNEL_CONSOLE_NAME_BYTES];

	kernel_console_names(name, 1);
	return isatty(STDIN_FILENO) != 0 && strcmp(name[0], "console") != 0
	       && kernel_console_is(STDIN_FILENO);
}

static int
run(int argc, char **argv)
{
	struct prompt_options prompt = {0};
	const char *user = NULL;

	(void)argc;
	if (!parse(argv)) {
		return STATUS_USAGE;
	}
	user = options.group == NULL ? "root" : NULL;
	if (!start_process("sulogin", "sulogin", user)) {
		return STATUS_BROKEN;
	}
	if (getuid() != 0) {
		report_error("not run by root", 0);
		start_tell_not_possible();
		return STATUS_BROKEN;
	}
	start_prompt(&prompt);
	if (options.tty != NULL) {
		prompt.mode = &prompt_mode_tty;
		prompt.consoles = &options.tty;
		prompt.consoles_count = 1;
	}
	if (ENABLE_SULOGIN_EMERGENCY && options.force
	    && sulogin_has_no_root()) {
		return sulogin_emergency(&prompt, options.login_shell);
	}
	if (ENABLE_PROMPT_CONSOLES && options.tty == NULL
	    && is_on_kernel_console()) {
		prompt.mode = &prompt_mode_consoles;
	}
	return ask_and_run(&prompt, user);
}

const struct applet applet_sulogin = {
	.name = "sulogin",
	.summary = "root's shell behind a password",
	.usage = usage,
	.run = run,
};
