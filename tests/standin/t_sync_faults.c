/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_sync_faults.c - whatever the network and the platform do, at every call
 * that the workers make: an answer is on the blog exactly once in the end, or
 * with a person as `unknown`; what is hidden is hidden; nothing that comes in
 * is lost, and nothing is taken for deleted that is not.
 * REQ: SPEC 2; invariants 4, 9
 */
#include <unistd.h>

#include "tests/standin/yard.h"

enum { TURNS_MAX = 200 };

static const enum standin_fault faults[] = { STANDIN_CUT, STANDIN_CUT_BEFORE,
	STANDIN_HTML, STANDIN_LIMIT, STANDIN_LOGIN, STANDIN_BROKEN,
	STANDIN_EMPTY };
enum { NFAULTS = sizeof(faults) / sizeof(faults[0]) };

static const struct sql q_deleted = SQL("SELECT COUNT(*) FROM message_state WHERE state = 'deleted'");
static const struct sql q_sent_twice = SQL("SELECT COUNT(*) FROM (SELECT outbox_id FROM outbox_result"
	" WHERE state = 'sent' GROUP BY outbox_id HAVING COUNT(*) > 1) AS d");
static const struct sql q_open = SQL("SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending')");

static void
open_quiet(struct yard *y, struct test_db *t)
{
	yard_open(y, t, NULL);
	yard_start(y, 0);
}

/* Until there is nothing left to send: a turn, and half a minute. */
static void
settle(struct yard *y)
{
	int i;

	for (i = 0; i < TURNS_MAX && yard_count(y, &q_open) > 0; i++) {
		yard_step(y);
		yard_pass(y, 30 * SECOND);
	}
	CHECK(i < TURNS_MAX);
}

static struct message
comes_in(struct yard *y, struct str post, const char *text)
{
	static int citizens;
	struct message m = { 0 };
	char author[24];
	struct str id;

	/* Each their own: whose answer is on its way adds to that enquiry. */
	snprintf(author, sizeof(author), "tone%d", ++citizens);
	id = yard_says(y, post, author, text, NULL);
	for (int i = 0; i < 10 && !yard_message(y, id, &m); i++) {
		yard_pass(y, 2 * SECOND);
		yard_step(y);
	}
	CHECK(m.id.v > 0);
	return m;
}

/* Sending ----------------------------------------------------------------- */

struct sent {
	struct reply r;
	struct str text;
};

static struct sent
answer(struct yard *y, struct str post, int number)
{
	char text[64];
	struct sent s = { 0 };
	struct message m;

	snprintf(text, sizeof(text), "Når kommer bil nummer %d?", number);
	m = comes_in(y, post, text);
	s.text = str_printf(
	    &y->a, "Bil nummer %d kommer i kveld.\n\nHilsen Kari", number);
	CHECK_OK(yard_answer(y, m.enquiry, str_z(&y->a, s.text), &s.r));
	return s;
}

/* Exactly once, or a person is asked and it is there once at most. */
static bool
out_once(struct yard *y, const struct sent *s)
{
	struct outbox_item it = yard_item(y, s->r.id);
	int there = standin_wp_says(y->standin, s->text);
	bool sent = str_eq(it.state, STR("sent"));

	CHECK(sent || str_eq(it.state, STR("unknown")));
	CHECK(sent ? there == 1 : there <= 1);
	if (sent)
		CHECK(str_eq(
		    town_state(&y->town, s->r.enquiry), STR("answered")));
	return sent;
}

static void
reply_under(struct yard *y, struct str post, enum standin_fault f, int times,
    bool may_be_unknown)
{
	static int number;
	struct sent s = answer(y, post, ++number);

	standin_wp_fault_on(y->standin, f, times, "POST", "/wp/v2/comments");
	settle(y);
	standin_wp_fault(y->standin, STANDIN_OK, 0);
	CHECK(out_once(y, &s) || may_be_unknown);
	yard_pass(y, HOUR); /* whatever back-off there was is over */
	yard_step(y);
	CHECK(str_eq(yard_connection(y).state, STR("ok")));
}

