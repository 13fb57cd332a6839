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

static enum err
lease(struct db *db, struct arena *a, void *arg)
{
	return turn_hold(arg, db, a);
}

enum err
turn_hold(struct turn *t, struct db *db, struct arena *a)
{
	usec_t now = clock_now();

	return outbox_lease(db, a, t->acct->id, t->owner, now, now + LEASE);
}

static enum err
release(struct db *db, struct arena *a, void *arg)
{
	struct turn *t = arg;

	(void)a;
	return outbox_release(db, t->acct->id, t->owner);
}

/* A platform that refuses us, or has had enough, is left alone by what goes
 * out as well. */
static bool
is_due(const struct turn *t, usec_t now, bool outgoing)
{
	bool barred = str_eq(t->conn.error, STR("login")) ||
	    str_eq(t->conn.error, STR("throttled"));

	if (outgoing && (!barred || t->conn.next_fetch_at <= now))
		return true;
	return (t->ch->can.fetch && t->conn.next_fetch_at <= now) ||
	       (t->ch->can.sweep && t->conn.next_sweep_at <= now);
}

static enum err
work(struct turn *t, usec_t now)
{
	enum err e = turn_send(t);

	if (e == OK && !t->in_trouble && t->ch->can.fetch &&
	    t->conn.next_fetch_at <= now)
		e = turn_fetch(t);
	if (e == OK && !t->in_trouble && t->ch->can.sweep &&
	    t->conn.next_sweep_at <= now)
		e = turn_sweep(t);
	return e;
}

/* What we could not do ourselves is told like any fault, and tried again ever
 * more seldom: else a setting that is missing, or one item that the store does
 * not take, would spin a worker and nobody would see why. */
static void
turn_broke(struct turn *t, enum err e)
{
	struct channel_problem p = {
		.fault = e == ERR_INVALID ? FAULT_LOGIN : FAULT_UNKNOWN
	};

	log_event(LOG_WARN, "sync_failed", "account=%lld error=\"%s\"",
	    (long long)t->acct->id.v, err_sentence(e));
	if (e == ERR_BUSY || e == ERR_CONFLICT)
		return; /* another is at it */
	t->ca.now = clock_now();
	if (t->poll_every == 0)
		t->poll_every = t->ch->poll_every ? t->ch->poll_every : MINUTE;
	turn_failed(t, &p);
	t->conn.next_sweep_at = t->conn.next_fetch_at;
	if (turn_save(t) != OK)
		log_event(LOG_ERROR, "sync_not_saved", "account=%lld",
		    (long long)t->acct->id.v);
}

static const struct sql q_outgoing = SQL("SELECT COUNT(*) FROM (SELECT id FROM outbox WHERE account_id = $1"
	" AND state IN ('queued', 'sending') AND next_at <= $2 LIMIT 1) AS o");

bool
sync_serve(struct sync *s, const struct municipality *m,
    const struct account *acct, struct http_client *http, struct str owner)
{
	struct arena a = { 0 };
	struct turn t = { .sync = s,
		.a = &a,
		.m = m,
		.acct = acct,
		.ch = channel_find(acct->channel),
		.owner = owner };
	struct db *db = store_reader(s->store);
	usec_t now = clock_now();
	struct db_rows r;
	bool did = false;
	enum err e = connection_get(db, &a, acct->id, &t.conn);

	if (e == OK)
		e = db_query(db, &a, &q_outgoing,
		    DB_ARGS(db_int(acct->id.v), db_int(now)), &r);
	store_reader_done(s->store, db);
	if (e == OK && t.ch && is_due(&t, now, db_get_int(&r, 0, 0) > 0) &&
	    store_write(s->store, lease, &t) == OK) {
		did = true;
		e = turn_account(&t, http);
		if (e == OK)
			e = work(&t, now);
		if (e != OK)
			turn_broke(&t, e);
		if (store_write(s->store, release, &t) != OK)
			log_event(LOG_WARN, "lease_kept", "account=%lld",
			    (long long)acct->id.v);
	}
	arena_free(&a);
	return did;
}

/* Where we have no connector a person does it (outbox_hand_take). */
static bool
is_served(const struct account *acct)
{
	const struct channel *ch = channel_find(acct->channel);

	return ch && ch->close != CLOSE_BY_HAND &&
	       (str_eq(acct->state, STR("active")) ||
		   str_eq(acct->state, STR("closed")));
}

/* Each worker takes the next account in turn. */
static bool
one_round(struct sync *s, const struct municipality *m,
    struct http_client *http, struct str owner)
{
	bool did = false;

	for (size_t i = 0; i < m->naccounts && runs(s); i++) {
		size_t at;

		pthread_mutex_lock(&s->lock);
		at = s->next++ % m->naccounts;
		pthread_mutex_unlock(&s->lock);
		if (is_served(&m->accounts[at]))
			did |= sync_serve(s, m, &m->accounts[at], http, owner);
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

/* Each has a name of its own: a lease that all shared would let two of them
 * serve the same account. */
static void
name_worker(struct sync *s, char owner[OWNER_MAX])
{
	pthread_mutex_lock(&s->lock);
	snprintf(owner, OWNER_MAX, "%s.%u", s->owner, ++s->nnamed);
	pthread_mutex_unlock(&s->lock);
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
	char owner[OWNER_MAX];

	name_worker(s, owner);
	if (http_client_new(&a, &o, &http) != OK) {
		log_event(LOG_ERROR, "sync_no_client", "error=\"%s\"",
		    err_sentence(ERR_BROKEN));
		return NULL;
	}
	while (runs(s)) {
		m = renew(s, m);
		if (!m || !one_round(s, m, http, str_from(owner)))
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
