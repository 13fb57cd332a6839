/* SPDX-License-Identifier: EUPL-1.2
 *
 * outbox.c - what is put in to leave, and what becomes of it.  What may leave
 * is decided in gate.c; reading lists is outbox_read.c.
 * REQ: SPEC 2.7 K12; invariants 2, 4, 5
 */
#include "model/outbox.h"

#include "ledger/ledger.h"
#include "model/gate.h"
#include "model/journal.h"
#include "model/outbox_internal.h"
#include "model/post_internal.h"
#include "model/reply_internal.h"

static const struct sql q_stored = SQL("SELECT COUNT(*) FROM message_revision WHERE message_id = $1");
static const struct sql q_put = SQL("INSERT INTO outbox (account_id, act, reply_id, version, message_id,"
	" thread_id, ordered_by, ground, state, held_why, held_from, held_at,"
	" next_at, created_at, updated_at, post_id, text, let_out_by,"
	" let_out_epoch) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
	" $12, $13, $14, $14, $15, $16, $17, $18) RETURNING id");
static const struct sql q_lease = SQL("UPDATE connection SET lease_owner = $2, lease_until = $4"
	" WHERE account_id = $1 AND (lease_owner = $2 OR lease_until <= $3)");
static const struct sql q_release = SQL("UPDATE connection SET lease_until = 0 WHERE account_id = $1"
	" AND lease_owner = $2");
/* The row is locked by the update before the gate looks at anything. */
static const struct sql q_next = SQL("UPDATE outbox SET tries = tries + 1, updated_at = $2 WHERE id ="
	" (SELECT id FROM outbox WHERE account_id = $1 AND state = 'queued'"
	"  AND next_at <= $2 ORDER BY next_at, id LIMIT 1)"
	" AND state = 'queued' RETURNING id");
static const struct sql q_set = SQL("UPDATE outbox SET state = $2, held_why = $3, held_from = $4,"
	" error = $5, next_at = $6, native_id = $7, updated_at = $8,"
	" held_at = CASE WHEN $2 = 'held' THEN $8 ELSE held_at END"
	" WHERE id = $1 AND ((state = $9 AND tries = $10) OR ($11 = 1"
	" AND state IN ('queued', 'sending', 'unknown', 'held')))");
static const struct sql q_looked = SQL("UPDATE outbox SET looks = looks + 1, next_at = $2 WHERE id = $1"
	" AND state = 'sending' AND tries = $3 RETURNING looks");
static const struct sql q_look_afresh = SQL("UPDATE outbox SET looks = 0 WHERE id = $1");
static const struct sql q_message_state = SQL("UPDATE message SET state = $2 WHERE id = $1");
static const struct sql q_thread_open = SQL("UPDATE thread SET comments_open = $2, version = version + 1"
	" WHERE id = $1");
static const struct sql q_own_message = SQL("INSERT INTO message (id, account_id, native_id, thread_id,"
	" parent_native, kind, direction, author_key, author_name, url,"
	" published_at, captured_at, state, confidential, revision, enquiry_id)"
	" VALUES ($1, $2, $3, $4, $5, 'comment', 'out', $6, $7, '', $8, $8,"
	" 'visible', 0, 1, NULL) ON CONFLICT (account_id, native_id)"
	" DO UPDATE SET direction = 'out' RETURNING id");
static const struct sql q_follow = SQL("UPDATE outbox SET state = $2, held_why = '', held_from = '',"
	" next_at = $3, updated_at = $3 WHERE message_id = $1"
	" AND act = 'notice' AND state = 'held' AND held_why = 'hide'"
	" RETURNING id");
static const struct sql q_bump = SQL("UPDATE thread SET version = version + 1 WHERE id = $1");

enum err
outbox_record(struct db *db, struct arena *a, const struct outbox_item *it,
    struct str state, struct str native_id, struct str detail,
    struct person_id by, usec_t now)
{
	bool reply = it->reply.v != 0;
	struct event e = { now, by.v, NULL,
		reply		? "reply"
		: it->post	? "post"
		: it->message.v ? "message"
				: "thread",
		reply		? it->reply.v
		: it->post	? it->post
		: it->message.v ? it->message.v
				: it->thread.v };

	return ledger_rows(db, a, COVERED_outbox_result, &e,
	    (const struct db_value[]){ db_int(it->id.v), db_text(state),
		db_text(native_id), db_text(detail), db_int(now) },
	    1, NULL);
}

/* Sets the state and writes it in the record.  Only from the state and the try
 * that `it` shows: two who look for the same lost answer, or two who settle it,
 * would else send it twice. */
