/* SPDX-License-Identifier: EUPL-1.2
 *
 * server.c - libmicrohttpd's callbacks: a request comes in, is given to the
 * handler, its answer goes out.
 */
#include "http/server.h"

#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "http/exchange.h"
#include "http/form.h"

static const double buckets[] = SERVER_BUCKETS;
static_assert(sizeof(buckets) / sizeof(buckets[0]) + 1 == SERVER_NBUCKETS,
    "the last bucket has no bound");

static void
count_latency(struct exchange *x)
{
	struct counters *c = &x->server->count;
	usec_t took = clock_mono() - x->began;
	size_t i = 0;

	while (i + 1 < SERVER_NBUCKETS && (double)took > buckets[i] * 1e6)
		i++;
	atomic_fetch_add_explicit(&c->buckets[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(
	    &c->microseconds, (uint64_t)took, memory_order_relaxed);
}

/* ---- the answer ---- */

static struct MHD_Response *
whole_response(struct exchange *x)
{
	struct http_answer *a = &x->req.answer;
	struct str body = buf_str(&a->body.out);
	/* The library's type says otherwise for the sake of the modes that
	 * free or copy; PERSISTENT bytes it only reads. */
	union {
		const void *in;
		void *out;
	} bytes;

	if (a->fixed)
		body = (struct str){ a->fixed, a->fixed_n };
	if (a->status == 204 || a->status == 304 || body.n == 0)
		body = STR("");
	atomic_fetch_add_explicit(
	    &x->server->count.bytes_out, body.n, memory_order_relaxed);
	bytes.in = body.p;
	return MHD_create_response_from_buffer(
	    body.n, bytes.out, MHD_RESPMEM_PERSISTENT);
}

static void
add_headers(struct exchange *x, struct MHD_Response *m)
{
	struct http_answer *a = &x->req.answer;
	const char *type = a->type ? a->type : "text/html; charset=utf-8";

	if (a->status != 204 && a->status != 304)
		MHD_add_response_header(m, "content-type", type);
	if (x->close)
		MHD_add_response_header(m, "connection", "close");
	for (size_t i = 0; i < a->headers.n; i++) {
		const struct pair *h = &a->headers.v[i];

		if (MHD_add_response_header(m, str_z(&x->arena, h->name),
			str_z(&x->arena, h->value)) != MHD_YES)
			log_event(LOG_ERROR, "header_left_out",
			    "name_bytes=%zu", h->name.n);
	}
}

static enum MHD_Result
send_answer(struct exchange *x)
{
	struct http_answer *a = &x->req.answer;
	struct server *s = x->server;
	struct MHD_Response *m;
	enum MHD_Result sent;

	x->stage = STAGE_SENT;
	if (a->cut)
		return MHD_NO;
	if (a->status < 200 || a->status > 599) {
		log_event(LOG_ERROR, "no_answer", "status=%d", a->status);
		a->fixed = NULL;
		a->body.out.n = 0;
		answer_text(&x->req, 500, STR("internal error\n"));
	}
	m = a->stream ? sse_response(x) : whole_response(x);
	if (!m)
		return MHD_NO;
	add_headers(x, m);
	conn_deadline(x->conn, a->stream ? 0 : s->options.send_seconds);
	if (a->stream)
		stream_begin(x);
	sent = MHD_queue_response(x->mhd, (unsigned)a->status, m);
	MHD_destroy_response(m);
	if (sent == MHD_YES) {
		count_latency(x);
		atomic_fetch_add(&s->count.by_class[a->status / 100], 1);
	}
	return sent;
}

static void
plain_refusal(struct req *r, enum err e)
{
	answer_text(
	    r, err_http_status(e), str_printf(r->arena, "%s\n", err_text(e)));
}

/* Fills the answer for an error at the border. */
static void
refuse(struct exchange *x, enum err e)
{
	struct server *s = x->server;
	struct req *r = &x->req;

	log_event(LOG_DEBUG, "refused", "status=%d why=\"%s\"",
	    err_http_status(e), err_sentence(e));
	r->answer.status = 0;
	if (s->handler.refuse)
		s->handler.refuse(s->handler.ctx, r, e);
	if (r->answer.status == 0)
		plain_refusal(r, e);
}

/* ---- the request ---- */

static bool
has_body(const struct exchange *x)
{
	return x->length > 0 ||
	       pairs_has(&x->req.headers, STR("transfer-encoding"));
}

/* The answer is there before the body.  A client that waits for "100
 * Continue" has sent none yet; one whose body is huge is cut off. */
static enum MHD_Result
answer_early(struct exchange *x)
{
	if (has_body(x) && !x->close && x->length <= DRAIN_MAX &&
	    !pairs_has(&x->req.headers, STR("expect"))) {
		x->stage = STAGE_DRAIN;
		return MHD_YES;
	}
	if (!has_body(x) && !x->close) {
		x->stage = STAGE_DRAIN;
		return MHD_YES;
	}
	x->close = true;
	return send_answer(x);
}

static enum MHD_Result
on_head(struct exchange *x, const char *method)
{
	struct server *s = x->server;
	struct req *r = &x->req;
	enum err e;

	x->began = clock_mono();
	r->now = clock_now();
	r->arena = &x->arena;
	r->body_max = s->options.body_max;
	r->resume = later_resume;
	r->answer.body.out = (struct buf){
		.arena = &x->arena, .p = x->page, .cap = PAGE_ROOM
	};
	x->body = (struct buf){ .arena = &x->arena };
	conn_deadline(x->conn, s->options.body_seconds);
	e = head_read(x, method);
	if (e == OK) {
		x->how = s->handler.route(s->handler.ctx, r);
		if (r->answer.status == 0 && x->length > r->body_max)
			e = fail(ERR_TOO_LARGE, "a body over %zu bytes",
			    r->body_max);
	}
	if (e != OK)
		refuse(x, e);
	if (r->answer.status != 0)
		return answer_early(x);
	x->stage = STAGE_BODY;
	return MHD_YES;
}

/* Room grows with what has come, not with what was promised: a promise costs
 * the client nothing. */
static void
keep_bytes(struct exchange *x, struct str bytes)
{
	struct buf *b = &x->body;

	if (b->n + bytes.n > b->cap && x->length > b->n) {
		size_t want = b->cap ? b->cap * 4 : (size_t)64 << 10;

		want = want < x->length ? want : (size_t)x->length;
		if (want > b->n)
			buf_reserve(b, want - b->n);
	}
	buf_put(b, bytes);
}

static enum MHD_Result
on_bytes(struct exchange *x, const char *data, size_t *n)
{
	struct str bytes = { data, *n };

	*n = 0;
	atomic_fetch_add_explicit(
	    &x->server->count.bytes_in, bytes.n, memory_order_relaxed);
	if (x->stage == STAGE_BODY && bytes.n > x->req.body_max - x->body.n) {
		refuse(x, fail(ERR_TOO_LARGE, "a body over %zu bytes",
			      x->req.body_max));
		x->stage = STAGE_DRAIN;
	}
	if (x->stage == STAGE_BODY) {
		keep_bytes(x, bytes);
		return MHD_YES;
	}
	x->drained += bytes.n;
	return x->drained <= DRAIN_MAX ? MHD_YES : MHD_NO;
}

static enum MHD_Result
on_whole(struct exchange *x)
{
	struct server *s = x->server;
	struct req *r = &x->req;
	enum err e;

	conn_deadline(x->conn, 0);
	if (x->stage == STAGE_DRAIN)
		return send_answer(x);
	r->body = buf_str(&x->body);
	e = form_read(r, s->options.fields_max);
	if (e != OK) {
		refuse(x, e);
		return send_answer(x);
	}
	if (x->how == HOW_LATER) {
		later_begin(x);
		return MHD_YES;
	}
	s->handler.handle(s->handler.ctx, r);
	return send_answer(x);
}

static enum MHD_Result
/* NOLINTNEXTLINE(readability-function-size): the library's parameters */
on_request(void *server, struct MHD_Connection *mhd, const char *url,
    const char *method, const char *version, const char *data, size_t *n,
    void **context)
{
	struct exchange *x = *context;

	(void)server;
	(void)mhd;
	(void)url;
	(void)version;
	switch (x->stage) {
	case STAGE_HEAD: return on_head(x, method);
	case STAGE_BODY:
	case STAGE_DRAIN: return *n > 0 ? on_bytes(x, data, n) : on_whole(x);
	case STAGE_LATER: return later_answered(x) ? send_answer(x) : MHD_NO;
	case STAGE_SENT: break;
	}
	return MHD_NO;
}

/* The first word of a request: its line has come. */
static void *
on_uri(void *server, const char *uri, struct MHD_Connection *mhd)
{
	struct exchange *x = exchange_take(server);
	const union MHD_ConnectionInfo *c = MHD_get_connection_info(
	    mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	x->mhd = mhd;
	x->conn = c->socket_context;
	x->uri = str_z(&x->arena, str_from(uri));
	return x;
}

static void
on_completed(void *server, struct MHD_Connection *mhd, void **context,
    enum MHD_RequestTerminationCode why)
{
	struct exchange *x = *context;
	struct server *s = server;

	(void)mhd;
	(void)why;
	if (!x)
		return;
	*context = NULL;
	atomic_fetch_add(&s->count.requests, 1);
	if (x->stage != STAGE_SENT)
		atomic_fetch_add(&s->count.by_class[0], 1);
	conn_deadline(x->conn, s->options.head_seconds);
	stream_finish(x);
	exchange_finish(x);
}

/* We decode ourselves, once, with the length known. */
static size_t
leave_escaped(void *ctx, struct MHD_Connection *mhd, char *s)
{
	(void)ctx;
	(void)mhd;
	return strlen(s);
}

/* ---- start and stop ---- */

static void
default_options(struct server_options *o)
{
#define DEFAULT(field, value)                                                  \
	if (o->field == 0)                                                     \
	o->field = (value)
	DEFAULT(threads, 2);
	DEFAULT(head_max, (size_t)32 << 10);
	DEFAULT(body_max, (size_t)1 << 20);
	DEFAULT(fields_max, 1000);
	DEFAULT(connections, 1024);
	DEFAULT(head_seconds, 60);
	DEFAULT(body_seconds, 120);
	DEFAULT(send_seconds, 600);
#undef DEFAULT
}

static struct MHD_Daemon *
start_daemon(struct server *s)
{
	const struct server_options *o = &s->options;

	return MHD_start_daemon(
	    MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL,
	    NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET, s->listener,
	    MHD_OPTION_THREAD_POOL_SIZE, o->threads,
	    MHD_OPTION_CONNECTION_LIMIT, o->connections,
	    MHD_OPTION_CONNECTION_TIMEOUT, o->head_seconds,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, o->head_max,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION,
	    conn_notify, s, MHD_OPTION_URI_LOG_CALLBACK, on_uri, s,
	    MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_END);
}

static void
free_server(struct server *s)
{
	struct arena self = s->arena;

	for (struct exchange *x = s->free_exchanges; x; x = x->next)
		arena_free(&x->arena);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->wake);
	arena_free(&self);
}

void
server_let_go(struct server *s)
{
	bool last;

	pthread_mutex_lock(&s->lock);
	last = --s->holders == 0;
	pthread_mutex_unlock(&s->lock);
	if (last)
		free_server(s);
}

enum err
server_start(const struct server_options *o, const struct server_handler *h,
    struct server **out)
{
	struct arena arena = { 0 };
	struct server *s = ARENA_NEW(&arena, struct server);
	enum err e;

	s->arena = arena; /* holds s itself */
	s->options = *o;
	s->options.trusted_proxy = str_copy(&s->arena, o->trusted_proxy);
	s->handler = *h;
	s->holders = 1;
	s->later.next = s->later.prev = &s->later;
	s->streams.next = s->streams.prev = &s->streams;
	default_options(&s->options);
	e = listen_open(o->listen, &s->listener, &s->port, &s->unix_socket);
	if (e == OK)
		e = conn_watch_start(s);
	if (e != OK) {
		arena = s->arena;
		arena_free(&arena);
		return e;
	}
	s->daemon = start_daemon(s);
	if (!s->daemon) {
		close(s->listener);
		conn_watch_stop(s);
		free_server(s);
		return fail(ERR_BROKEN, "the HTTP server does not start");
	}
	*out = s;
	return OK;
}

int
server_port(const struct server *s)
{
	return s->port;
}

void
server_resume(struct req *r)
{
	r->resume(r);
}

unsigned
server_stop(struct server *s, usec_t grace)
{
	const struct timespec pause = { .tv_nsec = 5000000L };
	usec_t until = clock_mono() + grace;
	MHD_socket listener = MHD_quiesce_daemon(s->daemon);
	unsigned left;

	/* Nobody new from here on.  Closed only when the library's threads have
	 * ended: they take it out of their epoll sets themselves, and abort the
	 * process where it is gone (daemon.c, 0.9.75). */
	if (listener != MHD_INVALID_SOCKET)
		shutdown(listener, SHUT_RDWR);
	do {
		streams_end(s);
		nanosleep(&pause, NULL);
	} while (atomic_load(&s->count.in_flight) > 0 && clock_mono() < until);
	left = later_abandon(s);
	MHD_stop_daemon(s->daemon);
	if (listener != MHD_INVALID_SOCKET)
		close(listener);
	conn_watch_stop(s);
	server_let_go(s);
	return left;
}

void
server_stats(struct server *s, struct server_stats *out)
{
	struct counters *c = &s->count;

	out->connections = atomic_load(&c->connections);
	out->connections_open = atomic_load(&c->connections_open);
	out->requests = atomic_load(&c->requests);
	out->in_flight = atomic_load(&c->in_flight);
	out->bytes_in = atomic_load(&c->bytes_in);
	out->bytes_out = atomic_load(&c->bytes_out);
	out->microseconds = atomic_load(&c->microseconds);
	for (size_t i = 0; i < 6; i++)
		out->by_class[i] = atomic_load(&c->by_class[i]);
	for (size_t i = 0; i < SERVER_NBUCKETS; i++)
		out->buckets[i] = atomic_load(&c->buckets[i]);
}
