/* SPDX-License-Identifier: EUPL-1.2
 *
 * guard.h - which addresses a call to outside may go to (server-side request
 * forgery).  Inside client.c; a header of its own for the tests.
 */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H
#include <sys/socket.h>

#include "base/err.h"
#include "base/str.h"

struct net { /* as IPv6; IPv4 mapped, ::ffff:0:0/96 */
	unsigned char addr[16];
	unsigned bits;
};
struct nets {
	struct net *v;
	size_t n;
};
/* "127.0.0.1 10.0.0.0/8 fd00::/8".  ERR_INVALID. */
enum err nets_parse(
    struct arena *a, struct str text, struct nets *out) MUST_CHECK;
bool nets_hold(const struct nets *nets, const struct sockaddr *addr);
/* Reachable for all by RFC 6890 and its registries; no other address family. */
bool addr_is_public(const struct sockaddr *addr);
#endif
