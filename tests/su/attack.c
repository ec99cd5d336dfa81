/* SPDX-License-Identifier: MIT */
/*
 * What a hostile caller of a set-user-ID file, or a hostile command, does.
 *
 *	attack start STATE... -- PROGRAM ARGV0 [ARG]...
 *	                    PROGRAM in these states (see the table below)
 *	attack push TEXT    TEXT into every terminal that is there (TIOCSTI)
 *	attack trace PID    tries to look into a process
 *	attack blocks N     N KiB of digits on standard output
 *	attack hold         keeps the terminal open behind its parent's back
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define DESCRIPTORS 1024
#define LARGE (2 << 20)
#define WORD (100 << 10)
#define WORDS_MAX (LARGE / 2)
#define ALARM_MS 20

static char *arguments[WORDS_MAX + 1];
static char *environment[WORDS_MAX + 1];
static int arguments_count;
static int environment_count;

/* limit:RESOURCE, at 0; limit:RESOURCE=N. */
static void
limit(const char *value)
{
	const char *at = strchr(value, '=');
	rlim_t most = at != NULL ? (rlim_t)atol(at + 1) : 0;
	struct rlimit low = {most, most};

	if (setrlimit(atoi(value), &low) != 0) {
		perror("setrlimit");
		exit(99);
	}
}

/* files:N, not so low that nothing starts. */
static void
files(const char *value)
{
	struct rlimit few = {(rlim_t)atoi(value), (rlim_t)atoi(value)};

	setrlimit(RLIMIT_NOFILE, &few);
}

/* soft-files:N, which may be raised again. */
static void
soft_files(const char *value)
{
	struct rlimit few = {0};

	getrlimit(RLIMIT_NOFILE, &few);
	few.rlim_cur = (rlim_t)atoi(value);
	setrlimit(RLIMIT_NOFILE, &few);
}

static void
descriptors(const char *value)
{
	struct rlimit most = {DESCRIPTORS, DESCRIPTORS};
	int fd = 0;

	(void)value;
	setrlimit(RLIMIT_NOFILE, &most);
	while (fd >= 0 && fd < DESCRIPTORS - 1) {
		fd = open("/", O_RDONLY);
	}
}

static void
closed(const char *value)
{
	for (; *value != '\0'; value++) {
		close(*value - '0');
	}
}

static void
many_arguments(const char *value)
{
	(void)value;
	while (arguments_count < 20000) {
		arguments[arguments_count++] = "argument";
	}
}

/* argument:N, one of N bytes. */
static void
argument(const char *value)
{
	size_t len = (size_t)atol(value);
	char *word = malloc(len + 1);

	memset(word, 'x', len);
	word[len] = '\0';
	arguments[arguments_count++] = word;
}

static void
fill(char **list, int *count, const char *name)
{
	for (int bytes = 0; bytes + WORD < LARGE - (64 << 10); bytes += WORD) {
		char *word = malloc(WORD);

		memset(word, 'x', WORD - 1);
		word[WORD - 1] = '\0';
		memcpy(word, name, strlen(name));
		list[(*count)++] = word;
	}
}

static void
large_arguments(const char *value)
{
	(void)value;
	fill(arguments, &arguments_count, "");
}

static void
large_environment(const char *value)
{
	(void)value;
	fill(environment, &environment_count, "LARGE=");
}

static void
many_variables(const char *value)
{
	for (int i = 0; i < atoi(value); i++) {
		char *word = malloc(16);

		sprintf(word, "V%d=x", i);
		environment[environment_count++] = word;
	}
}

static void
variable(const char *value)
{
	environment[environment_count++] = strdup(value);
}

static void
mask(const char *value)
{
	umask((mode_t)strtol(value, NULL, 8));
}

static void
no_directory(const char *value)
{
	(void)value;
	if (mkdir("/tmp/gone", 0700) != 0 || chdir("/tmp/gone") != 0
	    || rmdir("/tmp/gone") != 0) {
		perror("/tmp/gone");
		exit(99);
	}
}

static void
ignored(const char *value)
{
	(void)value;
	for (int i = 1; i < NSIG; i++) {
		signal(i, SIG_IGN);
	}
}

static void
blocked(const char *value)
{
	sigset_t all;

	(void)value;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
}

