/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_duty.c - shifts, swaps and gaps; reminders each once, to whom they should;
 * what a closure closes and opens; accounts gone silent.  REQ: K1 K2 K4 K12
 */
#include "app/jobs.h"
#include "fmt/date.h"
#include "model/closing.h"
#include "model/crisis.h"
#include "model/notification.h"
#include "model/presence.h"
#include "model/roster.h"
#include "tests/test_db.h"
#include "tests/town.h"

#define IN_TX(t, expr)                                                         \
	do {                                                                   \
		CHECK_OK(db_begin((t)->db));                                   \
		CHECK_OK(expr);                                                \
		CHECK_OK(db_commit((t)->db));                                  \
	} while (0)

static int64_t
told(struct town *t, struct person_id who, enum notification_kind kind)
{
	struct notification *v;
	int64_t count = 0;
	size_t n;

	CHECK_OK(notification_list(t->db, t->a, who, false, 100, &v, &n));
	for (size_t i = 0; i < n; i++)
		count += v[i].kind == kind;
	return count;
}

static struct shift
shift_of(struct town *t, struct person_id who)
{
	return (struct shift){ .person = who,
		.from = t->now - HOUR,
		.to = t->now + 6 * HOUR,
		.made_by = t->adviser };
}

TEST_BOTH(roster_knows_who_is_on_duty_and_present)
{
	struct absence away = { 0 };
	struct person_id who;
	struct shift s;
	struct town town;
	int64_t id, other;

	town_build(&town, t->db, &t->a);
	s = shift_of(&town, town.kari);
	IN_TX(t, roster_add(t->db, &t->a, town.m, &s, town.now, &id));
	CHECK_OK(
	    roster_on_duty(t->db, &t->a, town.m, town.blog, town.now, &who));
	CHECK(who.v == town.kari.v);
	/* One for the account goes before one for all. */
	s = shift_of(&town, town.leader);
	s.account = town.blog;
	IN_TX(t, roster_add(t->db, &t->a, town.m, &s, town.now, &other));
	CHECK_OK(
	    roster_on_duty(t->db, &t->a, town.m, town.blog, town.now, &who));
	CHECK(who.v == town.leader.v);
	/* Who is away is not on duty. */
	away = (struct absence){ town.leader, { 0 }, town.now - DAY,
		town.now + DAY };
	IN_TX(t, absence_add(t->db, &t->a, &away, town.admin));
	town_reload(&town);
	CHECK_OK(
	    roster_on_duty(t->db, &t->a, town.m, town.blog, town.now, &who));
	CHECK(who.v == town.kari.v);
	CHECK_OK(roster_on_duty(
	    t->db, &t->a, town.m, town.blog, town.now + DAY, &who));
	CHECK(who.v == 0);
	s.to = s.from;
	CHECK_OK(db_begin(t->db));
	CHECK(
	    roster_add(t->db, &t->a, town.m, &s, town.now, &id) == ERR_INVALID);
	db_rollback(t->db);
	town_end(&town);
}

TEST_BOTH(roster_swap_is_asked_and_answered)
{
	struct shift s, *v;
	struct town town;
	int64_t id;
	size_t n;

	town_build(&town, t->db, &t->a);
	s = shift_of(&town, town.kari);
	IN_TX(t, roster_add(t->db, &t->a, town.m, &s, town.now, &id));
	CHECK_OK(db_begin(t->db));
	CHECK(roster_ask(t->db, &t->a, town.m, id, town.leader, town.adviser,
		  town.now) == ERR_DENIED);
	CHECK(roster_answer(t->db, &t->a, id, town.leader, true, town.now) ==
	      ERR_CONFLICT);
	db_rollback(t->db);
	IN_TX(t, roster_ask(t->db, &t->a, town.m, id, town.kari, town.leader,
		     town.now));
	CHECK(told(&town, town.leader, NOTIFY_SWAP_ASKED) == 1);
	IN_TX(t, roster_answer(t->db, &t->a, id, town.leader, true, town.now));
	CHECK(told(&town, town.kari, NOTIFY_SWAP_ANSWERED) == 1);
	CHECK_OK(roster_list(t->db, &t->a, town.now, town.now + DAY, &v, &n));
	CHECK(n == 1 && v[0].person.v == town.leader.v && v[0].asked.v == 0);
	town_end(&town);
}

/* Every other week at the same clock, also over the change of clocks on the
 * last Sunday of March; and the days that nobody has. */
