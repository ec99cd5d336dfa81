/* SPDX-License-Identifier: MIT */
#include "sulogin_shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SHELL_LAST "/bin/sh"
#define EXECUTABLE (S_IXUSR | S_IXGRP | S_IXOTH)

static struct identity root;

static bool
is_program(const char *path)
{
	struct stat status = {0};

	return path != NULL && path[0] == '/' && stat(path, &status) == 0
	       && S_ISREG(status.st_mode) && (status.st_mode & EXECUTABLE) != 0;
}

static void
find_root(void)
{
	if (!identity_find("root", &root) || root.uid != 0) {
		root = (struct identity){.name = "root", .home = "/"};
	}
	root.gid = 0;
}

static void
choose_shell(void)
{
	const char *named = getenv("SUSHELL");

	if (!is_program(named)) {
		named = getenv("sushell");
	}
	if (!is_program(named)) {
		named = is_program(root.shell) ? NULL : SHELL_LAST;
	}
	if (named != NULL) {
		snprintf(root.shell, sizeof(root.shell), "%s", named);
	}
}

struct session_request
sulogin_shell(bool login_shell)
{
	static char name[IDENTITY_PATH_BYTES + 1];
	static char *argv[] = {name, NULL};

	find_root();
	choose_shell();
	snprintf(name, sizeof(name), "%s%s", login_shell ? "-" : "",
		 strrchr(root.shell, '/') + 1);
	return (struct session_request){
		.who = &root,
		.argv = argv,
		.path = root.shell,
		.redirect = prompt_leads(),
	};
}
