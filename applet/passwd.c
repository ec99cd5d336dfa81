/* SPDX-License-Identifier: MIT */
/*
 * passwd: changes a password by PAM's rules; for root also locks, empties,
 * expires and shows accounts.
 *
 * Rules:
 * 1. The caller is the real user id, by the account files. Without root only
 *    an account with that id is changed or shown; whoever wants more is refused
 *    before anything is asked, and not told whether there is such a user.
 * 2. Root's rights come back when that is decided.
 * 3. The password itself is PAM's affair; no other file is touched by us than
 *    by account/edit.h.
 * 4. Nobody is told of a change that was none: pam_unix says yes, too, when it
 *    could not read /etc/passwd. (With -k nothing may be due.)
 */
#include "account/edit.h"
#include "applet.h"
#include "autoconf.h"
#include "base/privilege.h"
#include "base/report.h"
#include "console_name.h"
#include "libc-compat/account.h"
#include "pam/transaction.h"
#include "pam/verdict.h"
#include "passwd_options.h"
#include "passwd_status.h"
#include "start.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#define CHANGE_MS (CONFIG_GATE_CHANGE_TIMEOUT * 1000L)

static bool
has(const struct passwd_options *options, unsigned flags)
{
	return (options->flags & flags) != 0;
}

static void
tell(const char *what, const char *word)
{
	report_usage("passwd", what, word);
}

static const struct passwd *
refuse(const char *what, const char *user)
{
	start_refuse("passwd", what, user);
	return NULL;
}

/* For root alone: whoever makes a tree chooses the policies that stand there. */
static bool
enter(const char *root)
{
	if (getuid() != 0) {
		refuse("Permission denied.", NULL);
		return false;
	}
	if (chroot(root) != 0 || chdir("/") != 0) {
		tell(strerror(errno), root);
		return false;
	}
	return true;
}

/* Rule 1. NULL: refused, which was told. */
static const struct passwd *
find_account(const struct passwd_options *options)
{
	uid_t caller = getuid();
	const struct passwd *account = NULL;

	if (caller == 0 || !has(options, PASSWD_ROOT_ONLY)) {
		account = options->user == NULL ? getpwuid(caller)
						: getpwnam(options->user);
	}
	if (caller != 0 && (account == NULL || account->pw_uid != caller)) {
		return refuse("Permission denied.", NULL);
	}
	if (account == NULL) {
		return refuse("no such user", options->user);
	}
	return account;
}

static int
edit(const char *user, const struct passwd_options *options)
{
	const char *why = edit_account(user, &options->edit);

	if (why != NULL) {
		int error = errno;

		report_error(why, error);
		tell(why, error != 0 ? strerror(error) : NULL);
		return error != 0 ? STATUS_BROKEN : STATUS_DENIED;
	}
	report_line(LOG_NOTICE, "account changed");
	if (!has(options, PASSWD_FLAG('q'))) {
		puts("passwd: password changed.");
	}
	return STATUS_OK;
}

/* The prompt is open. *why is constant text. */
static enum status
ask_and_change(const struct transaction_request *request, bool only_expired,
	       const char **why)
{
	struct transaction transaction = {0};
	enum transaction_verdict verdict = transaction_begin(&transaction,
							     request);
	enum status status = STATUS_BROKEN;

	if (verdict == TRANSACTION_YES) {
		verdict = transaction_change(&transaction, only_expired);
	}
	status = verdict_status(verdict);
	*why = transaction_why(&transaction);
	if (status != STATUS_OK) {
		report_line(status == STATUS_BROKEN ? LOG_ERR : LOG_NOTICE,
			    "%s: %s", verdict_word(status), *why);
	}
	transaction_end(&transaction);
	if (status == STATUS_DENIED) {
		transaction_delay(&transaction);
	}
	prompt_flush();
	return status;
}

/* Each change is a file in the place of another. 0: there is none. */
static ino_t
number_of(const char *path)
{
	struct stat status = {0};

	lstat(path, &status);
	return status.st_ino;
}

static enum status
change(const char *user, bool only_expired)
{
	struct transaction_request request = {
		.service = "passwd",
		.user = user,
		.tty = console_name,
		.timeout_ms = CHANGE_MS,
		.change_timeout_ms = CHANGE_MS,
		/* Root gives no old password that could be guessed. */
		.delay_ms = getuid() != 0 ? CONFIG_GATE_FAIL_DELAY_MS : 0,
	};
	struct prompt_options prompt = {0};
	const char *why = NULL;
	enum status status = STATUS_BROKEN;
	ino_t shadow = number_of(account_shadow_path);
	ino_t passwd = number_of(account_passwd_path);

	/* Modules would follow it, or wait for ever for a FIFO's other end. */
	if (!compat_account_replaceable(account_shadow_path)) {
		start_tell_not_possible();
		return STATUS_BROKEN;
	}
	start_prompt(&prompt);
	status = start_console("passwd", POLICY_FOR_CHANGE, &prompt, NULL);
	if (status != STATUS_OK) {
		return status;
	}
	status = ask_and_change(&request, only_expired, &why);
	prompt_close();
	/* Rule 4. */
	if (status == STATUS_OK && !only_expired
	    && shadow == number_of(account_shadow_path)
	    && passwd == number_of(account_passwd_path)) {
		why = "PAM says yes, but no file was changed";
		report_error(why, 0);
		status = STATUS_BROKEN;
	}
	if (status == STATUS_OK) {
		puts("passwd: password updated successfully");
	} else {
		tell(why, NULL);
		tell("password unchanged", NULL);
	}
	return status;
}

static int
run_as_root(const struct passwd *account, const struct passwd_options *options)
{
	if (has(options, PASSWD_FLAG('S'))) {
		return passwd_status(has(options, PASSWD_FLAG('a')) ? NULL
								    : account);
	}
	if (has(options, PASSWD_EDITS)) {
		return edit(options->user, options);
	}
	return (int)change(account->pw_name, has(options, PASSWD_FLAG('k')));
}

static int
run(int argc, char **argv)
{
	struct passwd_options options = {0};
	const struct passwd *account = NULL;

	(void)argc;
	if (!passwd_options_parse(argv, &options)) {
		return STATUS_USAGE;
	}
	if (has(&options, PASSWD_FLAG('h'))) {
		fputs(passwd_usage, stdout);
		return STATUS_OK;
	}
	if (!start_process("passwd", "passwd", options.user)) {
		return STATUS_BROKEN;
	}
	if (options.root != NULL && !enter(options.root)) {
		return STATUS_DENIED;
	}
	account = find_account(&options);
	if (account == NULL) {
		return STATUS_DENIED;
	}
	report_about("passwd", account->pw_name);
	if (!privilege_regain() || geteuid() != 0) {
		report_error("not set-user-ID root", 0);
		start_tell_not_possible();
		return STATUS_BROKEN;
	}
	return run_as_root(account, &options);
}

const struct applet applet_passwd = {
	.name = "passwd",
	.summary = "change passwords and their aging",
	.usage = passwd_usage,
	.run = run,
	.set_user_id = true,
};