TEST_BOTH(roster_repeats_by_the_clock_and_shows_gaps)
{
	struct shift s, *v;
	struct town town;
	int64_t *days, first = date_number(2027, 3, 15);
	size_t n;

	town_build(&town, t->db, &t->a);
	s = shift_of(&town, town.kari);
	s.from = date_instant(first, 8 * 3600);
	s.to = date_instant(first + 4, 15 * 3600);
	IN_TX(t, roster_repeat(t->db, &t->a, town.m, &s, 2, 3, town.now));
	CHECK_OK(roster_list(t->db, &t->a, s.from, s.from + 60 * DAY, &v, &n));
	CHECK(n == 3);
	for (size_t i = 0; i < n; i++)
		CHECK(v[i].from ==
		      date_instant(first + 14 * (int64_t)i, 8 * 3600));
	CHECK_OK(roster_gaps(t->db, &t->a, town.m, date_instant(first, 0),
	    date_instant(first + 14, 0), &days, &n));
	/* The second week; 25 and 26 March 2027 are holidays. */
	CHECK(n == 3 && days[0] == first + 7 && days[2] == first + 9);
	town_end(&town);
}

TEST_BOTH(reminders_come_once_and_stop_in_a_closure)
{
	struct closure c = { .reason = STR("Kurs") };
	struct taken_item q;
	struct enquiry e;
	struct town town;
	size_t n;

	town_build(&town, t->db, &t->a);
	q = town_says(&town, "c1", "Tone", "Når kommer brøytebilen?");
	IN_TX(t, enquiry_claim(t->db, &t->a, q.enquiry, town.kari, town.now));
	CHECK_OK(enquiry_get(t->db, &t->a, q.enquiry, &e));
	IN_TX(t, roster_remind(t->db, &t->a, town.m, e.half_at - 1, &n));
	CHECK(n == 0);
	for (int i = 0; i < 3; i++)
		IN_TX(t, roster_remind(t->db, &t->a, town.m, e.half_at, &n));
	CHECK(told(&town, town.kari, NOTIFY_DUE_HALF) == 1);
	/* Read, and not said again. */
	IN_TX(t, notification_read(t->db, town.kari, 0, e.half_at));
	IN_TX(t, roster_remind(t->db, &t->a, town.m, e.half_at + HOUR, &n));
	CHECK(n == 0 && told(&town, town.kari, NOTIFY_DUE_HALF) == 1);

	/* A closure stops the clock and the reminders; then they are of the
	 * new deadline. */
	c.account = town.blog;
	c.from = town.now;
	c.to = town.now + 7 * DAY;
	IN_TX(t, closure_set(t->db, &t->a, town.m, &c, town.adviser, town.now));
	town_reload(&town);
	IN_TX(t, roster_remind(t->db, &t->a, town.m, e.due, &n));
	CHECK(n == 0);
	CHECK_OK(enquiry_get(t->db, &t->a, q.enquiry, &e));
	CHECK(e.due > town.now + 7 * DAY);
	town_end(&town);
}

/* A later reminder takes the earlier one's place; and where the program was
 * away until the deadline was over, only that is told of. */
TEST_BOTH(reminders_say_the_latest_once)
{
	struct taken_item q;
	struct notification *v;
	struct enquiry e;
	struct town town;
	size_t n;

	town_build(&town, t->db, &t->a);
	q = town_says(&town, "c1", "Tone", "Når kommer brøytebilen?");
	IN_TX(t, enquiry_claim(t->db, &t->a, q.enquiry, town.kari, town.now));
	CHECK_OK(enquiry_get(t->db, &t->a, q.enquiry, &e));
	IN_TX(t, roster_remind(t->db, &t->a, town.m, e.half_at, &n));
	IN_TX(t, roster_remind(t->db, &t->a, town.m, e.soon_at, &n));
	CHECK_OK(notification_list(t->db, &t->a, town.kari, true, 10, &v, &n));
	CHECK(n == 1 && v[0].kind == NOTIFY_DUE_SOON);

	q = town_says(&town, "c2", "Odd", "Når kommer gatelyset?");
	IN_TX(t, enquiry_claim(t->db, &t->a, q.enquiry, town.kari, town.now));
	CHECK_OK(enquiry_get(t->db, &t->a, q.enquiry, &e));
	IN_TX(t, roster_remind(t->db, &t->a, town.m, e.due, &n));
	CHECK_OK(notification_list(t->db, &t->a, town.kari, true, 10, &v, &n));
	CHECK(n == 2 && v[0].kind == NOTIFY_DUE_NOW);
	CHECK(v[1].kind == NOTIFY_DUE_NOW);
	CHECK(told(&town, town.kari, NOTIFY_DUE_HALF) == 1);
	town_end(&town);
}

