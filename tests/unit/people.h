/* SPDX-License-Identifier: MIT */
/*
 * People at terminals (real ones, pty(7)) and a clock that nobody waits for.
 *
 * A test writes down what happens, step by step, and asks. Each time the code
 * under test would wait, and nothing is there for it, the next step happens;
 * when it is told to let time pass, or there are no steps left, the clock goes
 * on to the end of the wait at once. To be linked with
 *
 *	// ldflags: -Wl,--wrap=ppoll,--wrap=clock_gettime,--wrap=clock_nanosleep
 */
#ifndef UNIT_PEOPLE_H
#define UNIT_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

#include "base/deadline.h"

#define PEOPLE 3

struct person {
	char name[64]; /* of the terminal */
	int master;    /* -1: gone */
	int slave;     /* kept open, to look at */
	char seen[8192];
	struct termios before;
};

extern struct person people[PEOPLE];

/* What Caps Lock is said to be on all of them (prompt/caps_lock.h). */
extern int caps_lock_now;

/* cmocka's setup and teardown. */
int people_setup(void **state);
int people_teardown(void **state);

/* The steps. text stays the test's. */
void will_see(int person, const char *text); /* from where it saw the last */
void will_type(int person, const char *text);
void will_type_nul(int person);
void will_leave(int person); /* hangs up */
void will_pass(int64_t ms);
void will_do(void (*function)(void));

/* The same at once. */
void see(int person, const char *text);
void type(int person, const char *text);
void leave(int person);
void pass_at_once(int64_t ms);

/* All that is on its way to the person, beyond what was seen, is wanted. */
void assert_sees(int person, const char *wanted);

/* Nobody reads there any more; somebody does again (and saw nothing). */
void stop_reading(int person);
void read_again(int person);

/* All steps have happened. */
void assert_all_happened(void);

/* Milliseconds since the setup, by that clock. */
int64_t now_ms(void);

/* The settings are those of before; how many bytes wait to be read. */
void assert_restored(int person);
int bytes_waiting(int person);

#endif
