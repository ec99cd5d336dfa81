/* SPDX-License-Identifier: MIT */
#include "version.h"

#include "autoconf.h"
#include "libc-compat/registry.h"
#include "prompt/echo.h"
#include "prompt/prompt.h"

#include <stdio.h>

#define PAMLET_VERSION "0.1.0"

/* " a b c" of a function that gives names by index, until NULL. */
static void
print_names(const char *title, const char *(*name)(size_t index))
{
	printf("%s:", title);
	for (size_t i = 0; name(i) != NULL; i++) {
		printf(" %s", name(i));
	}
	putchar('\n');
}

static const char *
log_name(void)
{
	if (ENABLE_LOG_KMSG) {
		return "kmsg";
	}
	return ENABLE_LOG_STDERR ? "stderr" : "auto";
}

void
version_print(void)
{
	printf("pamlet " PAMLET_VERSION
	       "\nLinux-PAM %s, libxcrypt %s, musl %s\n",
	       registry_version_linux_pam, registry_version_libxcrypt,
	       registry_version_musl);
	print_names("modules", registry_name);
	printf("hashes:%s%s%s%s%s\n", ENABLE_HASH_YESCRYPT ? " yescrypt" : "",
	       ENABLE_HASH_SHA512CRYPT ? " sha512crypt" : "",
	       ENABLE_HASH_SHA256CRYPT ? " sha256crypt" : "",
	       ENABLE_HASH_BCRYPT ? " bcrypt" : "",
	       ENABLE_HASH_MD5 ? " md5" : "");
	print_names("prompt modes", prompt_mode_name);
	printf("default: %s\n", prompt_mode_default_name());
	print_names("echo modes", echo_name);
	printf("default: %s\n", echo_default_name());
	printf("arena: %d bytes; policies compiled in: %s; log: %s\n",
	       CONFIG_ARENA_SIZE,
	       ENABLE_POLICY_BUILTIN ? CONFIG_POLICY_SERVICES : "none",
	       log_name());
	printf("gate: user %s, timeout %d s, tries %d, delay %d ms\n",
	       CONFIG_GATE_USER[0] != '\0' ? CONFIG_GATE_USER : "asked for",
	       CONFIG_GATE_TIMEOUT, CONFIG_GATE_TRIES,
	       CONFIG_GATE_FAIL_DELAY_MS);
}
