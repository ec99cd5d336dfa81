/* SPDX-License-Identifier: MIT */
// objects: libc-compat/account.c libc-compat/account_reader.c
// objects: libc-compat/passwd.c libc-compat/shadow.c libc-compat/group.c
// objects: libc-compat/grouplist.c tests/fuzz/account_reference.c
// cflags: -include tests/fuzz/rename_files.h
// cflags: -include tests/unit/rename_account.h
/*
 * Any bytes as passwd, shadow or group, read in pieces of any size, and any
 * name or number looked for in it. A slow reader that has the whole file at
 * once (account_reference.c, by account.c's rules and none of its code) says
 * what must come of it.
 */
#include "fuzz.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <shadow.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "account_reference.h"
#include "fuzz_files.h"
#include "libc-compat/account.h"

#define TEXT_BYTES 4400
#define GROUPS_MAX 16

const char *const account_directory = "/etc";
const char *const account_passwd_path = "/etc/passwd";
const char *const account_shadow_path = "/etc/shadow";
const char *const account_shadow_new_path = "/etc/nshadow";
const char *const account_group_path = "/etc/group";
const char *const account_lock_path = "/etc/lock";

static struct file file;
static struct input *pieces;
static unsigned complaints;
static unsigned opened;

int
fuzz_openat(int directory, const char *path, int flags, ...)
{
	MUST(strncmp(path, "/etc/", 5) == 0 && opened == 0);
	opened++;
	file.at = 0;
	return FUZZ_FD;
}

int
fuzz_fstat(int fd, struct stat *status)
{
	MUST(fd == FUZZ_FD && opened == 1);
	memset(status, 0, sizeof(*status));
	status->st_mode = S_IFREG;
	return 0;
}

ssize_t
fuzz_read(int fd, void *buf, size_t size_bytes)
{
	size_t left = file.len_bytes - file.at;
	size_t step = 1u + next_byte(pieces) * 17u;

	MUST(fd == FUZZ_FD && opened == 1 && size_bytes > 0);
	step = pieces->left == 0 || step > size_bytes ? size_bytes : step;
	step = step > left ? left : step;
	memcpy(buf, file.data + file.at, step);
	file.at += step;
	return (ssize_t)step;
}

int
fuzz_close(int fd)
{
	MUST(fd == FUZZ_FD && opened == 1);
	opened--;
	return 0;
}

/* rule 10: the line's number and why; never the line. */
void
fixture_syslog(int priority, const char *format, ...)
{
	va_list arguments;

	MUST(strcmp(format, "%s:%lu: refused: %s") == 0);
	va_start(arguments, format);
	MUST(strncmp(va_arg(arguments, const char *), "/etc/", 5) == 0);
	MUST(va_arg(arguments, unsigned long) > 0);
	MUST(strlen(va_arg(arguments, const char *)) < 40);
	va_end(arguments);
	complaints++;
}

int
fixture_setgroups(size_t count, const gid_t *groups)
{
	MUST(false);
	return -1;
}

/*
 * What does not fit is told before what is broken, and a broken line that is
 * passed over must fit as well; but only what is there needs room.
 */
static void
check_no_room(const struct found *found, const struct wish *wish,
	      size_t need_bytes, size_t size_bytes)
{
	MUST(complaints == 0
	     && size_bytes <= reference_longest(&file) * 9 + 64);
	if (found->outcome == FOUND_IT && wish->name != NULL) {
		MUST(need_bytes >= size_bytes);
	}
}

/* What it says, and that a broken account is told of. */
static bool
agrees(const struct found *found, int status, const void *record)
{
	if (found->outcome == FOUND_BROKEN) {
		MUST(status == EINVAL && record == NULL);
		MUST(complaints == (found->in_name ? 0 : 1));
		return false;
	}
	MUST(complaints == 0 && status == 0);
	MUST((record != NULL) == (found->outcome == FOUND_IT));
	return record != NULL;
}

static bool
is_field(const struct found *found, unsigned index, const char *text)
{
	return strlen(text) == found->len_bytes[index]
	       && memcmp(text, found->field[index], found->len_bytes[index])
			  == 0;
}

static void
look_in_passwd(const struct wish *wish, char *text, size_t size_bytes)
{
	struct passwd entry = {.pw_uid = 1, .pw_gid = 1};
	struct passwd *got = NULL;
	struct found found = {0};
	int status = wish->name != NULL ? getpwnam_r(wish->name, &entry, text,
						     size_bytes, &got)
					: getpwuid_r(wish->id, &entry, text,
						     size_bytes, &got);

	reference_find(&file, wish, 7, &found);
	if (status == ERANGE) {
		check_no_room(&found, wish, reference_line_bytes(&found),
			      size_bytes);
	} else if (agrees(&found, status, got)) {
		MUST(is_field(&found, 0, got->pw_name));
		MUST(is_field(&found, 1, got->pw_passwd));
		MUST(got->pw_uid == found.number[2]);
		MUST(got->pw_gid == found.number[3]);
		MUST(is_field(&found, 4, got->pw_gecos));
		MUST(is_field(&found, 5, got->pw_dir));
		MUST(is_field(&found, 6, got->pw_shell));
		MUST(wish->name == NULL
		     || strcmp(got->pw_name, wish->name) == 0);
		MUST(wish->name != NULL || got->pw_uid == wish->id);
	}
}

