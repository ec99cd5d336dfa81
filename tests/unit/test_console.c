/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/console.c applet/prompt/console_line.c
// objects: applet/prompt/screen.c applet/prompt/lineedit.c
// objects: applet/prompt/keyseq.c applet/prompt/utf8.c applet/prompt/io.c
// objects: applet/prompt/tty_open.c applet/prompt/tty_settings.c
// objects: applet/prompt/arena.c applet/base/wipe.c applet/base/escape.c
// objects: applet/base/signals.c applet/base/deadline.c tests/unit/people.c
// cflags: -include tests/unit/fake_autoconf.h
// ldflags: -Wl,--wrap=ppoll,--wrap=clock_gettime,--wrap=clock_nanosleep
// ldflags: -Wl,--wrap=tcsetattr,--wrap=tcgetattr,--wrap=ioctl,--wrap=tcflush
/*
 * A terminal, opened, written to, restored; and one that does not do what it
 * is told. test_console_line.c has the questions.
 */
#include "unit_main.h"

#include "people.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "prompt/console.h"

int __wrap_tcsetattr(int fd, int when, const struct termios *terminal);
int __real_tcsetattr(int fd, int when, const struct termios *terminal);
int __wrap_tcgetattr(int fd, struct termios *terminal);
int __real_tcgetattr(int fd, struct termios *terminal);
int __wrap_ioctl(int fd, unsigned long request, ...);
int __real_ioctl(int fd, unsigned long request, ...);
int __wrap_tcflush(int fd, int queue);
int __real_tcflush(int fd, int queue);

static struct console console;
static const char *why;

/* What the terminal of the test does wrong. */
static int set_errno;
static int get_errno;
static int gets_before; /* the reads that go well before */
static tcflag_t kept;   /* flags that no tcsetattr takes away */
static int stuck_bytes; /* output that does not flow */
static bool output_dropped;

int
__wrap_tcsetattr(int fd, int when, const struct termios *terminal)
{
	struct termios done = *terminal;

	assert_int_equal(when, TCSANOW);
	if (set_errno != 0) {
		errno = set_errno;
		return -1;
	}
	done.c_lflag |= kept;
	return __real_tcsetattr(fd, when, &done);
}

int
__wrap_tcgetattr(int fd, struct termios *terminal)
{
	if (get_errno != 0 && gets_before-- <= 0) {
		errno = get_errno;
		return -1;
	}
	return __real_tcgetattr(fd, terminal);
}

int
__wrap_ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;
	void *argument = NULL;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (request == TIOCOUTQ && stuck_bytes > 0) {
		*(int *)argument = stuck_bytes;
		return 0;
	}
	return __real_ioctl(fd, request, argument);
}

int
__wrap_tcflush(int fd, int queue)
{
	output_dropped = output_dropped || queue == TCOFLUSH;
	return __real_tcflush(fd, queue);
}

static int
setup(void **state)
{
	set_errno = get_errno = gets_before = stuck_bytes = 0;
	kept = 0;
	output_dropped = false;
	why = NULL;
	return people_setup(state);
}

static int
teardown(void **state)
{
	set_errno = get_errno = stuck_bytes = 0;
	kept = 0;
	console_close(&console);
	return people_teardown(state);
}

static enum prompt_result
open_console(void)
{
	return console_open(&console, people[0].name, &why);
}

static void
assert_fails(enum prompt_result wanted, int wanted_errno)
{
	errno = 0;
	assert_int_equal(open_console(), wanted);
	assert_int_equal(errno, wanted_errno);
	assert_non_null(why);
	assert_false(console_is_open(&console));
}

static void
console_opens(void **state)
{
	struct termios now = {0};

	assert_int_equal(open_console(), PROMPT_OK);
	assert_true(console_is_open(&console));
	assert_string_equal(console.name, people[0].name);
	assert_int_equal(tcgetattr(people[0].slave, &now), 0);
	assert_int_equal(now.c_lflag & (ECHO | ECHONL | ICANON | ISIG), 0);
	assert_int_equal(console.keys.of[KEY_ERASE],
			 people[0].before.c_cc[VERASE]);
	assert_int_equal(console.keys.of[KEY_CANCEL],
			 people[0].before.c_cc[VINTR]);
}

