/* SPDX-License-Identifier: MIT */
/*
 * The helper programs that modules exec (unix_chkpwd, mkhomedir_helper),
 * without exec: they are linked into this program and run in the child that
 * the module has forked for them. The recipes redirect execve in the modules
 * that have such a helper, and exit in the helpers, to the two functions here.
 *
 * What a helper finds is what exec would have left it: no caught signals
 * (ignored ones stay ignored, the mask stays), the environment that was handed
 * over, empty stdio buffers, data of its own. What it does not get back is the
 * memory: the child still holds a copy of the caller's, as after every fork, but for
 * what compat_helper_on_start() has wiped.
 *
 * Modules that run a program of the administrator's choice (pam_exec,
 * pam_namespace, pam_filter, pam_xauth) are not redirected: theirs is the
 * system's execve.
 */
#ifndef COMPAT_HELPER_H
#define COMPAT_HELPER_H

/*
 * execve for modules with a helper. For the path of a linked helper it does
 * not return: the helper runs and the process ends by _exit with its status.
 * Any other path is not run: -1, errno ENOENT. (There is one, unix_update,
 * which only a system with SELinux calls.)
 *
 * Only for a freshly forked child. No atexit function of the parent runs, and
 * nothing that the parent had buffered is written.
 */
int compat_helper_execve(const char *path, char *const argv[],
			 char *const envp[]);

/*
 * forget is called in the child before a helper runs: it wipes the secrets of the
 * caller's that the copy holds, which would else stay in the pages that the child
 * writes to, and be in them when it ends.
 */
void compat_helper_on_start(void (*forget)(void));

/* exit for helpers: writes out the helper's own standard output; _exit. */
_Noreturn void compat_helper_exit(int status);

#endif
