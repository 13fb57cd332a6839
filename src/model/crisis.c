/* SPDX-License-Identifier: EUPL-1.2
 *
 * crisis.c - raising, ending, and what is let out in between.
 * REQ: K12; invariant 5
 */
#include "model/crisis.h"

#include <inttypes.h>

#include "base/buf.h"
#include "ledger/ledger.h"
#include "model/gate.h"
#include "model/outbox_internal.h"
#include "model/post_internal.h"
#include "model/reply_internal.h"

static const struct sql q_newest = SQL("SELECT event_seq, epoch, active, decided_by, set_by, reason, at"
	" FROM crisis ORDER BY epoch DESC LIMIT 1");
static const struct sql q_begun = SQL("SELECT c.event_seq, c.epoch, c.active, c.decided_by, c.set_by, c.reason,"
	" c.at, COALESCE((SELECT MIN(e.at) FROM crisis e WHERE e.active = 0"
	"  AND e.epoch > c.epoch), 0) FROM crisis c WHERE c.active = 1"
	" ORDER BY c.epoch DESC LIMIT 100");
static const struct sql q_raise = SQL("UPDATE crisis_now SET epoch = epoch + 1, active = 1"
	" WHERE id = 1 AND active = 0 RETURNING epoch");
static const struct sql q_lower = SQL("UPDATE crisis_now SET epoch = epoch + 1, active = 0"
	" WHERE id = 1 AND active = 1 RETURNING epoch");
static const struct sql q_hold = SQL("UPDATE outbox SET state = 'held', held_why = 'crisis',"
	" held_from = 'queued', held_at = $1, updated_at = $1"
	" WHERE state = 'queued' AND NOT (act = 'hide' AND ground LIKE 'K8%')"
	" RETURNING id, reply_id, message_id, thread_id");
static const struct sql q_hold_replies = SQL("UPDATE reply SET state = 'held', updated_at = $1 WHERE state = 'queued'"
	" AND id IN (SELECT reply_id FROM outbox WHERE state = 'held'"
	"  AND held_why = 'crisis' AND held_at = $1)");
static const struct sql q_under_way = SQL("SELECT id FROM outbox WHERE state = 'sending' ORDER BY id LIMIT 500");
static const struct sql q_let_out = SQL("UPDATE outbox SET state = 'queued', held_why = '', held_from = '',"
	" let_out_by = $2, let_out_epoch = $3, version = $4, text = $5,"
	" next_at = CASE WHEN next_at > $6 THEN next_at ELSE $6 END,"
	" updated_at = $6 WHERE id = $1 AND state = 'held'"
	" AND held_why = 'crisis' AND updated_at = $7");
static const struct sql q_drop = SQL("UPDATE outbox SET state = 'dropped', updated_at = $2 WHERE id = $1"
	" AND state = 'held' AND held_why = 'crisis' AND updated_at = $3");

static const struct sql q_report = SQL("SELECT r.event_seq, r.at, r.state, r.detail, o.account_id, e.actor,"
	" COALESCE(v.text, o.text), CASE WHEN EXISTS (SELECT 1 FROM outbox_result s"
	"  WHERE s.outbox_id = o.id AND s.state = 'sending'"
	"  AND s.event_seq < $1 AND NOT EXISTS (SELECT 1 FROM outbox_result t"
	"   WHERE t.outbox_id = o.id AND t.event_seq > s.event_seq"
	"   AND t.event_seq < $1)) THEN 1 ELSE 0 END"
	" FROM outbox_result r JOIN event e ON e.seq = r.event_seq"
	" JOIN outbox o ON o.id = r.outbox_id"
	" LEFT JOIN reply_version v ON v.reply_id = o.reply_id"
	" AND v.number = o.version WHERE r.event_seq > $1"
	" AND ($2 = 0 OR r.at <= $2) ORDER BY r.event_seq LIMIT 2000");

static struct crisis
crisis_from(const struct db_rows *r, size_t i)
{
	return (struct crisis){ .seq = db_get_int(r, i, 0),
		.epoch = db_get_int(r, i, 1),
		.active = db_get_int(r, i, 2) != 0,
		.decided_by = { db_get_int(r, i, 3) },
		.set_by = { db_get_int(r, i, 4) },
		.reason = db_get_text(r, i, 5),
		.at = db_get_int(r, i, 6) };
}

enum err
crisis_get(struct db *db, struct arena *a, struct crisis *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_newest, DB_NOARGS, &r));
	if (r.n == 0)
		return ERR_MISSING;
	*out = crisis_from(&r, 0);
	return OK;
}

enum err
crisis_list(struct db *db, struct arena *a, struct crisis **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_begun, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct crisis, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++) {
		(*out)[i] = crisis_from(&r, i);
		(*out)[i].ended_at = db_get_int(&r, i, 7);
	}
	return OK;
}

bool
crisis_may_set(const struct municipality *m, const struct person *p, usec_t now)
{
	if (may(m, NULL, p, ACT_CRISIS, NULL, now).yes)
		return true;
	if (!p->active || (person_roles(p, now) & ROLE_BIT(ROLE_AUDITOR)))
		return false;
	for (size_t i = 0; i < m->crisis_deputies.n; i++)
		if (str_eq(m->crisis_deputies.v[i], p->login))
			return true;
	return false;
}