TEST_BOTH(sync_reply_goes_out_once_whatever_happens)
{
	struct str post;
	struct yard y;

	open_quiet(&y, t);
	post = yard_post(&y, "Brøyting");
	for (size_t i = 0; i < NFAULTS; i++) {
		/* Only a server that never says anything of use leaves it to a
		 * person, and that not at the first time. */
		reply_under(&y, post, faults[i], 1, false);
		reply_under(&y, post, faults[i], 2, false);
		reply_under(&y, post, faults[i], 9, true);
	}
	CHECK(yard_count(&y, &q_sent_twice) == 0);
	yard_verify(&y);
	yard_close(&y);
}

/* The answer was lost, and looking for it fails as well. */
TEST_BOTH(sync_lost_answer_is_looked_for_under_every_fault)
{
	static const char *const routes[] = { "/wp/v2/users/me",
		"/wp/v2/comments" };
	struct str post;
	struct yard y;
	int number = 1000, unknown = 0;

	open_quiet(&y, t);
	post = yard_post(&y, "Brøyting");
	for (size_t i = 0; i < 2 * NFAULTS * 2; i++) {
		struct sent s = answer(&y, post, ++number);

		standin_wp_fault_on(
		    y.standin, STANDIN_CUT, 1, "POST", "/wp/v2/comments");
		yard_step(&y);
		CHECK(str_eq(yard_item(&y, s.r.id).state, STR("sending")));
		standin_wp_fault_on(y.standin, faults[i / 4], i & 2 ? 99 : 1,
		    "GET", routes[i & 1]);
		settle(&y);
		standin_wp_fault(y.standin, STANDIN_OK, 0);
		unknown += !out_once(&y, &s);
		CHECK(standin_wp_says(y.standin, s.text) == 1);
		yard_pass(&y, HOUR);
		yard_step(&y);
	}
	CHECK(unknown > 0 && unknown <= 2 * NFAULTS);
	CHECK(yard_count(&y, &q_sent_twice) == 0);
	yard_verify(&y);
	yard_close(&y);
}

/* A worker that slept through its lease comes back: what it believes is old,
 * but that the answer went out is true. */
TEST_BOTH(sync_late_word_does_not_send_again)
{
	struct outbox_item it, *v;
	struct str post;
	struct sent s;
	struct yard y;
	size_t n = 0;

	open_quiet(&y, t);
	post = yard_post(&y, "Brøyting");
	s = answer(&y, post, 1);
	standin_wp_fault_on(
	    y.standin, STANDIN_CUT_BEFORE, 1, "POST", "/wp/v2/comments");
	yard_step(&y);
	yard_pass(&y, 30 * SECOND);
	CHECK_OK(outbox_stranded(t->db, &y.a, y.town.blog, y.town.now, &v, &n));
	CHECK(n == 1);
	yard_step(&y); /* looks: it is not there */
	yard_pass(&y, MINUTE);
	it = n ? v[0] : (struct outbox_item){ 0 };
	CHECK_OK(db_begin(t->db));
	CHECK(str_eq(yard_item(&y, s.r.id).state, STR("sent")) ||
	    outbox_finish(t->db, &y.a, &it, OUTCOME_NOT_SENT, STR_NONE,
		STR_NONE, y.town.now, y.town.now) == ERR_CONFLICT);
	db_rollback(t->db);
	settle(&y);
	CHECK(out_once(&y, &s));
	CHECK_OK(db_begin(t->db));
	CHECK(outbox_finish(t->db, &y.a, &it, OUTCOME_AMBIGUOUS, STR_NONE,
		  STR_NONE, y.town.now, y.town.now) == ERR_CONFLICT);
	CHECK(outbox_finish(t->db, &y.a, &it, OUTCOME_SENT,
	    STR("77"), STR_NONE, y.town.now, y.town.now) == ERR_CONFLICT);
	db_rollback(t->db);
	yard_close(&y);
}

