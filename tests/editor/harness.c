/* SPDX-License-Identifier: MIT */
/*
 * The product's own key path (console_ask, console_key, console_tick,
 * console_redraw, console_end_line) without a terminal and without a clock:
 * what it writes is collected, and time passes when a case says so.
 *
 * It reads cases from standard input until its end, and writes for each what
 * became of it. Numbers of more than one byte: the lowest byte first.
 *
 * A case: echo, visible, flags (1: the answer before ended in CR, 2: Caps Lock
 * is on), columns (2 bytes), the nine keys of a terminal, the prompt's length
 * (2) and its text, the count of symbols (2) and the symbols (2 each): a byte,
 * or one of enum symbol.
 *
 * A result: the event, the answer's length (2) and its bytes, the output's
 * length (4) and its bytes, the length of a complaint (1) and its text: a rule
 * of screen.h or console.h that was broken.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "prompt/caps_lock.h"
#include "prompt/console.h"

enum symbol {
	SYMBOL_PAUSE = 256,  /* 250 ms of silence */
	SYMBOL_SECOND = 257, /* a second */
	SYMBOL_NOTICE = 258, /* the time that is left is told */
	SYMBOL_CAPS = 259,   /* Caps Lock is pressed */
};

#define PROMPT_MAX 512
#define SYMBOLS_MAX 4096
#define SHOWN_MAX (1 << 20)
#define CANARY 0x5a
#define CANARY_BYTES 64

struct scene {
	unsigned char echo;
	unsigned char visible;
	unsigned char flags;
	size_t columns;
	struct lineedit_keys keys;
	char prompt[PROMPT_MAX + 1];
	size_t count;
	uint16_t symbols[SYMBOLS_MAX];
};

static int64_t now_ms;
static size_t columns;
static bool caps_on;
static char shown[SHOWN_MAX];
static size_t shown_bytes;
static unsigned writes;
static size_t written_bytes;
static char complaint[128];

static void
complain(const char *what)
{
	if (complaint[0] == '\0') {
		snprintf(complaint, sizeof(complaint), "%s", what);
	}
}

/* What the product would have of the system. */

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
	if (request != TIOCGWINSZ) {
		return -1;
	}
	((struct winsize *)argument)->ws_col = (unsigned short)columns;
	return 0;
}

