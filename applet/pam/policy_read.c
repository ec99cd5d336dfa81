/* SPDX-License-Identifier: MIT */
#include "pam/policy_read.h"

#include "pam/builtin.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIRECTORY_NAME "/etc/pam.d"
#define DIRECTORY DIRECTORY_NAME "/"

static const char *
read_builtin(const char *name, char *out, size_t size_bytes)
{
	for (unsigned i = 0; i < builtin_policies_count; i++) {
		const struct builtin_policy *policy = &builtin_policies[i];

		if (strcmp(policy->service, name) != 0) {
			continue;
		}
		if (policy->len_bytes >= size_bytes) {
			return "too large";
		}
		memcpy(out, policy->text, policy->len_bytes);
		out[policy->len_bytes] = '\0';
		return NULL;
	}
	return "no such file, and no such policy is compiled in";
}

/* len_bytes bytes of fd; a file that has become shorter is an error. */
static const char *
read_text(int fd, char *out, size_t len_bytes)
{
	size_t len = 0;

	while (len < len_bytes) {
		ssize_t n = read(fd, out + len, len_bytes - len);

		if (n <= 0) {
			return "cannot be read";
		}
		len += (size_t)n;
	}
	out[len] = '\0';
	if (strlen(out) != len) {
		return "holds a NUL";
	}
	return strchr(out, '\r') != NULL ? "holds a carriage return" : NULL;
}

static const char *
read_file(int fd, char *out, size_t size_bytes)
{
	struct stat status = {0};

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		return "no regular file";
	}
	if (status.st_size < 0 || (size_t)status.st_size >= size_bytes) {
		return "too large";
	}
	return read_text(fd, out, (size_t)status.st_size);
}

/*
 * Nothing of that name: a link that leads nowhere is something. And the
 * directory is one, or is not there either: where it cannot be entered (its
 * file system is not mounted, say) nobody knows what is in it.
 */
static bool
is_absent(const char *path)
{
	struct stat status = {0};

	if (errno != ENOENT || lstat(path, &status) == 0 || errno != ENOENT) {
		return false;
	}
	if (stat(DIRECTORY, &status) == 0) {
		return S_ISDIR(status.st_mode);
	}
	return lstat(DIRECTORY_NAME, &status) != 0 && errno == ENOENT;
}

const char *
policy_read(const char *name, char *out, size_t size_bytes, bool *builtin)
{
	char path[sizeof(DIRECTORY) + POLICY_NAME_BYTES] = DIRECTORY;
	const char *what = NULL;
	int fd = -1;

	strncat(path, name, POLICY_NAME_BYTES);
	/* openat: musl's open() makes a second call for O_CLOEXEC. */
	fd = openat(AT_FDCWD, path,
		    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	*builtin = fd < 0 && is_absent(path);
	if (*builtin) {
		return read_builtin(name, out, size_bytes);
	}
	if (fd < 0) {
		return "cannot be opened";
	}
	what = read_file(fd, out, size_bytes);
	close(fd);
	return what;
}
