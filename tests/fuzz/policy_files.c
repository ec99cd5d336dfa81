/* SPDX-License-Identifier: MIT */
/* In place of pam/policy_read.c, the generated policies and the table of modules. */
#include "fuzz_policy.h"

#include "fuzz.h"

#include <string.h>

#include "libc-compat/registry_table.h"
#include "pam/builtin.h"
#include "pam/policy_read.h"

#define FILES 4
#define SEPARATOR 0x1e

static const char *const names[FILES] = {"gate", "a", "b", "c"};
static struct {
	char text[POLICY_FILE_BYTES];
	size_t len_bytes;
	bool there;
} files[FILES];

const struct builtin_policy builtin_policies[] = {
	{"other", "auth required pam_deny.so\n", 26},
};
const unsigned builtin_policies_count = 1;

static int
stay(struct pam_handle *pamh, int flags, int argc, const char **argv)
{
	return 0;
}

static int
deny(struct pam_handle *pamh, int flags, int argc, const char **argv)
{
	return 7;
}

#define ALL(function)                                                      \
	{                                                                  \
		function, function, function, function, function, function \
	}
#define AUTH                                       \
	{                                          \
		stay, stay, NULL, NULL, NULL, NULL \
	}
#define SESSION                                    \
	{                                          \
		NULL, NULL, NULL, stay, stay, NULL \
	}

const struct registry_module registry_modules[] = {
	{"pam_deny.so", ALL(deny)},
	{"pam_env.so", SESSION},
	{"pam_nologin.so", AUTH},
	{"pam_unix.so", ALL(stay)},
};
const size_t registry_modules_count = 4;

void
fuzz_policy_files(const uint8_t *data, size_t len_bytes)
{
	for (int i = 0; i < FILES; i++) {
		const uint8_t *end = len_bytes > 0 ? memchr(data, SEPARATOR,
							    len_bytes)
						   : NULL;
		size_t len = end != NULL ? (size_t)(end - data) : len_bytes;

		MUST(len < POLICY_FILE_BYTES);
		files[i].there = i == 0 || len > 0;
		files[i].len_bytes = len;
		memcpy(files[i].text, data, len);
		files[i].text[len] = '\0';
		data += len + (end != NULL ? 1 : 0);
		len_bytes -= len + (end != NULL ? 1 : 0);
	}
}

static int
find(const char *name)
{
	for (int i = 0; i < FILES; i++) {
		if (strcmp(names[i], name) == 0 && files[i].there) {
			return i;
		}
	}
	return -1;
}

const char *
policy_read(const char *name, char *out, size_t size_bytes, bool *builtin)
{
	int at = find(name);

	*builtin = false;
	if (at < 0) {
		return "is not there";
	}
	MUST(files[at].len_bytes < size_bytes);
	memcpy(out, files[at].text, files[at].len_bytes + 1);
	if (strlen(out) != files[at].len_bytes) {
		return "holds a NUL";
	}
	return strchr(out, '\r') != NULL ? "holds a carriage return" : NULL;
}

int
fuzz_policy_raw(const char *path, const char **text, size_t *len_bytes)
{
	static const char directory[] = "/etc/pam.d/";
	const size_t skip = sizeof(directory) - 1;
	int at = strncmp(path, directory, skip) == 0 ? find(path + skip) : -1;

	if (at < 0) {
		return -1;
	}
	*text = files[at].text;
	*len_bytes = files[at].len_bytes;
	return 0;
}

bool
fuzz_policy_has_debian_include(void)
{
	for (int i = 0; i < FILES; i++) {
		if (files[i].there
		    && strstr(files[i].text, "@include") != NULL) {
			return true;
		}
	}
	return false;
}
