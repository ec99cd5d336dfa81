/* SPDX-License-Identifier: MIT */
#include "unit_main.h"

#include "fake_policy.h"

#include <stdio.h>
#include <string.h>

#include "pam/builtin.h"
#include "pam/policy_read.h"

#define FAKE_FILES_MAX 40

struct fake {
	const char *name;
	const char *text;
	const char *what;
	bool builtin;
	int reads;
};

static struct fake files[FAKE_FILES_MAX];
static int files_count;
char fake_errors[16384];
int fake_errors_count;

/* What pam/policy_source.c gives to a type without rules. */
const struct builtin_policy builtin_policies[] = {
	{"other", "auth required pam_deny.so\n", 26},
};
const unsigned builtin_policies_count = 1;

int
fake_policy_start(void **state)
{
	(void)state;
	memset(files, 0, sizeof(files));
	files_count = 0;
	return 0;
}

static struct fake *
find(const char *name)
{
	for (int i = 0; i < files_count; i++) {
		if (strcmp(files[i].name, name) == 0) {
			return &files[i];
		}
	}
	return NULL;
}

static struct fake *
add(const char *name)
{
	struct fake *file = find(name);

	if (file == NULL) {
		file = &files[files_count++];
	}
	*file = (struct fake){.name = name};
	return file;
}

void
fake_file(const char *name, const char *text)
{
	add(name)->text = text;
}

void
fake_builtin(const char *name, const char *text)
{
	struct fake *file = add(name);

	file->text = text;
	file->builtin = true;
}

void
fake_unreadable(const char *name, const char *what)
{
	add(name)->what = what;
}

int
fake_reads(const char *name)
{
	const struct fake *file = find(name);

	return file != NULL ? file->reads : 0;
}

const char *
policy_read(const char *name, char *out, size_t size_bytes, bool *builtin)
{
	struct fake *file = find(name);

	*builtin = file == NULL || file->builtin;
	if (file == NULL) {
		return "is not there";
	}
	file->reads++;
	if (file->what != NULL) {
		return file->what;
	}
	assert_int_equal(size_bytes, POLICY_FILE_BYTES);
	assert_true(strlen(file->text) < size_bytes);
	strcpy(out, file->text);
	return NULL;
}

static void
keep_error(const char *where, int line, const char *what, const char *word)
{
	size_t used = strlen(fake_errors);

	fake_errors_count++;
	snprintf(fake_errors + used, sizeof(fake_errors) - used,
		 "%s:%d: %s%s%s\n", where, line, what, word != NULL ? ": " : "",
		 word != NULL ? word : "");
}

bool
load(const char *service, bool needs_session)
{
	bool good = false;

	fake_errors[0] = '\0';
	fake_errors_count = 0;
	good = policy_load(service,
			   needs_session ? POLICY_FOR_SESSION : POLICY_FOR_YES,
			   keep_error);
	assert_int_equal(good, fake_errors_count == 0);
	return good;
}

void
assert_good(const char *text, const char *canonical)
{
	const char *source = NULL;
	size_t len = 0;

	fake_file("gate", text);
	if (!load("gate", false)) {
		fail_msg("%s", fake_errors);
	}
	assert_int_equal(policy_source("/etc/pam.d/gate", &source, &len), 0);
	assert_int_equal(len, strlen(canonical));
	assert_memory_equal(source, canonical, len);
}

void
assert_bad(const char *text, const char *error)
{
	fake_file("gate", text);
	assert_false(load("gate", false));
	assert_string_equal(fake_errors, error);
}
