/* SPDX-License-Identifier: MIT */
/*
 * glob and globfree for the modules that read the files of a directory
 * (limits.d, access.d, namespace.d); the recipes redirect them here, because
 * the whole of glob is 2 KB more.
 */
#ifndef COMPAT_CONFIG_GLOB_H
#define COMPAT_CONFIG_GLOB_H

#include <glob.h>

/*
 * The pattern is a directory, a slash, a star and a suffix without special
 * characters. Finds the names in the directory that end in the suffix and do
 * not begin with a dot. flags and on_error are not looked at: an error always
 * ends it, nothing is sorted.
 *
 * Returns 0: *found has gl_pathc paths in gl_pathv and a NULL after them, for
 * compat_globfree. Otherwise there is nothing to free: GLOB_NOMATCH for no
 * such file, GLOB_NOSPACE for no memory, GLOB_ABORTED for a directory that
 * cannot be read, or any other pattern.
 */
int compat_glob(const char *pattern, int flags,
		int (*on_error)(const char *path, int error), glob_t *found);

/* Frees what compat_glob stored. */
void compat_globfree(glob_t *found);

#endif
