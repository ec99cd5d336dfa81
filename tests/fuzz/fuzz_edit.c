/* SPDX-License-Identifier: MIT */
// objects: applet/account/edit.c applet/base/wipe.c
// objects: libc-compat/account.c libc-compat/account_update.c
// objects: libc-compat/account_replace.c libc-compat/account_reader.c
// objects: libc-compat/passwd.c libc-compat/shadow.c
// objects: tests/fuzz/account_reference.c
// cflags: -include tests/fuzz/rename_edit.h
// cflags: -include tests/unit/rename_account.h
/*
 * Any bytes as passwd or shadow, copied entry by entry as pam_unix does it, or
 * with one account changed as passwd does it: each line that is not the
 * account's comes out byte for byte, the account's as it should be; and where
 * it cannot be done, all is as it was.
 */
#include "fuzz.h"

#include <errno.h>
#include <pwd.h>
#include <shadow.h>
#include <string.h>
#include <sys/mman.h>

#include "account/edit.h"
#include "account_reference.h"
#include "base/deadline.h"
#include "libc-compat/account.h"

#define FILE_BYTES 12000
#define ACCOUNT_USER "anna"

const char *const account_directory = "/etc";
const char *const account_passwd_path = "/etc/passwd";
const char *const account_shadow_path = "/etc/shadow";
const char *const account_shadow_new_path = "/etc/nshadow";
const char *const account_group_path = "/etc/group";
const char *const account_lock_path = "/etc/lock";

static struct file file;
static char wanted[FILE_BYTES];
static size_t wanted_bytes;
static struct {
	int shadow; /* descriptors of our own of what is in the files */
	int beside;
	bool locked;
	bool replaced;
} etc;

struct deadline
deadline_in(int64_t after_ms)
{
	return (struct deadline){0};
}

int64_t
deadline_left_ms(struct deadline deadline)
{
	MUST(false);
	return 0;
}

void
deadline_wait(struct deadline until)
{
	MUST(false);
}

int
compat_lckpwdf(void)
{
	MUST(!etc.locked);
	etc.locked = true;
	return 0;
}

int
compat_ulckpwdf(void)
{
	MUST(etc.locked);
	etc.locked = false;
	return 0;
}

