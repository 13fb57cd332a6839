/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_approval.c - what waits for another person does not wait in silence:
 * reminded once, passed on, told of, and settled when it is decided.
 * REQ: F3 F4 K1 K2 K12; SPEC 2.6
 */
#include "model/crisis.h"
#include "model/post.h"
#include "tests/unit/asked.h"

/* REQ: F3 */
TEST_BOTH(approval_is_reminded_passed_on_and_told_each_once)
{
	struct asked x = { 0 };

	asked_begin(&x, t, "unit");
	CHECK(x.reply.asked.v == x.town.leader.v);
	CHECK(asked_unread(&x, x.town.leader, NOTIFY_APPROVAL_ASKED) == 1);
	CHECK(asked_turn(&x, x.enquiry.half_at - 1) == 0);
	CHECK(asked_unread(&x, x.town.leader, NOTIFY_APPROVAL_WAITS) == 0);

	CHECK(asked_turn(&x, x.enquiry.half_at) == 1);
	CHECK(asked_turn(&x, x.enquiry.half_at) == 0);
	CHECK(asked_unread(&x, x.town.leader, NOTIFY_APPROVAL_WAITS) == 1);
	CHECK(x.reply.asked.v == x.town.leader.v);

	/* The next on the way up as well; the first may decide still. */
	CHECK(asked_turn(&x, x.enquiry.soon_at) == 1);
	CHECK(asked_turn(&x, x.enquiry.soon_at + MINUTE) == 0);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(asked_unread(&x, x.town.chief, NOTIFY_APPROVAL_ASKED) == 1);
	CHECK(asked_unread(&x, x.town.leader, NOTIFY_APPROVAL_ASKED) == 1);
	CHECK(asked_unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 0);
	CHECK(asked_noted(&x, "reply.passed_on") == 1);

	CHECK(asked_turn(&x, x.enquiry.due) == 1);
	CHECK(asked_turn(&x, x.enquiry.due + DAY) == 0);
	CHECK(asked_unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 1);
	CHECK(asked_unread(&x, x.town.kari, NOTIFY_APPROVAL_LATE) == 1);
	CHECK(str_eq(x.reply.state, STR("waiting_approval")));

	/* Decided: nobody need look any more, and nothing comes again. */
	CHECK_OK(asked_decide(&x, x.town.leader, "approve", ""));
	CHECK(str_eq(x.reply.state, STR("queued")));
	CHECK(asked_unread(&x, x.town.leader, NOTIFY_APPROVAL_ASKED) == 0);
	CHECK(asked_unread(&x, x.town.leader, NOTIFY_APPROVAL_WAITS) == 0);
	CHECK(asked_unread(&x, x.town.chief, NOTIFY_APPROVAL_ASKED) == 0);
	CHECK(asked_unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 0);
	CHECK(asked_turn(&x, x.enquiry.due + 2 * DAY) == 0);
	town_verify(&x.town);
	town_end(&x.town);
}

/* REQ: F3 F4 */
TEST_BOTH(approval_goes_past_who_is_away_or_has_lost_the_role)
{
	struct asked x = { 0 };
	const struct person *p;

	asked_begin(&x, t, "unit");
	CHECK(asked_turn(&x, x.town.now) == 0);
	asked_leave(&x, t, x.town.leader);
	CHECK(asked_turn(&x, x.town.now) == 1);
	CHECK(asked_turn(&x, x.town.now) == 0);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(asked_unread(&x, x.town.leader, NOTIFY_APPROVAL_ASKED) == 0);
	CHECK(asked_unread(&x, x.town.chief, NOTIFY_APPROVAL_ASKED) == 1);
	CHECK(asked_noted(&x, "reply.rerouted") == 1);

	/* The chief executive leaves the post, a mayor is there. */
	CHECK_OK(db_begin(t->db));
	town_give(&x.town, x.town.team, ROLE_MAYOR, (struct unit_id){ 0 });
	p = town_person(&x.town, x.town.chief);
	CHECK_OK(role_take(
	    t->db, &t->a, p->grants[0].seq, x.town.admin, x.town.now));
	CHECK_OK(db_commit(t->db));
	town_reload(&x.town);
	CHECK(asked_turn(&x, x.town.now + MINUTE) == 1);
	CHECK(x.reply.asked.v == x.town.team.v);
	town_verify(&x.town);
	town_end(&x.town);
}

