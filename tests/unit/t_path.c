/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_path.c - from comment to record, in the model: the path and its fences.
 * REQ: F2 F3 F4 K1 K5 K8; invariants 3, 5, 7, 10
 */
#include "ledger/verify.h"
#include "tests/test_db.h"
#include "tests/town.h"

/* In a transaction of its own. */
#define IN_TX(expr)                                                            \
	do {                                                                   \
		CHECK_OK(db_begin(t->db));                                     \
		CHECK_OK(expr);                                                \
		CHECK_OK(db_commit(t->db));                                    \
	} while (0)

TEST_BOTH(path_comment_is_answered_and_recorded)
{
	struct taken_item got;
	struct outbox_item it;
	struct inbox_counts n;
	struct reply_form f;
	struct reply r = { 0 };
	struct enquiry e;
	struct town town;

	town_build(&town, t->db, &t->a);
	got = town_says(&town, "c1", "Tone", "Når brøyter dere Lavegen?");
	CHECK(got.what == TAKEN_NEW && got.enquiry.v > 0);
	CHECK_OK(enquiry_get(t->db, &t->a, got.enquiry, &e));
	CHECK(e.category == CATEGORY_QUESTION);
	CHECK(e.due == town.now + DAY); /* Wednesday, same clock */
	CHECK_OK(inbox_counts(t->db, &t->a, town.kari, &n));
	CHECK(n.open == 1 && n.free == 1 && n.mine == 0);
	f = town_form(
	    &town, got.enquiry, "fact", "Vi brøyter kl. 6.\n\nHilsen Kari");
	CHECK_OK(town_publish(&town, town.kari, &f, &r));
	CHECK(str_eq(r.state, STR("queued")));
	CHECK(str_eq(town_state(&town, got.enquiry), STR("waiting")));
	CHECK_OK(town_send(&town, OUTCOME_SENT, "c2", &it));
	CHECK(str_eq(it.text, f.text) && str_eq(it.parent_native, STR("c1")));
	CHECK(str_eq(town_state(&town, got.enquiry), STR("answered")));
	CHECK_OK(inbox_counts(t->db, &t->a, town.kari, &n));
	CHECK(n.open == 0 && n.free == 0 && n.mine == 0 && n.approval == 0);
	CHECK(town_send(&town, OUTCOME_SENT, "c3", &it) == ERR_MISSING);
	town_verify(&town);
	town_end(&town);
}

TEST_BOTH(path_repeats_edits_and_tombstones)
{
	struct taken_item one, again, edited, second;
	struct message *v;
	struct town town;
	struct enquiry e;
	struct str gone = STR("c1");
	size_t n;

	town_build(&town, t->db, &t->a);
	one = town_says(&town, "c1", "Tone", "Er vegen stengt?");
	again = town_says(&town, "c1", "Tone", "Er vegen stengt?");
	CHECK(again.what == TAKEN_SAME && again.id.v == one.id.v);
	edited = town_says(&town, "c1", "Tone", "Er Ålvegen stengt?");
	CHECK(edited.what == TAKEN_EDITED);
	town.now += HOUR;
	second = town_says(&town, "c9", "Tone", "Hallo?");
	CHECK(second.enquiry.v == one.enquiry.v);
	CHECK_OK(enquiry_get(t->db, &t->a, one.enquiry, &e));
	CHECK(e.due == town.now - HOUR + DAY); /* the earliest holds */
	IN_TX(message_gone(t->db, &t->a, town.blog, &gone, 1, town.now));
	CHECK_OK(thread_messages(t->db, &t->a, e.thread, 10, &v, &n));
	CHECK(n == 2 && v[0].nrevisions == 2);
	CHECK(v[0].state == MESSAGE_DELETED);
	CHECK(str_eq(v[0].revisions[0].text, STR("Er vegen stengt?")));
	town_verify(&town);
	town_end(&town);
}

/* A name stands in every list; told again, it is no edit.  REQ: K8 */
TEST_BOTH(path_masks_a_number_in_a_name)
{
	struct taken_item one, again;
	struct town town;
	struct enquiry e;

	town_build(&town, t->db, &t->a);
	one = town_says(&town, "c1", "Tone 10829132090", "Er vegen stengt?");
	again = town_says(&town, "c1", "Tone 10829132090", "Er vegen stengt?");
	CHECK(again.what == TAKEN_SAME);
	CHECK_OK(enquiry_get(t->db, &t->a, one.enquiry, &e));
	CHECK(str_eq(e.author_name, STR("Tone ███████████")));
	one = town_says(&town, "c2", "Rørlegger 61 22 44 00", "Hei?");
	CHECK_OK(enquiry_get(t->db, &t->a, one.enquiry, &e));
	CHECK(str_eq(e.author_name, STR("Rørlegger 61 22 44 00")));
	town_end(&town);
}

