/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/unit/rawhttp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

int
raw_connect(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

void
raw_send(int fd, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		bytes = str_cut(bytes, (size_t)n, bytes.n);
	}
}

struct str
raw_read(struct arena *a, int fd, struct str until)
{
	struct buf b = { .arena = a };
	char part[16384];

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t n;

		if (poll(&p, 1, 10000) <= 0)
			break;
		n = recv(fd, part, sizeof(part), 0);
		if (n <= 0)
			break;
		buf_put(&b, (struct str){ part, (size_t)n });
		if (until.n && str_find(buf_str(&b), until) != STR_NOWHERE)
			break;
	}
	return buf_str(&b);
}

struct str
raw_ask(struct arena *a, int port, struct str bytes)
{
	int fd = raw_connect(port);
	struct str answer;

	if (fd < 0)
		return STR_NONE;
	raw_send(fd, bytes);
	answer = raw_read(a, fd, STR_NONE);
	close(fd);
	return answer;
}

int
raw_status(struct str answer)
{
	int64_t status = 0;

	if (!str_starts(answer, STR("HTTP/1.")))
		return 0;
	if (!str_to_int(str_cut(answer, 9, 12), 100, 599, &status))
		return 0;
	return (int)status;
}

size_t
raw_count(struct str text, struct str what)
{
	size_t n = 0, at;

	while ((at = str_find(text, what)) != STR_NOWHERE) {
		text = str_cut(text, at + what.n, text.n);
		n++;
	}
	return n;
}
