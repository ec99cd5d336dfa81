/* SPDX-License-Identifier: MIT
 *
 * In front of Linux-PAM's generated config.h, which every file of Linux-PAM
 * includes first: what must differ from what its configuration found out.
 */
#ifndef PAMLET_PAM_CONFIG_H
#define PAMLET_PAM_CONFIG_H

#include_next <config.h>

/*
 * gettext: a static program for an initramfs has no message catalogues, and
 * the code for them is 4 KB. Without ENABLE_NLS upstream's own English texts
 * are what is left.
 */
#undef ENABLE_NLS
#undef HAVE_BINDTEXTDOMAIN
#undef HAVE_DNGETTEXT

/*
 * musl 1.2.3 declares no close_range(); without it the child of each helper
 * program closes every descriptor up to RLIMIT_NOFILE, one by one (some 40,000
 * system calls a login). close_range.c has it.
 */
#ifndef HAVE_CLOSE_RANGE
#define HAVE_CLOSE_RANGE 1
#define CLOSE_RANGE_UNSHARE (1U << 1)
int close_range(unsigned int first, unsigned int last, int flags);
#endif

/*
 * crypt_r() is libxcrypt's. The configuration looked for it in musl, where the
 * recipe took it out.
 */
#undef HAVE_CRYPT_R
#define HAVE_CRYPT_R 1
#undef HAVE_CRYPT_H
#define HAVE_CRYPT_H 1
/*
 * musl's <crypt.h> has a struct crypt_data of 260 bytes, libxcrypt's is 32 KB:
 * the wrong header would compile and then overrun the heap.
 */
#include <crypt.h>
#ifndef CRYPT_GENSALT_OUTPUT_SIZE
#error "this is not the crypt.h of libxcrypt"
#endif

#endif