/* Nobody is there: the team is told at once where nobody could be asked, else
 * when 80 % of the time has gone.  REQ: F3 F4 */
TEST_BOTH(approval_that_nobody_can_give_is_told_to_the_team)
{
	struct asked x = { 0 };

	asked_begin(&x, t, "municipality");
	CHECK(x.reply.asked.v == x.town.chief.v);
	asked_leave(&x, t, x.town.chief);
	CHECK(asked_turn(&x, x.town.now) == 0);
	CHECK(asked_turn(&x, x.enquiry.half_at) == 1);
	CHECK(asked_turn(&x, x.enquiry.soon_at) == 1);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(asked_unread(&x, x.town.team, NOTIFY_UNROUTED) == 1);
	/* A unit's leader is no way out of F4. */
	CHECK(asked_decide(&x, x.town.leader, "approve", "") == ERR_DENIED);
	IN_TX(reply_withdraw(t->db, &t->a, town_person(&x.town, x.town.kari),
	    x.reply.id, x.town.now));
	CHECK(asked_unread(&x, x.town.team, NOTIFY_UNROUTED) == 0);
	CHECK(asked_turn(&x, x.enquiry.due) == 0);
	town_end(&x.town);
}

static const struct sql q_k11 = SQL("UPDATE reply SET asked_clause = 'K11', asked_id = $2 WHERE id = $1");

/* What only F4 can lift is passed to nobody else.  REQ: K11 F4 */
TEST_BOTH(approval_of_a_political_matter_stays_with_f4)
{
	struct asked x = { 0 };

	asked_begin(&x, t, "unit");
	IN_TX(db_run(t->db, &q_k11,
	    DB_ARGS(db_int(x.reply.id.v), db_int(x.town.chief.v)), NULL));
	asked_leave(&x, t, x.town.chief);
	CHECK(asked_turn(&x, x.enquiry.soon_at) == 2);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(asked_unread(&x, x.town.team, NOTIFY_UNROUTED) == 1);
	town_end(&x.town);
}

/* Sent on when the time is out already, at 15:20: nobody is passed by before
 * they have had half an hour of working time.  REQ: F3 K1 */
TEST_BOTH(approval_gives_time_to_read)
{
	struct asked x = { 0 };
	usec_t sent;

	asked_begin(&x, t, "unit");
	CHECK_OK(asked_decide(&x, x.town.leader, "return", ""));
	CHECK(asked_unread(&x, x.town.kari, NOTIFY_APPROVAL_RETURNED) == 1);
	/* Wednesday 15:20, after the deadline at ten. */
	clock_set(x.town.now = sent = x.enquiry.due + 5 * HOUR + 20 * MINUTE);
	{
		struct reply_form f = town_form(
		    &x.town, x.enquiry.id, "statement", GOOD);

		CHECK_OK(town_publish(&x.town, x.town.kari, &f, &x.reply));
	}
	CHECK(asked_turn(&x, sent + 9 * MINUTE) == 0);
	CHECK(asked_turn(&x, sent + 5 * HOUR) == 0); /* an evening is no time */
	CHECK(asked_turn(&x, sent + 17 * HOUR - MINUTE) == 0);
	CHECK(asked_turn(&x, sent + 17 * HOUR) == 3); /* Thursday 08:20 */
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(asked_unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 1);
	town_end(&x.town);
}

