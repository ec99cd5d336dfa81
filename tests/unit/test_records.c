/* SPDX-License-Identifier: MIT */
// objects: applet/session/records.c applet/base/deadline.c
// objects: tests/unit/records_fixture.c
/*
 * utmp, wtmp and btmp, written by session/records and read with glibc's own
 * structure: what goes where. Files that are not as they should be are in
 * test_records_files.c.
 */
#include "records_fixture.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
records_begin_and_end(void **state)
{
	time_t before = time(NULL);

	records_begin(&anna);
	for (int file = 0; file < 2; file++) {
		assert_int_equal(load(file == 0 ? "utmp" : "wtmp"), 1);
		assert_int_equal(all[0].ut_type, USER_PROCESS);
		assert_int_equal(all[0].ut_pid, 777);
		assert_string_equal(all[0].ut_user, "anna");
		assert_string_equal(all[0].ut_line, "ttyS0");
		assert_memory_equal(all[0].ut_id, "tyS0", 4);
		assert_string_equal(all[0].ut_host, "");
		assert_int_equal(all[0].ut_session, getsid(0));
		assert_in_range(all[0].ut_tv.tv_sec, before, before + 30);
	}
	records_end(&anna);
	assert_int_equal(load("utmp"), 1);
	assert_int_equal(load("wtmp"), 2);
	assert_int_equal(all[0].ut_type, USER_PROCESS);
	assert_int_equal(all[1].ut_type, DEAD_PROCESS);
	load("utmp");
	assert_int_equal(all[0].ut_type, DEAD_PROCESS);
	assert_int_equal(all[0].ut_pid, 777);
	assert_string_equal(all[0].ut_user, "");
	assert_string_equal(all[0].ut_line, "ttyS0");
	assert_int_equal(size_of("btmp"), 0);
	assert_int_equal(reports, 0);
}

/* glibc's own reading of utmp finds it. */
static void
records_for_glibc(void **state)
{
	struct utmp wanted = {.ut_line = "ttyS0"};
	struct utmp *found = NULL;

	records_begin(&anna);
	utmpname("utmp");
	setutent();
	found = getutline(&wanted);
	assert_non_null(found);
	assert_string_equal(found->ut_user, "anna");
	endutent();
}

static void
records_of_failures(void **state)
{
	struct records failed = anna;

	failed.host = "192.0.2.7";
	records_failure(&failed);
	failed.user = NULL;
	records_failure(&failed);
	assert_int_equal(load("btmp"), 2);
	assert_int_equal(all[0].ut_type, LOGIN_PROCESS);
	assert_string_equal(all[0].ut_user, "anna");
	assert_string_equal(all[0].ut_line, "ttyS0");
	assert_string_equal(all[0].ut_host, "192.0.2.7");
	assert_string_equal(all[1].ut_user, "UNKNOWN");
	assert_int_equal(size_of("utmp") + size_of("wtmp"), 0);
}

/* None is made, nobody complains. */
static void
records_without_files(void **state)
{
	unlink("utmp");
	unlink("wtmp");
	unlink("btmp");
	records_begin(&anna);
	records_failure(&anna);
	records_end(&anna);
	assert_int_equal(size_of("utmp"), -1);
	assert_int_equal(size_of("wtmp"), -1);
	assert_int_equal(size_of("btmp"), -1);
	assert_int_equal(reports, 0);
}

static void
records_without_a_terminal(void **state)
{
	struct records nowhere = {.user = "anna", .pid = 777};

	records_begin(&nowhere);
	records_failure(&nowhere);
	records_end(&nowhere);
	assert_int_equal(size_of("utmp") + size_of("wtmp") + size_of("btmp"),
			 0);
}

/* getty's record is found by its pid, behind an older one of the same line. */
static void
records_take_the_place_of_getty(void **state)
{
	struct utmp old[] = {
		old_record(BOOT_TIME, 777, "~", "~~"),
		old_record(DEAD_PROCESS, 12, "ttyS0", "old"),
		old_record(LOGIN_PROCESS, 777, "ttyS0", "S0"),
		old_record(LOGIN_PROCESS, 778, "tty1", "1"),
	};

	make_file("utmp", old, sizeof(old));
	records_begin(&anna);
	assert_int_equal(load("utmp"), 4);
	assert_memory_equal(&all[0], &old[0], 2 * sizeof(old[0]));
	assert_memory_equal(&all[3], &old[3], sizeof(old[0]));
	assert_int_equal(all[2].ut_type, USER_PROCESS);
	assert_string_equal(all[2].ut_user, "anna");
	assert_memory_equal(all[2].ut_id, "S0\0\0", 4);
	load("wtmp");
	assert_memory_equal(all[0].ut_id, "S0\0\0", 4);
	records_end(&anna);
	assert_int_equal(load("utmp"), 4);
	assert_int_equal(all[2].ut_type, DEAD_PROCESS);
	assert_memory_equal(all[2].ut_id, "S0\0\0", 4);
	/* sysvinit's, which does not know the line yet. */
	old[2] = old_record(INIT_PROCESS, 777, "", "7");
	make_file("utmp", old, sizeof(old));
	records_begin(&anna);
	assert_int_equal(load("utmp"), 4);
	assert_string_equal(all[2].ut_line, "ttyS0");
	assert_memory_equal(all[2].ut_id, "7\0\0\0", 4);
}

