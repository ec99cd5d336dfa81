/* SPDX-License-Identifier: MIT */
#include "prompt/plain.h"

#include "prompt/arena.h"

#include <unistd.h>

const struct io_sink plain_sink = {.fd = STDERR_FILENO, .blocks = true};

bool
plain_start(struct lineedit *editor)
{
	static const struct lineedit_keys keys = {.plain = true};
	char *line = arena_take(PROMPT_ANSWER_MAX + 1);

	lineedit_start(editor, line, PROMPT_ANSWER_MAX + 1, &keys);
	return line != NULL;
}

enum prompt_result
plain_answer(const struct lineedit *editor, enum lineedit_event event,
	     struct prompt_answer *answer)
{
	*answer = (struct prompt_answer){editor->buf, editor->len_bytes};
	return event == LINEEDIT_DONE ? PROMPT_OK : PROMPT_REFUSED;
}

enum prompt_result
plain_show(const char *text, struct deadline deadline)
{
	enum prompt_result result = io_write_escaped(plain_sink, deadline,
						     text);

	if (result == PROMPT_OK) {
		result = io_write(plain_sink, deadline, "\n", 1);
	}
	return result;
}

void
plain_nothing(void)
{
}

int
plain_terminal(const char **name)
{
	(void)name;
	return -1;
}

bool
plain_on_kernel_console(void)
{
	return false;
}
