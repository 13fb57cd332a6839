/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_two.c - two people at one thing, and what changes between a decision and
 * its carrying out: on both engines, with connections and threads of their own
 * where it is a race.  REQ: F3 F4 K1 K2 SPEC 2; invariants 5, 7, 10
 */
#include <pthread.h>

#include "fmt/date.h"
#include "tests/test_db.h"
#include "tests/town.h"

enum { RACES = 12 };

/* A race ------------------------------------------------------------------- */

struct racer {
	struct arena a;
	struct str url;
	struct municipality *m;
	struct person_id who;
	usec_t now;
	struct reply_form form; /* publishing */
	struct reply_id reply;	/* or deciding on it */
	int64_t version;
	enum err e;
	struct reply out;
	pthread_barrier_t *start;
};

static enum err
run_tx(struct db *db, void *arg)
{
	struct racer *r = arg;
	const struct person *p = person_find(r->m, r->who);

	return r->reply.v
	    ? reply_decide(db, &r->a, r->m, p, r->reply, r->version,
		  STR("approve"), STR_NONE, STR_NONE, r->now, &r->out)
		  : reply_publish(
			db, &r->a, r->m, p, &r->form, false, r->now, &r->out);
}

static void *
race(void *arg)
{
	struct racer *r = arg;
	struct db *db;

	r->e = db_open(&r->a, r->url, DB_WRITE, &db);
	pthread_barrier_wait(r->start);
	if (r->e != OK)
		return NULL;
	/* Busy is not an answer: whoever waits tries again. */
	do
		r->e = db_tx(db, run_tx, r);
	while (r->e == ERR_BUSY);
	return NULL;
}

static void
both(struct racer *one, struct racer *other)
{
	pthread_barrier_t start;
	pthread_t t;

	pthread_barrier_init(&start, NULL, 2);
	one->start = other->start = &start;
	CHECK(pthread_create(&t, NULL, race, other) == 0);
	race(one);
	pthread_join(t, NULL);
	pthread_barrier_destroy(&start);
}

static const struct sql q_items = SQL("SELECT COUNT(*) FROM outbox WHERE reply_id IN"
	" (SELECT reply_id FROM reply_enquiry WHERE enquiry_id = $1)");

static int64_t
items_of(struct town *t, struct enquiry_id id)
{
	struct db_rows r;

	CHECK_OK(db_query(t->db, t->a, &q_items, DB_ARGS(db_int(id.v)), &r));
	return db_get_int(&r, 0, 0);
}

/* Both have the page open, both press publish: one answer, and the other is
 * told that somebody has it.  Invariant 10. */
TEST_BOTH(two_publish_and_one_goes_out)
{
	struct town town;

	town_build(&town, t->db, &t->a);
	for (int i = 0; i < RACES; i++) {
		struct racer r[2];
		char native[16];
		struct taken_item q;

		snprintf(native, sizeof(native), "c%d", i);
		q = town_says(&town, native, native, "Når kommer bilen?");
		for (int k = 0; k < 2; k++) {
			r[k] = (struct racer){ .url = t->url,
				.m = town.m,
				.now = town.now,
				.who = k ? town.leader : town.kari };
			r[k].form = town_form(&town, q.enquiry, "fact",
			    k ? "Klokka åtte.\n\nHilsen Ingrid"
			      : "Klokka sju.\n\nHilsen Kari");
		}
		both(&r[0], &r[1]);
		CHECK((r[0].e == OK) != (r[1].e == OK));
		CHECK(r[0].e == OK || r[0].e == ERR_CONFLICT);
		CHECK(r[1].e == OK || r[1].e == ERR_CONFLICT);
		CHECK(items_of(&town, q.enquiry) == 1);
		arena_free(&r[0].a);
		arena_free(&r[1].a);
	}
	town_verify(&town);
	town_end(&town);
}

static struct reply
asked_for(struct town *t, const char *native)
{
	struct taken_item q = town_says(t, native, native, "Hva mener dere?");
	struct reply_form f = town_form(t, q.enquiry, "statement",
	    "Vi prøver en ny runde fra mandag.\n\nHilsen Kari");
	struct reply r = { 0 };

	CHECK_OK(town_publish(t, t->kari, &f, &r));
	CHECK(str_eq(r.state, STR("waiting_approval")));
	return r;
}

