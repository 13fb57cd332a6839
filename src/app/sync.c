/* SPDX-License-Identifier: EUPL-1.2
 *
 * sync.c - the workers.  What a turn does is in sync_fetch.c and sync_send.c.
 */
#include "app/sync_internal.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "app/version.h"
#include "base/log.h"

enum { TICK_MS = 500 };

static bool
runs(struct sync *s)
{
	bool yes;

	pthread_mutex_lock(&s->lock);
	yes = !s->ends;
	pthread_mutex_unlock(&s->lock);
	return yes;
}

static void
rest(struct sync *s)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += TICK_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	pthread_mutex_lock(&s->lock);
	while (!s->ends &&
	       pthread_cond_timedwait(&s->wake, &s->lock, &until) != ETIMEDOUT)
		;
	pthread_mutex_unlock(&s->lock);
}

struct leasing {
	struct account_id account;
	struct str owner;
	usec_t now;
};

static enum err
lease(struct db *db, struct arena *a, void *arg)
{
	struct leasing *l = arg;

	return outbox_lease(
	    db, a, l->account, l->owner, l->now, l->now + 2 * MINUTE);
}

static bool
is_due(const struct turn *t, usec_t now, bool outgoing)
{
	if (outgoing)
		return true;
	return (t->ch->can.fetch && t->conn.next_fetch_at <= now) ||
	       (t->ch->can.sweep && t->conn.next_sweep_at <= now);
}

static enum err
work(struct turn *t, usec_t now)
{
	enum err e = turn_send(t);

	if (e == OK && t->ch->can.fetch && t->conn.next_fetch_at <= now)
		e = turn_fetch(t);
	if (e == OK && t->ch->can.sweep && t->conn.next_sweep_at <= now)
		e = turn_sweep(t);
	return e;
}

static const struct sql q_outgoing = SQL("SELECT COUNT(*) FROM (SELECT id FROM outbox WHERE account_id = $1"
	" AND state IN ('queued', 'sending') AND next_at <= $2 LIMIT 1) AS o");

/* true: something was done. */
static bool
serve(struct sync *s, const struct municipality *m, const struct account *acct,
    struct http_client *http)
{
	struct arena a = { 0 };
	struct turn t = { .sync = s,
		.a = &a,
		.m = m,
		.acct = acct,
		.ch = channel_find(acct->channel),
		.owner = str_from(s->owner) };
	struct leasing l = { acct->id, t.owner, clock_now() };
	struct db *db = store_reader(s->store);
	struct db_rows r;
	bool did = false;
	enum err e = connection_get(db, &a, acct->id, &t.conn);

	if (e == OK)
		e = db_query(db, &a, &q_outgoing,
		    DB_ARGS(db_int(acct->id.v), db_int(l.now)), &r);
	store_reader_done(s->store, db);
	if (e == OK && t.ch && is_due(&t, l.now, db_get_int(&r, 0, 0) > 0) &&
	    store_write(s->store, lease, &l) == OK) {
		did = true;
		e = turn_account(&t, http);
		if (e == OK)
			e = work(&t, l.now);
		if (e != OK)
			log_event(LOG_WARN, "sync_failed",
			    "account=%lld error=\"%s\"", (long long)acct->id.v,
			    err_sentence(e));
	}
	arena_free(&a);
	return did;
}

static bool
is_served(const struct account *acct)
{
	return str_eq(acct->state, STR("active")) ||
	    str_eq(acct->state, STR("closed"));
}

/* Each worker takes the next account in turn. */
static bool
one_round(
    struct sync *s, const struct municipality *m, struct http_client *http)
{
	bool did = false;

	for (size_t i = 0; i < m->naccounts && runs(s); i++) {
		size_t at;

		pthread_mutex_lock(&s->lock);
		at = s->next++ % m->naccounts;
		pthread_mutex_unlock(&s->lock);
		if (is_served(&m->accounts[at]))
			did |= serve(s, m, &m->accounts[at], http);
	}
	return did;
}

/* The newest snapshot; the old one is freed.  NULL until there is one. */
static struct municipality *
renew(struct sync *s, struct municipality *m)
{
	struct db *db = store_reader(s->store);
	struct municipality *fresh = NULL;
	int64_t version = -1;

	if (municipality_version(db, &version) == OK &&
	    (!m || m->version != version) &&
	    municipality_load(db, &fresh) == OK) {
		municipality_free(m);
		m = fresh;
	}
	store_reader_done(s->store, db);
	return m;
}

static void *
worker(void *arg)
{
	struct sync *s = arg;
	struct arena a = { 0 };
	struct http_client_options o = { .version = STR(ORDSTYRER_VERSION),
					     .allow = s->allow,
					     .ca_file = s->ca,
					     .public_only = true };
	struct municipality *m = NULL;
	struct http_client *http;

	if (http_client_new(&a, &o, &http) != OK) {
		log_event(LOG_ERROR, "sync_no_client", "error=\"%s\"",
		    err_sentence(ERR_BROKEN));
		return NULL;
	}
	while (runs(s)) {
		m = renew(s, m);
		if (!m || !one_round(s, m, http))
			rest(s);
	}
	municipality_free(m);
	arena_free(&a);
	return NULL;
}

enum err
sync_start(struct arena *a, struct store *store, const struct config *c,
    unsigned workers, struct sync **out)
{
	struct sync *s = ARENA_NEW(a, struct sync);

	s->store = store;
	s->secrets = c->secrets;
	s->allow = c->allow;
	s->ca = c->ca;
	snprintf(s->owner, sizeof(s->owner), "%ld.%lld", (long)getpid(),
	    (long long)clock_mono());
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->wake, NULL);
	for (unsigned i = 0; i < workers && i < WORKERS_MAX; i++) {
		if (pthread_create(&s->threads[i], NULL, worker, s) != 0)
			return fail(ERR_BROKEN, "cannot start a thread");
		s->nworkers++;
	}
	*out = s;
	return OK;
}

void
sync_stop(struct sync *s)
{
	pthread_mutex_lock(&s->lock);
	s->ends = true;
	pthread_cond_broadcast(&s->wake);
	pthread_mutex_unlock(&s->lock);
	for (unsigned i = 0; i < s->nworkers; i++)
		pthread_join(s->threads[i], NULL);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
}