TEST_BOTH(path_search_finds_stems_and_new_words)
{
	struct inbox_filter f = {
		.tab = TAB_OPEN, .category = -1, .limit = 50
	};
	struct inbox_page page;
	struct town town;

	town_build(&town, t->db, &t->a);
	town_says(&town, "c1", "Tone", "Barnehagene i Åsgata er fulle");
	town_says(&town, "c2", "Per", "Hva koster avløpsgebyret?");
	f.words = STR("barnehage");
	CHECK_OK(inbox_list(t->db, &t->a, &f, &page));
	CHECK(page.n == 1);
	f.words = STR("aasgata");
	CHECK_OK(inbox_list(t->db, &t->a, &f, &page));
	f.words = STR("asgata"); /* without a Norwegian keyboard */
	CHECK_OK(inbox_list(t->db, &t->a, &f, &page));
	CHECK(page.n == 1);
	town_says(&town, "c2", "Per", "Hva koster feiing?");
	f.words = STR("avløpsgebyr");
	CHECK_OK(inbox_list(t->db, &t->a, &f, &page));
	CHECK(page.n == 0);
	f.words = STR("feiing");
	CHECK_OK(inbox_list(t->db, &t->a, &f, &page));
	CHECK(page.n == 1);
	town_end(&town);
}

TEST_BOTH(path_statement_needs_the_leader)
{
	struct taken_item got;
	struct reply_form f;
	struct reply r = { 0 };
	struct outbox_item it;
	struct town town;

	town_build(&town, t->db, &t->a);
	got = town_says(&town, "c1", "Tone", "Hvorfor prioriterer dere slik?");
	f = town_form(&town, got.enquiry, "statement",
	    "Vi prioriterer skolevegene først.\n\nHilsen Kari");
	CHECK_OK(town_publish(&town, town.kari, &f, &r));
	CHECK(str_eq(r.state, STR("waiting_approval")));
	CHECK(r.asked.v == town.leader.v);
	CHECK(str_eq(r.asked_clause, STR("F3")));
	/* Neither the writer nor another unit's leader may approve. */
	CHECK_OK(db_begin(t->db));
	CHECK(reply_decide(t->db, &t->a, town.m, town_person(&town, town.kari),
	    r.id, 1, STR("approve"), r.text, STR_NONE, town.now, &r) ==
	    ERR_DENIED);
	db_rollback(t->db);
	CHECK_OK(db_begin(t->db));
	CHECK(reply_decide(t->db, &t->a, town.m,
	    town_person(&town, town.culture_leader), r.id, 1,
	    STR("approve"), r.text, STR_NONE, town.now, &r) == ERR_DENIED);
	db_rollback(t->db);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(reply_decide(t->db, &t->a, town.m,
	    town_person(&town, town.leader), r.id, 1,
	    STR("approve"), STR("Vi tar skolevegene først.\n\nHilsen Kari"),
				STR_NONE, town.now, &r));
	CHECK_OK(db_commit(t->db));
	CHECK(r.version == 2 && r.text_author.v == town.leader.v);
	CHECK_OK(town_send(&town, OUTCOME_SENT, "c2", &it));
	CHECK(str_eq(it.state, STR("sending")));
	CHECK(str_starts(it.text, STR("Vi tar")));
	town_verify(&town);
	town_end(&town);
}

TEST_BOTH(path_gate_holds_what_lost_its_ground)
{
	struct taken_item a, b;
	struct reply_form f;
	struct reply r = { 0 };
	struct outbox_item it;
	struct town town;

	town_build(&town, t->db, &t->a);
	a = town_says(&town, "c1", "Tone", "Når kommer brøytebilen?");
	f = town_form(&town, a.enquiry, "fact", "Kl. 6.\n\nHilsen Kari");
	CHECK_OK(town_publish(&town, town.kari, &f, &r));
	/* The question is edited between the click and the sending. */
	town_says(&town, "c1", "Tone", "Når kommer strøbilen?");
	CHECK_OK(town_send(&town, OUTCOME_SENT, "c2", &it));
	CHECK(str_eq(it.state, STR("held")) &&
	    str_eq(it.held_why, STR("thread")));
	/* Another thread's change stops the writer at the click. */
	b = town_says(&town, "c5", "Per", "Hva med Lia?");
	f = town_form(&town, b.enquiry, "fact", "Kl. 7.\n\nHilsen Kari");
	town_says(&town, "c6", "Oda", "Og Nerlia?");
	CHECK(town_publish(&town, town.kari, &f, &r) == ERR_CONFLICT);
	town_verify(&town);
	town_end(&town);
}

