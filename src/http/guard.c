/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* IANA special-purpose registries, RFC 6890: not for all. */
static const struct {
	struct str net;
} special[] = {
	{ STR_INIT("0.0.0.0/8") }, { STR_INIT("10.0.0.0/8") },
	{ STR_INIT("100.64.0.0/10") }, { STR_INIT("127.0.0.0/8") },
	{ STR_INIT("169.254.0.0/16") }, { STR_INIT("172.16.0.0/12") },
	{ STR_INIT("192.0.0.0/24") }, { STR_INIT("192.0.2.0/24") },
	{ STR_INIT("192.88.99.0/24") }, { STR_INIT("192.168.0.0/16") },
	{ STR_INIT("198.18.0.0/15") }, { STR_INIT("198.51.100.0/24") },
	{ STR_INIT("203.0.113.0/24") }, { STR_INIT("224.0.0.0/4") },
	{ STR_INIT("240.0.0.0/4") },
	/* Of IPv6 only 2000::/3 is handed out; these are special within it. */
	{ STR_INIT("2001::/23") }, { STR_INIT("2001:db8::/32") },
	{ STR_INIT("2002::/16") }, /* 6to4: holds an IPv4 address */
};

static bool
net_parse(struct str s, struct net *out)
{
	struct str host = str_take(&s, '/');
	char z[INET6_ADDRSTRLEN] = { 0 };
	int64_t bits = -1;
	bool v4;

	*out = (struct net){ 0 };
	if (host.n == 0 || host.n >= sizeof(z))
		return false;
	memcpy(z, host.p, host.n);
	v4 = inet_pton(AF_INET, z, out->addr + 12) == 1;
	if (v4)
		out->addr[10] = out->addr[11] = 0xff;
	else if (inet_pton(AF_INET6, z, out->addr) != 1)
		return false;
	if (s.p && !str_to_int(s, 0, v4 ? 32 : 128, &bits))
		return false;
	if (bits < 0)
		bits = v4 ? 32 : 128;
	out->bits = (unsigned)(v4 ? bits + 96 : bits);
	return true;
}

enum err
nets_parse(struct arena *a, struct str text, struct nets *out)
{
	out->v = ARENA_ARRAY(a, struct net, text.n / 2 + 1);
	out->n = 0;
	while (text.n > 0) {
		struct str one = str_trim(str_take(&text, ' '));

		if (one.n == 0)
			continue;
		if (!net_parse(one, &out->v[out->n++]))
			return fail(
			    ERR_INVALID, "not a network: %.*s", STR_ARG(one));
	}
	return OK;
}

static bool
as_v6(const struct sockaddr *addr, unsigned char out[16])
{
	memset(out, 0, 16);
	if (addr->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)addr;

		out[10] = out[11] = 0xff;
		memcpy(out + 12, &v4->sin_addr, 4);
		return true;
	}
	if (addr->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const void *)addr;

		memcpy(out, &v6->sin6_addr, 16);
		return true;
	}
	return false;
}

static bool
net_holds(const struct net *net, const unsigned char addr[16])
{
	unsigned whole = net->bits / 8, rest = net->bits % 8;
	unsigned mask = 0xff00u >> rest & 0xff;

	if (memcmp(net->addr, addr, whole) != 0)
		return false;
	return rest == 0 || (net->addr[whole] & mask) == (addr[whole] & mask);
}

bool
nets_hold(const struct nets *nets, const struct sockaddr *addr)
{
	unsigned char v6[16];

	if (!as_v6(addr, v6))
		return false;
	for (size_t i = 0; i < nets->n; i++)
		if (net_holds(&nets->v[i], v6))
			return true;
	return false;
}

bool
addr_is_public(const struct sockaddr *addr)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	unsigned char v6[16];

	if (!as_v6(addr, v6))
		return false;
	if (memcmp(v6, mapped, sizeof(mapped)) != 0 && (v6[0] & 0xe0) != 0x20)
		return false;
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
		struct net net;

		if (!net_parse(special[i].net, &net) || net_holds(&net, v6))
			return false;
	}
	return true;
}
