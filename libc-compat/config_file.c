/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE 1
#include "config_file.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

static compat_config_source_fn *config_source;

void
compat_config_source(compat_config_source_fn *source)
{
	config_source = source;
}

FILE *
compat_config_fopen(const char *path, const char *mode)
{
	const char *text = NULL;
	size_t len_bytes = 0;

	if (mode[0] != 'r' || strchr(mode, '+') != NULL) {
		errno = EINVAL;
		return NULL;
	}
	if (config_source == NULL
	    || config_source(path, &text, &len_bytes) != 0) {
		errno = ENOENT;
		return NULL;
	}
	if (len_bytes == 0) {
		/* Not NULL: glibc would write beyond a buffer of its own. */
		text = "";
	}
	/* Mode "r" writes nothing to the text. */
	return fmemopen((void *)(uintptr_t)text, len_bytes, "r");
}
