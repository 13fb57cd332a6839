/* SPDX-License-Identifier: EUPL-1.2
 * approval.c - REQ: F3 F4 K1 K12 */
#include "model/approval.h"

#include <inttypes.h>

#include "ledger/ledger.h"
#include "model/crisis.h"
#include "model/notification.h"
#include "model/post.h"

/* Of working time: nobody is passed by before they could have read it. */
static const usec_t PATIENCE = 30 * MINUTE;
enum { PAGE = 200 };
enum stage { REMIND = 1, PASS_ON, TELL, CRISIS, STAGES };

static const struct sql q_replies = SQL("SELECT r.id, r.version, r.updated_at, e.due, e.half_at, e.soon_at"
	" FROM reply r JOIN enquiry e ON e.id = r.enquiry_id"
	" WHERE r.state = 'waiting_approval' AND r.id > $1"
	" ORDER BY r.id LIMIT $2");
static const struct sql q_posts = SQL("SELECT id, version, updated_at, planned_at, 0, 0 FROM post"
	" WHERE state = 'waiting_approval' AND id > $1 ORDER BY id LIMIT $2");
static const struct sql q_done = SQL("SELECT stage FROM approval_reminded WHERE kind = $1"
	" AND object_id = $2 AND version = $3 AND due = $4");
static const struct sql q_mark = SQL("INSERT INTO approval_reminded (kind, object_id, version, due, stage, at)"
	" VALUES ($1, $2, $3, $4, $5, $6)");
static const struct sql q_ask_reply = SQL("UPDATE reply SET asked_id = $2 WHERE id = $1");
static const struct sql q_ask_post = SQL("UPDATE post SET asked_id = $2 WHERE id = $1");

static const struct kind {
	const char *name;
	const struct sql *waiting, *ask;
	enum notification_kind asked, waits, nobody, late;
	const char *passed_on, *rerouted; /* in the record */
} kinds[] = {
	[APPROVAL_REPLY] = { "reply", &q_replies, &q_ask_reply,
	    NOTIFY_APPROVAL_ASKED, NOTIFY_APPROVAL_WAITS, NOTIFY_UNROUTED,
	    NOTIFY_APPROVAL_LATE, "reply.passed_on", "reply.rerouted" },
	[APPROVAL_POST] = { "post", &q_posts, &q_ask_post, NOTIFY_POST_ASKED,
	    NOTIFY_POST_WAITS, NOTIFY_POST_UNROUTED, NOTIFY_POST_UNDECIDED,
	    "post.passed_on", "post.rerouted" },
};

struct wait { /* one thing that waits */
	enum approval_of of;
	const struct kind *kind;
	int64_t id, version;
	const struct account *account;
	struct object object;	 /* what ACT_APPROVE is asked of */
	struct person_id author; /* told at the end; v == 0: otherwise */
	struct person_id asked;
	bool f4;		       /* only F4 can let it out (K11) */
	usec_t since, at[STAGES], due; /* at: when each stage comes */
	bool done[STAGES];
};
struct turn { /* the turn of the job */
	struct db *db;
	struct arena *a;
	const struct municipality *m;
	usec_t now;
	size_t *n;
};

/* Whom to tell --------------------------------------------------------------
 */

static enum err
tell_role(struct db *db, const struct municipality *m, enum role role,
    enum notification_kind kind, int64_t id, usec_t now, size_t *told)
{
	for (size_t i = 0; i < m->npersons; i++)
		if (person_roles(&m->persons[i], now) & ROLE_BIT(role)) {
			TRY(notification_add(
			    db, m->persons[i].id, kind, id, now));
			(*told)++;
		}
	return OK;
}

/* The chief executive's team; where it is empty, the chief executive. */
static enum err
tell_team(struct db *db, const struct municipality *m,
    enum notification_kind kind, int64_t id, usec_t now)
{
	size_t told = 0;

	TRY(tell_role(db, m, ROLE_TEAM_MEMBER, kind, id, now, &told));
	return told ? OK
		    : tell_role(
			  db, m, ROLE_CHIEF_EXECUTIVE, kind, id, now, &told);
}

enum err
approval_tell(struct db *db, const struct municipality *m, enum approval_of of,
    int64_t id, struct person_id asked, usec_t now)
{
	return asked.v ? notification_add(db, asked, kinds[of].asked, id, now)
		       : tell_team(db, m, kinds[of].nobody, id, now);
}

/* What was asked of the one before, and that nobody could be. */
static enum err
asked_anew(struct db *db, enum approval_of of, int64_t id, usec_t now)
{
	TRY(notification_settled(db, kinds[of].asked, id, now));
	TRY(notification_settled(db, kinds[of].waits, id, now));
	return notification_settled(db, kinds[of].nobody, id, now);
}

enum err
approval_settled(struct db *db, enum approval_of of, int64_t id, usec_t now)
{
	TRY(asked_anew(db, of, id, now));
	return notification_settled(db, kinds[of].late, id, now);
}

