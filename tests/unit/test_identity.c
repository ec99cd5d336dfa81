/* SPDX-License-Identifier: MIT */
// objects: applet/session/identity.c
// ldflags: -Wl,--wrap=getpwnam,--wrap=getgrnam,--wrap=initgroups
// ldflags: -Wl,--wrap=getuid,--wrap=geteuid,--wrap=getgid,--wrap=getegid
// ldflags: -Wl,--wrap=setresuid,--wrap=setresgid
// ldflags: -Wl,--wrap=getresuid,--wrap=getresgid
/* Who a user is, and becoming it; the account files and the kernel are faked. */
#include "unit_main.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "session/identity.h"

struct passwd *__wrap_getpwnam(const char *name);
struct group *__wrap_getgrnam(const char *name);
int __wrap_initgroups(const char *name, gid_t gid);
uid_t __wrap_getuid(void);
uid_t __wrap_geteuid(void);
gid_t __wrap_getgid(void);
gid_t __wrap_getegid(void);
int __wrap_setresuid(uid_t real, uid_t effective, uid_t saved);
int __wrap_setresgid(gid_t real, gid_t effective, gid_t saved);
int __wrap_getresuid(uid_t *real, uid_t *effective, uid_t *saved);
int __wrap_getresgid(gid_t *real, gid_t *effective, gid_t *saved);

static struct passwd account;
static struct group *group;
static uid_t uid[3];
static gid_t gid[3];
static int calls;     /* of the setters */
static int fail_at;   /* the call that fails, from 1 */
static int half_done; /* the call that says yes and does a part, from 1 */
static const char *groups_of;
static gid_t groups_gid;

struct passwd *
__wrap_getpwnam(const char *name)
{
	return strcmp(name, account.pw_name) == 0 ? &account : NULL;
}

struct group *
__wrap_getgrnam(const char *name)
{
	return group != NULL && strcmp(name, group->gr_name) == 0 ? group
								  : NULL;
}

int
__wrap_initgroups(const char *name, gid_t primary)
{
	groups_of = name;
	groups_gid = primary;
	return ++calls == fail_at ? -1 : 0;
}

uid_t
__wrap_getuid(void)
{
	return uid[0];
}

uid_t
__wrap_geteuid(void)
{
	return uid[1];
}

gid_t
__wrap_getgid(void)
{
	return gid[0];
}

gid_t
__wrap_getegid(void)
{
	return gid[1];
}

int
__wrap_setresuid(uid_t real, uid_t effective, uid_t saved)
{
	errno = EAGAIN;
	if (++calls == fail_at) {
		return -1;
	}
	uid[0] = real;
	uid[1] = effective;
	uid[2] = calls == half_done ? uid[2] : saved;
	return 0;
}

int
__wrap_setresgid(gid_t real, gid_t effective, gid_t saved)
{
	errno = EPERM;
	/* Not any more, once the user is somebody else. */
	if (++calls == fail_at || uid[1] != 0) {
		return -1;
	}
	gid[0] = real;
	gid[1] = effective;
	gid[2] = calls == half_done ? gid[2] : saved;
	return 0;
}

int
__wrap_getresuid(uid_t *real, uid_t *effective, uid_t *saved)
{
	*real = uid[0];
	*effective = uid[1];
	*saved = uid[2];
	return ++calls == fail_at ? -1 : 0;
}

int
__wrap_getresgid(gid_t *real, gid_t *effective, gid_t *saved)
{
	*real = gid[0];
	*effective = gid[1];
	*saved = gid[2];
	return ++calls == fail_at ? -1 : 0;
}

static int
setup(void **state)
{
	account = (struct passwd){
		.pw_name = "ann",
		.pw_uid = 1000,
		.pw_gid = 100,
		.pw_dir = "/home/ann",
		.pw_shell = "/bin/sh",
	};
	group = NULL;
	memset(uid, 0, sizeof(uid));
	memset(gid, 0, sizeof(gid));
	calls = 0;
	fail_at = 0;
	half_done = 0;
	groups_of = NULL;
	return 0;
}

static const struct identity ann = {.name = "ann", .uid = 1000, .gid = 100};

static void
identity_is_found(void **state)
{
	struct identity found = {0};

	assert_true(identity_find("ann", &found));
	assert_string_equal(found.name, "ann");
	assert_string_equal(found.home, "/home/ann");
	assert_string_equal(found.shell, "/bin/sh");
	assert_int_equal(found.uid, 1000);
	assert_int_equal(found.gid, 100);
}

