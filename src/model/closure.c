/* SPDX-License-Identifier: EUPL-1.2
 *
 * closure.c - an account closed for a time: the clock stops, and goes on at
 * reopening; and a deadline's stored inputs, recomputed for the screen.
 * REQ: K2; SPEC 3; invariant 7
 */
#include <jansson.h>

#include "base/buf.h"
#include "ledger/ledger.h"
#include "model/enquiry.h"

#define CLOSURE_MOST (366 * DAY)
enum { REASON_MAX = 1000 };

static const struct sql q_closure_of = SQL("SELECT c.account_id, e.ended_at FROM closure c LEFT JOIN closure_end e"
	" ON e.closure_seq = c.event_seq WHERE c.event_seq = $1");
static const struct sql q_closures = SQL("SELECT c.account_id, c.from_at, COALESCE(e.ended_at, c.to_at)"
	" FROM closure c LEFT JOIN closure_end e"
	" ON e.closure_seq = c.event_seq"
	" WHERE COALESCE(e.ended_at, c.to_at) > c.from_at"
	" AND COALESCE(e.ended_at, c.to_at) > $1 ORDER BY c.from_at");
static const struct sql q_running = SQL("SELECT e.id, e.account_id, d.arrival, e.due FROM enquiry e"
	" JOIN deadline d ON d.enquiry_id = e.id"
	" WHERE e.state IN ('open', 'waiting') AND e.due > 0"
	" AND ($1 = 0 OR e.account_id = $1)"
	" AND d.event_seq = (SELECT MIN(f.event_seq) FROM deadline f"
	"  WHERE f.enquiry_id = e.id)");
static const struct sql q_move = SQL("UPDATE enquiry SET due = $2, half_at = $3, soon_at = $4,"
	" paused_until = $5, version = version + 1 WHERE id = $1");
static const struct sql q_deadline = SQL("SELECT event_seq, why, arrival, worktime_version, closures, start_at,"
	" due, half_at, soon_at FROM deadline WHERE enquiry_id = $1"
	" ORDER BY event_seq DESC LIMIT 1");

static const struct sql q_hours_at = SQL("SELECT value FROM setting_version WHERE key = 'hours'"
	" AND version = $1");

/* An account's own hours as its newest word before a row of the record says. */
static const struct sql q_account_at = SQL("SELECT c.content FROM event e JOIN event_content c ON c.seq = e.seq"
	" WHERE e.object_kind = 'account' AND e.object_id = $1"
	" AND e.kind IN ('account.added', 'account.changed') AND e.seq < $2"
	" ORDER BY e.seq DESC LIMIT 1");

struct closures {
	struct worktime_closure *v;
	size_t n;
};

static struct closures
for_account(struct arena *a, const struct db_rows *r, int64_t account)
{
	struct closures c = { ARENA_ARRAY(a, struct worktime_closure, r->n + 1),
		0 };

	for (size_t i = 0; i < r->n; i++) {
		int64_t of = db_get_int(r, i, 0);

		if (of == 0 || of == account)
			c.v[c.n++] = (struct worktime_closure){
				db_get_int(r, i, 1), db_get_int(r, i, 2)
			};
	}
	return c;
}

static usec_t
paused_until(const struct closures *c, usec_t now)
{
	usec_t until = 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].from <= now && now < c->v[i].to &&
		    c->v[i].to > until)
			until = c->v[i].to;
	return until;
}

struct one_move {
	int64_t enquiry;
	usec_t arrival;
	const struct account *acct;
};