size_t
crisis_leaders(const struct municipality *m, struct arena *a, usec_t now,
    const struct person ***out)
{
	size_t n = 0;

	*out = ARENA_ARRAY(a, const struct person *, m->npersons + 1);
	for (size_t i = 0; i < m->npersons; i++)
		if (may(m, NULL, &m->persons[i], ACT_PUBLISH_CRISIS, NULL, now)
			.yes)
			(*out)[n++] = &m->persons[i];
	return n;
}

bool
crisis_may_release(
    const struct municipality *m, const struct person *p, usec_t now)
{
	return may(m, NULL, p, ACT_PUBLISH_CRISIS, NULL, now).yes ||
	       (!m->crisis && may(m, NULL, p, ACT_LIFT_F4, NULL, now).yes);
}

static enum err
write_word(struct db *db, struct arena *a, const struct crisis *c)
{
	struct event e = { c->at, c->set_by.v, NULL, "crisis", c->epoch };

	TRY(ledger_rows(db, a, COVERED_crisis, &e,
	    (const struct db_value[]){ db_int(c->epoch), db_int(c->active),
		db_int(c->decided_by.v), db_int(c->set_by.v),
		db_text(c->reason), db_int(c->at) },
	    1, NULL));
	return municipality_changed(db);
}

/* All that waits is put before the leadership, each with its line in the
 * record. */
static enum err
hold_what_waits(struct db *db, struct arena *a, const struct person *by,
    usec_t now, size_t *held)
{
	struct event *ev;
	struct db_value *v;
	struct db_rows r;

	TRY(db_query(db, a, &q_hold, DB_ARGS(db_int(now)), &r));
	*held = r.n;
	if (r.n == 0)
		return OK;
	ev = ARENA_ARRAY(a, struct event, r.n);
	v = ARENA_ARRAY(a, struct db_value, r.n * 5);
	for (size_t i = 0; i < r.n; i++) {
		int64_t reply = db_get_int(&r, i, 1);
		int64_t message = db_get_int(&r, i, 2);

		ev[i] = (struct event){ now, by->id.v, NULL,
			reply	  ? "reply"
			: message ? "message"
				  : "thread",
			reply	  ? reply
			: message ? message
				  : db_get_int(&r, i, 3) };
		v[5 * i] = db_int(db_get_int(&r, i, 0));
		v[5 * i + 1] = db_text(STR("held"));
		v[5 * i + 2] = db_text(STR_NONE);
		v[5 * i + 3] = db_text(STR("crisis"));
		v[5 * i + 4] = db_int(now);
	}
	TRY(ledger_rows(db, a, COVERED_outbox_result, ev, v, r.n, NULL));
	return db_run(db, &q_hold_replies, DB_ARGS(db_int(now)), NULL);
}

/* What had left the gate before: it can arrive after the crisis is confirmed,
 * so it is listed. */
static enum err
note_under_way(struct db *db, struct arena *a, const struct crisis *c)
{
	struct event e = { c->at, c->set_by.v, "crisis.begun", "crisis",
		c->epoch };
	struct buf b = { .arena = a };
	struct db_rows r;

	TRY(db_query(db, a, &q_under_way, DB_NOARGS, &r));
	buf_lit(&b, "{\"under_way\":[");
	for (size_t i = 0; i < r.n; i++)
		buf_printf(
		    &b, "%s%" PRId64, i ? "," : "", db_get_int(&r, i, 0));
	buf_lit(&b, "]}");
	return ledger_note(db, a, &e, buf_str(&b), NULL);
}

/* It stands on every page. */
static enum err
check_length(struct str reason)
{
	enum { REASON_MAX = 500 };

	return reason.n <= REASON_MAX ? OK
				      : fail(ERR_TOO_LARGE,
					    "K12: the reason has more than %d "
					    "bytes",
					    REASON_MAX);
}

enum err
crisis_begin(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *by, struct person_id decided_by, struct str reason,
    usec_t now, size_t *held)
{
	const struct person *decider = person_find(m, decided_by);
	struct crisis c = { .active = true,
		.decided_by = decided_by,
		.set_by = by->id,
		.reason = str_trim(reason),
		.at = now };
	struct db_rows r;

	*held = 0;
	if (!crisis_may_set(m, by, now))
		return fail(ERR_DENIED,
		    "K12: the chief executive sets it, or a deputy whom the "
		    "settings name");
	if (!decider || !crisis_may_set(m, decider, now))
		return fail(ERR_INVALID,
		    "K12: say which of those who may decide it has decided");
	if (c.reason.n == 0)
		return fail(ERR_INVALID, "K12: say why");
	TRY(check_length(c.reason));
	TRY(db_query(db, a, &q_raise, DB_NOARGS, &r));
	if (r.n == 0)
		return fail(ERR_CONFLICT, "the crisis is set already");
	c.epoch = db_get_int(&r, 0, 0);
	TRY(write_word(db, a, &c));
	TRY(note_under_way(db, a, &c));
	return hold_what_waits(db, a, by, now, held);
}

