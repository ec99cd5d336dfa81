/* SPDX-License-Identifier: MIT */
/*
 * In place of pam_unix's own MD5 and bigcrypt code, where the configuration
 * leaves it out: such a hash never matches and can never be set, and the log
 * says why. pam_unix takes NULL for a hash that could not be made.
 */
#include <stddef.h>
#include <syslog.h>

char *Goodcrypt_md5(const char *key, const char *salt);
char *Brokencrypt_md5(const char *key, const char *salt);
char *bigcrypt(const char *key, const char *salt);
void GoodMD5Init(void *context);
void GoodMD5Update(void *context, const void *bytes, unsigned int len_bytes);
void GoodMD5Final(unsigned char *digest, void *context);

static char *
refuse(const char *method)
{
	syslog(LOG_AUTHPRIV | LOG_ERR,
	       "a password hash of method %s: not in this build", method);
	return NULL;
}

char *
Goodcrypt_md5(const char *key, const char *salt)
{
	(void)key;
	(void)salt;
	return refuse("MD5");
}

char *
Brokencrypt_md5(const char *key, const char *salt)
{
	return Goodcrypt_md5(key, salt);
}

char *
bigcrypt(const char *key, const char *salt)
{
	(void)key;
	(void)salt;
	return refuse("DES");
}

/* Only for the salts of the hashes that are refused above (pam_unix's
 * crypt_make_salt, where there is no /dev/urandom): what they leave in the
 * digest does not matter. */
void
GoodMD5Init(void *context)
{
	(void)context;
}

void
GoodMD5Update(void *context, const void *bytes, unsigned int len_bytes)
{
	(void)context;
	(void)bytes;
	(void)len_bytes;
}

void
GoodMD5Final(unsigned char *digest, void *context)
{
	(void)digest;
	(void)context;
}
