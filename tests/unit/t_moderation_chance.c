/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_moderation_chance.c - hidings, showings, crises, failures and people's
 * decisions in any order: nobody is told of what is not hidden, nothing is told
 * past a crisis, and no notice is left hanging.  REQ: SPEC 4 K12; invariant 5
 */
#include "model/crisis.h"
#include "model/moderation.h"
#include "tests/test_db.h"
#include "tests/town.h"

struct chance {
	struct town town;
	struct test_db *t;
	struct message_id comment;
	uint64_t dice;
	struct outbox_item item; /* what left last */
};

static uint64_t
roll(struct chance *c, uint64_t sides)
{
	c->dice = c->dice * 6364136223846793005u + 1442695040888963407u;
	return (c->dice >> 33) % sides;
}

static const struct sql q_hides = SQL("SELECT COUNT(*) FROM outbox WHERE act = 'hide' AND state = 'sent'");
static const struct sql q_told = SQL("SELECT COUNT(*) FROM outbox WHERE act = 'notice' AND state = 'sent'");
static const struct sql q_hang = SQL("SELECT COUNT(*) FROM outbox WHERE held_why = 'hide'");
static const struct sql q_open = SQL("UPDATE thread SET comments_open = 1");

static int64_t
number(struct chance *c, const struct sql *q)
{
	struct db_rows r = { 0 };

	CHECK_OK(db_query(c->t->db, &c->t->a, q, DB_NOARGS, &r));
	return db_get_int(&r, 0, 0);
}

static bool
is_hidden(struct chance *c)
{
	struct message m = { 0 };

	CHECK_OK(message_get(c->t->db, &c->t->a, c->comment, &m));
	return m.state == MESSAGE_HIDDEN;
}

/* What the acts of people are; refusals are part of it. */
static enum err
hide(struct db *db, void *arg)
{
	struct chance *c = arg;
	struct hide_order o = { .message = c->comment,
		.ground = roll(c, 2)
		? STR("K8")
		: STR("harassment"), .by = c->town.kari, .tell = true };

	return moderation_hide(db, c->town.a, c->town.m, &o, c->town.now);
}

static enum err
show(struct db *db, void *arg)
{
	struct chance *c = arg;

	return hiding_undo(db, c->town.a, c->town.m, c->comment,
	    town_person(&c->town, c->town.adviser), STR("Feil"), c->town.now);
}

static enum err
tell(struct db *db, void *arg)
{
	struct chance *c = arg;

	return moderation_tell(db, c->town.a, c->town.m,
	    town_person(&c->town, c->town.kari), c->comment, c->town.now);
}

static enum err
crisis(struct db *db, void *arg)
{
	struct chance *c = arg;
	const struct person *chief = town_person(&c->town, c->town.chief);
	size_t held;

	return c->town.m->crisis
	    ? crisis_end(
		  db, c->town.a, c->town.m, chief, STR("Over"), c->town.now)
		  : crisis_begin(db, c->town.a, c->town.m, chief, chief->id,
			STR("Flom"), c->town.now, &held);
}

static enum err
decide(struct db *db, void *arg)
{
	struct chance *c = arg;
	const struct person *chief = town_person(&c->town, c->town.chief);
	struct outbox_item *v;
	size_t n;

	TRY(outbox_held_by_crisis(db, c->town.a, &v, &n));
	if (n)
		return roll(c, 3) ? crisis_release(db, c->town.a, c->town.m,
					chief, v[0].id, v[0].updated_at,
					STR_NONE, c->town.now)
				  : crisis_drop(db, c->town.a, c->town.m, chief,
					v[0].id, v[0].updated_at,
					STR("Nei"), c->town.now);
	TRY(outbox_troubled(db, c->town.a, &v, &n));
	return n       ? outbox_settle(db, c->town.a, v[0].id,
			     roll(c, 2)
			     ? STR("retry")
			     : STR("drop"), STR_NONE, c->town.adviser, c->town.now)
		       : OK;
}

/* The sender's turn, and what must hold of what it lets out. */
static void
leaves(struct chance *c)
{
	static const enum outbox_outcome ends[] = { OUTCOME_SENT, OUTCOME_SENT,
		OUTCOME_NOT_SENT, OUTCOME_FAILED };
	bool hidden = is_hidden(c), crisis_now = c->town.m->crisis;
	char native[16];

	snprintf(native, sizeof(native), "n%u", (unsigned)roll(c, 1u << 30));
	if (town_send(&c->town, ends[roll(c, 4)], native, &c->item) != OK ||
	    !str_eq(c->item.act, STR("notice")) ||
		!str_eq(c->item.state, STR("sending")))
		return;
	CHECK(hidden);
	CHECK(!crisis_now || c->item.let_out_by.v == c->town.chief.v);
	CHECK(str_find(c->item.text, STR("idiot")) == STR_NOWHERE);
}

static void
schedule(struct test_db *t, uint64_t seed)
{
	static enum err (*const acts[])(
	    struct db *, void *) = { hide, show, tell, crisis, decide };
	struct chance c = { .t = t, .dice = seed };

	town_build(&c.town, t->db, &t->a);
	CHECK_OK(db_begin(t->db));
	town_give(&c.town, c.town.chief, ROLE_CRISIS_LEADERSHIP,
	    (struct unit_id){ 0 });
	CHECK_OK(db_commit(t->db));
	c.comment = town_says(&c.town, "c1", "Tone", "Du er en idiot").id;
	CHECK_OK(db_begin(t->db));
	CHECK_OK(db_run(t->db, &q_open, DB_NOARGS, NULL));
	CHECK_OK(db_commit(t->db));
	town_reload(&c.town);
	for (int i = 0; i < 40; i++) {
		uint64_t what = roll(&c, 9);

		if (what < 5)
			(void)!db_tx(t->db, acts[what], &c);
		else
			leaves(&c);
		town_reload(&c.town);
		clock_set(c.town.now += (usec_t)roll(&c, 40) * MINUTE);
		CHECK(number(&c, &q_told) <= number(&c, &q_hides));
	}
	/* All is let go and decided on: nothing waits for a hiding. */
	if (c.town.m->crisis)
		CHECK_OK(db_tx(t->db, crisis, &c));
	for (int i = 0; i < 60; i++) {
		town_reload(&c.town);
		(void)!db_tx(t->db, decide, &c);
		leaves(&c);
		clock_set(c.town.now += HOUR);
	}
	CHECK(number(&c, &q_hang) == 0);
	town_verify(&c.town);
	town_end(&c.town);
}

TEST_BOTH(moderation_tells_the_truth_in_any_schedule)
{
	schedule(t, 1);
}

TEST(moderation_tells_the_truth_in_forty_schedules)
{
	for (uint64_t seed = 2; seed < 42; seed++) {
		struct test_db t;

		test_db_open(&t, DB_SQLITE);
		schedule(&t, seed);
		test_db_close(&t);
	}
}
