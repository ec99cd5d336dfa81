/* SPDX-License-Identifier: MIT */
#include "config_glob.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the names must end in. scandir hands nothing on to its filter. */
static const char *wanted_suffix;

static int
is_wanted(const struct dirent *entry)
{
	const size_t name_len = strlen(entry->d_name);
	const size_t suffix_len = strlen(wanted_suffix);

	return entry->d_name[0] != '.' && name_len >= suffix_len
	       && strcmp(entry->d_name + name_len - suffix_len, wanted_suffix)
			  == 0;
}

/* The names become paths, and are freed, also when memory runs out. */
static int
take_paths(const char *directory, struct dirent **entries, size_t count,
	   glob_t *found)
{
	int status = 0;

	found->gl_pathc = count;
	found->gl_pathv = calloc(count + 1, sizeof(*found->gl_pathv));
	for (size_t i = 0; i < count; i++) {
		if (found->gl_pathv == NULL
		    || asprintf(&found->gl_pathv[i], "%s/%s", directory,
				entries[i]->d_name)
			       < 0) {
			status = GLOB_NOSPACE;
		}
		free(entries[i]);
	}
	if (status != 0 && found->gl_pathv != NULL) {
		compat_globfree(found);
	}
	return status;
}

int
compat_glob(const char *pattern, int flags,
	    int (*on_error)(const char *path, int error), glob_t *found)
{
	const char *const star = strchr(pattern, '*');
	struct dirent **entries = NULL;
	char *directory = NULL;
	int count = 0;
	int status = GLOB_ABORTED;

	(void)flags;
	(void)on_error;
	if (star == NULL || star == pattern || star[-1] != '/'
	    || strpbrk(star + 1, "*?[/\\") != NULL) {
		return GLOB_ABORTED;
	}
	directory = strndup(pattern, (size_t)(star - 1 - pattern));
	if (directory == NULL) {
		return GLOB_NOSPACE;
	}
	wanted_suffix = star + 1;
	count = scandir(directory, &entries, is_wanted, NULL);
	if (count > 0) {
		status = take_paths(directory, entries, (size_t)count, found);
	} else if (count == 0) {
		status = GLOB_NOMATCH;
	} else if (errno == ENOMEM) {
		status = GLOB_NOSPACE;
	}
	free(entries);
	free(directory);
	return status;
}

void
compat_globfree(glob_t *found)
{
	for (size_t i = 0; i < found->gl_pathc; i++) {
		free(found->gl_pathv[i]);
	}
	free(found->gl_pathv);
}