static void
console_closes(void **state)
{
	assert_int_equal(open_console(), PROMPT_OK);
	type(0, "behind");
	console_close(&console);
	assert_restored(0);
	assert_int_equal(bytes_waiting(0), 0);
	assert_false(console_is_open(&console));
	console_close(&console);
	assert_false(output_dropped);
}

static void
console_of_no_terminal(void **state)
{
	assert_int_equal(console_open(&console, "/dev/null", &why),
			 PROMPT_BROKEN);
	assert_int_equal(errno, ENOTTY);
	assert_false(console_is_open(&console));
	assert_int_equal(console_open(&console, "no/such", &why),
			 PROMPT_BROKEN);
	assert_int_equal(errno, ENOENT);
	assert_string_equal(why, "cannot open the console");
	assert_false(console_is_open(&console));
}

static void
console_that_hung_up(void **state)
{
	get_errno = EIO;
	assert_fails(PROMPT_GONE, EIO);
	get_errno = 0;
	set_errno = EIO;
	assert_fails(PROMPT_GONE, EIO);
	set_errno = 0;
	get_errno = EIO;
	gets_before = 1;
	assert_fails(PROMPT_GONE, EIO);
}

static void
console_that_takes_no_settings(void **state)
{
	set_errno = EPERM;
	assert_fails(PROMPT_BROKEN, EPERM);
	assert_restored(0);
}

/* tcsetattr succeeds when it did a part only: it is read back. */
static void
console_that_keeps_its_echo(void **state)
{
	static const tcflag_t flags[] = {ECHO, ICANON, ISIG, ECHONL};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		kept = flags[i];
		assert_int_equal(open_console(), PROMPT_BROKEN);
		assert_string_equal(why, "the echo of the console cannot be "
					 "switched off");
		assert_false(console_is_open(&console));
	}
}

static void
console_flushes(void **state)
{
	assert_int_equal(open_console(), PROMPT_OK);
	type(0, "ahead\n");
	console_flush(&console);
	assert_int_equal(bytes_waiting(0), 0);
}

static void
console_shows(void **state)
{
	assert_int_equal(open_console(), PROMPT_OK);
	console.alone = true;
	assert_int_equal(console_show(&console, "one\ntwo\x1b[2J\xff",
				      deadline_in(1000)),
			 PROMPT_OK);
	assert_sees(0, "one\r\ntwo\\x1b[2J\\xff\r\n");
	leave(0);
	assert_int_equal(console_show(&console, "one", deadline_in(1000)),
			 PROMPT_GONE);
}

/* One of several: a moment, and then no more; alone: the deadline. */
static void
console_shows_where_nobody_reads(void **state)
{
	assert_int_equal(open_console(), PROMPT_OK);
	stop_reading(0);
	assert_int_equal(console_show(&console, "one", deadline_in(60000)),
			 PROMPT_OK);
	assert_in_range(now_ms(), 1, 1000);
	console.alone = true;
	assert_int_equal(console_show(&console, "one", deadline_in(60000)),
			 PROMPT_TIMEOUT);
	assert_true(now_ms() >= 60000);
}

/* The last line gets a moment to go out, and is dropped then. */
static void
console_closes_a_line_that_does_not_flow(void **state)
{
	assert_int_equal(open_console(), PROMPT_OK);
	stuck_bytes = 7;
	console_close(&console);
	assert_in_range(now_ms(), 400, 600);
	assert_true(output_dropped);
	assert_restored(0);
}

#define CONSOLE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	CONSOLE_TEST(console_opens),
	CONSOLE_TEST(console_closes),
	CONSOLE_TEST(console_of_no_terminal),
	CONSOLE_TEST(console_that_hung_up),
	CONSOLE_TEST(console_that_takes_no_settings),
	CONSOLE_TEST(console_that_keeps_its_echo),
	CONSOLE_TEST(console_flushes),
	CONSOLE_TEST(console_shows),
	CONSOLE_TEST(console_shows_where_nobody_reads),
	CONSOLE_TEST(console_closes_a_line_that_does_not_flow),
};

UNIT_MAIN(tests)
