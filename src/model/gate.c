/* SPDX-License-Identifier: EUPL-1.2
 *
 * gate.c - the gate: what stops a thing at the last moment, in the transaction
 * that would set it `sending`.  Each act has its row of checks; the first that
 * stops it says why.
 * REQ: SPEC 2.7 F2 F3 F4 K8 K12; invariants 5, 6, 10
 */
#include "model/gate.h"

#include "model/post_internal.h"
#include "model/reply_internal.h"

/* The row every gate reads under lock: raising a crisis waits for whoever is
 * in here, and whoever comes after it sees it. */
static const struct sql q_crisis = SQL("UPDATE crisis_now SET epoch = epoch WHERE id = 1"
	" RETURNING epoch, active");
/* What a reply answers has been edited, hidden or taken away since the words
 * were decided on ($2: the entry of the decision). */
static const struct sql q_moved = SQL("SELECT (SELECT COUNT(*) FROM enquiry e JOIN message m"
	"  ON m.thread_id = e.thread_id AND m.enquiry_id = e.id"
	"  JOIN message_revision r ON r.message_id = m.id"
	"  WHERE e.id = $1 AND r.event_seq > $2)"
	" + (SELECT COUNT(*) FROM enquiry e JOIN message m"
	"  ON m.thread_id = e.thread_id AND m.enquiry_id = e.id"
	"  JOIN message_state s ON s.message_id = m.id"
	"  WHERE e.id = $1 AND s.event_seq > $2 AND s.by_us = 0)");
static const struct sql q_decided = SQL("SELECT COALESCE(MAX(s), 0) FROM"
	" (SELECT event_seq AS s FROM reply_version WHERE reply_id = $1"
	"  UNION ALL SELECT event_seq FROM approval WHERE reply_id = $1"
	"  UNION ALL SELECT r.event_seq FROM outbox_result r JOIN outbox o"
	"  ON o.id = r.outbox_id WHERE o.reply_id = $1"
	"  AND r.detail IN ('retry', 'release')) AS decided");
static const struct sql q_escalated = SQL("SELECT COUNT(*) FROM escalation WHERE state <> 'decided'"
	" AND enquiry_id IN (SELECT enquiry_id FROM reply_enquiry"
	"  WHERE reply_id = $1)");
static const struct sql q_approver = SQL("SELECT decided_by FROM approval WHERE reply_id = $1"
	" AND version = $2 AND decision = 'approve'"
	" ORDER BY event_seq DESC LIMIT 1");

struct passing {
	struct db *db;
	struct arena *a;
	const struct municipality *m;
	const struct outbox_item *it;
	usec_t now;
	struct crisis_lock crisis;
	bool led; /* the crisis leadership let it out in this crisis */
	struct reply reply; /* of the act reply */
	struct post post;   /* of the act post */
	bool approved;	    /* its newest words, by another */
};

enum err
gate_lock_crisis(struct db *db, struct arena *a, struct crisis_lock *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_crisis, DB_NOARGS, &r));
	if (r.n != 1)
		return fail(ERR_BROKEN, "the row crisis_now is missing");
	out->epoch = db_get_int(&r, 0, 0);
	out->active = db_get_int(&r, 0, 1) != 0;
	return OK;
}

/* Hiding what the law hides protects people and says nothing: it goes on.
 * REQ: K8 K12 */
static bool
passes_crisis(struct str act, struct str ground)
{
	return str_eq(act, STR("hide")) && str_starts(ground, STR("K8"));
}

/* The crisis leadership has let it out in this very crisis. */
static bool
is_led(const struct municipality *m, const struct crisis_lock *c,
    const struct outbox_item *it, usec_t now)
{
	const struct person *by = person_find(m, it->let_out_by);

	return c->active && it->let_out_epoch == c->epoch && by &&
	       may(m, NULL, by, ACT_PUBLISH_CRISIS, NULL, now).yes;
}

