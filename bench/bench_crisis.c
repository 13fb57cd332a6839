/* SPDX-License-Identifier: EUPL-1.2
 *
 * bench_crisis.c - how long it takes from a crisis being confirmed until it
 * stands on the disk and nothing leaves without its leadership (K12), while
 * eight senders order and send as fast as they can and the outbox holds much
 * that must be put before the leadership.  Beside it, in the same run and the
 * same queue of writers, one row written durably.
 *
 *	bench_crisis [FOLDER]
 */
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/fill.h"
#include "db/store.h"
#include "model/crisis.h"

enum { SENDERS = 8, ROUNDS = 25, MOST = 2000 };

static const struct sql q_wait = SQL("UPDATE outbox SET state = 'queued', held_why = '', held_from = '',"
	" next_at = $1 WHERE state = 'held'");
static const struct sql q_row = SQL("UPDATE tally SET n = n + 1 WHERE name = 'bench'");
static const struct sql q_queued = SQL("SELECT COUNT(*) FROM outbox WHERE state = 'queued'");
static const struct sql q_sent = SQL("SELECT COUNT(*) FROM outbox WHERE state = 'sent'");
/* Sent by somebody not of the leadership while a crisis stood. */
static const struct sql q_slipped = SQL("SELECT COUNT(*) FROM outbox_result r WHERE r.state = 'sending' AND"
	" (SELECT c.active FROM crisis c WHERE c.event_seq < r.event_seq"
	"  ORDER BY c.event_seq DESC LIMIT 1) = 1");

struct bench {
	struct fill f;
	struct store *store;
	struct person_id sender, chief;
	atomic_int stop, message;
	sem_t ended;
	int64_t sum; /* of a count */
};

struct sender {
	struct write_job job;
	struct bench *b;
};

static enum err
order(struct db *db, struct arena *a, struct bench *b, usec_t next_at)
{
	struct outbox_item it = { .account = b->f.account,
		.act = STR("hide"),
		    .message = { 1 + atomic_fetch_add(&b->message, 1) % MOST },
		    .ground = STR("spam"), .ordered_by = b->sender,
			.next_at = next_at };

	return outbox_order(db, a, b->f.m, &it, clock_now());
}

/* What a desk and its sender do: order, take, send, tell. */
static enum err
send_one(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	struct sender *s = jobs[0]->arg;
	struct outbox_item it;
	usec_t now = clock_now();
	enum err e;

	(void)n;
	TRY(order(db, a, s->b, 0));
	e = outbox_take(db, a, s->b->f.m, s->b->f.account, now, &it);
	if (e == ERR_MISSING)
		return OK;
	if (e == ERR_CONFLICT) { /* a crisis came or went: load it again */
		municipality_free(s->b->f.m);
		TRY(municipality_load(db, &s->b->f.m));
	}
	TRY(e);
	return it.id.v
	    ? outbox_finish(
		  db, a, &it, OUTCOME_SENT, STR("x"), STR_NONE, 0, now) : OK;
}

static void
again(struct write_job *job)
{
	struct sender *s = job->arg;

	if (job->err != OK && job->err != ERR_CONFLICT)
		fill_die(job->sentence);
	if (atomic_load(&s->b->stop))
		sem_post(&s->b->ended);
	else
		store_submit(s->b->store, job);
}

/* The bench's own writes --------------------------------------------------- */

static enum err
begin_crisis(struct db *db, struct arena *a, void *arg)
{
	struct bench *b = arg;
	size_t held;

	return crisis_begin(db, a, b->f.m, person_find(b->f.m, b->chief),
	    b->chief, STR("Flom"), clock_now(), &held);
}

static enum err
end_crisis(struct db *db, struct arena *a, void *arg)
{
	struct bench *b = arg;

	TRY(crisis_end(db, a, b->f.m, person_find(b->f.m, b->chief),
	    STR("Over"), clock_now()));
	return db_run(
	    db, &q_wait, DB_ARGS(db_int(clock_now() + 30 * DAY)), NULL);
}

