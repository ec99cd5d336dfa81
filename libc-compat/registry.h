/* SPDX-License-Identifier: MIT */
/*
 * The PAM modules that are linked into this program, and libpam's loader over
 * them: libpam is linked without its pam_dynamic.c, and its four functions
 * _pam_dlopen, _pam_dlsym, _pam_dlclose and _pam_dlerror are here. There is no
 * way to load code from a file.
 *
 * libpam asks for the full path that it made of a policy's module name and its
 * own module directory (/usr/lib/security/pam_unix.so). Only that directory
 * is cut off; any other path (/opt/evil/pam_unix.so) is a module that is not
 * linked, even where its last part is the name of one that is.
 */
#ifndef COMPAT_REGISTRY_H
#define COMPAT_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

/* The versions of what is linked in, as their makers write them ("1.7.0"). */
extern const char registry_version_linux_pam[];
extern const char registry_version_libxcrypt[];
extern const char registry_version_musl[];

/*
 * Whether a module is linked in. The name is as in a policy, a plain file name
 * with its suffix ("pam_unix.so"). false for NULL, the empty name, a name
 * with a slash, and anything else that no module is called.
 */
bool registry_has(const char *module_file_name);

/*
 * Whether a linked module has the function that rules of this type ("auth",
 * "account", "password", "session") call; libpam takes a rule whose module has
 * not for a module that it does not know.
 */
bool registry_has_type(const char *module_file_name, const char *type);

/*
 * The names of all linked modules, in alphabetical order: that of the given
 * index, from 0; NULL past the last. The string is constant.
 */
const char *registry_name(size_t index);

#endif
