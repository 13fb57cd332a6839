/* SPDX-License-Identifier: EUPL-1.2
 *
 * post_judge.c - what stands between a post and the public: the clauses, and
 * the authority of whoever lets it out, at the moment it is written and again
 * at the moment it leaves.  REQ: F2 F3 F4 K7 K8; invariant 5
 */
#include "model/account.h"
#include "model/post_internal.h"
#include "model/reply_internal.h"

static const struct sql q_kept = SQL("SELECT rule, kind, start_byte, end_byte, reason, person_id FROM post_kept"
	" WHERE post_id = $1 AND version = $2 ORDER BY event_seq");
static const struct sql q_approver = SQL("SELECT decided_by FROM post_decision WHERE post_id = $1"
	" AND version = $2 AND decision = 'approve'"
	" ORDER BY event_seq DESC LIMIT 1");

struct object
post_account_object(const struct municipality *m, struct account_id id)
{
	const struct account *acct = account_find(m, id);

	return (struct object){
		.unit = acct ? acct->unit : (struct unit_id){ 0 }, .account = id
	};
}

struct post_form
post_form_of(const struct post *p)
{
	return (struct post_form){ .account = p->account,
		.kind = p->kind,
		.scope = p->scope,
		.title = p->title,
		.text = p->text,
		.correction = p->correction,
		.area = p->area,
		.planned_at = p->planned_at,
		.pictures = p->pictures };
}

/* Of whom the authority is asked. */
static struct object
object_of(const struct post_form *f)
{
	return (struct object){ .unit = f->area,
		.account = f->account,
		.municipality = str_eq(f->kind, STR("statement")) &&
		    str_eq(f->scope, STR("municipality")) };
}

struct object
post_approval_object(const struct post *p)
{
	struct post_form f = post_form_of(p);
	struct object o = object_of(&f);

	o.author = o.coauthor = p->text_author;
	o.four_eyes = p->four_eyes;
	o.first_author = p->author;
	return o;
}

struct policy_context
post_context(struct arena *a, const struct municipality *m,
    const struct person *p, const struct post_form *f)
{
	static const struct enquiry none;
	struct reply_form as = { .kind = f->kind,
		.scope = f->scope,
		.tone = STR("plain"), .area = f->area };
	struct policy_context c = reply_context(a, m, p, &none, STR_NONE, &as);

	c.enquiry.category = STR_NONE;
	return c;
}

/* What is found in the title or in what is said of a picture is of the whole:
 * its place is not in the text. */
static void
check_beside(struct arena *a, struct policy_input in, struct str text,
    struct findings *f)
{
	struct findings found;

	in.text = text;
	policy_check(a, &in, &found);
	for (size_t i = 0; i < found.n; i++) {
		struct finding x = found.v[i];

		if (x.end == 0) /* the title needs no signature */
			continue;
		x.start = x.end = 0;
		findings_add(f, x);
	}
}

/* The clauses read all that the public reads. */
static void
weigh(struct arena *a, const struct municipality *m, const struct person *p,
    const struct post_form *f, const struct overrule *v, size_t n,
    struct reply_ruling *out)
{
	struct policy_context context = post_context(a, m, p, f);
	struct policy_input in = { f->text, AS_POST, &context };
	struct findings of_text;

	context.authority = out->authority.yes ? AUTHORITY_YES : AUTHORITY_NO;
	out->findings = (struct findings){ .arena = a };
	check_beside(a, in, f->title, &out->findings);
	for (size_t i = 0; i < f->pictures.n; i++)
		check_beside(a, in, f->pictures.v[i].alt, &out->findings);
	policy_check(a, &in, &of_text);
	for (size_t i = 0; i < of_text.n; i++)
		findings_add(&out->findings, of_text.v[i]);
	reply_weigh_findings(a, v, n, out);
}

enum err
post_judge(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, const struct post_form *f, usec_t now,
    struct reply_ruling *out)
{
	struct object o = object_of(f);
	struct connection conn;
	enum err e;

	*out = (struct reply_ruling){ 0 };
	out->authority = may(m, a, p, reply_action(f->kind), &o, now);
	out->f4_writer = may(m, NULL, p, ACT_LIFT_F4, &o, now).yes;
	weigh(a, m, p, f, f->overrules, f->noverrules, out);
	reply_route(a, m, p, &o, now, out);
	e = connection_get(db, a, f->account, &conn);
	out->sending_possible = e == OK && reply_can_send(&conn);
	return e == ERR_MISSING ? OK : e;
}

static enum err
kept(struct db *db, struct arena *a, const struct post *p,
    struct overrule **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(
	    db, a, &q_kept, DB_ARGS(db_int(p->id.v), db_int(p->version)), &r));
	*out = ARENA_ARRAY(a, struct overrule, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct overrule){ db_get_text(&r, i, 0),
			db_get_text(&r, i, 1), (size_t)db_get_int(&r, i, 2),
			(size_t)db_get_int(&r, i, 3), db_get_text(&r, i, 4),
			{ db_get_int(&r, i, 5) } };
	return OK;
}

enum err
post_check_exact(struct db *db, struct arena *a, const struct municipality *m,
    const struct post *p, struct str text, bool approved, bool *stands)
{
	const struct person *writer = person_find(m, p->author);
	struct post_form f = post_form_of(p);
	struct reply_ruling j = { .authority.yes = true };
	struct overrule *v;
	size_t n;

	if (!writer)
		return fail(ERR_MISSING, "who wrote it is not there any more");
	f.text = text;
	TRY(kept(db, a, p, &v, &n));
	weigh(a, m, writer, &f, v, n, &j);
	*stands = reply_stands(&j, approved);
	return OK;
}

enum err
post_may_leave(struct db *db, struct arena *a, const struct municipality *m,
    const struct outbox_item *it, bool led, usec_t now, bool *approved,
    bool *stops)
{
	const struct person *by;
	struct object o;
	struct db_rows r;
	struct post p;

	TRY(post_get(db, a, (struct post_id){ it->post }, &p));
	TRY(db_query(db, a, &q_approver,
	    DB_ARGS(db_int(p.id.v), db_int(p.version)), &r));
	/* Not even the crisis leadership is two pairs of eyes on its own. */
	led = led && !(p.four_eyes && it->let_out_by.v == p.text_author.v);
	*approved = r.n > 0 || led;
	by = person_find(m,
	    r.n ? (struct person_id){ db_get_int(&r, 0, 0) } : p.text_author);
	*stops = !by || p.version != it->version || !person_find(m, p.author);
	if (*stops || led)
		return OK;
	o = post_approval_object(&p);
	if (r.n) {
		if (!p.four_eyes && by->id.v == p.text_author.v)
			o.author = o.coauthor = (struct person_id){ 0 };
		*stops = !may(m, NULL, by, ACT_APPROVE, &o, now).yes;
		return OK;
	}
	o.author = o.coauthor = (struct person_id){ 0 };
	*stops = p.four_eyes ||
		 !may(m, NULL, by, reply_action(p.kind), &o, now).yes;
	return OK;
}
