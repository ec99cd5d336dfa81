/* SPDX-License-Identifier: MIT */
// objects: applet/admit.c applet/pam/verdict.c
/*
 * Try after try until PAM says yes: who is let in, how often, and in which order
 * things are done, with a PAM and account files that say what the test wants.
 */
#include "unit_main.h"

#include <stdarg.h>
#include <string.h>

#include "admit.h"
#include "base/report.h"
#include "base/signals.h"
#include "prompt/prompt.h"

#define TRIES_MAX 8
#define EVENTS_MAX 80
#define UID_ANNA 1000
#define UID_BERT 1001

/* What PAM says in each try; behind the last it says no. */
static struct {
	enum transaction_verdict begin, login;
	const char *user;
	bool asked;
	bool no_more_tries;
	enum prompt_result ended;
} says[TRIES_MAX];
static int tried; /* how many were begun */
static const char *user_asked_for[TRIES_MAX];
static bool was_vouched[TRIES_MAX];
static const char *shown;
static const char *told;
static int pending_signal;

/* b: begun, l: login, e: ended, d: delay, f: flushed, s: shown, t: told. */
static char events[EVENTS_MAX + 1];

static void
note(char event)
{
	size_t len = strlen(events);

	assert_true(len < EVENTS_MAX);
	events[len] = event;
}

enum transaction_verdict
transaction_begin(struct transaction *transaction,
		  const struct transaction_request *request)
{
	static int handle_memory;

	note('b');
	assert_null(transaction->handle);
	assert_true(tried < TRIES_MAX);
	user_asked_for[tried] = request->user;
	was_vouched[tried] = request->vouched;
	*transaction = (struct transaction){.request = request};
	transaction->handle = (struct pam_handle *)&handle_memory;
	return says[tried++].begin;
}

enum transaction_verdict
transaction_login(struct transaction *transaction)
{
	note('l');
	transaction->conversation.asked = says[tried - 1].asked;
	transaction->conversation.ended = says[tried - 1].ended;
	transaction->no_more_tries = says[tried - 1].no_more_tries;
	return says[tried - 1].login;
}

const char *
transaction_user(const struct transaction *transaction)
{
	return transaction->handle != NULL ? says[tried - 1].user : NULL;
}

const char *
transaction_why(const struct transaction *transaction)
{
	return "said so";
}

void
transaction_end(struct transaction *transaction)
{
	note('e');
	transaction->handle = NULL;
}

void
transaction_delay(const struct transaction *transaction)
{
	note('d');
	assert_null(transaction->handle);
}

bool
identity_find(const char *name, struct identity *identity)
{
	bool is_anna = strcmp(name, "anna") == 0;

	if (!is_anna && strcmp(name, "bert") != 0) {
		return false;
	}
	*identity = (struct identity){.uid = is_anna ? UID_ANNA : UID_BERT};
	strcpy(identity->name, name);
	return true;
}

bool
identity_in_group(const struct identity *identity, const char *group)
{
	return strcmp(group, "wheel") == 0 && identity->uid == UID_BERT;
}

void
prompt_flush(void)
{
	note('f');
}

enum prompt_result
prompt_show(const char *text)
{
	note('s');
	shown = text;
	return PROMPT_OK;
}

void
report_about(const char *service, const char *user)
{
}

void
report_line(int level, const char *format, ...)
{
}

int
signals_collect(void)
{
	return pending_signal;
}

static void
denied(const char *user)
{
	note('t');
	told = user;
}

static struct admit_request request;
static struct transaction transaction;
static struct identity who;

static int
setup(void **state)
{
	for (int i = 0; i < TRIES_MAX; i++) {
		memset(&says[i], 0, sizeof(says[i]));
		says[i].begin = TRANSACTION_YES;
		says[i].login = TRANSACTION_DENIED;
		says[i].user = "anna";
		says[i].asked = true;
	}
	memset(events, 0, sizeof(events));
	memset(&request, 0, sizeof(request));
	memset(&transaction, 0, sizeof(transaction));
	memset(&who, 0, sizeof(who));
	request.pam.service = "gate";
	request.tries = 1;
	tried = pending_signal = 0;
	shown = told = NULL;
	return 0;
}

static void
assert_admitted(enum status status)
{
	assert_int_equal(admit(&request, &transaction, &who), status);
}

static void
admit_yes(void **state)
{
	says[0].login = TRANSACTION_YES;
	assert_admitted(STATUS_OK);
	assert_int_equal(who.uid, UID_ANNA);
	/* The handle stays, for the session. */
	assert_string_equal(events, "bl");
	assert_non_null(transaction.handle);
}

/* Whoever was asked for: the modules may have changed it. */
static void
admit_whom_pam_names(void **state)
{
	request.pam.user = "anna";
	says[0].login = TRANSACTION_YES;
	says[0].user = "bert";
	assert_admitted(STATUS_OK);
	assert_int_equal(who.uid, UID_BERT);
	assert_string_equal(who.name, "bert");
}