static void
identity_is_not_found(void **state)
{
	struct identity found = {0};

	assert_false(identity_find("bob", &found));
	assert_false(identity_find("", &found));
}

static char *
path_of(size_t len)
{
	static char path[2 * IDENTITY_PATH_BYTES];

	memset(path, 'd', len);
	path[0] = '/';
	path[len] = '\0';
	return path;
}

/* What does not fit is refused, not cut: it would name something else. */
static void
identity_long_fields(void **state)
{
	struct identity found = {0};

	account.pw_dir = path_of(IDENTITY_PATH_BYTES - 1);
	assert_true(identity_find("ann", &found));
	assert_string_equal(found.home, account.pw_dir);
	account.pw_dir = path_of(IDENTITY_PATH_BYTES);
	assert_false(identity_find("ann", &found));
	account.pw_dir = "/";
	account.pw_shell = path_of(IDENTITY_PATH_BYTES);
	assert_false(identity_find("ann", &found));
	account.pw_shell = "";
	account.pw_name = path_of(IDENTITY_NAME_BYTES - 1);
	assert_true(identity_find(account.pw_name, &found));
	account.pw_name = path_of(IDENTITY_NAME_BYTES);
	assert_false(identity_find(account.pw_name, &found));
}

static void
identity_groups(void **state)
{
	char *members[] = {"an", "annie", "Ann", NULL};
	struct group wheel = {
		.gr_name = "wheel",
		.gr_gid = 10,
		.gr_mem = members,
	};

	group = &wheel;
	assert_true(identity_group_exists("wheel"));
	assert_false(identity_group_exists("whee"));
	assert_false(identity_in_group(&ann, "wheel"));
	assert_false(identity_in_group(&ann, "whee"));
	members[2] = "ann";
	assert_true(identity_in_group(&ann, "wheel"));
	members[0] = NULL;
	assert_false(identity_in_group(&ann, "wheel"));
	wheel.gr_gid = ann.gid;
	assert_true(identity_in_group(&ann, "wheel"));
}

static void
identity_takes_groups(void **state)
{
	assert_true(identity_take_groups(&ann));
	assert_string_equal(groups_of, "ann");
	assert_int_equal(groups_gid, 100);
	calls = 0;
	fail_at = 1;
	assert_false(identity_take_groups(&ann));
}

/* Without root's rights only for who we are already. */
static void
identity_groups_without_root(void **state)
{
	uid[0] = uid[1] = 1000;
	gid[0] = gid[1] = 100;
	assert_true(identity_take_groups(&ann));
	assert_null(groups_of);
	uid[0] = 1001;
	assert_false(identity_take_groups(&ann));
	assert_int_equal(errno, EPERM);
	uid[0] = 1000;
	gid[0] = 101;
	assert_false(identity_take_groups(&ann));
	gid[0] = 100;
	gid[1] = 101;
	assert_false(identity_take_groups(&ann));
	gid[1] = 100;
	uid[1] = 1001;
	assert_false(identity_take_groups(&ann));
}

static void
identity_becomes(void **state)
{
	assert_true(identity_become(&ann));
	for (int i = 0; i < 3; i++) {
		assert_int_equal(uid[i], 1000);
		assert_int_equal(gid[i], 100);
	}
}

static void
identity_cannot_become(void **state)
{
	for (int at = 1; at <= 4; at++) {
		setup(state);
		fail_at = at;
		assert_false(identity_become(&ann));
		assert_int_not_equal(errno, 0);
	}
}

/* A kernel that says yes and keeps the saved id: the way back to root. */
static void
identity_becomes_half(void **state)
{
	for (int at = 1; at <= 2; at++) {
		setup(state);
		half_done = at;
		assert_false(identity_become(&ann));
		assert_int_equal(errno, EPERM);
	}
}

#define IDENTITY_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	IDENTITY_TEST(identity_is_found),
	IDENTITY_TEST(identity_is_not_found),
	IDENTITY_TEST(identity_long_fields),
	IDENTITY_TEST(identity_groups),
	IDENTITY_TEST(identity_takes_groups),
	IDENTITY_TEST(identity_groups_without_root),
	IDENTITY_TEST(identity_becomes),
	IDENTITY_TEST(identity_cannot_become),
	IDENTITY_TEST(identity_becomes_half),
};

UNIT_MAIN(tests)
