/* SPDX-License-Identifier: EUPL-1.2
 *
 * reply_judge.c - what stands between a text and the public: the findings of
 * the clauses, the authority, what has happened in the thread meanwhile.  The
 * composer, the approval and the gate of the outbox all ask here.
 * REQ: F2 F3 F4 K7 K8; invariants 5, 10
 */
#include "model/account.h"
#include "model/matter.h"
#include "model/reply.h"
#include "model/reply_internal.h"

static const struct sql q_thread_version = SQL("SELECT version FROM thread WHERE id = $1");
static const struct sql q_newest_text = SQL("SELECT r.text FROM message m JOIN message_revision r"
	" ON r.message_id = m.id AND r.number = m.revision WHERE m.id = $1");

struct policy_context
reply_context(struct arena *a, const struct municipality *m,
    const struct person *p, const struct enquiry *e, struct str enquiry_text,
    const struct reply_form *f)
{
	struct policy_context c = m->policy;
	const struct unit *own = unit_find(m, p->unit);
	const struct unit *area = unit_find(m, f->area);
	unsigned roles = person_roles(p, clock_now());
	struct str *names = ARENA_ARRAY(a, struct str, ROLE_COUNT);
	size_t n = 0;

	for (int r = 0; r < ROLE_COUNT; r++)
		if (roles & ROLE_BIT(r))
			names[n++] = str_from(role_name((enum role)r));
	c.responder.first_name = p->first_name;
	c.responder.last_name = p->last_name;
	c.responder.unit = own ? own->name : STR_NONE;
	c.responder.roles = (struct str_list){ names, n };
	c.enquiry.text = enquiry_text;
	c.enquiry.category = str_from(category_name(e->category));
	c.reply_kind = f->kind;
	c.tone = f->tone;
	c.authority = AUTHORITY_YES; /* asked for by itself, not guessed */
	c.scope_municipality = str_eq(f->scope, STR("municipality"));
	c.scope_unit = c.scope_municipality || !area ? STR_NONE : area->name;
	c.area = area ? area->name : STR_NONE;
	return c;
}

struct object
reply_object(const struct reply_form *f, const struct enquiry *e)
{
	return (struct object){
		.unit = f->area.v ? f->area : e->unit,
		.account = e->account,
		.municipality = str_eq(f->kind, STR("statement")) &&
		    str_eq(f->scope, STR("municipality")),
		};
}

enum action
reply_action(struct str kind)
{
	if (str_eq(kind, STR("statement")))
		return ACT_PUBLISH_STATEMENT;
	if (str_eq(kind, STR("fact")))
		return ACT_PUBLISH_FACT;
	return ACT_WRITE_REPLY; /* thanks, referral: no view, no fact */
}

bool
reply_is_overruled(const struct finding *f, const struct overrule *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].rule, str_from(f->rule)) &&
		    str_eq(v[i].kind, str_from(f->kind)) &&
		    v[i].start == f->start && v[i].end == f->end &&
		    str_trim(v[i].reason).n > 0)
			return true;
	return false;
}

/* A block stands whatever is said of it; a warning falls for a reason given by
 * the writer, where the finding may be lifted by oneself. */
void
reply_weigh_findings(struct arena *a, const struct overrule *v, size_t n,
    struct reply_ruling *out)
{
	out->liftable = true;
	out->overruled = ARENA_ARRAY(a, bool, out->findings.n + 1);
	for (size_t i = 0; i < out->findings.n; i++) {
		const struct finding *f = &out->findings.v[i];

		out->overruled[i] = (f->lift == LIFT_SELF ||
					(f->lift == LIFT_F4 &&
					    out->f4_writer)) &&
				    reply_is_overruled(f, v, n);
		if (f->severity >= WARN && f->severity != APPROVE &&
		    !out->overruled[i]) {
			out->blocked = true;
			out->needs_f4 = out->needs_f4 || f->lift == LIFT_F4;
			if (f->severity == WARN || f->lift < LIFT_APPROVER)
				out->liftable = false;
		}
		if (f->severity == APPROVE && f->rule[0] != 'F')
			out->four_eyes = true; /* F: may() says who */
	}
}

