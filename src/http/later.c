/* SPDX-License-Identifier: EUPL-1.2
 *
 * later.c - exchanges: taken from a pool, lent to handlers that answer from
 * another thread, given back.  A HOW_LATER exchange has two holders, the
 * library and the handler; whoever lets go last gives it back.
 */
#include "http/exchange.h"

struct exchange *
exchange_take(struct server *s)
{
	struct exchange *x;

	pthread_mutex_lock(&s->lock);
	x = s->free_exchanges;
	if (x) {
		s->free_exchanges = x->next;
	} else {
		x = ARENA_NEW(&s->arena, struct exchange);
		x->page = ARENA_ARRAY(&s->arena, char, PAGE_ROOM);
	}
	pthread_mutex_unlock(&s->lock);
	x->server = s;
	x->holders = 1;
	atomic_fetch_add(&s->count.in_flight, 1);
	return x;
}

static void
give_back(struct exchange *x)
{
	struct server *s = x->server;
	struct arena arena;

	arena_reset(&x->arena);
	arena = x->arena;
	pthread_mutex_lock(&s->lock);
	*x = (struct exchange){
		.arena = arena, .page = x->page, .next = s->free_exchanges
	};
	s->free_exchanges = x;
	pthread_mutex_unlock(&s->lock);
}

static void
let_go(struct exchange *x)
{
	bool last;

	pthread_mutex_lock(&x->server->lock);
	last = --x->holders == 0;
	pthread_mutex_unlock(&x->server->lock);
	if (last)
		give_back(x);
}

static void
unlist(struct exchange *x)
{
	x->prev->next = x->next;
	x->next->prev = x->prev;
}

/* The library must sleep before the handler can wake it, so: suspend, hand
 * over.  Called in the access handler. */
void
later_begin(struct exchange *x)
{
	struct server *s = x->server;

	pthread_mutex_lock(&s->lock);
	x->stage = STAGE_LATER;
	x->holders++;
	x->prev = &s->later;
	x->next = s->later.next;
	x->next->prev = x;
	s->later.next = x;
	pthread_mutex_unlock(&s->lock);
	MHD_suspend_connection(x->mhd);
	s->handler.handle(s->handler.ctx, &x->req);
}

void
later_resume(struct req *r)
{
	struct exchange *x = (struct exchange *)(void *)r;
	struct server *s = x->server;
	bool gone, last;

	/* All under the lock: once it is open and the library awake, exchange
	 * and server may be gone, unless this one was cut off. */
	pthread_mutex_lock(&s->lock);
	gone = x->gone;
	x->done = true;
	unlist(x);
	last = --x->holders == 0;
	if (!gone)
		MHD_resume_connection(x->mhd);
	pthread_mutex_unlock(&s->lock);
	if (last)
		give_back(x);
	if (gone)
		server_let_go(s);
}

bool
later_answered(struct exchange *x)
{
	bool answered;

	pthread_mutex_lock(&x->server->lock);
	answered = x->done && !x->gone;
	pthread_mutex_unlock(&x->server->lock);
	return answered;
}

/* Cuts off the clients of all that are still out.  How many. */
unsigned
later_abandon(struct server *s)
{
	unsigned n = 0;

	pthread_mutex_lock(&s->lock);
	for (struct exchange *x = s->later.next; x != &s->later; x = x->next) {
		x->gone = true;
		MHD_resume_connection(x->mhd);
		n++;
	}
	s->holders += n;
	pthread_mutex_unlock(&s->lock);
	return n;
}

void
stream_begin(struct exchange *x)
{
	struct server *s = x->server;

	pthread_mutex_lock(&s->lock);
	x->streaming = true;
	x->prev = &s->streams;
	x->next = s->streams.next;
	x->next->prev = x;
	s->streams.next = x;
	pthread_mutex_unlock(&s->lock);
}

void
stream_finish(struct exchange *x)
{
	pthread_mutex_lock(&x->server->lock);
	if (x->streaming)
		unlist(x);
	x->streaming = false;
	pthread_mutex_unlock(&x->server->lock);
}

void
streams_end(struct server *s)
{
	pthread_mutex_lock(&s->lock);
	for (struct exchange *x = s->streams.next; x != &s->streams;
	     x = x->next)
		sse_end(x->req.answer.events);
	pthread_mutex_unlock(&s->lock);
}

void
exchange_finish(struct exchange *x)
{
	atomic_fetch_sub(&x->server->count.in_flight, 1);
	let_go(x);
}