static void
admit_nobody(void **state)
{
	request.pam.user = "anna";
	request.denied = denied;
	says[0].login = TRANSACTION_YES;
	says[0].user = NULL;
	assert_admitted(STATUS_DENIED);
	assert_string_equal(events, "bltedfs");
	setup(NULL);
	request.denied = denied;
	says[0].login = TRANSACTION_YES;
	says[0].user = "nobody-here";
	assert_admitted(STATUS_DENIED);
	assert_string_equal(events, "bltedfs");
	assert_string_equal(shown, "Login incorrect");
	assert_null(told);
}

static void
admit_members(void **state)
{
	request.group = "wheel";
	says[0].login = TRANSACTION_YES;
	assert_admitted(STATUS_DENIED);
	assert_string_equal(shown, "Login incorrect");
	setup(NULL);
	request.group = "wheel";
	says[0].login = TRANSACTION_YES;
	says[0].user = "bert";
	assert_admitted(STATUS_OK);
}

/* A handle for each; the delay behind its end, and only then it is told. */
static void
admit_tries(void **state)
{
	request.tries = 3;
	assert_admitted(STATUS_DENIED);
	assert_string_equal(events, "bledfsbledfsbledfs");
	setup(NULL);
	request.tries = 2;
	says[1].login = TRANSACTION_YES;
	assert_admitted(STATUS_OK);
	assert_string_equal(events, "bledfsbl");
}

static void
admit_tries_without_end(void **state)
{
	request.tries = 0;
	says[6].login = TRANSACTION_YES;
	assert_admitted(STATUS_OK);
	assert_int_equal(tried, 7);
}

static void
admit_no_more_tries(void **state)
{
	request.tries = 5;
	says[1].no_more_tries = true;
	assert_admitted(STATUS_DENIED);
	assert_int_equal(tried, 2);
}

static void
admit_asks_again(void **state)
{
	request.tries = 3;
	request.pam.user = "anna";
	request.pam.vouched = true;
	request.ask_again = true;
	assert_admitted(STATUS_DENIED);
	assert_string_equal(user_asked_for[0], "anna");
	assert_true(was_vouched[0]);
	for (int i = 1; i < 3; i++) {
		assert_null(user_asked_for[i]);
		assert_false(was_vouched[i]);
	}
	setup(NULL);
	request.tries = 2;
	request.pam.user = "anna";
	assert_admitted(STATUS_DENIED);
	assert_string_equal(user_asked_for[1], "anna");
}

/* There is nobody who could try again, or be told of a refusal. */
static void
admit_nobody_is_there(void **state)
{
	static const struct {
		enum transaction_verdict verdict;
		enum prompt_result ended;
		enum status status;
		const char *line;
	} ends[] = {
		{TRANSACTION_TIMEOUT, PROMPT_TIMEOUT, STATUS_TIMEOUT,
		 "Timed out"},
		{TRANSACTION_CANCELLED, PROMPT_CANCELLED, STATUS_CANCELLED,
		 "Cancelled"},
		{TRANSACTION_CANCELLED, PROMPT_GONE, STATUS_CANCELLED,
		 "Cancelled"},
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		setup(NULL);
		request.tries = 3;
		request.denied = denied;
		says[0].login = ends[i].verdict;
		says[0].ended = ends[i].ended;
		assert_admitted(ends[i].status);
		assert_string_equal(events, "blefs");
		assert_string_equal(shown, ends[i].line);
	}
}

/* Behind an answer it looks like a refusal: perhaps it breaks for some alone. */
static void
admit_broken(void **state)
{
	request.tries = 2;
	says[0].login = says[1].login = TRANSACTION_BROKEN;
	assert_admitted(STATUS_BROKEN);
	assert_string_equal(events, "bledfsbledfs");
	assert_string_equal(shown, "Login incorrect");
	setup(NULL);
	request.tries = 2;
	says[0].login = TRANSACTION_BROKEN;
	says[0].asked = false;
	assert_admitted(STATUS_BROKEN);
	assert_string_equal(events, "bledfs");
	assert_string_equal(shown, "Not possible");
	setup(NULL);
	says[0].begin = TRANSACTION_BROKEN;
	assert_admitted(STATUS_BROKEN);
	assert_string_equal(events, "bedfs");
}

static void
admit_signal_in_the_delay(void **state)
{
	request.tries = 3;
	pending_signal = 15;
	assert_admitted(STATUS_CANCELLED);
	assert_int_equal(tried, 1);
}

#define ADMIT_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	ADMIT_TEST(admit_yes),
	ADMIT_TEST(admit_whom_pam_names),
	ADMIT_TEST(admit_nobody),
	ADMIT_TEST(admit_members),
	ADMIT_TEST(admit_tries),
	ADMIT_TEST(admit_tries_without_end),
	ADMIT_TEST(admit_no_more_tries),
	ADMIT_TEST(admit_asks_again),
	ADMIT_TEST(admit_nobody_is_there),
	ADMIT_TEST(admit_broken),
	ADMIT_TEST(admit_signal_in_the_delay),
};

UNIT_MAIN(tests)
