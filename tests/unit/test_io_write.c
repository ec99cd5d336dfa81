/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/io.c applet/base/escape.c applet/base/signals.c
// objects: applet/base/deadline.c tests/unit/io_fixture.c
// ldflags: -Wl,--wrap=ppoll,--wrap=write
/*
 * Writing: to what blocks and to what does not, with nobody who reads, slowly
 * read, hung up. What could hang runs in a child, as in test_io.c.
 */
#include "unit_main.h"

#include "io_fixture.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Both kinds of sinks, for what has to be the same with both. */
static struct io_sink (*const kinds[])(int fd) = {waiting, pushing};

static void
write_all_to(struct io_sink sink)
{
	char data[3000];
	char read_back[3001];

	for (size_t i = 0; i < sizeof(data); i++) {
		data[i] = (char)(i * 7);
	}
	assert_int_equal(io_write(sink, deadline_in(LONG_MS), data,
				  sizeof(data)),
			 PROMPT_OK);
	assert_int_equal(read(fds[0], read_back, sizeof(read_back)),
			 sizeof(data));
	assert_memory_equal(read_back, data, sizeof(data));
	assert_int_equal(io_write(sink, deadline_in(LONG_MS), "", 0),
			 PROMPT_OK);
}

static void
io_write_all(void **state)
{
	write_all_to(waiting(fds[1]));
	write_all_to(pushing(fds[1]));
}

/* To what does not block, in one call: a key costs a read and a write. */
static void
io_write_pushes_without_asking(void **state)
{
	set_nonblocking(fds[1]);
	assert_int_equal(io_write(pushing(fds[1]), deadline_in(LONG_MS), "*",
				  1),
			 PROMPT_OK);
	assert_int_equal(polls, 0);
	assert_int_equal(io_write(waiting(fds[1]), deadline_in(LONG_MS), "*",
				  1),
			 PROMPT_OK);
	assert_int_equal(polls, 1);
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
	assert_int_equal(io_write(pushing(fds[1]), deadline_in(LONG_MS), data,
				  sizeof(data)),
			 PROMPT_OK);
	close(fds[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	fds[1] = dup(fds[0]);
}

static int
write_too_much(struct io_sink sink)
{
	static char data[10 * PIPE_BYTES];
	struct deadline end = deadline_in(SHORT_MS);
	enum prompt_result result = io_write(sink, end, data, sizeof(data));

	return deadline_left_ms(end) > 0 ? 99 : (int)result;
}

static int
push_too_much(void)
{
	return write_too_much(pushing(fds[1]));
}

static int
wait_too_much(void)
{
	return write_too_much(waiting(fds[1]));
}

static void
io_write_full_pipe(void **state)
{
	set_nonblocking(fds[1]);
	assert_int_equal(in_child(push_too_much), PROMPT_TIMEOUT);
}

/* The same where the descriptor would block, as standard error does. */
static void
io_write_blocking_pipe(void **state)
{
	assert_int_equal(in_child(wait_too_much), PROMPT_TIMEOUT);
}

static void
io_write_signal(void **state)
{
	set_nonblocking(fds[1]);
	fill(fds[1]);
	for (int i = 0; i < 2; i++) {
		raise(SIGQUIT);
		assert_int_equal(io_write(kinds[i](fds[1]),
					  deadline_in(LONG_MS), "x", 1),
				 PROMPT_CANCELLED);
	}
}

/* Ready, and then not: another has written in between. */
static void
io_write_again(void **state)
{
	static const int errors[] = {EAGAIN, EINTR};
	char read_back[8] = {0};

	for (int i = 0; i < 2; i++) {
		write_errno = errors[i];
		assert_int_equal(io_write(kinds[i](fds[1]),
					  deadline_in(LONG_MS), "xyz", 3),
				 PROMPT_OK);
		assert_int_equal(write_errno, 0);
	}
	assert_int_equal(read(fds[0], read_back, sizeof(read_back)), 6);
	assert_string_equal(read_back, "xyzxyz");
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
	assert_int_equal(io_write_escaped(waiting(fds[1]), deadline_in(LONG_MS),
					  text),
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
	for (int i = 0; i < 2; i++) {
		struct io_sink sink = kinds[i](fds[1]);
		char read_back[16] = {0};

		assert_int_equal(io_write(sink, deadline_in(0), "Timed out\n",
					  10),
				 PROMPT_OK);
		raise(SIGINT);
		assert_int_equal(signals_collect(), SIGINT);
		assert_int_equal(io_write(sink, deadline_in(0), "\n", 1),
				 PROMPT_OK);
		assert_int_equal(read(fds[0], read_back, sizeof(read_back)),
				 11);
		assert_string_equal(read_back, "Timed out\n\n");
		signals_forget();
	}
}

static void
io_write_no_reader(void **state)
{
	close(fds[0]);
	assert_int_equal(io_write(waiting(fds[1]), deadline_in(LONG_MS), "x",
				  1),
			 PROMPT_GONE);
	assert_int_equal(io_write(pushing(fds[1]), deadline_in(LONG_MS), "x",
				  1),
			 PROMPT_GONE);
	fds[0] = dup(fds[1]);
}

static void
io_write_nothing_open(void **state)
{
	errno = 0;
	assert_int_equal(io_write(pushing(999), deadline_in(LONG_MS), "x", 1),
			 PROMPT_BROKEN);
	assert_int_equal(errno, EBADF);
	assert_int_equal(io_write_escaped(pushing(999), deadline_in(LONG_MS),
					  "x"),
			 PROMPT_BROKEN);
}

static void
io_write_escaped_in_pieces(void **state)
{
	static char text[10 * PIPE_BYTES];
	struct deadline end = deadline_in(SHORT_MS);

	memset(text, 'x', sizeof(text) - 1);
	set_nonblocking(fds[1]);
	assert_int_equal(io_write_escaped(pushing(fds[1]), end, text),
			 PROMPT_TIMEOUT);
	assert_int_equal(deadline_left_ms(end), 0);
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
	assert_int_equal(io_write(pushing(slave), deadline_in(LONG_MS), "x", 1),
			 PROMPT_GONE);
	close(slave);
}

#define IO_TEST(f) cmocka_unit_test_setup_teardown(f, io_setup, io_teardown)

static const struct CMUnitTest tests[] = {
	IO_TEST(io_write_all),
	IO_TEST(io_write_pushes_without_asking),
	IO_TEST(io_write_slow_reader),
	IO_TEST(io_write_full_pipe),
	IO_TEST(io_write_blocking_pipe),
	IO_TEST(io_write_signal),
	IO_TEST(io_write_again),
	IO_TEST(io_write_escaped_stops),
	IO_TEST(io_write_last_words),
	IO_TEST(io_write_no_reader),
	IO_TEST(io_write_nothing_open),
	IO_TEST(io_write_escaped_in_pieces),
	IO_TEST(io_terminal_hung_up),
};

UNIT_MAIN(tests)