static enum err
set(struct db *db, struct arena *a, const struct outbox_item *it,
    const struct outbox_change *c, usec_t now)
{
	int64_t changed;

	TRY(db_run(db, &q_set,
	    DB_ARGS(db_int(it->id.v), db_text(c->state), db_text(c->held_why),
		db_text(c->held_from), db_text(c->error), db_int(c->next_at),
		db_text(c->native_id), db_int(now), db_text(it->state),
		db_int(it->tries), db_int(c->known_sent)),
	    &changed));
	if (changed == 0)
		return fail(
		    ERR_CONFLICT, "the item has moved on in the outbox");
	TRY(outbox_record(db, a, it, c->state, c->native_id,
	    c->held_why.n ? c->held_why
	    : c->error.n  ? c->error
			  : c->detail,
	    c->by, now));
	if (it->reply.v && !str_eq(c->state, STR("sending")))
		return reply_set_state(db, it->reply, c->state, now);
	return OK;
}

enum err
outbox_put(struct db *db, struct arena *a, const struct municipality *m,
    struct outbox_item *it, usec_t now)
{
	struct crisis_lock crisis;
	struct db_rows r;
	bool holds, waits;

	TRY(gate_lock_crisis(db, a, &crisis));
	it->let_out_by = it->ordered_by;
	it->let_out_epoch = crisis.epoch;
	holds = gate_crisis_holds(m, &crisis, it, now);
	waits = holds || it->after_hide;
	it->state = waits ? STR("held") : STR("queued");
	it->held_why = holds ? STR("crisis") : waits ? STR("hide") : STR_NONE;
	if (it->next_at < now)
		it->next_at = now;
	TRY(db_query(db, a, &q_put,
	    DB_ARGS(db_int(it->account.v), db_text(it->act),
		db_ref(it->reply.v), db_int(it->version), db_ref(it->message.v),
		db_ref(it->thread.v), db_int(it->ordered_by.v),
		db_text(it->ground), db_text(it->state), db_text(it->held_why),
		db_text(waits ? STR("queued") : STR_NONE),
		    db_int(waits ? now : 0), db_int(it->next_at), db_int(now),
		    db_ref(it->post), db_text(it->text),
		    db_int(it->let_out_by.v), db_int(it->let_out_epoch)),
		&r));
	it->id.v = db_get_int(&r, 0, 0);
	TRY(outbox_record(db, a, it, it->state, STR_NONE,
	    waits ? it->held_why : it->ground, it->ordered_by, now));
	return it->reply.v ? reply_set_state(db, it->reply, it->state, now)
			   : OK;
}

enum err
outbox_order(struct db *db, struct arena *a, const struct municipality *m,
    struct outbox_item *it, usec_t now)
{
	struct db_rows r;

	if (it->message.v) {
		/* Invariant 2: captured before moderated.  In the intake the
		 * row is written in this same transaction. */
		TRY(db_query(
		    db, a, &q_stored, DB_ARGS(db_int(it->message.v)), &r));
		if (db_get_int(&r, 0, 0) == 0)
			return fail(ERR_CONFLICT,
			    "what is to be hidden is not stored yet");
	}
	return outbox_put(db, a, m, it, now);
}

enum err
outbox_lease(struct db *db, struct arena *a, struct account_id account,
    struct str owner, usec_t now, usec_t until)
{
	int64_t changed;

	(void)a;
	TRY(db_run(db, &q_lease,
	    DB_ARGS(
		db_int(account.v), db_text(owner), db_int(now), db_int(until)),
	    &changed));
	return changed ? OK : ERR_BUSY;
}

enum err
outbox_release(struct db *db, struct account_id account, struct str owner)
{
	return db_run(
	    db, &q_release, DB_ARGS(db_int(account.v), db_text(owner)), NULL);
}

/* What the gate is asked of must be what holds now. */
static enum err
check_fresh(struct db *db, const struct municipality *m)
{
	int64_t version;

	TRY(municipality_version(db, &version));
	return version == m->version
		   ? OK
		   : fail(ERR_CONFLICT, "the snapshot is old: load it again");
}

/* Through the gate: `sending`, or `held` with why. */
static enum err
let_through(struct db *db, struct arena *a, const struct municipality *m,
    struct outbox_item *out, struct person_id by, usec_t now)
{
	struct outbox_change c = { .by = by };
	struct str held = STR_NONE;

	TRY(gate_pass(db, a, m, out, now, &held));
	c.state = held.n ? STR("held") : STR("sending");
	c.held_why = held;
	c.held_from = held.n ? STR("queued") : STR_NONE;
	/* Should we die while sending, somebody looks after two minutes. */
	c.next_at = now + 2 * MINUTE;
	TRY(set(db, a, out, &c, now));
	out->state = c.state;
	out->held_why = held;
	return OK;
}

