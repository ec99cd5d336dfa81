/* SPDX-License-Identifier: MIT */
// objects: applet/pam/transaction.c applet/pam/transaction_step.c applet/base/wipe.c applet/base/deadline.c
// objects: libc-compat/heap_failure.c libc-compat/module_file.c applet/pam/verdict.c
/*
 * What a transaction makes of Linux-PAM's results: each of them, at each step,
 * from a Linux-PAM that says what the test wants.
 */
#include "unit_main.h"

#include "libc-compat/heap_failure.h"
#include "libc-compat/helper.h"
#include "libc-compat/module_file.h"
#include "pam/transaction.h"
#include "prompt/prompt.h"

#include <fcntl.h>
#include <security/pam_appl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define RESULTS 40 /* PAM_* go to 31; beyond them nothing is a yes either */

static struct {
	int start, set_item, authenticate, account, account_again, change;
	int credentials, session;
} says;
static unsigned accounts_asked;
static unsigned changes;
static unsigned authentications;
static unsigned ended;
static unsigned closed;
static unsigned deleted;
static int handle_memory;
/* What a module of the account's reads. */
static const char *rules;
static void (*delay)(int, unsigned, void *);

/* The terminal, as request.tty and pam_set_item see it. */
static const char *tty_now;
static int ttys_asked;
static const char *pam_tty;
static int begun;

/* What a helper's child is told to call, and what was forgotten by that. */
static void (*helper_forgets)(void);
static unsigned forgotten;

void
compat_helper_on_start(void (*forget)(void))
{
	helper_forgets = forget;
}

int
pam_start_confdir(const char *service, const char *user,
		  const struct pam_conv *conv, const char *directory,
		  pam_handle_t **handle)
{
	assert_string_equal(directory, "/etc/pam.d");
	*handle = says.start == PAM_SUCCESS ? (pam_handle_t *)&handle_memory
					    : NULL;
	return says.start;
}

int
pam_end(pam_handle_t *handle, int status)
{
	ended++;
	return PAM_SUCCESS;
}

int
pam_set_item(pam_handle_t *handle, int type, const void *item)
{
	if (type == PAM_TTY) {
		pam_tty = item;
	}
	if ((type == PAM_AUTHTOK || type == PAM_OLDAUTHTOK) && item == NULL
	    && handle == (pam_handle_t *)&handle_memory) {
		forgotten++;
	}
	if (type == PAM_FAIL_DELAY) {
		memcpy(&delay, &item, sizeof(delay));
	}
	return says.set_item;
}

int
pam_get_item(const pam_handle_t *handle, int type, const void **item)
{
	return PAM_BAD_ITEM;
}

int
pam_authenticate(pam_handle_t *handle, int flags)
{
	authentications++;
	assert_int_equal(flags & PAM_DISALLOW_NULL_AUTHTOK, 0);
	return says.authenticate;
}

int
pam_acct_mgmt(pam_handle_t *handle, int flags)
{
	if (rules != NULL) {
		close(compat_rule_open(rules, O_RDONLY));
	}
	return accounts_asked++ == 0 ? says.account : says.account_again;
}

int
pam_chauthtok(pam_handle_t *handle, int flags)
{
	assert_int_equal(flags, PAM_CHANGE_EXPIRED_AUTHTOK);
	changes++;
	return says.change;
}

int
pam_setcred(pam_handle_t *handle, int flags)
{
	deleted += flags == PAM_DELETE_CRED;
	return flags == PAM_ESTABLISH_CRED ? says.credentials : PAM_SUCCESS;
}

int
pam_open_session(pam_handle_t *handle, int flags)
{
	return says.session;
}

int
pam_close_session(pam_handle_t *handle, int flags)
{
	closed++;
	return PAM_SUCCESS;
}

char **
pam_getenvlist(pam_handle_t *handle)
{
	return NULL;
}

const char *
pam_strerror(pam_handle_t *handle, int result)
{
	return "said so";
}

int
conversation_answer(int count, const struct pam_message **messages,
		    struct pam_response **responses, void *appdata)
{
	return PAM_CONV_ERR;
}

void
prompt_set_deadline(struct deadline deadline)
{
}

void
prompt_forget(void)
{
}

void
prompt_flush(void)
{
}