enum err
approval_may_decide(const struct municipality *m, const struct object *o,
    struct decision *d, usec_t now)
{
	struct ruling r = may(m, NULL, d->by, ACT_APPROVE, o, now);

	d->clause = r.clause;
	d->approve = str_eq(d->what, STR("approve"));
	if (!r.yes)
		return fail(
		    ERR_DENIED, "%s: you may not decide on this", r.clause);
	if (!d->approve && !str_eq(d->what, STR("return")))
		return fail(ERR_INVALID, "decide: approve or return");
	if (!d->approve && str_trim(d->remark).n == 0)
		return fail(ERR_INVALID,
		    "say what should be different, so that it can be mended");
	return OK;
}

/* Who can decide ------------------------------------------------------------
 */

static bool
able(const struct turn *j, const struct wait *w, const struct person *p)
{
	return p && person_present(j->m, p, j->now) &&
	       may(j->m, NULL, p, ACT_APPROVE, &w->object, j->now).yes &&
	       (!w->f4 || may(j->m, NULL, p, ACT_LIFT_F4, NULL, j->now).yes);
}

/* Those who can and are here, the nearest first: the first of them, or the
 * first after `past` on the way up; NULL: none. */
static const struct person *
nearest(const struct turn *j, const struct wait *w, struct person_id past)
{
	static const struct person nobody;
	struct ruling r = may(
	    j->m, j->a, &nobody, ACT_APPROVE, &w->object, j->now);
	const struct person *first = NULL;
	bool passed = false;

	for (size_t i = 0; i < r.nroute; i++) {
		if (r.route[i]->id.v == past.v) {
			passed = true;
			first = NULL;
		} else if (!first && able(j, w, r.route[i])) {
			first = r.route[i];
			if (passed || past.v == 0)
				return first;
		}
	}
	return first;
}

static enum err
pass_to(struct turn *j, struct wait *w, const struct person *to,
    const char *recorded)
{
	struct event e = { j->now, 0, recorded, w->kind->name, w->id };

	TRY(db_run(j->db, w->kind->ask,
	    DB_ARGS(db_int(w->id), db_int(to->id.v)), NULL));
	TRY(ledger_note(j->db, j->a, &e,
	    str_printf(j->a, "{\"from\":%" PRId64 ",\"to\":%" PRId64 "}",
		w->asked.v, to->id.v),
	    NULL));
	w->asked = to->id;
	return approval_tell(j->db, j->m, w->of, w->id, to->id, j->now);
}

/* Away, gone, or without the role by now: the nearest who is here is asked. */
static enum err
keep_asked(struct turn *j, struct wait *w)
{
	const struct person *to;

	if (able(j, w, person_find(j->m, w->asked)))
		return OK;
	to = nearest(j, w, (struct person_id){ 0 });
	if (!to)
		return OK;
	TRY(asked_anew(j->db, w->of, w->id, j->now));
	(*j->n)++;
	return pass_to(j, w, to, w->kind->rerouted);
}

/* The stages ----------------------------------------------------------------
 */

static enum err
tell_crisis(struct turn *j, const struct wait *w)
{
	const struct person **v;
	size_t n = crisis_leaders(j->m, j->a, j->now, &v);

	for (size_t i = 0; i < n; i++)
		TRY(notification_add(
		    j->db, v[i]->id, w->kind->waits, w->id, j->now));
	return OK;
}

static enum err
step(struct turn *j, struct wait *w, enum stage stage)
{
	const struct person *next;

	TRY(db_run(j->db, &q_mark,
	    DB_ARGS(db_text(str_from(w->kind->name)), db_int(w->id),
		db_int(w->version), db_int(w->due), db_int((int64_t)stage),
		db_int(j->now)),
	    NULL));
	(*j->n)++;
	if (stage == CRISIS)
		return tell_crisis(j, w);
	if (stage == REMIND && w->asked.v)
		return notification_add(
		    j->db, w->asked, w->kind->waits, w->id, j->now);
	if (stage == PASS_ON) {
		next = w->asked.v ? nearest(j, w, w->asked) : NULL;
		if (next)
			return pass_to(j, w, next, w->kind->passed_on);
	}
	if (stage == TELL) {
		if (w->author.v)
			TRY(notification_add(
			    j->db, w->author, w->kind->late, w->id, j->now));
		return tell_team(j->db, j->m, w->kind->late, w->id, j->now);
	}
	return tell_team(j->db, j->m, w->kind->nobody, w->id, j->now);
}

/* What comes of it now; the time out is told of at once, unless it was out
 * before anybody was asked. */
static bool
has_come(const struct wait *w, enum stage stage, usec_t worked, usec_t now)
{
	bool patient = worked >= PATIENCE ||
		       (stage == TELL && w->due > w->since);

	return now >= w->at[stage] && patient && !w->done[stage];
}

static enum err
look_at(
    struct turn *j, struct wait *w, const struct worktime_closure *c, size_t nc)
{
	usec_t worked;