enum err
crisis_end(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *by, struct str reason, usec_t now)
{
	struct crisis c = { .decided_by = by->id,
		.set_by = by->id,
		.reason = str_trim(reason),
		.at = now };
	struct db_rows r;

	if (!crisis_may_set(m, by, now))
		return fail(ERR_DENIED,
		    "K12: the chief executive ends it, or a deputy whom the "
		    "settings name");
	if (c.reason.n == 0)
		return fail(ERR_INVALID, "K12: say why it is over");
	TRY(check_length(c.reason));
	TRY(db_query(db, a, &q_lower, DB_NOARGS, &r));
	if (r.n == 0)
		return fail(ERR_CONFLICT, "there is no crisis");
	c.epoch = db_get_int(&r, 0, 0);
	return write_word(db, a, &c);
}

enum err
crisis_queue(
    struct db *db, struct arena *a, struct outbox_item **out, size_t *n)
{
	return outbox_held_by_crisis(db, a, out, n);
}

/* Other words for a reply are a version of their own, and what stands on them
 * is looked at before they are let out. */
static enum err
reword(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct outbox_item *it, struct str text, usec_t now)
{
	struct reply r;
	bool stands;

	if (str_trim(text).n == 0 || str_eq(text, it->text))
		return OK;
	it->text = text;
	if (it->post)
		return post_reword(db, a, m, p, it, text, now);
	if (!it->reply.v)
		return OK;
	TRY(reply_get(db, a, it->reply, &r));
	TRY(reply_add_version(db, a, &r, p, text, now));
	it->version = r.version;
	TRY(reply_check_exact(db, a, m, &r, true, &stands));
	return stands ? fail(ERR_BLOCKED,
			    "a finding stands that must be mended before it "
			    "goes out")
		      : OK;
}

static enum err
decide(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct outbox_id id, usec_t now,
    struct outbox_item *it)
{
	if (!crisis_may_release(m, p, now))
		return fail(ERR_DENIED,
		    "K12: the crisis leadership decides on what it holds");
	TRY(outbox_find(db, a, id, it));
	return OK;
}

enum err
crisis_release(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct outbox_id id, usec_t updated_at,
    struct str text, usec_t now)
{
	struct crisis_lock crisis;
	struct outbox_item it;
	int64_t changed;

	TRY(gate_lock_crisis(db, a, &crisis));
	TRY(decide(db, a, m, p, id, now, &it));
	TRY(reword(db, a, m, p, &it, text, now));
	TRY(db_run(db, &q_let_out,
	    DB_ARGS(db_int(id.v), db_int(p->id.v), db_int(crisis.epoch),
		db_int(it.version), db_text(it.reply.v ? STR_NONE : it.text),
		db_int(now), db_int(updated_at)),
	    &changed));
	if (changed == 0)
		return fail(ERR_CONFLICT,
		    "another has decided on it since the page was shown");
	TRY(outbox_record(
	    db, a, &it, STR("queued"), STR_NONE, STR("release"), p->id, now));
	return it.reply.v ? reply_set_state(db, it.reply, STR("queued"), now)
				: OK;
}

enum err
crisis_drop(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct outbox_id id, usec_t updated_at,
    struct str reason, usec_t now)
{
	struct outbox_item it;
	int64_t changed;

	if (str_trim(reason).n == 0)
		return fail(ERR_INVALID, "say why it is dropped");
	TRY(check_length(reason));
	TRY(decide(db, a, m, p, id, now, &it));
	TRY(db_run(db, &q_drop,
	    DB_ARGS(db_int(id.v), db_int(now), db_int(updated_at)), &changed));
	if (changed == 0)
		return fail(ERR_CONFLICT,
		    "another has decided on it since the page was shown");
	TRY(outbox_record(db, a, &it,
	    STR("dropped"), STR_NONE, str_trim(reason), p->id, now));
	if (it.post)
		return post_give_back(db, a, (struct post_id){ it.post }, now);
	if (str_eq(it.act, STR("hide")))
		return outbox_notice_follows(
		    db, a, &it, STR("dropped"), p->id, now);
	if (!it.reply.v)
		return OK;
	TRY(reply_set_state(db, it.reply, STR("dropped"), now));
	return reply_enquiries_reopen(db, a, it.reply);
}

enum err
crisis_report(struct db *db, struct arena *a, const struct crisis *c,
    struct crisis_event **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_report,
	    DB_ARGS(db_int(c->seq), db_int(c->ended_at)), &r));
	*out = ARENA_ARRAY(a, struct crisis_event, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct crisis_event){ .seq = db_get_int(&r, i, 0),
			.at = db_get_int(&r, i, 1),
			.state = db_get_text(&r, i, 2),
			.detail = db_get_text(&r, i, 3),
			.account = { db_get_int(&r, i, 4) },
			.actor = { db_get_int(&r, i, 5) },
			.text = db_get_text(&r, i, 6),
			.under_way = db_get_int(&r, i, 7) != 0 };
	return OK;
}