enum prompt_result
prompt_show(const char *text)
{
	return PROMPT_OK;
}

void
prompt_begin(void)
{
	begun++;
}

static const char *
tty(void)
{
	ttys_asked++;
	return tty_now;
}

static struct transaction_request request = {
	.service = "gate",
	.tty = tty,
	.timeout_ms = 1000,
	.change_timeout_ms = 1000,
};
static struct transaction transaction;

static int
setup(void **state)
{
	says.start = says.set_item = says.authenticate = PAM_SUCCESS;
	says.account = says.account_again = says.change = PAM_SUCCESS;
	says.credentials = says.session = PAM_SUCCESS;
	accounts_asked = changes = ended = closed = deleted = 0;
	ttys_asked = begun = 0;
	tty_now = pam_tty = NULL;
	return 0;
}

static enum transaction_verdict
login(void)
{
	assert_int_equal(transaction_begin(&transaction, &request),
			 TRANSACTION_YES);
	accounts_asked = changes = 0;
	return transaction_login(&transaction);
}

static void
assert_no(enum transaction_verdict verdict)
{
	assert_true(verdict == TRANSACTION_DENIED
		    || verdict == TRANSACTION_BROKEN);
}

static void
transaction_yes(void **state)
{
	assert_int_equal(login(), TRANSACTION_YES);
	assert_int_equal(transaction_open(&transaction), TRANSACTION_YES);
	assert_int_equal(changes, 0);
	transaction_end(&transaction);
	assert_int_equal(ended, 1);
}

/* Every result but PAM_SUCCESS is a no, at every step. */
static void
transaction_each_result(void **state)
{
	for (int result = -1; result < RESULTS; result++) {
		if (result == PAM_SUCCESS) {
			continue;
		}
		says.authenticate = result;
		assert_no(login());
		assert_int_equal(accounts_asked, 0);
		says.authenticate = PAM_SUCCESS;
		says.account = result;
		if (result != PAM_NEW_AUTHTOK_REQD) {
			assert_no(login());
			assert_int_equal(changes, 0);
		}
		says.account = PAM_SUCCESS;
		says.credentials = result;
		assert_int_equal(login(), TRANSACTION_YES);
		assert_no(transaction_open(&transaction));
		says.credentials = PAM_SUCCESS;
		says.session = result;
		assert_int_equal(login(), TRANSACTION_YES);
		assert_no(transaction_open(&transaction));
		says.session = PAM_SUCCESS;
	}
}

static void
transaction_broken_or_denied(void **state)
{
	static const int broken[] = {PAM_ABORT,         PAM_BAD_ITEM,
				     PAM_BUF_ERR,       PAM_OPEN_ERR,
				     PAM_SYMBOL_ERR,    PAM_SYSTEM_ERR,
				     PAM_MODULE_UNKNOWN};

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		says.authenticate = broken[i];
		assert_int_equal(login(), TRANSACTION_BROKEN);
	}
	says.authenticate = PAM_AUTH_ERR;
	assert_int_equal(login(), TRANSACTION_DENIED);
	assert_false(transaction.no_more_tries);
	says.authenticate = PAM_MAXTRIES;
	assert_int_equal(login(), TRANSACTION_DENIED);
	assert_true(transaction.no_more_tries);
}

/* A change that is reported, and did not happen, is no yes. */
static void
transaction_changes(void **state)
{
	says.account = PAM_NEW_AUTHTOK_REQD;
	assert_int_equal(login(), TRANSACTION_YES);
	assert_int_equal(changes, 1);
	assert_int_equal(accounts_asked, 2);
	says.account_again = PAM_NEW_AUTHTOK_REQD;
	assert_int_equal(login(), TRANSACTION_DENIED);
	assert_int_equal(changes, 1);
	says.account_again = PAM_ACCT_EXPIRED;
	assert_int_equal(login(), TRANSACTION_DENIED);
	for (int result = 1; result < RESULTS; result++) {
		says.change = result;
		assert_no(login());
	}
}

