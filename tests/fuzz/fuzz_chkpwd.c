/* SPDX-License-Identifier: MIT */
// covers: modules/pam_unix/unix_chkpwd.c
// upstream: modules/pam_unix/unix_chkpwd.c modules/pam_unix/passverify.c
// upstream: modules/pam_unix/bigcrypt.c modules/pam_unix/md5_good.c
// upstream: modules/pam_unix/md5_broken.c
// upstream-cflags: -include tests/fuzz/rename_helper.h
/*
 * Linux-PAM's unix_chkpwd, as it is linked into pamlet, with any bytes on its
 * standard input, in pieces of any size: it says yes to the whole password of
 * the account, ended by a NUL, and to nothing else. (An account without one is
 * opened by nothing at all, where the policy says nullok.)
 *
 * A hash is "$x$" and the password in clear here, so that any two of them can
 * be told apart.
 */
#include "fuzz.h"

#include <errno.h>
#include <pwd.h>
#include <security/pam_appl.h>
#include <setjmp.h>
#include <shadow.h>
#include <stdarg.h>
#include <string.h>
#include <sys/types.h>

#define HASH_MAX 1200
#define CLEAR "$x$"

int chkpwd_main(int argc, char **argv);

static struct {
	struct input *input;
	char password[HASH_MAX]; /* what the account's is */
	char hash[HASH_MAX];
	bool known;    /* there is such an account */
	bool shadowed; /* "x" in passwd, and the hash in shadow */
	bool lost;     /* but not in shadow */
	/* What came in, up to the first NUL or the end. */
	char got[PAM_MAX_RESP_SIZE + 1];
	size_t got_bytes;
	bool got_whole;
	bool over; /* nothing is read any more */
	uid_t uid; /* who runs it */
	bool other;
	bool comes_back; /* the system gives root back to who has left it */
	bool uid_dropped;
	bool gid_dropped;
} world;

static jmp_buf *leaving;
static int left_with;

void
helper_exit(int status)
{
	left_with = status;
	MUST(leaving != NULL);
	longjmp(*leaving, 1);
}

ssize_t
helper_read(int fd, void *buf, size_t size_bytes)
{
	char *bytes = buf;
	size_t step = next_byte(world.input);
	size_t len = 0;

	MUST(fd == 0 && !world.over && size_bytes <= PAM_MAX_RESP_SIZE + 1);
	if (step == 0xff) {
		errno = EINTR;
		return -1;
	}
	if (step == 0xfe || world.input->left == 0) {
		world.over = true;
		errno = EIO;
		return step == 0xfe ? -1 : 0;
	}
	step = step >= 0xf0 ? size_bytes : 1 + step;
	for (; len < step && len < size_bytes && world.input->left > 0; len++) {
		bytes[len] = (char)next_byte(world.input);
		if (!world.got_whole && world.got_bytes < sizeof(world.got)) {
			world.got[world.got_bytes++] = bytes[len];
			world.got_whole = bytes[len] == '\0';
		}
	}
	return (ssize_t)len;
}

int
helper_isatty(int fd)
{
	return 0;
}

uid_t
helper_getuid(void)
{
	return world.uid;
}

gid_t
helper_getgid(void)
{
	return world.uid;
}

/* For good, but where the system does not do what it should. */
static int
drop(unsigned id, bool *dropped)
{
	if (id == 0 && *dropped) {
		return world.comes_back ? 0 : -1;
	}
	*dropped = true;
	return 0;
}

int
helper_setuid(uid_t uid)
{
	return drop(uid, &world.uid_dropped);
}

int
helper_setgid(gid_t gid)
{
	return drop(gid, &world.gid_dropped);
}

struct passwd *
helper_getpwuid(uid_t uid)
{
	static struct passwd entry;

	entry = (struct passwd){.pw_name = world.other ? "bob" : "anna"};
	return &entry;
}

void
helper_setup_signals(void)
{
}

unsigned
helper_sleep(unsigned seconds)
{
	return 0;
}

/* Nothing of what was typed stands in the log. */
void
helper_vsyslog(int priority, const char *format, va_list arguments)
{
	char line[2048] = "";

	vsnprintf(line, sizeof(line), format, arguments);
	MUST(!world.got_whole || world.got_bytes < 12
	     || strstr(line, world.got) == NULL);
}