static enum err
move_one(struct db *db, struct arena *a, const struct municipality *m,
    const struct one_move *mv, const struct closures *c, const struct event *ev)
{
	struct event e = *ev;
	struct deadline d;

	worktime_deadline(
	    account_hours(m, mv->acct), mv->arrival, c->v, c->n, &d);
	e.object_id = mv->enquiry;
	TRY(db_run(db, &q_move,
	    DB_ARGS(db_int(mv->enquiry), db_int(d.due), db_int(d.half),
		db_int(d.soon), db_int(paused_until(c, ev->at))),
	    NULL));
	return ledger_rows(db, a, COVERED_deadline, &e,
	    (const struct db_value[]){ db_int(mv->enquiry),
		db_text(str_from(ev->kind)), db_int(mv->arrival),
		db_int(mv->acct && mv->acct->hours ? 0 : m->hours_version),
		db_text(worktime_closures_json(a, c->v, c->n)), db_int(d.start),
		db_int(d.due), db_int(d.half), db_int(d.soon) },
	    1, NULL);
}

/* Every open enquiry of the account gets its deadline anew from its arrival
 * and the closures as they now stand, in a row of its own. */
static enum err
move_deadlines(struct db *db, struct arena *a, const struct municipality *m,
    int64_t account, const struct event *ev)
{
	struct db_rows r, closures;

	TRY(db_query(db, a, &q_running, DB_ARGS(db_int(account)), &r));
	TRY(db_query(db, a, &q_closures, DB_ARGS(db_int(ev->at - 400 * DAY)),
	    &closures));
	for (size_t i = 0; i < r.n; i++) {
		struct one_move mv = { db_get_int(&r, i, 0),
			db_get_int(&r, i, 2),
			account_find(
			    m, (struct account_id){ db_get_int(&r, i, 1) }) };
		struct closures c = for_account(
		    a, &closures, db_get_int(&r, i, 1));

		TRY(move_one(db, a, m, &mv, &c, ev));
	}
	return OK;
}

enum err
enquiry_start_clock(struct db *db, struct arena *a,
    const struct municipality *m, struct enquiry_id id, struct person_id by,
    usec_t now)
{
	struct event ev = { now, by.v, "arrival", "enquiry", id.v };
	struct one_move mv = { .enquiry = id.v, .arrival = now };
	struct db_rows closures;
	struct closures c;
	struct enquiry e;

	TRY(enquiry_get(db, a, id, &e));
	if (e.due != WORKTIME_NEVER)
		return OK;
	mv.acct = account_find(m, e.account);
	TRY(db_query(
	    db, a, &q_closures, DB_ARGS(db_int(now - 400 * DAY)), &closures));
	c = for_account(a, &closures, e.account.v);
	return move_one(db, a, m, &mv, &c, &ev);
}

/* REQ: K2 K8 */
static enum err
check_closure(struct arena *a, const struct municipality *m,
    const struct closure *c, usec_t now)
{
	struct policy_input said = { c->reason, AS_POST, &m->policy };
	struct findings found;

	if (str_trim(c->reason).n == 0)
		return fail(ERR_INVALID, "K2: a closure needs its reason");
	if (c->to <= c->from || c->to == INT64_MAX)
		return fail(ERR_INVALID,
		    "K2: a closure needs an end after its beginning");
	/* The public is told of it as it begins, and what was late stays so. */
	if (c->from < now - DAY || c->to - c->from > CLOSURE_MOST)
		return fail(ERR_INVALID,
		    "K2: a closure begins today or later, and lasts a year at "
		    "most");
	if (c->reason.n > REASON_MAX)
		return fail(ERR_TOO_LARGE,
		    "K2: the reason has more than %d bytes", REASON_MAX);
	policy_check(a, &said, &found);
	if (policy_verdict(&found) == (int)BLOCK)
		return fail(ERR_BLOCKED,
		    "K8: the reason holds what cannot be told to the public");
	return OK;
}

enum err
closure_set(struct db *db, struct arena *a, const struct municipality *m,
    const struct closure *c, struct person_id by, usec_t now)
{
	struct event row = { now, by.v, NULL, "account", c->account.v };
	struct event move = { now, by.v, "closure", "enquiry", 0 };

	TRY(check_closure(a, m, c, now));
	TRY(ledger_rows(db, a, COVERED_closure, &row,
	    (const struct db_value[]){ db_ref(c->account.v), db_int(c->from),
		db_int(c->to), db_text(c->reason), db_int(by.v), db_int(now) },
	    1, NULL));
	TRY(municipality_changed(db));
	return move_deadlines(db, a, m, c->account.v, &move);
}

