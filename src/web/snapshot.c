/* SPDX-License-Identifier: EUPL-1.2
 *
 * snapshot.c - the municipality as many threads read it at once.
 *
 * A snapshot is never changed.  A request takes the newest, which costs a lock
 * held for a few instructions; if the store has gone on since, the first that
 * notices loads anew and puts it in place.  Whoever reads an old one keeps it
 * until their request is over.
 */
#include <stdlib.h>

#include "base/log.h"
#include "web/inside.h"

struct hold {
	struct web *web;
	struct snapshot *s;
};

/* Called with the lock held; true: nobody reads it any more. */
static bool
drop(struct snapshot *s)
{
	return s && --s->refs == 0;
}

static void
release(void *arg)
{
	struct hold *h = arg;
	struct snapshot *s = h->s;
	bool last;

	pthread_mutex_lock(&h->web->lock);
	last = drop(s);
	pthread_mutex_unlock(&h->web->lock);
	if (last)
		municipality_free(s->m);
}

static void
hold(struct req *r, struct snapshot *s)
{
	struct hold *h = ARENA_NEW(r->arena, struct hold);

	*h = (struct hold){ r->visit->web, s };
	arena_defer(r->arena, release, h);
	r->visit->m = s->m;
}

/* The snapshot's own memory is the municipality's arena, so that one free is
 * enough. */
static enum err
load(struct db *db, struct snapshot **out)
{
	struct municipality *m;

	TRY(municipality_load(db, &m));
	*out = ARENA_NEW(&m->arena, struct snapshot);
	**out = (struct snapshot){ m, m->version, 0 };
	return OK;
}

/* Puts s in place unless another thread was quicker; returns what holds now,
 * with a reference for the caller. */
static struct snapshot *
put_in_place(struct web *w, struct snapshot *s)
{
	struct snapshot *old = NULL, *now;
	bool last = false;

	pthread_mutex_lock(&w->lock);
	if (!w->now || s->version > w->now->version) {
		old = w->now;
		s->refs++;
		w->now = s;
		last = drop(old);
	}
	now = w->now;
	now->refs++;
	pthread_mutex_unlock(&w->lock);
	if (last)
		municipality_free(old->m);
	if (now != s)
		municipality_free(s->m);
	return now;
}

enum err
snapshot_use(struct req *r, int64_t version)
{
	struct web *w = r->visit->web;
	struct snapshot *s;

	if (version < 0)
		TRY(municipality_version(r->db, &version));
	pthread_mutex_lock(&w->lock);
	s = w->now;
	if (s && s->version == version)
		s->refs++;
	else
		s = NULL;
	pthread_mutex_unlock(&w->lock);
	if (s) {
		hold(r, s);
		return OK;
	}
	TRY(load(r->db, &s));
	log_event(LOG_DEBUG, "municipality_loaded", "version=%lld",
	    (long long)s->version);
	hold(r, put_in_place(w, s));
	return OK;
}

enum err
snapshot_open(struct web *w, struct arena *a)
{
	struct db *db = run_reader(w);
	struct snapshot *s = NULL;
	enum err e = load(db, &s);

	(void)a;
	run_reader_done(w, db);
	if (e != OK)
		return e;
	s->refs = 1;
	w->now = s;
	return OK;
}

void
snapshot_close(struct web *w)
{
	if (w->now)
		municipality_free(w->now->m);
	w->now = NULL;
}
