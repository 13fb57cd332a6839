/* SPDX-License-Identifier: EUPL-1.2
 *
 * reply_decide.c - another person decides on a reply: approves it (also with
 * words of their own, as co-author) or returns it; the writer takes it back.
 * Both versions and both authors are kept.  REQ: F3 F4; SPEC 2.6
 */
#include "ledger/ledger.h"
#include "model/approval.h"
#include "model/notification.h"
#include "model/reply.h"
#include "model/reply_internal.h"

enum { VERSION_MAX = 65000 };

static const struct sql q_hold = SQL("UPDATE reply SET updated_at = $3 WHERE id = $1 AND version = $2"
	" AND state = 'waiting_approval' RETURNING id");
static const struct sql q_new_version = SQL("UPDATE reply SET version = version + 1 WHERE id = $1"
	" RETURNING version");
static const struct sql q_seen = SQL("UPDATE reply SET thread_version ="
	" (SELECT t.version FROM thread t WHERE t.id = reply.thread_id)"
	" WHERE id = $1");
static const struct sql q_ask = SQL("UPDATE reply SET asked_id = $2 WHERE id = $1");
static const struct sql q_take_back = SQL("UPDATE outbox SET state = 'dropped', updated_at = $2"
	" WHERE reply_id = $1 AND state IN ('queued', 'held')"
	" RETURNING id, version");

struct object
reply_approval_object(const struct reply *r)
{
	return (struct object){
		.unit = r->area,
		.account = r->account,
		.municipality = str_eq(r->kind, STR("statement")) &&
		    str_eq(r->scope, STR("municipality")),
			.author = r->text_author, .coauthor = r->text_author,
			.four_eyes = r->four_eyes, .first_author = r->author,
		};
}

/* What the writer had typed is theirs again, as a draft. */
static enum err
give_back(struct db *db, struct arena *a, const struct reply *r, usec_t now)
{
	struct desk_draft d = { r->kind, r->tone, r->text, now };

	TRY(reply_enquiries_reopen(db, a, r->id));
	TRY(reply_set_state(db, r->id, STR("draft"), now));
	return draft_save(db, r->enquiry, r->author, &d);
}

static enum err
record(struct db *db, struct arena *a, const struct reply *r,
    struct str decision, const struct person *p, const char *clause,
    struct str remark, usec_t now)
{
	struct event e = { now, p->id.v, NULL, "reply", r->id.v };

	return ledger_rows(db, a, COVERED_approval, &e,
	    (const struct db_value[]){ db_int(r->id.v), db_int(r->version),
		db_text(decision), db_int(p->id.v), db_text(str_from(clause)),
		db_text(remark), db_int(now) },
	    1, NULL);
}

enum err
reply_add_version(struct db *db, struct arena *a, struct reply *r,
    const struct person *p, struct str text, usec_t now)
{
	struct event e = { now, p->id.v, NULL, "reply", r->id.v };
	struct db_rows rows;

	if (text.n > VERSION_MAX)
		return fail(ERR_TOO_LARGE, "the reply is too long");
	TRY(db_query(db, a, &q_new_version, DB_ARGS(db_int(r->id.v)), &rows));
	r->version = db_get_int(&rows, 0, 0);
	r->text = text;
	r->text_author = p->id;
	return ledger_rows(db, a, COVERED_reply_version, &e,
	    (const struct db_value[]){ db_int(r->id.v), db_int(r->version),
		db_int(p->id.v), db_text(text), db_int(now) },
	    1, NULL);
}

/* Kept by one who may speak on everything, with a reason.  REQ: K11 F4 */
static bool
lifted_by_f4(const struct municipality *m, const struct finding *f,
    const struct overrule *v, size_t n)
{
	for (size_t i = 0; i < n && f->lift == LIFT_F4; i++) {
		const struct person *p = person_find(m, v[i].by);

		if (p && may(m, NULL, p, ACT_LIFT_F4, NULL, clock_now()).yes &&
		    reply_is_overruled(f, &v[i], 1))
			return true;
	}
	return false;
}

/* Findings on the exact newest words, as their writer's. */
static enum err
exact_findings(struct db *db, struct arena *a, const struct municipality *m,
    const struct reply *r, struct reply_ruling *j)
{
	const struct person *writer = person_find(m, r->author);
	struct reply_form f = { .enquiry = r->enquiry,
		.kind = r->kind,
		.scope = r->scope,
		.tone = r->tone,
		.text = r->text,
		.area = r->area };
	struct policy_input in = { r->text, AS_REPLY, NULL };
	struct policy_context context;
	struct overrule *v;
	struct enquiry e;
	struct str said;
	size_t n;

	if (!writer)
		return fail(ERR_MISSING, "who wrote it is not there any more");
	TRY(enquiry_get(db, a, r->enquiry, &e));
	TRY(reply_enquiry_text(db, a, &e, &said));
	context = reply_context(a, m, writer, &e, said, &f);
	TRY(reply_add_matter(db, a, r->thread, clock_now(), &context));
	in.context = &context;
	TRY(reply_overrules(db, a, r->id, r->version, &v, &n));
	reply_weigh(a, &in, v, n, j);
	for (size_t i = 0; i < j->findings.n; i++)
		if (lifted_by_f4(m, &j->findings.v[i], v, n))
			j->overruled[i] = true;
	return OK;
}

/* Whoever approves has looked at the warnings: an approver lifts what an
 * approver may. */
bool
reply_stands(const struct reply_ruling *j, bool approved)
{
	for (size_t i = 0; i < j->findings.n; i++) {
		const struct finding *fi = &j->findings.v[i];
		bool lifted = j->overruled[i] ||
			      (approved && fi->severity != BLOCK) ||
			      (approved && fi->lift == LIFT_APPROVER);

		if (fi->severity >= WARN && !lifted)
			return true;
	}
	return false;
}

