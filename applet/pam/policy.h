/* SPDX-License-Identifier: MIT */
/*
 * The policy of a service (/etc/pam.d/SERVICE, or the one that is compiled
 * in), read and checked before Linux-PAM sees it.
 *
 * Rules:
 * 1. Each file is read once. What was checked is, byte for byte, what
 *    Linux-PAM gets (policy_source()); it opens no file itself.
 * 2. One error, however small, refuses the whole: an unknown module (also
 *    behind '-', optional and sufficient, where Linux-PAM would pass it by),
 *    type or control, a missing or looping include, an empty stack, a file
 *    that is no regular file, too much of anything.
 * 3. Linux-PAM gets the rules alone, one a line, words normalised: its own
 *    reading of comments and continued lines cannot differ from ours.
 * 4. The service `other`, which Linux-PAM falls back to for a type without
 *    rules, is the compiled-in one (it denies), or empty, which denies too.
 *    /etc/pam.d/other is not read, and no policy includes it.
 */
#ifndef PAM_POLICY_H
#define PAM_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#define POLICY_FILES_MAX 24
#define POLICY_RULES_MAX 256
#define POLICY_TEXT_BYTES 24576 /* of all rules together */
#define POLICY_FILE_BYTES 16384 /* of one file as it stands */
#define POLICY_NAME_BYTES 64    /* of a service, with its NUL */

/* Linux-PAM's PAM_DEFAULT_SERVICE. */
#define POLICY_OTHER "other"

enum policy_type {
	POLICY_AUTH,
	POLICY_ACCOUNT,
	POLICY_PASSWORD,
	POLICY_SESSION,
	POLICY_TYPES
};

/* One rule. The strings live in the policy's memory until the next load. */
struct policy_rule {
	enum policy_type type;
	const char *text;   /* "auth required pam_unix.so nullok" */
	const char *module; /* in text, up to a blank; NULL: an include */
	bool linked;        /* module: it is in this file */
	int file;           /* index of where it stands */
	int line;           /* and its line, from 1 */
	int target;         /* an include: index of the file, else -1 */
};

struct policy_file {
	char name[POLICY_NAME_BYTES];
	bool builtin;
	const char *text; /* its rules, what Linux-PAM gets */
	size_t len_bytes;
	int depth;    /* the longest way of includes that leads here */
	int includer; /* what first includes it: file; -1: the service itself */
	int line;     /* and line there */
};

/* All that was loaded. Read only for others. */
extern struct policy_file policy_files[POLICY_FILES_MAX];
extern int policy_files_count;
extern struct policy_rule policy_rules[POLICY_RULES_MAX];
extern int policy_rules_count;

/*
 * Told of each error: where ("/etc/pam.d/gate", line or 0) and what, which
 * quotes the word at fault where there is one (else NULL; not escaped).
 */
typedef void policy_error(const char *where, int line, const char *what,
			  const char *word);

/* What a policy is to be used for: the types that must not be empty. */
#define POLICY_FOR_YES (1u << POLICY_AUTH | 1u << POLICY_ACCOUNT)
#define POLICY_FOR_SESSION (POLICY_FOR_YES | 1u << POLICY_SESSION)
#define POLICY_FOR_CHANGE (1u << POLICY_PASSWORD)

/*
 * Loads the policy of service and all that it includes, in place of what was
 * loaded before. needed: POLICY_FOR_YES and so on, or 0. All errors are told,
 * not the first alone. Returns whether there were none.
 */
bool policy_load(const char *service, unsigned needed, policy_error *error);

/* "auth" and so on. */
const char *policy_type_name(enum policy_type type);

/* "/etc/pam.d/NAME", or "compiled-in NAME", in out; returns out. */
#define POLICY_WHERE_BYTES (POLICY_NAME_BYTES + 16)
const char *policy_where(const struct policy_file *file, char *out);

/*
 * For compat_config_source() (libc-compat): the text of path as loaded.
 * Returns 0, or -1 when path is not one of the loaded files.
 */
int policy_source(const char *path, const char **text, size_t *len_bytes);

#endif
