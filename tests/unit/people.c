/* SPDX-License-Identifier: MIT */
#include "unit_main.h"

#include "people.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/signals.h"
#include "prompt/arena.h"
#include "prompt/caps_lock.h"

#define STEPS_MAX 600
#define LIMIT_MS 30000 /* of the true clock, for what is on its way */
#define WAITS_MAX 20000

int __wrap_ppoll(struct pollfd *list, nfds_t count,
		 const struct timespec *limit, const sigset_t *mask);
int __real_ppoll(struct pollfd *list, nfds_t count,
		 const struct timespec *limit, const sigset_t *mask);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_nanosleep(clockid_t clock, int flags,
			   const struct timespec *time, struct timespec *left);

struct person people[PEOPLE];
int caps_lock_now;

static struct {
	enum {
		SEE,
		TYPE,
		TYPE_NUL,
		LEAVE,
		PASS,
		DO
	} kind;
	int person;
	const char *text;
	int64_t ms;
	void (*function)(void);
} steps[STEPS_MAX];
static int steps_count;
static int steps_done;
static int64_t clock_ms = 5000000; /* goes on from test to test */
static int64_t started_ms;
static int waits;

enum caps_lock
caps_lock_read(int fd)
{
	return (enum caps_lock)caps_lock_now;
}

int
__wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	now->tv_sec = clock_ms / 1000;
	now->tv_nsec = clock_ms % 1000 * 1000000;
	return 0;
}

int
__wrap_clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
		       struct timespec *left)
{
	int64_t until_ms = time->tv_sec * 1000 + time->tv_nsec / 1000000;

	clock_ms = until_ms > clock_ms ? until_ms : clock_ms;
	return 0;
}

void
pass_at_once(int64_t ms)
{
	clock_ms += ms;
}

int64_t
now_ms(void)
{
	return clock_ms - started_ms;
}

