/* SPDX-License-Identifier: EUPL-1.2
 *
 * conn.c - every open connection, and the watch that ends those whose client
 * lets us wait: a head that drips a byte a minute is no inactivity for the
 * library, and would hold its place for hours.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>

#include "base/log.h"
#include "http/exchange.h"

static bool
is_loopback(const struct sockaddr *a)
{
	if (a->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)a;

		return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
	}
	if (a->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const void *)a;

		return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
	}
	return false;
}

static void
name_peer(const struct server *s, struct conn *c, const struct sockaddr *a)
{
	struct str trusted = s->options.trusted_proxy;

	c->peer[0] = '\0';
	if (s->unix_socket || !a) {
		c->proxy = true;
		return;
	}
	if (a->sa_family == AF_INET)
		inet_ntop(AF_INET,
		    &((const struct sockaddr_in *)(const void *)a)->sin_addr,
		    c->peer, sizeof(c->peer));
	else if (a->sa_family == AF_INET6)
		inet_ntop(AF_INET6,
		    &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr,
		    c->peer, sizeof(c->peer));
	c->proxy = trusted.n ? str_eq(trusted, str_from(c->peer))
			     : is_loopback(a);
}

static struct conn *
conn_open(struct server *s, struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *fd = MHD_get_connection_info(
	    mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	const union MHD_ConnectionInfo *addr = MHD_get_connection_info(
	    mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct conn *c;

	pthread_mutex_lock(&s->lock);
	c = s->free_conns;
	if (c)
		s->free_conns = c->next;
	else
		c = ARENA_NEW(&s->arena, struct conn);
	c->fd = fd ? fd->connect_fd : -1;
	name_peer(s, c, addr ? addr->client_addr : NULL);
	conn_deadline(c, s->options.head_seconds);
	c->prev = &s->conns;
	c->next = s->conns.next;
	c->next->prev = c;
	s->conns.next = c;
	pthread_mutex_unlock(&s->lock);
	atomic_fetch_add(&s->count.connections, 1);
	atomic_fetch_add(&s->count.connections_open, 1);
	return c;
}

static void
conn_close(struct server *s, struct conn *c)
{
	pthread_mutex_lock(&s->lock);
	c->prev->next = c->next;
	c->next->prev = c->prev;
	c->next = s->free_conns;
	s->free_conns = c;
	pthread_mutex_unlock(&s->lock);
	atomic_fetch_sub(&s->count.connections_open, 1);
}

void
conn_notify(void *server, struct MHD_Connection *mhd, void **context,
    enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		*context = conn_open(server, mhd);
	else if (*context)
		conn_close(server, *context);
}

/* The descriptor is still the connection's: conn_close takes it off the list,
 * under the same lock, before the library closes it. */
static void
end_late(struct server *s)
{
	usec_t now = clock_mono();

	for (struct conn *c = s->conns.next; c != &s->conns; c = c->next) {
		usec_t at = atomic_load_explicit(
		    &c->deadline, memory_order_relaxed);

		if (at && at < now) {
			shutdown(c->fd, SHUT_RDWR);
			conn_deadline(c, 0);
		}
	}
}

static void *
watch(void *arg)
{
	struct server *s = arg;

	pthread_mutex_lock(&s->lock);
	while (!s->stopping) {
		struct timespec at;

		clock_gettime(CLOCK_MONOTONIC, &at);
		at.tv_sec++;
		pthread_cond_timedwait(&s->wake, &s->lock, &at);
		end_late(s);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

enum err
conn_watch_start(struct server *s)
{
	pthread_condattr_t attr;

	s->conns.next = s->conns.prev = &s->conns;
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&s->watch, NULL, watch, s) != 0)
		return fail(ERR_BROKEN, "no thread for the server's watch");
	return OK;
}

void
conn_watch_stop(struct server *s)
{
	pthread_mutex_lock(&s->lock);
	s->stopping = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->watch, NULL);
}
