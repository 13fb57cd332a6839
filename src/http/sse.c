/* SPDX-License-Identifier: EUPL-1.2
 *
 * sse.c - the ring, its readers, and the beat that keeps them alive.
 *
 * A reader with nothing to send suspends its connection; publishing resumes
 * it.  Lock order: server.lock, hub.lock, the library's own.
 */
#include "http/sse.h"

#include <assert.h>
#include <sys/socket.h>

#include "http/exchange.h"

struct event {
	int64_t id;
	size_t n;
	char text[SSE_EVENT_MAX + 128];
};

struct sse_stream {
	struct sse_stream *prev, *next;
	struct sse_hub *hub;
	struct MHD_Connection *mhd;
	int fd;
	char key_bytes[SSE_KEY_MAX];
	struct str key;	     /* of them: the request may be gone before us */
	struct str greeting; /* retry and replay, what is left; in the
			      * request's arena, read before it goes */
	uint64_t cursor;     /* number of the event to send next */
	size_t at;	     /* bytes of it sent */
	usec_t beat;	     /* clock_mono of the next comment */
	bool asleep, ended;
};

struct sse_hub {
	struct sse_options options;
	struct arena arena;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t beats;
	bool stopping;
	struct event *ring; /* SSE_RING of them; event i is at i % SSE_RING */
	uint64_t head;	    /* number of the next event */
	struct sse_stream streams, *free_streams; /* streams: list head */
	unsigned open;
	uint64_t dropped;
};

struct sse_replay {
	struct buf out;
	int64_t last;
};

/* RFC-like lines: id, event, data; each line feed in data begins a new one. */
static void
write_event(struct buf *b, struct str name, struct str data, int64_t id)
{
	if (id > 0) {
		buf_lit(b, "id:");
		buf_int(b, id);
		buf_char(b, '\n');
	}
	buf_lit(b, "event:");
	buf_put(b, name);
	do {
		struct str line = str_take(&data, '\n');

		buf_lit(b, "\ndata:");
		buf_put(b, line);
	} while (data.n > 0);
	buf_lit(b, "\n\n");
}

static void
rouse(struct sse_stream *t)
{
	if (!t->asleep)
		return;
	t->asleep = false;
	MHD_resume_connection(t->mhd);
}

static bool
too_slow(const struct sse_stream *t)
{
	return t->hub->head - t->cursor > SSE_RING;
}

void
sse_publish(struct sse_hub *h, struct str name, struct str data, int64_t id)
{
	struct event *e;
	struct buf b;

	assert(name.n + data.n <= SSE_EVENT_MAX);
	pthread_mutex_lock(&h->lock);
	e = &h->ring[h->head++ % SSE_RING];
	b = (struct buf){
		.arena = &h->arena, .p = e->text, .cap = sizeof(e->text)
	};
	write_event(&b, name, data, id);
	e->id = id;
	e->n = b.n;
	for (struct sse_stream *t = h->streams.next; t != &h->streams;
	     t = t->next) {
		/* Its socket is full and the library will not ask us. */
		if (too_slow(t) && !t->ended) {
			t->ended = true;
			h->dropped++;
			shutdown(t->fd, SHUT_RDWR);
		}
		rouse(t);
	}
	pthread_mutex_unlock(&h->lock);
}

static size_t
copy_some(char *to, size_t room, struct str from)
{
	size_t n = from.n < room ? from.n : room;

	memcpy(to, from.p, n);
	return n;
}

/* What the stream has to send now, up to room bytes; 0: nothing. */
static size_t
next_bytes(struct sse_stream *t, char *to, size_t room)
{
	struct sse_hub *h = t->hub;
	size_t n = 0;

	if (t->greeting.n > 0) {
		n = copy_some(to, room, t->greeting);
		t->greeting = str_cut(t->greeting, n, t->greeting.n);
		return n;
	}
	while (t->cursor < h->head && n < room) {
		const struct event *e = &h->ring[t->cursor % SSE_RING];
		size_t part = copy_some(to + n, room - n,
		    (struct str){ e->text + t->at, e->n - t->at });

		n += part;
		t->at += part;
		if (t->at == e->n) {
			t->at = 0;
			t->cursor++;
		}
	}
	if (n == 0 && clock_mono() >= t->beat)
		n = copy_some(to, room, STR(":\n\n"));
	return n;
}

