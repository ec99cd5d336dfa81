/* SPDX-License-Identifier: MIT */
/*
 * strerror(), of those errors that files, processes, terminals, keys and the
 * log's socket give. musl's table knows all that a network can give too: twice
 * the bytes. Of any other error the number is told, which musl's does not.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* In the order of their codes: each code as one character, then its text. */
static const char texts[] =
	"\001Operation not permitted\0"          /* EPERM */
	"\002No such file or directory\0"        /* ENOENT */
	"\003No such process\0"                  /* ESRCH */
	"\004Interrupted system call\0"          /* EINTR */
	"\005I/O error\0"                        /* EIO */
	"\006No such device or address\0"        /* ENXIO */
	"\007Argument list too long\0"           /* E2BIG */
	"\010Exec format error\0"                /* ENOEXEC */
	"\011Bad file descriptor\0"              /* EBADF */
	"\012No child process\0"                 /* ECHILD */
	"\013Resource temporarily unavailable\0" /* EAGAIN */
	"\014Out of memory\0"                    /* ENOMEM */
	"\015Permission denied\0"                /* EACCES */
	"\016Bad address\0"                      /* EFAULT */
	"\020Resource busy\0"                    /* EBUSY */
	"\021File exists\0"                      /* EEXIST */
	"\022Cross-device link\0"                /* EXDEV */
	"\023No such device\0"                   /* ENODEV */
	"\024Not a directory\0"                  /* ENOTDIR */
	"\025Is a directory\0"                   /* EISDIR */
	"\026Invalid argument\0"                 /* EINVAL */
	"\027Too many open files in system\0"    /* ENFILE */
	"\030No file descriptors available\0"    /* EMFILE */
	"\031Not a tty\0"                        /* ENOTTY */
	"\032Text file busy\0"                   /* ETXTBSY */
	"\033File too large\0"                   /* EFBIG */
	"\034No space left on device\0"          /* ENOSPC */
	"\035Invalid seek\0"                     /* ESPIPE */
	"\036Read-only file system\0"            /* EROFS */
	"\037Too many links\0"                   /* EMLINK */
	"\040Broken pipe\0"                      /* EPIPE */
	"\042Result not representable\0"         /* ERANGE */
	"\043Resource deadlock would occur\0"    /* EDEADLK */
	"\044Filename too long\0"                /* ENAMETOOLONG */
	"\045No locks available\0"               /* ENOLCK */
	"\046Function not implemented\0"         /* ENOSYS */
	"\047Directory not empty\0"              /* ENOTEMPTY */
	"\050Symbolic link loop\0"               /* ELOOP */
	"\113Value too large for data type\0"    /* EOVERFLOW */
	"\124Illegal byte sequence\0"            /* EILSEQ */
	"\132Message too large\0"                /* EMSGSIZE */
	"\137Not supported\0"                    /* ENOTSUP */
	"\142Address in use\0"                   /* EADDRINUSE */
	"\145Network unreachable\0"              /* ENETUNREACH */
	"\150Connection reset by peer\0"         /* ECONNRESET */
	"\151No buffer space available\0"        /* ENOBUFS */
	"\153Socket not connected\0"             /* ENOTCONN */
	"\156Operation timed out\0"              /* ETIMEDOUT */
	"\157Connection refused\0"               /* ECONNREFUSED */
	"\164Stale file handle\0"                /* ESTALE */
	"\172Quota exceeded\0"                   /* EDQUOT */
	"\175Operation canceled\0"               /* ECANCELED */
	"\176Required key not available\0"       /* ENOKEY */
	"\177Key has expired\0"                  /* EKEYEXPIRED */
	"\200Key has been revoked\0"             /* EKEYREVOKED */
	"\201Key was rejected by service\0"      /* EKEYREJECTED */
	"";

/* Only where the number is told; the next one is told in the same place. */
static char unknown[sizeof("error -2147483648")];

char *
strerror(int code)
{
	const char *text = texts;

	while (*text != '\0' && (unsigned char)*text != (unsigned)code) {
		text += strlen(text) + 1;
	}
	if (*text != '\0') {
		return (char *)(text + 1);
	}
	if (code == 0) {
		return (char *)"No error information";
	}
	snprintf(unknown, sizeof(unknown), "error %d", code);
	return unknown;
}