void
reply_weigh(struct arena *a, const struct policy_input *in,
    const struct overrule *v, size_t n, struct reply_ruling *out)
{
	policy_check(a, in, &out->findings);
	reply_weigh_findings(a, v, n, out);
}

/* REQ: K11 - the matter that the thread is tied to. */
enum err
reply_add_matter(struct db *db, struct arena *a, struct thread_id thread,
    usec_t now, struct policy_context *c)
{
	struct matter m;

	TRY(matter_of_thread(db, a, thread, now, &m));
	if (m.id.v)
		matter_context(a, &m, c);
	return OK;
}

enum err
reply_enquiry_text(
    struct db *db, struct arena *a, const struct enquiry *e, struct str *out)
{
	struct db_rows r;

	TRY(db_query(
	    db, a, &q_newest_text, DB_ARGS(db_int(e->last_message.v)), &r));
	*out = r.n ? db_get_text(&r, 0, 0) : STR_NONE;
	return OK;
}

/* Whom the words must go by, once findings and authority are told.
 * REQ: F2 F3 F4 K11 */
void
reply_route(struct arena *a, const struct municipality *m,
    const struct person *p, const struct object *o, usec_t now,
    struct reply_ruling *out)
{
	struct object other = *o;
	struct ruling eyes;

	other.author = p->id;
	out->needs_approval = !out->authority.yes || out->four_eyes;
	out->clause = out->authority.clause;
	if (out->blocked && out->liftable) {
		out->needs_approval = true;
		out->authority = may(m, a, p,
		    out->needs_f4 ? ACT_LIFT_F4 : ACT_APPROVE, &other, now);
		out->clause = out->needs_f4 ? "K11" : out->authority.clause;
	} else if (out->authority.yes && out->four_eyes) {
		other.four_eyes = true;
		eyes = may(m, a, p, ACT_APPROVE, &other, now);
		out->clause = eyes.clause;
		out->authority.route = eyes.route;
		out->authority.nroute = eyes.nroute;
	}
}

bool
reply_can_send(const struct connection *c)
{
	return str_eq(c->state, STR("ok")) ||
	    str_eq(c->state, STR("expiring")) || str_eq(c->state, STR("quiet"));
}

enum err
reply_judge(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, const struct reply_form *f, usec_t now,
    struct reply_ruling *out)
{
	struct policy_input in = { f->text, AS_REPLY, NULL };
	struct policy_context context;
	struct connection conn;
	struct ruling ruling;
	struct enquiry e;
	struct object o;
	struct db_rows r;
	struct str said;

	*out = (struct reply_ruling){ 0 };
	TRY(enquiry_get(db, a, f->enquiry, &e));
	TRY(reply_enquiry_text(db, a, &e, &said));
	o = reply_object(f, &e);
	context = reply_context(a, m, p, &e, said, f);
	TRY(reply_add_matter(db, a, e.thread, now, &context));
	in.context = &context;
	ruling = may(m, a, p, reply_action(f->kind), &o, now);
	out->f4_writer = may(m, NULL, p, ACT_LIFT_F4, &o, now).yes;
	context.authority = ruling.yes ? AUTHORITY_YES : AUTHORITY_NO;
	reply_weigh(a, &in, f->overrules, f->noverrules, out);
	out->authority = ruling;
	TRY(db_query(
	    db, a, &q_thread_version, DB_ARGS(db_int(e.thread.v)), &r));
	out->thread_changed = db_get_int(&r, 0, 0) != f->thread_version;
	reply_route(a, m, p, &o, now, out);
	TRY(connection_get(db, a, e.account, &conn));
	out->sending_possible = reply_can_send(&conn);
	return OK;
}
