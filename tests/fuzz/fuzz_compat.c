/* SPDX-License-Identifier: MIT */
// objects: libc-compat/syslog.c libc-compat/scan_number.c
// objects: libc-compat/resolve_numeric.c libc-compat/pattern_ascii.c
// cflags: -include tests/fuzz/rename_compat.h
/*
 * What libc-compat has in the place of libc's: log lines of any bytes, numbers,
 * addresses and patterns, each beside glibc's or the rule written once more.
 */
#include "fuzz.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "libc-compat/log_target.h"
#include "libc-compat/scan_number.h"

#define TEXT_BYTES 1100
#define LINE_TEXT_MAX 900

/* glibc's own. */
#undef fnmatch
#undef getaddrinfo
#undef freeaddrinfo
int fnmatch(const char *pattern, const char *string, int flags);
int getaddrinfo(const char *node, const char *service,
		const struct addrinfo *hints, struct addrinfo **result);
void freeaddrinfo(struct addrinfo *result);

static struct {
	char line[2048];
	size_t len_bytes;
	unsigned to_socket;
	unsigned to_kmsg;
	unsigned to_stderr;
	bool socket_takes;
} logged;

static bool
keep(const char *message, size_t len_bytes, bool taken)
{
	MUST(len_bytes < sizeof(logged.line) && strlen(message) == len_bytes);
	if (taken) {
		memcpy(logged.line, message, len_bytes + 1);
		logged.len_bytes = len_bytes;
	}
	return taken;
}

bool
compat_log_to_socket(const char *message, size_t len_bytes)
{
	logged.to_socket++;
	return keep(message, len_bytes, logged.socket_takes);
}

bool
compat_log_to_kmsg(const char *message, size_t len_bytes)
{
	logged.to_kmsg++;
	return keep(message, len_bytes, true);
}

bool
compat_log_to_stderr(const char *message, size_t len_bytes)
{
	logged.to_stderr++;
	return keep(message, len_bytes, true);
}

/* Rule 3, byte by byte: as much of the text as fits, in whole escapes. */
static void
expect(const char *raw, char *out, size_t size_bytes)
{
	size_t used = 0;

	for (; *raw != '\0'; raw++) {
		char one[8];
		unsigned char byte = (unsigned char)*raw;

		snprintf(one, sizeof(one), isprint(byte) ? "%c" : "\\x%02x",
			 byte);
		if (used + strlen(one) >= size_bytes) {
			break;
		}
		strcpy(out + used, one);
		used += strlen(one);
	}
	out[used] = '\0';
}

static void
check_line(int priority, enum compat_log_target target, const char *ident,
	   const char *text)
{
	static const char *const severities[] = {"emerg", "alert",   "crit",
						 "err",   "warning", "notice",
						 "info",  "debug"};
	bool kmsg = logged.to_kmsg == 1;
	char end[1024];
	char head[16];
	size_t len = 0;

	MUST(logged.to_stderr == (target == COMPAT_LOG_STDERR));
	MUST(logged.to_socket == (target == COMPAT_LOG_AUTO));
	MUST(kmsg
	     == (target == COMPAT_LOG_KMSG
		 || (target == COMPAT_LOG_AUTO && !logged.socket_takes)));
	snprintf(head, sizeof(head), "<%d>",
		 kmsg ? (priority & LOG_FACMASK) | LOG_DEBUG : priority);
	MUST(target == COMPAT_LOG_STDERR
	     || strncmp(logged.line, head, strlen(head)) == 0);
	snprintf(end, sizeof(end), "%s[%d]: %s%s%s%s", ident, (int)getpid(),
		 kmsg ? severities[priority & LOG_PRIMASK] : "",
		 kmsg ? ": " : "", text,
		 kmsg || target == COMPAT_LOG_STDERR ? "\n" : "");
	len = strlen(end);
	MUST(len <= logged.len_bytes);
	MUST(strcmp(logged.line + logged.len_bytes - len, end) == 0);
	for (size_t i = 0; i + 1 < logged.len_bytes; i++) {
		MUST(logged.line[i] >= ' ' && logged.line[i] <= '~');
	}
}

static void
take_text(struct input *input, char *text, size_t size_bytes)
{
	size_t len = 0;

	while (len + 1 < size_bytes && input->left > 0
	       && (text[len] = (char)next_byte(input)) != '\0') {
		len++;
	}
	text[len] = '\0';
}

static void
try_log(struct input *input)
{
	char ident[64];
	char ident_seen[32];
	char raw[TEXT_BYTES];
	char text[LINE_TEXT_MAX + 1];
	unsigned flags = next_byte(input);
	int severity = (int)(flags & 7);
	enum compat_log_target target = (flags >> 4) % 3;
	int number = next_byte(input);
	size_t len = 0;

	take_text(input, ident, sizeof(ident));
	len = (size_t)sprintf(raw, "%d ", number);
	take_text(input, raw + len, sizeof(raw) - len);
	memset(&logged, 0, sizeof(logged));
	logged.socket_takes = flags & 8;
	compat_log_target(target);
	openlog(ident, LOG_CONS | LOG_PERROR, LOG_AUTHPRIV);
	errno = number;
	syslog(severity, "%d %s", number, raw + len);
	MUST(errno == number);
	/* What is longer is cut before it is looked at. */
	raw[strlen(raw) > LINE_TEXT_MAX + 1 ? LINE_TEXT_MAX + 1 : strlen(raw)] =
		'\0';
	len = strlen(raw);
	if (len <= LINE_TEXT_MAX + 1 && raw[len - 1] == '\n') {
		raw[len - 1] = '\0';
	}
	expect(raw, text, sizeof(text));
	expect(ident, ident_seen, sizeof(ident_seen));
	check_line(severity | LOG_AUTHPRIV, target, ident_seen, text);
}