	for (size_t i = 0; i < nc; i++)
		if (c[i].from <= j->now && j->now < c[i].to)
			return OK;
	worked = worktime_between(
	    account_hours(j->m, w->account), c, nc, w->since, j->now);
	if (j->m->crisis)
		return has_come(w, CRISIS, worked, j->now) ? step(j, w, CRISIS)
							   : OK;
	TRY(keep_asked(j, w));
	for (enum stage s = REMIND; s <= TELL; s++)
		if (has_come(w, s, worked, j->now))
			TRY(step(j, w, s));
	return OK;
}

/* What waits ----------------------------------------------------------------
 */

static size_t
closures_of(
    const struct turn *j, const struct wait *w, struct worktime_closure **out)
{
	size_t n = 0;

	*out = ARENA_ARRAY(j->a, struct worktime_closure, j->m->nclosures + 1);
	for (size_t i = 0; i < j->m->nclosures; i++) {
		const struct closure *c = &j->m->closures[i];

		if (c->account.v == 0 ||
		    (w->account && c->account.v == w->account->id.v))
			(*out)[n++] = (struct worktime_closure){ c->from,
				c->to };
	}
	return n;
}

/* What has no clock of its own is decided on within the day, as an answer is;
 * a post before its time. */
static void
set_clock(const struct turn *j, struct wait *w,
    const struct worktime_closure *c, size_t n)
{
	const struct worktime *h = account_hours(j->m, w->account);
	struct deadline d;
	usec_t all;

	if (w->due > w->since) {
		all = worktime_between(h, c, n, w->since, w->due);
		w->at[REMIND] = all ? worktime_after(h, w->since, all / 2)
				    : w->due;
		w->at[PASS_ON] = all ? worktime_after(h, w->since, all / 5 * 4)
				     : w->due;
	} else {
		worktime_deadline(h, w->since, c, n, &d);
		w->due = d.due;
		w->at[REMIND] = d.half;
		w->at[PASS_ON] = d.soon;
	}
}

static enum err
fill_reply(struct turn *j, struct wait *w)
{
	struct reply r;

	TRY(reply_get(j->db, j->a, (struct reply_id){ w->id }, &r));
	w->object = reply_approval_object(&r);
	w->account = account_find(j->m, r.account);
	w->author = r.author;
	w->asked = r.asked;
	w->f4 = str_eq(r.asked_clause, STR("K11"));
	return OK;
}

static enum err
fill_post(struct turn *j, struct wait *w)
{
	struct post p;

	TRY(post_get(j->db, j->a, (struct post_id){ w->id }, &p));
	w->object = post_approval_object(&p);
	w->account = account_find(j->m, p.account);
	if (p.planned_at == 0) /* else post_tell_late tells them */
		w->author = p.author;
	w->asked = p.asked;
	w->f4 = str_eq(p.asked_clause, STR("K11"));
	return OK;
}

static enum err
look_at_row(
    struct turn *j, enum approval_of of, const struct db_rows *r, size_t i)
{
	struct wait w = { .of = of,
		.kind = &kinds[of],
		.id = db_get_int(r, i, 0),
		.version = db_get_int(r, i, 1),
		/* Of whole seconds: updated_at tells changes apart by less. */
		.since = db_get_int(r, i, 2) / SECOND * SECOND,
		.due = db_get_int(r, i, 3),
		.at = { [REMIND] = db_get_int(r, i, 4),
		    [PASS_ON] = db_get_int(r, i, 5) } };
	struct worktime_closure *c;
	struct db_rows done;
	size_t n;

	TRY(of == APPROVAL_REPLY ? fill_reply(j, &w) : fill_post(j, &w));
	n = closures_of(j, &w, &c);
	if (of == APPROVAL_POST || w.due == 0)
		set_clock(j, &w, c, n);
	w.at[TELL] = w.due;
	w.at[CRISIS] = w.at[REMIND];
	TRY(db_query(j->db, j->a, &q_done,
	    DB_ARGS(db_text(str_from(w.kind->name)), db_int(w.id),
		db_int(w.version), db_int(w.due)),
	    &done));
	for (size_t k = 0; k < done.n; k++)
		w.done[db_get_int(&done, k, 0)] = true;
	return look_at(j, &w, c, n);
}

enum err
approval_remind(struct db *db, struct arena *a, const struct municipality *m,
    usec_t now, size_t *n)
{
	struct turn j = { db, a, m, now, n };
	struct db_rows r;

	*n = 0;
	for (enum approval_of of = APPROVAL_REPLY; of <= APPROVAL_POST; of++) {
		int64_t after = 0;

		do {
			TRY(db_query(db, a, kinds[of].waiting,
			    DB_ARGS(db_int(after), db_int(PAGE)), &r));
			for (size_t i = 0; i < r.n; i++) {
				after = db_get_int(&r, i, 0);
				TRY(look_at_row(&j, of, &r, i));
			}
		} while (r.n == PAGE);
	}
	return OK;
}
