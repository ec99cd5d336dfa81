/* SPDX-License-Identifier: MIT */
/*
 * In front of upstream's tst-dlopen.c: a module is there when libpam's own way to
 * it (libc-compat/registry.c) finds it.
 */
#include <dlfcn.h>

void *_pam_dlopen(const char *mod_path);
const char *_pam_dlerror(void);

#define dlopen(path, flags) _pam_dlopen(path)
#define dlerror() _pam_dlerror()
