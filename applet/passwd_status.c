/* SPDX-License-Identifier: MIT */
#include "passwd_status.h"

#include "base/report.h"
#include "status.h"

#include <errno.h>
#include <shadow.h>
#include <stdio.h>
#include <time.h>

#define DAY_S 86400

static const char *
word_for(const char *hash)
{
	switch (hash[0]) {
	case '!':
	case '*':
		return "L";
	case '\0':
		return "NP";
	default:
		return "P";
	}
}

/* shadow-utils keeps days in an int: 4294967294 is negative there too. */
static void
show_date(int day)
{
	time_t seconds = (time_t)day * DAY_S;
	struct tm date = {0};

	if (day < 0 || gmtime_r(&seconds, &date) == NULL) {
		printf(" never");
		return;
	}
	printf(" %04d-%02d-%02d", date.tm_year + 1900, date.tm_mon + 1,
	       date.tm_mday);
}

static void
show(const struct passwd *account)
{
	const struct spwd *shadow = getspnam(account->pw_name);

	printf("%s %s", account->pw_name,
	       word_for(shadow != NULL ? shadow->sp_pwdp : account->pw_passwd));
	if (shadow != NULL) {
		show_date((int)shadow->sp_lstchg);
		printf(" %d %d %d %d", (int)shadow->sp_min, (int)shadow->sp_max,
		       (int)shadow->sp_warn, (int)shadow->sp_inact);
	}
	puts("");
}

int
passwd_status(const struct passwd *account)
{
	if (account != NULL) {
		show(account);
	}
	while (account == NULL) {
		const struct passwd *next = getpwent();

		if (next == NULL) {
			break;
		}
		show(next);
	}
	endspent();
	if (fflush(stdout) != 0 || ferror(stdout) != 0) {
		report_error("standard output", errno);
		return STATUS_BROKEN;
	}
	return STATUS_OK;
}
