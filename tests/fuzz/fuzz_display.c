/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/console_line.c applet/prompt/screen.c
// objects: applet/prompt/lineedit.c applet/prompt/keyseq.c applet/prompt/utf8.c
// objects: applet/base/wipe.c
// ldflags: -Wl,--wrap=ioctl
/*
 * Any keys on a console with any echo, width and prompt: nothing but printable
 * ASCII, "\b" and "\n" is written, in no more bytes than are promised; the
 * signs stay in the room behind the prompt; no echo that hides shows what was
 * typed, but `last` its last character, and leaves none of it above.
 */
#include "fuzz.h"

#include <string.h>
#include <sys/ioctl.h>

#include "prompt/caps_lock.h"
#include "prompt/console.h"

#define SILENT "(no echo) "
#define PROMPT_ABOVE "Q"
#define PROMPT_MAX 40
#define ROW_MAX (PROMPT_MAX + SCREEN_SIGNS_MAX + sizeof(SILENT))
#define LAST_SHOWN_MS 1000
/* In a second: a pause, a mask, one attempt to draw anew. */
#define TICKS_MAX 4

static const char zeroes[SCREEN_CHANGE_MAX + CONSOLE_NOTE_MAX + ROW_MAX];
static int64_t now_ms;
static unsigned columns;
static enum caps_lock caps;
static bool blocked; /* one of several consoles takes nothing for now */

/* The last row of a terminal that is as wide as it takes. */
static struct {
	const char *question; /* the row's first text */
	enum echo_mode echo;
	bool visible;
	bool silent;
	size_t room;
	char row[ROW_MAX];
	size_t cursor;
	bool lost; /* what stands there is not known: something was dropped */
	size_t written;
	unsigned writes;
} seen;

struct deadline
deadline_in(int64_t after_ms)
{
	return (struct deadline){.at_ms = now_ms + after_ms};
}

struct deadline
deadline_earlier(struct deadline a, struct deadline b)
{
	return a.at_ms < b.at_ms ? a : b;
}

int64_t
deadline_left_ms(struct deadline deadline)
{
	return deadline.at_ms > now_ms ? deadline.at_ms - now_ms : 0;
}

int
__wrap_ioctl(int fd, unsigned long request, void *argument)
{
	MUST(request == TIOCGWINSZ);
	((struct winsize *)argument)->ws_col = (unsigned short)columns;
	return columns == 1 ? -1 : 0;
}

enum caps_lock
caps_lock_read(int fd)
{
	return caps;
}

enum prompt_result
console_keep_quiet(struct console *console)
{
	return PROMPT_OK;
}

void
console_flush(struct console *console)
{
}

static bool
row_is(const char *text)
{
	return seen.cursor == strlen(text)
	       && memcmp(seen.row, text, seen.cursor) == 0;
}

static bool
is_note(void)
{
	return row_is("30 s left") || row_is("Caps Lock is on")
	       || row_is("Cancelled")
	       || row_is("Too long, or not text: refused.");
}

/* The signs in a row that starts with the question; NULL: it does not. */
static const char *
signs_of_row(size_t *count)
{
	size_t len = strlen(seen.question);

	if (seen.cursor < len || memcmp(seen.row, seen.question, len) != 0) {
		return NULL;
	}
	*count = seen.cursor - len;
	return seen.row + len;
}

/* Signs that tell nothing, but for the last `shown` of them. */
static void
check_signs(const char *signs, size_t count, size_t shown)
{
	if (seen.silent) {
		MUST(count == strlen(SILENT)
		     && memcmp(signs, SILENT, count) == 0);
		return;
	}
	MUST(count <= seen.room);
	MUST(seen.echo != ECHO_NONE || count == 0);
	if (seen.echo == ECHO_FIXED) {
		MUST(count <= 1 && (count == 0 || strchr("|/-\\", *signs)));
		return;
	}
	MUST(shown <= count);
	for (size_t i = 0; seen.echo != ECHO_FULL && i < count - shown; i++) {
		MUST(signs[i] == '*');
	}
}

/* What is left above must tell nothing either. */
static void
finish_row(void)
{
	size_t count = 0;
	const char *signs = signs_of_row(&count);

	if (!seen.lost && !is_note() && !row_is(PROMPT_ABOVE)) {
		MUST(signs != NULL);
		check_signs(signs, count, 0);
	}
	seen.cursor = 0;
	seen.lost = false;
}

static void
show(char byte)
{
	if (byte == '\n') {
		finish_row();
	} else if (byte == '\b') {
		/* Never over the question. */
		MUST(seen.lost || seen.cursor > strlen(seen.question));
		seen.cursor -= seen.cursor > 0;
	} else {
		MUST(seen.cursor < sizeof(seen.row));
		seen.row[seen.cursor++] = byte;
	}
}

enum prompt_result
console_write(struct console *console, const char *data, size_t len_bytes,
	      struct deadline deadline)
{
	if (!console->alone && (console->behind || blocked)) {
		console->behind = true;
		seen.lost = true;
	}
	for (size_t i = 0; i < len_bytes; i++) {
		MUST((data[i] >= ' ' && data[i] <= '~') || data[i] == '\b'
		     || data[i] == '\n');
		if (!console->behind) {
			show(data[i]);
		}
	}
	seen.written += len_bytes;
	seen.writes += len_bytes > 0;
	return PROMPT_OK;
}

