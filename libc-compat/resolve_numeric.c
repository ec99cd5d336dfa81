/* SPDX-License-Identifier: MIT */
/*
 * getaddrinfo, freeaddrinfo and getnameinfo for addresses in numbers only, in
 * place of musl's resolver (DNS, /etc/hosts, 13 KB), where the configuration
 * leaves host names out of pam_access, their one caller. A host name is
 * unknown (EAI_NONAME): it matches nothing. There are no services, and no
 * address has a scope.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* One answer; the list is never longer. */
struct answer {
	struct addrinfo info;
	union {
		struct sockaddr_in ipv4;
		struct sockaddr_in6 ipv6;
	} address;
};

static void
set_ipv4(struct answer *answer)
{
	answer->address.ipv4.sin_family = AF_INET;
	answer->info.ai_family = AF_INET;
	answer->info.ai_addrlen = sizeof(answer->address.ipv4);
}

static void
set_ipv6(struct answer *answer)
{
	answer->address.ipv6.sin6_family = AF_INET6;
	answer->info.ai_family = AF_INET6;
	answer->info.ai_addrlen = sizeof(answer->address.ipv6);
}

int
getaddrinfo(const char *restrict node, const char *restrict service,
	    const struct addrinfo *restrict hints,
	    struct addrinfo **restrict result)
{
	const int family = hints != NULL ? hints->ai_family : AF_UNSPEC;
	struct answer *answer = NULL;

	if (node == NULL || service != NULL) {
		return EAI_NONAME;
	}
	answer = calloc(1, sizeof(*answer));
	if (answer == NULL) {
		return EAI_MEMORY;
	}
	if (family != AF_INET6
	    && inet_pton(AF_INET, node, &answer->address.ipv4.sin_addr) == 1) {
		set_ipv4(answer);
	} else if (family != AF_INET
		   && inet_pton(AF_INET6, node, &answer->address.ipv6.sin6_addr)
			      == 1) {
		set_ipv6(answer);
	} else {
		free(answer);
		return EAI_NONAME;
	}
	answer->info.ai_addr = (struct sockaddr *)&answer->address;
	*result = &answer->info;
	return 0;
}

void
freeaddrinfo(struct addrinfo *result)
{
	free(result);
}

int
getnameinfo(const struct sockaddr *restrict address, socklen_t len_bytes,
	    char *restrict node, socklen_t node_bytes, char *restrict service,
	    socklen_t service_bytes, int flags)
{
	const void *number = &((const struct sockaddr_in *)address)->sin_addr;

	(void)len_bytes;
	(void)service;
	(void)service_bytes;
	(void)flags;
	if (address->sa_family == AF_INET6) {
		number = &((const struct sockaddr_in6 *)address)->sin6_addr;
	} else if (address->sa_family != AF_INET) {
		return EAI_FAMILY;
	}
	return inet_ntop(address->sa_family, number, node, node_bytes) == NULL
		       ? EAI_OVERFLOW
		       : 0;
}
