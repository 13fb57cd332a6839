/* SPDX-License-Identifier: EUPL-1.2
 *
 * store.c - the writer that gathers, and the readers.
 *
 * A round: everything that waits (up to ROUND_MAX) is taken off the queue and
 * cut into groups, each a run of jobs that share a gathering fn, or one job.
 * The round is run plainly; a savepoint stands before each group only
 * if there are several, so that the common round of one group costs begin, fn
 * and commit.  If a group of several jobs fails, or an error comes to light
 * only at the commit (PostgreSQL's batches, deferred constraints), the round
 * is run again carefully: every job alone, in its own savepoint.
 */
#include "db/store.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "db/engine.h"

enum {
	ROUND_MAX = 256,
	ROUND_TRIES = 5,
	ROUND_PAUSE_MS = 5,
	IDLE_S = 2 /* without a job: give memory back */
};

struct store {
	struct db *writer;
	pthread_t thread;
	pthread_mutex_t lock; /* all below */
	pthread_cond_t work;  /* a job came, or the end */
	pthread_cond_t free;  /* a reader came back */
	struct write_job *first, **last;
	bool stopping;
	struct db **readers;
	size_t readers_free, readers_n;
	void (*on_commit)(void *arg);
	void *on_commit_arg;
	struct store_stats stats;
};

struct round {
	struct write_job *jobs[ROUND_MAX];
	size_t n;
	struct arena a;
	bool careful, last_try;
	size_t at; /* the group that runs */
};

static void
say(struct write_job *job, enum err e, const char *sentence)
{
	job->err = e;
	snprintf(job->sentence, sizeof(job->sentence), "%s", sentence);
}

/* Groups ------------------------------------------------------------------ */
static size_t
group_len(const struct round *r, size_t at)
{
	size_t n = 1;

	if (r->careful || !r->jobs[at]->gather)
		return 1;
	while (at + n < r->n && r->jobs[at + n]->gather &&
	       r->jobs[at + n]->fn == r->jobs[at]->fn)
		n++;
	return n;
}

/* What fn said of each, and did not put in words. */
static void
fill_sentences(struct write_job **jobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (jobs[i]->err != OK && !jobs[i]->sentence[0])
			say(jobs[i], jobs[i]->err,
			    n == 1 ? err_sentence(jobs[i]->err)
				   : err_text(jobs[i]->err));
}

/* May pass if the round is run again: locks, a restarted server. */
static bool
may_pass(enum err e)
{
	return e == ERR_BUSY || e == ERR_REMOTE;
}

/* One group inside the transaction; an error sends the round back. */
static enum err
run_group(struct store *s, struct round *r, size_t at, size_t n)
{
	struct write_job **jobs = r->jobs + at;
	bool only = n == r->n;
	enum err e;

	if (!only)
		TRY(db_savepoint(s->writer));
	e = jobs[0]->fn(s->writer, &r->a, jobs, n);
	if (e == OK && !only)
		e = db_release(s->writer);
	if (e == OK) {
		fill_sentences(jobs, n);
		return OK;
	}
	if (n == 1)
		say(jobs[0], e, err_sentence(e));
	if (only || n > 1 || (may_pass(e) && !r->last_try))
		return e;
	return db_rollback_to(s->writer);
}

static enum err
run_groups(struct store *s, struct round *r)
{
	for (size_t at = 0, n; at < r->n; at += n) {
		n = group_len(r, at);
		r->at = at;
		TRY(run_group(s, r, at, n));
	}
	return OK;
}

static enum err
try_round(struct store *s, struct round *r)
{
	enum err e;

	for (size_t i = 0; i < r->n; i++)
		say(r->jobs[i], OK, "");
	r->at = 0;
	TRY(db_begin(s->writer));
	e = run_groups(s, r);
	if (e == OK)
		e = db_commit(s->writer);
	if (e != OK)
		db_rollback(s->writer);
	return e;
}

