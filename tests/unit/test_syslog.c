/* SPDX-License-Identifier: MIT */
// objects: libc-compat/syslog.c libc-compat/log_device.c
// cflags: -include tests/unit/rename_syslog.h
// ldflags: -Wl,--wrap=time
/*
 * syslog() against real sockets, a terminal in the place of /dev/kmsg, and
 * whatever else may stand there.
 */
#include "unit_main.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "libc-compat/log_target.h"

/* In place of libc-compat/log_paths.c. */
const char *const compat_log_socket_path = "log";
const char *const compat_log_kmsg_path = "kmsg";

time_t __wrap_time(time_t *result);

static time_t now = 1700000000;
static char directory[64];
/* The reading ends: /dev/log, and the master of the terminal at /dev/kmsg. */
static int log_fd = -1;
static int kmsg_fd = -1;
static char received[2048];

time_t
__wrap_time(time_t *result)
{
	assert_null(result);
	return now;
}

static int
setup(void **state)
{
	alarm(20);
	strcpy(directory, "/tmp/unit-syslog-XXXXXX");
	now = 1700000000;
	log_fd = -1;
	kmsg_fd = -1;
	openlog("test", 0, LOG_USER);
	compat_log_target(COMPAT_LOG_AUTO);
	return mkdtemp(directory) == NULL || chdir(directory) != 0;
}

static int
teardown(void **state)
{
	close(log_fd);
	close(kmsg_fd);
	remove("log");
	remove("kmsg");
	alarm(0);
	return chdir("/") != 0 || rmdir(directory) != 0;
}

static void
open_log(int type)
{
	struct sockaddr_un address = {AF_UNIX, "log"};

	log_fd = socket(AF_UNIX, type | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(log_fd, (struct sockaddr *)&address,
			      sizeof(address)),
			 0);
}

static void
open_kmsg(void)
{
	struct termios raw = {0};
	int slave = -1;

	kmsg_fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_int_equal(grantpt(kmsg_fd), 0);
	assert_int_equal(unlockpt(kmsg_fd), 0);
	assert_int_equal(symlink(ptsname(kmsg_fd), "kmsg"), 0);
	slave = open("kmsg", O_RDWR | O_NOCTTY);
	assert_int_equal(tcgetattr(slave, &raw), 0);
	cfmakeraw(&raw);
	assert_int_equal(tcsetattr(slave, TCSANOW, &raw), 0);
	close(slave);
}

/* What came at fd; "" if nothing did. */
static const char *
receive(int fd)
{
	ssize_t got = read(fd, received, sizeof(received) - 1);

	received[got > 0 ? got : 0] = '\0';
	return received;
}

/* text with this process's number in the place of %d. */
static const char *
numbered(const char *head, const char *tail)
{
	static char line[2048];

	snprintf(line, sizeof(line), "%s[%d]: %s", head, (int)getpid(), tail);
	return line;
}

static void
log_datagram(void **state)
{
	open_log(SOCK_DGRAM);
	open_kmsg();
	errno = 99;
	syslog(LOG_ERR, "seven %d %s", 7, "times");
	assert_int_equal(errno, 99);
	assert_string_equal(receive(log_fd),
			    numbered("<11>Nov 14 22:13:20 test",
				     "seven 7 times"));
	assert_string_equal(receive(kmsg_fd), "");
}

static void
log_facilities(void **state)
{
	open_log(SOCK_DGRAM);
	openlog("auth", LOG_PID, LOG_AUTHPRIV);
	syslog(LOG_NOTICE, "x");
	assert_memory_equal(receive(log_fd), "<85>", 4);
	syslog(LOG_AUTH | LOG_CRIT, "x");
	assert_memory_equal(receive(log_fd), "<34>", 4);
	openlog(NULL, 0, 0);
	syslog(LOG_DEBUG, "x");
	assert_string_equal(receive(log_fd),
			    numbered("<87>Nov 14 22:13:20 auth", "x"));
	syslog(0x10000 | LOG_ERR, "x");
	assert_string_equal(receive(log_fd), "");
}