enum caps_lock
caps_lock_read(int fd)
{
	return caps_on ? CAPS_LOCK_ON : CAPS_LOCK_OFF;
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

enum prompt_result
console_write(struct console *console, const char *data, size_t len_bytes,
	      struct deadline deadline)
{
	for (size_t i = 0; i < len_bytes; i++) {
		if ((data[i] < ' ' || data[i] > '~') && data[i] != '\b'
		    && data[i] != '\n') {
			complain("a byte that is neither printable, \\b nor "
				 "\\n");
		}
	}
	if (len_bytes > SHOWN_MAX - shown_bytes) {
		complain("too much for the harness");
		return PROMPT_OK;
	}
	memcpy(shown + shown_bytes, data, len_bytes);
	shown_bytes += len_bytes;
	written_bytes += len_bytes;
	writes += len_bytes > 0;
	return PROMPT_OK;
}

/* Lets time pass, with what is due on its way. */
static void
pass(struct console *console, int64_t ms)
{
	int64_t until_ms = now_ms + ms;

	while (console_next_tick(console).at_ms <= until_ms) {
		now_ms = console_next_tick(console).at_ms;
		console_tick(console);
	}
	now_ms = until_ms;
}

static enum lineedit_event
press(struct console *console, unsigned char byte)
{
	enum lineedit_event event = LINEEDIT_MORE;

	writes = 0;
	written_bytes = 0;
	console_key(console, byte, &event);
	if (event == LINEEDIT_MORE && !caps_on) {
		if (written_bytes > SCREEN_CHANGE_MAX) {
			complain("more than SCREEN_CHANGE_MAX bytes a key");
		}
		if (writes > 1) {
			complain("more than one write a key");
		}
	}
	return event;
}

static enum lineedit_event
feed(struct console *console, uint16_t symbol)
{
	switch (symbol) {
	case SYMBOL_PAUSE:
		pass(console, LINEEDIT_PAUSE_MS);
		return LINEEDIT_MORE;
	case SYMBOL_SECOND:
		pass(console, 1000);
		return LINEEDIT_MORE;
	case SYMBOL_NOTICE:
		console_redraw(console, "30 s left");
		return LINEEDIT_MORE;
	case SYMBOL_CAPS:
		caps_on = true;
		return LINEEDIT_MORE;
	default:
		return press(console, (unsigned char)symbol);
	}
}

static bool
goes_on(enum lineedit_event event)
{
	return event == LINEEDIT_MORE || event == LINEEDIT_REDRAW
	       || event == LINEEDIT_QUIET;
}

/* Memory with a border that nothing may touch. */
static char *
fence(char *memory, size_t len_bytes)
{
	memset(memory, CANARY, len_bytes + 2 * CANARY_BYTES);
	memset(memory + CANARY_BYTES, 0, len_bytes);
	return memory + CANARY_BYTES;
}

static void
check_fence(const char *inside, size_t len_bytes)
{
	const char *memory = inside - CANARY_BYTES;

	for (size_t i = 0; i < CANARY_BYTES; i++) {
		if (memory[i] != CANARY || inside[len_bytes + i] != CANARY) {
			complain("a write past the end of its memory");
		}
	}
}

static void
check_wiped(const struct output *output)
{
	for (size_t i = 0; i < output->cap_bytes; i++) {
		if (output->buf[i] != 0) {
			complain("what was written was not wiped");
		}
	}
}

static void
put(const void *data, size_t len_bytes)
{
	fwrite(data, 1, len_bytes, stdout);
}

static void
put_number(size_t number, int bytes)
{
	for (int i = 0; i < bytes; i++) {
		putchar((int)(number >> (8 * i)) & 0xff);
	}
}

static void
tell(enum lineedit_event event, const struct lineedit *editor)
{
	size_t answer_bytes = event == LINEEDIT_DONE ? editor->len_bytes : 0;

	put_number(event, 1);
	put_number(answer_bytes, 2);
	put(editor->buf, answer_bytes);
	put_number(shown_bytes, 4);
	put(shown, shown_bytes);
	put_number(strlen(complaint), 1);
	put(complaint, strlen(complaint));
}

static void
play(const struct scene *scene)
{
	static char line_memory[PROMPT_ANSWER_MAX + 1 + 2 * CANARY_BYTES];
	static char output_memory[SCREEN_CHANGE_MAX + PROMPT_MAX
				  + CONSOLE_NOTE_MAX + 2 * CANARY_BYTES];
	struct prompt_question question = {
		.text = scene->prompt,
		.visible = scene->visible,
		.echo = scene->visible ? ECHO_FULL
				       : (enum echo_mode)scene->echo,
		.deadline = DEADLINE_NEVER,
	};
	struct output output = {
		.cap_bytes = SCREEN_CHANGE_MAX + strlen(scene->prompt)
			     + CONSOLE_NOTE_MAX,
	};
	struct console console = {
		.keys = scene->keys,
		.last_was_cr = scene->flags & 1,
		.alone = true,
	};
	enum lineedit_event event = LINEEDIT_MORE;
	char *line = fence(line_memory, PROMPT_ANSWER_MAX + 1);

	output.buf = fence(output_memory, output.cap_bytes);
	now_ms = 1000000;
	columns = scene->columns;
	caps_on = scene->flags & 2;
	shown_bytes = 0;
	complaint[0] = '\0';
	console_ask(&console, &question, line, &output);
	for (size_t i = 0; i < scene->count && goes_on(event); i++) {
		event = feed(&console, scene->symbols[i]);
	}
	if (!goes_on(event)) {
		console_end_line(&console, NULL);
	}
	check_fence(line, PROMPT_ANSWER_MAX + 1);
	check_fence(output.buf, output.cap_bytes);
	check_wiped(&output);
	tell(goes_on(event) ? LINEEDIT_MORE : event, &console.editor);
}

static bool
get(void *data, size_t len_bytes)
{
	return fread(data, 1, len_bytes, stdin) == len_bytes;
}

static bool
get_number(size_t *number)
{
	unsigned char bytes[2] = {0};

	if (!get(bytes, sizeof(bytes))) {
		return false;
	}
	*number = bytes[0] + 256 * (size_t)bytes[1];
	return true;
}

static bool
get_scene(struct scene *scene)
{
	size_t prompt_bytes = 0;

	if (!get(&scene->echo, 1) || !get(&scene->visible, 1)
	    || !get(&scene->flags, 1) || !get_number(&scene->columns)
	    || !get(scene->keys.of, KEY_COUNT) || !get_number(&prompt_bytes)
	    || prompt_bytes > PROMPT_MAX || !get(scene->prompt, prompt_bytes)
	    || !get_number(&scene->count) || scene->count > SYMBOLS_MAX) {
		return false;
	}
	scene->prompt[prompt_bytes] = '\0';
	return get(scene->symbols, scene->count * sizeof(scene->symbols[0]));
}

int
main(void)
{
	static struct scene scene;

	while (get_scene(&scene)) {
		play(&scene);
	}
	return fflush(stdout) == 0 && feof(stdin) ? EXIT_SUCCESS : EXIT_FAILURE;
}