enum err
closure_end(struct db *db, struct arena *a, const struct municipality *m,
    int64_t closure_seq, struct person_id by, usec_t now)
{
	struct event row = { now, by.v, NULL, "account", 0 };
	struct event move = { now, by.v, "reopened", "enquiry", 0 };
	struct db_rows r;

	TRY(db_query(db, a, &q_closure_of, DB_ARGS(db_int(closure_seq)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such closure");
	if (!db_is_null(&r, 0, 1))
		return fail(ERR_CONFLICT, "the closure is ended already");
	row.object_id = db_get_int(&r, 0, 0);
	TRY(ledger_rows(db, a, COVERED_closure_end, &row,
	    (const struct db_value[]){
		db_int(closure_seq), db_int(now), db_int(by.v) },
	    1, NULL));
	TRY(municipality_changed(db));
	return move_deadlines(db, a, m, row.object_id, &move);
}

struct deadline_key {
	int64_t seq, version; /* version 0: the account's own hours */
};

/* The account's own hours before the row `seq`, or the municipality's. */
static enum err
account_hours_then(struct db *db, struct arena *a, const struct municipality *m,
    const struct account *acct, int64_t seq, struct worktime *out)
{
	struct str hours;
	struct db_rows r;
	json_t *o;

	*out = *account_hours(m, acct);
	TRY(db_query(db, a, &q_account_at,
	    DB_ARGS(db_int(acct->id.v), db_int(seq)), &r));
	if (r.n == 0)
		return OK;
	hours = db_get_text(&r, 0, 0);
	o = json_loadb(hours.p, hours.n, 0, NULL);
	if (!o)
		return fail(ERR_BROKEN, "an account's entry is not JSON");
	arena_defer(a, (void (*)(void *))json_decref, o);
	hours = (struct str){ json_string_value(json_object_get(o, "hours")),
		json_string_length(json_object_get(o, "hours")) };
	return hours.n ? worktime_parse(a, hours, out) : OK;
}

/* The hours that held when the deadline was computed (invariant 7). */
static enum err
hours_then(struct db *db, struct arena *a, const struct municipality *m,
    const struct account *acct, const struct deadline_key *k,
    struct worktime *out)
{
	struct db_rows r;

	if (k->version == 0 && acct)
		return account_hours_then(db, a, m, acct, k->seq, out);
	*out = m->hours;
	if (k->version == 0 || k->version == m->hours_version)
		return OK;
	TRY(db_query(db, a, &q_hours_at, DB_ARGS(db_int(k->version)), &r));
	return r.n ? worktime_parse(a, db_get_text(&r, 0, 0), out) : OK;
}

enum err
enquiry_deadline(struct db *db, struct arena *a, const struct municipality *m,
    struct enquiry_id id, struct deadline_row *out)
{
	struct worktime hours;
	struct closures c;
	struct enquiry e;
	struct db_rows r;

	TRY(db_query(db, a, &q_deadline, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return ERR_MISSING;
	TRY(enquiry_get(db, a, id, &e));
	TRY(hours_then(db, a, m, account_find(m, e.account),
	    &(struct deadline_key){
		db_get_int(&r, 0, 0), db_get_int(&r, 0, 3) },
	    &hours));
	*out = (struct deadline_row){
		.seq = db_get_int(&r, 0, 0),
		.why = db_get_text(&r, 0, 1),
		.d = { .start = db_get_int(&r, 0, 5),
		    .due = db_get_int(&r, 0, 6),
		    .half = db_get_int(&r, 0, 7),
		    .soon = db_get_int(&r, 0, 8) },
	};
	TRY(worktime_closures_parse(a, db_get_text(&r, 0, 4), &c.v, &c.n));
	worktime_steps(&hours, db_get_int(&r, 0, 2), c.v, c.n, &out->sum);
	return OK;
}
