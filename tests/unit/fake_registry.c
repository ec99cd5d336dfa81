/* SPDX-License-Identifier: MIT */
#include "fake_registry.h"

#include <string.h>

compat_config_source_fn *fake_source;

static const struct {
	const char *name;
	const char *types;
} modules[] = {
	{"pam_unix.so", "auth account password session"},
	{"pam_permit.so", "auth account password session"},
	{"pam_deny.so", "auth account password session"},
	{"pam_env.so", "auth session"},
	{"pam_nologin.so", "auth account"},
};
#define MODULES (sizeof(modules) / sizeof(modules[0]))

bool
registry_has_type(const char *module_file_name, const char *type)
{
	for (size_t i = 0; i < MODULES; i++) {
		if (strcmp(modules[i].name, module_file_name) == 0) {
			return strstr(modules[i].types, type) != NULL;
		}
	}
	return false;
}

bool
registry_has(const char *module_file_name)
{
	return registry_has_type(module_file_name, "");
}

void
compat_config_source(compat_config_source_fn *source)
{
	fake_source = source;
}
