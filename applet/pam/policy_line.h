/* SPDX-License-Identifier: MIT */
/*
 * One logical line of a policy (pam.conf(5), section "The configuration
 * file"), taken apart.
 */
#ifndef PAM_POLICY_LINE_H
#define PAM_POLICY_LINE_H

#include "pam/policy.h"

enum policy_kind {
	POLICY_EMPTY,    /* nothing but blanks and a comment */
	POLICY_MODULE,   /* type control module [arguments] */
	POLICY_INCLUDE,  /* type include name */
	POLICY_SUBSTACK, /* type substack name */
	POLICY_ALL,      /* @include name: all types */
	POLICY_ERROR
};

/* The parts, NUL-terminated, in the line that was given. */
struct policy_line {
	enum policy_kind kind;
	enum policy_type type;
	bool silent;         /* '-' in front of the type */
	const char *control; /* lower case; bracketed: without brackets */
	bool bracketed;
	const char *target;    /* module or name of the file */
	const char *arguments; /* as they stand; "" for none */
	const char *what;      /* POLICY_ERROR: constant text */
	const char *word;      /* the word at fault, or NULL */
};

/* Takes line (no newline in it) apart, writing NULs into it. */
void policy_line_parse(char *line, struct policy_line *parts);

/*
 * Whether name can be that of a service: no path, no leading dot, no upper
 * case (pam_start(3) lowers it, and would ask for another file), not `other`.
 */
bool policy_name_valid(const char *name);

/*
 * Whether each argument in brackets has an end: in one that has not, Linux-PAM
 * takes the end of the line for a part of it.
 */
bool policy_brackets_end(const char *arguments);

/*
 * Cuts the next logical line off *text: continued lines are joined,
 * *lines counts those that it took, *comment is what stood behind a '#', ""
 * for none. NULL at the end. Writes into the text, which ends with a NUL.
 */
char *policy_line_next(char **text, int *lines, const char **comment);

/*
 * Whether a rule stands in it behind a byte that one wrong bit makes of a
 * newline: the rule below the comment would be gone without an error. What is
 * commented out ("# auth required pam_unix.so") stands behind no such byte.
 */
bool policy_comment_hides_rule(const char *comment);

#endif