static ssize_t
read_stream(void *arg, uint64_t pos, char *to, size_t room)
{
	struct sse_stream *t = arg;
	struct sse_hub *h = t->hub;
	ssize_t n;

	(void)pos;
	pthread_mutex_lock(&h->lock);
	if (t->ended || too_slow(t)) {
		n = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		n = (ssize_t)next_bytes(t, to, room);
		if (n > 0) {
			t->beat = clock_mono() +
				  h->options.heartbeat_seconds * SECOND;
		} else {
			t->asleep = true;
			MHD_suspend_connection(t->mhd);
		}
	}
	pthread_mutex_unlock(&h->lock);
	return n;
}

static void
close_stream(void *arg)
{
	struct sse_stream *t = arg;
	struct sse_hub *h = t->hub;

	pthread_mutex_lock(&h->lock);
	t->prev->next = t->next;
	t->next->prev = t->prev;
	t->next = h->free_streams;
	h->free_streams = t;
	h->open--;
	pthread_mutex_unlock(&h->lock);
}

void
sse_close(struct req *r)
{
	close_stream(r->answer.events);
	r->answer.events = NULL;
	r->answer.stream = false;
}

struct MHD_Response *
sse_response(struct exchange *x)
{
	struct sse_stream *t = x->req.answer.events;

	t->mhd = x->mhd;
	t->fd = x->conn->fd;
	return MHD_create_response_from_callback(
	    MHD_SIZE_UNKNOWN, 4096, read_stream, t, close_stream);
}

void
sse_end(struct sse_stream *t)
{
	pthread_mutex_lock(&t->hub->lock);
	t->ended = true;
	rouse(t);
	pthread_mutex_unlock(&t->hub->lock);
}

/* ---- opening ---- */

static enum err
may_open(struct sse_hub *h, struct str key)
{
	unsigned same = 0;

	for (struct sse_stream *t = h->streams.next; t != &h->streams;
	     t = t->next)
		same += str_eq(t->key, key);
	if (same >= h->options.per_key)
		return fail(ERR_THROTTLED, "%u streams open", same);
	if (h->open >= h->options.streams)
		return fail(ERR_BUSY, "%u streams open in all", h->open);
	return OK;
}

/* The first event in the ring the reader has not had. */
static uint64_t
cursor_after(const struct sse_hub *h, int64_t last_id)
{
	uint64_t i = h->head > SSE_RING ? h->head - SSE_RING : 0;

	while (i < h->head && h->ring[i % SSE_RING].id <= last_id)
		i++;
	return i;
}

static bool
ring_reaches(struct sse_hub *h, int64_t last_id)
{
	uint64_t first;
	bool reaches;

	pthread_mutex_lock(&h->lock);
	first = h->head > SSE_RING ? h->head - SSE_RING : 0;
	reaches = h->head > 0 && h->ring[first % SSE_RING].id > 0 &&
		  h->ring[first % SSE_RING].id <= last_id;
	pthread_mutex_unlock(&h->lock);
	return reaches;
}

static struct sse_stream *
take_stream(struct sse_hub *h)
{
	struct sse_stream *t = h->free_streams;

	if (t)
		h->free_streams = t->next;
	else
		t = ARENA_NEW(&h->arena, struct sse_stream);
	*t = (struct sse_stream){
		.hub = h, .prev = &h->streams, .next = h->streams.next
	};
	t->next->prev = t;
	h->streams.next = t;
	h->open++;
	return t;
}

