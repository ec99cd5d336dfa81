/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/askpass.c applet/prompt/plain.c applet/prompt/arena.c
// objects: applet/prompt/lineedit.c applet/prompt/keyseq.c applet/prompt/utf8.c
// objects: applet/base/wipe.c
// ldflags: -Wl,--wrap=access,--wrap=close
/*
 * A program that writes anything and ends in any way, for any command and any
 * question: an answer is its first line, whole, after it has ended with 0.
 */
#include "fuzz.h"

#include <poll.h>
#include <string.h>

#include "base/program.h"
#include "prompt/arena.h"
#include "prompt/io.h"
#include "prompt/mode.h"
#include "prompt/plain.h"

#define OUT_FD 1000
#define EXIT_FD 1001
#define TEXT_MAX 64
#define OUTPUT_MAX 1024

/* The program that is played. */
static struct {
	struct input *input;
	char output[OUTPUT_MAX];
	size_t length;
	size_t written; /* what is in the pipe so far */
	size_t read;
	bool held; /* what it started holds the pipe: no end of file */
	bool ended;
	bool started;
	bool stopped;
	int status;
	enum prompt_result broke; /* how the wait went wrong */
} program_played;

static int64_t now_ms;

int64_t
deadline_left_ms(struct deadline deadline)
{
	return deadline.at_ms > now_ms ? deadline.at_ms - now_ms : 0;
}

int
__wrap_access(const char *path, int mode)
{
	return path[0] == '/' ? 0 : -1;
}

int
__wrap_close(int fd)
{
	MUST(fd == OUT_FD);
	return 0;
}

/* The question is the last word: no option, no blanks around it. */
static void
check_question(const char *word)
{
	size_t len = strlen(word);

	MUST(word[0] != '-' && word[0] != '\n');
	MUST(len == 0 || (word[len - 1] != ' ' && word[len - 1] != '\n'));
	MUST(word[0] != ' ' || word[1] == '-');
}

bool
program_start(struct program *program, char *const argv[])
{
	size_t count = 0;

	while (argv[count] != NULL) {
		count++;
	}
	MUST(count >= 2 && argv[0][0] == '/');
	check_question(argv[count - 1]);
	program->out_fd = OUT_FD;
	program->exit_fd = EXIT_FD;
	program_played.started = next_byte(program_played.input) != 0xff;
	return program_played.started;
}

int
program_stop(struct program *program)
{
	MUST(program_played.started && !program_played.stopped);
	program_played.stopped = true;
	return program_played.ended ? program_played.status : -1;
}

static void
go_on(unsigned step)
{
	program_played.written += step / 8;
	if (program_played.written > program_played.length
	    || program_played.input->left == 0) {
		program_played.written = program_played.length;
	}
	if (step % 8 == 1 || program_played.input->left == 0) {
		program_played.written = program_played.length;
		program_played.ended = true;
	}
}

static bool
is_readable(void)
{
	return program_played.read < program_played.written
	       || (program_played.ended && !program_played.held);
}

enum prompt_result
io_wait(struct pollfd *fds, size_t count, struct deadline deadline)
{
	unsigned step = next_byte(program_played.input);

	MUST(count == 3 && fds[1].fd == EXIT_FD && deadline.at_ms > now_ms);
	if (step >= 0xfc) {
		program_played.broke = step == 0xfc   ? PROMPT_CANCELLED
				       : step == 0xfd ? PROMPT_BROKEN
						      : PROMPT_TIMEOUT;
		if (step == 0xff) {
			/* Something is ready, but too late. */
			now_ms = deadline.at_ms;
			return PROMPT_OK;
		}
		return program_played.broke;
	}
	go_on(step);
	if (fds[0].fd >= 0 && is_readable()) {
		fds[0].revents = POLLIN;
	}
	if (program_played.ended) {
		fds[1].revents = POLLIN;
	}
	return PROMPT_OK;
}