/* The row as it stands now. */
static void
check_row(const struct console *console)
{
	size_t count = 0;
	const char *signs = signs_of_row(&count);

	if (seen.lost) {
		return;
	}
	MUST(signs != NULL);
	check_signs(signs, count, console->screen.revealed);
	MUST(!console->screen.revealed
	     || console_next_tick(console).at_ms <= now_ms + LAST_SHOWN_MS);
}

static enum lineedit_event
press(struct console *console, uint8_t byte)
{
	enum lineedit_event event = LINEEDIT_MORE;

	seen.written = 0;
	seen.writes = 0;
	MUST(console_key(console, byte, &event) == PROMPT_OK);
	if (event == LINEEDIT_MORE && caps != CAPS_LOCK_ON) {
		MUST(seen.written <= SCREEN_CHANGE_MAX && seen.writes <= 1);
	}
	seen.silent |= event == LINEEDIT_QUIET && !seen.visible;
	if (event == LINEEDIT_REFUSED && !console->alone) {
		MUST(console_restart(console) == PROMPT_OK);
		seen.silent = false;
		return LINEEDIT_MORE;
	}
	return event;
}

/* Lets time pass, with what is due on its way. */
static void
pass(struct console *console, int64_t ms)
{
	int64_t until_ms = now_ms + ms;
	unsigned ticks = 0;

	while (console_next_tick(console).at_ms <= until_ms) {
		now_ms = console_next_tick(console).at_ms;
		MUST(console_tick(console) == PROMPT_OK);
		MUST(++ticks <= TICKS_MAX);
	}
	now_ms = until_ms;
	MUST(ms < LAST_SHOWN_MS || !console->screen.revealed);
}

static enum lineedit_event
feed(struct console *console, struct input *input)
{
	uint8_t byte = next_byte(input);

	if (byte != 0xff) {
		return press(console, byte);
	}
	switch (next_byte(input)) {
	case 0:
		pass(console, LINEEDIT_PAUSE_MS);
		break;
	case 1:
		pass(console, LAST_SHOWN_MS);
		break;
	case 2:
		console_redraw(console, "30 s left");
		break;
	case 3:
		caps = CAPS_LOCK_ON;
		break;
	case 4:
		blocked = !blocked;
		break;
	default:
		return press(console, 0xff);
	}
	return LINEEDIT_MORE;
}

static bool
goes_on(enum lineedit_event event)
{
	return event == LINEEDIT_MORE || event == LINEEDIT_REDRAW
	       || event == LINEEDIT_QUIET;
}

/* The room behind the question: its row without the last column. */
static size_t
room_of(const char *question)
{
	size_t width = columns > 1 ? columns : 80;
	size_t room = width - 1 - strlen(question) % width;

	return room < SCREEN_SIGNS_MAX ? room : SCREEN_SIGNS_MAX;
}

static void
take_prompt(struct input *input, char *prompt)
{
	unsigned len = next_below(input, PROMPT_MAX + 1);
	size_t above = 0;

	if (next_byte(input) & 1) {
		strcpy(prompt, PROMPT_ABOVE "\n");
		above = strlen(prompt);
	}
	memset(prompt + above, 'p', len);
	prompt[above + len] = '\0';
	seen.question = prompt + above;
	seen.room = room_of(seen.question);
}

static void
play(struct input *input, struct console *console,
     const struct prompt_question *question, struct output *output)
{
	enum lineedit_event event = LINEEDIT_MORE;
	char *line = exactly(PROMPT_ANSWER_MAX + 1);

	MUST(console_ask(console, question, line, output) == PROMPT_OK);
	while (goes_on(event) && input->left > 0) {
		event = feed(console, input);
		check_row(console);
		MUST(output->len_bytes == 0
		     && memcmp(output->buf, zeroes, output->cap_bytes) == 0);
	}
	MUST(console_end_line(console, "Cancelled") == PROMPT_OK);
	MUST(!console->screen.revealed);
	free(line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct input input = {data, len_bytes};
	char prompt[sizeof(PROMPT_ABOVE) + 1 + PROMPT_MAX];
	struct prompt_question question = {
		.text = prompt,
		.deadline = DEADLINE_NEVER,
	};
	struct console console = {0};
	struct output output = {0};
	unsigned flags = next_byte(&input);

	question.visible = flags & 1;
	console.alone = flags & 2;
	console.last_was_cr = flags & 4;
	question.echo = question.visible ? ECHO_FULL : (flags >> 3) % 5;
	now_ms = 0;
	caps = next_below(&input, 3);
	columns = next_byte(&input);
	blocked = false;
	memset(&seen, 0, sizeof(seen));
	seen.echo = question.echo;
	seen.visible = question.visible;
	take_prompt(&input, prompt);
	output.cap_bytes = SCREEN_CHANGE_MAX + strlen(prompt)
			   + CONSOLE_NOTE_MAX;
	output.buf = exactly(output.cap_bytes);
	play(&input, &console, &question, &output);
	free(output.buf);
	return 0;
}
