/* SPDX-License-Identifier: MIT */
/*
 * Prompt mode tty: one terminal, the controlling one or a given one.
 *
 * Rules:
 * 1. Echo is off from before the first prompt until close, the delay after a
 *    failure included; that it is off is read back, not believed.
 * 2. Every change of the terminal flushes what was typed, so that nothing typed
 *    ahead answers a prompt and nothing typed behind reaches the next reader,
 *    which may be a shell (CVE-2025-64170). Not by TCSAFLUSH, which waits for
 *    the output first: on a line that does not flow, for ever.
 * 3. No key raises a signal or stops the output (ISIG and IXON are off); BREAK
 *    is no character.
 * 4. One byte a read: nothing is left in a buffer of ours.
 */
#include "prompt/io.h"
#include "prompt/mode.h"
#include "prompt/tty_open.h"
#include "prompt/tty_settings.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define DRAIN_MS 500
#define DRAIN_STEP_MS 10

static struct tty_pair tty = {.in_fd = -1, .out_fd = -1};
static struct termios saved;
static struct lineedit_keys keys;
static bool last_was_cr;
static bool flushed; /* nothing can have been typed ahead since */

/* Echo off, and read back: tcsetattr succeeds when it did a part only. */
static bool
echo_off(void)
{
	struct termios quiet = tty_settings_quiet(saved);
	struct termios now = {0};

	return tcsetattr(tty.in_fd, TCSANOW, &quiet) == 0
	       && tcflush(tty.in_fd, TCIFLUSH) == 0
	       && tcgetattr(tty.in_fd, &now) == 0
	       && (now.c_lflag & (ECHO | ECHONL | ICANON | ISIG)) == 0;
}

/* EIO: it has hung up. */
static enum prompt_result
give_up(void)
{
	tty_close_pair(&tty);
	return errno == EIO ? PROMPT_GONE : PROMPT_BROKEN;
}

static enum prompt_result
tty_open(const char *const *devices, size_t count, const char **why)
{
	if (count > 1) {
		errno = 0;
		*why = "one console only in prompt mode tty";
		return PROMPT_BROKEN;
	}
	if (!tty_open_pair(count == 1 ? devices[0] : NULL, &tty, why)) {
		return PROMPT_BROKEN;
	}
	if (tcgetattr(tty.in_fd, &saved) != 0) {
		*why = "the console is not a terminal, or gone";
		return give_up();
	}
	if (!echo_off()) {
		*why = "the echo of the console cannot be switched off";
		return give_up();
	}
	keys = tty_settings_keys(&saved);
	last_was_cr = false;
	flushed = true;
	return PROMPT_OK;
}

static enum prompt_result
show_change(const struct prompt_question *question,
	    const struct lineedit *editor, size_t before)
{
	char out[ECHO_CHANGE_MAX(1)];
	size_t after = lineedit_chars(editor);
	unsigned char first = 0;
	enum prompt_result result = PROMPT_OK;

	if (editor->len_bytes > 0) {
		first = (unsigned char)editor->buf[editor->len_bytes - 1];
	}
	/* One character at a time, so that a small buffer does. */
	while (before != after && result == PROMPT_OK) {
		size_t next = before < after ? before + 1 : before - 1;
		size_t len = echo_change(question->echo, out, before, next,
					 first);

		result = io_write(tty.out_fd, question->deadline, out, len);
		before = next;
	}
	return result;
}

/* The LF of a CRLF that ended the answer before is no answer to this one. */
static bool
is_tail_of_crlf(unsigned char byte)
{
	bool tail = last_was_cr && byte == '\n';

	last_was_cr = byte == '\r';
	return tail;
}

static enum prompt_result
result_of(enum lineedit_event event)
{
	switch (event) {
	case LINEEDIT_DONE:
		return PROMPT_OK;
	case LINEEDIT_REFUSED:
		return PROMPT_REFUSED;
	default:
		return PROMPT_CANCELLED;
	}
}

static enum prompt_result
edit_line(const struct prompt_question *question, struct lineedit *editor)
{
	enum lineedit_event event = LINEEDIT_MORE;
	enum prompt_result result = PROMPT_OK;

	while (event == LINEEDIT_MORE && result == PROMPT_OK) {
		unsigned char byte = 0;
		size_t before = lineedit_chars(editor);

		result = io_read_byte(tty.in_fd, question->deadline, &byte);
		if (result != PROMPT_OK || is_tail_of_crlf(byte)) {
			continue;
		}
		event = lineedit_feed(editor, byte);
		result = show_change(question, editor, before);
	}
	return result == PROMPT_OK ? result_of(event) : result;
}

static void
tty_flush(void)
{
	if (!flushed) {
		tcflush(tty.in_fd, TCIFLUSH);
	}
}

static enum prompt_result
tty_ask(const struct prompt_question *question, struct lineedit *editor,
	char *buf, size_t cap_bytes)
{
	enum prompt_result result = PROMPT_OK;
	enum prompt_result ended = PROMPT_OK;

	lineedit_start(editor, buf, cap_bytes, &keys);
	tty_flush();
	flushed = false;
	result = io_write_escaped(tty.out_fd, question->deadline,
				  question->text);
	if (result == PROMPT_OK) {
		result = edit_line(question, editor);
	}
	ended = io_write(tty.out_fd, question->deadline, "\n", 1);
	return result == PROMPT_OK ? ended : result;
}

static enum prompt_result
tty_show(const char *text, struct deadline deadline)
{
	enum prompt_result result = io_write_escaped(tty.out_fd, deadline,
						     text);

	if (result == PROMPT_OK) {
		result = io_write(tty.out_fd, deadline, "\n", 1);
	}
	return result;
}

/*
 * Gives the last line some time to go out. On a line that does not flow close()
 * would wait for it far longer (a serial line's closing_wait: 30 s), with
 * signals of no effect: what is left then is dropped.
 */
static void
drain(void)
{
	struct deadline bound = deadline_in(DRAIN_MS);
	int left_bytes = 0;

	while (ioctl(tty.out_fd, TIOCOUTQ, &left_bytes) == 0 && left_bytes > 0
	       && deadline_left_ms(bound) > 0) {
		deadline_wait(deadline_in(DRAIN_STEP_MS));
	}
	if (left_bytes > 0) {
		tcflush(tty.out_fd, TCOFLUSH);
	}
}

/*
 * On EIO the terminal has hung up and there is nothing to restore. What was
 * typed before the old settings are back goes, and what was typed meanwhile.
 */
static void
tty_close(void)
{
	if (tty.in_fd < 0) {
		return;
	}
	drain();
	tcflush(tty.in_fd, TCIFLUSH);
	tcsetattr(tty.in_fd, TCSANOW, &saved);
	tcflush(tty.in_fd, TCIFLUSH);
	tty_close_pair(&tty);
}

static int
tty_terminal(void)
{
	return tty.in_fd;
}

const struct prompt_mode prompt_mode_tty = {
	.name = "tty",
	.open = tty_open,
	.ask = tty_ask,
	.show = tty_show,
	.flush = tty_flush,
	.close = tty_close,
	.terminal = tty_terminal,
};
