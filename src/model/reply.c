/* SPDX-License-Identifier: EUPL-1.2
 *
 * reply.c - writes replies: from the composer to approval or outbox.
 * Reading is in reply_read.c, deciding in reply_decide.c.
 */
#include "model/reply.h"

#include <inttypes.h>

#include "ledger/ledger.h"
#include "model/approval.h"
#include "model/fact.h"
#include "model/outbox_internal.h"
#include "model/reply_internal.h"
#include "model/tally.h"

enum { TEXT_MAX = 65000 };

static const struct sql q_add = SQL("INSERT INTO reply (account_id, thread_id, enquiry_id, target_native,"
	" kind, scope, area_unit_id, tone, author_id, state, version,"
	" thread_version, asked_id, asked_clause, four_eyes, updated_at)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13,"
	" $14, $15) RETURNING id");
static const struct sql q_answers = SQL("INSERT INTO reply_enquiry (reply_id, enquiry_id) VALUES ($1, $2)");
static const struct sql q_target = SQL("SELECT native_id FROM message WHERE id = $1");
static const struct sql q_draft_done = SQL("DELETE FROM desk_draft WHERE enquiry_id = $1 AND person_id = $2");
static const struct sql q_state = SQL("UPDATE reply SET state = $2, updated_at = $3 WHERE id = $1");
static const struct sql q_enquiries = SQL("UPDATE enquiry SET state = $2, version = version + 1,"
	" answered_at = $3 WHERE id IN"
	" (SELECT enquiry_id FROM reply_enquiry WHERE reply_id = $1)"
	" AND state = $4 RETURNING owner_id");

enum err
reply_set_state(struct db *db, struct reply_id id, struct str state, usec_t now)
{
	return db_run(db, &q_state,
	    DB_ARGS(db_int(id.v), db_text(state), db_int(now)), NULL);
}

static enum err
move_enquiries(struct db *db, struct arena *a, struct reply_id id,
    struct str from, struct str to, usec_t answered)
{
	bool was_open = str_eq(from, STR("open"));
	bool is_open = str_eq(to, STR("open"));
	struct db_rows r;

	TRY(db_query(db, a, &q_enquiries,
	    DB_ARGS(db_int(id.v), db_text(to), db_int(answered), db_text(from)),
	    &r));
	for (size_t i = 0; i < r.n; i++) {
		int64_t owner = db_get_int(&r, i, 0);
		struct str whose = owner ? tally_owner(a, owner) : STR("free");
		int64_t d = (is_open ? 1 : 0) - (was_open ? 1 : 0);

		TRY(tally_add(db, STR("open"), d));
		TRY(tally_add(db, whose, d));
		TRY(tally_add(
		    db, STR("approval"),
			    (str_eq(to, STR("waiting")) ? 1 : 0) -
				(str_eq(from, STR("waiting")) ? 1 : 0)));
	}
	return OK;
}

enum err
reply_enquiries_wait(struct db *db, struct arena *a, struct reply_id id)
{
	return move_enquiries(db, a, id, STR("open"), STR("waiting"), 0);
}

enum err
reply_enquiries_reopen(struct db *db, struct arena *a, struct reply_id id)
{
	return move_enquiries(db, a, id, STR("waiting"), STR("open"), 0);
}

enum err
reply_enquiries_answered(
    struct db *db, struct arena *a, struct reply_id id, usec_t now)
{
	return move_enquiries(db, a, id, STR("waiting"), STR("answered"), now);
}

enum err
reply_enqueue(struct db *db, struct arena *a, const struct municipality *m,
    struct reply *r, struct person_id by, usec_t now)
{
	struct outbox_item it = { .account = r->account,
		.act = STR("reply"), .reply = r->id, .version = r->version,
		    .thread = r->thread, .ordered_by = by };

	TRY(outbox_put(db, a, m, &it, now));
	r->state = it.state;
	return OK;
}