static int
memory_file(const char *data, size_t len_bytes)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	MUST(fd >= 0 && write(fd, data, len_bytes) == (ssize_t)len_bytes);
	MUST(lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

int
fuzz_openat(int directory, const char *path, int flags, ...)
{
	int fd = -1;

	if (strcmp(path, account_directory) == 0) {
		return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	MUST(etc.locked);
	if (strcmp(path, account_shadow_path) == 0) {
		MUST((flags & O_ACCMODE) == O_RDONLY);
		return dup(etc.shadow);
	}
	MUST(strcmp(path, account_shadow_new_path) == 0);
	MUST((flags & O_EXCL) != 0 && etc.beside < 0);
	fd = memory_file("", 0);
	etc.beside = dup(fd);
	return fd;
}

int
fuzz_lstat(const char *path, struct stat *status)
{
	MUST(strcmp(path, account_shadow_path) == 0);
	return fstat(etc.shadow, status);
}

int
fuzz_unlink(const char *path)
{
	MUST(strcmp(path, account_shadow_new_path) == 0 && etc.locked);
	if (etc.beside < 0) {
		errno = ENOENT;
		return -1;
	}
	close(etc.beside);
	etc.beside = -1;
	return 0;
}

int
fuzz_rename(const char *old, const char *new)
{
	MUST(strcmp(old, account_shadow_new_path) == 0);
	MUST(strcmp(new, account_shadow_path) == 0);
	MUST(etc.locked && etc.beside >= 0 && !etc.replaced);
	close(etc.shadow);
	etc.shadow = etc.beside;
	etc.beside = -1;
	etc.replaced = true;
	return 0;
}

int
fuzz_fsync(int fd)
{
	return 0;
}

void
fixture_syslog(int priority, const char *format, ...)
{
	MUST(false);
}

static void
want(const char *data, size_t len_bytes)
{
	MUST(wanted_bytes + len_bytes <= sizeof(wanted));
	memcpy(wanted + wanted_bytes, data, len_bytes);
	wanted_bytes += len_bytes;
}

/* Each line as it stands; one that is missing its newline gets it. */
static void
want_copy(void)
{
	wanted_bytes = 0;
	want(file.data, file.len_bytes);
	if (file.len_bytes > 0 && file.data[file.len_bytes - 1] != '\n') {
		want("\n", 1);
	}
}

static void
check_out(const char *data, size_t len_bytes)
{
	MUST(len_bytes == wanted_bytes);
	MUST(memcmp(data, wanted, wanted_bytes) == 0);
}

static void
copy(bool of_shadow)
{
	char *out = NULL;
	size_t out_bytes = 0;
	FILE *old = fmemopen((void *)(uintptr_t)file.data, file.len_bytes, "r");
	FILE *new = open_memstream(&out, &out_bytes);
	struct passwd *user = NULL;
	struct spwd *entry = NULL;

	MUST(old != NULL && new != NULL);
	if (of_shadow) {
		while ((entry = fgetspent(old)) != NULL) {
			MUST(strlen(entry->sp_namp) <= ACCOUNT_NAME_MAX);
			MUST(putspent(entry, new) == 0);
		}
	} else {
		while ((user = fgetpwent(old)) != NULL) {
			MUST(user->pw_name[0] != '\0'
			     || user->pw_uid == UINT32_MAX);
			MUST(putpwent(user, new) == 0);
		}
	}
	fclose(old);
	fclose(new);
	want_copy();
	check_out(out, out_bytes);
	free(out);
}

/* What edit.h says of the hash; false where it must be refused. */
static bool
change_hash(const struct edit *edit, char *hash)
{
	if (edit->clear) {
		hash[0] = '\0';
	}
	if (edit->unlock && hash[0] == '!') {
		memmove(hash, hash + 1, strlen(hash));
		if (hash[0] == '\0') {
			return false;
		}
	}
	if (edit->lock && hash[0] != '!') {
		memmove(hash + 1, hash, strlen(hash) + 1);
		hash[0] = '!';
	}
	return true;
}

static bool
want_changed(const struct found *found, const struct edit *edit)
{
	char hash[ACCOUNT_LINE_MAX + 2] = "";
	char line[2 * ACCOUNT_LINE_MAX] = "";
	size_t len = 0;

	memcpy(hash, found->field[1], found->len_bytes[1]);
	if (!change_hash(edit, hash)) {
		return false;
	}
	len = (size_t)sprintf(line, "%s:%s", ACCOUNT_USER, hash);
	for (int i = 0; i < 7; i++) {
		long number = found->number[i + 2];

		if (i < EDIT_DAYS && edit->days[i] != EDIT_KEEP) {
			number = edit->days[i];
		}
		len += (size_t)(number == EDIT_NONE
					? sprintf(line + len, ":")
					: sprintf(line + len, ":%ld", number));
	}
	line[len++] = '\n';
	want(line, len);
	return len <= ACCOUNT_LINE_MAX + 1;
}

/* Whether it can be done. */
static bool
want_edited(const struct edit *edit)
{
	struct line line = {0};
	struct found found = {0};
	bool seen = false;

	wanted_bytes = 0;
	while (reference_line(&file, &line)) {
		if (reference_whole(&line, 9, &found)
		    && found.len_bytes[0] == strlen(ACCOUNT_USER)
		    && memcmp(line.text, ACCOUNT_USER ":", sizeof(ACCOUNT_USER))
			       == 0) {
			seen = true;
			if (!want_changed(&found, edit)) {
				return false;
			}
		} else {
			want(line.text, line.len_bytes);
			want("\n", 1);
		}
	}
	return seen;
}

static void
change(const struct edit *edit)
{
	static char out[FILE_BYTES];
	const char *why = NULL;
	ssize_t len = 0;
	bool possible = want_edited(edit);

	memset(&etc, 0, sizeof(etc));
	etc.shadow = memory_file(file.data, file.len_bytes);
	etc.beside = -1;
	why = edit_account(ACCOUNT_USER, edit);
	MUST((why == NULL) == possible && etc.replaced == possible);
	MUST(etc.beside < 0 && !etc.locked);
	len = pread(etc.shadow, out, sizeof(out), 0);
	MUST(len >= 0);
	if (!possible) {
		MUST((size_t)len == file.len_bytes);
		MUST(memcmp(out, file.data, file.len_bytes) == 0);
	} else {
		check_out(out, (size_t)len);
	}
	close(etc.shadow);
}

static void
take_edit(struct input *input, struct edit *edit)
{
	unsigned flags = next_byte(input);

	edit->clear = flags & 1;
	edit->unlock = flags & 2;
	edit->lock = flags & 4;
	for (int i = 0; i < EDIT_DAYS; i++) {
		unsigned day = next_byte(input);

		edit->days[i] = day < 0x80    ? EDIT_KEEP
				: day < 0x90  ? EDIT_NONE
				: day == 0xff ? 4294967294L
					      : (long)day;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	static char text[8192];
	struct input input = {data, len_bytes};
	struct edit edit = {0};
	unsigned kind = next_byte(&input);
	size_t pad = 0;

	take_edit(&input, &edit);
	/* Every now and then a line of about the greatest length. */
	if (kind >= 0xc0) {
		pad = ACCOUNT_LINE_MAX - 40 + kind % 64;
	}
	memcpy(text, input.data, input.left / 2);
	memset(text + input.left / 2, 'x', pad);
	memcpy(text + input.left / 2 + pad, input.data + input.left / 2,
	       input.left - input.left / 2);
	file.data = text;
	file.len_bytes = input.left + pad;
	if (kind % 3 == 2) {
		change(&edit);
	} else if (file.len_bytes > 0) {
		copy(kind % 3 == 1);
	}
	return 0;
}
