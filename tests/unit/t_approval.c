/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_approval.c - what waits for another person does not wait in silence:
 * reminded once, passed on, told of, and settled when it is decided.
 * REQ: F3 F4 K1 K2 K12; SPEC 2.6
 */
#include "model/approval.h"
#include "model/crisis.h"
#include "model/notification.h"
#include "model/post.h"
#include "tests/test_db.h"
#include "tests/town.h"

#define GOOD "Veien er stengt til fredag.\n\nHilsen Kari"
#define IN_TX(expr)                                                            \
	do {                                                                   \
		CHECK_OK(db_begin(t->db));                                     \
		CHECK_OK(expr);                                                \
		CHECK_OK(db_commit(t->db));                                    \
	} while (0)

struct asked { /* an answer that waits for the leader of roads */
	struct town town;
	struct reply reply;
	struct enquiry enquiry;
};

static int64_t
unread(struct asked *x, struct person_id who, enum notification_kind kind)
{
	struct notification *v;
	int64_t count = 0;
	size_t n;

	CHECK_OK(
	    notification_list(x->town.db, x->town.a, who, true, 100, &v, &n));
	for (size_t i = 0; i < n; i++)
		count += v[i].kind == kind;
	return count;
}

/* One turn of the job at that time; what it did. */
static size_t
turn(struct asked *x, usec_t now)
{
	struct town *t = &x->town;
	size_t n = 99;

	clock_set(t->now = now);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(approval_remind(t->db, t->a, t->m, now, &n));
	CHECK_OK(db_commit(t->db));
	CHECK_OK(reply_get(t->db, t->a, x->reply.id, &x->reply));
	return n;
}

static void
ask(struct asked *x, struct test_db *t, const char *scope)
{
	struct reply_form f;
	struct taken_item q;

	town_build(&x->town, t->db, &t->a);
	q = town_says(&x->town, "c1", "Tone", "Hvorfor er vegen stengt?");
	f = town_form(&x->town, q.enquiry, "statement", GOOD);
	f.scope = str_from(scope);
	CHECK_OK(town_publish(&x->town, x->town.kari, &f, &x->reply));
	CHECK(str_eq(x->reply.state, STR("waiting_approval")));
	CHECK_OK(enquiry_get(t->db, &t->a, q.enquiry, &x->enquiry));
}

static enum err
decide(struct asked *x, struct person_id by, const char *decision,
    const char *text)
{
	struct town *t = &x->town;
	enum err e;

	CHECK_OK(db_begin(t->db));
	e = reply_decide(t->db, t->a, t->m, town_person(t, by), x->reply.id,
	    x->reply.version, str_from(decision), str_from(text),
	    str_from(decision), t->now, &x->reply);
	if (e == OK)
		CHECK_OK(db_commit(t->db));
	else
		db_rollback(t->db);
	return e;
}

static void
leaves(struct asked *x, struct test_db *t, struct person_id who)
{
	struct absence away = { who, { 0 }, x->town.now - DAY,
		x->town.now + 30 * DAY };

	IN_TX(absence_add(t->db, &t->a, &away, x->town.admin));
	town_reload(&x->town);
}

static const struct sql q_noted = SQL("SELECT COUNT(*) FROM event WHERE kind = $1");
static int64_t
noted(struct asked *x, const char *kind)
{
	struct db_rows r = { 0 };

	CHECK_OK(db_query(x->town.db, x->town.a, &q_noted,
	    DB_ARGS(db_text(str_from(kind))), &r));
	return db_get_int(&r, 0, 0);
}