/* Hiding and closing ------------------------------------------------------ */

struct ordering {
	struct yard *y;
	const char *act;
	const struct message *m;
};

static enum err
order(struct db *db, void *arg)
{
	struct ordering *o = arg;
	bool hide = strcmp(o->act, "hide") == 0;
	struct outbox_item it = { .account = o->y->town.blog,
		.act = str_from(o->act),
		.message = hide ? o->m->id : (struct message_id){ 0 },
		.thread = o->m->thread,
		.ground = STR("K4"), .ordered_by = o->y->town.adviser };

	return outbox_order(db, &o->y->a, o->y->town.m, &it, o->y->town.now);
}

static void
act(struct yard *y, const char *what, const struct message *m)
{
	struct ordering o = { y, what, m };

	CHECK_OK(db_tx(y->db->db, order, &o));
}

TEST_BOTH(sync_hides_and_closes_whatever_happens)
{
	struct yard y;

	open_quiet(&y, t);
	for (size_t i = 0; i < NFAULTS; i++) {
		struct str post = yard_post(&y, "Ordskifte");
		struct message m = comes_in(&y, post, "Dette skal skjules");
		int times = i & 1 ? 4 : 1;

		act(&y, "hide", &m);
		standin_wp_fault_on(
		    y.standin, faults[i], times, "POST", "/wp/v2/comments/");
		settle(&y);
		act(&y, "close", &m);
		standin_wp_fault_on(
		    y.standin, faults[i], times, "POST", "/wp/v2/posts/");
		settle(&y);
		standin_wp_fault(y.standin, STANDIN_OK, 0);
		CHECK(str_eq(yard_member(&y, "comments", m.native_id, "status"),
		    STR("hold")));
		CHECK(str_eq(yard_member(&y, "posts", post, "comment_status"),
		    STR("closed")));
		CHECK(yard_message(&y, m.native_id, &m) &&
		      m.state == MESSAGE_HIDDEN);
		yard_pass(&y, HOUR);
		yard_step(&y);
	}
	CHECK(yard_count(&y, &q_sent_twice) == 0);
	yard_verify(&y);
	yard_close(&y);
}

/* Fetching and sweeping --------------------------------------------------- */

/* Three bad turns: noted, told aloud in time, and ever longer pauses. */
static void
fails_three_times(struct yard *y, enum standin_fault f)
{
	usec_t wait = SECOND;

	for (int i = 1; i <= 3; i++) {
		struct connection c;

		CHECK(yard_step(y));
		c = yard_connection(y);
		CHECK(c.failures == i && c.error.n > 0);
		CHECK(str_eq(c.state, STR("down")) ==
		    (f == STANDIN_LOGIN || i == 3));
		CHECK(c.next_fetch_at - y->town.now ==
		      (f == STANDIN_LIMIT ? 7 * SECOND : wait));
		wait *= 2;
		CHECK(!yard_step(y)); /* nothing before its time */
		y->town.now = c.next_fetch_at;
		clock_set(y->town.now);
	}
}

static void
fetch_under(
    struct yard *y, struct str post, enum standin_fault f, const char *route)
{
	static int number;
	struct str id;
	struct message m;
	struct connection c;
	char text[64];

	/* An empty list is a healthy answer there: but no loss either. */
	bool healthy = f == STANDIN_EMPTY && strcmp(route, "/wp/v2/users/me");

	snprintf(text, sizeof(text), "Er Ålvegen %d stengt?", ++number);
	yard_pass(y, MINUTE);
	id = yard_says(y, post, "per", text, NULL);
	standin_wp_fault_on(y->standin, f, 99, "GET", route);
	if (healthy)
		CHECK(yard_step(y));
	else
		fails_three_times(y, f);
	standin_wp_fault(y->standin, STANDIN_OK, 0);
	yard_pass(y, 2 * SECOND);
	CHECK(yard_step(y));
	c = yard_connection(y);
	CHECK(str_eq(c.state, STR("ok")) && c.failures == 0 && c.error.n == 0);
	CHECK(yard_message(y, id, &m) && m.nrevisions == 1);
	CHECK(c.last_ok_at == y->town.now);
}