static void
log_mask(void **state)
{
	open_log(SOCK_DGRAM);
	assert_int_equal(setlogmask(LOG_UPTO(LOG_ERR)), 0xff);
	assert_int_equal(setlogmask(0), LOG_UPTO(LOG_ERR));
	syslog(LOG_WARNING, "x");
	assert_string_equal(receive(log_fd), "");
	syslog(LOG_ERR, "x");
	assert_string_not_equal(receive(log_fd), "");
	setlogmask(0xff);
	closelog();
	syslog(LOG_WARNING, "x");
	assert_string_not_equal(receive(log_fd), "");
}

static void
log_time(void **state)
{
	char stamp[32] = "";
	struct tm tm = {0};

	open_log(SOCK_DGRAM);
	/* Each day from 1970 to 2140, at another second of it. */
	for (now = 0; now < 5364662400; now += 86400 + 61) {
		gmtime_r(&now, &tm);
		strftime(stamp, sizeof(stamp), "<11>%b %e %H:%M:%S ", &tm);
		syslog(LOG_ERR, "x");
		receive(log_fd);
		received[strlen(stamp)] = '\0';
		assert_string_equal(received, stamp);
	}
	now = -5;
	syslog(LOG_ERR, "x");
	assert_memory_equal(receive(log_fd), "<11>Jan  1 00:00:00 ", 20);
}

static void
log_escapes(void **state)
{
	open_log(SOCK_DGRAM);
	openlog("a\nb", 0, LOG_USER);
	syslog(LOG_ERR, "%s", "\001\t\033[2J a~\177\200\377\r\n<0>forged\n");
	assert_string_equal(receive(log_fd),
			    numbered("<11>Nov 14 22:13:20 a\\x0ab",
				     "\\x01\\x09\\x1b[2J a~\\x7f\\x80\\xff"
				     "\\x0d\\x0a<0>forged"));
}

static void
log_bounds(void **state)
{
	char text[2001] = "";

	open_log(SOCK_DGRAM);
	openlog("an identity that is longer than 31 bytes", 0, LOG_USER);
	memset(text, 'a', 2000);
	syslog(LOG_EMERG, "%s", text);
	text[900] = '\0';
	assert_string_equal(receive(log_fd),
			    numbered("<8>Nov 14 22:13:20 "
				     "an identity that is longer than",
				     text));
	memset(text, '\n', 2000);
	text[0] = 'a';
	syslog(LOG_EMERG, "%s", text);
	receive(log_fd);
	/* 'a' and 224 escapes are 897 bytes; none is cut in two. */
	assert_int_equal(strlen(strstr(received, ": ") + 2), 897);
	assert_string_equal(received + strlen(received) - 8, "\\x0a\\x0a");
}

static void
log_error_text(void **state)
{
	open_log(SOCK_DGRAM);
	errno = ENOSPC;
	syslog(LOG_ERR, "open: %m");
	assert_int_equal(errno, ENOSPC);
	assert_non_null(
		strstr(receive(log_fd), "open: No space left on device"));
}

static void
log_kmsg_hides_severity(void **state)
{
	open_kmsg();
	errno = 99;
	syslog(LOG_AUTHPRIV | LOG_ERR, "no such user\n");
	assert_int_equal(errno, 99);
	assert_string_equal(receive(kmsg_fd),
			    numbered("<87>test", "err: no such user\n"));
	syslog(LOG_EMERG, "x");
	assert_string_equal(receive(kmsg_fd),
			    numbered("<15>test", "emerg: x\n"));
	syslog(LOG_WARNING, "x");
	assert_string_equal(receive(kmsg_fd),
			    numbered("<15>test", "warning: x\n"));
}

