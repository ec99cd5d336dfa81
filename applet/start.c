/* SPDX-License-Identifier: MIT */
#include "start.h"

#include "autoconf.h"
#include "base/privilege.h"
#include "base/report.h"
#include "base/signals.h"
#include "console_name.h"
#include "prompt/arena.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

static const char *name = "pamlet";

static void
log_policy_error(const char *where, int line, const char *what,
		 const char *word)
{
	report_line(LOG_ERR, "policy %s:%d: %s%s%s", where, line, what,
		    word != NULL ? ": " : "", word != NULL ? word : "");
}

/* On standard error, there being no console to do it on. */
void
start_tell_not_possible(void)
{
	report_usage(name, "not possible", NULL);
}

bool
start_process(const char *applet, const char *service, const char *user)
{
	name = applet;
	report_open(applet);
	report_about(service, user);
	if (!signals_setup()) {
		report_error("signals", errno);
		start_tell_not_possible();
		return false;
	}
	if (!arena_open()) {
		report_line(LOG_WARNING, "what is typed may be swapped out: %s",
			    strerror(errno));
	}
	return true;
}

enum status
start_console(const char *service, unsigned needed,
	      const struct prompt_options *prompt, bool *gone)
{
	const char *why = NULL;
	enum prompt_result opened = PROMPT_BROKEN;

	console_name_forget();
	if (!policy_load(service, needed, log_policy_error)) {
		start_tell_not_possible();
		return STATUS_BROKEN;
	}
	opened = prompt_open(prompt, &why);
	if (opened == PROMPT_OK) {
		return STATUS_OK;
	}
	report_error(why, errno);
	start_tell_not_possible();
	if (gone != NULL) {
		*gone = true;
	}
	return opened == PROMPT_GONE ? STATUS_CANCELLED : STATUS_BROKEN;
}

void
start_prompt(struct prompt_options *prompt)
{
	*prompt = (struct prompt_options){
		.mode = prompt_mode_find(isatty(STDIN_FILENO) != 0 ? "tty"
								   : "stdio"),
		.echo = echo_default(),
		.note = console_name_note,
		.quiet_kernel = ENABLE_QUIET_KERNEL_DEFAULT,
		.askpass = CONFIG_ASKPASS_PROGRAM,
	};
	if (prompt->mode == NULL) {
		prompt->mode = prompt_mode_default();
	}
}

void
start_refuse(const char *applet, const char *what, const char *word)
{
	/* Where no syslog listens, only root can open the kernel's log. */
	privilege_regain();
	report_line(LOG_NOTICE, "denied to uid %lu: %s",
		    (unsigned long)getuid(), what);
	privilege_lend();
	report_usage(applet, what, word);
}
