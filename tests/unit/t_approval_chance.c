/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_approval_chance.c - whoever comes and goes, and whenever the job runs:
 * somebody who can decide is asked, and when time is out it is known.
 * REQ: F3 F4; SPEC 2.6
 */
#include "tests/unit/asked.h"

static uint64_t
roll(uint64_t *dice, uint64_t sides)
{
	*dice = *dice * 6364136223846793005u + 1442695040888963407u;
	return (*dice >> 33) % sides;
}

static const struct sql q_comes_back = SQL("DELETE FROM absence");
static const struct sql q_marks = SQL("SELECT COUNT(*) FROM approval_reminded");

static int64_t
number(struct asked *x, const struct sql *q)
{
	struct db_rows r = { 0 };

	CHECK_OK(db_query(x->town.db, x->town.a, q, DB_NOARGS, &r));
	return db_get_int(&r, 0, 0);
}

/* What must hold after any turn of the job. */
static void
holds(struct asked *x)
{
	const struct municipality *m = x->town.m;
	struct object o = reply_approval_object(&x->reply);
	usec_t now = x->town.now;
	bool anyone = false, asked_can = false;

	for (size_t i = 0; i < m->npersons; i++) {
		const struct person *p = &m->persons[i];
		bool can = person_present(m, p, now) &&
			   may(m, NULL, p, ACT_APPROVE, &o, now).yes;

		anyone = anyone || can;
		asked_can = asked_can || (can && p->id.v == x->reply.asked.v);
	}
	/* Whoever is asked can decide and is there, if anybody can. */
	CHECK(!anyone || asked_can);
	/* When time is out (Wednesday at ten) the leadership knows. */
	if (now >= x->enquiry.due)
		CHECK(asked_unread(x, x->town.team, NOTIFY_APPROVAL_LATE) == 1);
	/* Three stages of one wording and one deadline, and no more. */
	CHECK(number(x, &q_marks) <= 3);
	CHECK(asked_noted(x, "reply.passed_on") <= 1);
	CHECK(str_eq(x->reply.state, STR("waiting_approval")));
}

/* People come and go, roles are given and taken, the job runs when it runs. */
static void
schedule(struct test_db *t, uint64_t seed)
{
	struct person_id who[4];
	struct asked x = { 0 };
	uint64_t dice = seed;

	asked_begin(&x, t, "unit");
	who[0] = x.town.leader;
	who[1] = x.town.chief;
	who[2] = x.town.adviser;
	who[3] = x.town.culture_leader;
	for (int i = 0; i < 16; i++) {
		struct person_id p = who[roll(&dice, 4)];

		switch (roll(&dice, 4)) {
		case 0: asked_leave(&x, t, p); break;
		case 1:
			IN_TX(db_run(t->db, &q_comes_back, DB_NOARGS, NULL));
			break;
		case 2:
			CHECK_OK(db_begin(t->db));
			town_give(&x.town, p, ROLE_SECTOR_HEAD, x.town.root);
			CHECK_OK(db_commit(t->db));
			break;
		default: break;
		}
		town_reload(&x.town);
		asked_turn(&x, x.town.now + (usec_t)roll(&dice, 240) * MINUTE);
		holds(&x);
		CHECK(asked_turn(&x, x.town.now) == 0);
	}
	town_verify(&x.town);
	town_end(&x.town);
}

/* REQ: F3 F4 */
TEST_BOTH(approval_waits_for_somebody_in_any_schedule)
{
	schedule(t, 1);
}

TEST(approval_waits_for_somebody_in_forty_schedules)
{
	for (uint64_t seed = 2; seed < 42; seed++) {
		struct test_db t;

		test_db_open(&t, DB_SQLITE);
		schedule(&t, seed);
		test_db_close(&t);
	}
}