TEST_BOTH(path_unknown_outcome_waits_for_a_person)
{
	struct taken_item a;
	struct reply_form f;
	struct reply r = { 0 };
	struct outbox_item it, *v;
	struct town town;
	size_t n;

	town_build(&town, t->db, &t->a);
	a = town_says(&town, "c1", "Tone", "Når kommer brøytebilen?");
	f = town_form(&town, a.enquiry, "fact", "Kl. 6.\n\nHilsen Kari");
	CHECK_OK(town_publish(&town, town.kari, &f, &r));
	CHECK_OK(town_send(&town, OUTCOME_AMBIGUOUS, "", &it));
	for (int look = 0; look < 2; look++) {
		CHECK_OK(outbox_stranded(
		    t->db, &t->a, town.blog, town.now + HOUR, &v, &n));
		CHECK(n == 1);
		CHECK_OK(db_begin(t->db));
		CHECK_OK(outbox_finish(t->db, &t->a, &v[0], OUTCOME_AMBIGUOUS,
		    STR_NONE, STR("timeout"), town.now, town.now));
		CHECK_OK(db_commit(t->db));
	}
	CHECK_OK(outbox_troubled(t->db, &t->a, &v, &n));
	CHECK(n == 1 && str_eq(v[0].state, STR("unknown")));
	CHECK_OK(db_begin(t->db));
	CHECK_OK(outbox_settle(t->db, &t->a, v[0].id,
	    STR("sent"), STR("c2"), town.kari, town.now));
	CHECK_OK(db_commit(t->db));
	CHECK(str_eq(town_state(&town, a.enquiry), STR("answered")));
	town_verify(&town);
	town_end(&town);
}

TEST_BOTH(path_role_lost_holds_the_reply)
{
	struct taken_item a;
	struct reply_form f;
	struct reply r = { 0 };
	struct outbox_item it;
	struct town town;
	int64_t grant = 0;

	town_build(&town, t->db, &t->a);
	a = town_says(&town, "c1", "Tone", "Når kommer brøytebilen?");
	f = town_form(&town, a.enquiry, "statement", "Snart.\n\nHilsen Ingrid");
	CHECK_OK(town_publish(&town, town.leader, &f, &r));
	CHECK(str_eq(r.state, STR("queued")));
	grant = town_person(&town, town.leader)->grants[0].seq;
	IN_TX(role_take(t->db, &t->a, grant, town.admin, town.now));
	CHECK(town_send(&town, OUTCOME_SENT, "c2", &it) == ERR_CONFLICT);
	town_reload(&town);
	CHECK_OK(town_send(&town, OUTCOME_SENT, "c2", &it));
	CHECK(str_eq(it.held_why, STR("authority")));
	town_verify(&town);
	town_end(&town);
}

TEST_BOTH(path_negative_is_not_closed_unanswered)
{
	struct taken_item a;
	struct town town;

	town_build(&town, t->db, &t->a);
	a = town_says(&town, "c1", "Tone", "Dårlig brøyting.");
	IN_TX(enquiry_set_category(t->db, &t->a, town.m, a.enquiry,
	    CATEGORY_NEGATIVE, town.kari, town.now));
	CHECK_OK(db_begin(t->db));
	CHECK(enquiry_close(t->db, &t->a, a.enquiry,
	    STR("no_answer_needed"), STR_NONE, town.kari, town.now) ==
	    ERR_BLOCKED);
	db_rollback(t->db);
	IN_TX(enquiry_close(t->db, &t->a, a.enquiry,
	    STR("taken_back"), STR_NONE, town.kari, town.now));
	CHECK(str_eq(town_state(&town, a.enquiry), STR("closed")));
	town_end(&town);
}

TEST_BOTH(path_closure_moves_deadlines_with_their_inputs)
{
	struct taken_item a;
	struct deadline_row d;
	struct closure c = { .reason = STR("Ferie") };
	struct enquiry e;
	struct town town;

	town_build(&town, t->db, &t->a);
	a = town_says(&town, "c1", "Tone", "Når kommer brøytebilen?");
	c.account = town.blog;
	c.from = town.now + HOUR;
	c.to = town.now + 7 * DAY;
	IN_TX(closure_set(t->db, &t->a, town.m, &c, town.adviser, town.now));
	CHECK_OK(enquiry_get(t->db, &t->a, a.enquiry, &e));
	/* One working hour is gone; 6.5 are left from Tuesday at ten. */
	CHECK(e.due == town.now + 8 * DAY - HOUR);
	CHECK_OK(enquiry_deadline(t->db, &t->a, town.m, a.enquiry, &d));
	CHECK(d.d.due == e.due && d.sum.n >= 3);
	CHECK(d.sum.v[d.sum.n - 1].at == e.due);
	c.reason = STR(" ");
	CHECK_OK(db_begin(t->db));
	CHECK(closure_set(t->db, &t->a, town.m, &c, town.adviser, town.now) ==
	      ERR_INVALID);
	/* What was late last week does not become on time; a closing for good
	 * is none for a time; and the public reads the reason. */
	c.reason = STR("Ferie");
	c.from = town.now - 2 * DAY;
	CHECK(closure_set(t->db, &t->a, town.m, &c, town.adviser, town.now) ==
	      ERR_INVALID);
	c.from = town.now;
	c.to = town.now + 367 * DAY;
	CHECK(closure_set(t->db, &t->a, town.m, &c, town.adviser, town.now) ==
	      ERR_INVALID);
	c.to = town.now + DAY;
	c.reason = STR("Jeg er syk, ring meg på 10829132090");
	CHECK(closure_set(t->db, &t->a, town.m, &c, town.adviser, town.now) ==
	      ERR_BLOCKED);
	c.reason.p = ARENA_ARRAY(&t->a, char, 2000);
	memset((char *)(uintptr_t)c.reason.p, 'x', c.reason.n = 2000);
	CHECK(closure_set(t->db, &t->a, town.m, &c, town.adviser, town.now) ==
	      ERR_TOO_LARGE);
	db_rollback(t->db);
	town_verify(&town);
	town_end(&town);
}