/* REQ: F3 */
TEST_BOTH(approval_is_reminded_passed_on_and_told_each_once)
{
	struct asked x = { 0 };

	ask(&x, t, "unit");
	CHECK(x.reply.asked.v == x.town.leader.v);
	CHECK(unread(&x, x.town.leader, NOTIFY_APPROVAL_ASKED) == 1);
	CHECK(turn(&x, x.enquiry.half_at - 1) == 0);
	CHECK(unread(&x, x.town.leader, NOTIFY_APPROVAL_WAITS) == 0);

	CHECK(turn(&x, x.enquiry.half_at) == 1);
	CHECK(turn(&x, x.enquiry.half_at) == 0);
	CHECK(unread(&x, x.town.leader, NOTIFY_APPROVAL_WAITS) == 1);
	CHECK(x.reply.asked.v == x.town.leader.v);

	/* The next on the way up as well; the first may decide still. */
	CHECK(turn(&x, x.enquiry.soon_at) == 1);
	CHECK(turn(&x, x.enquiry.soon_at + MINUTE) == 0);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(unread(&x, x.town.chief, NOTIFY_APPROVAL_ASKED) == 1);
	CHECK(unread(&x, x.town.leader, NOTIFY_APPROVAL_ASKED) == 1);
	CHECK(unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 0);
	CHECK(noted(&x, "reply.passed_on") == 1);

	CHECK(turn(&x, x.enquiry.due) == 1);
	CHECK(turn(&x, x.enquiry.due + DAY) == 0);
	CHECK(unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 1);
	CHECK(unread(&x, x.town.kari, NOTIFY_APPROVAL_LATE) == 1);
	CHECK(str_eq(x.reply.state, STR("waiting_approval")));

	/* Decided: nobody need look any more, and nothing comes again. */
	CHECK_OK(decide(&x, x.town.leader, "approve", ""));
	CHECK(str_eq(x.reply.state, STR("queued")));
	CHECK(unread(&x, x.town.leader, NOTIFY_APPROVAL_ASKED) == 0);
	CHECK(unread(&x, x.town.leader, NOTIFY_APPROVAL_WAITS) == 0);
	CHECK(unread(&x, x.town.chief, NOTIFY_APPROVAL_ASKED) == 0);
	CHECK(unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 0);
	CHECK(turn(&x, x.enquiry.due + 2 * DAY) == 0);
	town_verify(&x.town);
	town_end(&x.town);
}

/* REQ: F3 F4 */
TEST_BOTH(approval_goes_past_who_is_away_or_has_lost_the_role)
{
	struct asked x = { 0 };
	const struct person *p;

	ask(&x, t, "unit");
	CHECK(turn(&x, x.town.now) == 0);
	leaves(&x, t, x.town.leader);
	CHECK(turn(&x, x.town.now) == 1);
	CHECK(turn(&x, x.town.now) == 0);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(unread(&x, x.town.leader, NOTIFY_APPROVAL_ASKED) == 0);
	CHECK(unread(&x, x.town.chief, NOTIFY_APPROVAL_ASKED) == 1);
	CHECK(noted(&x, "reply.rerouted") == 1);

	/* The chief executive leaves the post, a mayor is there. */
	CHECK_OK(db_begin(t->db));
	town_give(&x.town, x.town.team, ROLE_MAYOR, (struct unit_id){ 0 });
	p = town_person(&x.town, x.town.chief);
	CHECK_OK(role_take(
	    t->db, &t->a, p->grants[0].seq, x.town.admin, x.town.now));
	CHECK_OK(db_commit(t->db));
	town_reload(&x.town);
	CHECK(turn(&x, x.town.now + MINUTE) == 1);
	CHECK(x.reply.asked.v == x.town.team.v);
	town_verify(&x.town);
	town_end(&x.town);
}

/* Nobody is there: the team is told at once where nobody could be asked, else
 * when 80 % of the time has gone.  REQ: F3 F4 */
TEST_BOTH(approval_that_nobody_can_give_is_told_to_the_team)
{
	struct asked x = { 0 };

	ask(&x, t, "municipality");
	CHECK(x.reply.asked.v == x.town.chief.v);
	leaves(&x, t, x.town.chief);
	CHECK(turn(&x, x.town.now) == 0);
	CHECK(turn(&x, x.enquiry.half_at) == 1);
	CHECK(turn(&x, x.enquiry.soon_at) == 1);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(unread(&x, x.town.team, NOTIFY_UNROUTED) == 1);
	/* A unit's leader is no way out of F4. */
	CHECK(decide(&x, x.town.leader, "approve", "") == ERR_DENIED);
	IN_TX(reply_withdraw(t->db, &t->a, town_person(&x.town, x.town.kari),
	    x.reply.id, x.town.now));
	CHECK(unread(&x, x.town.team, NOTIFY_UNROUTED) == 0);
	CHECK(turn(&x, x.enquiry.due) == 0);
	town_end(&x.town);
}

static const struct sql q_k11 = SQL("UPDATE reply SET asked_clause = 'K11', asked_id = $2 WHERE id = $1");

/* What only F4 can lift is passed to nobody else.  REQ: K11 F4 */
TEST_BOTH(approval_of_a_political_matter_stays_with_f4)
{
	struct asked x = { 0 };

	ask(&x, t, "unit");
	IN_TX(db_run(t->db, &q_k11,
	    DB_ARGS(db_int(x.reply.id.v), db_int(x.town.chief.v)), NULL));
	leaves(&x, t, x.town.chief);
	CHECK(turn(&x, x.enquiry.soon_at) == 2);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(unread(&x, x.town.team, NOTIFY_UNROUTED) == 1);
	town_end(&x.town);
}

