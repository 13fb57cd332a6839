/* SPDX-License-Identifier: EUPL-1.2
 *
 * listen.c - the socket the server listens on, from its written form.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/exchange.h"

enum { BACKLOG = 1024 };

static enum err
open_bound(const struct sockaddr *addr, socklen_t n, int *out)
{
	int fd = socket(
	    addr->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1;

	if (fd < 0)
		return fail(ERR_BROKEN, "no socket: errno %d", errno);
	if (addr->sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, addr, n) < 0 || listen(fd, BACKLOG) < 0) {
		int why = errno;

		close(fd);
		return fail(
		    ERR_REMOTE, "cannot listen on this address: errno %d", why);
	}
	*out = fd;
	return OK;
}

static enum err
port_of(int fd, int *port, bool *is_unix)
{
	struct sockaddr_storage a = { 0 };
	socklen_t n = sizeof(a);

	if (getsockname(fd, (struct sockaddr *)&a, &n) < 0)
		return fail(ERR_INVALID, "descriptor %d is no socket", fd);
	*is_unix = a.ss_family == AF_UNIX;
	*port = 0;
	if (a.ss_family == AF_INET)
		*port = ntohs(((struct sockaddr_in *)&a)->sin_port);
	if (a.ss_family == AF_INET6)
		*port = ntohs(((struct sockaddr_in6 *)&a)->sin6_port);
	return OK;
}

static enum err
open_unix(struct str path, int *fd)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct stat st;

	if (path.n == 0 || path.n >= sizeof(a.sun_path))
		return fail(ERR_INVALID, "unix socket path: 1 to %zu bytes",
		    sizeof(a.sun_path) - 1);
	memcpy(a.sun_path, path.p, path.n);
	/* What an earlier run left behind; never anything but a socket. */
	if (lstat(a.sun_path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(a.sun_path);
	return open_bound((const struct sockaddr *)&a, sizeof(a), fd);
}

static enum err
open_inet(struct str where, int *fd)
{
	size_t colon = str_find_last_char(where, ':');
	struct str host = str_cut(where, 0, colon);
	char z[INET6_ADDRSTRLEN] = { 0 };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	int64_t port;

	if (colon == STR_NOWHERE ||
	    !str_to_int(str_cut(where, colon + 1, where.n), 0, 65535, &port))
		return fail(ERR_INVALID, "listen: no port");
	if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
		host = str_cut(host, 1, host.n - 1);
	if (host.n >= sizeof(z))
		return fail(ERR_INVALID, "listen: no such address");
	if (host.n)
		memcpy(z, host.p, host.n);
	v4.sin_port = v6.sin6_port = htons((uint16_t)port);
	if (inet_pton(AF_INET, z, &v4.sin_addr) == 1)
		return open_bound((const struct sockaddr *)&v4, sizeof(v4), fd);
	if (inet_pton(AF_INET6, z, &v6.sin6_addr) == 1)
		return open_bound((const struct sockaddr *)&v6, sizeof(v6), fd);
	return fail(ERR_INVALID, "listen: an address in numbers is needed");
}

enum err
listen_open(struct str where, int *fd, int *port, bool *is_unix)
{
	int64_t given;

	if (str_starts(where, STR("unix:"))) {
		TRY(open_unix(str_cut(where, 5, where.n), fd));
	} else if (str_starts(where, STR("fd:"))) {
		if (!str_to_int(str_cut(where, 3, where.n), 0, 65535, &given))
			return fail(ERR_INVALID, "listen: fd:NUMBER");
		*fd = (int)given;
	} else {
		TRY(open_inet(where, fd));
	}
	return port_of(*fd, port, is_unix);
}
