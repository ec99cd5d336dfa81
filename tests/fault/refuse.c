/* SPDX-License-Identifier: MIT */
#include "refuse.h"

#include "ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define STATUS_BROKEN 97
#define STATUS_ENDLESS 98
#define TELL_MOST 100
#define REFUSE_MOST 100000

static pid_t gate;
static unsigned fail_at[2]; /* of the gate, of its children; 0: never */
static unsigned fail_row = 1;
static unsigned refused; /* by this process */
static unsigned *counts; /* the same two, shared by all processes */

static unsigned
number_of(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL ? (unsigned)strtoul(value, NULL, 10) : 0;
}

/*
 * Before main(): what runs set-user-ID takes the environment away there.
 */
__attribute__((constructor)) static void
start(void)
{
	if (counts != NULL) {
		return;
	}
	gate = getpid();
	fail_at[0] = number_of("FAULT_PARENT");
	fail_at[1] = number_of("FAULT_CHILD");
	if (number_of("FAULT_ROW") != 0) {
		fail_row = number_of("FAULT_ROW");
	}
	counts = __real_mmap(NULL, 2 * sizeof(*counts), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counts == MAP_FAILED) {
		__real__Exit(STATUS_BROKEN);
	}
}

bool
refuse_now(uintptr_t caller)
{
	int which = 0;
	unsigned count = 0;
	unsigned limit = 0;

	start();
	which = getpid() != gate;
	count = ++counts[which];
	limit = fail_at[which];
	if (limit == 0 || count < limit || count - limit >= fail_row) {
		return false;
	}
	if (++refused <= TELL_MOST) {
		ledger_note("fail %u %lx", count, caller);
	} else if (refused > REFUSE_MOST) {
		ledger_note("endless %lx", caller);
		__real__Exit(STATUS_ENDLESS);
	}
	errno = ENOMEM;
	return true;
}

void
refuse_tell_end(int status)
{
	start();
	ledger_note("end %u %u %d", counts[0], counts[1], status);
}