/* Two who may approve do so at once: it goes out once, by one of them. */
TEST_BOTH(two_approve_and_one_counts) /* REQ: F3 F4 */
{
	struct town town;

	town_build(&town, t->db, &t->a);
	for (int i = 0; i < RACES; i++) {
		struct racer r[2];
		char native[16];
		struct reply reply;

		snprintf(native, sizeof(native), "c%d", i);
		reply = asked_for(&town, native);
		for (int k = 0; k < 2; k++)
			r[k] = (struct racer){ .url = t->url,
				.m = town.m,
				.now = town.now,
				.who = k ? town.chief : town.leader,
				.reply = reply.id,
				.version = reply.version };
		both(&r[0], &r[1]);
		CHECK((r[0].e == OK) != (r[1].e == OK));
		CHECK(items_of(&town, reply.enquiry) == 1);
		arena_free(&r[0].a);
		arena_free(&r[1].a);
	}
	town_verify(&town);
	town_end(&town);
}

/* Between the decision and the sending ------------------------------------- */

struct doing {
	struct town *t;
	struct reply reply;
	struct person_id who;
};

static enum err
approve_tx(struct db *db, void *arg)
{
	struct doing *d = arg;
	struct reply out;

	return reply_decide(db, d->t->a, d->t->m, town_person(d->t, d->who),
	    d->reply.id, d->reply.version,
	    STR("approve"), STR_NONE, STR_NONE, d->t->now, &out);
}

static enum err
withdraw_tx(struct db *db, void *arg)
{
	struct doing *d = arg;

	return reply_withdraw(
	    db, d->t->a, town_person(d->t, d->who), d->reply.id, d->t->now);
}

static struct doing
approved(struct town *t, const char *native, struct person_id by)
{
	struct doing d = { t, asked_for(t, native), by };

	CHECK_OK(db_tx(t->db, approve_tx, &d));
	return d;
}

/* What the gate says of the next thing. */
static struct outbox_item
next(struct town *t)
{
	struct outbox_item it = { 0 };

	town_reload(t);
	(void)!town_send(t, OUTCOME_SENT, "u1", &it);
	return it;
}

TEST_BOTH(two_approved_and_taken_back_does_not_go) /* REQ: F3 */
{
	struct town town;
	struct doing d;

	town_build(&town, t->db, &t->a);
	d = approved(&town, "c1", town.leader);
	d.who = town.kari;
	CHECK_OK(db_tx(t->db, withdraw_tx, &d));
	CHECK(next(&town).id.v == 0);
	CHECK(str_eq(town_state(&town, d.reply.enquiry), STR("open")));
	/* Once it is out it cannot be taken back. */
	d = approved(&town, "c2", town.leader);
	CHECK(str_eq(next(&town).state, STR("sending")));
	d.who = town.kari;
	CHECK(db_tx(t->db, withdraw_tx, &d) == ERR_CONFLICT);
	town_verify(&town);
	town_end(&town);
}

static void
lose_roles(struct town *t, struct person_id who)
{
	const struct person *p = town_person(t, who);

	CHECK_OK(db_begin(t->db));
	for (size_t i = 0; i < p->ngrants; i++)
		CHECK_OK(
		    role_take(t->db, t->a, p->grants[i].seq, t->admin, t->now));
	CHECK_OK(db_commit(t->db));
}

TEST_BOTH(two_role_lost_meanwhile_holds_it) /* REQ: F3 */
{
	struct town town;
	struct outbox_item it;

	town_build(&town, t->db, &t->a);
	approved(&town, "c1", town.leader);
	lose_roles(&town, town.leader);
	it = next(&town);
	CHECK(str_eq(it.state, STR("held")) &&
	    str_eq(it.held_why, STR("authority")));
	town_verify(&town);
	town_end(&town);
}

TEST_BOTH(two_approver_who_left_holds_it) /* REQ: F3 */
{
	struct town town;
	struct outbox_item it;
	struct person p;

	town_build(&town, t->db, &t->a);
	approved(&town, "c1", town.leader);
	p = *town_person(&town, town.leader);
	p.active = false;
	CHECK_OK(db_begin(t->db));
	CHECK_OK(person_change(t->db, &t->a, &p, town.admin));
	CHECK_OK(db_commit(t->db));
	it = next(&town);
	CHECK(str_eq(it.state, STR("held")) &&
	    str_eq(it.held_why, STR("authority")));
	town_end(&town);
}