enum err
outbox_take(struct db *db, struct arena *a, const struct municipality *m,
    struct account_id account, usec_t now, struct outbox_item *out)
{
	struct db_rows r;

	TRY(check_fresh(db, m));
	TRY(db_query(
	    db, a, &q_next, DB_ARGS(db_int(account.v), db_int(now)), &r));
	if (r.n == 0)
		return ERR_MISSING;
	TRY(outbox_find(
	    db, a, (struct outbox_id){ db_get_int(&r, 0, 0) }, out));
	return let_through(db, a, m, out, out->let_out_by, now);
}

static bool
is_by_hand(const struct municipality *m, struct account_id id)
{
	const struct account *acct = account_find(m, id);

	return acct && str_eq(acct->channel, STR("byhand"));
}

enum err
outbox_hand_take(struct db *db, struct arena *a, const struct municipality *m,
    struct outbox_id id, struct person_id by, usec_t now,
    struct outbox_item *out)
{
	TRY(check_fresh(db, m));
	TRY(outbox_find(db, a, id, out));
	if (!is_by_hand(m, out->account) ||
	    !str_eq(out->state, STR("queued")) || out->next_at > now)
		return fail(ERR_CONFLICT,
		    "another has it, or it is not to go out by hand now");
	return let_through(db, a, m, out, by, now);
}

/* Afterwards ------------------------------------------------------------- */

/* Our reply as it now stands among the others.  If a fetch was quicker, the
 * message is there as one of our own; it is this one. */
static enum err
add_own_message(struct db *db, struct arena *a, const struct outbox_item *it,
    struct str native_id, usec_t now)
{
	struct event e = { now, it->ordered_by.v, NULL, "message", 0 };
	struct db_rows r;
	int64_t id;
	struct reply rep;

	TRY(reply_get(db, a, it->reply, &rep));
	TRY(counter_next(db, a, STR("message"), &id));
	TRY(db_query(db, a, &q_own_message,
	    DB_ARGS(db_int(id), db_int(it->account.v), db_text(native_id),
		db_int(it->thread.v), db_text(rep.target_native),
		db_text(STR("us")), db_text(STR_NONE), db_int(now)),
		&r));
	if (db_get_int(&r, 0, 0) != id)
		return OK; /* it has its revision already */
	e.object_id = id;
	return ledger_rows(db, a, COVERED_message_revision, &e,
	    (const struct db_value[]){ db_int(id), db_int(1), db_text(STR_NONE),
		db_text(rep.text), db_bytes(NULL, 0), db_int(now) },
	    1, NULL);
}

static enum err
set_message_state(struct db *db, struct arena *a, const struct outbox_item *it,
    struct str state, usec_t now)
{
	struct event e = { now, it->ordered_by.v, NULL, "message",
		it->message.v };

	TRY(db_run(db, &q_message_state,
	    DB_ARGS(db_int(it->message.v), db_text(state)), NULL));
	return ledger_rows(db, a, COVERED_message_state, &e,
	    (const struct db_value[]){ db_int(it->message.v), db_text(state),
		db_int(1), db_text(it->ground), db_int(now) },
	    1, NULL);
}

/* What is to be told of a hiding goes with it: out when it is done, or nowhere.
 */
enum err
outbox_notice_follows(struct db *db, struct arena *a,
    const struct outbox_item *hide, struct str state, struct person_id by,
    usec_t now)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_follow,
	    DB_ARGS(db_int(hide->message.v), db_text(state), db_int(now)), &r));
	for (size_t i = 0; i < r.n; i++) {
		struct outbox_item it = { .id = { db_get_int(&r, i, 0) },
			.message = hide->message };

		TRY(outbox_record(
		    db, a, &it, state, STR_NONE, STR("hide"), by, now));
	}
	return OK;
}

static enum err
hidden(struct db *db, struct arena *a, const struct outbox_item *it, usec_t now)
{
	TRY(set_message_state(db, a, it, STR("hidden"), now));
	return outbox_notice_follows(
	    db, a, it, STR("queued"), it->ordered_by, now);
}

static enum err
carry_out(struct db *db, struct arena *a, const struct outbox_item *it,
    struct str native_id, usec_t now)
{
	if (str_eq(it->act, STR("hide")))
		return hidden(db, a, it, now);
	if (str_eq(it->act, STR("show")))
		return set_message_state(db, a, it, STR("visible"), now);
	/* The fetch brings it in, as the thread it is. */
	if (it->post || str_eq(it->act, STR("notice")))
		return OK;
	if (!it->reply.v)
		return db_run(db, &q_thread_open,
		    DB_ARGS(db_int(it->thread.v),
			db_int(str_eq(it->act, STR("open")))),
			NULL);
	if (native_id.n)
		TRY(add_own_message(db, a, it, native_id, now));
	TRY(db_run(db, &q_bump, DB_ARGS(db_int(it->thread.v)), NULL));
	TRY(journal_propose(db, a, it->reply, now));
	return reply_enquiries_answered(db, a, it->reply, now);
}