/* The sum on the screen is of the account's hours as they then were, and of
 * every closure, however many.  REQ: K1 K2; invariant 7 */
TEST_BOTH(path_sum_keeps_the_hours_and_closures_of_its_time)
{
	struct closure c = { .reason = STR("Vedlikehold") };
	struct worktime hours;
	struct deadline_row d;
	struct taken_item q;
	struct town town;
	struct account acct;

	town_build(&town, t->db, &t->a);
	acct = *account_find(town.m, town.blog);
	CHECK_OK(worktime_default(&hours));
	hours.week[2] = (struct worktime_day){ 0 }; /* Wednesday: closed */
	acct.hours_json = worktime_json(&t->a, &hours);
	IN_TX(account_change(t->db, &t->a, &acct, town.admin));
	town_reload(&town);
	q = town_says(&town, "c1", "Tone", "Når kommer brøytebilen?");
	c.account = town.blog;
	for (int i = 0; i < 70; i++) {
		c.from = town.now + i * MINUTE;
		c.to = c.from + MINUTE;
		IN_TX(closure_set(
		    t->db, &t->a, town.m, &c, town.adviser, town.now));
	}
	/* Afterwards the account has the municipality's hours again. */
	acct = *account_find(town.m, town.blog);
	acct.hours_json = STR_NONE;
	IN_TX(account_change(t->db, &t->a, &acct, town.admin));
	town_reload(&town);
	CHECK_OK(enquiry_deadline(t->db, &t->a, town.m, q.enquiry, &d));
	CHECK(d.sum.v[d.sum.n - 1].at == d.d.due);
	worktime_deadline(&hours, town.now,
	    &(struct worktime_closure){ town.now, town.now + 70 * MINUTE }, 1,
	    &d.d);
	CHECK(d.sum.v[d.sum.n - 1].at == d.d.due);
	town_verify(&town);
	town_end(&town);
}

/* After an answer the dialogue may be ended, with a reason; not before.
 * REQ: K5 */
TEST_BOTH(path_dialogue_ends_after_an_answer)
{
	struct taken_item q;
	struct outbox_item it;
	struct reply_form f;
	struct reply r;
	struct town town;

	town_build(&town, t->db, &t->a);
	q = town_says(&town, "c1", "Tone", "Elendig brøyting!");
	CHECK_OK(db_begin(t->db));
	CHECK(enquiry_close(t->db, &t->a, q.enquiry,
	    STR("ended"), STR("Vi kommer ikke lenger"), town.kari, town.now) ==
		ERR_BLOCKED);
	db_rollback(t->db);
	f = town_form(&town, q.enquiry, "fact", "Bilen kom 7.\n\nHilsen Kari");
	CHECK_OK(town_publish(&town, town.kari, &f, &r));
	CHECK_OK(town_send(&town, OUTCOME_SENT, "u1", &it));
	q = town_says(&town, "c2", "Tone", "Like elendig i dag!");
	CHECK_OK(db_begin(t->db));
	CHECK(enquiry_close(t->db, &t->a, q.enquiry,
	    STR("ended"), STR(" "), town.kari, town.now) == ERR_INVALID);
	db_rollback(t->db);
	IN_TX(enquiry_close(t->db, &t->a, q.enquiry,
	    STR("ended"), STR("Alt er sagt"), town.kari, town.now));
	CHECK(str_eq(town_state(&town, q.enquiry), STR("closed")));
	/* Who asks something new is not shut out by it. */
	q = town_says(&town, "c3", "Tone", "Når kommer bilen i morgen?");
	CHECK(str_eq(town_state(&town, q.enquiry), STR("open")));
	town_verify(&town);
	town_end(&town);
}