static void
nap(int ms)
{
	struct timespec t = { .tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&t, NULL);
}

static void
run_round(struct store *s, struct round *r)
{
	size_t furthest = 0;
	enum err e;

	r->careful = false;
	for (int try = 1;; try++) {
		r->last_try = try >= ROUND_TRIES;
		e = try_round(s, r);
		if (e == OK)
			return;
		if (r->at > furthest) { /* it got past what was busy before */
			furthest = r->at;
			try = 1;
		}
		if (may_pass(e) && !r->last_try) {
			nap(ROUND_PAUSE_MS * try * try);
			continue;
		}
		if (r->careful || r->n == 1 || e == ERR_UNKNOWN)
			break;
		r->careful = true;
	}
	for (size_t i = 0; i < r->n; i++)
		if (r->jobs[i]->err == OK)
			say(r->jobs[i], e, err_sentence(e));
	s->writer->changed = false;
}

/* The thread -------------------------------------------------------------- */
/* Waits for work; false: the end.  *idle: nothing came for a while. */
static bool
take_round(struct store *s, struct round *r, bool *idle)
{
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += IDLE_S;
	r->n = 0;
	pthread_mutex_lock(&s->lock);
	while (!s->first && !s->stopping && rc != ETIMEDOUT)
		rc = *idle ? pthread_cond_wait(&s->work, &s->lock)
			   : pthread_cond_timedwait(&s->work, &s->lock, &until);
	while (s->first && r->n < ROUND_MAX) {
		r->jobs[r->n++] = s->first;
		s->first = s->first->next;
	}
	if (!s->first)
		s->last = &s->first;
	*idle = rc == ETIMEDOUT && r->n == 0;
	rc = r->n > 0 || *idle || !s->stopping;
	pthread_mutex_unlock(&s->lock);
	return rc;
}

static void
finish_round(struct store *s, struct round *r)
{
	bool changed = db_changed(s->writer);
	int64_t failed = 0;
	void (*on_commit)(void *arg);
	void *arg;

	for (size_t i = 0; i < r->n; i++)
		failed += r->jobs[i]->err != OK;
	pthread_mutex_lock(&s->lock);
	s->stats.commits += changed;
	s->stats.jobs += (int64_t)r->n;
	s->stats.failed += failed;
	s->stats.waiting -= (int64_t)r->n;
	on_commit = s->on_commit;
	arg = s->on_commit_arg;
	pthread_mutex_unlock(&s->lock);
	for (size_t i = 0; i < r->n; i++)
		r->jobs[i]->done(r->jobs[i]); /* it may be gone after this */
	if (changed && on_commit)
		on_commit(arg);
}

static void *
writer_main(void *arg)
{
	struct store *s = arg;
	struct round r = { 0 };
	bool idle = false;

	while (take_round(s, &r, &idle)) {
		if (r.n > 0) {
			run_round(s, &r);
			finish_round(s, &r);
			arena_reset(&r.a);
		}
		db_tend(s->writer, idle);
	}
	arena_free(&r.a);
	return NULL;
}

/* Opening and closing ----------------------------------------------------- */
static void
close_store(void *arg)
{
	store_close(arg);
}

static enum err
start_thread(struct store *s)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all); /* signals are the main thread's */
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&s->thread, NULL, writer_main, s);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc != 0)
		return fail(ERR_BROKEN, "no thread for the store's writer");
	(void)pthread_setname_np(s->thread, "writer");
	return OK;
}

enum err
store_open(struct arena *a, struct str url, size_t readers, struct store **out)
{
	struct store *s = ARENA_NEW(a, struct store);
	pthread_condattr_t mono;

	if (str_eq(url, STR("sqlite::memory:")))
		return fail(ERR_INVALID, "a store in use needs a file:"
					 " its readers must see it");
	TRY(db_open(a, url, DB_WRITE, &s->writer));
	s->readers_n = s->readers_free = readers;
	s->readers = ARENA_ARRAY(a, struct db *, readers + 1);
	for (size_t i = 0; i < readers; i++)
		TRY(db_open(a, url, DB_READ, &s->readers[i]));
	s->last = &s->first;
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_condattr_init(&mono);
	(void)pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&s->work, &mono);
	(void)pthread_cond_init(&s->free, NULL);
	(void)pthread_condattr_destroy(&mono);
	TRY(start_thread(s));
	arena_defer(a, close_store, s); /* so before the connections close */
	*out = s;
	return OK;
}

