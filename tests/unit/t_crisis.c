/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_crisis.c - from the moment a crisis is confirmed its leadership alone lets
 * things out; nothing is let go by its end; and who decided, when and why
 * stands in the record.  REQ: K12; invariant 5
 */
#include "ledger/verify.h"
#include "model/crisis.h"
#include "model/outbox_internal.h"
#include "tests/test_db.h"
#include "tests/town.h"

/* Runs one act in a transaction, with the snapshot as it then stands. */
struct act {
	struct town *t;
	struct person_id by, decided_by;
	struct str text;
	struct outbox_id item;
	usec_t seen;
	size_t held;
};

static enum err
begin_tx(struct db *db, void *arg)
{
	struct act *x = arg;
	struct town *t = x->t;

	return crisis_begin(db, t->a, t->m, town_person(t, x->by),
	    x->decided_by, x->text, t->now, &x->held);
}

static enum err
end_tx(struct db *db, void *arg)
{
	struct act *x = arg;
	struct town *t = x->t;

	return crisis_end(
	    db, t->a, t->m, town_person(t, x->by), x->text, t->now);
}

static enum err
release_tx(struct db *db, void *arg)
{
	struct act *x = arg;
	struct town *t = x->t;

	return crisis_release(db, t->a, t->m, town_person(t, x->by), x->item,
	    x->seen, x->text, t->now);
}

static enum err
drop_tx(struct db *db, void *arg)
{
	struct act *x = arg;
	struct town *t = x->t;

	return crisis_drop(db, t->a, t->m, town_person(t, x->by), x->item,
	    x->seen, x->text, t->now);
}

static enum err
begin(struct town *t)
{
	struct act x = { .t = t,
		.by = t->chief,
		.decided_by = t->chief,
		.text = STR("Flom i Gausa") };
	enum err e = db_tx(t->db, begin_tx, &x);

	town_reload(t);
	return e;
}

static enum err
end(struct town *t)
{
	struct act x = { .t = t,
		.by = t->chief,
		.text = STR("Vannet er nede") };
	enum err e = db_tx(t->db, end_tx, &x);

	town_reload(t);
	return e;
}

static void
open_town(struct town *t, struct test_db *db)
{
	town_build(t, db->db, &db->a);
	CHECK_OK(db_begin(db->db));
	town_give(t, t->adviser, ROLE_CRISIS_LEADERSHIP, (struct unit_id){ 0 });
	CHECK_OK(db_commit(db->db));
	town_reload(t);
}

/* A reply of Kari's that is queued, or held. */
static struct reply
answered(struct town *t, const char *native)
{
	struct taken_item q = town_says(
	    t, native, native, "Når kommer brøytebilen?");
	struct reply_form f = town_form(
	    t, q.enquiry, "fact", "Vi brøyter kl. 7.\n\nHilsen Kari");
	struct reply r = { 0 };

	CHECK_OK(town_publish(t, t->kari, &f, &r));
	return r;
}

static size_t
queue(struct town *t, struct outbox_item **v)
{
	size_t n = 0;

	CHECK_OK(crisis_queue(t->db, t->a, v, &n));
	return n;
}

