/* SPDX-License-Identifier: MIT */
/*
 * Rewriting /etc/passwd and /etc/shadow, as pam_unix does when a password is
 * changed: entry by entry, with fgetpwent and putpwent (fgetspent, putspent),
 * until the first returns NULL. With musl's functions a line that cannot be
 * parsed ends a shadow file there, and all accounts below it are lost; is
 * dropped from passwd; and a line with an empty user id is written back as
 * root's.
 *
 * Here such a line is handed out as an entry that nobody can be (empty name,
 * no valid id, no valid hash) and is written back byte for byte when that
 * entry comes to be written. A line that is longer than the buffer passes in
 * several such pieces. A read error is no end of the file: it comes as one more
 * entry, which cannot be written, so that the caller gives the new file up and
 * the old one stays.
 */
#define _GNU_SOURCE 1
#include "account.h"

#include <errno.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <string.h>

/* One line or piece, its newline and a NUL. */
static char piece[ACCOUNT_LINE_MAX + 2];
static size_t piece_bytes;
/* The piece before this one had no newline: this one goes on with its line. */
static bool inside_line;
/* The entry that stands for the raw bytes in piece, or NULL. */
static const void *raw_entry;
/* It stands for what could not be read. */
static bool unreadable;

/* Reads up to and with the newline; true if the line is whole in piece. */
static bool
piece_read(FILE *stream)
{
	bool first = !inside_line;
	int byte = 0;

	piece_bytes = 0;
	while (piece_bytes <= ACCOUNT_LINE_MAX && byte != '\n') {
		byte = getc(stream);
		if (byte == EOF) {
			break;
		}
		piece[piece_bytes++] = (char)byte;
	}
	inside_line = byte != '\n' && byte != EOF;
	if (byte == EOF && (piece_bytes > 0 || !first)) {
		/* The file's last line had no newline: give it one. */
		piece[piece_bytes++] = '\n';
	}
	return first && !inside_line;
}

/* Parses piece, which holds a whole line; leaves it as it was if broken. */
static bool
piece_parse(const struct account_database *database, void *record)
{
	struct account_storage storage = {record, piece, sizeof(piece)};
	size_t len_bytes = piece_bytes - 1;
	size_t i = 0;

	if (memchr(piece, '\0', len_bytes) != NULL
	    || memchr(piece, '\r', len_bytes) != NULL) {
		return false;
	}
	piece[len_bytes] = '\0';
	if (account_parse(database, &storage) == NULL) {
		return true;
	}
	/* Undo the cuts: there were no other NULs. */
	for (i = 0; i < len_bytes; i++) {
		if (piece[i] == '\0') {
			piece[i] = ':';
		}
	}
	piece[len_bytes] = '\n';
	return false;
}

/* Next entry or raw line of stream; false at the end, piece is wiped then. */
static bool
update_read(FILE *stream, const struct account_database *database, void *record)
{
	bool whole = piece_read(stream);

	raw_entry = NULL;
	unreadable = ferror(stream) != 0;
	if (unreadable) {
		raw_entry = record;
		return true;
	}
	if (piece_bytes == 0) {
		explicit_bzero(piece, sizeof(piece));
		return false;
	}
	if (!whole || !piece_parse(database, record)) {
		raw_entry = record;
	}
	return true;
}

/*
 * What put*ent returns. After an error its caller gives the file up, in the
 * middle of a long line perhaps; the next file begins with a new line.
 */
static int
update_written(bool well)
{
	if (!well) {
		inside_line = false;
		return -1;
	}
	return 0;
}

static int
raw_write(FILE *stream)
{
	if (unreadable) {
		errno = EIO;
		return update_written(false);
	}
	return update_written(fwrite(piece, 1, piece_bytes, stream)
			      == piece_bytes);
}

/* True if text can be a field: a colon or newline would forge accounts. */
static bool
field_ok(const char *text)
{
	if (text == NULL || strpbrk(text, ":\n") != NULL) {
		errno = EINVAL;
		return false;
	}
	return true;
}

struct passwd *
fgetpwent(FILE *stream)
{
	static struct passwd entry;
	static char nobody[] = "";
	static char locked[] = "*";

	if (!update_read(stream, &account_passwd, &entry)) {
		return NULL;
	}
	if (raw_entry == &entry) {
		entry = (struct passwd){
			.pw_name = nobody,
			.pw_passwd = locked,
			.pw_uid = UINT32_MAX,
			.pw_gid = UINT32_MAX,
			.pw_gecos = nobody,
			.pw_dir = nobody,
			.pw_shell = nobody,
		};
	}
	return &entry;
}

int
putpwent(const struct passwd *entry, FILE *stream)
{
	if (entry == raw_entry) {
		return raw_write(stream);
	}
	return update_written(
		field_ok(entry->pw_name) && field_ok(entry->pw_passwd)
		&& field_ok(entry->pw_gecos) && field_ok(entry->pw_dir)
		&& field_ok(entry->pw_shell)
		&& fprintf(stream, "%s:%s:%u:%u:%s:%s:%s\n", entry->pw_name,
			   entry->pw_passwd, entry->pw_uid, entry->pw_gid,
			   entry->pw_gecos, entry->pw_dir, entry->pw_shell)
			   > 0);
}

struct spwd *
fgetspent(FILE *stream)
{
	static struct spwd entry;
	static char nobody[] = "";
	static char locked[] = "*";

	if (!update_read(stream, &account_shadow, &entry)) {
		return NULL;
	}
	if (raw_entry == &entry) {
		entry = (struct spwd){.sp_namp = nobody, .sp_pwdp = locked};
	}
	return &entry;
}

/* A number and the byte after it; nothing for -1, the empty field. */
static bool
number_write(long number, char after, FILE *stream)
{
	if (number == -1) {
		return putc(after, stream) != EOF;
	}
	return fprintf(stream, "%ld%c", number, after) > 0;
}

int
putspent(const struct spwd *entry, FILE *stream)
{
	if (entry == raw_entry) {
		return raw_write(stream);
	}
	return update_written(
		field_ok(entry->sp_namp) && field_ok(entry->sp_pwdp)
		&& fprintf(stream, "%s:%s:", entry->sp_namp, entry->sp_pwdp) > 0
		&& number_write(entry->sp_lstchg, ':', stream)
		&& number_write(entry->sp_min, ':', stream)
		&& number_write(entry->sp_max, ':', stream)
		&& number_write(entry->sp_warn, ':', stream)
		&& number_write(entry->sp_inact, ':', stream)
		&& number_write(entry->sp_expire, ':', stream)
		&& number_write((long)entry->sp_flag, '\n', stream));
}