static void
look_in_shadow(const struct wish *wish, char *text, size_t size_bytes)
{
	struct spwd entry = {0};
	struct spwd *got = NULL;
	struct found found = {0};
	int status = getspnam_r(wish->name, &entry, text, size_bytes, &got);

	reference_find(&file, wish, 9, &found);
	if (status == ERANGE) {
		check_no_room(&found, wish, reference_line_bytes(&found),
			      size_bytes);
	} else if (agrees(&found, status, got)) {
		const long numbers[] = {
			got->sp_lstchg,     got->sp_min,   got->sp_max,
			got->sp_warn,       got->sp_inact, got->sp_expire,
			(long)got->sp_flag,
		};

		MUST(is_field(&found, 0, got->sp_namp));
		MUST(is_field(&found, 1, got->sp_pwdp));
		for (unsigned i = 0; i < 7; i++) {
			MUST(numbers[i] == found.number[i + 2]);
		}
	}
}

/* The members are those between the commas, without the empty ones. */
static void
check_members(const struct found *found, char *const *members)
{
	const char *at = found->field[3];
	const char *end = at + found->len_bytes[3];

	while (at <= end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		size_t len = (size_t)((comma != NULL ? comma : end) - at);

		if (len > 0) {
			MUST(*members != NULL && strlen(*members) == len);
			MUST(memcmp(*members, at, len) == 0);
			members++;
		}
		at += len + 1;
	}
	MUST(*members == NULL);
}

static void
look_in_group(const struct wish *wish, char *text, size_t size_bytes)
{
	struct group entry = {.gr_gid = 1};
	struct group *got = NULL;
	struct found found = {0};
	int status = wish->name != NULL ? getgrnam_r(wish->name, &entry, text,
						     size_bytes, &got)
					: getgrgid_r(wish->id, &entry, text,
						     size_bytes, &got);

	reference_find(&file, wish, 4, &found);
	if (status == ERANGE) {
		check_no_room(&found, wish,
			      reference_line_bytes(&found)
				      + 8 * found.len_bytes[3] + 40,
			      size_bytes);
	} else if (agrees(&found, status, got)) {
		MUST(is_field(&found, 0, got->gr_name));
		MUST(is_field(&found, 1, got->gr_passwd));
		MUST(got->gr_gid == found.number[2]);
		check_members(&found, got->gr_mem);
	}
}

static void
look_in_list(const struct wish *wish)
{
	gid_t got[GROUPS_MAX] = {0};
	gid_t expected[GROUPS_MAX] = {0};
	int count = GROUPS_MAX;
	bool broken = false;
	int wanted = reference_groups(&file, wish, expected, GROUPS_MAX,
				      &broken);
	int status = getgrouplist(wish->name, wish->id, got, &count);

	MUST(complaints == (broken ? 1 : 0));
	MUST(count == wanted);
	MUST(status == (wanted > GROUPS_MAX ? -1 : wanted));
	MUST(memcmp(got, expected, sizeof(got)) == 0);
}

/* All of them, one after the other: those that are whole, in their order. */
static void
look_at_all(void)
{
	struct passwd *got = NULL;
	struct found found = {0};
	unsigned long after = 0;

	setpwent();
	do {
		opened = 0;
		got = getpwent();
		after = reference_next(&file, after, 7, &found);
		MUST((got != NULL) == (after > 0));
		MUST(got == NULL || is_field(&found, 0, got->pw_name));
		MUST(got == NULL || got->pw_uid == found.number[2]);
	} while (got != NULL);
	endpwent();
	MUST(complaints == 0);
}

static void
look(unsigned kind, const struct wish *wish, size_t size_bytes)
{
	char *text = exactly(size_bytes);

	if (kind == 4) {
		look_at_all();
	} else if (kind == 3 && wish->name != NULL) {
		look_in_list(wish);
	} else if (kind == 2) {
		look_in_group(wish, text, size_bytes);
	} else if (kind == 1 && wish->name != NULL) {
		look_in_shadow(wish, text, size_bytes);
	} else {
		look_in_passwd(wish, text, size_bytes);
	}
	MUST(opened == 0);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	static const char *const names[] = {"a", "root", "bc", "", "anna"};
	static const uint32_t ids[] = {0, 1, 7, 1000, 4294967294u};
	static uint8_t steps[12];
	static char long_line[40000];
	struct input input = {data, len_bytes};
	struct input step_input = {steps, sizeof(steps)};
	struct wish wish = {0};
	unsigned kind = next_byte(&input);
	unsigned which = next_byte(&input);
	size_t size_bytes = which >= 0xe0 ? 1 + next_byte(&input) : TEXT_BYTES;
	unsigned pad = next_byte(&input);

	for (size_t i = 0; i < sizeof(steps); i++) {
		steps[i] = next_byte(&input);
	}
	wish.id = ids[which % 5];
	wish.name = which & 0x10 ? NULL : names[which % 5];
	if ((kind & 0x18) == 0x18 && wish.name != NULL) {
		wish.name = NULL;
	}
	if (kind % 5 == 3) {
		wish.name = names[which % 5];
	}
	/* Every now and then something that is about too long. */
	file.len_bytes = input.left;
	memcpy(long_line, input.data, input.left);
	if (pad >= 0xc0 && input.left > 0) {
		size_t many = (pad & 1 ? ACCOUNT_LINE_MAX
				       : ACCOUNT_GROUP_LINE_MAX)
			      - 32 + pad % 64;

		memset(long_line, ',', many);
		memcpy(long_line, input.data, input.left / 2);
		memcpy(long_line + many, input.data + input.left / 2,
		       input.left - input.left / 2);
		file.len_bytes = many + input.left - input.left / 2;
	}
	file.data = long_line;
	pieces = &step_input;
	complaints = 0;
	opened = 0;
	look(kind % 5, &wish, size_bytes);
	return 0;
}
