/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/jobs.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "base/log.h"

static const struct spec {
	const char *name;
	usec_t every;
	enum err (*run)(struct job *j);
} specs[] = {
#define JOB(name, every) { #name, every, job_##name },
#include "app/jobs.def"
#undef JOB
};
enum { NSPECS = sizeof(specs) / sizeof(specs[0]) };

static const struct sql q_know = SQL("INSERT INTO job_lease (name, next_at) VALUES ($1, 0)"
	" ON CONFLICT (name) DO NOTHING");
/* Taken under the lock of the transaction: a second program waits here, and
 * then finds that it is not due. */
static const struct sql q_take = SQL("UPDATE job_lease SET next_at = $3, last_ok_at = $2, failures = 0,"
	" error = '' WHERE name = $1 AND next_at <= $2");
static const struct sql q_failed = SQL("UPDATE job_lease SET failures = failures + 1, error = $3,"
	" next_at = $2 + failures * 60000000 WHERE name = $1 AND next_at <= $4 RETURNING failures");
static const struct sql q_due = SQL("SELECT COUNT(*) FROM job_lease WHERE name = $1 AND next_at > $2");

struct jobs {
	struct store *store;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool ends;
	pthread_t thread;
};

static enum err
run(struct db *db, struct arena *a, const struct spec *s, usec_t now)
{
	struct municipality *m;
	struct job j = { .db = db, .a = a, .now = now };

	TRY(municipality_load(db, &m));
	j.m = m;
	arena_defer(a, (void (*)(void *))municipality_free, m);
	return s->run(&j);
}

/* *ran: it was due, and is done. */
static enum err
run_if_due(
    struct db *db, struct arena *a, const struct spec *s, usec_t now, bool *ran)
{
	int64_t taken;

	*ran = false;
	TRY(db_run(db, &q_know, DB_ARGS(db_text(str_from(s->name))), NULL));
	TRY(db_run(db, &q_take,
	    DB_ARGS(db_text(str_from(s->name)), db_int(now),
		db_int(now + s->every)),
	    &taken));
	if (taken == 0)
		return OK;
	TRY(run(db, a, s, now));
	*ran = true;
	return OK;
}

enum err
jobs_run_due(struct db *db, struct arena *a, usec_t now, size_t *ran)
{
	*ran = 0;
	for (size_t i = 0; i < NSPECS; i++) {
		bool did;

		TRY(run_if_due(db, a, &specs[i], now, &did));
		*ran += did;
	}
	return OK;
}

enum err
job_run(struct db *db, struct arena *a, struct str name, usec_t now)
{
	for (size_t i = 0; i < NSPECS; i++)
		if (str_eq(name, str_from(specs[i].name)))
			return run(db, a, &specs[i], now);
	return fail(ERR_MISSING, "there is no job called %.*s", STR_ARG(name));
}

/* The thread ------------------------------------------------------------- */

struct one {
	const struct spec *spec;
	usec_t now;
	bool ran;
	const char *error;
};

static enum err
write_one(struct db *db, struct arena *a, void *arg)
{
	struct one *o = arg;

	return run_if_due(db, a, o->spec, o->now, &o->ran);
}

static enum err
write_failed(struct db *db, struct arena *a, void *arg)
{
	const struct one *o = arg;
	struct db_rows r;

	return db_query(db, a, &q_failed,
	    DB_ARGS(db_text(str_from(o->spec->name)), db_int(o->now + MINUTE),
		db_text(str_from(o->error)), db_int(o->now)),
	    &r);
}

static bool
is_due(struct jobs *j, const struct spec *s, usec_t now)
{
	struct db *db = store_reader(j->store);
	struct arena a = { 0 };
	struct db_rows r;
	bool due = db_query(db, &a, &q_due,
		       DB_ARGS(db_text(str_from(s->name)), db_int(now)),
		       &r) == OK &&
		   db_get_int(&r, 0, 0) == 0;

	arena_free(&a);
	store_reader_done(j->store, db);
	return due;
}

static void
one_round(struct jobs *j)
{
	for (size_t i = 0; i < NSPECS; i++) {
		struct one o = { &specs[i], clock_now(), false, NULL };
		enum err e;

		if (!is_due(j, &specs[i], o.now))
			continue;
		e = store_write(j->store, write_one, &o);
		if (e == OK)
			continue;
		o.error = err_text(e);
		log_event(LOG_ERROR, "job_failed", "job=%s error=\"%s\"",
		    specs[i].name, err_sentence(e));
		if (store_write(j->store, write_failed, &o) != OK)
			log_event(LOG_ERROR, "job_failure_not_kept", "job=%s",
			    specs[i].name);
	}
}

static bool
rest(struct jobs *j)
{
	struct timespec until;
	bool ends;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec++;
	pthread_mutex_lock(&j->lock);
	while (!j->ends &&
	       pthread_cond_timedwait(&j->wake, &j->lock, &until) != ETIMEDOUT)
		;
	ends = j->ends;
	pthread_mutex_unlock(&j->lock);
	return !ends;
}

static void *
thread(void *arg)
{
	struct jobs *j = arg;

	do
		one_round(j);
	while (rest(j));
	return NULL;
}

enum err
jobs_start(struct arena *a, struct store *store, struct jobs **out)
{
	struct jobs *j = ARENA_NEW(a, struct jobs);

	j->store = store;
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->wake, NULL);
	if (pthread_create(&j->thread, NULL, thread, j) != 0)
		return fail(ERR_BROKEN, "cannot start a thread");
	*out = j;
	return OK;
}

void
jobs_stop(struct jobs *j)
{
	pthread_mutex_lock(&j->lock);
	j->ends = true;
	pthread_cond_broadcast(&j->wake);
	pthread_mutex_unlock(&j->lock);
	pthread_join(j->thread, NULL);
	pthread_cond_destroy(&j->wake);
	pthread_mutex_destroy(&j->lock);
}