void
store_close(struct store *s)
{
	bool first;

	pthread_mutex_lock(&s->lock);
	first = !s->stopping;
	s->stopping = true;
	pthread_cond_signal(&s->work);
	pthread_mutex_unlock(&s->lock);
	if (first)
		(void)pthread_join(s->thread, NULL);
}

enum db_engine
store_engine(const struct store *s)
{
	return db_engine(s->writer);
}

/* Jobs -------------------------------------------------------------------- */
void
store_submit(struct store *s, struct write_job *job)
{
	bool late;

	job->next = NULL;
	pthread_mutex_lock(&s->lock);
	late = s->stopping;
	if (!late) {
		*s->last = job;
		s->last = &job->next;
		s->stats.waiting++;
		pthread_cond_signal(&s->work);
	}
	pthread_mutex_unlock(&s->lock);
	if (late) {
		say(job, ERR_BUSY, "the program is stopping");
		job->done(job);
	}
}

struct waiting {
	enum err (*fn)(struct db *db, struct arena *a, void *arg);
	void *arg;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool done;
};

static enum err
run_waiting(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	struct waiting *w = jobs[0]->arg;

	assert(n == 1);
	return w->fn(db, a, w->arg);
}

static void
wake(struct write_job *job)
{
	struct waiting *w = job->arg;

	pthread_mutex_lock(&w->lock);
	w->done = true;
	pthread_cond_signal(&w->cond);
	pthread_mutex_unlock(&w->lock);
}

enum err
store_write(struct store *s,
    enum err (*fn)(struct db *db, struct arena *a, void *arg), void *arg)
{
	struct waiting w = { .fn = fn, .arg = arg };
	struct write_job job = { .fn = run_waiting, .arg = &w, .done = wake };

	(void)pthread_mutex_init(&w.lock, NULL);
	(void)pthread_cond_init(&w.cond, NULL);
	store_submit(s, &job);
	pthread_mutex_lock(&w.lock);
	while (!w.done)
		pthread_cond_wait(&w.cond, &w.lock);
	pthread_mutex_unlock(&w.lock);
	(void)pthread_cond_destroy(&w.cond);
	(void)pthread_mutex_destroy(&w.lock);
	return job.err == OK ? OK : fail(job.err, "%s", job.sentence);
}

/* Readers ----------------------------------------------------------------- */
struct db *
store_reader(struct store *s)
{
	struct db *db;

	pthread_mutex_lock(&s->lock);
	assert(s->readers_n > 0);
	while (s->readers_free == 0)
		pthread_cond_wait(&s->free, &s->lock);
	db = s->readers[--s->readers_free];
	pthread_mutex_unlock(&s->lock);
	return db;
}

void
store_reader_done(struct store *s, struct db *db)
{
	pthread_mutex_lock(&s->lock);
	assert(s->readers_free < s->readers_n);
	s->readers[s->readers_free++] = db;
	pthread_cond_signal(&s->free);
	pthread_mutex_unlock(&s->lock);
}

void
store_on_commit(struct store *s, void (*fn)(void *arg), void *arg)
{
	pthread_mutex_lock(&s->lock);
	s->on_commit = fn;
	s->on_commit_arg = arg;
	pthread_mutex_unlock(&s->lock);
}

struct store_stats
store_stats(struct store *s)
{
	struct store_stats now;

	pthread_mutex_lock(&s->lock);
	now = s->stats;
	pthread_mutex_unlock(&s->lock);
	return now;
}