/* Sent on when the time is out already, at 15:20: nobody is passed by before
 * they have had half an hour of working time.  REQ: F3 K1 */
TEST_BOTH(approval_gives_time_to_read)
{
	struct asked x = { 0 };
	usec_t sent;

	ask(&x, t, "unit");
	CHECK_OK(decide(&x, x.town.leader, "return", ""));
	CHECK(unread(&x, x.town.kari, NOTIFY_APPROVAL_RETURNED) == 1);
	/* Wednesday 15:20, after the deadline at ten. */
	clock_set(x.town.now = sent = x.enquiry.due + 5 * HOUR + 20 * MINUTE);
	{
		struct reply_form f = town_form(
		    &x.town, x.enquiry.id, "statement", GOOD);

		CHECK_OK(town_publish(&x.town, x.town.kari, &f, &x.reply));
	}
	CHECK(turn(&x, sent + 9 * MINUTE) == 0);
	CHECK(turn(&x, sent + 5 * HOUR) == 0); /* an evening is no time */
	CHECK(turn(&x, sent + 17 * HOUR - MINUTE) == 0);
	CHECK(turn(&x, sent + 17 * HOUR) == 3); /* Thursday 08:20 */
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 1);
	town_end(&x.town);
}

/* REQ: K2 */
TEST_BOTH(approval_waits_while_the_account_is_closed)
{
	struct closure c = { .reason = STR("Kurs") };
	struct asked x = { 0 };
	usec_t due;

	ask(&x, t, "unit");
	due = x.enquiry.due;
	c.account = x.town.blog;
	c.from = x.town.now;
	c.to = x.town.now + 7 * DAY;
	IN_TX(closure_set(
	    t->db, &t->a, x.town.m, &c, x.town.adviser, x.town.now));
	leaves(&x, t, x.town.leader);
	CHECK(turn(&x, due) == 0);
	CHECK(turn(&x, c.to - MINUTE) == 0);
	CHECK(x.reply.asked.v == x.town.leader.v);
	/* Open again: who is away is passed by; the rest waits for the
	 * deadline that was moved. */
	CHECK(turn(&x, c.to) == 1);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK_OK(enquiry_get(t->db, &t->a, x.enquiry.id, &x.enquiry));
	CHECK(x.enquiry.due > due + 6 * DAY);
	CHECK(turn(&x, x.enquiry.half_at) == 1);
	town_end(&x.town);
}

/* REQ: K12 */
TEST_BOTH(approval_in_a_crisis_asks_nobody_new)
{
	struct asked x = { 0 };
	const struct person *chief;
	size_t n;

	ask(&x, t, "unit");
	chief = town_person(&x.town, x.town.chief);
	CHECK_OK(db_begin(t->db));
	town_give(&x.town, x.town.adviser, ROLE_CRISIS_LEADERSHIP,
	    (struct unit_id){ 0 });
	CHECK_OK(crisis_begin(t->db, &t->a, x.town.m, chief, x.town.chief,
	    STR("Flom"), x.town.now, &n));
	CHECK_OK(db_commit(t->db));
	leaves(&x, t, x.town.leader);
	CHECK(turn(&x, x.town.now) == 0);
	CHECK(turn(&x, x.enquiry.due) == 1);
	CHECK(turn(&x, x.enquiry.due + MINUTE) == 0);
	CHECK(unread(&x, x.town.adviser, NOTIFY_APPROVAL_WAITS) == 1);
	CHECK(x.reply.asked.v == x.town.leader.v);
	CHECK(unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 0);
	/* Over: what was put off comes now. */
	IN_TX(crisis_end(t->db, &t->a, x.town.m,
	    town_person(&x.town, x.town.chief),
	    STR("Vannet har sunket"), x.town.now));
	town_reload(&x.town);
	CHECK(turn(&x, x.enquiry.due + HOUR) > 0);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 1);
	town_end(&x.town);
}

static const struct sql q_eyes = SQL("UPDATE reply SET four_eyes = 1 WHERE id = $1");

/* Where four eyes are demanded, who edits is one pair and the first writer the
 * other: they confirm, or the words go to a third.  REQ: F3; SPEC 2.6 */
