/* SPDX-License-Identifier: MIT */
/*
 * syslog(), by these rules, which MUST be kept:
 *
 *  1. It never waits, whatever stands at /dev/log and /dev/kmsg.
 *  2. What goes to kmsg has the severity "debug", whatever its true severity,
 *     which is a word in the text: the kernel prints everything above debug
 *     on the console, to the very person who must not learn why the gate did
 *     not open. (The facility is kept.)
 *  3. One call is one line, of printable ASCII only, of bounded length.
 */
#define _GNU_SOURCE 1
#include "log_target.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

enum {
	/* Bytes of the text of a message, escaped. */
	TEXT_MAX = 900,
	/* What stands around it: priority, time, ident, severity. */
	HEADER_MAX = 96,
};

static char log_ident[32] = "pamlet";
static int log_facility = LOG_USER;
static int log_mask = 0xff;
static enum compat_log_target log_target;

/* Writes raw to text by rule 3; what does not fit in size_bytes is cut. */
static void
text_escape(char *text, size_t size_bytes, const char *raw)
{
	static const char digit[] = "0123456789abcdef";
	size_t used = 0;

	for (; *raw != '\0'; raw++) {
		unsigned char byte = (unsigned char)*raw;
		bool plain = byte >= 0x20 && byte < 0x7f;

		if (used + (plain ? 1 : 4) >= size_bytes) {
			break;
		}
		if (plain) {
			text[used++] = (char)byte;
			continue;
		}
		text[used++] = '\\';
		text[used++] = 'x';
		text[used++] = digit[byte >> 4];
		text[used++] = digit[byte & 15];
	}
	text[used] = '\0';
}

void
compat_log_target(enum compat_log_target target)
{
	log_target = target;
}

void
openlog(const char *ident, int option, int facility)
{
	(void)option;
	if (ident != NULL) {
		text_escape(log_ident, sizeof(log_ident), ident);
	}
	if (facility != 0) {
		log_facility = facility & LOG_FACMASK;
	}
}

void
closelog(void)
{
}

int
setlogmask(int mask)
{
	int before = log_mask;

	if (mask != 0) {
		log_mask = mask;
	}
	return before;
}

/* "Mmm dd hh:mm:ss " in UTC, without libc's time zones. */
static void
stamp_write(char *stamp, size_t size_bytes, time_t now)
{
	/* Years begin in March here, so that the leap day is their last. */
	static const char months[] = "MarAprMayJunJulAugSepOctNovDecJanFeb";
	int second = (int)(now % 86400);
	/* Days of the 400 years that began on 1 March 1600, or 2000, ... */
	int day = (int)((now / 86400 + 135080) % 146097);
	size_t month = 0;

	day -= (4 * day + 3) / 146097 * 146097 / 4;
	day -= (4 * day + 3) / 1461 * 1461 / 4;
	month = (size_t)(5 * day + 2) / 153;
	snprintf(stamp, size_bytes, "%.3s %2d %02d:%02d:%02d ",
		 months + 3 * month, day - (153 * (int)month + 2) / 5 + 1,
		 second / 3600, second / 60 % 60, second % 60);
}

static bool
socket_send(int priority, const char *text)
{
	char message[HEADER_MAX + TEXT_MAX] = {0};
	char stamp[32] = {0};
	time_t now = time(NULL);
	int len_bytes = 0;

	stamp_write(stamp, sizeof(stamp), now > 0 ? now : 0);
	len_bytes = snprintf(message, sizeof(message), "<%d>%s%s[%d]: %s",
			     priority, stamp, log_ident, (int)getpid(), text);
	return compat_log_to_socket(message, (size_t)len_bytes);
}

static void
kmsg_send(int priority, const char *text)
{
	static const char severity[8][8] = {"emerg", "alert",   "crit",
					    "err",   "warning", "notice",
					    "info",  "debug"};
	char message[HEADER_MAX + TEXT_MAX] = {0};
	/* Rule 2. */
	int len_bytes = snprintf(message, sizeof(message),
				 "<%d>%s[%d]: %s: %s\n",
				 (priority & LOG_FACMASK) | LOG_DEBUG,
				 log_ident, (int)getpid(),
				 severity[LOG_PRI(priority)], text);

	compat_log_to_kmsg(message, (size_t)len_bytes);
}

static void
stderr_send(const char *text)
{
	char message[HEADER_MAX + TEXT_MAX] = {0};
	int len_bytes = snprintf(message, sizeof(message), "%s[%d]: %s\n",
				 log_ident, (int)getpid(), text);

	compat_log_to_stderr(message, (size_t)len_bytes);
}

static void
message_send(int priority, const char *text)
{
	if (log_target == COMPAT_LOG_STDERR) {
		stderr_send(text);
	} else if (log_target == COMPAT_LOG_KMSG
		   || !socket_send(priority, text)) {
		kmsg_send(priority, text);
	}
}

void
vsyslog(int priority, const char *format, va_list arguments)
{
	int saved_errno = errno;
	char raw[TEXT_MAX + 2] = {0};
	char text[TEXT_MAX + 1] = {0};
	int len_bytes = 0;

	if ((priority & ~(LOG_PRIMASK | LOG_FACMASK)) != 0
	    || (log_mask & LOG_MASK(LOG_PRI(priority))) == 0) {
		return;
	}
	if ((priority & LOG_FACMASK) == 0) {
		priority |= log_facility;
	}
	len_bytes = vsnprintf(raw, sizeof(raw), format, arguments);
	if (len_bytes > 0 && len_bytes < (int)sizeof(raw)
	    && raw[len_bytes - 1] == '\n') {
		raw[len_bytes - 1] = '\0';
	}
	text_escape(text, sizeof(text), raw);
	message_send(priority, text);
	errno = saved_errno;
}

void
syslog(int priority, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsyslog(priority, format, arguments);
	va_end(arguments);
}
