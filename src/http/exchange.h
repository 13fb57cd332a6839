/* SPDX-License-Identifier: EUPL-1.2
 *
 * exchange.h - inside the server: one request on its way through the
 * library, the connection it came by, and the server both belong to.  Only
 * the files of http/ include it.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/server.h"

enum stage {
	STAGE_HEAD,  /* the head is coming in */
	STAGE_BODY,  /* the body is coming in, kept */
	STAGE_DRAIN, /* the body is coming in, thrown away; refusal ready */
	STAGE_LATER, /* suspended, the handler has it */
	STAGE_SENT   /* the answer is the library's to send */
};

/* A connection.  deadline: clock_mono by when the client must have done its
 * part (sent the head, the body; taken the answer); 0 while it waits for us. */
struct conn {
	struct conn *prev, *next;
	int fd;
	bool proxy; /* the trusted one */
	char peer[INET6_ADDRSTRLEN];
	_Atomic usec_t deadline;
};

struct exchange {
	struct req req;
	struct arena arena;
	struct server *server;
	struct MHD_Connection *mhd;
	struct conn *conn;
	enum stage stage;
	enum server_how how;
	const char *uri; /* as sent, with the query; until the head is read */
	bool streaming;	 /* in server.streams */
	bool close;	 /* the connection ends with this answer */
	struct buf body;
	uint64_t length; /* Content-Length, or 0 */
	uint64_t drained;
	char *page; /* PAGE_ROOM bytes lent to answer.body, reused */
	usec_t began;
	/* HOW_LATER: the library and the handler hold one each.
	 * Under server.lock. */
	unsigned holders;
	bool done, gone;	      /* answered; cut off */
	struct exchange *prev, *next; /* later, streams or free list */
};

/* A page of usual size is written here without growing or copying. */
enum { PAGE_ROOM = 96 * 1024 };
/* An unwanted body up to this size is read to its end, so that the browser
 * shows our answer instead of a broken connection. */
enum { DRAIN_MAX = 8 * 1024 * 1024 };

struct counters {
	_Atomic uint64_t connections, connections_open, requests, in_flight;
	_Atomic uint64_t by_class[6], bytes_in, bytes_out, microseconds;
	_Atomic uint64_t buckets[SERVER_NBUCKETS];
};

struct server {
	struct server_options options;
	struct server_handler handler;
	struct MHD_Daemon *daemon;
	int listener, port;
	bool unix_socket;
	struct arena arena;   /* exchanges, conns, pages: reused, never freed */
	pthread_mutex_t lock; /* arena, the lists below, done and gone */
	pthread_cond_t wake;  /* for the watch thread */
	struct exchange *free_exchanges;
	struct exchange later, streams; /* list heads */
	struct conn *free_conns, conns; /* conns: list head */
	pthread_t watch;
	bool stopping;
	unsigned holders; /* server_stop, and each handler cut off */
	struct counters count;
};

/* listen.c.  Errors as server_start. */
enum err listen_open(
    struct str where, int *fd, int *port, bool *is_unix) MUST_CHECK;

/* conn.c: knows every connection, ends the ones that dawdle. */
void conn_notify(void *server, struct MHD_Connection *mhd, void **context,
    enum MHD_ConnectionNotificationCode code);
enum err conn_watch_start(struct server *s) MUST_CHECK;
void conn_watch_stop(struct server *s);
static inline void
conn_deadline(struct conn *c, unsigned seconds)
{
	usec_t at = seconds ? clock_mono() + seconds * SECOND : 0;

	atomic_store_explicit(&c->deadline, at, memory_order_relaxed);
}

/* head.c: fills x->req from the head.  ERR_INVALID; x->close is set where
 * the framing itself is in doubt. */
enum err head_read(struct exchange *x, const char *method) MUST_CHECK;

/* later.c: the requests that handlers took with them. */
void later_begin(struct exchange *x);
void later_resume(struct req *r); /* req.resume */
bool later_answered(struct exchange *x);
unsigned later_abandon(struct server *s);
/* The same list work for event streams, so that server_stop can end them. */
void stream_begin(struct exchange *x);
void stream_finish(struct exchange *x);
void streams_end(struct server *s);
/* Gives the exchange back; from the library's completed callback. */
void exchange_finish(struct exchange *x);
struct exchange *exchange_take(struct server *s);

/* server.c: the last holder frees it. */
void server_let_go(struct server *s);

/* sse.c: the response whose bytes the stream makes. */
struct MHD_Response *sse_response(struct exchange *x);
void sse_end(struct sse_stream *t);
#endif