static enum err
check_form(const struct reply_form *f)
{
	static const struct str kinds[] = { STR_INIT("fact"),
		STR_INIT("thanks"), STR_INIT("referral"),
		STR_INIT("statement") };
	bool known = false;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		known |= str_eq(f->kind, kinds[i]);
	if (!known)
		return fail(ERR_INVALID, "no such kind of reply");
	if (!str_eq(f->scope, STR("unit")) &&
		!str_eq(f->scope, STR("municipality")))
		return fail(ERR_INVALID, "the scope is unit or municipality");
	if (str_trim(f->text).n == 0)
		return fail(ERR_INVALID, "the reply has no text");
	if (f->text.n > TEXT_MAX)
		return fail(ERR_TOO_LARGE, "the reply is too long");
	return OK;
}

/* Invariant 10: nobody answers over another's head.  A free enquiry is taken
 * by answering it. */
static enum err
own_it(struct db *db, struct arena *a, const struct enquiry *e,
    const struct person *p, usec_t now)
{
	if (!str_eq(e->state, STR("open")))
		return fail(ERR_CONFLICT,
		    "the enquiry is answered, closed, or its answer waits");
	if (e->owner.v && e->owner.v != p->id.v)
		return fail(ERR_CONFLICT, "another has this enquiry");
	return e->owner.v ? OK : enquiry_claim(db, a, e->id, p->id, now);
}

static enum err
add_overruled(struct db *db, struct arena *a, const struct reply *r,
    const struct reply_ruling *j, const struct reply_form *f, usec_t now)
{
	for (size_t i = 0; i < j->findings.n; i++) {
		const struct finding *fi = &j->findings.v[i];
		struct event e = { now, r->author.v, NULL, "reply", r->id.v };
		struct str reason = STR_NONE;

		if (!j->overruled[i])
			continue;
		for (size_t k = 0; k < f->noverrules; k++)
			if (f->overrules[k].start == fi->start &&
			    str_eq(f->overrules[k].kind, str_from(fi->kind)))
				reason = f->overrules[k].reason;
		TRY(ledger_rows(db, a, COVERED_finding_overruled, &e,
		    (const struct db_value[]){ db_int(r->id.v),
			db_int(r->version), db_text(str_from(fi->rule)),
			db_text(str_from(fi->kind)), db_int((int64_t)fi->start),
			db_int((int64_t)fi->end), db_int(r->author.v),
			db_text(reason), db_int(now) },
		    1, NULL));
	}
	return OK;
}

static enum err
add_reply(struct db *db, struct arena *a, const struct enquiry *e,
    const struct reply_ruling *j, struct reply *r)
{
	struct event ev = { r->updated_at, r->author.v, NULL, "reply", 0 };
	struct db_rows rows;

	TRY(db_query(
	    db, a, &q_target, DB_ARGS(db_int(e->last_message.v)), &rows));
	r->target_native = rows.n ? db_get_text(&rows, 0, 0) : STR_NONE;
	TRY(db_query(db, a, &q_add,
	    DB_ARGS(db_int(r->account.v), db_int(r->thread.v), db_int(e->id.v),
		db_text(r->target_native), db_text(r->kind), db_text(r->scope),
		db_int(r->area.v), db_text(r->tone), db_int(r->author.v),
		db_text(r->state), db_int(r->thread_version),
		db_ref(r->asked.v), db_text(r->asked_clause),
		db_int(j->four_eyes), db_int(r->updated_at)),
	    &rows));
	r->id.v = db_get_int(&rows, 0, 0);
	ev.object_id = r->id.v;
	TRY(db_run(
	    db, &q_answers, DB_ARGS(db_int(r->id.v), db_int(e->id.v)), NULL));
	return ledger_rows(db, a, COVERED_reply_version, &ev,
	    (const struct db_value[]){ db_int(r->id.v), db_int(1),
		db_int(r->author.v), db_text(r->text), db_int(r->updated_at) },
	    1, NULL);
}

