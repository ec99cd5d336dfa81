/* SPDX-License-Identifier: MIT */
/*
 * Runs a program in a root directory of its own, and meddles with its calls.
 *
 *	meddle OPTION... ROOT PROGRAM ARGV0 [ARG]...
 *
 *	-o FILE   where the report goes
 *	-t        standard input becomes its controlling terminal
 *	-m NAME   the host's /NAME is seen in there, too
 *	-u UID    who runs it
 *	-l        lists the calls in the report
 *	-p P      in which process: 0 is the program, 1 its first child ...
 *	-n N      at which call of that process; 0 is each call of each process
 *	-f N      each from this one on of the program itself, and its children's
 *	-e ERROR  the call fails with it, and is not made (a close is made)
 *	-1        the call transfers one byte; which those are: see shorten()
 *	-s SIGNAL is sent as the call begins; may be given again; what stops it
 *	          is followed by SIGCONT
 *
 * The report, one line each: "call P N NUMBER", "hit P N NUMBER", "end STATUS"
 * (as waitpid() gives it), "left COUNT": processes that were there GRACE_MS
 * after the program's end. No sleep takes time. What a child executes is let
 * alone. (strace chooses no process, shortens no call, and fakes a close.)
 */
#define _GNU_SOURCE
#include "meddle.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRACE_MS 2000
#define OPTIONS                                                           \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK \
	 | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)

struct plan plan = {.process = -1};
static struct process processes[PROCESSES_MOST];
static int count;
static int main_status = -1;

static void
broken(const char *what)
{
	fprintf(stderr, "meddle: %s: %s\n", what, strerror(errno));
	_exit(125);
}

static void
must(int result, const char *what)
{
	if (result < 0) {
		broken(what);
	}
}

static void
see_in_there(const char *root, const char *name)
{
	char from[256];
	char to[4096];

	snprintf(from, sizeof(from), "/%s", name);
	snprintf(to, sizeof(to), "%s/%s", root, name);
	must(mount(from, to, NULL, MS_BIND | MS_REC, NULL), to);
}

static void
become_program(char **argv)
{
	if (plan.terminal) {
		must(setsid(), "setsid");
		must(ioctl(0, TIOCSCTTY, 0), "TIOCSCTTY");
	}
	if (plan.mounts_count > 0) {
		must(unshare(CLONE_NEWNS), "unshare");
		must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "/");
	}
	for (int i = 0; i < plan.mounts_count; i++) {
		see_in_there(argv[0], plan.mounts[i]);
	}
	must(chroot(argv[0]), argv[0]);
	must(chdir("/"), "/");
	if (plan.uid != 0) {
		must(setgroups(0, NULL), "setgroups");
		must(setresgid(plan.uid, plan.uid, plan.uid), "setresgid");
		must(setresuid(plan.uid, plan.uid, plan.uid), "setresuid");
	}
	execv(argv[1], argv + 2);
	broken(argv[1]);
}

static struct process *
process_of(pid_t pid)
{
	for (int i = 0; i < count; i++) {
		if (processes[i].pid == pid) {
			return &processes[i];
		}
	}
	if (count == PROCESSES_MOST) {
		errno = EAGAIN;
		broken("too many processes");
	}
	processes[count] = (struct process){.pid = pid,
					    .number = count,
					    .ours = count > 0};
	return &processes[count++];
}

/* It executes the program, or what we have nothing to do with. */
static void
executed(struct process *process)
{
	process->ours = process->number == 0 && !process->began;
	process->began = true;
}

static void
forked(struct process *process)
{
	unsigned long pid = 0;

	if (ptrace(PTRACE_GETEVENTMSG, process->pid, NULL, &pid) == 0
	    && !process->ours) {
		process_of((pid_t)pid)->ours = false;
	}
}

static void
go_on(const struct process *process, int signal_number)
{
	ptrace(process->ours ? PTRACE_SYSCALL : PTRACE_CONT, process->pid, NULL,
	       (long)signal_number);
}

static void
stopped(struct process *process, int status)
{
	int signal_number = WSTOPSIG(status);
	int event = status >> 16;

	if (signal_number == (SIGTRAP | 0x80)) {
		call_stopped(process);
		signal_number = 0;
	} else if (event == PTRACE_EVENT_STOP && signal_number != SIGTRAP) {
		/* As a shell does: it stays until it is told to go on. */
		kill(process->pid, SIGCONT);
		ptrace(PTRACE_LISTEN, process->pid, NULL, NULL);
		return;
	} else if (event != 0) {
		if (event == PTRACE_EVENT_EXEC) {
			executed(process);
		} else if (event != PTRACE_EVENT_STOP) {
			forked(process);
		}
		signal_number = 0;
	}
	go_on(process, signal_number);
}

static void
time_is_over(int signal_number)
{
	(void)signal_number;
}

static void
program_ended(int status)
{
	struct sigaction action = {.sa_handler = time_is_over};
	struct itimerval grace = {.it_value.tv_sec = GRACE_MS / 1000};

	main_status = status;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &grace, NULL);
}

/* How many are left when the time is over. */
static int
watch(void)
{
	int status = 0;
	int left = 0;
	pid_t pid = 0;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		struct process *process = process_of(pid);

		if (WIFSTOPPED(status)) {
			stopped(process, status);
			continue;
		}
		process->ended = true;
		if (process->number == 0) {
			program_ended(status);
		}
	}
	for (int i = 0; errno == EINTR && i < count; i++) {
		left += !processes[i].ended;
	}
	return left;
}

static void
run(char **argv)
{
	int hold[2];
	char none = 0;
	pid_t pid = 0;

	must(pipe2(hold, O_CLOEXEC), "pipe");
	must(prctl(PR_SET_CHILD_SUBREAPER, 1), "prctl");
	pid = fork();
	must(pid, "fork");
	if (pid == 0) {
		close(hold[1]);
		must((int)read(hold[0], &none, 1), "read");
		become_program(argv);
	}
	must((int)ptrace(PTRACE_SEIZE, pid, NULL, OPTIONS), "PTRACE_SEIZE");
	process_of(pid);
	close(hold[1]);
	close(0);
}

int
main(int argc, char **argv)
{
	int at = plan_read(argc, argv);
	int left = 0;

	if (argc - at < 3) {
		broken("ROOT PROGRAM ARGV0 [ARG]...");
	}
	run(argv + at);
	left = watch();
	fprintf(plan.report, "end %d\nleft %d\n", main_status, left);
	return fclose(plan.report) == 0 ? 0 : 125;
}
