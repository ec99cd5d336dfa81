/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "meddle.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* What the kernel returns to itself: the call is made again behind a signal. */
#define AGAIN_FIRST (-516)
#define AGAIN_LAST (-512)

/*
 * Those that nothing comes back from; that always succeed (getpgrp()); and the
 * one that has no error but for a bad address, around each fork of musl's.
 */
static bool
cannot_fail(unsigned long long number)
{
	return number == SYS_exit || number == SYS_exit_group
	       || number == SYS_rt_sigreturn || number == SYS_getpgid
	       || number == SYS_rt_sigprocmask;
}

static bool
is_sleep(unsigned long long number)
{
	return number == SYS_nanosleep || number == SYS_clock_nanosleep;
}

static bool
is_written(const struct user_regs_struct *registers)
{
	return registers->orig_rax == SYS_write
	       || registers->orig_rax == SYS_writev;
}

/*
 * Read and written as a whole, or not at all: a signalfd, a datagram; and so is
 * what is written to a pipe, if it is no more than PIPE_BUF (POSIX).
 */
static bool
is_whole(pid_t pid, const struct user_regs_struct *registers)
{
	char path[64];
	char name[64] = "";

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid,
		 (int)registers->rdi);
	return readlink(path, name, sizeof(name) - 1) < 0
	       || strncmp(name, "anon_inode:", 11) == 0
	       || strncmp(name, "socket:", 7) == 0
	       || (strncmp(name, "pipe:", 5) == 0 && is_written(registers));
}

/* The first piece of a vector that is not empty, as a call of its own. */
static bool
one_of_vector(pid_t pid, struct user_regs_struct *registers)
{
	for (unsigned long long i = 0; i < registers->rdx; i++) {
		unsigned long long at = registers->rsi
					+ i * sizeof(struct iovec);
		long base = ptrace(PTRACE_PEEKDATA, pid, at, NULL);
		long len = ptrace(PTRACE_PEEKDATA, pid, at + sizeof(base),
				  NULL);

		if (len > 0) {
			registers->orig_rax = registers->orig_rax == SYS_readv
						      ? SYS_read
						      : SYS_write;
			registers->rsi = (unsigned long long)base;
			return true;
		}
	}
	return false;
}

/* Makes it transfer one byte. false: it is none that can. */
static bool
shorten(pid_t pid, struct user_regs_struct *registers)
{
	switch (registers->orig_rax) {
	case SYS_getrandom:
		registers->rsi = registers->rsi > 0;
		return true;
	case SYS_readv:
	case SYS_writev:
		if (is_whole(pid, registers)
		    || !one_of_vector(pid, registers)) {
			return false;
		}
		registers->rdx = 1;
		return true;
	case SYS_read:
	case SYS_write:
	case SYS_pread64:
	case SYS_pwrite64:
		if (registers->rdx <= 1 || is_whole(pid, registers)) {
			return false;
		}
		registers->rdx = 1;
		return true;
	default:
		return false;
	}
}

/* true: it was meddled with. */
static bool
meddle(struct process *process, struct user_regs_struct *registers)
{
	if (plan.error != 0) {
		if (cannot_fail(registers->orig_rax)) {
			return false;
		}
		if (registers->orig_rax != SYS_close) {
			registers->orig_rax = (unsigned long long)-1;
		}
		process->replace = true;
		process->result = -plan.error;
	} else if (plan.shorten) {
		process->restore = shorten(process->pid, registers);
		return process->restore;
	}
	for (int i = 0; i < plan.signals_count; i++) {
		kill(process->pid, plan.signals[i]);
	}
	return true;
}

static void
call_begins(struct process *process)
{
	struct user_regs_struct registers = process->before;
	bool is_it = plan.process >= 0 && !process->again
		     && ((plan.call == 0
			  && (process->number > 0
			      || process->calls + 1 >= plan.from))
			 || (plan.process == process->number
			     && plan.call == process->calls + 1));

	process->calls += !process->again;
	if (plan.list && !process->again) {
		fprintf(plan.report, "call %d %u %lld\n", process->number,
			process->calls, (long long)process->before.orig_rax);
	}
	if (is_it && meddle(process, &registers)) {
		fprintf(plan.report, "hit %d %u %lld\n", process->number,
			process->calls, (long long)process->before.orig_rax);
	}
	if (is_sleep(registers.orig_rax)) {
		registers.orig_rax = (unsigned long long)-1;
		process->replace = true;
		process->result = 0;
	}
	if (process->replace || process->restore) {
		ptrace(PTRACE_SETREGS, process->pid, NULL, &registers);
	}
}

/* The kernel leaves these registers as they are: so do we. */
static void
call_ends(struct process *process, struct user_regs_struct *registers)
{
	long long result = (long long)registers->rax;

	if (process->replace) {
		registers->rax = (unsigned long long)process->result;
	}
	if (process->restore) {
		registers->orig_rax = process->before.orig_rax;
		registers->rsi = process->before.rsi;
		registers->rdx = process->before.rdx;
	}
	if (process->replace || process->restore) {
		ptrace(PTRACE_SETREGS, process->pid, NULL, registers);
	}
	process->again = !process->replace && result >= AGAIN_FIRST
			 && result <= AGAIN_LAST;
	process->replace = process->restore = false;
}

void
call_stopped(struct process *process)
{
	struct __ptrace_syscall_info info;
	struct user_regs_struct registers;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof(info), &info)
		    <= 0
	    || ptrace(PTRACE_GETREGS, process->pid, NULL, &registers) != 0) {
		return;
	}
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		process->before = registers;
		call_begins(process);
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		call_ends(process, &registers);
	}
}

static int
number(const char *text)
{
	return (int)strtol(text, NULL, 10);
}

int
plan_read(int argc, char **argv)
{
	int option = 0;

	while ((option = getopt(argc, argv, "+o:tm:u:lp:n:f:e:1s:")) >= 0) {
		if (option == 'o') {
			plan.report = fopen(optarg, "we");
		} else if (option == 't') {
			plan.terminal = true;
		} else if (option == 'm' && plan.mounts_count < MOUNTS_MOST) {
			plan.mounts[plan.mounts_count++] = optarg;
		} else if (option == 'u') {
			plan.uid = (uid_t)number(optarg);
		} else if (option == 'l') {
			plan.list = true;
		} else if (option == 'p') {
			plan.process = number(optarg);
		} else if (option == 'n') {
			plan.call = (unsigned)number(optarg);
		} else if (option == 'f') {
			plan.from = (unsigned)number(optarg);
		} else if (option == 'e') {
			plan.error = number(optarg);
		} else if (option == '1') {
			plan.shorten = true;
		} else if (option == 's' && plan.signals_count < SIGNALS_MOST) {
			plan.signals[plan.signals_count++] = number(optarg);
		} else {
			return argc;
		}
	}
	if (plan.report == NULL) {
		return argc;
	}
	setvbuf(plan.report, NULL, _IOLBF, BUFSIZ);
	return optind;
}
