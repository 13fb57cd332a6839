/* SPDX-License-Identifier: EUPL-1.2
 *
 * sync_fetch.c - what comes in: fetches, sweeps and counts, and the health of
 * the connection they show.  REQ: SPEC 2.1 SPEC 2.2; invariants 1, 9
 */
#include <errno.h>
#include <jansson.h>

#include "app/sync_internal.h"
#include "base/log.h"
#include "model/intake.h"
#include "model/known.h"

enum { BATCHES_MAX = 50 };
#define BACKOFF_LONGEST (15 * MINUTE)

/* The account's configuration --------------------------------------------- */

static struct str
text_of(struct arena *a, const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return str_copy(
	    a, (struct str){ json_string_value(v), json_string_length(v) });
}

enum err
turn_account(struct turn *t, struct http_client *http)
{
	json_t *o = json_loadb(
	    t->acct->config.p, t->acct->config.n, JSON_REJECT_DUPLICATES, NULL);
	int64_t seconds;

	if (!o)
		return fail(ERR_INVALID, "the account's settings are not JSON");
	arena_defer(t->a, (void (*)(void *))json_decref, o);
	t->ca = (struct channel_account){ .id = t->acct->id.v,
		.base_url = text_of(t->a, o, "base_url"),
		.user = text_of(t->a, o, "user"),
		.config = t->acct->config,
		.http = http,
		.now = clock_now() };
	t->poll_every = t->ch->poll_every;
	if (str_to_int(text_of(t->a, o, "poll_seconds"), 1, 86400, &seconds))
		t->poll_every = seconds * SECOND;
	TRY(secret_read(
	    t->a, t->sync->secrets, text_of(t->a, o, "secret"), &t->ca.secret));
	return secret_read(t->a, t->sync->secrets,
	    text_of(t->a, o, "webhook_secret"), &t->ca.webhook_secret);
}

/* Health ------------------------------------------------------------------ */

void
turn_failed(struct turn *t, const struct channel_problem *p)
{
	usec_t wait = t->poll_every;

	for (int64_t i = 0; i < t->conn.failures && wait < BACKOFF_LONGEST; i++)
		wait *= 2;
	if (wait > BACKOFF_LONGEST)
		wait = BACKOFF_LONGEST;
	if (p->retry_after > wait)
		wait = p->retry_after;
	t->conn.failures++;
	t->in_trouble = true;
	/* One hiccup is no alarm; a refused login is, at once. */
	if (p->fault == FAULT_LOGIN || p->fault == FAULT_PERMISSION ||
	    t->conn.failures >= 3)
		t->conn.state = STR("down");
	t->conn.error = str_from(channel_fault_name(p->fault));
	t->conn.last_try_at = t->ca.now;
	t->conn.next_fetch_at = t->ca.now + wait;
	log_event(LOG_WARN, "channel_fault",
	    "account=%lld fault=%s failures=%lld", (long long)t->acct->id.v,
	    channel_fault_name(p->fault), (long long)t->conn.failures);
}

void
turn_went_well(struct turn *t, size_t nmessages)
{
	t->conn.failures = 0;
	t->conn.error = STR_NONE;
	t->conn.state = STR("ok");
	t->conn.last_ok_at = t->conn.last_try_at = t->ca.now;
	if (nmessages)
		t->conn.last_message_at = t->ca.now;
}

static enum err
save(struct db *db, struct arena *a, void *arg)
{
	struct turn *t = arg;

	return connection_put(db, a, &t->conn);
}

enum err
turn_save(struct turn *t)
{
	return store_write(t->sync->store, save, t);
}

/* Fetching ---------------------------------------------------------------- */

struct keeping {
	struct turn *t;
	const struct channel_batch *b;
};

/* The messages, the posts and the cursor stand or fall together: a cursor
 * never runs ahead of what is stored. */
static enum err
keep(struct db *db, struct arena *a, void *arg)
{
	struct keeping *k = arg;
	struct turn *t = k->t;
	struct intake in = { t->m, t->ch->can.hide, t->ca.now };
	struct taken_item *taken = ARENA_ARRAY(
	    a, struct taken_item, k->b->nmessages + 1);

	TRY(turn_hold(t, db, a));
	for (size_t i = 0; i < k->b->nposts; i++) {
		const struct channel_post *p = &k->b->posts[i];
		struct known_post kp = { p->native_id, p->title, p->url,
			p->published_at, p->comments_open, p->comments };

		TRY(known_post_put(db, a, t->acct->id, &kp, t->ca.now));
	}
	TRY(message_take(
	    db, a, &in, t->acct->id, k->b->messages, k->b->nmessages, taken));
	return connection_put(db, a, &t->conn);
}

