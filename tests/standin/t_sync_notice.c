/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_sync_notice.c - a comment is hidden on the blog, and then, and once,
 * whatever the network does, a notice of it stands in the thread.
 * REQ: SPEC 4 K8; invariant 4
 */
#include "model/moderation.h"
#include "tests/standin/yard.h"

enum { TURNS_MAX = 60 };

static const struct sql q_waits = SQL("SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending')"
	" OR held_why = 'hide'");
static const struct sql q_notice = SQL("SELECT COALESCE(MAX(id), 0) FROM outbox WHERE act = 'notice'");
static const struct sql q_ours = SQL("SELECT COUNT(*) FROM message WHERE direction <> 'in'");

struct ordering {
	struct yard *y;
	struct message_id id;
};

static enum err
order(struct db *db, void *arg)
{
	struct ordering *o = arg;
	struct hide_order h = { .message = o->id,
		.ground = STR("harassment"), .by = o->y->town.adviser,
		    .tell = true };

	return moderation_hide(db, &o->y->a, o->y->town.m, &h, o->y->town.now);
}

static struct message
comes_in(struct yard *y, struct str post)
{
	struct str id = yard_says(y, post, "Tone", "Du er en idiot", NULL);
	struct message m = { 0 };

	for (int i = 0; i < TURNS_MAX && !yard_message(y, id, &m); i++) {
		yard_pass(y, 2 * SECOND);
		yard_step(y);
	}
	CHECK(m.id.v > 0);
	return m;
}

static void
settle(struct yard *y)
{
	int i;

	for (i = 0; i < TURNS_MAX && yard_count(y, &q_waits) > 0; i++) {
		yard_step(y);
		yard_pass(y, 30 * SECOND);
	}
	CHECK(i < TURNS_MAX);
}

/* The network fails once at the notice itself, in each way. */
TEST_BOTH(sync_tells_of_a_hiding_once)
{
	static const enum standin_fault faults[] = { STANDIN_OK, STANDIN_CUT,
		STANDIN_CUT_BEFORE, STANDIN_HTML, STANDIN_BROKEN };
	struct yard y;

	yard_open(&y, t, NULL);
	yard_start(&y, 0);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct str post = yard_post(&y, "Ordskifte");
		struct message m = comes_in(&y, post), own = { 0 };
		struct ordering o = { &y, m.id };
		struct outbox_item it = { 0 };

		CHECK_OK(db_tx(y.db->db, order, &o));
		if (faults[i] != STANDIN_OK)
			standin_wp_fault_on(
			    y.standin, faults[i], 1, "POST", "/wp/v2/comments");
		settle(&y);
		standin_wp_fault(y.standin, STANDIN_OK, 0);
		CHECK(str_eq(yard_member(&y, "comments", m.native_id, "status"),
		    STR("hold")));
		CHECK_OK(outbox_find(y.db->db, &y.a,
		    (struct outbox_id){ yard_count(&y, &q_notice) }, &it));
		CHECK(str_eq(it.state, STR("sent")) && it.native_id.n > 0);
		CHECK(
		    str_eq(yard_member(&y, "comments", it.native_id, "status"),
			STR("approved")));
		/* It comes back as our own word, once, and asks for nothing. */
		for (int k = 0; k < 4; k++) {
			yard_pass(&y, 10 * MINUTE);
			yard_step(&y);
		}
		CHECK(yard_count(&y, &q_ours) == (int64_t)i + 1);
		/* In that thread, at its top, not below what is hidden. */
		CHECK(yard_message(&y, it.native_id, &own) &&
		      own.thread.v == m.thread.v && own.enquiry.v == 0 &&
		      own.parent_native.n == 0);
	}
	yard_verify(&y);
	yard_close(&y);
}
