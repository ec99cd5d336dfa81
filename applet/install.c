/* SPDX-License-Identifier: MIT */
#include "install.h"

#include "applet.h"
#include "base/report.h"
#include "status.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where this file is; without /proc nobody can tell. */
static bool
find_self(char *path, size_t size_bytes)
{
	ssize_t len = readlink("/proc/self/exe", path, size_bytes - 1);

	if (len <= 0) {
		report_usage("pamlet", "/proc/self/exe", strerror(errno));
		return false;
	}
	path[len] = '\0';
	return true;
}

static bool
is_same_file(const char *one, const char *other)
{
	struct stat a = {0};
	struct stat b = {0};

	return stat(one, &a) == 0 && stat(other, &b) == 0
	       && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/*
 * What a symbolic link in directory says: the file's name alone where the file
 * is in that directory, so that both may move (into an image).
 */
static const char *
link_text(char *self, const char *directory)
{
	char *slash = strrchr(self, '/');
	bool beside = false;

	if (slash == NULL || slash == self) {
		return self;
	}
	*slash = '\0';
	beside = is_same_file(self, directory);
	*slash = '/';
	return beside ? slash + 1 : self;
}

static bool
make_link(const char *self, const char *text, const char *name, bool symbolic)
{
	int failed = symbolic ? symlink(text, name) : link(self, name);

	if (failed == 0 || (errno == EEXIST && is_same_file(self, name))) {
		return true;
	}
	report_usage(name, strerror(errno), NULL);
	return false;
}

int
install_links(int argc, char **argv)
{
	char self[PATH_MAX];
	char name[PATH_MAX];
	bool symbolic = argc == 3 && strcmp(argv[1], "-s") == 0;
	const char *directory = argv[argc - 1];
	const struct applet *applet = NULL;
	size_t index = 0;
	bool made = true;

	if ((argc != 2 && !symbolic) || directory[0] == '-') {
		report_usage("pamlet", "usage: pamlet --install [-s] DIR",
			     NULL);
		return STATUS_USAGE;
	}
	if (!find_self(self, sizeof(self))) {
		return STATUS_BROKEN;
	}
	while (made && (applet = applet_next(&index)) != NULL) {
		int len = snprintf(name, sizeof(name), "%s/%s", directory,
				   applet->name);

		made = len > 0 && (size_t)len < sizeof(name)
		       && make_link(self, link_text(self, directory), name,
				    symbolic);
	}
	return made ? STATUS_OK : STATUS_BROKEN;
}
