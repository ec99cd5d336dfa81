/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/ask.c applet/prompt/round.c applet/prompt/arena.c
// objects: applet/prompt/console_line.c applet/prompt/screen.c
// objects: applet/prompt/lineedit.c applet/prompt/keyseq.c applet/prompt/utf8.c
// objects: applet/base/wipe.c
// ldflags: -Wl,--wrap=ioctl
/*
 * One to three consoles asked at once, with keys, silence, hang-ups, consoles
 * that take nothing and signals in any order: each has its own line, the first
 * complete one is the answer, and it ends by the deadline. A line editor of the
 * target's own is fed with the same keys, console by console.
 */
#include "fuzz.h"

#include <string.h>
#include <sys/ioctl.h>

#include "prompt/arena.h"
#include "prompt/ask.h"
#include "prompt/caps_lock.h"
#include "prompt/io.h"

#define CONSOLES_MAX 3
#define FD_OF(index) (100 + (int)(index))

enum fate {
	FATE_ASKED,
	FATE_ANSWERED,
	FATE_LEFT, /* with what is in ended */
};

/* What we know of a console that the product must know too. */
struct twin {
	struct lineedit editor;
	char line[PROMPT_ANSWER_MAX + 1];
	bool started;
	bool after_cr;
	enum fate fate;
	bool blocked;
	bool ready;
	bool closed;
	int64_t key_ms; /* when it had its last key */
};

static struct {
	struct input *input;
	struct twin twins[CONSOLES_MAX];
	size_t count;
	bool alone;
	int64_t now_ms;
	int64_t deadline_ms;
	enum prompt_result ended; /* what the last to leave left with */
	bool signalled;
	enum prompt_result broke; /* how the wait went wrong */
	bool late;                /* something was ready, after the deadline */
	struct twin *winner;
} world;

struct deadline
deadline_in(int64_t after_ms)
{
	return (struct deadline){.at_ms = world.now_ms + after_ms};
}

struct deadline
deadline_after(struct deadline start, int64_t after_ms)
{
	return (struct deadline){.at_ms = start.at_ms + after_ms};
}

struct deadline
deadline_earlier(struct deadline a, struct deadline b)
{
	return a.at_ms < b.at_ms ? a : b;
}

int64_t
deadline_left_ms(struct deadline deadline)
{
	return deadline.at_ms > world.now_ms ? deadline.at_ms - world.now_ms
					     : 0;
}

int
__wrap_ioctl(int fd, unsigned long request, void *argument)
{
	return -1;
}

enum caps_lock
caps_lock_read(int fd)
{
	return CAPS_LOCK_UNKNOWN;
}

int
signals_collect(void)
{
	return world.signalled ? 1 : 0;
}

bool
console_is_open(const struct console *console)
{
	return console->tty.in_fd >= 0;
}

static struct twin *
twin_of(int fd)
{
	MUST(fd >= FD_OF(0) && fd < FD_OF(world.count));
	return &world.twins[fd - FD_OF(0)];
}

void
console_close(struct console *console)
{
	struct twin *twin = twin_of(console->tty.in_fd);

	MUST(!twin->closed && twin->fate == FATE_LEFT && !world.alone);
	twin->closed = true;
	console->tty.in_fd = -1;
}

static bool
is_asked(const struct twin *twin)
{
	return twin->started && twin->fate == FATE_ASKED;
}

static void
leave(struct twin *twin, enum prompt_result result)
{
	twin->fate = FATE_LEFT;
	world.ended = result;
}

/* The first that happens to a console whose turn it is. */
enum prompt_result
console_keep_quiet(struct console *console)
{
	struct twin *twin = twin_of(console->tty.in_fd);
	unsigned kind = next_byte(world.input);

	MUST(!twin->started);
	twin->started = true;
	lineedit_start(&twin->editor, twin->line, sizeof(twin->line),
		       &console->keys);
	if (kind == 0xff || kind == 0xfe) {
		leave(twin, kind == 0xff ? PROMPT_GONE : PROMPT_BROKEN);
		return world.ended;
	}
	return PROMPT_OK;
}