struct passwd *
helper_getpwnam(const char *name)
{
	static struct passwd entry;
	static char shadowed[] = "x";
	static char user[] = "anna";

	MUST(strcmp(name, user) == 0);
	entry = (struct passwd){
		.pw_name = user,
		.pw_passwd = world.shadowed ? shadowed : world.hash,
	};
	return world.known ? &entry : NULL;
}

struct spwd *
helper_getspnam(const char *name)
{
	static struct spwd entry;

	MUST(world.shadowed);
	entry = (struct spwd){.sp_namp = "anna", .sp_pwdp = world.hash};
	return world.lost ? NULL : &entry;
}

/* crypt_r: what begins as it does, and the password. */
char *
helper_crypt_r(const char *key, const char *setting, void *data)
{
	static char out[HASH_MAX];

	MUST(memchr(key, '\0', PAM_MAX_RESP_SIZE + 1) != NULL);
	if (strncmp(setting, CLEAR, sizeof(CLEAR) - 1) != 0) {
		return NULL;
	}
	strcpy(out, CLEAR);
	strcat(out, key);
	return out;
}

int
crypt_checksalt(const char *setting)
{
	return 0;
}

/* For new passwords, of which this program makes none. */
char *
crypt_gensalt_rn(const char *prefix, unsigned long count, const char *random,
		 int random_bytes, char *out, int out_bytes)
{
	MUST(false);
	return NULL;
}

char *
helper_crypt(const char *key, const char *setting)
{
	return helper_crypt_r(key, setting, NULL);
}

static void
take_hash(struct input *input, unsigned kind)
{
	size_t len = 0;

	memset(world.password, 0, sizeof(world.password));
	if (kind == 0) {
		strcpy(world.hash, "");
		return;
	}
	len = kind == 1 ? PAM_MAX_RESP_SIZE - 4 + next_below(input, 8)
			: next_below(input, 24);
	for (size_t i = 0; i < len; i++) {
		world.password[i] = kind == 1 ? 'a' : (char)next_byte(input);
		if (world.password[i] == '\0') {
			break;
		}
	}
	strcpy(world.hash, kind >= 6 ? "!" CLEAR : CLEAR);
	if (kind == 5) {
		/* No hash at all, whatever it is. */
		strcpy(world.hash, "$y$");
	}
	strcat(world.hash, world.password);
}

static bool
is_right(unsigned kind, bool nullok)
{
	if (!world.known || (world.shadowed && world.lost)) {
		return false;
	}
	if (kind == 0) {
		return nullok && (!world.got_whole || world.got[0] == '\0');
	}
	if (kind >= 5) {
		return false;
	}
	/* What has no end is no password: it is taken for none. */
	if (!world.got_whole || world.got[0] == '\0') {
		return nullok && world.password[0] == '\0';
	}
	return strcmp(world.got, world.password) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct input input = {data, len_bytes};
	unsigned flags = next_byte(&input);
	unsigned kind = next_below(&input, 8);
	bool nullok = flags & 1;
	unsigned how = next_byte(&input);
	char *option = how >= 0xf0 ? "nullok1" : nullok ? "nullok" : "nonull";
	char *arguments[] = {"unix_chkpwd", "anna", option, NULL};
	jmp_buf place;
	int status = 0;

	memset(&world, 0, sizeof(world));
	world.input = &input;
	world.uid = how & 1 ? 1000 : 0;
	world.other = how & 2;
	world.comes_back = how & 4;
	world.known = (flags & 0x0e) != 0x0e;
	world.shadowed = flags & 0x10;
	world.lost = (flags & 0xe0) == 0xe0;
	take_hash(&input, kind);
	leaving = &place;
	if (setjmp(place) == 0) {
		status = chkpwd_main(3, arguments);
	} else {
		status = left_with;
	}
	if (how >= 0xf0
	    || (world.uid != 0 && world.other && world.comes_back)) {
		MUST(status != PAM_SUCCESS);
		return 0;
	}
	MUST((status == PAM_SUCCESS) == is_right(kind, nullok));
	MUST(world.uid_dropped == (world.uid != 0 && world.other));
	return 0;
}
