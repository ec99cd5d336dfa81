/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/io.c applet/base/escape.c applet/base/signals.c
// objects: applet/base/deadline.c
// ldflags: -Wl,--wrap=ppoll,--wrap=write
/*
 * Bytes in and out: end of input, hang-up, signals, deadlines. What could hang
 * runs in a child, which is given LIMIT_MS and killed then.
 */
#include "unit_main.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/signals.h"
#include "prompt/io.h"

#define LIMIT_MS 10000
#define LONG_MS 20000
#define SHORT_MS 60
#define PIPE_BYTES 16384
#define HUNG (-1)

int __wrap_ppoll(struct pollfd *list, nfds_t count,
		 const struct timespec *limit, const sigset_t *mask);
int __real_ppoll(struct pollfd *list, nfds_t count,
		 const struct timespec *limit, const sigset_t *mask);
ssize_t __wrap_write(int fd, const void *data, size_t len);
ssize_t __real_write(int fd, const void *data, size_t len);

static int fds[2];      /* to read, to write */
static int poll_errno;  /* the next ppoll fails */
static int write_errno; /* the next write fails */

int
__wrap_ppoll(struct pollfd *list, nfds_t count, const struct timespec *limit,
	     const sigset_t *mask)
{
	if (poll_errno != 0) {
		errno = poll_errno;
		poll_errno = 0;
		return -1;
	}
	return __real_ppoll(list, count, limit, mask);
}

ssize_t
__wrap_write(int fd, const void *data, size_t len)
{
	if (write_errno != 0) {
		errno = write_errno;
		write_errno = 0;
		return -1;
	}
	return __real_write(fd, data, len);
}

static int
setup(void **state)
{
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(fcntl(fds[1], F_SETPIPE_SZ, PIPE_BYTES), PIPE_BYTES);
	return signals_setup() ? 0 : -1;
}

static int
teardown(void **state)
{
	signals_forget();
	close(signals_fd());
	close(fds[0]);
	close(fds[1]);
	return 0;
}

static void
fill(int fd)
{
	char block[PIPE_BYTES] = {0};

	assert_int_equal(write(fd, block, sizeof(block)), PIPE_BYTES);
}

static void
set_nonblocking(int fd)
{
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
}

/* What function returns in a child; HUNG when it does not in LIMIT_MS. */
static int
in_child(int (*function)(void))
{
	struct timespec limit = {.tv_sec = LIMIT_MS / 1000};
	sigset_t child_set;
	int status = 0;
	int ended = 0;
	pid_t child = -1;

	sigemptyset(&child_set);
	sigaddset(&child_set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child_set, NULL);
	child = fork();
	if (child == 0) {
		_exit(function());
	}
	ended = sigtimedwait(&child_set, NULL, &limit);
	if (ended != SIGCHLD) {
		kill(child, SIGKILL);
	}
	waitpid(child, &status, 0);
	sigprocmask(SIG_UNBLOCK, &child_set, NULL);
	return ended == SIGCHLD ? WEXITSTATUS(status) : HUNG;
}

static void
io_read_byte_by_byte(void **state)
{
	unsigned char byte = 0;

	assert_int_equal(write(fds[1], "a\0\xff", 3), 3);
	assert_int_equal(io_read_byte(fds[0], deadline_in(LONG_MS), &byte),
			 PROMPT_OK);
	assert_int_equal(byte, 'a');
	assert_int_equal(io_read_byte(fds[0], deadline_in(LONG_MS), &byte),
			 PROMPT_OK);
	assert_int_equal(byte, 0);
	/* The third was not read on: it is the next reader's. */
	assert_int_equal(read(fds[0], &byte, 1), 1);
	assert_int_equal(byte, 0xff);
}

static void
io_read_end(void **state)
{
	unsigned char byte = 0;

	close(fds[1]);
	assert_int_equal(io_read_byte(fds[0], deadline_in(LONG_MS), &byte),
			 PROMPT_GONE);
	fds[1] = dup(fds[0]);
}

static void
io_read_timeout(void **state)
{
	unsigned char byte = 0;
	struct deadline start = deadline_in(0);
	struct deadline end = deadline_in(SHORT_MS);

	assert_int_equal(io_read_byte(fds[0], end, &byte), PROMPT_TIMEOUT);
	assert_int_equal(deadline_left_ms(end), 0);
	assert_int_equal(deadline_left_ms(deadline_after(start, SHORT_MS)), 0);
}

static void
io_read_nothing_open(void **state)
{
	unsigned char byte = 0;

	errno = 0;
	assert_int_equal(io_read_byte(999, deadline_in(LONG_MS), &byte),
			 PROMPT_BROKEN);
	assert_int_equal(errno, EBADF);
}

static void
io_read_signal(void **state)
{
	unsigned char byte = 0;

	raise(SIGHUP);
	assert_int_equal(io_read_byte(fds[0], deadline_in(LONG_MS), &byte),
			 PROMPT_CANCELLED);
	assert_int_equal(signals_collect(), SIGHUP);
}