void
console_flush(struct console *console)
{
	MUST(is_asked(twin_of(console->tty.in_fd)));
}

enum prompt_result
console_write(struct console *console, const char *data, size_t len_bytes,
	      struct deadline deadline)
{
	struct twin *twin = twin_of(console->tty.in_fd);

	MUST(twin->started && !twin->closed);
	MUST(console->alone == world.alone);
	for (size_t i = 0; i < len_bytes; i++) {
		MUST((data[i] >= ' ' && data[i] <= '~') || data[i] == '\b'
		     || data[i] == '\n');
	}
	if (!console->alone && (console->behind || twin->blocked)) {
		console->behind = true;
		console->slow = true;
	}
	return PROMPT_OK;
}

/* What a key makes of the twin's line. */
static void
follow(struct twin *twin, const struct lineedit_keys *keys, uint8_t byte)
{
	bool tail = twin->after_cr && byte == '\n';

	twin->after_cr = byte == '\r';
	twin->key_ms = tail ? twin->key_ms : world.now_ms;
	switch (tail ? LINEEDIT_MORE : lineedit_feed(&twin->editor, byte)) {
	case LINEEDIT_DONE:
		twin->fate = FATE_ANSWERED;
		MUST(world.winner == NULL);
		world.winner = twin;
		break;
	case LINEEDIT_REFUSED:
		if (world.alone) {
			leave(twin, PROMPT_REFUSED);
			break;
		}
		lineedit_start(&twin->editor, twin->line, sizeof(twin->line),
			       keys);
		break;
	case LINEEDIT_END:
	case LINEEDIT_CANCEL:
		leave(twin, PROMPT_CANCELLED);
		break;
	default:
		break;
	}
}

enum prompt_result
io_take_byte(int fd, unsigned char *byte, bool *got)
{
	static const struct lineedit_keys keys;
	struct twin *twin = twin_of(fd);
	unsigned kind = next_byte(world.input);

	MUST(is_asked(twin) && twin->ready && world.winner == NULL);
	MUST(world.now_ms < world.deadline_ms);
	twin->ready = false;
	*got = false;
	if (kind == 0xff) {
		leave(twin, PROMPT_GONE);
		return PROMPT_GONE;
	}
	if (kind == 0xfe) {
		leave(twin, PROMPT_BROKEN);
		return PROMPT_BROKEN;
	}
	if (kind == 0xfd) {
		return PROMPT_OK;
	}
	*got = true;
	*byte = (unsigned char)kind;
	follow(twin, &keys, *byte);
	return PROMPT_OK;
}

/* Time passes: a sequence that nothing went on with ends. */
static void
pass(int64_t ms)
{
	world.now_ms += ms;
	for (size_t i = 0; i < world.count; i++) {
		struct twin *twin = &world.twins[i];

		if (is_asked(twin)
		    && world.now_ms >= twin->key_ms + LINEEDIT_PAUSE_MS) {
			lineedit_pause(&twin->editor);
		}
	}
}

/* Which are ready, and whether any is. */
static bool
make_ready(struct pollfd *fds, unsigned which)
{
	bool any = false;

	for (size_t i = 0; i < world.count; i++) {
		if (fds[i].fd >= 0 && (which & (1u << i)) != 0) {
			MUST(fds[i].fd == FD_OF(i));
			twin_of(fds[i].fd)->ready = true;
			fds[i].revents = POLLIN;
			any = true;
		}
	}
	return any;
}

static enum prompt_result
special(unsigned step, struct deadline until)
{
	switch (step % 8) {
	case 0:
		world.signalled = true;
		world.broke = PROMPT_CANCELLED;
		return PROMPT_CANCELLED;
	case 1:
		world.broke = PROMPT_BROKEN;
		return PROMPT_BROKEN;
	case 2:
	case 3:
	case 4:
		world.twins[step % 8 - 2].blocked ^= true;
		return PROMPT_OK;
	default:
		pass(deadline_left_ms(until));
		return PROMPT_TIMEOUT;
	}
}

