/* SPDX-License-Identifier: MIT */
#include "session/relay.h"

#include "base/deadline.h"
#include "base/privilege.h"
#include "base/signals.h"
#include "base/wipe.h"
#include "session/flow.h"
#include "session/pty.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#define DRAIN_MS 5000
#define DRAIN_BYTES (1L << 18) /* more than a terminal can hold back */
#define END_OF_FILE '\4'

enum {
	SIGNALS,
	TYPED,
	SHOWN,
	COMMAND,
	ENDS
};

static struct pty pty = {.terminal_fd = -1, .master_fd = -1, .slave_fd = -1};
static struct flow typed; /* from in_fd to the command */
static struct flow shown; /* from the command to out_fd */
static int in_fd;         /* -1: nothing comes any more */
static int out_fd;
static int signals = -1;

/* Without a terminal: from, and to, whatever the caller has opened. Rule 5. */
static bool
with_caller(bool (*move)(struct flow *, int), struct flow *flow, int fd)
{
	bool more = false;

	if (pty.terminal_fd >= 0) {
		return move(flow, fd);
	}
	more = privilege_lend() && move(flow, fd);
	return privilege_return() && more;
}

bool
relay_has_terminal(void)
{
	return pty_has_terminal();
}

bool
relay_open(const struct identity *who, bool batch)
{
	signals = signals_open();
	if (signals < 0 || !pty_open(&pty, who, batch)) {
		return false;
	}
	in_fd = pty.terminal_fd >= 0 ? pty.terminal_fd : STDIN_FILENO;
	out_fd = pty.terminal_fd >= 0 ? pty.terminal_fd : STDOUT_FILENO;
	pty_enter(&pty);
	return true;
}

bool
relay_attach(void)
{
	return pty_attach(&pty);
}

void
relay_hang_up(void)
{
	pty_hang_up(&pty);
	in_fd = -1;
	out_fd = -1;
}

/*
 * What to wait for. A terminal is watched for its end also when it is not to be
 * read; a pipe that has ended would never let us sleep.
 */
static void
prepare(struct pollfd ends[ENDS])
{
	bool is_terminal = pty.terminal_fd >= 0;
	bool reads = flow_is_empty(&typed) && (pty.raw || !is_terminal);

	ends[SIGNALS] = (struct pollfd){.fd = signals, .events = POLLIN};
	ends[TYPED] = (struct pollfd){
		.fd = reads || is_terminal ? in_fd : -1,
		.events = reads ? POLLIN : 0,
	};
	ends[SHOWN] = (struct pollfd){
		.fd = flow_is_empty(&shown) ? -1 : out_fd,
		.events = POLLOUT,
	};
	ends[COMMAND] = (struct pollfd){
		.fd = pty.master_fd,
		.events = (short)((flow_is_empty(&typed) ? 0 : POLLOUT)
				  | (flow_is_empty(&shown) ? POLLIN : 0)),
	};
}

/* The caller's standard input has ended: the command's as a key would end it. */
static void
end_input(void)
{
	in_fd = -1;
	typed = (struct flow){.end = 2, .data = {END_OF_FILE, END_OF_FILE}};
}

/* A terminal that is gone reads as nothing, too. */
static bool
move_typed(const struct pollfd ends[ENDS])
{
	if (ends[TYPED].revents != 0
	    && !with_caller(flow_take, &typed, in_fd)) {
		if (pty.terminal_fd >= 0) {
			return false;
		}
		end_input();
	}
	return (ends[COMMAND].revents & POLLOUT) == 0
	       || flow_give(&typed, pty.master_fd);
}

static bool
move_shown(const struct pollfd ends[ENDS])
{
	if (ends[SHOWN].revents != 0
	    && !with_caller(flow_give, &shown, out_fd)) {
		return false;
	}
	return (ends[COMMAND].revents & POLLIN) == 0
	       || flow_take(&shown, pty.master_fd);
}

int
relay_wait(void)
{
	/* A shell tells nobody who still runs that he is in front now. */
	static const struct timespec look_again = {.tv_sec = 1};
	struct pollfd ends[ENDS];
	int moved = 0;

	for (;;) {
		int signal_number = 0;

		prepare(ends);
		moved = ppoll(ends, ENDS,
			      pty_is_behind(&pty) ? &look_again : NULL, NULL);
		if (moved <= 0) {
			pty_enter(&pty);
			continue;
		}
		signal_number = signals_next(signals);
		if (signal_number == SIGWINCH || signal_number == SIGCONT) {
			pty_enter(&pty);
		} else if (signal_number != 0) {
			return signal_number;
		} else if (pty.master_fd >= 0
			   && !(move_typed(ends) && move_shown(ends))) {
			return SIGHUP;
		}
	}
}

static bool
is_ready(int fd, short events, int64_t limit_ms)
{
	struct pollfd end = {.fd = fd, .events = events};
	struct timespec limit = deadline_left(deadline_in(limit_ms));

	return ppoll(&end, 1, &limit, NULL) > 0;
}

static void
drain(void)
{
	size_t left_bytes = DRAIN_BYTES;
	bool more = true;

	while (more && pty.master_fd >= 0) {
		if (!flow_is_empty(&shown)) {
			more = is_ready(out_fd, POLLOUT, DRAIN_MS)
			       && with_caller(flow_give, &shown, out_fd);
		} else {
			more = left_bytes > 0
			       && is_ready(pty.master_fd, POLLIN, 0)
			       && flow_take(&shown, pty.master_fd)
			       && !flow_is_empty(&shown);
			left_bytes -= shown.end < left_bytes ? shown.end
							     : left_bytes;
		}
	}
}

void
relay_pause(void)
{
	drain();
	pty_leave(&pty);
}

void
relay_go_on(void)
{
	pty_enter(&pty);
}

void
relay_close(void)
{
	drain();
	wipe_bytes(&typed, sizeof(typed)); /* what the command never took */
	pty_close(&pty);
	if (signals >= 0) {
		close(signals);
	}
}