static int
read_until_signal(void)
{
	unsigned char byte = 0;
	pid_t reader = getpid();

	signals_setup(); /* the descriptor reads its own process's signals */
	if (fork() == 0) {
		kill(reader, SIGTERM);
		_exit(0);
	}
	return (int)io_read_byte(fds[0], deadline_in(LONG_MS), &byte);
}

static void
io_read_signal_while_waiting(void **state)
{
	assert_int_equal(in_child(read_until_signal), PROMPT_CANCELLED);
}

static void
tick(int signal_number)
{
}

/* A handler that somebody else has set, firing all the while. */
static int
read_under_ticks(void)
{
	struct sigaction action = {.sa_handler = tick};
	struct itimerval often = {{0, 5000}, {0, 5000}};
	unsigned char byte = 0;
	sigset_t alarm_set;

	sigemptyset(&alarm_set);
	sigaddset(&alarm_set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm_set, NULL);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	return (int)io_read_byte(fds[0], deadline_in(SHORT_MS), &byte);
}

static void
io_read_foreign_signal(void **state)
{
	assert_int_equal(in_child(read_under_ticks), PROMPT_TIMEOUT);
}

/* Always ready: the deadline counts all the same. */
static int
read_on_and_on(void)
{
	struct deadline deadline = deadline_in(SHORT_MS);
	unsigned char byte = 0;
	int fd = open("/dev/zero", O_RDONLY);
	enum prompt_result result = PROMPT_OK;

	while (result == PROMPT_OK) {
		result = io_read_byte(fd, deadline, &byte);
	}
	return (int)result;
}

static void
io_read_endless(void **state)
{
	assert_int_equal(in_child(read_on_and_on), PROMPT_TIMEOUT);
}

static void
open_terminal(int *master, int *slave)
{
	struct termios raw = {0};

	assert_int_equal(openpty(master, slave, NULL, NULL, NULL), 0);
	assert_int_equal(tcgetattr(*slave, &raw), 0);
	cfmakeraw(&raw);
	assert_int_equal(tcsetattr(*slave, TCSANOW, &raw), 0);
}

static void
io_terminal_hung_up(void **state)
{
	unsigned char byte = 0;
	int master = -1;
	int slave = -1;

	open_terminal(&master, &slave);
	close(master);
	assert_int_equal(io_read_byte(slave, deadline_in(LONG_MS), &byte),
			 PROMPT_GONE);
	assert_int_equal(io_write(slave, deadline_in(LONG_MS), "x", 1),
			 PROMPT_GONE);
	close(slave);
}

/* EIO while the terminal looks ready: a read at the master's end. */
static void
io_read_eio(void **state)
{
	unsigned char byte = 0;
	int master = -1;
	int slave = -1;

	open_terminal(&master, &slave);
	close(slave);
	assert_int_equal(read(master, &byte, 1), -1);
	assert_int_equal(errno, EIO);
	assert_int_equal(io_read_byte(master, deadline_in(LONG_MS), &byte),
			 PROMPT_GONE);
	close(master);
}

static void
io_write_all(void **state)
{
	char data[3000];
	char read_back[3001];

	for (size_t i = 0; i < sizeof(data); i++) {
		data[i] = (char)(i * 7);
	}
	assert_int_equal(io_write(fds[1], deadline_in(LONG_MS), data,
				  sizeof(data)),
			 PROMPT_OK);
	assert_int_equal(read(fds[0], read_back, sizeof(read_back)),
			 sizeof(data));
	assert_memory_equal(read_back, data, sizeof(data));
	assert_int_equal(io_write(fds[1], deadline_in(LONG_MS), "", 0),
			 PROMPT_OK);
}

/* Reads what the parent writes, slowly; 0 when it is what it should be. */
static int
read_slowly(void)
{
	struct timespec pause = {.tv_nsec = 2000000};
	unsigned char block[1000];
	size_t at = 0;
	ssize_t n = 0;

	close(fds[1]);
	while ((n = read(fds[0], block, sizeof(block))) > 0) {
		for (ssize_t i = 0; i < n; i++, at++) {
			if (block[i] != (unsigned char)(at % 251)) {
				return 1;
			}
		}
		nanosleep(&pause, NULL);
	}
	return at == 100000 ? 0 : 2;
}