/* Blanks, a sign, digits: true and the number, which may be too large. */
static bool
read_number(const char *text, __int128 *number)
{
	bool negative = false;
	bool any = false;

	while (isspace((unsigned char)*text)) {
		text++;
	}
	negative = *text == '-';
	text += *text == '-' || *text == '+';
	for (*number = 0; isdigit((unsigned char)*text); text++, any = true) {
		if (*number < (__int128)1 << 100) {
			*number = *number * 10 + (*text - '0');
		}
	}
	*number = negative ? -*number : *number;
	return any;
}

static void
try_number(struct input *input)
{
	char text[64];
	__int128 number = 0;
	bool any = false;
	int i = 77;
	unsigned u = 77;
	unsigned short s = 77;
	int got[3] = {0};

	take_text(input, text, sizeof(text));
	any = read_number(text, &number);
	got[0] = compat_scan_number(text, "%d", &i);
	got[1] = compat_scan_number(text, "%u", &u);
	got[2] = compat_scan_number(text, "%hu", &s);
	MUST(got[0] == (any && number >= INT_MIN && number <= INT_MAX));
	MUST(got[1] == (any && number >= 0 && number <= UINT_MAX));
	MUST(got[2] == (any && number >= 0 && number <= USHRT_MAX));
	MUST(i == (got[0] ? (int)number : 77));
	MUST(u == (got[1] ? (unsigned)number : 77));
	MUST(s == (got[2] ? (unsigned short)number : 77));
	MUST(compat_scan_number(text, "%x", &i) == 0);
}

static void
try_address(struct input *input)
{
	static const int families[] = {AF_UNSPEC, AF_INET, AF_INET6};
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST};
	struct addrinfo *ours = NULL;
	struct addrinfo *theirs = NULL;
	char node[INET6_ADDRSTRLEN + 1];
	char text[64];
	unsigned char raw[16];

	hints.ai_family = families[next_byte(input) % 3];
	take_text(input, text, sizeof(text));
	if (compat_getaddrinfo(text, NULL, &hints, &ours) != 0) {
		/* What is no number of either family at all. */
		MUST(hints.ai_family == AF_INET6
		     || inet_pton(AF_INET, text, raw) != 1);
		MUST(hints.ai_family == AF_INET
		     || inet_pton(AF_INET6, text, raw) != 1);
		return;
	}
	MUST(getaddrinfo(text, NULL, &hints, &theirs) == 0);
	MUST(ours->ai_family == theirs->ai_family && ours->ai_next == NULL);
	MUST(ours->ai_addrlen == theirs->ai_addrlen);
	MUST(memcmp(ours->ai_addr, theirs->ai_addr, ours->ai_addrlen) == 0);
	MUST(compat_getnameinfo(ours->ai_addr, ours->ai_addrlen, node,
				sizeof(node), NULL, 0, 0)
	     == 0);
	MUST(inet_pton(ours->ai_family, node, raw) == 1);
	freeaddrinfo(theirs);
	compat_freeaddrinfo(ours);
}

/*
 * Without flags, as the modules ask (with FNM_CASEFOLD the two take "[!...]" in
 * different ways). A pattern in order: what stands between brackets is ASCII, and
 * closed.
 */
static void
take_pattern(struct input *input, char *pattern)
{
	static const char *const parts[] = {
		"*",
		"?",
		"[a-c]",
		"[!a-c]",
		"[[:alpha:]]",
		"[[:punct:]]",
		"[![:upper:]]",
		"[[:digit:]_]",
		"[]a]",
		"[a-]",
		"\\*",
		"\\a",
		"a",
		"b",
		"Z",
		"-",
	};
	unsigned count = next_byte(input) % 8;

	pattern[0] = '\0';
	while (count-- > 0) {
		unsigned which = next_byte(input);

		if (which < 128) {
			strcat(pattern, parts[which % 16]);
		} else {
			char literal[2] = {(char)(which - 128), '\0'};

			if (isalnum((unsigned char)literal[0])) {
				strcat(pattern, literal);
			}
		}
	}
}

static void
try_pattern(struct input *input)
{
	char pattern[256];
	char text[64];
	bool ascii = true;

	take_pattern(input, pattern);
	take_text(input, text, sizeof(text));
	for (const char *at = text; *at != '\0'; at++) {
		ascii &= *at > 0;
	}
	if (ascii) {
		MUST((compat_fnmatch(pattern, text, 0) == 0)
		     == (fnmatch(pattern, text, 0) == 0));
	} else {
		compat_fnmatch(pattern, text, 0);
	}
	/* Any bytes as a pattern: no fault of memory, at the least. */
	compat_fnmatch(text, pattern, 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct input input = {data, len_bytes};

	switch (next_byte(&input) % 4) {
	case 0:
		try_log(&input);
		break;
	case 1:
		try_number(&input);
		break;
	case 2:
		try_address(&input);
		break;
	default:
		try_pattern(&input);
	}
	return 0;
}
