/* SPDX-License-Identifier: MIT */
/*
 * A program that asks, as -A names it: tells what it was given, and answers.
 *
 *	asker WORD... QUESTION
 *
 * What it has goes to /report, one NAME=VALUE a line; the bytes of /answer to
 * standard output. Where there is no /answer it cancels.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define DESCRIPTORS 1024

static FILE *out;

/* As hexadecimal digits: any byte can be in it. */
static void
tell_bytes(const char *name, const char *bytes)
{
	fprintf(out, "%s=", name);
	for (; *bytes; bytes++) {
		fprintf(out, "%02x", (unsigned char)*bytes);
	}
	fprintf(out, "\n");
}

static void
tell_descriptors(void)
{
	fprintf(out, "descriptors=");
	for (int fd = 0; fd < DESCRIPTORS; fd++) {
		if (fd != fileno(out) && fcntl(fd, F_GETFD) >= 0) {
			fprintf(out, "%d ", fd);
		}
	}
	fprintf(out, "\n");
}

/* What a read from standard input gives: "end" is what it should. */
static void
tell_input(void)
{
	char byte = 0;
	ssize_t count = read(STDIN_FILENO, &byte, 1);

	fprintf(out, "input=%s\n",
		count < 0   ? "none"
		: count > 0 ? "something"
			    : "end");
}

static void
tell_signals(void)
{
	sigset_t mask;

	sigprocmask(SIG_SETMASK, NULL, &mask);
	fprintf(out, "blocked=");
	for (int number = 1; number < NSIG; number++) {
		if (sigismember(&mask, number) == 1) {
			fprintf(out, "%d ", number);
		}
	}
	fprintf(out, "\nignored=");
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action = {0};

		sigaction(number, NULL, &action);
		if (action.sa_handler == SIG_IGN) {
			fprintf(out, "%d ", number);
		}
	}
	fprintf(out, "\n");
}

static void
tell_process(void)
{
	char directory[4096] = "";
	char oom[16] = "";
	struct rlimit core = {0};
	mode_t mask = umask(0);
	int terminal = open("/dev/tty", O_RDWR);
	int file = open("/proc/self/oom_score_adj", O_RDONLY);

	if (file >= 0 && read(file, oom, sizeof(oom) - 1) > 0) {
		oom[strcspn(oom, "\n")] = '\0';
	}
	getrlimit(RLIMIT_CORE, &core);
	fprintf(out, "umask=%03o\ncwd=%s\ncore=%ld\n", (unsigned)mask,
		getcwd(directory, sizeof(directory)), (long)core.rlim_cur);
	fprintf(out, "leader=%d\ngroup=%d\nterminal=%d\noom=%s\n",
		getsid(0) == getpid(), getpgrp() == getpid(), terminal >= 0,
		oom);
}

/* false: there is none. */
static bool
answer(void)
{
	char bytes[4096];
	int file = open("/answer", O_RDONLY);
	ssize_t count = 0;

	while ((count = read(file, bytes, sizeof(bytes))) > 0) {
		(void)!write(STDOUT_FILENO, bytes, (size_t)count);
	}
	return file >= 0;
}

int
main(int argc, char **argv, char **environment)
{
	/* Before anything is opened: the first free descriptor is seen, too. */
	out = fopen("/report", "a");
	if (out == NULL) {
		return EXIT_FAILURE;
	}
	tell_descriptors();
	tell_input();
	tell_signals();
	tell_process();
	fprintf(out, "argc=%d\n", argc);
	for (int i = 0; i < argc; i++) {
		tell_bytes("argument", argv[i]);
	}
	for (char **each = environment; *each; each++) {
		fprintf(out, "env:%s\n", *each);
	}
	fprintf(out, "end=\n");
	fclose(out);
	return answer() ? EXIT_SUCCESS : EXIT_FAILURE;
}