TEST_BOTH(crisis_is_set_by_those_who_may_and_with_a_reason)
{
	struct act x = { .text = STR("Flom") };
	struct crisis c;
	struct town town;

	open_town(&town, t);
	x.t = &town;
	x.by = x.decided_by = town.adviser;
	CHECK(db_tx(t->db, begin_tx, &x) == ERR_DENIED);
	x.by = town.chief;
	CHECK(db_tx(t->db, begin_tx, &x) == ERR_INVALID); /* who decided? */
	x.decided_by = town.chief;
	x.text = STR("  ");
	CHECK(db_tx(t->db, begin_tx, &x) == ERR_INVALID);
	CHECK(crisis_get(t->db, &t->a, &c) == ERR_MISSING);

	/* A deputy of the settings, on the chief executive's decision. */
	CHECK_OK(db_begin(t->db));
	CHECK_OK(setting_set(t->db, &t->a,
	    STR("crisis"), STR("{\"deputies\":[\"team\"],\"lines\":[{\"who\":\"Pressevakt\","
		"\"phone\":\"68 05 02 10\"}]}"),
			       0, town.admin));
	CHECK_OK(db_commit(t->db));
	town_reload(&town);
	CHECK(town.m->ncrisis_lines == 1);
	x.by = town.team;
	x.text = STR("Flom i Gausa");
	CHECK_OK(db_tx(t->db, begin_tx, &x));
	CHECK(db_tx(t->db, begin_tx, &x) == ERR_CONFLICT);
	CHECK_OK(crisis_get(t->db, &t->a, &c));
	CHECK(c.active && c.decided_by.v == town.chief.v &&
	      c.set_by.v == town.team.v &&
	      str_eq(c.reason, STR("Flom i Gausa")) && c.at == town.now);
	town_reload(&town);
	CHECK(town.m->crisis && str_eq(town.m->crisis_reason, c.reason));
	CHECK_OK(end(&town));
	CHECK(!town.m->crisis);
	CHECK(end(&town) == ERR_CONFLICT);
	town_end(&town);
}

/* Queued before, written in it, approved in it: all wait; the leadership lets
 * out, with its own words if it likes, and both versions are kept. */
TEST_BOTH(crisis_puts_everything_before_its_leadership)
{
	struct act x = { 0 };
	struct outbox_item *v, it;
	struct town town;
	struct reply before, in_it, r, *versions;
	size_t n;

	open_town(&town, t);
	before = answered(&town, "c1");
	CHECK(str_eq(before.state, STR("queued")));
	CHECK_OK(begin(&town));
	in_it = answered(&town, "c2");
	CHECK(str_eq(in_it.state, STR("held")));
	CHECK(queue(&town, &v) == 2);
	CHECK(v[0].reply.v == before.id.v && v[1].reply.v == in_it.id.v);
	CHECK(town_send(&town, OUTCOME_SENT, "u1", &it) == ERR_MISSING);
	CHECK_OK(reply_get(t->db, &t->a, before.id, &r));
	CHECK(str_eq(r.state, STR("held")));

	/* By the ordinary way nobody gets it loose, not even F4. */
	CHECK(outbox_settle(t->db, &t->a, v[0].id,
	    STR("retry"), STR_NONE, town.chief, town.now) == ERR_DENIED);
	x = (struct act){ .t = &town,
		.by = town.kari,
		.item = v[0].id,
		.seen = v[0].updated_at };
	CHECK(db_tx(t->db, release_tx, &x) == ERR_DENIED);
	x.by = town.adviser;
	x.text = STR("Ring 10915596784. Hilsen Kari");
	CHECK(db_tx(t->db, release_tx, &x) == ERR_BLOCKED); /* K8 stands */
	x.text = STR("Vegen er stengt. Følg med her.\n\nHilsen Kari");
	x.seen--;
	CHECK(db_tx(t->db, release_tx, &x) == ERR_CONFLICT);
	x.seen++;
	CHECK_OK(db_tx(t->db, release_tx, &x));
	CHECK(db_tx(t->db, release_tx, &x) == ERR_CONFLICT);
	CHECK_OK(town_send(&town, OUTCOME_SENT, "u1", &it));
	CHECK(str_eq(it.state, STR("sending")) && str_eq(it.text, x.text));
	CHECK_OK(reply_versions(t->db, &t->a, before.id, &versions, &n));
	CHECK(n == 2 && versions[0].text_author.v == town.kari.v &&
	      versions[1].text_author.v == town.adviser.v);

	x = (struct act){ .t = &town,
		.by = town.adviser,
		.item = v[1].id,
		.seen = v[1].updated_at };
	CHECK(db_tx(t->db, drop_tx, &x) == ERR_INVALID); /* why? */
	x.text = STR("Passer ikke nå");
	CHECK_OK(db_tx(t->db, drop_tx, &x));
	CHECK(str_eq(town_state(&town, in_it.enquiry), STR("open")));
	CHECK(queue(&town, &v) == 0);
	town_end(&town);
}