static void
alarms(const char *value)
{
	struct itimerval soon = {{0, ALARM_MS * 1000}, {0, ALARM_MS * 1000}};

	(void)value;
	signal(SIGALRM, SIG_IGN);
	setitimer(ITIMER_REAL, &soon, NULL);
}

static const struct {
	const char *name;
	void (*enter)(const char *value);
} states[] = {
	{"limit", limit},
	{"files", files},
	{"soft-files", soft_files},
	{"descriptors", descriptors},
	{"closed", closed},
	{"argument", argument},
	{"many-arguments", many_arguments},
	{"large-arguments", large_arguments},
	{"large-environment", large_environment},
	{"many-variables", many_variables},
	{"variable", variable},
	{"umask", mask},
	{"no-directory", no_directory},
	{"ignored", ignored},
	{"blocked", blocked},
	{"alarms", alarms},
};

static void
enter(char *state)
{
	char *value = strchr(state, ':');
	size_t len = value != NULL ? (size_t)(value - state) : strlen(state);

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (strncmp(states[i].name, state, len) == 0
		    && states[i].name[len] == '\0') {
			states[i].enter(value != NULL ? value + 1 : "");
			return;
		}
	}
	fprintf(stderr, "no such state: %s\n", state);
	exit(99);
}

static int
start(char **words)
{
	char **state = words;
	char **program = NULL;

	while (strcmp(*words, "--") != 0) {
		words++;
	}
	program = words + 1;
	/* ARGV0 "NULL": argc is 0. */
	for (words += 2; *words != NULL && strcmp(*words, "NULL") != 0;
	     words++) {
		arguments[arguments_count++] = *words;
	}
	for (; strcmp(*state, "--") != 0; state++) {
		enter(*state);
	}
	execve(*program, arguments, environment);
	return 98; /* such a process cannot be: no attack */
}

static int
push(const char *text)
{
	int fds[] = {open("/dev/tty", O_RDWR), 0, 1, 2};
	int pushed = 0;

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		for (const char *at = text; *at != '\0'; at++) {
			pushed += ioctl(fds[i], TIOCSTI, at) == 0;
		}
	}
	printf("pushed %d\n", pushed);
	return 0;
}

static int
trace(pid_t pid)
{
	char path[64];
	static const char *const files[] = {"mem", "environ", "maps", "fd/0"};
	char byte = 0;
	struct iovec here = {&byte, 1};
	struct iovec there = {(void *)path, 1};

	if (ptrace(PTRACE_SEIZE, pid, 0, 0) == 0
	    || ptrace(PTRACE_ATTACH, pid, 0, 0) == 0) {
		puts("traced");
	}
	if (process_vm_readv(pid, &here, 1, &there, 1, 0) >= 0
	    || errno != EPERM) {
		puts("read");
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		int fd = -1;

		snprintf(path, sizeof(path), "/proc/%d/%s", pid, files[i]);
		fd = open(path, O_RDONLY);
		if (fd >= 0 && read(fd, &byte, 1) >= 0) {
			printf("opened %s\n", path);
		}
	}
	puts("tried");
	return 0;
}

static int
blocks(int kib)
{
	static char block[1024];

	for (int i = 0; i < kib; i++) {
		snprintf(block, sizeof(block), "%08d ", i);
		memset(block + 9, '0' + i % 10, sizeof(block) - 10);
		block[sizeof(block) - 1] = '\n';
		if (fwrite(block, sizeof(block), 1, stdout) != 1) {
			return 1;
		}
	}
	return fflush(stdout);
}

static int
hold(void)
{
	if (fork() == 0) {
		signal(SIGHUP, SIG_IGN);
		sleep(60);
		_exit(0);
	}
	puts("held");
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 5 && strcmp(argv[1], "start") == 0) {
		return start(argv + 2);
	}
	if (argc > 2 && strcmp(argv[1], "push") == 0) {
		return push(argv[2]);
	}
	if (argc > 2 && strcmp(argv[1], "trace") == 0) {
		return trace(atoi(argv[2]));
	}
	if (argc > 2 && strcmp(argv[1], "blocks") == 0) {
		return blocks(atoi(argv[2]));
	}
	if (argc > 1 && strcmp(argv[1], "hold") == 0) {
		return hold();
	}
	return 99;
}