TEST_BOTH(approval_of_a_coauthors_words_is_the_first_writers)
{
	struct asked x = { 0 };
	struct outbox_item it;

	ask(&x, t, "unit");
	IN_TX(db_run(t->db, &q_eyes, DB_ARGS(db_int(x.reply.id.v)), NULL));
	CHECK(decide(&x, x.town.kari, "approve", "") == ERR_DENIED);
	CHECK_OK(decide(&x, x.town.leader, "approve",
	    "Veien er stengt til lørdag.\n\nHilsen Kari"));
	CHECK(str_eq(x.reply.state, STR("waiting_approval")));
	CHECK(x.reply.asked.v == x.town.kari.v && x.reply.version == 2);
	CHECK(unread(&x, x.town.kari, NOTIFY_APPROVAL_ASKED) == 1);
	CHECK(unread(&x, x.town.leader, NOTIFY_APPROVAL_ASKED) == 0);
	CHECK(turn(&x, x.town.now) == 0);
	CHECK(decide(&x, x.town.leader, "approve", "") == ERR_DENIED);
	/* Her own words again are the leader's to confirm. */
	CHECK_OK(decide(&x, x.town.kari, "approve",
	    "Veien er stengt til søndag.\n\nHilsen Kari"));
	CHECK(x.reply.asked.v == x.town.leader.v && x.reply.version == 3);
	CHECK(decide(&x, x.town.kari, "approve", "") == ERR_DENIED);
	CHECK_OK(decide(&x, x.town.leader, "approve",
	    "Veien er stengt til mandag.\n\nHilsen Kari"));
	CHECK_OK(decide(&x, x.town.kari, "approve", ""));
	CHECK(str_eq(x.reply.state, STR("queued")));
	CHECK_OK(town_send(&x.town, OUTCOME_SENT, "c9", &it));
	CHECK(str_eq(it.state, STR("sending")));
	CHECK(
	    str_eq(it.text, STR("Veien er stengt til mandag.\n\nHilsen Kari")));
	town_verify(&x.town);
	town_end(&x.town);
}

/* The same serves posts: within the day, or before their time.  REQ: F3 */
static void
post(struct asked *x, struct test_db *t, usec_t planned)
{
	struct post_form f = { .account = x->town.blog,
		.kind = STR("statement"), .scope = STR("unit"),
					      .title = STR("Stengt veg"),
						  .text = STR(GOOD),
						      .area = x->town.roads,
						      .planned_at = planned };
	struct post p;

	IN_TX(post_submit(t->db, &t->a, x->town.m,
	    town_person(&x->town, x->town.kari), (struct post_id){ 0 }, 0, &f,
	    false, x->town.now, &p));
	CHECK(str_eq(p.state, STR("waiting_approval")));
}

TEST_BOTH(approval_of_posts_is_reminded_and_passed_on)
{
	struct asked x = { 0 };
	usec_t now;

	ask(&x, t, "unit");
	CHECK_OK(decide(&x, x.town.leader, "approve", ""));
	now = x.town.now;
	post(&x, t, 0);
	CHECK(turn(&x, now + 3 * HOUR) == 0);
	CHECK(turn(&x, now + 3 * HOUR + 45 * MINUTE) == 1);
	CHECK(unread(&x, x.town.leader, NOTIFY_POST_WAITS) == 1);
	CHECK(turn(&x, x.enquiry.soon_at) == 1);
	CHECK(unread(&x, x.town.chief, NOTIFY_POST_ASKED) == 1);
	CHECK(noted(&x, "post.passed_on") == 1);
	CHECK(turn(&x, now + DAY) == 1);
	CHECK(unread(&x, x.town.team, NOTIFY_POST_UNDECIDED) == 1);
	CHECK(unread(&x, x.town.kari, NOTIFY_POST_UNDECIDED) == 1);
	town_end(&x.town);
}

TEST_BOTH(approval_of_a_planned_post_comes_before_its_time)
{
	struct asked x = { 0 };
	usec_t now;

	ask(&x, t, "unit");
	CHECK_OK(decide(&x, x.town.leader, "approve", ""));
	now = x.town.now;
	post(&x, t, now + 5 * HOUR);
	CHECK(turn(&x, now + 2 * HOUR) == 0);
	CHECK(turn(&x, now + 150 * MINUTE) == 1);
	CHECK(turn(&x, now + 4 * HOUR) == 1);
	CHECK(unread(&x, x.town.chief, NOTIFY_POST_ASKED) == 1);
	CHECK(turn(&x, now + 5 * HOUR) == 1);
	CHECK(unread(&x, x.town.team, NOTIFY_POST_UNDECIDED) == 1);
	town_verify(&x.town);
	town_end(&x.town);
}
