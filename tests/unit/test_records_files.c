/* SPDX-License-Identifier: MIT */
// objects: applet/session/records.c applet/base/deadline.c
// objects: tests/unit/records_fixture.c
/*
 * Records into files that are damaged, full, huge, locked, no files at all, or
 * written by many at once.
 */
#include "records_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Files that are not whole are cut back to the last record. */
static void
records_behind_a_damaged_end(void **state)
{
	struct utmp old = old_record(LOGIN_PROCESS, 5, "tty5", "5");
	char damaged[sizeof(old) + 383];

	for (size_t rest = 1; rest < sizeof(old); rest += 127) {
		memset(damaged, 'x', sizeof(damaged));
		memcpy(damaged, &old, sizeof(old));
		make_file("utmp", damaged, sizeof(old) + rest);
		make_file("wtmp", damaged, sizeof(old) + rest);
		records_begin(&anna);
		for (int file = 0; file < 2; file++) {
			assert_int_equal(load(file == 0 ? "utmp" : "wtmp"), 2);
			assert_memory_equal(&all[0], &old, sizeof(old));
			assert_string_equal(all[1].ut_user, "anna");
		}
	}
	assert_int_equal(reports, 0);
}

static void
records_in_garbage(void **state)
{
	unsigned char garbage[20 * sizeof(struct utmp)];
	unsigned seed = 4711;

	for (int round = 0; round < 50; round++) {
		size_t count = 0;

		for (size_t at = 0; at < sizeof(garbage); at++) {
			garbage[at] = (unsigned char)rand_r(&seed);
		}
		make_file("utmp", garbage, sizeof(garbage));
		records_begin(&anna);
		count = load("utmp");
		assert_int_equal(count, 21);
		assert_memory_equal(all, garbage, sizeof(garbage));
		assert_string_equal(all[20].ut_user, "anna");
		records_end(&anna);
		assert_int_equal(load("utmp"), 21);
		assert_int_equal(all[20].ut_type, DEAD_PROCESS);
	}
}

/* The file may grow by 100 bytes, which the write fills. */
static void
records_that_find_no_room(void **state)
{
	struct rlimit before = {0};
	struct rlimit tight = {0};
	struct utmp old[2] = {old_record(DEAD_PROCESS, 5, "tty5", "5"),
			      old_record(DEAD_PROCESS, 6, "tty6", "6")};

	make_file("wtmp", old, sizeof(old));
	make_file("utmp", old, sizeof(old));
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	tight = before;
	for (rlim_t more = 0; more < sizeof(old[0]); more += 100) {
		tight.rlim_cur = sizeof(old) + more;
		reports = 0;
		setrlimit(RLIMIT_FSIZE, &tight);
		records_begin(&anna);
		setrlimit(RLIMIT_FSIZE, &before);
		assert_int_equal(reports, 2);
		assert_string_equal(last_file, "wtmp");
		assert_int_equal(last_error, more == 0 ? EFBIG : ENOSPC);
		assert_int_equal(load("wtmp"), 2);
		assert_memory_equal(all, old, sizeof(old));
		assert_int_equal(load("utmp"), 2);
		assert_memory_equal(all, old, sizeof(old));
	}
}

static void
records_into_what_is_no_file(void **state)
{
	make_file("other", "", 0);
	unlink("utmp");
	unlink("wtmp");
	unlink("btmp");
	assert_int_equal(symlink("other", "utmp"), 0);
	assert_int_equal(mkfifo("wtmp", 0600), 0);
	assert_int_equal(mkdir("btmp", 0700), 0);
	records_begin(&anna);
	records_failure(&anna);
	assert_int_equal(reports, 3);
	assert_int_equal(size_of("other"), 0);
	unlink("utmp");
	assert_int_equal(symlink("nowhere", "utmp"), 0);
	records_begin(&anna);
	assert_int_equal(size_of("nowhere"), -1);
	unlink("wtmp");
	assert_int_equal(symlink("/dev/full", "wtmp"), 0);
	records_begin(&anna);
	assert_int_equal(reports, 7);
	/* Only root can make one. */
	rmdir("btmp");
	if (mknod("btmp", S_IFCHR | 0600, makedev(1, 3)) == 0) {
		records_failure(&anna);
		assert_int_equal(reports, 8);
	}
}

/* A FIFO with a reader gets nothing either. */
static void
records_into_a_fifo_that_is_read(void **state)
{
	char byte = 0;
	int reader = -1;

	unlink("wtmp");
	mkfifo("wtmp", 0600);
	reader = open("wtmp", O_RDONLY | O_NONBLOCK);
	records_begin(&anna);
	assert_int_equal(read(reader, &byte, 1), 0);
	assert_int_equal(last_error, EINVAL);
	close(reader);
}

