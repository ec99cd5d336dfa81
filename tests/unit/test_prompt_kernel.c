/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/prompt.c applet/prompt/arena.c applet/base/choice.c
// objects: applet/base/escape.c applet/base/wipe.c tests/unit/fake_mode.c
// objects: applet/base/kernel_log.c
// cflags: -include tests/unit/fake_autoconf.h
// ldflags: -Wl,--wrap=klogctl
/*
 * The kernel's messages, kept away while the prompt is open on a console of
 * the kernel's, and let through again on every way out.
 */
#include "unit_main.h"

#include <errno.h>
#include <sys/klog.h>

#include "base/kernel_log.h"
#include "fake_mode.h"
#include "prompt/prompt.h"

#define CONSOLE_OFF 6
#define CONSOLE_ON 7

int __wrap_klogctl(int type, char *buf, int len);

static int calls;
static int last_type;
static int klog_errno;
static int notes;
static int noted_error;
static struct prompt_options options;

int
__wrap_klogctl(int type, char *buf, int len)
{
	calls++;
	last_type = type;
	assert_null(buf);
	assert_int_equal(len, 0);
	errno = klog_errno;
	return klog_errno != 0 ? -1 : 0;
}

static void
note(const char *console, const char *why, int error)
{
	assert_null(console);
	assert_non_null(why);
	notes++;
	noted_error = error;
}

static int
setup(void **state)
{
	calls = last_type = klog_errno = notes = noted_error = 0;
	fake_mode = (struct fake_mode){
		.typed = "",
		.on_kernel_console = true,
	};
	options = (struct prompt_options){
		.mode = &prompt_mode_tty,
		.quiet_kernel = true,
		.note = note,
	};
	return 0;
}

static int
teardown(void **state)
{
	prompt_close();
	return 0;
}

static void
open_prompt(void)
{
	const char *why = NULL;

	assert_int_equal(prompt_open(&options, &why), PROMPT_OK);
}

static void
kernel_log_calls(void **state)
{
	assert_true(kernel_log_quiet());
	assert_int_equal(last_type, CONSOLE_OFF);
	kernel_log_restore();
	assert_int_equal(last_type, CONSOLE_ON);
	assert_int_equal(calls, 2);
	klog_errno = EPERM;
	assert_false(kernel_log_quiet());
	assert_int_equal(errno, EPERM);
}

static void
kernel_is_quiet_while_open(void **state)
{
	open_prompt();
	assert_int_equal(calls, 1);
	assert_int_equal(last_type, CONSOLE_OFF);
	prompt_show("a");
	prompt_forget();
	assert_int_equal(calls, 1);
	prompt_close();
	assert_int_equal(calls, 2);
	assert_int_equal(last_type, CONSOLE_ON);
	/* Once: somebody may have set another level since. */
	prompt_close();
	assert_int_equal(calls, 2);
	open_prompt();
	assert_int_equal(last_type, CONSOLE_OFF);
}

static void
kernel_is_left_alone_elsewhere(void **state)
{
	fake_mode.on_kernel_console = false;
	open_prompt();
	prompt_close();
	fake_mode.on_kernel_console = true;
	options.quiet_kernel = false;
	open_prompt();
	prompt_close();
	fake_mode.open_result = PROMPT_BROKEN;
	options.quiet_kernel = true;
	assert_int_equal(prompt_open(&options, &(const char *){NULL}),
			 PROMPT_BROKEN);
	prompt_close();
	assert_int_equal(calls, 0);
	assert_int_equal(notes, 0);
}

/* Where it is not allowed the gate opens all the same, and nothing is undone. */
static void
kernel_that_does_not_allow_it(void **state)
{
	klog_errno = EPERM;
	open_prompt();
	assert_int_equal(notes, 1);
	assert_int_equal(noted_error, EPERM);
	prompt_close();
	assert_int_equal(calls, 1);
}

#define KERNEL_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	KERNEL_TEST(kernel_log_calls),
	KERNEL_TEST(kernel_is_quiet_while_open),
	KERNEL_TEST(kernel_is_left_alone_elsewhere),
	KERNEL_TEST(kernel_that_does_not_allow_it),
};

UNIT_MAIN(tests)
