/* SPDX-License-Identifier: MIT */
/* Put in front (-include): names in /etc are those of the target. */
#ifndef FUZZ_RENAME_EDIT_H
#define FUZZ_RENAME_EDIT_H

#define openat fuzz_openat
#define lstat fuzz_lstat
#define unlink fuzz_unlink
#define rename fuzz_rename
#define fsync fuzz_fsync

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#endif
