/* SPDX-License-Identifier: MIT */
/*
 * The log: one line for each thing that somebody will want to know why.
 *
 * Rules:
 * 1. The log gets the real cause; the person gets one line that gives nothing
 *    away, by prompt/ and not from here.
 * 2. No buffer that can hold a secret is ever passed in. A user's name is: it
 *    is logged as given, escaped.
 * 3. It never blocks (libc-compat/syslog.h).
 */
#ifndef BASE_REPORT_H
#define BASE_REPORT_H

/*
 * Opens the log for an applet. name is a constant. Where it goes is Kconfig's
 * choice: syslog and, where nobody listens, the kernel's; the kernel's; or
 * standard error.
 */
void report_open(const char *applet);

/*
 * What every line says from now on: service, user (NULL: not known yet). Copied,
 * escaped, cut at 64 characters each.
 */
void report_about(const char *service, const char *user);

/* The same for the terminal (NULL: none, or not known yet). */
void report_tty(const char *tty);

/*
 * One line: "APPLET: service=S user="U" tty=T: TEXT". level is syslog's
 * (LOG_ERR ...). format is printf's; a string in it is escaped whole.
 */
void report_line(int level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* report_line(LOG_ERR, "what: strerror(error)"); without error when it is 0. */
void report_error(const char *what, int error);

/* One line on standard error, as it is: for usage errors only. */
void report_usage(const char *applet, const char *what, const char *word);

#endif