/* The end lets nothing go. */
TEST_BOTH(crisis_end_releases_nothing_by_itself)
{
	struct act x = { 0 };
	struct outbox_item *v, it;
	struct town town;

	open_town(&town, t);
	(void)answered(&town, "c1");
	CHECK_OK(begin(&town));
	CHECK_OK(end(&town));
	CHECK(town_send(&town, OUTCOME_SENT, "u1", &it) == ERR_MISSING);
	CHECK(queue(&town, &v) == 1);
	x = (struct act){ .t = &town,
		.by = town.kari,
		.item = v[0].id,
		.seen = v[0].updated_at };
	CHECK(db_tx(t->db, release_tx, &x) == ERR_DENIED);
	x.by = town.chief;
	CHECK_OK(db_tx(t->db, release_tx, &x));
	CHECK_OK(town_send(&town, OUTCOME_SENT, "u1", &it));
	CHECK(str_eq(it.state, STR("sending")));
	town_end(&town);
}

/* What one of the leadership had queued before it was raised waits too; what
 * they let out in it leaves only in it, not in the next one. */
TEST_BOTH(crisis_lets_out_by_epoch)
{
	struct act x = { 0 };
	struct outbox_item *v, it;
	struct town town;

	open_town(&town, t);
	(void)answered(&town, "c1");
	CHECK_OK(begin(&town));
	CHECK(queue(&town, &v) == 1);
	x = (struct act){ .t = &town,
		.by = town.adviser,
		.item = v[0].id,
		.seen = v[0].updated_at };
	CHECK_OK(db_tx(t->db, release_tx, &x));
	CHECK_OK(end(&town));
	CHECK_OK(begin(&town));
	CHECK(town_send(&town, OUTCOME_SENT, "u1", &it) == ERR_MISSING);
	CHECK(queue(&town, &v) == 1);
	town_end(&town);
}

/* Hiding what the law hides goes on: it protects people and says nothing.
 * Other moderation waits.  REQ: K8 */
TEST_BOTH(crisis_does_not_stop_the_hiding_of_what_is_confidential)
{
	struct outbox_item it = { 0 }, other = { .act = STR("hide") };
	struct town town;
	struct taken_item q;
	struct message m;

	open_town(&town, t);
	CHECK_OK(begin(&town));
	q = town_says(&town, "c1", "Tone", "Fnr til naboen er 10915596784");
	CHECK_OK(town_send(&town, OUTCOME_SENT, "", &it));
	CHECK(str_eq(it.act, STR("hide")) && str_eq(it.state, STR("sending")));
	CHECK_OK(message_get(t->db, &t->a, q.id, &m));
	other.account = town.blog;
	other.message = q.id;
	other.thread = m.thread;
	other.ground = STR("spam");
	other.ordered_by = town.leader;
	CHECK_OK(db_begin(t->db));
	CHECK_OK(outbox_order(t->db, &t->a, town.m, &other, town.now));
	CHECK_OK(db_commit(t->db));
	CHECK(str_eq(other.held_why, STR("crisis")));
	town_end(&town);
}

/* Begun after the writer's page was made and before the sending: the check had
 * let it pass, the gate does not. */
TEST_BOTH(crisis_between_the_check_and_the_sending)
{
	struct outbox_item it;
	struct reply_form f;
	struct reply r;
	struct municipality *old;
	struct taken_item q;
	struct town town;

	open_town(&town, t);
	q = town_says(&town, "c1", "Tone", "Når kommer bilen?");
	f = town_form(&town, q.enquiry, "fact", "Kl. 7.\n\nHilsen Kari");
	/* The composer's snapshot is from before. */
	old = town.m;
	town.m = NULL;
	CHECK_OK(municipality_load(t->db, &town.m));
	CHECK_OK(begin(&town));
	{
		struct municipality *now = town.m;

		town.m = old;
		CHECK_OK(town_publish(&town, town.kari, &f, &r));
		CHECK(str_eq(r.state, STR("held")));
		/* A sender with the old snapshot is told to load it anew. */
		CHECK(town_send(&town, OUTCOME_SENT, "u", &it) == ERR_CONFLICT);
		town.m = now;
	}
	municipality_free(old);
	CHECK(town_send(&town, OUTCOME_SENT, "u", &it) == ERR_MISSING);
	town_end(&town);
}
