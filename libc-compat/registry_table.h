/* SPDX-License-Identifier: MIT */
/*
 * The shape of the table that recipes/gen-registry writes from the linked
 * modules' objects. Private to registry.c, helper.c and the generated file.
 */
#ifndef COMPAT_REGISTRY_TABLE_H
#define COMPAT_REGISTRY_TABLE_H

#include <stddef.h>

/* What a module offers, in the order of registry.c's list of names. */
enum registry_service {
	REGISTRY_AUTHENTICATE,
	REGISTRY_SETCRED,
	REGISTRY_ACCT_MGMT,
	REGISTRY_OPEN_SESSION,
	REGISTRY_CLOSE_SESSION,
	REGISTRY_CHAUTHTOK,
	REGISTRY_SERVICES
};

/* The type of every pam_sm_* function: pam_handle_t, flags, arguments. */
struct pam_handle;
typedef int registry_function(struct pam_handle *pamh, int flags, int argc,
			      const char **argv);

/* One module. A service that it does not have is NULL. */
struct registry_module {
	const char *name;
	registry_function *service[REGISTRY_SERVICES];
};

/* A program that a module would exec, with the path that it execs. */
struct registry_helper {
	const char *path;
	int (*run)(int argc, char **argv);
};

/* The modules, sorted by name; the helpers, ending with a path of NULL. */
extern const struct registry_module registry_modules[];
extern const size_t registry_modules_count;
extern const struct registry_helper registry_helpers[];

#endif