static void
records_in_huge_files(void **state)
{
	const off_t huge = SIZE * (1LL << 24); /* 6 GiB, all of it holes */
	struct utmp found = {0};
	int fd = -1;

	assert_int_equal(truncate("utmp", huge), 0);
	assert_int_equal(truncate("wtmp", huge), 0);
	records_begin(&anna);
	assert_int_equal(reports, 1);
	assert_int_equal(last_error, EFBIG);
	assert_string_equal(last_file, "utmp");
	assert_int_equal(size_of("utmp"), huge);
	assert_int_equal(size_of("wtmp"), huge + SIZE);
	fd = open("wtmp", O_RDONLY);
	assert_int_equal(pread(fd, &found, sizeof(found), huge), SIZE);
	close(fd);
	assert_string_equal(found.ut_user, "anna");
}

static void
lock_whole(int fd, short type, int command)
{
	struct flock whole = {.l_type = type, .l_whence = SEEK_SET};

	assert_int_equal(fcntl(fd, command, &whole), 0);
}

/* Another process has a lock on name for so long; returns its pid. */
static pid_t
hold_lock(const char *name, short type, useconds_t time_us)
{
	int ready[2] = {-1, -1};
	char byte = 0;
	pid_t child = -1;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		int fd = open(name, type == F_RDLCK ? O_RDONLY : O_RDWR);

		lock_whole(fd, type, F_SETLK);
		byte = (char)write(ready[1], "", 1);
		usleep(time_us);
		_exit(0);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return child;
}

static int64_t
now_ms(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
records_wait_for_a_lock(void **state)
{
	int64_t begin = now_ms();
	pid_t child = hold_lock("wtmp", F_WRLCK, 300000);

	records_begin(&anna);
	assert_in_range(now_ms() - begin, 290, 1900);
	assert_int_equal(load("wtmp"), 1);
	waitpid(child, NULL, 0);
}

/* Anybody who may read the file can lock it: he keeps nobody out of it. */
static void
records_do_not_wait_for_ever(void **state)
{
	int64_t begin = now_ms();
	pid_t child = hold_lock("wtmp", F_RDLCK, 60000000);

	records_begin(&anna);
	assert_in_range(now_ms() - begin, 1990, 20000);
	assert_int_equal(load("wtmp"), 1);
	assert_int_equal(load("utmp"), 1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* They lock themselves: a writer is not seen in the midst of it. */
static void
records_lock(void **state)
{
	pid_t child = hold_lock("utmp", F_RDLCK, 400000);
	int64_t begin = now_ms();

	records_begin(&anna);
	assert_true(now_ms() - begin >= 300);
	waitpid(child, NULL, 0);
	/* Nothing is locked any more. */
	child = hold_lock("utmp", F_WRLCK, 0);
	waitpid(child, NULL, 0);
}

#define WRITERS 12
#define ROUNDS 20

static void
write_often(int writer)
{
	char tty[32];
	struct records own = {.user = "anna", .tty = tty, .pid = 1000 + writer};

	snprintf(tty, sizeof(tty), "/dev/pts/%d", writer);
	for (int round = 0; round < ROUNDS; round++) {
		records_begin(&own);
		if (round != ROUNDS - 1) {
			records_end(&own);
		}
	}
}

static void
records_of_many_at_once(void **state)
{
	int seen[WRITERS] = {0};

	for (int writer = 0; writer < WRITERS; writer++) {
		if (fork() == 0) {
			write_often(writer);
			_exit(reports);
		}
	}
	for (int writer = 0; writer < WRITERS; writer++) {
		int status = -1;

		wait(&status);
		assert_int_equal(status, 0);
	}
	assert_int_equal(load("utmp"), WRITERS);
	for (int at = 0; at < WRITERS; at++) {
		assert_int_equal(all[at].ut_type, USER_PROCESS);
		assert_in_range(all[at].ut_pid, 1000, 1000 + WRITERS - 1);
		seen[all[at].ut_pid - 1000]++;
	}
	for (int writer = 0; writer < WRITERS; writer++) {
		assert_int_equal(seen[writer], 1);
	}
	assert_int_equal(size_of("wtmp"), WRITERS * (2 * ROUNDS - 1) * SIZE);
}

#define RECORDS_TEST(f) \
	cmocka_unit_test_setup_teardown(f, records_setup, records_teardown)

static const struct CMUnitTest tests[] = {
	RECORDS_TEST(records_behind_a_damaged_end),
	RECORDS_TEST(records_in_garbage),
	RECORDS_TEST(records_that_find_no_room),
	RECORDS_TEST(records_into_what_is_no_file),
	RECORDS_TEST(records_into_a_fifo_that_is_read),
	RECORDS_TEST(records_in_huge_files),
	RECORDS_TEST(records_wait_for_a_lock),
	RECORDS_TEST(records_do_not_wait_for_ever),
	RECORDS_TEST(records_lock),
	RECORDS_TEST(records_of_many_at_once),
};

UNIT_MAIN(tests)
