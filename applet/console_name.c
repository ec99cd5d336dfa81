/* SPDX-License-Identifier: MIT */
#include "console_name.h"

#include "base/report.h"
#include "prompt/prompt.h"
#include "session/terminal.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define NAME_BYTES 64

static const char *name; /* of the terminal named_fd; -1: of none */
static int named_fd = -1;

/* Without /proc: as it was opened. */
static const char *
name_given(const char *device)
{
	static char given[NAME_BYTES];

	if (device == NULL) {
		return NULL;
	}
	snprintf(given, sizeof(given), "%s%s", device[0] == '/' ? "" : "/dev/",
		 device);
	return given;
}

const char *
console_name(void)
{
	const char *device = NULL;
	int fd = prompt_terminal(&device);

	if (fd == named_fd) {
		return name;
	}
	named_fd = fd;
	name = fd >= 0 ? terminal_name(fd) : NULL;
	if (name == NULL) {
		name = name_given(device);
	}
	report_tty(name);
	return name;
}

void
console_name_forget(void)
{
	named_fd = -1;
	name = NULL;
	report_tty(NULL);
}

void
console_name_note(const char *console, const char *why, int error)
{
	report_line(LOG_WARNING, "%s%s%s%s%s", console != NULL ? console : "",
		    console != NULL ? ": " : "", why, error != 0 ? ": " : "",
		    error != 0 ? strerror(error) : "");
}