static void
io_write_slow_reader(void **state)
{
	static char data[100000];
	int status = -1;
	pid_t child = -1;

	for (size_t i = 0; i < sizeof(data); i++) {
		data[i] = (char)(i % 251);
	}
	set_nonblocking(fds[1]);
	child = fork();
	if (child == 0) {
		_exit(read_slowly());
	}
	assert_int_equal(io_write(fds[1], deadline_in(LONG_MS), data,
				  sizeof(data)),
			 PROMPT_OK);
	close(fds[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	fds[1] = dup(fds[0]);
}

static int
write_too_much(void)
{
	static char data[10 * PIPE_BYTES];
	struct deadline end = deadline_in(SHORT_MS);
	enum prompt_result result = io_write(fds[1], end, data, sizeof(data));

	return deadline_left_ms(end) > 0 ? 99 : (int)result;
}

static void
io_write_full_pipe(void **state)
{
	set_nonblocking(fds[1]);
	assert_int_equal(in_child(write_too_much), PROMPT_TIMEOUT);
}

/* The same where the descriptor would block, as standard error does. */
static void
io_write_blocking_pipe(void **state)
{
	assert_int_equal(in_child(write_too_much), PROMPT_TIMEOUT);
}

static void
io_write_signal(void **state)
{
	set_nonblocking(fds[1]);
	fill(fds[1]);
	raise(SIGQUIT);
	assert_int_equal(io_write(fds[1], deadline_in(LONG_MS), "x", 1),
			 PROMPT_CANCELLED);
}

/* Ready, and then not: another has written in between. */
static void
io_write_again(void **state)
{
	static const int errors[] = {EAGAIN, EINTR};
	char read_back[8] = {0};

	for (int i = 0; i < 2; i++) {
		write_errno = errors[i];
		assert_int_equal(io_write(fds[1], deadline_in(LONG_MS), "xyz",
					  3),
				 PROMPT_OK);
		assert_int_equal(write_errno, 0);
	}
	assert_int_equal(read(fds[0], read_back, sizeof(read_back)), 6);
	assert_string_equal(read_back, "xyzxyz");
}

static void
io_no_memory_to_wait(void **state)
{
	unsigned char byte = 0;

	assert_int_equal(write(fds[1], "a", 1), 1);
	poll_errno = ENOMEM;
	assert_int_equal(io_read_byte(fds[0], deadline_in(LONG_MS), &byte),
			 PROMPT_BROKEN);
	assert_int_equal(errno, ENOMEM);
	poll_errno = EINTR;
	assert_int_equal(io_read_byte(fds[0], deadline_in(LONG_MS), &byte),
			 PROMPT_OK);
}

/* What goes wrong in the first piece is the end. */
static void
io_write_escaped_stops(void **state)
{
	char text[1000];
	char byte = 0;

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	raise(SIGQUIT);
	assert_int_equal(io_write_escaped(fds[1], deadline_in(LONG_MS), text),
			 PROMPT_CANCELLED);
	set_nonblocking(fds[0]);
	assert_int_equal(read(fds[0], &byte, 1), -1);
}

/*
 * After the deadline and after a signal, what there is room for is still
 * written: the person is told how it ended.
 */
static void
io_write_last_words(void **state)
{
	char read_back[16] = {0};

	assert_int_equal(io_write(fds[1], deadline_in(0), "Timed out\n", 10),
			 PROMPT_OK);
	raise(SIGINT);
	assert_int_equal(signals_collect(), SIGINT);
	assert_int_equal(io_write(fds[1], deadline_in(0), "\n", 1), PROMPT_OK);
	assert_int_equal(read(fds[0], read_back, sizeof(read_back)), 11);
	assert_string_equal(read_back, "Timed out\n\n");
}

static void
io_write_no_reader(void **state)
{
	close(fds[0]);
	assert_int_equal(io_write(fds[1], deadline_in(LONG_MS), "x", 1),
			 PROMPT_GONE);
	fds[0] = dup(fds[1]);
}

static void
io_write_nothing_open(void **state)
{
	errno = 0;
	assert_int_equal(io_write(999, deadline_in(LONG_MS), "x", 1),
			 PROMPT_BROKEN);
	assert_int_equal(errno, EBADF);
	assert_int_equal(io_write_escaped(999, deadline_in(LONG_MS), "x"),
			 PROMPT_BROKEN);
}

static void
io_write_escaped_in_pieces(void **state)
{
	static char text[10 * PIPE_BYTES];
	struct deadline end = deadline_in(SHORT_MS);

	memset(text, 'x', sizeof(text) - 1);
	set_nonblocking(fds[1]);
	assert_int_equal(io_write_escaped(fds[1], end, text), PROMPT_TIMEOUT);
	assert_int_equal(deadline_left_ms(end), 0);
}

#define IO_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	IO_TEST(io_read_byte_by_byte),
	IO_TEST(io_read_end),
	IO_TEST(io_read_timeout),
	IO_TEST(io_read_nothing_open),
	IO_TEST(io_read_signal),
	IO_TEST(io_read_signal_while_waiting),
	IO_TEST(io_read_foreign_signal),
	IO_TEST(io_read_endless),
	IO_TEST(io_read_eio),
	IO_TEST(io_terminal_hung_up),
	IO_TEST(io_write_all),
	IO_TEST(io_write_slow_reader),
	IO_TEST(io_write_full_pipe),
	IO_TEST(io_write_blocking_pipe),
	IO_TEST(io_write_signal),
	IO_TEST(io_write_again),
	IO_TEST(io_no_memory_to_wait),
	IO_TEST(io_write_escaped_stops),
	IO_TEST(io_write_last_words),
	IO_TEST(io_write_no_reader),
	IO_TEST(io_write_nothing_open),
	IO_TEST(io_write_escaped_in_pieces),
};

UNIT_MAIN(tests)
