/* SPDX-License-Identifier: MIT */
#include "session/records.h"

#include "base/deadline.h"
#include "base/report.h"
#include "libc-compat/include/pam/utmp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define INIT_PROCESS 5
#define LOCK_WAIT_MS 2000
#define LOCK_STEP_MS 20
#define UTMP_MAX_BYTES (4L * 1024 * 1024)

/* Nothing may wait: neither a FIFO's other end nor a terminal's line. */
#define OPEN_FLAGS (O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
#define OPEN_SLOTS (OPEN_FLAGS | O_RDWR)
#define OPEN_LOG (OPEN_FLAGS | O_WRONLY | O_APPEND)

enum {
	RECORD_BYTES = sizeof(struct utmp)
};

/*
 * Fills a field of zeros, without control characters. The last byte stays: not
 * every reader knows that a field may be full.
 */
static void
set_field(char *field, size_t size, const char *text)
{
	for (size_t at = 0; at < size - 1 && text[at] != '\0'; at++) {
		unsigned char byte = (unsigned char)text[at];

		field[at] = byte < ' ' || byte == 0x7f ? '?' : text[at];
	}
}

static void
set_host(struct utmp *record, const char *host)
{
	int family = strchr(host, ':') != NULL ? AF_INET6 : AF_INET;

	set_field(record->ut_host, sizeof(record->ut_host), host);
	if (inet_pton(family, host, record->ut_addr_v6) != 1) {
		memset(record->ut_addr_v6, 0, sizeof(record->ut_addr_v6));
	}
}

static void
make(struct utmp *record, int type, const struct records *from)
{
	const char *line = from->tty;
	size_t len = 0;

	if (strncmp(line, "/dev/", 5) == 0) {
		line += 5;
	}
	len = strlen(line);
	*record = (struct utmp){
		.ut_type = (int16_t)type,
		.ut_pid = from->pid,
		.ut_session = getsid(0),
		.ut_tv.tv_sec = (int32_t)time(NULL),
	};
	set_field(record->ut_line, sizeof(record->ut_line), line);
	/* Of this one all four are used. */
	set_field(record->ut_id, sizeof(record->ut_id) + 1,
		  len > 4 ? line + len - 4 : line);
	if (type != DEAD_PROCESS) {
		set_field(record->ut_user, sizeof(record->ut_user),
			  from->user != NULL ? from->user : "UNKNOWN");
		if (from->host != NULL) {
			set_host(record, from->host);
		}
	}
}

static void
lock(int fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct deadline end = deadline_in(LOCK_WAIT_MS);

	while (fcntl(fd, F_SETLK, &whole) != 0 && deadline_left_ms(end) > 0) {
		deadline_wait(deadline_in(LOCK_STEP_MS));
	}
}

/* What init and getty left for the one who logs in; what he leaves. */
static bool
is_own(const struct utmp *record, const struct utmp *old)
{
	if (old->ut_pid != record->ut_pid) {
		return false;
	}
	return record->ut_type == DEAD_PROCESS
		       ? old->ut_type == USER_PROCESS
		       : old->ut_type == INIT_PROCESS
				 || old->ut_type == LOGIN_PROCESS;
}

static bool
is_same_line(const struct utmp *record, const struct utmp *old)
{
	return record->ut_type != DEAD_PROCESS && old->ut_type >= INIT_PROCESS
	       && old->ut_type <= DEAD_PROCESS
	       && memcmp(old->ut_line, record->ut_line, UT_LINESIZE) == 0;
}

/* Where in utmp the record belongs, whose id it takes over; end: nowhere. */
static off_t
find_slot(int fd, off_t end, struct utmp *record)
{
	struct utmp old = {0};
	off_t found = end;
	bool own = false;

	for (off_t at = 0; at < end && !own; at += RECORD_BYTES) {
		if (read(fd, &old, sizeof(old)) != RECORD_BYTES) {
			break;
		}
		own = is_own(record, &old);
		if (own || (found == end && is_same_line(record, &old))) {
			found = at;
			if (old.ut_id[0] != '\0') {
				memcpy(record->ut_id, old.ut_id,
				       sizeof(old.ut_id));
			}
		}
	}
	return found;
}

/* At at, in a file that ends at end. 0, or an errno. */
static int
write_at(int fd, off_t at, off_t end, const struct utmp *record)
{
	ssize_t written = -1;
	int error = 0;

	if (lseek(fd, at, SEEK_SET) == at) {
		written = write(fd, record, RECORD_BYTES);
	}
	if (written == RECORD_BYTES) {
		return 0;
	}
	error = written < 0 ? errno : ENOSPC;
	return ftruncate(fd, end) == 0 ? error : errno;
}

/* 0, or what is wrong with the file. */
static int
write_record(int fd, bool slots, struct utmp *record)
{
	struct stat status = {0};
	off_t end = 0;
	off_t at = 0;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		return EINVAL;
	}
	if (slots && status.st_size > UTMP_MAX_BYTES) {
		return EFBIG;
	}
	end = status.st_size - status.st_size % RECORD_BYTES;
	at = slots ? find_slot(fd, end, record) : end;
	if (slots && at == end && record->ut_type == DEAD_PROCESS) {
		return 0;
	}
	if (end != status.st_size && ftruncate(fd, end) != 0) {
		return errno;
	}
	return write_at(fd, at, end, record);
}

static void
put(const char *path, int flags, struct utmp *record)
{
	int fd = open(path, flags);
	int error = errno;

	if (fd >= 0) {
		lock(fd);
		error = write_record(fd, flags == OPEN_SLOTS, record);
		close(fd);
	} else if (error == ENOENT) {
		error = 0;
	}
	if (error != 0) {
		report_error(path, error);
	}
}

/* utmp first: it knows the id. */
static void
put_session(int type, const struct records *records)
{
	struct utmp record = {0};

	if (records->tty != NULL) {
		make(&record, type, records);
		put(records_utmp_path, OPEN_SLOTS, &record);
		put(records_wtmp_path, OPEN_LOG, &record);
	}
}

void
records_begin(const struct records *records)
{
	put_session(USER_PROCESS, records);
}

void
records_end(const struct records *records)
{
	put_session(DEAD_PROCESS, records);
}

void
records_failure(const struct records *records)
{
	struct utmp record = {0};

	if (records->tty != NULL) {
		make(&record, LOGIN_PROCESS, records);
		put(records_btmp_path, OPEN_LOG, &record);
	}
}