bool
gate_crisis_holds(const struct municipality *m, const struct crisis_lock *c,
    const struct outbox_item *it, usec_t now)
{
	return c->active && !passes_crisis(it->act, it->ground) &&
	       !is_led(m, c, it, now);
}

/* The checks: *stops if it may not leave ---------------------------------- */

static enum err
check_plan(struct passing *g, bool *stops)
{
	const struct account *acct = account_find(g->m, g->it->account);

	*stops = !acct || !acct->plan_valid || acct->plan_expires <= g->now ||
		 str_eq(acct->state, STR("retired")) ||
		     str_eq(acct->state, STR("planned"));
	return OK;
}

static enum err
check_crisis(struct passing *g, bool *stops)
{
	*stops = gate_crisis_holds(g->m, &g->crisis, g->it, g->now);
	return OK;
}

/* Who lets these words out: the crisis leadership, in a crisis; else the
 * approver of this very version, if there is one, else whoever wrote it.  They
 * must still have the authority now. */
static enum err
check_authority(struct passing *g, bool *stops)
{
	const struct reply *r = &g->reply;
	/* Not even they are two pairs of eyes on their own words. */
	bool led = g->led &&
		   !(r->four_eyes && g->it->let_out_by.v == r->text_author.v);
	struct reply_form f = {
		.kind = r->kind, .scope = r->scope, .area = r->area
	};
	struct enquiry e = { .unit = r->area, .account = r->account };
	struct object o = reply_object(&f, &e);
	const struct person *p;
	struct db_rows rows;

	TRY(db_query(g->db, g->a, &q_approver,
	    DB_ARGS(db_int(r->id.v), db_int(r->version)), &rows));
	g->approved = rows.n > 0 || led;
	p = person_find(
	    g->m, rows.n ? (struct person_id){ db_get_int(&rows, 0, 0) }
			 : r->text_author);
	*stops = !p || r->version != g->it->version ||
		 !person_find(g->m, r->author);
	if (*stops || led)
		return OK;
	if (rows.n) {
		o = reply_approval_object(r);
		/* Their own words need no second pair of eyes of theirs. */
		if (!r->four_eyes && p->id.v == r->text_author.v)
			o.author = o.coauthor = (struct person_id){ 0 };
		*stops = !may(g->m, NULL, p, ACT_APPROVE, &o, g->now).yes;
	} else {
		*stops = r->four_eyes ||
			 !may(g->m, NULL, p, reply_action(r->kind), &o, g->now)
			      .yes;
	}
	return OK;
}

/* Until it is decided what is said, nothing is (K3).  REQ: K3 */
static enum err
check_escalation(struct passing *g, bool *stops)
{
	struct db_rows rows;

	TRY(db_query(
	    g->db, g->a, &q_escalated, DB_ARGS(db_int(g->reply.id.v)), &rows));
	*stops = db_get_int(&rows, 0, 0) > 0;
	return OK;
}

static enum err
check_findings(struct passing *g, bool *stops)
{
	return reply_check_exact(
	    g->db, g->a, g->m, &g->reply, g->approved, stops);
}

static enum err
check_thread(struct passing *g, bool *stops)
{
	struct db_rows rows;
	int64_t decided;

	TRY(db_query(
	    g->db, g->a, &q_decided, DB_ARGS(db_int(g->reply.id.v)), &rows));
	decided = db_get_int(&rows, 0, 0);
	TRY(db_query(g->db, g->a, &q_moved,
	    DB_ARGS(db_int(g->reply.enquiry.v), db_int(decided)), &rows));
	*stops = db_get_int(&rows, 0, 0) > 0;
	return OK;
}

static enum err
check_post_authority(struct passing *g, bool *stops)
{
	return post_may_leave(
	    g->db, g->a, g->m, g->it, g->led, g->now, &g->approved, stops);
}

static enum err
check_post_findings(struct passing *g, bool *stops)
{
	return post_check_exact(
	    g->db, g->a, g->m, &g->post, g->it->text, g->approved, stops);
}

