/* SPDX-License-Identifier: MIT */
#include "pamtest_print.h"

#include "libc-compat/ledger.h"
#include "pam/policy_control.h"
#include "pam/response.h"
#include "pamtest_words.h"

#include <ctype.h>
#include <stdio.h>

#define ALLOCATOR "pam/response.c"

/* The ledger's sums. */
struct sums {
	unsigned allocated;
	unsigned freed;
	unsigned again;
};

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

static struct sums
sum_up(void)
{
	struct sums sums = {.allocated = compat_ledger_missed()};

	for (const struct ledger_entry *entry = compat_ledger;
	     entry->kind != NULL; entry++) {
		sums.allocated++;
		sums.freed += entry->freed;
		sums.again += entry->again;
	}
	return sums;
}

static const char *
freer_of(const struct ledger_entry *entry)
{
	if (!entry->freed) {
		return "nobody";
	}
	return entry->given_back ? ALLOCATOR : "Linux-PAM";
}

static void
print_ledger(struct sums sums)
{
	for (const struct ledger_entry *entry = compat_ledger;
	     entry->kind != NULL; entry++) {
		printf("ledger: %s of %zu bytes: allocated by " ALLOCATOR
		       ", freed by %s, %swiped before\n",
		       entry->kind, entry->size_bytes, freer_of(entry),
		       entry->wiped ? "" : "not ");
	}
	printf("ledger: %u allocated, %u freed, %u left, %u freed twice\n",
	       sums.allocated, sums.freed, sums.allocated - sums.freed,
	       sums.again);
}

static void
print_ledger_json(struct sums sums)
{
	printf(",\"ledger\":{\"allocated\":%u,\"freed\":%u,\"left\":%u,"
	       "\"freed_twice\":%u,\"responses\":",
	       sums.allocated, sums.freed, sums.allocated - sums.freed,
	       sums.again);
	if (compat_ledger[0].kind == NULL) {
		putchar('[');
	}
	for (const struct ledger_entry *entry = compat_ledger;
	     entry->kind != NULL; entry++) {
		printf("%c{\"kind\":\"%s\",\"bytes\":%zu,\"allocated_by\":"
		       "\"" ALLOCATOR "\",\"freed_by\":\"%s\",\"wiped\":%s}",
		       entry == compat_ledger ? '[' : ',', entry->kind,
		       entry->size_bytes, freer_of(entry),
		       entry->wiped ? "true" : "false");
	}
	fputs("]}", stdout);
}

bool
pamtest_print_end(const struct pamtest_options *options, const char *why)
{
	struct sums sums = sum_up();

	if (options->json) {
		printf("{\"verdict\":\"%s\",", *why == '\0' ? "yes" : "no");
		print_string("service", options->service);
		putchar(',');
		print_string("user", options->user);
		putchar(',');
		print_string("message", why);
	}
	if (options->ledger && options->json) {
		print_ledger_json(sums);
	} else if (options->ledger) {
		print_ledger(sums);
	}
	if (options->json) {
		puts("}");
	}
	return sums.allocated == sums.freed && sums.again == 0;
}
