/* SPDX-License-Identifier: MIT */
/*
 * The configuration files that libpam reads, from memory. pam_handlers.o's
 * fopen is redirected here (objcopy --redefine-sym); what the program has read
 * and checked is then byte for byte what libpam parses, whether it came from
 * /etc/pam.d or was compiled in, and a file that changes in between changes
 * nothing.
 */
#ifndef COMPAT_CONFIG_FILE_H
#define COMPAT_CONFIG_FILE_H

#include <stddef.h>
#include <stdio.h>

/*
 * Says which text stands for path: 0, and *text (any bytes, no NUL needed at
 * the end, NULL if there are none) and *len_bytes are set; or not 0: there is
 * no such file. The text is the source's and must stay until libpam has read
 * it (pam_start and the first pam_* call after it).
 */
typedef int compat_config_source_fn(const char *path, const char **text,
				    size_t *len_bytes);

/* Who is asked from now on; NULL: nobody, and no file exists. */
void compat_config_source(compat_config_source_fn *source);

/*
 * fopen(3) over the source. mode must be for reading only (EINVAL). NULL with
 * errno ENOENT for a path that the source does not have, with ENOMEM when out
 * of memory. The caller closes the stream.
 */
FILE *compat_config_fopen(const char *path, const char *mode);

#endif
