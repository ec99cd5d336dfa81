/* SPDX-License-Identifier: MIT */
/*
 * In place of musl's <utmp.h>, for pam_lastlog: the records of /var/log/btmp and
 * /var/log/lastlog as glibc lays them out on x86_64 (utmp(5), lastlog(8)), which
 * is what everybody else reads and writes; musl's are larger. wtmp is login's
 * affair (applet/session/records.h): logwtmp() writes nothing, and nothing is found
 * in utmp (pam_issue counts no users).
 */
#ifndef PAMLET_PAM_UTMP_H
#define PAMLET_PAM_UTMP_H

#include <paths.h>
#include <stdint.h>
#include <sys/types.h>

#define LOGIN_PROCESS 6
#define USER_PROCESS 7
#define DEAD_PROCESS 8
#define ut_name ut_user

#define UT_LINESIZE 32
#define UT_NAMESIZE 32
#define UT_HOSTSIZE 256

struct utmp {
	int16_t ut_type;
	pid_t ut_pid;
	char ut_line[UT_LINESIZE];
	char ut_id[4];
	char ut_user[UT_NAMESIZE];
	char ut_host[UT_HOSTSIZE];
	int16_t ut_exit[2];
	int32_t ut_session;
	struct {
		int32_t tv_sec;
		int32_t tv_usec;
	} ut_tv;
	int32_t ut_addr_v6[4];
	char ut_unused[20];
};
_Static_assert(sizeof(struct utmp) == 384, "glibc's layout");

struct lastlog {
	int32_t ll_time;
	char ll_line[UT_LINESIZE];
	char ll_host[UT_HOSTSIZE];
};
_Static_assert(sizeof(struct lastlog) == 292, "glibc's layout");

/* musl's: there are none. */
void setutent(void);
void endutent(void);
struct utmp *getutent(void);
struct utmp *getutline(const struct utmp *line);

static inline void
logwtmp(const char *line, const char *name, const char *host)
{
	(void)line;
	(void)name;
	(void)host;
}

#endif