static void
records_take_the_place_of_the_line(void **state)
{
	struct utmp old[] = {
		/* Of another line: a pid that came around again. */
		old_record(USER_PROCESS, 777, "tty1", "1"),
		old_record(USER_PROCESS, 12, "ttyS0", "abcd"),
		old_record(DEAD_PROCESS, 13, "ttyS0", "late"),
		old_record(ACCOUNTING, 14, "tty9", "no"),
	};
	struct records accounted = {.user = "anna", .tty = "tty9", .pid = 777};

	make_file("utmp", old, sizeof(old));
	records_begin(&anna);
	assert_int_equal(load("utmp"), 4);
	assert_memory_equal(&all[0], &old[0], sizeof(old[0]));
	assert_memory_equal(&all[2], &old[2], sizeof(old[0]));
	assert_int_equal(all[1].ut_pid, 777);
	assert_memory_equal(all[1].ut_id, "abcd", 4);
	/* An id that is none is no reason to have none. */
	memset(old[1].ut_id, 0, sizeof(old[1].ut_id));
	make_file("utmp", old, sizeof(old));
	records_begin(&anna);
	load("utmp");
	assert_memory_equal(all[1].ut_id, "tyS0", 4);
	/* What is no session's record is none of a line. */
	records_begin(&accounted);
	assert_int_equal(load("utmp"), 5);
}

/* Somebody else sits there meanwhile: his record is not ours to end. */
static void
records_end_their_own_only(void **state)
{
	struct records bert = {.user = "bert", .tty = "ttyS0", .pid = 778};

	records_begin(&anna);
	records_begin(&bert);
	records_end(&anna);
	assert_int_equal(load("utmp"), 1);
	assert_int_equal(all[0].ut_type, USER_PROCESS);
	assert_string_equal(all[0].ut_user, "bert");
	assert_int_equal(load("wtmp"), 3);
	records_end(&bert);
	records_end(&bert);
	assert_int_equal(load("utmp"), 1);
	assert_int_equal(all[0].ut_type, DEAD_PROCESS);
}

static void
records_ids(void **state)
{
	static const char *const lines[][2] = {
		{"/dev/tty1", "tty1"},   {"/dev/pts/3", "ts/3"},
		{"/dev/pts/12", "s/12"}, {"/dev/x", "x\0\0"},
		{"/dev/", "\0\0\0"},     {"", "\0\0\0"},
	};
	struct records one = anna;

	for (size_t at = 0; at < sizeof(lines) / sizeof(lines[0]); at++) {
		one.tty = lines[at][0];
		records_failure(&one);
		assert_int_equal(load("btmp"), at + 1);
		assert_memory_equal(all[at].ut_id, lines[at][1], 4);
	}
}

/* Cut where the field ends, and no neighbour touched. */
static void
records_long_words(void **state)
{
	char tty[5 + 100 + 1] = "/dev/";
	char user[100 + 1] = "";
	char host[1000 + 1] = "";
	struct records longest = {.user = user, .tty = tty, .host = host};

	memset(tty + 5, 't', 100);
	memset(user, 'u', 100);
	memset(host, 'h', 1000);
	records_failure(&longest);
	load("btmp");
	assert_int_equal(strnlen(all[0].ut_line, sizeof(all[0].ut_line)), 31);
	assert_memory_equal(all[0].ut_id, "tttt", 4);
	assert_int_equal(strnlen(all[0].ut_user, sizeof(all[0].ut_user)), 31);
	assert_int_equal(strnlen(all[0].ut_host, sizeof(all[0].ut_host)), 255);
	assert_int_equal(all[0].ut_exit.e_termination, 0);
	assert_int_equal(all[0].ut_pid, 0);
	/* Found again by the whole of what is kept. */
	records_begin(&longest);
	records_begin(&longest);
	assert_int_equal(load("utmp"), 1);
}

static void
records_escape(void **state)
{
	struct records odd = anna;

	odd.user = "j\303\266rg\n";
	odd.host = "\033]0;x\007\x7f";
	records_failure(&odd);
	load("btmp");
	assert_string_equal(all[0].ut_user, "j\303\266rg?");
	assert_string_equal(all[0].ut_host, "?]0;x??");
}

static void
records_addresses(void **state)
{
	static const char *const none[] = {
		"1.2.3.example", "1.2.3", "a:b",
		"fe80::1%eth0",  "",      "1.2.3.4 "};
	struct records far = anna;
	int32_t wanted[4] = {0};
	size_t count = 0;

	for (; count < sizeof(none) / sizeof(none[0]); count++) {
		far.host = none[count];
		records_failure(&far);
		load("btmp");
		assert_memory_equal(all[count].ut_addr_v6, wanted, 16);
		assert_string_equal(all[count].ut_host, none[count]);
	}
	far.host = "192.0.2.7";
	records_failure(&far);
	load("btmp");
	inet_pton(AF_INET, far.host, wanted);
	assert_memory_equal(all[count].ut_addr_v6, wanted, 16);
	far.host = "2001:db8::1:2";
	records_failure(&far);
	load("btmp");
	inet_pton(AF_INET6, far.host, wanted);
	assert_memory_equal(all[count + 1].ut_addr_v6, wanted, 16);
}

#define RECORDS_TEST(f) \
	cmocka_unit_test_setup_teardown(f, records_setup, records_teardown)

static const struct CMUnitTest tests[] = {
	RECORDS_TEST(records_begin_and_end),
	RECORDS_TEST(records_for_glibc),
	RECORDS_TEST(records_of_failures),
	RECORDS_TEST(records_without_files),
	RECORDS_TEST(records_without_a_terminal),
	RECORDS_TEST(records_take_the_place_of_getty),
	RECORDS_TEST(records_take_the_place_of_the_line),
	RECORDS_TEST(records_end_their_own_only),
	RECORDS_TEST(records_ids),
	RECORDS_TEST(records_long_words),
	RECORDS_TEST(records_escape),
	RECORDS_TEST(records_addresses),
};

UNIT_MAIN(tests)
