/* SPDX-License-Identifier: MIT */
#include "account/edit.h"

#include "base/deadline.h"
#include "base/wipe.h"
#include "libc-compat/account.h"

#include <errno.h>
#include <fcntl.h>
#include <shadow.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As long as glibc's lckpwdf waits. */
#define LOCK_MS 15000
#define LOCK_STEP_MS 50

static bool
take_lock(void)
{
	struct deadline end = deadline_in(LOCK_MS);

	while (lckpwdf() != 0) {
		if (errno != EAGAIN || deadline_left_ms(end) == 0) {
			return false;
		}
		deadline_wait(deadline_in(LOCK_STEP_MS));
	}
	return true;
}

/* errno stays. */
static FILE *
close_failed(int fd)
{
	int error = errno;

	if (fd >= 0) {
		close(fd);
	}
	errno = error;
	return NULL;
}

static FILE *
open_old(struct stat *status)
{
	int fd = openat(AT_FDCWD, account_shadow_path,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
				| O_CLOEXEC);
	FILE *file = NULL;

	if (fd >= 0 && fstat(fd, status) == 0) {
		errno = EINVAL;
		file = S_ISREG(status->st_mode) ? fdopen(fd, "r") : NULL;
	}
	return file != NULL ? file : close_failed(fd);
}

/* Empty, and with the old one's owner and mode. */
static FILE *
open_new(const struct stat *old)
{
	int fd = -1;
	FILE *file = NULL;

	unlink(account_shadow_new_path);
	fd = openat(AT_FDCWD, account_shadow_new_path,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd >= 0 && fchown(fd, old->st_uid, old->st_gid) == 0
	    && fchmod(fd, old->st_mode & ~(mode_t)S_IFMT) == 0) {
		file = fdopen(fd, "w");
	}
	return file != NULL ? file : close_failed(fd);
}

static void
change_days(struct spwd *entry, const struct edit *edit)
{
	long *const days[EDIT_DAYS] = {
		[EDIT_LAST_CHANGE] = &entry->sp_lstchg,
		[EDIT_MIN] = &entry->sp_min,
		[EDIT_MAX] = &entry->sp_max,
		[EDIT_WARN] = &entry->sp_warn,
		[EDIT_INACTIVE] = &entry->sp_inact,
	};

	for (int i = 0; i < EDIT_DAYS; i++) {
		if (edit->days[i] != EDIT_KEEP) {
			*days[i] = edit->days[i];
		}
	}
}

/* The user's entry, changed, into file. As edit_account() returns. */
static const char *
put_changed(struct spwd *entry, const struct edit *edit, FILE *file)
{
	char locked[ACCOUNT_LINE_MAX + 2] = "!";
	char *hash = entry->sp_pwdp;
	long begin = ftell(file);
	int result = 0;

	if (edit->clear) {
		hash += strlen(hash);
	}
	if (edit->unlock && hash[0] == '!') {
		hash++;
		if (hash[0] == '\0') {
			errno = 0;
			return "unlocking the password would result in a "
			       "passwordless account.";
		}
	}
	if (edit->lock && hash[0] != '!') {
		memcpy(locked + 1, hash, strlen(hash) + 1);
		hash = locked;
	}
	entry->sp_pwdp = hash;
	change_days(entry, edit);
	result = putspent(entry, file);
	wipe_bytes(locked, sizeof(locked));
	/* With its newline. A longer one would be no account any more. */
	if (result == 0 && ftell(file) - begin > ACCOUNT_LINE_MAX + 1) {
		errno = EFBIG;
		result = -1;
	}
	return result == 0 ? NULL : account_shadow_new_path;
}

static const char *
copy_changed(FILE *old, FILE *new, const char *user, const struct edit *edit)
{
	struct spwd *entry = NULL;
	const char *why = NULL;
	bool found = false;

	while (why == NULL && (entry = fgetspent(old)) != NULL) {
		if (strcmp(entry->sp_namp, user) == 0) {
			found = true;
			why = put_changed(entry, edit, new);
		} else if (putspent(entry, new) != 0) {
			why = account_shadow_new_path;
		}
	}
	if (why == NULL && !found) {
		errno = 0;
		why = "no line in /etc/shadow for this user";
	}
	return why;
}

/* Closes it on the disk. */
static bool
finish(FILE *file)
{
	bool well = fflush(file) == 0 && fsync(fileno(file)) == 0;
	int error = errno;

	if (fclose(file) != 0) {
		return false;
	}
	errno = error;
	return well;
}

/* A new file, on the disk, beside the old one. */
static const char *
write_new(const char *user, const struct edit *edit)
{
	struct stat status = {0};
	FILE *old = open_old(&status);
	FILE *new = old != NULL ? open_new(&status) : NULL;
	const char *why = old == NULL ? account_shadow_path
				      : account_shadow_new_path;
	int error = errno;

	if (new != NULL) {
		why = copy_changed(old, new, user, edit);
		error = errno;
		if (!finish(new) && why == NULL) {
			why = account_shadow_new_path;
			error = errno;
		}
	}
	if (old != NULL) {
		fclose(old);
	}
	errno = error;
	return why;
}

const char *
edit_account(const char *user, const struct edit *edit)
{
	const char *why = NULL;
	int error = 0;

	if (!take_lock()) {
		return account_lock_path;
	}
	why = write_new(user, edit);
	if (why == NULL
	    && compat_account_replace(account_shadow_new_path,
				      account_shadow_path)
		       != 0) {
		why = account_shadow_path;
	}
	error = errno;
	if (why != NULL) {
		unlink(account_shadow_new_path);
	}
	ulckpwdf();
	errno = error;
	return why;
}