/* One thing happens. Everything that is due is waited for, nothing longer. */
enum prompt_result
io_wait(struct pollfd *fds, size_t count, struct deadline until)
{
	unsigned step = next_byte(world.input);

	MUST(count == world.count + 1 && until.at_ms <= world.deadline_ms);
	MUST(world.winner == NULL && world.broke == PROMPT_OK);
	for (size_t i = 0; i < world.count; i++) {
		bool asked = is_asked(&world.twins[i]);

		MUST((fds[i].fd >= 0) == asked);
		MUST(!asked || !lineedit_awaits_pause(&world.twins[i].editor)
		     || until.at_ms <= world.now_ms + LINEEDIT_PAUSE_MS);
	}
	if (world.input->left == 0) {
		pass(deadline_left_ms(until));
		return PROMPT_TIMEOUT;
	}
	if (step >= 0xe0) {
		return special(step, until);
	}
	if (make_ready(fds, step & 7)) {
		return PROMPT_OK;
	}
	pass(deadline_left_ms(until));
	return PROMPT_TIMEOUT;
}

/* Of all that can have happened, what must come out. */
static enum prompt_result
expected(void)
{
	bool any_left = false;

	if (world.winner != NULL) {
		return PROMPT_OK;
	}
	if (world.broke != PROMPT_OK) {
		return world.broke;
	}
	for (size_t i = 0; i < world.count; i++) {
		any_left |= world.twins[i].fate == FATE_ASKED;
	}
	return any_left ? PROMPT_TIMEOUT : world.ended;
}

static void
take_consoles(struct input *input, struct console *consoles)
{
	static const char *const names[] = {"tty1", "/dev/ttyS0", NULL};

	world.count = 1 + next_below(input, CONSOLES_MAX);
	world.alone = world.count == 1;
	for (size_t i = 0; i < world.count; i++) {
		unsigned flags = next_byte(input);

		consoles[i] = (struct console){
			.name = names[i],
			.tty = {.in_fd = FD_OF(i), .out_fd = FD_OF(i)},
			.asking = true,
			.last_was_cr = flags & 1,
			.join_at = DEADLINE_NEVER,
		};
		world.twins[i].after_cr = flags & 1;
		if (!world.alone && (flags & 6) == 6) {
			consoles[i].join_at = deadline_in(100 * (flags >> 3));
		}
	}
}

static void
check(enum prompt_result result, const struct prompt_answer *answer,
      const struct console *consoles, const struct console *winner)
{
	MUST(result == expected());
	if (result == PROMPT_TIMEOUT) {
		MUST(world.now_ms >= world.deadline_ms);
	}
	if (result != PROMPT_OK) {
		return;
	}
	MUST(winner == &consoles[world.winner - world.twins]);
	MUST(answer->len_bytes == world.winner->editor.len_bytes);
	MUST(memcmp(answer->data, world.winner->line, answer->len_bytes + 1)
	     == 0);
	MUST(answer->len_bytes <= PROMPT_ANSWER_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct input input = {data, len_bytes};
	struct console consoles[CONSOLES_MAX];
	struct console *winner = NULL;
	struct prompt_answer answer = {0};
	struct prompt_question question = {.text = "Password: "};
	unsigned flags = next_byte(&input);
	enum prompt_result result = PROMPT_OK;

	memset(&world, 0, sizeof(world));
	world.input = &input;
	world.deadline_ms = 500 * (1 + (int64_t)(flags >> 1));
	question.deadline.at_ms = world.deadline_ms;
	question.visible = flags & 1;
	question.echo = question.visible ? ECHO_FULL : next_below(&input, 5);
	take_consoles(&input, consoles);
	result = ask_consoles(consoles, world.count, &question, &answer,
			      &winner);
	check(result, &answer, consoles, winner);
	arena_release(0);
	return 0;
}