/* In a crisis its leadership is reminded. */
TEST_BOTH(reminders_go_to_the_crisis_leadership)
{
	struct taken_item q;
	struct enquiry e;
	struct town town;
	size_t n;

	town_build(&town, t->db, &t->a);
	CHECK_OK(db_begin(t->db));
	town_give(
	    &town, town.adviser, ROLE_CRISIS_LEADERSHIP, (struct unit_id){ 0 });
	CHECK_OK(
	    crisis_begin(t->db, &t->a, town.m, town_person(&town, town.chief),
		town.chief, STR("Flom"), town.now, &n));
	CHECK_OK(db_commit(t->db));
	town_reload(&town);
	q = town_says(&town, "c1", "Tone", "Når kommer bilen?");
	CHECK_OK(enquiry_get(t->db, &t->a, q.enquiry, &e));
	IN_TX(t, roster_remind(t->db, &t->a, town.m, e.half_at, &n));
	CHECK(told(&town, town.adviser, NOTIFY_DUE_HALF) == 1);
	CHECK(told(&town, town.leader, NOTIFY_DUE_HALF) == 0);
	town_end(&town);
}

static const struct sql q_acts = SQL("SELECT COUNT(*) FROM outbox WHERE act = $1 AND ground LIKE 'K2%'");
static const struct sql q_shut = SQL("UPDATE thread SET comments_open = $1");

static int64_t
acts(struct town *t, const char *act)
{
	struct db_rows r = { 0 };

	CHECK_OK(db_query(
	    t->db, t->a, &q_acts, DB_ARGS(db_text(str_from(act))), &r));
	return db_get_int(&r, 0, 0);
}

/* Closed once, opened once; what was closed before stays closed. */
TEST_BOTH(closing_closes_and_opens_exactly_its_own)
{
	struct closing_way way = { .native = true, .tells = true };
	struct closure c = { .reason = STR("Jul") };
	const struct account *acct;
	struct town town;
	size_t did;

	town_build(&town, t->db, &t->a);
	town_says(&town, "c1", "Tone", "Når kommer bilen?");
	c.account = town.blog;
	c.from = town.now;
	c.to = town.now + 3 * DAY;
	IN_TX(t, closure_set(t->db, &t->a, town.m, &c, town.adviser, town.now));
	town_reload(&town);
	acct = account_find(town.m, town.blog);
	for (int i = 0; i < 3; i++) /* a killed program runs it again */
		IN_TX(t, closing_step(
			     t->db, &t->a, town.m, acct, way, town.now, &did));
	CHECK(acts(&town, "close") == 1);
	CHECK(acts(&town, "notice") == 1); /* why and for how long */
	IN_TX(t, db_run(t->db, &q_shut, DB_ARGS(db_int(0)), NULL));
	for (int i = 0; i < 2; i++)
		IN_TX(t, closing_step(t->db, &t->a, town.m, acct, way,
			     town.now + 4 * DAY, &did));
	CHECK(acts(&town, "open") == 1);

	/* The thread was closed already when this one began: left so. */
	c.from = town.now + 5 * DAY;
	c.to = town.now + 6 * DAY;
	IN_TX(t, closure_set(t->db, &t->a, town.m, &c, town.adviser, town.now));
	town_reload(&town);
	acct = account_find(town.m, town.blog);
	IN_TX(t, closing_step(t->db, &t->a, town.m, acct, way,
		     town.now + 5 * DAY, &did));
	IN_TX(t, closing_step(t->db, &t->a, town.m, acct, way,
		     town.now + 7 * DAY, &did));
	CHECK(acts(&town, "close") == 1 && acts(&town, "open") == 1);
	CHECK(acts(&town, "notice") == 2); /* once for each closure */
	town_end(&town);
}

static const struct sql q_posted = SQL("UPDATE thread SET published_at = $1");

TEST_BOTH(presence_nudges_when_an_account_goes_silent)
{
	struct presence p;
	struct town town;

	town_build(&town, t->db, &t->a);
	town_says(&town, "c1", "Tone", "Når kommer bilen?");
	CHECK_OK(presence_of(t->db, &t->a, town.m,
	    account_find(town.m, town.blog), town.now, &p));
	CHECK(p.open == 1 && p.late == 0 && !p.silent);
	IN_TX(t, db_run(t->db, &q_posted, DB_ARGS(db_int(town.now)), NULL));
	IN_TX(t,
	    presence_nudge(t->db, &t->a, town.m, town.now + PRESENCE_SILENT));
	CHECK(told(&town, town.adviser, NOTIFY_SILENT) == 0);
	IN_TX(t, presence_nudge(
		     t->db, &t->a, town.m, town.now + PRESENCE_SILENT + DAY));
	CHECK(told(&town, town.adviser, NOTIFY_SILENT) == 1);
	town_end(&town);
}