/* REQ: K6 */
static enum err
add_correction(struct db *db, struct arena *a, const struct reply *r,
    struct str source, usec_t now)
{
	struct event e = { now, r->author.v, NULL, "reply", r->id.v };

	return ledger_rows(db, a, COVERED_correction, &e,
	    (const struct db_value[]){ db_int(r->id.v),
		db_text(str_cut(str_trim(source), 0, 1000)), db_int(now) },
	    1, NULL);
}

enum err
reply_ask(struct db *db, struct arena *a, const struct municipality *m,
    const struct reply *r, struct person_id by, usec_t now)
{
	struct event e = { now, by.v, "reply.asked", "reply", r->id.v };

	TRY(ledger_note(db, a, &e,
	    str_printf(a, "{\"asked\":%" PRId64 ",\"clause\":\"%.*s\"}",
		r->asked.v, STR_ARG(r->asked_clause)),
	    NULL));
	return approval_tell(db, m, APPROVAL_REPLY, r->id.v, r->asked, now);
}

static struct reply
reply_from_form(const struct reply_form *f, const struct enquiry *e,
    const struct person *p, const struct reply_ruling *j, bool to_approval,
    usec_t now)
{
	struct reply r = { .account = e->account,
		.thread = e->thread,
		.enquiry = e->id,
		.kind = f->kind,
		.scope = f->scope,
		.tone = f->tone,
		.area = f->area.v ? f->area : e->unit,
		.author = p->id,
		.text_author = p->id,
		.version = 1,
		.thread_version = f->thread_version,
		.text = f->text,
		.four_eyes = j->four_eyes,
		.updated_at = now,
		.state = STR("queued") };

	if (to_approval) {
		r.state = STR("waiting_approval");
		r.asked_clause = str_from(j->clause);
		if (j->authority.nroute)
			r.asked = j->authority.route[0]->id;
	}
	return r;
}

enum err
reply_publish(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, const struct reply_form *f, bool ask_anyway,
    usec_t now, struct reply *out)
{
	struct reply_ruling j;
	struct enquiry e;
	struct object o;

	TRY(check_form(f));
	TRY(enquiry_get(db, a, f->enquiry, &e));
	o = (struct object){ .unit = e.unit, .account = e.account };
	if (!may(m, NULL, p, ACT_WRITE_REPLY, &o, now).yes)
		return fail(ERR_DENIED, "you may not answer for this unit");
	TRY(own_it(db, a, &e, p, now));
	TRY(reply_judge(db, a, m, p, f, now, &j));
	if (j.blocked && !(ask_anyway && j.liftable))
		return fail(ERR_BLOCKED,
		    "a finding stands that must be mended or given a reason");
	if (e.category == CATEGORY_FACTUAL_ERROR && str_trim(f->source).n == 0)
		return fail(ERR_INVALID, "K6: a correction needs its source");
	if (j.thread_changed)
		return fail(
		    ERR_CONFLICT, "the thread has changed since you read it");
	if (ask_anyway && !j.needs_approval) {
		o = reply_object(f, &e);
		o.author = p->id;
		j.authority = may(m, a, p, ACT_APPROVE, &o, now);
		j.clause = "F3";
	}
	*out = reply_from_form(
	    f, &e, p, &j, j.needs_approval || ask_anyway, now);
	TRY(add_reply(db, a, &e, &j, out));
	TRY(add_overruled(db, a, out, &j, f, now));
	if (str_trim(f->source).n)
		TRY(add_correction(db, a, out, f->source, now));
	TRY(fact_note_uses(db, a, out->id, f->text, now));
	TRY(reply_enquiries_wait(db, a, out->id));
	TRY(db_run(
	    db, &q_draft_done, DB_ARGS(db_int(e.id.v), db_int(p->id.v)), NULL));
	if (str_eq(out->state, STR("waiting_approval")))
		return reply_ask(db, a, m, out, p->id, now);
	return reply_enqueue(db, a, m, out, p->id, now);
}
