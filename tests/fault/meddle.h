/* SPDX-License-Identifier: MIT */
#ifndef FAULT_MEDDLE_H
#define FAULT_MEDDLE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <sys/user.h>

#define PROCESSES_MOST 64
#define SIGNALS_MOST 64
#define MOUNTS_MOST 8

struct plan {
	FILE *report;
	const char *mounts[MOUNTS_MOST];
	int mounts_count;
	uid_t uid;
	bool terminal;
	bool list;
	int process;   /* -1: none */
	unsigned from; /* with each: in the program itself */
	unsigned call; /* 0: each */
	int error;
	bool shorten;
	int signals[SIGNALS_MOST];
	int signals_count;
};

struct process {
	pid_t pid;
	int number;
	bool began;
	bool ours;
	bool ended;
	unsigned calls;
	bool again;   /* the next call is the last one, begun anew */
	bool restore; /* the registers, at the end of the call */
	bool replace; /* its result */
	long long result;
	struct user_regs_struct before;
};

extern struct plan plan;

/* Reads the options; the index of what is behind them. */
int plan_read(int argc, char **argv);

/* It stands at the beginning or the end of a call. */
void call_stopped(struct process *process);

#endif
