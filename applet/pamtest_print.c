/* SPDX-License-Identifier: MIT */
#include "pamtest_print.h"

#include "libc-compat/ledger.h"
#include "pam/policy_control.h"
#include "pam/response.h"
#include "pamtest_words.h"

#include <ctype.h>
#include <stdio.h>

#define ALLOCATOR "pam/response.c"

/*
 * NAME "TEXT" as JSON has it. What is no ASCII is told byte by byte (\u00e4 is
 * the byte 0xe4): text need not be UTF-8.
 */
static void
print_string(const char *name, const char *text)
{
	printf("\"%s\":\"", name);
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte < ' ' || byte > '~' || byte == '"' || byte == '\\') {
			printf("\\u%04x", byte);
		} else {
			putchar(byte);
		}
	}
	putchar('"');
}

static void
print_flags(int flags)
{
	const char *name = NULL;
	const char *between = "";

	for (int i = 0; *(name = pamtest_word(pamtest_flags_names, i)) != '\0';
	     i++) {
		if ((flags & pamtest_flag(i)) != 0) {
			printf("%s\"PAM_%s\"", between, name);
			between = ",";
		}
	}
}

void
pamtest_print_result(const struct pamtest_options *options,
		     enum transaction_operation operation, int flags,
		     int result)
{
	const char *name = policy_control_return(result);

	if (!options->json) {
		if (result == 0) {
			printf(PAMTEST_NAME "%s\n",
			       pamtest_word(pamtest_done, (int)operation));
		}
		return;
	}
	printf("{\"operation\":\"%s\",\"flags\":[",
	       pamtest_word(pamtest_operations, (int)operation));
	print_flags(flags);
	printf("],\"result\":\"PAM_");
	for (; *name != '\0'; name++) {
		putchar(toupper((unsigned char)*name));
	}
	printf("\",\"code\":%d,", result);
	print_string("message", transaction_text(result));
	puts("}");
}

void
pamtest_ledger_start(void)
{
	compat_ledger_start();
	response_noted = compat_ledger_note;
}

static void
print_response(const struct ledger_entry *entry, bool json)
{
	const char *freer = "Linux-PAM";

	if (!entry->freed) {
		freer = "nobody";
	} else if (entry->given_back) {
		freer = ALLOCATOR;
	}
	if (json) {
		printf("%c{\"kind\":\"%s\",\"bytes\":%zu,\"allocated_by\":"
		       "\"" ALLOCATOR "\",\"freed_by\":\"%s\",\"wiped\":%s}",
		       entry == compat_ledger ? ' ' : ',', entry->kind,
		       entry->size_bytes, freer,
		       entry->wiped ? "true" : "false");
	} else {
		printf("ledger: %s of %zu bytes: allocated by " ALLOCATOR
		       ", freed by %s, %swiped before\n",
		       entry->kind, entry->size_bytes, freer,
		       entry->wiped ? "" : "not ");
	}
}

/* Returns whether each response was freed once. */
static bool
print_ledger(const struct pamtest_options *options)
{
	unsigned allocated = compat_ledger_missed();
	unsigned freed = 0;
	unsigned again = 0;

	if (options->json) {
		printf(",\"ledger\":{\"responses\":[");
	}
	for (const struct ledger_entry *entry = compat_ledger;
	     entry->kind != NULL; entry++) {
		print_response(entry, options->json);
		allocated++;
		freed += entry->freed;
		again += entry->again;
	}
	printf(options->json ? "],\"allocated\":%u,\"freed\":%u,\"left\":%u,"
			       "\"freed_twice\":%u}"
			     : "ledger: %u allocated, %u freed, %u left, %u "
			       "freed twice\n",
	       allocated, freed, allocated - freed, again);
	return allocated == freed && again == 0;
}

bool
pamtest_print_end(const struct pamtest_options *options, const char *why)
{
	bool is_even = true;

	if (options->json) {
		printf("{\"verdict\":\"%s\",", *why == '\0' ? "yes" : "no");
		print_string("service", options->service);
		putchar(',');
		print_string("user", options->user);
		putchar(',');
		print_string("message", why);
	}
	if (options->ledger) {
		is_even = print_ledger(options);
	}
	if (options->json) {
		puts("}");
	}
	return is_even;
}