/* Mistakes in a change are no mistakes of the try: as often as is asked for. */
static void
transaction_changes_again(void **state)
{
	says.account = PAM_NEW_AUTHTOK_REQD;
	says.change = PAM_AUTHTOK_ERR;
	request.change_tries = 3;
	assert_int_equal(login(), TRANSACTION_DENIED);
	assert_int_equal(changes, 3);
	assert_int_equal(accounts_asked, 1);
	changes = 0;
	says.change = PAM_SYSTEM_ERR;
	assert_int_equal(login(), TRANSACTION_BROKEN);
	assert_int_equal(changes, 1);
	request.change_tries = 0;
}

/* -f of login: no password is asked, the account is. */
static void
transaction_vouched_for(void **state)
{
	request.vouched = true;
	says.authenticate = PAM_AUTH_ERR;
	authentications = 0;
	assert_int_equal(login(), TRANSACTION_YES);
	assert_int_equal(authentications, 0);
	assert_int_equal(accounts_asked, 1);
	for (int result = 1; result < RESULTS; result++) {
		says.account = result;
		says.change = PAM_AUTHTOK_ERR;
		assert_no(login());
	}
	request.vouched = false;
	assert_int_equal(login(), TRANSACTION_DENIED);
	assert_true(authentications > 0);
}

static void
transaction_person_went_away(void **state)
{
	assert_int_equal(transaction_begin(&transaction, &request),
			 TRANSACTION_YES);
	transaction.conversation.ended = PROMPT_TIMEOUT;
	assert_int_equal(transaction_login(&transaction), TRANSACTION_TIMEOUT);
	transaction.conversation.ended = PROMPT_CANCELLED;
	assert_int_equal(transaction_login(&transaction),
			 TRANSACTION_CANCELLED);
	transaction.conversation.ended = PROMPT_GONE;
	assert_int_equal(transaction_login(&transaction),
			 TRANSACTION_CANCELLED);
	transaction.conversation.ended = PROMPT_BROKEN;
	assert_int_equal(transaction_login(&transaction), TRANSACTION_BROKEN);
	/* Of several consoles; whatever the stack says, it is no yes. */
	transaction.conversation.ended = PROMPT_LOST;
	assert_int_equal(transaction_login(&transaction), TRANSACTION_DENIED);
}

/* The arena without room, and whatever is new: no yes, and no denial either. */
static void
transaction_prompt_fails(void **state)
{
	assert_int_equal(transaction_begin(&transaction, &request),
			 TRANSACTION_YES);
	transaction.conversation.ended = PROMPT_FULL;
	transaction.conversation.why = "too small";
	assert_int_equal(transaction_login(&transaction), TRANSACTION_BROKEN);
	assert_string_equal(transaction_why(&transaction), "too small");
}

static void
transaction_begins_a_try(void **state)
{
	assert_int_equal(login(), TRANSACTION_YES);
	assert_int_equal(begun, 1);
	assert_int_equal(login(), TRANSACTION_YES);
	assert_int_equal(begun, 2);
}

static void
transaction_tty_is_known(void **state)
{
	tty_now = "/dev/ttyS0";
	assert_int_equal(transaction_begin(&transaction, &request),
			 TRANSACTION_YES);
	assert_int_equal(ttys_asked, 1);
	assert_string_equal(pam_tty, "/dev/ttyS0");
}

/* Of several consoles only the answer tells which one it is. */
static void
transaction_tty_after_each_answer(void **state)
{
	struct conversation *conversation = &transaction.conversation;

	assert_int_equal(transaction_begin(&transaction, &request),
			 TRANSACTION_YES);
	assert_int_equal(ttys_asked, 1);
	assert_null(pam_tty);
	conversation->on_answer(conversation);
	assert_int_equal(ttys_asked, 2);
	assert_null(pam_tty);
	tty_now = "/dev/tty1";
	conversation->on_answer(conversation);
	assert_int_equal(ttys_asked, 3);
	assert_string_equal(pam_tty, "/dev/tty1");
	/* The next try begins without one. */
	tty_now = pam_tty = NULL;
	assert_int_equal(transaction_begin(&transaction, &request),
			 TRANSACTION_YES);
	assert_null(pam_tty);
}

/* A yes that was said without memory is not believed; the next try may be. */
static void
transaction_without_memory(void **state)
{
	assert_int_equal(transaction_begin(&transaction, &request),
			 TRANSACTION_YES);
	compat_heap_note_failure();
	assert_int_equal(transaction_login(&transaction), TRANSACTION_BROKEN);
	assert_string_equal(transaction_why(&transaction), "out of memory");
	assert_int_equal(login(), TRANSACTION_YES);
}