/* A hide or a closing ordered by a person needs their authority still; one
 * ordered by a clause (K8) needs none. */
static enum err
check_moderator(struct passing *g, bool *stops)
{
	const struct account *acct = account_find(g->m, g->it->account);
	const struct person *p = person_find(g->m, g->it->ordered_by);
	struct object o = { .account = g->it->account };

	o.unit = acct ? acct->unit : (struct unit_id){ 0 };
	*stops = g->it->ordered_by.v != 0 && !g->led &&
		 (!p || !may(g->m, NULL, p, ACT_MODERATE, &o, g->now).yes);
	return OK;
}

/* Nobody is told of a hiding that is not, or is no more. */
static enum err
check_hidden(struct passing *g, bool *stops)
{
	struct message msg;

	if (!g->it->message.v)
		return OK;
	TRY(message_get(g->db, g->a, g->it->message, &msg));
	*stops = msg.state == MESSAGE_VISIBLE || msg.state == MESSAGE_DELETED;
	return OK;
}

/* A notice goes out by itself, with words that nobody has approved.
 * REQ: K8 */
static enum err
check_notice(struct passing *g, bool *stops)
{
	struct policy_input in = { g->it->text, AS_POST, &g->m->policy };
	struct findings f;

	policy_check(g->a, &in, &f);
	*stops = policy_verdict(&f) == (int)BLOCK;
	return OK;
}

enum { CHECKS_MAX = 8 };
static const struct act {
	struct str name;
	struct check {
		const char *why; /* held_why */
		enum err (*stops)(struct passing *g, bool *stops);
	} checks[CHECKS_MAX];
} acts[] = {
	{ STR_INIT("reply"),
	    { { "plan", check_plan }, { "crisis", check_crisis },
		{ "escalation", check_escalation },
		{ "authority", check_authority }, { "finding", check_findings },
		{ "thread", check_thread } } },
	{ STR_INIT("post"),
	    { { "plan", check_plan }, { "crisis", check_crisis },
		{ "authority", check_post_authority },
		{ "finding", check_post_findings } } },
	{ STR_INIT("notice"),
	    { { "plan", check_plan }, { "crisis", check_crisis },
		{ "authority", check_moderator }, { "shown", check_hidden },
		{ "finding", check_notice } } },
	{ STR_INIT("hide"),
	    { { "crisis", check_crisis }, { "authority", check_moderator } } },
	{ STR_INIT("show"),
	    { { "crisis", check_crisis }, { "authority", check_moderator } } },
	{ STR_INIT("close"),
	    { { "crisis", check_crisis }, { "authority", check_moderator } } },
	{ STR_INIT("open"),
	    { { "crisis", check_crisis }, { "authority", check_moderator } } },
};

static const struct act *
act_find(struct str name)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (str_eq(acts[i].name, name))
			return &acts[i];
	return NULL;
}

enum err
gate_pass(struct db *db, struct arena *a, const struct municipality *m,
    const struct outbox_item *it, usec_t now, struct str *held)
{
	const struct act *act = act_find(it->act);
	struct passing g = { .db = db, .a = a, .m = m, .it = it, .now = now };

	if (!act)
		return fail(ERR_BROKEN, "the outbox holds an act unknown here");
	TRY(gate_lock_crisis(db, a, &g.crisis));
	g.led = is_led(m, &g.crisis, it, now);
	if (it->reply.v)
		TRY(reply_get(db, a, it->reply, &g.reply));
	if (it->post)
		TRY(post_get(db, a, (struct post_id){ it->post }, &g.post));
	*held = STR_NONE;
	for (size_t i = 0; i < CHECKS_MAX && act->checks[i].why; i++) {
		bool stops = false;

		TRY(act->checks[i].stops(&g, &stops));
		if (stops) {
			*held = str_from(act->checks[i].why);
			return OK;
		}
	}
	return OK;
}
