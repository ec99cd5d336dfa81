/* SPDX-License-Identifier: MIT
 *
 * In front of musl's vfprintf.c: no value is finite, so that everything after
 * the answer "inf" in its fmt_fp() is dead code and leaves the file.
 *
 * Why: no format in Linux-PAM, libxcrypt or pamlet prints a floating-point
 * number; the code for it (with the soft long double routines it pulls in) is
 * some 9 KB. What would differ: %f, %e, %g and %a print "inf" or "-inf".
 */
#ifndef PRINTF_NO_FLOAT_H
#define PRINTF_NO_FLOAT_H

#include <math.h>
#undef isfinite
#define isfinite(x) 0

#endif
