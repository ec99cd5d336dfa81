/* SPDX-License-Identifier: MIT */
#include "base/report.h"

#include "autoconf.h"
#include "base/escape.h"
#include "libc-compat/log_target.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#define FIELD_BYTES 65
#define TEXT_BYTES 256

static const char *name = "pamlet";
static char about_service[FIELD_BYTES];
static char about_user[FIELD_BYTES];
static char about_tty[FIELD_BYTES] = "none";

void
report_open(const char *applet)
{
	name = applet;
	if (ENABLE_LOG_KMSG) {
		compat_log_target(COMPAT_LOG_KMSG);
	} else if (ENABLE_LOG_STDERR) {
		compat_log_target(COMPAT_LOG_STDERR);
	}
	openlog("pamlet", LOG_PID, LOG_AUTHPRIV);
}

void
report_about(const char *service, const char *user)
{
	escape_quoted(about_service, sizeof(about_service), service);
	escape_quoted(about_user, sizeof(about_user), user != NULL ? user : "");
}

void
report_tty(const char *tty)
{
	escape_quoted(about_tty, sizeof(about_tty), tty != NULL ? tty : "none");
}

void
report_line(int level, const char *format, ...)
{
	char line[TEXT_BYTES];
	char escaped[TEXT_BYTES];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	syslog(level, "%s: service=%s user=\"%s\" tty=%s: %s", name,
	       about_service, about_user, about_tty,
	       escape_string(escaped, sizeof(escaped), line));
}

void
report_error(const char *what, int error)
{
	if (error == 0) {
		report_line(LOG_ERR, "%s", what);
	} else {
		report_line(LOG_ERR, "%s: %s", what, strerror(error));
	}
}

void
report_usage(const char *applet, const char *what, const char *word)
{
	char escaped[FIELD_BYTES];

	if (word == NULL) {
		dprintf(STDERR_FILENO, "%s: %s\n", applet, what);
	} else {
		dprintf(STDERR_FILENO, "%s: %s: %s\n", applet, what,
			escape_string(escaped, sizeof(escaped), word));
	}
}
