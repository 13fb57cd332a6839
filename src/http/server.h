/* SPDX-License-Identifier: EUPL-1.2
 *
 * server.h - the HTTP/1.1 server: libmicrohttpd below, struct req above.  It
 * knows no pages; it is given three functions.  docs/design/server.md tells
 * the mechanism.
 *
 * TLS ends at a proxy before us (DESIGN "Sessions"); the server listens on
 * loopback or a socket and believes X-Forwarded-For and X-Forwarded-Proto
 * from the trusted proxy alone.
 *
 * Errors at the border never reach handle(): broken escapes, NUL, "..",
 * invalid UTF-8, broken forms (ERR_INVALID, 400), bodies over body_max
 * (ERR_TOO_LARGE, 413).  What is wrong with the framing itself (two lengths,
 * length and chunks: RFC 9112 6.3) also ends the connection.  Heads over
 * head_max get 431 or 414 from the library.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H
#include "http/req.h"

enum server_how {
	HOW_NOW,  /* handle() answers before it returns, in a pool thread */
	HOW_LATER /* handle() hands the request on and returns at once; the
		   * connection sleeps until server_resume(r) */
};

struct server_handler {
	void *ctx;
	/* After the headers: method, path, query, headers, cookies, host and
	 * peer are there, the body is not.  May set r->body_max.  Where it
	 * sets r->answer.status the body is thrown away and that answer goes
	 * out.  Pool thread; must not wait. */
	enum server_how (*route)(void *ctx, struct req *r);
	/* With the body.  A HOW_LATER request belongs to the handler until it
	 * calls server_resume, which it must do in every case. */
	void (*handle)(void *ctx, struct req *r);
	/* Writes the answer for an error at the border; err_sentence(e) says
	 * what.  r may lack all but method and arena.  NULL: a plain text. */
	void (*refuse)(void *ctx, struct req *r, enum err e);
};

/* Zero means the default in brackets, everywhere. */
struct server_options {
	/* "127.0.0.1:8080", "[::1]:8080" (port 0: any free one),
	 * "unix:/run/ordstyrer/http.sock", or "fd:3" (systemd's socket). */
	struct str listen;
	unsigned threads; /* [2] */
	/* Address of the proxy whose forwarded headers count [loopback].
	 * A peer on a unix socket is always the proxy. */
	struct str trusted_proxy;
	size_t head_max;      /* bytes of request line and headers [32 KiB] */
	size_t body_max;      /* [1 MiB] */
	unsigned fields_max;  /* in a query, a form, a cookie header [1000] */
	unsigned connections; /* at once [1024] */
	/* Seconds: waiting for a head, idle keep-alive too [60]; for a whole
	 * body [120]; for the client to take the answer [600]. */
	unsigned head_seconds, body_seconds, send_seconds;
};

struct server;

/* Listens and answers from now on.  Lives until server_stop; h is copied,
 * h->ctx must live as long.  Errors: ERR_INVALID (listen is no address),
 * ERR_REMOTE (address taken or not ours), ERR_BROKEN. */
enum err server_start(const struct server_options *o,
    const struct server_handler *h, struct server **out) MUST_CHECK;
/* The port listened on; 0 for a unix socket. */
int server_port(const struct server *s);

/* The answer of a HOW_LATER request is complete.  Any thread, once; r is
 * gone after it.  In a test without a server: whatever r->resume does. */
void server_resume(struct req *r);

/* Takes no new connections, waits up to grace for requests under way, then
 * ends what is left (streams too) and frees the server.  Returns how many
 * HOW_LATER requests had no answer by then: their clients are cut off;
 * their server_resume is still due, and the last one frees the memory. */
unsigned server_stop(struct server *s, usec_t grace);

/* Seconds, upper bounds; the last bucket has none. */
#define SERVER_BUCKETS                                                         \
	{                                                                      \
		0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,    \
		    2.5, 5                                                     \
	}
enum { SERVER_NBUCKETS = 13 };

struct server_stats {
	uint64_t connections;	      /* accepted since the start */
	uint64_t connections_open;    /* now */
	uint64_t requests;	      /* answered or cut off */
	uint64_t in_flight;	      /* now, streams included */
	uint64_t by_class[6];	      /* 1: 1xx ... 5: 5xx; 0: no answer sent */
	uint64_t bytes_in, bytes_out; /* of bodies, streams not counted */
	uint64_t buckets[SERVER_NBUCKETS]; /* head in to answer ready */
	uint64_t microseconds;		   /* their sum */
};
void server_stats(struct server *s, struct server_stats *out);
#endif