enum err
outbox_hand_done(struct db *db, struct arena *a, const struct municipality *m,
    struct outbox_id id, bool done, struct str link, struct person_id by,
    usec_t now)
{
	struct outbox_change c = { .by = by, .next_at = now };
	struct outbox_item it;

	TRY(outbox_find(db, a, id, &it));
	if (!is_by_hand(m, it.account) || !str_eq(it.state, STR("sending")))
		return fail(ERR_CONFLICT, "it is settled already");
	c.state = done ? STR("sent") : STR("queued");
	if (done)
		c.native_id = link.n
				  ? link
				  : str_printf(a, "hand-%lld", (long long)id.v);
	TRY(set(db, a, &it, &c, now));
	return done ? carry_out(db, a, &it, c.native_id, now) : OK;
}

/* Not known whether it arrived: looked at twice, then a person must. */
static enum err
ambiguous(struct db *db, struct arena *a, const struct outbox_item *it,
    struct str error, usec_t next_at, usec_t now)
{
	struct outbox_change c = { .state = STR("unknown"), .error = error };
	struct db_rows r;

	if (!it->reply.v && !it->post && !str_eq(it->act, STR("notice"))) {
		/* Hiding twice is hiding once. */
		c.state = STR("queued");
		c.next_at = next_at;
		return set(db, a, it, &c, now);
	}
	TRY(db_query(db, a, &q_looked,
	    DB_ARGS(db_int(it->id.v), db_int(next_at), db_int(it->tries)), &r));
	if (r.n == 0)
		return fail(
		    ERR_CONFLICT, "the item has moved on in the outbox");
	return db_get_int(&r, 0, 0) <= 2 ? OK : set(db, a, it, &c, now);
}

enum err
outbox_finish(struct db *db, struct arena *a, const struct outbox_item *it,
    enum outbox_outcome outcome, struct str native_id, struct str error,
    usec_t next_at, usec_t now)
{
	struct outbox_change c = { .error = error, .native_id = native_id };

	switch (outcome) {
	case OUTCOME_SENT:
		c.state = STR("sent");
		c.known_sent = true;
		TRY(set(db, a, it, &c, now));
		return carry_out(db, a, it, native_id, now);
	case OUTCOME_NOT_SENT:
		c.state = STR("queued");
		c.next_at = next_at;
		return set(db, a, it, &c, now);
	case OUTCOME_FAILED:
		c.state = STR("failed");
		return set(db, a, it, &c, now);
	case OUTCOME_AMBIGUOUS:
		return ambiguous(db, a, it, error, next_at, now);
	}
	return OK;
}

enum err
outbox_settle(struct db *db, struct arena *a, struct outbox_id id,
    struct str decision, struct str native_id, struct person_id by, usec_t now)
{
	struct outbox_change c = {
		.by = by, .detail = decision, .native_id = native_id
	};
	struct outbox_item it;

	TRY(outbox_find(db, a, id, &it));
	if (!str_eq(it.state, STR("held")) &&
		!str_eq(it.state, STR("failed")) &&
		    !str_eq(it.state, STR("unknown")))
		return fail(ERR_CONFLICT, "it is settled already");
	if (str_eq(it.held_why, STR("crisis")))
		return fail(ERR_DENIED,
		    "K12: the crisis leadership decides on what it holds");
	if (str_eq(decision, STR("retry"))) {
		c.state = STR("queued");
		c.next_at = now;
		TRY(db_run(db, &q_look_afresh, DB_ARGS(db_int(id.v)), NULL));
		return set(db, a, &it, &c, now);
	}
	if (str_eq(decision, STR("sent"))) {
		if (str_eq(it.state, STR("held")))
			return fail(ERR_INVALID,
			    "what the gate has held cannot be there already");
		c.state = STR("sent");
		TRY(set(db, a, &it, &c, now));
		return carry_out(db, a, &it, native_id, now);
	}
	if (!str_eq(decision, STR("drop")))
		return fail(ERR_INVALID, "decide: retry, drop or sent");
	c.state = STR("dropped");
	TRY(set(db, a, &it, &c, now));
	if (it.post)
		return post_give_back(db, a, (struct post_id){ it.post }, now);
	if (str_eq(it.act, STR("hide")))
		return outbox_notice_follows(
		    db, a, &it, STR("dropped"), by, now);
	return it.reply.v ? reply_enquiries_reopen(db, a, it.reply) : OK;
}
