/* SPDX-License-Identifier: MIT */
#include "registry.h"

#include <string.h>

#include "registry_table.h"

/* libpam's own declarations of these four are in a private header of its. */
void *_pam_dlopen(const char *mod_path);
registry_function *_pam_dlsym(void *handle, const char *symbol);
void _pam_dlclose(void *handle);
const char *_pam_dlerror(void);

/* DEFAULT_MODULE_PATH, as build-pam configures libpam. */
static const char module_directory[] = "/usr/lib/security/";

static const char *const service_names[REGISTRY_SERVICES] = {
	[REGISTRY_AUTHENTICATE] = "pam_sm_authenticate",
	[REGISTRY_SETCRED] = "pam_sm_setcred",
	[REGISTRY_ACCT_MGMT] = "pam_sm_acct_mgmt",
	[REGISTRY_OPEN_SESSION] = "pam_sm_open_session",
	[REGISTRY_CLOSE_SESSION] = "pam_sm_close_session",
	[REGISTRY_CHAUTHTOK] = "pam_sm_chauthtok",
};

static const struct registry_module *
find_module(const char *name)
{
	for (size_t i = 0; i < registry_modules_count; i++) {
		if (strcmp(registry_modules[i].name, name) == 0) {
			return &registry_modules[i];
		}
	}
	return NULL;
}

bool
registry_has(const char *module_file_name)
{
	return module_file_name != NULL
	       && find_module(module_file_name) != NULL;
}

bool
registry_has_type(const char *module_file_name, const char *type)
{
	static const struct {
		const char *type;
		enum registry_service service;
	} types[] = {
		{"auth", REGISTRY_AUTHENTICATE},
		{"account", REGISTRY_ACCT_MGMT},
		{"password", REGISTRY_CHAUTHTOK},
		{"session", REGISTRY_OPEN_SESSION},
	};
	const struct registry_module *module = find_module(module_file_name);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (module != NULL && strcmp(types[i].type, type) == 0) {
			return module->service[types[i].service] != NULL;
		}
	}
	return false;
}

const char *
registry_name(size_t index)
{
	return index < registry_modules_count ? registry_modules[index].name
					      : NULL;
}

void *
_pam_dlopen(const char *mod_path)
{
	const size_t len_bytes = sizeof(module_directory) - 1;

	if (strncmp(mod_path, module_directory, len_bytes) != 0) {
		return NULL;
	}
	/* libpam wants a handle that it could change, and does not. */
	return (void *)find_module(mod_path + len_bytes);
}

registry_function *
_pam_dlsym(void *handle, const char *symbol)
{
	const struct registry_module *const module = handle;

	for (size_t i = 0; i < REGISTRY_SERVICES; i++) {
		if (strcmp(service_names[i], symbol) == 0) {
			return module->service[i];
		}
	}
	return NULL;
}

void
_pam_dlclose(void *handle)
{
	(void)handle;
}

const char *
_pam_dlerror(void)
{
	return "this module is not linked in";
}
