/* SPDX-License-Identifier: MIT */
/*
 * sulogin -e where root has no account: the one way to a shell without PAM.
 *
 * Rules:
 * 1. It is in the build only with CONFIG_SULOGIN_EMERGENCY.
 * 2. It is decided before anybody is asked: never because a password was wrong,
 *    is locked ("*", "!") or is none.
 * 3. What could not be looked up (no memory, no descriptor) is not broken.
 * 4. It is in the log as an alert.
 */
#include "autoconf.h"
#include "base/harden.h"
#include "base/report.h"
#include "console_name.h"
#include "session/child.h"
#include "start.h"
#include "sulogin_shell.h"

#include <errno.h>
#include <pwd.h>
#include <shadow.h>
#include <string.h>
#include <syslog.h>

/* What a lookup that failed says: the file or the line is not there, or broken. */
static bool
is_fault_of_file(int error)
{
	return error == 0 || error == ENOENT || error == ENOTDIR
	       || error == EINVAL || error == EIO;
}

bool
sulogin_has_no_root(void)
{
	const struct passwd *entry = NULL;
	struct identity root = {0};

	errno = 0;
	if (!identity_find("root", &root)) {
		return is_fault_of_file(errno);
	}
	entry = getpwnam("root");
	if (entry == NULL || strcmp(entry->pw_passwd, "x") != 0) {
		return false;
	}
	errno = 0;
	return getspnam("root") == NULL && is_fault_of_file(errno);
}

int
sulogin_emergency(const struct prompt_options *prompt, bool login_shell)
{
	static const char text[] =
		"No account of root: a shell without a password.";
	char *no_pam[] = {NULL};
	struct session_request session = {0};
	struct terminal terminal = {0};
	struct child_plan plan = {.request = &session, .terminal = &terminal};
	const char *why = NULL;
	int status = STATUS_BROKEN;

	if (prompt_open(prompt, &why) != PROMPT_OK) {
		report_error(why, errno);
		start_tell_not_possible();
		return STATUS_BROKEN;
	}
	console_name();
	report_line(LOG_ALERT, "%s", text);
	prompt_set_deadline(deadline_in(CONFIG_GATE_TIMEOUT * 1000L));
	prompt_show(text);
	session = sulogin_shell(login_shell);
	plan.environment = environment_make(session.who, &session.environment,
					    no_pam);
	terminal_take(&terminal, prompt_terminal(&why));
	prompt_close();
	harden_relax();
	terminal_give(&terminal, session.who);
	if (plan.environment != NULL) {
		status = child_run(&plan);
	}
	terminal_return(&terminal);
	report_line(LOG_ALERT, "command ended: status %d", status);
	return status;
}