static void
transaction_that_does_not_begin(void **state)
{
	says.start = PAM_SYSTEM_ERR;
	assert_int_equal(transaction_begin(&transaction, &request),
			 TRANSACTION_BROKEN);
	assert_int_equal(ended, 0);
	says.start = PAM_SUCCESS;
	says.set_item = PAM_BUF_ERR;
	assert_int_equal(transaction_begin(&transaction, &request),
			 TRANSACTION_BROKEN);
	assert_int_equal(ended, 1);
	assert_null(transaction.handle);
}

/* Both items, of the handle of this try, and of none that has ended. */
static void
transaction_forgets_in_helpers(void **state)
{
	forgotten = 0;
	assert_int_equal(login(), TRANSACTION_YES);
	assert_non_null(helper_forgets);
	helper_forgets();
	assert_int_equal(forgotten, 2);
	transaction_end(&transaction);
	helper_forgets();
	assert_int_equal(forgotten, 2);
}

/* What was opened is closed, once; the credentials go in any case. */
static void
transaction_closes_its_session(void **state)
{
	assert_int_equal(login(), TRANSACTION_YES);
	assert_int_equal(transaction_open(&transaction), TRANSACTION_YES);
	assert_int_equal(closed, 0);
	transaction_end(&transaction);
	transaction_end(&transaction);
	assert_int_equal(closed, 1);
	assert_int_equal(deleted, 1);
	assert_int_equal(ended, 1);
	says.session = PAM_SESSION_ERR;
	assert_int_equal(login(), TRANSACTION_YES);
	assert_no(transaction_open(&transaction));
	assert_int_equal(deleted, 2);
	transaction_end(&transaction);
	assert_int_equal(closed, 1);
	assert_int_equal(ended, 2);
}

/* The longest that a module asks for counts; ours, where theirs are shorter. */
static void
transaction_longest_delay(void **state)
{
	request.delay_ms = 2000;
	assert_int_equal(transaction_begin(&transaction, &request),
			 TRANSACTION_YES);
	assert_non_null(delay);
	delay(PAM_AUTH_ERR, 1500000, &transaction.conversation);
	assert_int_equal(transaction.delay_ms, 2000);
	delay(PAM_AUTH_ERR, 5000000, &transaction.conversation);
	assert_int_equal(transaction.delay_ms, 5000);
	delay(PAM_AUTH_ERR, 3000000, &transaction.conversation);
	assert_int_equal(transaction.delay_ms, 5000);
	/* The account's rules may still refuse. */
	delay(PAM_SUCCESS, 6000000, &transaction.conversation);
	assert_int_equal(transaction.delay_ms, 6000);
	request.delay_ms = 0;
}

/* A yes behind a file of rules that could not be read is none. */
static void
transaction_rules_unread(void **state)
{
	rules = "/dev";
	assert_int_equal(login(), TRANSACTION_BROKEN);
	assert_string_equal(transaction.conversation.why,
			    "/dev cannot be read");
	rules = NULL;
	assert_int_equal(login(), TRANSACTION_YES);
}

#define TRANSACTION_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	TRANSACTION_TEST(transaction_yes),
	TRANSACTION_TEST(transaction_each_result),
	TRANSACTION_TEST(transaction_broken_or_denied),
	TRANSACTION_TEST(transaction_changes),
	TRANSACTION_TEST(transaction_changes_again),
	TRANSACTION_TEST(transaction_vouched_for),
	TRANSACTION_TEST(transaction_person_went_away),
	TRANSACTION_TEST(transaction_prompt_fails),
	TRANSACTION_TEST(transaction_begins_a_try),
	TRANSACTION_TEST(transaction_tty_is_known),
	TRANSACTION_TEST(transaction_tty_after_each_answer),
	TRANSACTION_TEST(transaction_without_memory),
	TRANSACTION_TEST(transaction_that_does_not_begin),
	TRANSACTION_TEST(transaction_forgets_in_helpers),
	TRANSACTION_TEST(transaction_closes_its_session),
	TRANSACTION_TEST(transaction_longest_delay),
	TRANSACTION_TEST(transaction_rules_unread),
};

UNIT_MAIN(tests)
