/* SPDX-License-Identifier: MIT */
// objects: applet/pam/response.c applet/base/wipe.c tests/unit/fake_heap.c
// ldflags: -Wl,--wrap=malloc,--wrap=calloc,--wrap=free
/* The response memory: exact, and wiped while it is ours. */
#include "unit_main.h"

#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

#include "fake_heap.h"
#include "pam/response.h"

#define COUNT 32

static int
setup(void **state)
{
	fake_heap_start(0);
	return 0;
}

static int
teardown(void **state)
{
	assert_int_equal(fake_heap.live, 0);
	assert_int_equal(fake_heap.strange, 0);
	assert_int_equal(fake_heap.unwiped, 0);
	return 0;
}

static void
response_array(void **state)
{
	struct pam_response *responses = response_new(COUNT);

	assert_non_null(responses);
	assert_int_equal(fake_heap_size(responses),
			 COUNT * sizeof(struct pam_response));
	for (int i = 0; i < COUNT; i++) {
		assert_null(responses[i].resp);
		assert_int_equal(responses[i].resp_retcode, 0);
	}
	response_discard(responses, COUNT);
	assert_int_equal(fake_heap.allocations, 1);
	assert_int_equal(fake_heap.frees, 1);
}

static void
response_is_exact(void **state)
{
	static const char bytes[] = "pass\xff\x01word, and more";
	struct pam_response *responses = response_new(1);

	assert_true(response_set(responses, bytes, 10));
	assert_memory_equal(responses[0].resp, "pass\xff\x01word", 11);
	assert_int_equal(fake_heap_size(responses[0].resp), 11);
	assert_int_equal(responses[0].resp_retcode, 0);
	response_discard(responses, 1);
	assert_int_equal(fake_heap.allocations, 2);
	assert_int_equal(fake_heap.frees, 2);
}

static void
response_empty(void **state)
{
	struct pam_response *responses = response_new(1);

	assert_true(response_set(responses, "abc", 0));
	assert_string_equal(responses[0].resp, "");
	assert_int_equal(fake_heap_size(responses[0].resp), 1);
	response_discard(responses, 1);
}

static void
response_discard_wipes(void **state)
{
	struct pam_response *responses = response_new(3);

	assert_true(response_set(&responses[0], "first", 5));
	assert_true(response_set(&responses[2], "third", 5));
	response_discard(responses, 3);
	assert_int_equal(fake_heap.frees, 3);
}

static void
response_no_memory(void **state)
{
	struct pam_response *responses = NULL;

	fake_heap_start(1);
	assert_null(response_new(1));
	fake_heap_start(2);
	responses = response_new(1);
	assert_non_null(responses);
	assert_false(response_set(responses, "abc", 3));
	assert_null(responses[0].resp);
	response_discard(responses, 1);
}

/* The fake that all this rests on sees what is wrong. */
static void
response_heap_is_watched(void **state)
{
	/* Volatile, or the compiler leaves the pair out. */
	char *volatile block = malloc(8);
	char local = 0;
	char *volatile strange = &local;

	memset(block, 0, 7);
	free(block);
	assert_int_equal(fake_heap.unwiped, 1);
	free(strange);
	assert_int_equal(fake_heap.strange, 1);
	fake_heap_start(0);
}

#define RESPONSE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	RESPONSE_TEST(response_array),
	RESPONSE_TEST(response_is_exact),
	RESPONSE_TEST(response_empty),
	RESPONSE_TEST(response_discard_wipes),
	RESPONSE_TEST(response_no_memory),
	RESPONSE_TEST(response_heap_is_watched),
};

UNIT_MAIN(tests)