static void
log_kmsg_only(void **state)
{
	open_log(SOCK_DGRAM);
	open_kmsg();
	compat_log_target(COMPAT_LOG_KMSG);
	syslog(LOG_INFO, "x");
	assert_string_equal(receive(log_fd), "");
	assert_string_equal(receive(kmsg_fd),
			    numbered("<15>test", "info: x\n"));
}

static void
log_nobody_reads(void **state)
{
	int i = 0;

	open_log(SOCK_DGRAM);
	open_kmsg();
	for (i = 0; i < 5000 && receive(kmsg_fd)[0] == '\0'; i++) {
		syslog(LOG_INFO, "x");
	}
	assert_in_range(i, 2, 4999);
	assert_string_equal(received, numbered("<15>test", "info: x\n"));
}

static void
log_stream_socket(void **state)
{
	open_log(SOCK_STREAM);
	assert_int_equal(listen(log_fd, 1), 0);
	open_kmsg();
	syslog(LOG_INFO, "x");
	assert_string_equal(receive(kmsg_fd),
			    numbered("<15>test", "info: x\n"));
}

static void
log_kmsg_must_be_a_device(void **state)
{
	struct stat status = {0};
	int file = open("kmsg", O_CREAT | O_RDWR, 0600);

	syslog(LOG_INFO, "x");
	assert_int_equal(fstat(file, &status), 0);
	assert_int_equal(status.st_size, 0);
	close(file);
	remove("kmsg");
	assert_int_equal(mkfifo("kmsg", 0600), 0);
	syslog(LOG_INFO, "x");
	kmsg_fd = open("kmsg", O_RDONLY | O_NONBLOCK);
	syslog(LOG_INFO, "x");
	assert_string_equal(receive(kmsg_fd), "");
}

/* A call keeps errno and leaves no descriptor open. */
static void
assert_clean_call(void)
{
	int lowest = dup(0);

	close(lowest);
	errno = 99;
	syslog(LOG_INFO, "x");
	assert_int_equal(errno, 99);
	assert_int_equal(dup(0), lowest);
	close(lowest);
}

static void
log_keeps_nothing(void **state)
{
	assert_clean_call();
	open_kmsg();
	assert_clean_call();
	assert_string_not_equal(receive(kmsg_fd), "");
	open_log(SOCK_DGRAM);
	assert_clean_call();
	assert_string_not_equal(receive(log_fd), "");
}

static void
log_stderr(void **state)
{
	char fill[4096] = "";
	int ends[2] = {-1, -1};
	int saved = dup(2);

	assert_int_equal(pipe(ends), 0);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	compat_log_target(COMPAT_LOG_STDERR);
	dup2(ends[1], 2);
	syslog(LOG_ERR, "x");
	assert_string_equal(receive(ends[0]), numbered("test", "x\n"));
	fcntl(2, F_SETFL, O_NONBLOCK);
	while (write(2, fill, sizeof(fill)) > 0) {
	}
	fcntl(2, F_SETFL, 0);
	/* Full, and blocking for everybody else. */
	syslog(LOG_ERR, "x");
	/* Nobody reads: no SIGPIPE. */
	close(ends[0]);
	syslog(LOG_ERR, "x");
	dup2(saved, 2);
	close(saved);
	close(ends[1]);
}

#define LOG_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	LOG_TEST(log_datagram),      LOG_TEST(log_facilities),
	LOG_TEST(log_mask),          LOG_TEST(log_time),
	LOG_TEST(log_escapes),       LOG_TEST(log_bounds),
	LOG_TEST(log_error_text),    LOG_TEST(log_kmsg_hides_severity),
	LOG_TEST(log_kmsg_only),     LOG_TEST(log_nobody_reads),
	LOG_TEST(log_stream_socket), LOG_TEST(log_kmsg_must_be_a_device),
	LOG_TEST(log_keeps_nothing), LOG_TEST(log_stderr),
};

UNIT_MAIN(tests)
