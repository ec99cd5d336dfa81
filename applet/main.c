/* SPDX-License-Identifier: MIT */
/*
 * pamlet: from the name that it was called by to the applet. The only place
 * that exits.
 */
#include "applet.h"
#include "autoconf.h"
#include "base/harden.h"
#include "base/report.h"
#include "install.h"
#include "libc-compat/heap_failure.h"
#include "pam/transaction.h"
#include "prompt/prompt.h"
#include "status.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: pamlet APPLET [ARG]...\n"
	"   or: pamlet --help [APPLET] | --version | --list\n" INSTALL_USAGE
	"The real Linux-PAM in one static file. Called by the name of an\n"
	"applet, it is that applet.\n"
	"\n"
	"applets:\n";

static const struct applet *const applets[] = {
	ENABLE_APPLET_GATE ? &applet_gate : NULL,
	ENABLE_APPLET_LOGIN ? &applet_login : NULL,
	ENABLE_APPLET_SULOGIN ? &applet_sulogin : NULL,
	ENABLE_APPLET_SU ? &applet_su : NULL,
	ENABLE_APPLET_PASSWD ? &applet_passwd : NULL,
	ENABLE_APPLET_VLOCK ? &applet_vlock : NULL,
	ENABLE_APPLET_PAMTEST ? &applet_pamtest : NULL,
	ENABLE_APPLET_FAILLOCK ? &applet_faillock : NULL,
};

#define APPLETS_COUNT (sizeof(applets) / sizeof(applets[0]))

const struct applet *
applet_next(size_t *index)
{
	while (*index < APPLETS_COUNT && applets[*index] == NULL) {
		(*index)++;
	}
	return *index < APPLETS_COUNT ? applets[(*index)++] : NULL;
}

static const struct applet *
find_applet(const char *name)
{
	const struct applet *applet = NULL;
	size_t index = 0;

	do {
		applet = applet_next(&index);
	} while (applet != NULL && strcmp(applet->name, name) != 0);
	return applet;
}

static int
wrong(const char *what, const char *word)
{
	report_usage("pamlet", what, word);
	return STATUS_USAGE;
}

static int
help(const char *name)
{
	const struct applet *applet = NULL;
	size_t index = 0;

	if (name != NULL) {
		applet = find_applet(name);
		if (applet == NULL) {
			return wrong("no such applet", name);
		}
		fputs(applet->usage, stdout);
		return STATUS_OK;
	}
	fputs(usage, stdout);
	while ((applet = applet_next(&index)) != NULL) {
		printf("  %-10s %s\n", applet->name, applet->summary);
	}
	return STATUS_OK;
}

static int
list(void)
{
	const struct applet *applet = NULL;
	size_t index = 0;

	while ((applet = applet_next(&index)) != NULL) {
		puts(applet->name);
	}
	return STATUS_OK;
}

/* pamlet by its own name, with an option: argv[0] is the option. */
static int
run_option(int argc, char **argv)
{
	int status = STATUS_USAGE;

	if (ENABLE_INSTALL && strcmp(argv[0], "--install") == 0) {
		status = install_links(argc, argv);
	} else if (strcmp(argv[0], "--help") == 0 && argc <= 2) {
		status = help(argv[1]);
	} else if (strcmp(argv[0], "--version") == 0 && argc == 1) {
		version_print();
		status = STATUS_OK;
	} else if (strcmp(argv[0], "--list") == 0 && argc == 1) {
		status = list();
	} else {
		return wrong("not understood (see pamlet --help)", argv[0]);
	}
	/* A full disk or a closed pipe is not "ok". */
	if ((fflush(stdout) != 0 || ferror(stdout) != 0)
	    && status == STATUS_OK) {
		status = STATUS_BROKEN;
	}
	return status;
}

/*
 * By the name that we were called by, or by the first argument; *shift tells
 * which. NULL: by neither.
 */
static const struct applet *
choose_applet(int argc, char **argv, int *shift)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const struct applet *applet = NULL;

	*shift = 0;
	if (argc > 0) {
		applet = find_applet(slash != NULL ? slash + 1 : argv[0]);
	}
	if (applet == NULL && argc > 1) {
		*shift = 1;
		applet = find_applet(argv[1]);
	}
	return applet;
}

static int
run(int argc, char **argv)
{
	int shift = 0;
	const struct applet *applet = choose_applet(argc, argv, &shift);
	const char *refused = harden_start(applet != NULL
					   && applet->set_user_id);

	if (refused != NULL) {
		wrong(refused, NULL);
		return STATUS_BROKEN;
	}
	if (applet != NULL) {
		return applet->run(argc - shift, argv + shift);
	}
	if (argc < 1) {
		return wrong("called without a name", NULL);
	}
	if (argc < 2) {
		return wrong("which applet? (see pamlet --help)", NULL);
	}
	if (argv[1][0] == '-') {
		return run_option(argc - 1, argv + 1);
	}
	return wrong("no such applet", argv[1]);
}

/*
 * A loop in a module that goes on although there is no memory. (A helper in its
 * forked child has a way out of its own: libc-compat/helper.c.)
 */
static _Noreturn void
give_up(void)
{
	report_error("out of memory: given up", 0);
	transaction_forget();
	prompt_close();
	_exit(STATUS_BROKEN);
}

int
main(int argc, char **argv)
{
	compat_heap_on_exhaustion(give_up);
	exit(run(argc, argv));
}
