/* SPDX-License-Identifier: MIT */
#include "session/session.h"

#include "base/harden.h"
#include "base/report.h"
#include "pam/verdict.h"
#include "prompt/prompt.h"
#include "session/child.h"
#include "session/terminal.h"
#include "status.h"

#include <errno.h>
#include <syslog.h>

/* Groups before credentials, credentials before session (pam_setcred(3)). */
static int
open_session(struct transaction *transaction, const struct identity *who)
{
	enum transaction_verdict verdict = TRANSACTION_BROKEN;

	harden_relax();
	if (!identity_take_groups(who)) {
		report_error("the user's groups", errno);
		return STATUS_BROKEN;
	}
	verdict = transaction_open(transaction);
	if (verdict != TRANSACTION_YES) {
		report_line(LOG_ERR, "session: %s: %s",
			    verdict_word(verdict_status(verdict)),
			    transaction_why(transaction));
	}
	return (int)verdict_status(verdict);
}

static char **
make_environment(struct transaction *transaction,
		 const struct session_request *request)
{
	char **pam = transaction_environment(transaction);
	char **made = NULL;

	if (pam != NULL) {
		made = environment_make(request->who, &request->environment,
					pam);
	}
	if (made == NULL) {
		report_error("the environment is too large", 0);
	}
	return made;
}

static void
run(const struct child_plan *plan, struct terminal *terminal, int *status)
{
	const struct session_request *request = plan->request;

	if (!request->borrowed) {
		terminal_give(terminal, request->who);
	}
	if (request->opened != NULL) {
		request->opened(request);
	}
	*status = child_run(plan);
	if (request->closing != NULL) {
		request->closing(request);
	}
	terminal_return(terminal);
	report_line(LOG_INFO, "command ended: status %d", *status);
}

/* PAM said yes before: it is no "Login incorrect" when the session says no. */
static void
tell_not_opened(int status)
{
	enum status shown = (enum status)status;

	prompt_show(
		verdict_line(shown == STATUS_DENIED ? STATUS_BROKEN : shown));
}

bool
session_run(struct transaction *transaction,
	    const struct session_request *request, int *status)
{
	struct terminal terminal = {.fd = -1, .given_fd = -1};
	struct child_plan plan = {.request = request, .terminal = &terminal};
	const char *name = NULL;

	*status = open_session(transaction, request->who);
	if (*status == STATUS_OK) {
		plan.environment = make_environment(transaction, request);
		*status = plan.environment != NULL ? STATUS_OK : STATUS_BROKEN;
	}
	if (*status == STATUS_OK) {
		terminal_take(&terminal, prompt_terminal(&name));
		prompt_close();
		run(&plan, &terminal, status);
	} else {
		tell_not_opened(*status);
	}
	transaction_end(transaction);
	return plan.environment != NULL;
}