TEST_BOTH(sync_fetch_loses_nothing_whatever_happens)
{
	static const char *const routes[] = { "/wp/v2/users/me", "/wp/v2/posts",
		"/wp/v2/comments" };
	struct str post;
	struct yard y;

	open_quiet(&y, t);
	post = yard_post(&y, "Brøyting");
	yard_step(&y); /* the first sweep is over */
	for (size_t i = 0; i < 3 * NFAULTS; i++) {
		struct connection c = yard_connection(&y);

		c.next_sweep_at = INT64_MAX; /* of sweeps below */
		CHECK_OK(db_begin(t->db));
		CHECK_OK(connection_put(t->db, &y.a, &c));
		CHECK_OK(db_commit(t->db));
		fetch_under(&y, post, faults[i / 3], routes[i % 3]);
	}
	yard_verify(&y);
	yard_close(&y);
}

TEST_BOTH(sync_no_fault_is_a_deletion)
{
	static const char *const routes[] = { "/wp/v2/users/me",
		"/wp/v2/comments", "/wp/v2/comments/", "/" };
	struct message m, gone;
	struct str post;
	struct yard y;
	int64_t id = 0;

	open_quiet(&y, t);
	post = yard_post(&y, "Brøyting");
	m = comes_in(&y, post, "Blir jeg borte?");
	gone = comes_in(&y, post, "Ja, du blir borte.");
	CHECK(str_to_int(gone.native_id, 1, INT64_MAX, &id));
	for (size_t i = 0; i < 4 * NFAULTS * 2; i++) {
		standin_wp_fault_on(y.standin, faults[i / 8], i & 4 ? 99 : 1,
		    "GET", routes[i & 3]);
		yard_pass(&y, HOUR);
		yard_step(&y);
		CHECK(yard_count(&y, &q_deleted) == 0);
	}
	standin_wp_fault(y.standin, STANDIN_OK, 0);
	standin_wp_erase(y.standin, id);
	for (int i = 0; i < 3; i++) {
		yard_pass(&y, HOUR);
		yard_step(&y);
	}
	CHECK(yard_count(&y, &q_deleted) == 1);
	CHECK(yard_message(&y, gone.native_id, &gone) &&
	      gone.state == MESSAGE_DELETED);
	CHECK(yard_message(&y, m.native_id, &m) && m.state == MESSAGE_VISIBLE);
	yard_verify(&y);
	yard_close(&y);
}

/* Our own settings ----------------------------------------------------------
 */

TEST_BOTH(sync_missing_secret_is_told_and_not_spun_on)
{
	struct connection c;
	struct yard y;
	char path[96];

	open_quiet(&y, t);
	snprintf(path, sizeof(path), "%s/blog", y.secrets);
	CHECK(unlink(path) == 0);
	CHECK(yard_step(&y));
	c = yard_connection(&y);
	CHECK(str_eq(c.state, STR("down")) && c.failures == 1);
	CHECK(c.next_fetch_at > y.town.now && !yard_step(&y));
	yard_close(&y);
}

TEST_BOTH(sync_one_worker_an_account)
{
	struct str owner = STR("another.1");
	struct yard y;

	open_quiet(&y, t);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(outbox_lease(
	    t->db, &y.a, y.town.blog, owner, y.town.now, y.town.now + MINUTE));
	CHECK_OK(db_commit(t->db));
	CHECK(!yard_step(&y));
	yard_pass(&y, MINUTE);
	CHECK(yard_step(&y)); /* the other one is dead */
	yard_pass(&y, MINUTE);
	CHECK_OK(db_begin(t->db));
	/* Given back at the end of the turn. */
	CHECK_OK(outbox_lease(
	    t->db, &y.a, y.town.blog, owner, y.town.now, y.town.now + MINUTE));
	CHECK_OK(db_commit(t->db));
	yard_close(&y);
}