static enum err
write_row(struct db *db, struct arena *a, void *arg)
{
	(void)a;
	(void)arg;
	return db_run(db, &q_row, DB_NOARGS, NULL);
}

static enum err
fill_queue(struct db *db, struct arena *a, void *arg)
{
	struct bench *b = arg;
	int want = (int)b->sum;

	for (int i = 0; i < want; i++)
		TRY(order(db, a, b, clock_now() + 30 * DAY));
	return OK;
}

static int64_t
count(struct bench *b, const struct sql *q)
{
	struct arena a = { 0 };
	struct db_rows r;
	int64_t n;

	fill_must(db_query(b->f.db, &a, q, DB_NOARGS, &r));
	n = db_get_int(&r, 0, 0);
	arena_free(&a);
	return n;
}

/* -------------------------------------------------------------------------- */

static void
start(struct bench *b, const char *folder)
{
	struct arena *a = &b->f.a;
	struct grant g = { .role = ROLE_CHIEF_EXECUTIVE, .to = INT64_MAX };

	fill_open(&b->f, str_printf(a, "sqlite:%s/crisis.db", folder));
	fill_rows(&b->f, MOST, MOST);
	b->sender = b->f.m->persons[0].id;
	b->chief = b->f.m->persons[1].id;
	g.from = clock_now() - DAY;
	fill_must(db_begin(b->f.db));
	fill_must(role_give(b->f.db, a, b->chief, &g, NULL));
	fill_must(db_commit(b->f.db));
	municipality_free(b->f.m);
	fill_must(municipality_load(b->f.db, &b->f.m));
	fill_must(store_open(a, b->f.url, 1, &b->store));
	sem_init(&b->ended, 0, 0);
}

static double
timed(struct bench *b, enum err (*fn)(struct db *, struct arena *, void *))
{
	double from = seconds_now();

	fill_must(store_write(b->store, fn, b));
	return seconds_now() - from;
}

static void
measure(struct bench *b, int64_t waiting)
{
	struct sender s[SENDERS];
	double crisis[ROUNDS], row[ROUNDS], middle, yard;
	int64_t queued = count(b, &q_queued), sent = count(b, &q_sent);

	b->sum = waiting > queued ? waiting - queued : 0;
	fill_must(store_write(b->store, fill_queue, b));
	queued = count(b, &q_queued);
	atomic_store(&b->stop, 0);
	for (int i = 0; i < SENDERS; i++) {
		s[i] = (struct sender){ .b = b };
		s[i].job = (struct write_job){
			.fn = send_one, .arg = &s[i], .done = again
		};
		store_submit(b->store, &s[i].job);
	}
	for (int i = 0; i < ROUNDS; i++) {
		row[i] = timed(b, write_row);
		crisis[i] = timed(b, begin_crisis);
		(void)timed(b, end_crisis);
	}
	atomic_store(&b->stop, 1);
	for (int i = 0; i < SENDERS; i++)
		sem_wait(&b->ended);
	sent = count(b, &q_sent) - sent;
	middle = median(crisis, ROUNDS); /* puts them in order */
	yard = median(row, ROUNDS);
	printf("crisis: %lld waiting or more, %lld sent meanwhile: begun in a "
	       "median of %.1f ms (most %.1f); one row %.1f ms; ratio %.1f\n",
	    (long long)queued, (long long)sent, 1e3 * middle,
	    1e3 * crisis[ROUNDS - 1], 1e3 * yard, middle / yard);
}

int
main(int argc, char **argv)
{
	static struct bench b;
	int64_t slipped;

	start(&b, argc > 1 ? argv[1] : "/tmp");
	for (int64_t n = 10; n <= 1000; n *= 10)
		measure(&b, n);
	slipped = count(&b, &q_slipped);
	printf("crisis: left without its leadership after it was confirmed: "
	       "%lld\n",
	    (long long)slipped);
	store_close(b.store);
	fill_close(&b.f);
	return slipped != 0;
}