enum prompt_result
io_take_byte(int fd, unsigned char *byte, bool *got)
{
	MUST(fd == OUT_FD);
	*got = program_played.read < program_played.written;
	if (*got) {
		*byte = (unsigned char)
				program_played.output[program_played.read++];
		return PROMPT_OK;
	}
	MUST(program_played.ended && !program_played.held);
	return PROMPT_GONE;
}

enum prompt_result
io_write(struct io_sink sink, struct deadline deadline, const char *data,
	 size_t len_bytes)
{
	MUST(false);
	return PROMPT_BROKEN;
}

enum prompt_result
io_write_escaped(struct io_sink sink, struct deadline deadline,
		 const char *text)
{
	MUST(false);
	return PROMPT_BROKEN;
}

static void
take_text(struct input *input, char *text, unsigned size)
{
	unsigned len = next_below(input, size);

	for (unsigned i = 0; i < len; i++) {
		text[i] = (char)next_byte(input);
	}
	text[len] = '\0';
}

static void
take_output(struct input *input)
{
	unsigned flags = next_byte(input);
	size_t length = next_byte(input);

	program_played.held = flags & 1;
	program_played.status = (flags & 2) != 0 ? next_byte(input) : 0;
	if ((flags & 4) != 0) {
		/* About as long as an answer may be. */
		memset(program_played.output, 'a', OUTPUT_MAX);
		program_played.length = PROMPT_ANSWER_MAX - 8 + length % 16;
		program_played.output[program_played.length++] = '\n';
		return;
	}
	program_played.length = length;
	for (size_t i = 0; i < length; i++) {
		program_played.output[i] = (char)next_byte(input);
	}
}

/* What such a program's end makes of the question, from askpass.c's rules. */
static enum prompt_result
expected(size_t *line_bytes)
{
	const char *output = program_played.output;
	const char *end = memchr(output, '\n', program_played.length);

	*line_bytes = end != NULL ? (size_t)(end - output)
				  : program_played.length;
	if (!program_played.started) {
		return PROMPT_BROKEN;
	}
	if (program_played.broke != PROMPT_OK) {
		return program_played.broke;
	}
	MUST(program_played.ended);
	if (program_played.status != 0) {
		return program_played.status == 126
				       || program_played.status == 127
			       ? PROMPT_BROKEN
			       : PROMPT_CANCELLED;
	}
	return *line_bytes > PROMPT_ANSWER_MAX
			       || memchr(output, '\0', *line_bytes) != NULL
		       ? PROMPT_REFUSED
		       : PROMPT_OK;
}

static void
ask(const char *text)
{
	struct prompt_question question = {
		.text = text,
		.deadline = {.at_ms = 1000},
	};
	struct prompt_answer answer = {0};
	enum prompt_result result = prompt_mode_askpass.ask(&question, &answer);
	size_t line_bytes = 0;

	MUST(program_played.stopped == program_played.started);
	MUST(result == expected(&line_bytes));
	if (result == PROMPT_OK) {
		MUST(answer.len_bytes == line_bytes);
		MUST(memcmp(answer.data, program_played.output, line_bytes)
		     == 0);
		MUST(answer.data[line_bytes] == '\0');
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct input input = {data, len_bytes};
	char command[2 * TEXT_MAX] = "/bin/askpass";
	char text[TEXT_MAX];
	struct prompt_options options = {.askpass = command};
	const char *why = NULL;

	now_ms = 0;
	memset(&program_played, 0, sizeof(program_played));
	program_played.input = &input;
	if ((next_byte(&input) & 3) == 3) {
		take_text(&input, command, sizeof(command));
	}
	take_text(&input, text, sizeof(text));
	take_output(&input);
	if (prompt_mode_askpass.open(&options, &why) == PROMPT_OK) {
		MUST(strchr(command, '/') != NULL);
		ask(text);
	} else {
		MUST(why != NULL);
	}
	arena_release(0);
	return 0;
}