void
sse_replay_add(
    struct sse_replay *to, struct str name, struct str data, int64_t id)
{
	write_event(&to->out, name, data, id);
	if (id > to->last)
		to->last = id;
}

static void
set_answer(struct req *r, struct sse_stream *t)
{
	r->answer.status = 200;
	r->answer.stream = true;
	r->answer.events = t;
	r->answer.type = "text/event-stream";
	answer_header(r, STR("cache-control"), STR("no-store"));
	/* nginx would gather the events in its buffer. */
	answer_header(r, STR("x-accel-buffering"), STR("no"));
}

enum err
sse_open(struct sse_hub *h, struct req *r, struct str key)
{
	struct sse_replay past = { .out = { .arena = r->arena } };
	struct sse_stream *t = NULL;
	bool again = str_to_int(
	    req_header(r, STR("last-event-id")), 1, INT64_MAX, &past.last);
	enum err e;

	assert(key.n > 0 && key.n <= SSE_KEY_MAX);
	buf_lit(&past.out, "retry:");
	buf_int(&past.out, h->options.retry_ms);
	buf_lit(&past.out, "\n\n");
	if (again && h->options.replay && !ring_reaches(h, past.last))
		h->options.replay(h->options.ctx, r, past.last, &past);
	pthread_mutex_lock(&h->lock);
	e = may_open(h, key);
	if (e == OK) {
		t = take_stream(h);
		memcpy(t->key_bytes, key.p, key.n);
		t->key = (struct str){ t->key_bytes, key.n };
		t->greeting = buf_str(&past.out);
		t->cursor = again ? cursor_after(h, past.last) : h->head;
	}
	pthread_mutex_unlock(&h->lock);
	if (t)
		set_answer(r, t);
	return e;
}

/* ---- the hub ---- */

static void *
beats(void *arg)
{
	struct sse_hub *h = arg;

	pthread_mutex_lock(&h->lock);
	while (!h->stopping) {
		struct timespec at;
		usec_t now;

		clock_gettime(CLOCK_MONOTONIC, &at);
		at.tv_sec++;
		pthread_cond_timedwait(&h->wake, &h->lock, &at);
		now = clock_mono();
		for (struct sse_stream *t = h->streams.next; t != &h->streams;
		     t = t->next)
			if (now >= t->beat)
				rouse(t);
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

enum err
sse_hub_new(const struct sse_options *o, struct sse_hub **out)
{
	struct arena arena = { 0 };
	struct sse_hub *h = ARENA_NEW(&arena, struct sse_hub);
	pthread_condattr_t attr;

	h->ring = ARENA_ARRAY(&arena, struct event, SSE_RING);
	h->arena = arena; /* holds h itself */
	h->options = *o;
	h->options.streams = o->streams ? o->streams : 512;
	h->options.per_key = o->per_key ? o->per_key : 8;
	h->options.heartbeat_seconds = o->heartbeat_seconds
					   ? o->heartbeat_seconds
					   : 25;
	h->options.retry_ms = o->retry_ms ? o->retry_ms : 3000;
	h->streams.next = h->streams.prev = &h->streams;
	pthread_mutex_init(&h->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&h->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&h->beats, NULL, beats, h) != 0) {
		arena = h->arena;
		arena_free(&arena);
		return fail(ERR_BROKEN, "no thread for events");
	}
	*out = h;
	return OK;
}

void
sse_hub_free(struct sse_hub *h)
{
	struct arena self;

	pthread_mutex_lock(&h->lock);
	assert(h->open == 0);
	h->stopping = true;
	pthread_cond_signal(&h->wake);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->beats, NULL);
	pthread_mutex_destroy(&h->lock);
	pthread_cond_destroy(&h->wake);
	self = h->arena;
	arena_free(&self);
}

void
sse_counts(struct sse_hub *h, unsigned *open, uint64_t *dropped)
{
	pthread_mutex_lock(&h->lock);
	*open = h->open;
	*dropped = h->dropped;
	pthread_mutex_unlock(&h->lock);
}