/* A substitute approves in their time; it is sent after it. */
TEST_BOTH(two_substitute_whose_time_is_over_holds_it) /* REQ: F3 */
{
	struct town town;
	struct grant g = { .role = ROLE_UNIT_LEADER };
	struct outbox_item it;

	town_build(&town, t->db, &t->a);
	g.unit = town.roads;
	g.from = town.now;
	g.to = town.now + HOUR;
	CHECK_OK(db_begin(t->db));
	CHECK_OK(role_give(t->db, &t->a, town.adviser, &g, NULL));
	CHECK_OK(db_commit(t->db));
	town_reload(&town);
	approved(&town, "c1", town.adviser);
	clock_set(town.now += 2 * HOUR);
	it = next(&town);
	CHECK(str_eq(it.state, STR("held")) &&
	    str_eq(it.held_why, STR("authority")));
	town_end(&town);
}

/* The clocks, and the turn of the year ------------------------------------- */

static void
check_due(struct town *t, struct enquiry_id id, usec_t want)
{
	struct deadline_row d;
	struct enquiry e;

	CHECK_OK(enquiry_get(t->db, t->a, id, &e));
	CHECK(e.due == want);
	CHECK_OK(enquiry_deadline(t->db, t->a, t->m, id, &d));
	CHECK(d.d.due == want && d.sum.v[d.sum.n - 1].at == want);
}

static usec_t
at(int year, int month, int day, int minutes)
{
	return date_instant(
	    date_number(year, month, day), (int64_t)minutes * 60);
}

/* Over both nights on which the clocks change: the same clock on the next
 * working day, an hour more or less away.  REQ: K1 */
TEST_BOTH(two_clock_changes_in_autumn)
{
	struct town town;
	struct taken_item q;
	usec_t now = at(2026, 10, 23, 14 * 60), due = at(2026, 10, 26, 14 * 60);

	clock_set(now);
	town_build_at(&town, t->db, &t->a, now);
	q = town_says(&town, "c1", "Tone", "Når kommer bilen?");
	check_due(&town, q.enquiry, due);
	CHECK(due - now == 3 * DAY + HOUR);
	town_end(&town);
}

TEST_BOTH(two_clock_changes_in_spring)
{
	struct town town;
	struct taken_item q;
	usec_t now = at(2026, 3, 27, 14 * 60), due = at(2026, 3, 30, 14 * 60);

	clock_set(now);
	town_build_at(&town, t->db, &t->a, now);
	q = town_says(&town, "c1", "Tone", "Når kommer bilen?");
	check_due(&town, q.enquiry, due);
	CHECK(due - now == 3 * DAY - HOUR);
	town_end(&town);
}

static enum err
close_tx(struct db *db, void *arg)
{
	struct town *t = arg;
	struct closure c = { .account = t->blog,
		.from = at(2026, 12, 23, 15 * 60 + 30),
		.to = at(2027, 1, 4, 8 * 60),
		.reason = STR("Jul og nyttår") };

	return closure_set(db, t->a, t->m, &c, t->adviser, t->now);
}

/* Asked the day before the closing: what is left of the day goes on the first
 * working day of the new year.  REQ: K2 */
TEST_BOTH(two_closure_over_new_year)
{
	struct town town;
	struct taken_item before, within;
	usec_t now = at(2026, 12, 23, 10 * 60);

	clock_set(now);
	town_build_at(&town, t->db, &t->a, now);
	before = town_says(&town, "c1", "Tone", "Når kommer bilen?");
	check_due(&town, before.enquiry, at(2026, 12, 24, 10 * 60));
	CHECK_OK(db_tx(t->db, close_tx, &town));
	town_reload(&town);
	check_due(&town, before.enquiry, at(2027, 1, 4, 10 * 60));
	clock_set(town.now = at(2026, 12, 31, 12 * 60));
	within = town_says(&town, "c2", "Odd", "Er det åpent?");
	/* It begins with the first working hour, and has a whole day. */
	check_due(&town, within.enquiry, at(2027, 1, 5, 8 * 60));
	town_verify(&town);
	town_end(&town);
}
