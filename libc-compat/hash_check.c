/* SPDX-License-Identifier: MIT */
#include "hash_check.h"

#include <stddef.h>
#include <string.h>
#include <syslog.h>

#define METHOD_MAX 12
/* Of libxcrypt's struct crypt_data: a part of its ABI. */
#define DATA_BYTES 32768
#define METHOD_BYTES                                        \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW" \
	"XYZ0123456789-"

/* libxcrypt's. */
char *crypt_r(const char *key, const char *setting, struct crypt_data *data);

/* How much of it is "$METHOD$"; 0: it is none. */
static size_t
method_len(const char *setting)
{
	size_t len = setting[0] == '$' ? strspn(setting + 1, METHOD_BYTES) : 0;

	return len > 0 && len <= METHOD_MAX && setting[len + 1] == '$' ? len + 2
								       : 0;
}

char *
compat_crypt_r(const char *key, const char *setting, struct crypt_data *data)
{
	char *hash = crypt_r(key, setting, data);

	/* libxcrypt says with a '*' that it cannot. */
	if (hash == NULL || hash[0] == '*') {
		syslog(LOG_AUTHPRIV | LOG_ERR,
		       "a password hash of method \"%.*s\": not in this build, "
		       "or damaged",
		       (int)method_len(setting), setting);
	}
	return hash;
}

bool
compat_hash_is_whole(const char *hash)
{
	static _Alignas(16) char data[DATA_BYTES];
	const char *made = compat_crypt_r("", hash, (void *)data);

	return made != NULL && made[0] != '*' && strlen(made) == strlen(hash);
}
