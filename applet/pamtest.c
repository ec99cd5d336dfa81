/* SPDX-License-Identifier: MIT */
/*
 * pamtest: pamtester's command line and its words (pamtester(1)), on the
 * policies and modules that pamlet has.
 *
 * Rules:
 * 1. STATUS_OK is returned when every operation returned PAM_SUCCESS, and the
 *    ledger, where it was asked for, is even. All else is pamtester's 1; or
 *    255, its own for a command line that is wrong (also --help: no yes).
 * 2. The policy is checked before as for every applet, that of -I service=
 *    too.
 * 3. It tells a failure when the delay that the modules asked for is over.
 */
#include "applet.h"
#include "autoconf.h"
#include "base/report.h"
#include "pam/transaction_operation.h"
#include "pamtest_flags.h"
#include "pamtest_options.h"
#include "pamtest_print.h"
#include "pamtest_words.h"
#include "start.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define STATUS_WRONG 255
#define MS_PER_S 1000L

/* One operation of the command line, and how it went. */
struct step {
	enum transaction_operation operation;
	int flags;
	int result;
};

/* Why it is no yes; empty while it may be one. */
static char why[256];

static bool
fail(const char *what, const char *word, size_t len)
{
	if (word != NULL) {
		snprintf(why, sizeof(why), "%s \"%.*s\"", what, (int)len, word);
	} else {
		snprintf(why, sizeof(why), "%s", what);
	}
	return false;
}

static bool
is_success(int result)
{
	return result == 0 || fail(transaction_text(result), NULL, 0);
}

static void
log_policy_error(const char *where, int line, const char *what,
		 const char *word)
{
	report_line(LOG_ERR, "policy %s:%d: %s%s%s", where, line, what,
		    word != NULL ? ": " : "", word != NULL ? word : "");
}

/* -I: NAME=VALUE, or NAME for no value. Rule 2. */
static bool
set_item(struct transaction *transaction, const char *text)
{
	size_t len = strcspn(text, "=");
	const char *value = text[len] == '=' ? text + len + 1 : NULL;
	int item = pamtest_word_find(pamtest_items, text, len);

	if (item < 0) {
		return fail("Unknown item type", text, len);
	}
	if (item == 0 && value != NULL
	    && !policy_load(value, 0, log_policy_error)) {
		return false;
	}
	return is_success(transaction_item_set(transaction,
					       item + PAMTEST_ITEM_FIRST,
					       value));
}

/* All items, then all variables, as pamtester does. */
static bool
prepare(const struct pamtest_options *options, struct transaction *transaction)
{
	const char *text = NULL;
	int at = 1;

	while ((text = pamtest_options_next(options, 'I', &at)) != NULL) {
		if (!set_item(transaction, text)) {
			return false;
		}
	}
	at = 1;
	while ((text = pamtest_options_next(options, 'E', &at)) != NULL) {
		if (!is_success(transaction_put_variable(transaction, text))) {
			return false;
		}
	}
	return true;
}

/* Cuts "NAME (FLAGS)" in two, in its place; NULL: it has no flags. */
static char *
cut_flags(char *word)
{
	char *flags = strchr(word, '(');
	char *end = flags;

	if (flags == NULL) {
		return NULL;
	}
	while (end > word && (end[-1] == ' ' || end[-1] == '\t')) {
		end--;
	}
	flags[strlen(flags) - 1] = '\0';
	*end = '\0';
	return flags + 1;
}

static bool
take_step(const struct pamtest_options *options, char *word,
	  struct transaction *transaction, struct step *step)
{
	struct pamtest_wrong wrong = {0};
	const char *flags = cut_flags(word);
	int operation = -1;

	if (options->verbose) {
		fprintf(stderr, PAMTEST_NAME "performing operation - %s\n",
			word);
	}
	*step = (struct step){0};
	operation = pamtest_word_find(pamtest_operations, word, strlen(word));
	if (operation < 0) {
		return fail("Unsupported operation", word, strlen(word));
	}
	step->operation = (enum transaction_operation)operation;
	if (flags != NULL) {
		step->flags = pamtest_flags(flags, &wrong);
	}
	if (wrong.what != NULL) {
		return fail(wrong.what, wrong.word, wrong.len);
	}
	step->result = transaction_operate(transaction, step->operation,
					   step->flags);
	return is_success(step->result);
}

static const char *
no_tty(void)
{
	return NULL;
}

/* Rule 3. */
static bool
operate(const struct pamtest_options *options)
{
	const struct transaction_request request = {
		.service = options->service,
		.user = options->user,
		.tty = no_tty,
		.timeout_ms = CONFIG_GATE_TIMEOUT * MS_PER_S,
		.change_timeout_ms = CONFIG_GATE_CHANGE_TIMEOUT * MS_PER_S,
	};
	struct transaction transaction = {0};
	struct step step = {0};
	bool yes = transaction_begin(&transaction, &request) == TRANSACTION_YES
		   && prepare(options, &transaction);

	for (char **word = options->operations; yes && *word != NULL; word++) {
		yes = take_step(options, *word, &transaction, &step);
		if (yes) {
			pamtest_print_result(options, step.operation,
					     step.flags, step.result);
		}
	}
	transaction_end(&transaction);
	transaction_delay(&transaction);
	if (step.result != 0) {
		pamtest_print_result(options, step.operation, step.flags,
				     step.result);
	}
	return yes;
}

static bool
ask(const struct pamtest_options *options)
{
	struct prompt_options prompt = {0};
	bool yes = false;

	start_prompt(&prompt);
	if (start_process("pamtest", options->service, options->user)
	    && start_console(options->service, 0, &prompt, NULL) == STATUS_OK) {
		yes = operate(options);
		prompt_close();
	}
	return yes;
}

static int
run(int argc, char **argv)
{
	struct pamtest_options options = {0};
	bool yes = false;

	(void)argc;
	if (!pamtest_options_parse(argv, &options)) {
		return STATUS_WRONG;
	}
	if (options.verbose) {
		fprintf(stderr,
			PAMTEST_NAME "invoking pam_start(%s, %s, ...)\n",
			options.service, options.user);
	}
	if (options.ledger) {
		pamtest_ledger_start();
	}
	yes = ask(&options);
	if (!yes) {
		if (why[0] == '\0') {
			fail("Initialization failure", NULL, 0);
		}
		fprintf(stderr, PAMTEST_NAME "%s\n", why);
	}
	yes &= pamtest_print_end(&options, why);
	/* Words that nobody got are no yes. */
	yes &= fflush(stdout) == 0 && ferror(stdout) == 0;
	return yes ? STATUS_OK : STATUS_DENIED;
}

const struct applet applet_pamtest = {
	.name = "pamtest",
	.summary = "try a PAM policy, in pamtester's words",
	.usage = pamtest_usage,
	.run = run,
};
