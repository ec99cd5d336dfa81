/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/io.c applet/base/escape.c applet/base/signals.c
// objects: applet/base/deadline.c tests/unit/io_fixture.c
// ldflags: -Wl,--wrap=ppoll,--wrap=write
/*
 * Waiting and reading: end of input, hang-up, signals, deadlines. What could
 * hang runs in a child, which is given LIMIT_MS and killed then.
 */
#include "unit_main.h"

#include "io_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

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

/* Without waiting: whether there was one, and which. */
static void
io_take_what_is_there(void **state)
{
	unsigned char byte = 0;
	bool got = true;

	set_nonblocking(fds[0]);
	assert_int_equal(io_take_byte(fds[0], &byte, &got), PROMPT_OK);
	assert_false(got);
	assert_int_equal(write(fds[1], "ab", 2), 2);
	assert_int_equal(io_take_byte(fds[0], &byte, &got), PROMPT_OK);
	assert_true(got);
	assert_int_equal(byte, 'a');
	assert_int_equal(io_take_byte(fds[0], &byte, &got), PROMPT_OK);
	assert_int_equal(byte, 'b');
	close(fds[1]);
	assert_int_equal(io_take_byte(fds[0], &byte, &got), PROMPT_GONE);
	assert_false(got);
	assert_int_equal(io_take_byte(999, &byte, &got), PROMPT_BROKEN);
	assert_int_equal(errno, EBADF);
	assert_int_equal(polls, 0);
	fds[1] = dup(fds[0]);
}

/* The last place is the signals'; the caller's others are as they were. */
static void
io_wait_for_several(void **state)
{
	struct pollfd list[3] = {
		{.fd = fds[0], .events = POLLIN},
		{.fd = -1, .events = POLLIN},
		{.fd = 12345, .events = 77},
	};

	assert_int_equal(io_wait(list, 3, deadline_in(SHORT_MS)),
			 PROMPT_TIMEOUT);
	assert_int_equal(write(fds[1], "a", 1), 1);
	assert_int_equal(io_wait(list, 3, DEADLINE_NEVER), PROMPT_OK);
	assert_int_equal(list[0].revents, POLLIN);
	assert_int_equal(list[1].revents, 0);
	assert_int_equal(list[2].fd, signals_fd());
	/* Ready, although the deadline has passed: the caller's affair. */
	assert_int_equal(io_wait(list, 3, deadline_in(0)), PROMPT_OK);
	/* A signal goes first. */
	raise(SIGHUP);
	assert_int_equal(io_wait(list, 3, DEADLINE_NEVER), PROMPT_CANCELLED);
}

/*
 * A signal that was collected elsewhere: no answer counts any more, and what
 * there is to be written is written all the same.
 */
static void
io_wait_after_a_signal(void **state)
{
	struct pollfd read_list[2] = {{.fd = fds[0], .events = POLLIN}};
	struct pollfd write_list[2] = {{.fd = fds[1], .events = POLLOUT}};

	assert_int_equal(write(fds[1], "a", 1), 1);
	raise(SIGINT);
	assert_int_equal(signals_collect(), SIGINT);
	assert_int_equal(io_wait(read_list, 2, DEADLINE_NEVER),
			 PROMPT_CANCELLED);
	assert_int_equal(io_wait(write_list, 2, DEADLINE_NEVER), PROMPT_OK);
	signals_forget();
	assert_int_equal(io_wait(read_list, 2, DEADLINE_NEVER), PROMPT_OK);
}

#define IO_TEST(f) cmocka_unit_test_setup_teardown(f, io_setup, io_teardown)

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
	IO_TEST(io_no_memory_to_wait),
	IO_TEST(io_take_what_is_there),
	IO_TEST(io_wait_for_several),
	IO_TEST(io_wait_after_a_signal),
};

UNIT_MAIN(tests)
