/* SPDX-License-Identifier: EUPL-1.2
 *
 * run.c - where a page runs: at once with a reader, in the store's writer, in
 * the slow thread, or gathered with others; and what becomes of its outcome.
 */
#include "base/log.h"
#include "web/inside.h"

struct db *
run_reader(struct web *w)
{
	return w->db ? w->db : store_reader(w->store);
}

void
run_reader_done(struct web *w, struct db *db)
{
	if (!w->db)
		store_reader_done(w->store, db);
}

void
run_finish(struct req *r, enum err e)
{
	struct http_answer *an = &r->answer;

	if (e == OK) {
		if (an->status == 0)
			an->status = 200;
		return;
	}
	if (e == ERR_BROKEN || e == ERR_REMOTE)
		log_event(LOG_ERROR, "page_failed", "page=%s error=\"%s\"",
		    r->visit->route ? r->visit->route->name : "none",
		    err_sentence(e));
	if (an->body.out.n == 0) {
		web_error(r, e);
		return;
	}
	if (an->status == 0)
		an->status = err_http_status(e);
}

static bool
run_read(struct req *r)
{
	struct visit *v = r->visit;

	run_finish(r, v->route->page(r));
	run_reader_done(v->web, r->db);
	r->db = NULL;
	return true;
}

/* In the writer, inside its transaction.  Who asks is asked again if anything
 * about people changed since the request came: nobody acts on a right that was
 * taken while the job waited (invariant 5). */
static enum err
write_page(struct db *db, struct req *r)
{
	struct visit *v = r->visit;
	int64_t version;
	enum err e;

	web_clear(r);
	r->db = db;
	e = municipality_version(db, &version);
	if (e == OK && version != v->m->version) {
		e = guard_who(r);
		if (e == OK)
			e = guard_admit(r);
	}
	if (e == OK)
		e = v->route->page(r);
	r->db = NULL;
	v->page_err = e;
	return e;
}

static enum err
write_job(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	(void)a;
	(void)n;
	return write_page(db, jobs[0]->arg);
}

/* After the commit.  Where the page itself said OK and the commit did not, the
 * page's answer is not true. */
static void
write_done(struct write_job *job)
{
	struct req *r = job->arg;
	struct visit *v = r->visit;

	if (job->err != OK) {
		if (v->page_err != job->err)
			web_clear(r);
		(void)fail(job->err, "%s", job->sentence);
	}
	run_finish(r, job->err);
	v->resume(v->resume_arg, r);
}

static enum err
write_alone(struct db *db, void *arg)
{
	return write_page(db, arg);
}

static bool
run_write(struct req *r)
{
	struct visit *v = r->visit;

	r->db = NULL;
	if (v->web->db) {
		enum err e = db_tx(v->web->db, write_alone, r);

		if (e != OK && v->page_err != e)
			web_clear(r);
		run_finish(r, e);
		return true;
	}
	v->job = (struct write_job){
		.fn = write_job, .arg = r, .done = write_done
	};
	store_submit(v->web->store, &v->job);
	return false;
}

/* GATHER ------------------------------------------------------------------ */

static void
gather_done(struct write_job *job)
{
	struct visit *v = (struct visit *)(void *)((char *)job -
						   offsetof(struct visit, job));
	struct req *r = v->req;

	if (job->err != OK)
		(void)fail(job->err, "%s", job->sentence);
	run_finish(r, v->gathered(r, job->err));
	v->resume(v->resume_arg, r);
}

static enum err
gather_alone(struct db *db, void *arg)
{
	struct visit *v = arg;
	struct write_job *jobs[1] = { &v->job };
	struct arena a = { 0 };
	enum err e = v->gather(db, &a, jobs, 1);

	arena_free(&a);
	return e == OK ? v->job.err : e;
}

static bool
run_gather(struct req *r)
{
	struct visit *v = r->visit;
	enum err e = v->route->page(r);

	run_reader_done(v->web, r->db);
	r->db = NULL;
	if (e != OK || !v->gather) {
		run_finish(r, e);
		return true;
	}
	v->job = (struct write_job){ .fn = v->gather,
		.gather = true,
		.arg = v->gather_arg,
		.done = gather_done };
	if (v->web->db) {
		e = db_tx(v->web->db, gather_alone, v);
		run_finish(r, v->gathered(r, e));
		return true;
	}
	store_submit(v->web->store, &v->job);
	return false;
}

/* SLOW -------------------------------------------------------------------- */

