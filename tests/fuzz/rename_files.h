/* SPDX-License-Identifier: MIT */
/* Put in front (-include): the files of the sources are those of the target. */
#ifndef FUZZ_RENAME_FILES_H
#define FUZZ_RENAME_FILES_H

#define openat fuzz_openat
#define fstat fuzz_fstat
#define read fuzz_read
#define close fuzz_close

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#endif
