/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/notify.h"

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum err
notify_send(struct str where, struct str state)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	socklen_t n;
	ssize_t sent;
	int fd, why;

	if (where.n == 0)
		return OK;
	if (where.n >= sizeof(a.sun_path) ||
	    (where.p[0] != '/' && where.p[0] != '@'))
		return fail(ERR_INVALID, "NOTIFY_SOCKET is no socket's name");
	memcpy(a.sun_path, where.p, where.n);
	if (where.p[0] == '@') /* an abstract name */
		a.sun_path[0] = '\0';
	n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + where.n);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return fail(ERR_REMOTE, "no socket: errno %d", errno);
	sent = sendto(
	    fd, state.p, state.n, MSG_NOSIGNAL, (const struct sockaddr *)&a, n);
	why = errno;
	close(fd);
	if (sent < 0)
		return fail(ERR_REMOTE, "the supervisor: errno %d", why);
	return OK;
}