static void
open_terminal(struct person *person)
{
	assert_int_equal(openpty(&person->master, &person->slave, person->name,
				 NULL, NULL),
			 0);
	assert_int_equal(fcntl(person->master, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(fcntl(person->slave, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(tcgetattr(person->slave, &person->before), 0);
	person->seen[0] = '\0';
}

int
people_setup(void **state)
{
	steps_count = steps_done = waits = 0;
	clock_ms += 1000000;
	started_ms = clock_ms;
	caps_lock_now = CAPS_LOCK_UNKNOWN;
	for (int i = 0; i < PEOPLE; i++) {
		open_terminal(&people[i]);
	}
	return signals_setup() ? 0 : -1;
}

int
people_teardown(void **state)
{
	for (int i = 0; i < PEOPLE; i++) {
		leave(i);
		close(people[i].slave);
	}
	signals_forget();
	close(signals_fd());
	arena_release(0);
	return 0;
}

static void
rest(void)
{
	struct timespec step = {.tv_nsec = 1000000};

	nanosleep(&step, NULL);
}

int
bytes_waiting(int person)
{
	int bytes = 0;

	assert_int_equal(ioctl(people[person].slave, FIONREAD, &bytes), 0);
	return bytes;
}

/* Waits until it has come out at the terminal's other end. */
static void
type_bytes(int person, const char *bytes, size_t len)
{
	int wanted = bytes_waiting(person) + (int)len;

	assert_int_equal(write(people[person].master, bytes, len), len);
	for (int i = 0; i < LIMIT_MS && bytes_waiting(person) < wanted; i++) {
		rest();
	}
	assert_int_equal(bytes_waiting(person), wanted);
}

void
type(int person, const char *text)
{
	type_bytes(person, text, strlen(text));
}

void
leave(int person)
{
	if (people[person].master >= 0) {
		close(people[person].master);
		people[person].master = -1;
	}
}

static void
look(struct person *person)
{
	size_t len = strlen(person->seen);
	ssize_t n = read(person->master, person->seen + len,
			 sizeof(person->seen) - 1 - len);

	if (n > 0) {
		person->seen[len + (size_t)n] = '\0';
	}
}

/* What was seen up to the end of text is done with. */
void
see(int person, const char *text)
{
	char *seen = people[person].seen;
	const char *found = NULL;

	for (int i = 0; i < LIMIT_MS && found == NULL; i++) {
		look(&people[person]);
		found = strstr(seen, text);
		if (found == NULL) {
			rest();
		}
	}
	if (found == NULL) {
		fail_msg("person %d waits for \"%s\" and sees \"%s\"", person,
			 text, seen);
	}
	found += strlen(text);
	memmove(seen, found, strlen(found) + 1);
}

void
assert_sees(int person, const char *wanted)
{
	char *seen = people[person].seen;

	see(person, wanted);
	rest();
	look(&people[person]);
	assert_string_equal(seen, "");
}

/* Until it takes nothing more, also when it was given time. */
void
stop_reading(int person)
{
	static const char block[256] = {[0 ... 255] = '.'};
	int refused = 0;

	while (refused < 20) {
		if (write(people[person].slave, block, sizeof(block)) > 0) {
			refused = 0;
		} else {
			assert_int_equal(errno, EAGAIN);
			refused++;
			rest();
		}
	}
}

void
read_again(int person)
{
	for (int quiet = 0; quiet < 20;) {
		people[person].seen[0] = '\0';
		look(&people[person]);
		quiet = people[person].seen[0] == '\0' ? quiet + 1 : 0;
		rest();
	}
}

void
assert_restored(int person)
{
	struct termios now = {0};

	assert_int_equal(tcgetattr(people[person].slave, &now), 0);
	assert_memory_equal(&now, &people[person].before, sizeof(now));
}

static void
add(int kind, int person, const char *text, int64_t ms, void (*function)(void))
{
	assert_true(steps_count < STEPS_MAX);
	steps[steps_count].kind = kind;
	steps[steps_count].person = person;
	steps[steps_count].text = text;
	steps[steps_count].ms = ms;
	steps[steps_count++].function = function;
}

void
will_see(int person, const char *text)
{
	add(SEE, person, text, 0, NULL);
}

void
will_type(int person, const char *text)
{
	add(TYPE, person, text, 0, NULL);
}

void
will_type_nul(int person)
{
	add(TYPE_NUL, person, NULL, 0, NULL);
}

void
will_leave(int person)
{
	add(LEAVE, person, NULL, 0, NULL);
}

void
will_pass(int64_t ms)
{
	add(PASS, 0, NULL, ms, NULL);
}

void
will_do(void (*function)(void))
{
	add(DO, 0, NULL, 0, function);
}

void
assert_all_happened(void)
{
	assert_int_equal(steps_done, steps_count);
}

/* A step that takes no time. */
static void
happen(int at)
{
	switch (steps[at].kind) {
	case SEE:
		see(steps[at].person, steps[at].text);
		break;
	case TYPE:
		type(steps[at].person, steps[at].text);
		break;
	case TYPE_NUL:
		type_bytes(steps[at].person, "", 1);
		break;
	case LEAVE:
		leave(steps[at].person);
		break;
	default:
		steps[at].function();
		break;
	}
}

/* Lets the time pass that the next step has, at most limit_ms; what is left. */
static int64_t
pass(int64_t limit_ms)
{
	int64_t *ms = &steps[steps_done].ms;
	int64_t passed = *ms < limit_ms ? *ms : limit_ms;

	clock_ms += passed;
	*ms -= passed;
	if (*ms == 0) {
		steps_done++;
	}
	return limit_ms - passed;
}

int
__wrap_ppoll(struct pollfd *list, nfds_t count, const struct timespec *limit,
	     const sigset_t *mask)
{
	static const struct timespec at_once = {0};
	int64_t left_ms = limit->tv_sec * 1000 + limit->tv_nsec / 1000000;
	int ready = __real_ppoll(list, count, &at_once, mask);

	assert_true(++waits < WAITS_MAX);
	/* Who writes waits for the line alone. */
	while (ready == 0 && left_ms > 0 && list[0].events != POLLOUT
	       && steps_done < steps_count) {
		if (steps[steps_done].kind == PASS) {
			left_ms = pass(left_ms);
		} else {
			happen(steps_done++);
		}
		ready = __real_ppoll(list, count, &at_once, mask);
	}
	if (ready == 0) {
		clock_ms += left_ms;
	}
	return ready;
}