/* REQ: K2 */
TEST_BOTH(approval_waits_while_the_account_is_closed)
{
	struct closure c = { .reason = STR("Kurs") };
	struct asked x = { 0 };
	usec_t due;

	asked_begin(&x, t, "unit");
	due = x.enquiry.due;
	c.account = x.town.blog;
	c.from = x.town.now;
	c.to = x.town.now + 7 * DAY;
	IN_TX(closure_set(
	    t->db, &t->a, x.town.m, &c, x.town.adviser, x.town.now));
	asked_leave(&x, t, x.town.leader);
	CHECK(asked_turn(&x, due) == 0);
	CHECK(asked_turn(&x, c.to - MINUTE) == 0);
	CHECK(x.reply.asked.v == x.town.leader.v);
	/* Open again: who is away is passed by; the rest waits for the
	 * deadline that was moved. */
	CHECK(asked_turn(&x, c.to) == 1);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK_OK(enquiry_get(t->db, &t->a, x.enquiry.id, &x.enquiry));
	CHECK(x.enquiry.due > due + 6 * DAY);
	CHECK(asked_turn(&x, x.enquiry.half_at) == 1);
	town_end(&x.town);
}

/* REQ: K12 */
TEST_BOTH(approval_in_a_crisis_asks_nobody_new)
{
	struct asked x = { 0 };
	const struct person *chief;
	size_t n;

	asked_begin(&x, t, "unit");
	chief = town_person(&x.town, x.town.chief);
	CHECK_OK(db_begin(t->db));
	town_give(&x.town, x.town.adviser, ROLE_CRISIS_LEADERSHIP,
	    (struct unit_id){ 0 });
	CHECK_OK(crisis_begin(t->db, &t->a, x.town.m, chief, x.town.chief,
	    STR("Flom"), x.town.now, &n));
	CHECK_OK(db_commit(t->db));
	asked_leave(&x, t, x.town.leader);
	CHECK(asked_turn(&x, x.town.now) == 0);
	CHECK(asked_turn(&x, x.enquiry.due) == 1);
	CHECK(asked_turn(&x, x.enquiry.due + MINUTE) == 0);
	CHECK(asked_unread(&x, x.town.adviser, NOTIFY_APPROVAL_WAITS) == 1);
	CHECK(x.reply.asked.v == x.town.leader.v);
	CHECK(asked_unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 0);
	/* Over: what was put off comes now. */
	IN_TX(crisis_end(t->db, &t->a, x.town.m,
	    town_person(&x.town, x.town.chief),
	    STR("Vannet har sunket"), x.town.now));
	town_reload(&x.town);
	CHECK(asked_turn(&x, x.enquiry.due + HOUR) > 0);
	CHECK(x.reply.asked.v == x.town.chief.v);
	CHECK(asked_unread(&x, x.town.team, NOTIFY_APPROVAL_LATE) == 1);
	town_end(&x.town);
}

static const struct sql q_eyes = SQL("UPDATE reply SET four_eyes = 1 WHERE id = $1");

/* Where four eyes are demanded, who edits is one pair and the first writer the
 * other: they confirm, or the words go to a third.  REQ: F3; SPEC 2.6 */
TEST_BOTH(approval_of_a_coauthors_words_is_the_first_writers)
{
	struct asked x = { 0 };
	struct outbox_item it;

	asked_begin(&x, t, "unit");
	IN_TX(db_run(t->db, &q_eyes, DB_ARGS(db_int(x.reply.id.v)), NULL));
	CHECK(asked_decide(&x, x.town.kari, "approve", "") == ERR_DENIED);
	CHECK_OK(asked_decide(&x, x.town.leader, "approve",
	    "Veien er stengt til lørdag.\n\nHilsen Kari"));
	CHECK(str_eq(x.reply.state, STR("waiting_approval")));
	CHECK(x.reply.asked.v == x.town.kari.v && x.reply.version == 2);
	CHECK(asked_unread(&x, x.town.kari, NOTIFY_APPROVAL_ASKED) == 1);
	CHECK(asked_unread(&x, x.town.leader, NOTIFY_APPROVAL_ASKED) == 0);
	CHECK(asked_turn(&x, x.town.now) == 0);
	CHECK(asked_decide(&x, x.town.leader, "approve", "") == ERR_DENIED);
	/* Her own words again are the leader's to confirm. */
	CHECK_OK(asked_decide(&x, x.town.kari, "approve",
	    "Veien er stengt til søndag.\n\nHilsen Kari"));
	CHECK(x.reply.asked.v == x.town.leader.v && x.reply.version == 3);
	CHECK(asked_decide(&x, x.town.kari, "approve", "") == ERR_DENIED);
	CHECK_OK(asked_decide(&x, x.town.leader, "approve",
	    "Veien er stengt til mandag.\n\nHilsen Kari"));
	CHECK_OK(asked_decide(&x, x.town.kari, "approve", ""));
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

	asked_begin(&x, t, "unit");
	CHECK_OK(asked_decide(&x, x.town.leader, "approve", ""));
	now = x.town.now;
	post(&x, t, 0);
	CHECK(asked_turn(&x, now + 3 * HOUR) == 0);
	CHECK(asked_turn(&x, now + 3 * HOUR + 45 * MINUTE) == 1);
	CHECK(asked_unread(&x, x.town.leader, NOTIFY_POST_WAITS) == 1);
	CHECK(asked_turn(&x, x.enquiry.soon_at) == 1);
	CHECK(asked_unread(&x, x.town.chief, NOTIFY_POST_ASKED) == 1);
	CHECK(asked_noted(&x, "post.passed_on") == 1);
	CHECK(asked_turn(&x, now + DAY) == 1);
	CHECK(asked_unread(&x, x.town.team, NOTIFY_POST_UNDECIDED) == 1);
	CHECK(asked_unread(&x, x.town.kari, NOTIFY_POST_UNDECIDED) == 1);
	town_end(&x.town);
}

