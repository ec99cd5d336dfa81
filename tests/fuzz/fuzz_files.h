/* SPDX-License-Identifier: MIT */
/* A file in memory, and what a look-up in it is to bring. */
#ifndef FUZZ_FUZZ_FILES_H
#define FUZZ_FUZZ_FILES_H

#include <stddef.h>
#include <stdint.h>

#define FUZZ_FD 77

struct file {
	const char *data;
	size_t len_bytes;
	size_t at;
};

#endif
