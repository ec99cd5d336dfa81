/* SPDX-License-Identifier: MIT */
/*
 * gate: asks for a password and opens only on PAM's yes.
 *
 * Rules:
 * 1. STATUS_OK is returned for PAM's yes alone: by admit() when there is no
 *    command, by the command behind that yes when there is one. (--check asks
 *    nobody and opens nothing; it takes neither a user nor a command. --help
 *    returns STATUS_USAGE.)
 * 2. Whatever else ends it, the action of -F is taken; except SIGTERM, with
 *    which an init system ends us. `loop` ends too when the one terminal that
 *    was not named by -c is gone: it cannot come back.
 */
#include "admit.h"
#include "applet.h"
#include "autoconf.h"
#include "base/action.h"
#include "base/deadline.h"
#include "base/report.h"
#include "base/signals.h"
#include "gate_check.h"
#include "console_name.h"
#include "gate_options.h"
#include "prompt/prompt.h"
#include "session/session.h"
#include "start.h"

#include <errno.h>
#include <signal.h>
#include <syslog.h>

/* How a round ended. */
struct outcome {
	int status;
	bool opened; /* PAM said yes, and the command, if any, was run */
	bool gone;   /* whoever was asked: end of input, hang-up, no terminal */
	bool paused; /* the wait before the next round is over */
};

/* The policy is good and the console open: ask, and run the command. */
static struct outcome
ask_and_run(const struct gate_options *options)
{
	struct transaction transaction = {0};
	struct identity who = {0};
	struct admit_request request = {
		.pam =
			{
				.service = options->service,
				.user = options->user,
				.tty = console_name,
				.timeout_ms = options->timeout_s * 1000L,
				.change_timeout_ms = CONFIG_GATE_CHANGE_TIMEOUT
						     * 1000L,
				.delay_ms = CONFIG_GATE_FAIL_DELAY_MS,
			},
		.group = options->group,
		.tries = options->tries,
	};
	struct outcome outcome = {0};

	report_about(options->service, options->user);
	console_name();
	prompt_set_deadline(deadline_in(request.pam.timeout_ms));
	if (options->message != NULL) {
		prompt_show(options->message);
	}
	outcome.status = (int)admit(&request, &transaction, &who);
	outcome.opened = outcome.status == STATUS_OK;
	if (outcome.opened && options->command[0] != NULL) {
		struct session_request session = {
			.who = &who,
			.argv = options->command,
			.redirect = prompt_leads(),
		};

		outcome.opened = session_run(&transaction, &session,
					     &outcome.status);
	}
	outcome.gone = transaction.conversation.ended == PROMPT_GONE;
	transaction_end(&transaction);
	return outcome;
}

/* Whether what was asked on is named, and may come back: not by our caller. */
static bool
is_named(const struct gate_options *options)
{
	return options->prompt.consoles_count > 0
	       || options->prompt.mode->leads;
}

/* Whether there is to be another round. Rule 2. */
static bool
goes_on(const struct gate_options *options, const struct outcome *outcome)
{
	int signal_number = signals_collect();
	bool gone = outcome->gone || signal_number == SIGHUP;

	return !outcome->opened && options->action == ACTION_LOOP
	       && signal_number != SIGTERM && !(gone && !is_named(options));
}

/* Whatever it was that failed at once does not fail a thousand times. */
static void
pause_round(struct outcome *outcome)
{
	if (!outcome->paused) {
		deadline_wait(deadline_in(CONFIG_GATE_FAIL_DELAY_MS));
		outcome->paused = true;
	}
}

/* One round: from the policy to the last try. */
static struct outcome
round_once(const struct gate_options *options)
{
	struct outcome outcome = {.status = STATUS_BROKEN};

	report_about(options->service, options->user);
	if (options->group != NULL && !identity_group_exists(options->group)) {
		report_line(LOG_ERR, "no such group: %s", options->group);
		start_tell_not_possible();
		return outcome;
	}
	outcome.status = (int)start_console(options->service,
					    options->command[0] != NULL
						    ? POLICY_FOR_SESSION
						    : POLICY_FOR_YES,
					    &options->prompt, &outcome.gone);
	if (outcome.status != STATUS_OK) {
		return outcome;
	}
	outcome = ask_and_run(options);
	/* The echo stays off meanwhile. */
	if (goes_on(options, &outcome)) {
		pause_round(&outcome);
	}
	prompt_close();
	return outcome;
}

/* Nobody got in. Returns true when there is to be another round. */
static bool
act(const struct gate_options *options, struct outcome *outcome)
{
	if (signals_collect() == SIGTERM) {
		outcome->status = STATUS_CANCELLED;
	}
	if (goes_on(options, outcome)) {
		signals_forget();
		pause_round(outcome);
		if (signals_collect() != SIGTERM) {
			return true;
		}
		outcome->status = STATUS_CANCELLED;
		return false;
	}
	if (options->action == ACTION_LOOP) {
		report_line(LOG_NOTICE, "ended: nobody is left to ask");
	} else if (options->action != ACTION_EXIT
		   && signals_collect() != SIGTERM) {
		report_line(LOG_NOTICE, "status %d: %s", outcome->status,
			    action_name(options->action));
		action_run(options->action);
		report_error(action_name(options->action), errno);
	}
	return false;
}

static int
run(int argc, char **argv)
{
	struct gate_options options = {0};
	struct outcome outcome = {.status = STATUS_USAGE};

	(void)argc;
	if (!gate_options_parse(argv, &options)) {
		return STATUS_USAGE;
	}
	if (options.check) {
		return gate_check(&options);
	}
	options.prompt.note = console_name_note;
	if (!start_process("gate", options.service, options.user)) {
		return STATUS_BROKEN;
	}
	do {
		outcome = round_once(&options);
	} while (!outcome.opened && act(&options, &outcome));
	return outcome.status;
}

const struct applet applet_gate = {
	.name = "gate",
	.summary = "ask for a password and open only on PAM's yes",
	.usage = gate_usage,
	.run = run,
};