static void
slow_page(struct req *r)
{
	struct visit *v = r->visit;

	r->db = run_reader(v->web);
	run_finish(r, v->route->page(r));
	if (r->db)
		run_reader_done(v->web, r->db);
	r->db = NULL;
}

static void *
slow_thread(void *arg)
{
	struct web *w = arg;

	pthread_mutex_lock(&w->lock);
	while (!w->ends || w->first) {
		struct req *r = w->first;

		if (!r) {
			pthread_cond_wait(&w->wake, &w->lock);
			continue;
		}
		w->first = r->visit->next;
		if (!w->first)
			w->last = NULL;
		pthread_mutex_unlock(&w->lock);
		slow_page(r);
		r->visit->resume(r->visit->resume_arg, r);
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static bool
run_slow(struct req *r)
{
	struct web *w = r->visit->web;

	run_reader_done(w, r->db);
	r->db = NULL;
	if (w->db) {
		slow_page(r);
		return true;
	}
	pthread_mutex_lock(&w->lock);
	r->visit->next = NULL;
	if (w->last)
		w->last->visit->next = r;
	else
		w->first = r;
	w->last = r;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	return false;
}

bool
run_page(struct req *r)
{
	struct db *db = r->db;

	switch (r->visit->route->how) {
	case RUN_READ: return run_read(r);
	case RUN_SLOW: return run_slow(r);
	case RUN_GATHER: return run_gather(r);
	case RUN_WRITE:
	case RUN_UPLOAD:
	case RUN_BARE: break; /* BARE: web_start has answered it */
	}
	run_reader_done(r->visit->web, db);
	return run_write(r);
}

enum err
run_open(struct web *w)
{
	if (w->db)
		return OK;
	if (pthread_create(&w->slow, NULL, slow_thread, w) != 0)
		return fail(ERR_BROKEN, "cannot start the slow thread");
	w->slow_runs = true;
	return OK;
}

void
run_close(struct web *w)
{
	if (!w->slow_runs)
		return;
	pthread_mutex_lock(&w->lock);
	w->ends = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->slow, NULL);
	w->slow_runs = false;
}

/* Writes beside the page -------------------------------------------------- */

struct wanted {
	enum err (*fn)(struct db *db, struct arena *a, void *arg);
	void *arg;
	struct arena *arena;
};

static enum err
wanted_alone(struct db *db, void *arg)
{
	struct wanted *w = arg;

	return w->fn(db, w->arena, w->arg);
}

enum err
web_write(struct req *r,
    enum err (*fn)(struct db *db, struct arena *a, void *arg), void *arg)
{
	struct web *w = r->visit->web;
	struct wanted want = { fn, arg, r->arena };

	if (w->db)
		return db_tx(w->db, wanted_alone, &want);
	/* A reader may not be held while the writer is waited for: with few
	 * readers, whoever the writer's round wakes could need it. */
	if (r->db)
		run_reader_done(w, r->db);
	r->db = NULL;
	return store_write(w->store, fn, arg);
}

struct later {
	struct write_job job;
	struct arena arena;
	enum err (*fn)(struct db *db, const void *arg);
	const void *arg;
};

static enum err
later_job(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	(void)a;
	for (size_t i = 0; i < n; i++) {
		struct later *l = jobs[i]->arg;

		TRY(l->fn(db, l->arg));
	}
	return OK;
}

static void
later_done(struct write_job *job)
{
	struct later *l = job->arg;
	struct arena arena = l->arena;

	if (job->err != OK)
		log_event(LOG_WARN, "later_write_failed", "error=\"%s\"",
		    job->sentence);
	arena_free(&arena);
}

static enum err
later_alone(struct db *db, void *arg)
{
	struct later *l = arg;

	return l->fn(db, l->arg);
}

void
web_later(struct req *r, enum err (*fn)(struct db *db, const void *arg),
    const void *arg, size_t n)
{
	struct web *w = r->visit->web;
	struct arena arena = { 0 };
	struct later *l = ARENA_NEW(&arena, struct later);
	void *copy = arena_alloc(&arena, n ? n : 1, alignof(max_align_t));

	if (n)
		memcpy(copy, arg, n);
	*l = (struct later){ .fn = fn, .arg = copy, .arena = arena };
	l->job = (struct write_job){
		.fn = later_job, .gather = true, .arg = l, .done = later_done
	};
	if (!w->db) {
		store_submit(w->store, &l->job);
		return;
	}
	l->job.err = db_tx(w->db, later_alone, l);
	later_done(&l->job);
}
