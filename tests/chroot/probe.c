/* SPDX-License-Identifier: MIT */
/*
 * The command behind the gate in tests: tells what it was given.
 *
 *	probe report        what a process has, one NAME=VALUE a line
 *	probe exit N        ends with N
 *	probe signal N      is killed by signal N
 *	probe cat           copies standard input to standard output
 *	probe rest          prints what can be read at once
 *	probe wait          says "waiting" and waits, at most a minute
 */
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define DESCRIPTORS 1024
#define GROUPS 64
#define WAIT_S 60
#define REST_MS 200

static void
report_ids(void)
{
	gid_t groups[GROUPS];
	int count = getgroups(GROUPS, groups);

	printf("uid=%d\neuid=%d\ngid=%d\negid=%d\ngroups=", (int)getuid(),
	       (int)geteuid(), (int)getgid(), (int)getegid());
	for (int i = 0; i < count; i++) {
		printf("%s%d", i ? "," : "", (int)groups[i]);
	}
	printf("\n");
}

static void
report_descriptors(void)
{
	printf("descriptors=");
	for (int fd = 0; fd < DESCRIPTORS; fd++) {
		if (fcntl(fd, F_GETFD) >= 0) {
			printf("%s%d", fd ? "," : "", fd);
		}
	}
	printf("\n");
}

static void
report_signals(void)
{
	sigset_t mask;

	sigprocmask(SIG_SETMASK, NULL, &mask);
	printf("blocked=");
	for (int number = 1; number < NSIG; number++) {
		printf(sigismember(&mask, number) == 1 ? "%d " : "", number);
	}
	printf("\nignored=");
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action = {0};

		sigaction(number, NULL, &action);
		printf(action.sa_handler == SIG_IGN ? "%d " : "", number);
	}
	printf("\n");
}

static void
report_process(void)
{
	char directory[4096] = "";
	struct rlimit core = {0};
	mode_t mask = umask(0);

	getrlimit(RLIMIT_CORE, &core);
	printf("umask=%03o\ncwd=%s\ncore=%ld\n", (unsigned int)mask,
	       getcwd(directory, sizeof(directory)), (long)core.rlim_cur);
	printf("leader=%d\nforeground=%d\n", getsid(0) == getpid(),
	       tcgetpgrp(0) == getpgrp());
}

static int
report(char **environment)
{
	report_ids();
	report_descriptors();
	report_signals();
	report_process();
	for (char **each = environment; *each; each++) {
		printf("env:%s\n", *each);
	}
	return 0;
}

static int
copy_input(void)
{
	char buffer[4096];
	ssize_t count = 0;

	while ((count = read(0, buffer, sizeof(buffer))) > 0) {
		fwrite(buffer, 1, (size_t)count, stdout);
	}
	return 0;
}

static int
show_rest(void)
{
	struct pollfd input = {.fd = 0, .events = POLLIN};
	char buffer[4096];
	ssize_t count = 0;

	printf("rest=[");
	while (poll(&input, 1, REST_MS) > 0
	       && (count = read(0, buffer, sizeof(buffer))) > 0) {
		fwrite(buffer, 1, (size_t)count, stdout);
	}
	printf("]\n");
	return 0;
}

static int
wait_long(void)
{
	alarm(WAIT_S);
	puts("waiting");
	fflush(stdout);
	pause();
	return 0;
}

int
main(int argc, char **argv, char **environment)
{
	const char *what = argc > 1 ? argv[1] : "report";

	if (strcmp(what, "exit") == 0 && argc > 2) {
		return atoi(argv[2]);
	}
	if (strcmp(what, "signal") == 0 && argc > 2) {
		return raise(atoi(argv[2]));
	}
	if (strcmp(what, "cat") == 0) {
		return copy_input();
	}
	if (strcmp(what, "rest") == 0) {
		return show_rest();
	}
	return strcmp(what, "wait") == 0 ? wait_long() : report(environment);
}
