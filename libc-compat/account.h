/* SPDX-License-Identifier: MIT */
/*
 * The strict reading of /etc/passwd, /etc/shadow and /etc/group.
 *
 * musl reads these files loosely: an empty user id is 0, 4294967296 is 0, a
 * missing newline at the end of the file cuts the last field. On a console
 * that opens a root shell each of these is a way in. passwd.c, shadow.c,
 * group.c and grouplist.c give libc's own functions (getpwnam, getspnam_r,
 * getgrouplist, ...) by the rules that stand at the top of account.c; linked
 * before libc.a they take the place of musl's.
 *
 * This header is between those files; users include <pwd.h>, <shadow.h> and
 * <grp.h>. What they see differs from the manual pages in this:
 *  - a broken account: NULL and errno EINVAL, or EINVAL from the _r forms;
 *  - the _r forms bring the storage of the answer, but share one window onto
 *    the file with all the others: this is code for one thread;
 *  - getpwent and its kin open the file anew at each call and cost the square
 *    of its length (only `passwd -S -a` walks a whole file);
 *  - the answer of getspnam holds the hash until the next call or endspent();
 *  - fgetpwent and fgetspent hand out lines that are no accounts, as entries
 *    with an empty name (account_update.c says why).
 *
 * No allocator, no nscd, no TCB (/etc/tcb). A lookup is open, fstat, one read
 * for each 4 KiB up to the line that answers it, close.
 */
#ifndef COMPAT_ACCOUNT_H
#define COMPAT_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	/* Bytes of a user's or group's name, the NUL not counted. */
	ACCOUNT_NAME_MAX = 256,
	/* Bytes of a line of passwd or shadow, the newline not counted. */
	ACCOUNT_LINE_MAX = 4096,
	/* The same of group: some 3,600 members with names of 8 bytes. */
	ACCOUNT_GROUP_LINE_MAX = 32767,
	/* The most fields that a line of any of the three has (shadow). */
	ACCOUNT_FIELDS_MAX = 9,
};

/*
 * Where the files are. They stand alone in account_paths.c, so that a test
 * links its own.
 */
extern const char *const account_directory;
extern const char *const account_passwd_path;
extern const char *const account_shadow_path;
extern const char *const account_group_path;
extern const char *const account_lock_path;
/* What pam_unix, and who edits like it, writes beside shadow. */
extern const char *const account_shadow_new_path;

/* ---- account_reader.c: one file, line by line ---- */

/*
 * One line. text has len_bytes bytes and a NUL in the newline's place; it may
 * be written to and is good until the next call of account_reader_*. fault is
 * NULL, or says in words why the line as such is broken (too long, a NUL, a
 * carriage return). Of a line that does not fit the window, text holds the
 * first ACCOUNT_LINE_MAX bytes.
 */
struct account_line {
	char *text;
	size_t len_bytes;
	unsigned long number;
	const char *fault;
};

/*
 * Opens path for reading. There is one reader; who opens it closes it before
 * anybody else can open it. 0, or an errno value, and then nothing is open:
 * what open(2) says, or EINVAL for what is not a regular file (also logged).
 * Never waits, not for the other end of a FIFO either.
 */
int account_reader_open(const char *path);

/* Next line: 1 and *line is set, 0 at the end, -1 with errno on an error. */
int account_reader_next(struct account_line *line);

/* Closes, and wipes all that was read. errno stays. */
void account_reader_close(void);

/* ---- account.c: fields, numbers, and looking for one entry ---- */

/* What a parser returns when the storage has no room for its answer. */
extern const char account_no_room[];

struct account_storage {
	/* struct passwd, struct spwd or struct group, filled when found. */
	void *record;
	/* What its pointers point into; the caller's. */
	char *text;
	size_t size_bytes;
};

struct account_database {
	const char *const *path;
	size_t line_max_bytes;
	unsigned field_count;
	/*
	 * Fills storage->record from field_count NUL-terminated fields, which
	 * stand at the begin of storage->text. NULL if all is well, else why
	 * the line is broken, or account_no_room.
	 */
	const char *(*parse)(const struct account_storage *storage,
			     char *const *field);
};

extern const struct account_database account_passwd;
extern const struct account_database account_shadow;
extern const struct account_database account_group;

/* What is looked for: exactly one of the three is not NULL. */
struct account_key {
	const char *name;
	/* Field 3. */
	const uint32_t *id;
	/*
	 * The first whole line after this line number; *after becomes its
	 * number.
	 */
	unsigned long *after;
};

/* What account_find returns beside 0 and errno values: no such entry. */
enum {
	ACCOUNT_NONE = -1
};

/*
 * Looks for key in database. 0: found, storage->record is filled.
 * ACCOUNT_NONE: not there, errno as it was. Else an errno value, which is
 * errno's too: EINVAL for a name that cannot be one, for a broken line with
 * that name (logged) and for what is not a regular file (logged); ERANGE if
 * storage is too small; what open(2) and read(2) say.
 */
int account_find(const struct account_database *database,
		 const struct account_key *key,
		 const struct account_storage *storage);

/* account_find, answered as the _r functions do: sets *result to the record
 * or NULL; returns 0 (found or not there) or an errno value. */
int account_find_r(const struct account_database *database,
		   const struct account_key *key,
		   const struct account_storage *storage, void **result);

/* account_find, answered as getpwnam does: the record, or NULL. */
void *account_get(const struct account_database *database,
		  const struct account_key *key,
		  const struct account_storage *storage);

/*
 * Cuts text at its colons into exactly count fields, each ended by a NUL.
 * False if there are more or fewer; text is then cut in part.
 */
bool account_split(char *text, char **field, unsigned count);

/* Whether that can be the name of a user or a group (rule 3). */
bool account_name_ok(const char *name);

/*
 * Fields and parser of database over the line in storage->text. NULL, or why
 * not; the line is cut in any case.
 */
const char *account_parse(const struct account_database *database,
			  const struct account_storage *storage);

/*
 * The number in the len_bytes bytes at text: 1 to 10 digits and nothing else,
 * at most 4294967294 (the next is (uid_t)-1, which means "no id" to the
 * kernel). False and *value untouched if it is not one.
 */
bool account_number(const char *text, size_t len_bytes, uint32_t *value);

/* ---- account_replace.c: a new file in the place of the old one ---- */

/*
 * Whether path is a regular file, or not there; else it is not to be replaced:
 * errno is EINVAL, and the log has it.
 */
bool compat_account_replaceable(const char *path);

/*
 * rename(2) for an account file whose new content is on the disk already; then
 * /etc is written out too. 0, or -1 with errno, and path is as it was.
 */
int compat_account_replace(const char *new, const char *path);

/*
 * One line to the log: which line of which file is refused (0: the file), and
 * why. errno stays.
 */
void account_complain(const char *path, unsigned long line, const char *why);

#endif