static enum err count_threads(struct turn *t);

enum err
turn_fetch(struct turn *t)
{
	bool more = true;

	for (int i = 0; more && i < BATCHES_MAX; i++) {
		struct channel_problem p = { 0 };
		struct channel_batch b = { 0 };
		struct keeping k = { t, &b };

		t->ca.now = clock_now();
		if (t->ch->fetch(t->a, &t->ca, t->conn.cursor, &b, &p) != OK) {
			turn_failed(t, &p);
			return turn_save(t);
		}
		turn_went_well(t, b.nmessages);
		t->conn.cursor = b.cursor;
		t->conn.next_fetch_at = t->ca.now + t->poll_every;
		TRY(store_write(t->sync->store, keep, &k));
		more = b.more;
	}
	return OK;
}

/* Sweeping ---------------------------------------------------------------- */

struct sweeping {
	struct turn *t;
	const struct channel_sweep *s;
};

static enum err
keep_sweep(struct db *db, struct arena *a, void *arg)
{
	struct sweeping *k = arg;
	struct turn *t = k->t;
	struct intake in = { t->m, t->ch->can.hide, t->ca.now };
	struct taken_item *taken = ARENA_ARRAY(
	    a, struct taken_item, k->s->nseen + 1);

	TRY(turn_hold(t, db, a));
	TRY(message_take(
	    db, a, &in, t->acct->id, k->s->seen, k->s->nseen, taken));
	TRY(message_gone(
	    db, a, t->acct->id, k->s->gone, k->s->ngone, t->ca.now));
	return connection_put(db, a, &t->conn);
}

enum err
turn_sweep(struct turn *t)
{
	struct db *db = store_reader(t->sync->store);
	struct channel_problem p = { 0 };
	struct channel_sweep s = { 0 };
	struct sweeping k = { t, &s };
	struct known_message *v;
	struct channel_known *known;
	int64_t after = 0, next = 0;
	size_t n = 0;
	enum err e;

	if (!str_to_int(t->conn.sweep_cursor, 0, INT64_MAX, &after))
		after = 0;
	e = known_to_sweep(
	    db, t->a, t->acct->id, after, t->ch->sweep_max, &v, &n, &next);
	store_reader_done(t->sync->store, db);
	TRY(e);
	known = ARENA_ARRAY(t->a, struct channel_known, n + 1);
	for (size_t i = 0; i < n; i++)
		known[i] = (struct channel_known){ v[i].native_id,
			v[i].published_at };
	t->ca.now = clock_now();
	t->conn.next_sweep_at = t->ca.now + t->ch->sweep_every;
	if (n > 0 && t->ch->sweep(t->a, &t->ca, known, n, &s, &p) != OK) {
		turn_failed(t, &p);
		return turn_save(t);
	}
	t->conn.sweep_cursor = str_printf(t->a, "%lld", (long long)next);
	TRY(store_write(t->sync->store, keep_sweep, &k));
	return t->ch->can.count ? count_threads(t) : OK;
}

/* "They say, we hold" ----------------------------------------------------- */

struct counting {
	struct thread_id id;
	int64_t n;
	usec_t now;
};

static enum err
keep_count(struct db *db, struct arena *a, void *arg)
{
	struct counting *c = arg;

	(void)a;
	return known_count(db, c->id, c->n, c->now);
}

static enum err
count_threads(struct turn *t)
{
	struct db *db = store_reader(t->sync->store);
	struct thread_id *ids;
	struct str *natives;
	size_t n = 0;
	enum err e = known_threads(
	    db, t->a, t->acct->id, t->ca.now - 14 * DAY, &ids, &natives, &n);

	store_reader_done(t->sync->store, db);
	TRY(e);
	for (size_t i = 0; i < n; i++) {
		struct channel_problem p = { 0 };
		struct channel_count c = { 0 };
		struct counting k = { ids[i], 0, clock_now() };

		if (t->ch->count(t->a, &t->ca, natives[i], &c, &p) != OK)
			continue; /* the next sweep counts again */
		/* What is in the platform's trash is a tombstone with us. */
		k.n = (c.visible > 0 ? c.visible : 0) +
		      (c.held > 0 ? c.held : 0) + (c.spam > 0 ? c.spam : 0);
		TRY(store_write(t->sync->store, keep_count, &k));
	}
	return OK;
}