TEST_BOTH(approval_of_a_planned_post_comes_before_its_time)
{
	struct asked x = { 0 };
	usec_t now;

	asked_begin(&x, t, "unit");
	CHECK_OK(asked_decide(&x, x.town.leader, "approve", ""));
	now = x.town.now;
	post(&x, t, now + 5 * HOUR);
	CHECK(asked_turn(&x, now + 2 * HOUR) == 0);
	CHECK(asked_turn(&x, now + 150 * MINUTE) == 1);
	CHECK(asked_turn(&x, now + 4 * HOUR) == 1);
	CHECK(asked_unread(&x, x.town.chief, NOTIFY_POST_ASKED) == 1);
	CHECK(asked_turn(&x, now + 5 * HOUR) == 1);
	CHECK(asked_unread(&x, x.town.team, NOTIFY_POST_UNDECIDED) == 1);
	town_verify(&x.town);
	town_end(&x.town);
}

/* Where four eyes are demanded of a post, its first writer confirms too. */
TEST_BOTH(approval_of_a_coauthors_post_is_the_first_writers)
{
	static const struct sql q_post_eyes = SQL("UPDATE post SET four_eyes = 1");
	struct asked x = { 0 };
	struct outbox_item it;
	struct post *v;
	struct post p;
	size_t n;

	asked_begin(&x, t, "unit");
	CHECK_OK(asked_decide(&x, x.town.leader, "approve", ""));
	CHECK_OK(town_send(&x.town, OUTCOME_SENT, "c9", &it));
	post(&x, t, 0);
	IN_TX(db_run(t->db, &q_post_eyes, DB_NOARGS, NULL));
	CHECK_OK(post_list(t->db, &t->a, &v, &n));
	IN_TX(post_decide(t->db, &t->a, x.town.m,
	    town_person(&x.town, x.town.leader), v[0].id, v[0].version,
	    STR("approve"), STR("Veien åpner lørdag.\n\nHilsen Kari"), STR_NONE,
				x.town.now, &p));
	CHECK(p.asked.v == x.town.kari.v);
	CHECK(str_eq(p.state, STR("waiting_approval")));
	CHECK(asked_unread(&x, x.town.kari, NOTIFY_POST_ASKED) == 1);
	CHECK(asked_turn(&x, x.town.now) == 0);
	IN_TX(post_decide(t->db, &t->a, x.town.m,
	    town_person(&x.town, x.town.kari), p.id, p.version,
	    STR("approve"), STR_NONE, STR_NONE, x.town.now, &p));
	CHECK_OK(town_send(&x.town, OUTCOME_SENT, "p9", &it));
	CHECK(str_eq(it.act, STR("post")) && str_eq(it.state, STR("sending")));
	CHECK(str_eq(it.text, STR("Veien åpner lørdag.\n\nHilsen Kari")));
	town_verify(&x.town);
	town_end(&x.town);
}