enum err
reply_check_exact(struct db *db, struct arena *a, const struct municipality *m,
    const struct reply *r, bool approved, bool *stands)
{
	struct reply_ruling j = { 0 };

	TRY(exact_findings(db, a, m, r, &j));
	*stands = reply_stands(&j, approved);
	return OK;
}

/* Whoever has F4 lifts what only they may, by approving with a reason. */
static enum err
lift_f4(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, const struct reply *r, struct str remark,
    usec_t now)
{
	struct event e = { now, p->id.v, NULL, "reply", r->id.v };
	struct reply_ruling j = { 0 };

	if (str_trim(remark).n == 0 ||
	    !may(m, NULL, p, ACT_LIFT_F4, NULL, now).yes)
		return OK;
	TRY(exact_findings(db, a, m, r, &j));
	for (size_t i = 0; i < j.findings.n; i++) {
		const struct finding *f = &j.findings.v[i];

		if (f->lift == LIFT_F4 && f->severity == BLOCK)
			TRY(ledger_rows(db, a, COVERED_finding_overruled, &e,
			    (const struct db_value[]){ db_int(r->id.v),
				db_int(r->version), db_text(str_from(f->rule)),
				db_text(str_from(f->kind)),
				db_int((int64_t)f->start),
				db_int((int64_t)f->end), db_int(p->id.v),
				db_text(remark), db_int(now) },
			    1, NULL));
	}
	return OK;
}

/* Where another pair of eyes is demanded as such, who has written the newest
 * words does not let them out alone: the first writer confirms, and of the
 * first writer's own the nearest who may. */
static enum err
ask_other(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct reply *r, usec_t now)
{
	struct object o = reply_approval_object(r);
	struct ruling j;

	r->asked = r->author;
	if (p->id.v == r->author.v) {
		j = may(m, a, p, ACT_APPROVE, &o, now);
		r->asked.v = j.nroute ? j.route[0]->id.v : 0;
	}
	TRY(db_run(
	    db, &q_ask, DB_ARGS(db_int(r->id.v), db_ref(r->asked.v)), NULL));
	return reply_ask(db, a, m, r, p->id, now);
}

static enum err
approve(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct reply *r, struct str text,
    const char *clause, struct str remark, usec_t now)
{
	bool edited = text.n > 0 && !str_eq(text, r->text);
	bool stands;

	if (edited)
		TRY(reply_add_version(db, a, r, p, text, now));
	TRY(lift_f4(db, a, m, p, r, remark, now));
	TRY(reply_check_exact(db, a, m, r, true, &stands));
	if (stands)
		return fail(ERR_BLOCKED,
		    "a finding stands that must be mended before it goes out");
	if (edited && r->four_eyes)
		return ask_other(db, a, m, p, r, now);
	TRY(record(db, a, r, STR("approve"), p, clause, remark, now));
	TRY(db_run(db, &q_seen, DB_ARGS(db_int(r->id.v)), NULL));
	return reply_enqueue(db, a, m, r, p->id, now);
}

enum err
reply_decide(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct reply_id id, int64_t version,
    struct str decision, struct str text, struct str remark, usec_t now,
    struct reply *out)
{
	struct decision d = { .by = p, .what = decision, .remark = remark };
	struct db_rows rows;
	struct object o;

	TRY(db_query(db, a, &q_hold,
	    DB_ARGS(db_int(id.v), db_int(version), db_int(now)), &rows));
	if (rows.n == 0)
		return fail(ERR_CONFLICT,
		    "the reply has been changed, decided on or taken back");
	TRY(reply_get(db, a, id, out));
	o = reply_approval_object(out);
	TRY(approval_may_decide(m, &o, &d, now));
	TRY(approval_settled(db, APPROVAL_REPLY, id.v, now));
	if (d.approve) {
		TRY(approve(db, a, m, p, out, text, d.clause, remark, now));
	} else {
		TRY(record(db, a, out, decision, p, d.clause, remark, now));
		TRY(give_back(db, a, out, now));
		TRY(notification_add(db, out->author, NOTIFY_APPROVAL_RETURNED,
		    out->enquiry.v, now));
	}
	return reply_get(db, a, id, out);
}

enum err
reply_withdraw(struct db *db, struct arena *a, const struct person *p,
    struct reply_id id, usec_t now)
{
	struct event e = { now, p->id.v, NULL, "reply", id.v };
	struct db_rows rows;
	struct reply r;

	TRY(reply_get(db, a, id, &r));
	if (r.author.v != p->id.v)
		return fail(ERR_DENIED, "only the writer takes a reply back");
	if (str_eq(r.state, STR("waiting_approval"))) {
		TRY(record(db, a, &r, STR("withdraw"), p, "", STR_NONE, now));
		TRY(approval_settled(db, APPROVAL_REPLY, id.v, now));
		return give_back(db, a, &r, now);
	}
	TRY(db_query(
	    db, a, &q_take_back, DB_ARGS(db_int(id.v), db_int(now)), &rows));
	if (rows.n == 0)
		return fail(ERR_CONFLICT,
		    "the reply is on its way or published already");
	TRY(ledger_rows(db, a, COVERED_outbox_result, &e,
	    (const struct db_value[]){ db_int(db_get_int(&rows, 0, 0)),
		db_text(STR("dropped")), db_text(STR_NONE),
		    db_text(STR("withdrawn")), db_int(now) },
		1, NULL));
	return give_back(db, a, &r, now);
}
