/* SPDX-License-Identifier: MIT */
#include "prompt/console.h"

#include "prompt/io.h"
#include "prompt/tty_settings.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DRAIN_MS 500
#define DRAIN_STEP_MS 10
#define PATIENCE_MS 250

/* Whether the echo is off, and no key has a meaning for the kernel. */
static bool
is_quiet(const struct console *console)
{
	struct termios now = {0};

	return tcgetattr(console->tty.in_fd, &now) == 0
	       && (now.c_lflag & (ECHO | ECHONL | ICANON | ISIG)) == 0
	       && (now.c_iflag & (ICRNL | IGNCR | INLCR | IXON)) == 0;
}

/* Echo off, and read back: tcsetattr succeeds when it did a part only. */
static bool
echo_off(const struct console *console)
{
	struct termios quiet = tty_settings_quiet(console->saved);

	return tcsetattr(console->tty.in_fd, TCSANOW, &quiet) == 0
	       && is_quiet(console);
}

enum prompt_result
console_keep_quiet(struct console *console)
{
	if (is_quiet(console) || echo_off(console)) {
		return PROMPT_OK;
	}
	return errno == EIO ? PROMPT_GONE : PROMPT_BROKEN;
}

/* EIO: it has hung up. */
static enum prompt_result
give_up(struct console *console)
{
	tty_close_pair(&console->tty);
	return errno == EIO ? PROMPT_GONE : PROMPT_BROKEN;
}

enum prompt_result
console_open(struct console *console, const char *device, const char **why)
{
	*console = (struct console){
		.name = device,
		.join_at = DEADLINE_NEVER,
	};
	if (!tty_open_pair(device, &console->tty, why)) {
		return PROMPT_BROKEN;
	}
	if (tcgetattr(console->tty.in_fd, &console->saved) != 0) {
		*why = "the console is not a terminal, or gone";
		return give_up(console);
	}
	errno = 0;
	if (!echo_off(console)) {
		int error = errno;

		*why = "the echo of the console cannot be switched off";
		tty_settings_put_back(console->tty.in_fd, &console->saved);
		errno = error;
		return give_up(console);
	}
	console->keys = tty_settings_keys(&console->saved);
	console->saved = tty_settings_to_restore(console->saved);
	return PROMPT_OK;
}

bool
console_is_open(const struct console *console)
{
	return console->tty.in_fd >= 0;
}

bool
console_is_same(const struct console *one, const struct console *other)
{
	unsigned device = 0;
	unsigned same = 0;

	return console_is_open(one) && console_is_open(other)
	       && ioctl(one->tty.in_fd, (int)TIOCGDEV, &device) == 0
	       && ioctl(other->tty.in_fd, (int)TIOCGDEV, &same) == 0
	       && device == same;
}

void
console_flush(struct console *console)
{
	tcflush(console->tty.in_fd, TCIFLUSH);
}

/*
 * Gives the last line some time to go out. On a line that does not flow close()
 * would wait for it far longer (a serial line's closing_wait: 30 s), with
 * signals of no effect: what is left then is dropped.
 */
static void
drain(int fd)
{
	struct deadline bound = deadline_in(DRAIN_MS);
	int left_bytes = 0;

	while (ioctl(fd, TIOCOUTQ, &left_bytes) == 0 && left_bytes > 0
	       && deadline_left_ms(bound) > 0) {
		deadline_wait(deadline_in(DRAIN_STEP_MS));
	}
	if (left_bytes > 0) {
		tcflush(fd, TCOFLUSH);
	}
}

/*
 * On EIO the terminal has hung up and there is nothing to restore. What was
 * typed before the old settings are back goes, and what was typed meanwhile.
 */
void
console_close(struct console *console)
{
	int fd = console->tty.in_fd;

	if (fd < 0) {
		return;
	}
	drain(console->tty.out_fd);
	tcflush(fd, TCIFLUSH);
	tty_settings_put_back(fd, &console->saved);
	tcflush(fd, TCIFLUSH);
	tty_close_pair(&console->tty);
}

static struct io_sink
sink_of(const struct console *console)
{
	return (struct io_sink){
		.fd = console->tty.out_fd,
		.blocks = !console->tty.owned,
	};
}

/* How long a write may take. Rule 5. */
static struct deadline
patience(const struct console *console, struct deadline deadline)
{
	if (console_is_alone(console)) {
		return deadline;
	}
	return deadline_in(console->slow ? 0 : PATIENCE_MS);
}

/* What became of a write, with rule 5. */
static enum prompt_result
settle(struct console *console, enum prompt_result result)
{
	if (!console_is_alone(console)) {
		console->slow = result == PROMPT_TIMEOUT;
		if (console->slow) {
			console->behind = true;
			return PROMPT_OK;
		}
	}
	return result;
}

enum prompt_result
console_write(struct console *console, const char *data, size_t len_bytes,
	      struct deadline deadline)
{
	if (!console_is_alone(console) && console->behind) {
		return PROMPT_OK;
	}
	return settle(console,
		      io_write(sink_of(console), patience(console, deadline),
			       data, len_bytes));
}

enum prompt_result
console_show(struct console *console, const char *text,
	     struct deadline deadline)
{
	enum prompt_result result = PROMPT_OK;

	console->behind = false;
	result = settle(console,
			io_write_escaped(sink_of(console),
					 patience(console, deadline), text));
	if (result == PROMPT_OK) {
		result = console_write(console, "\n", 1, deadline);
	}
	return result;
}
