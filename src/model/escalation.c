/* SPDX-License-Identifier: EUPL-1.2
 * escalation.c - REQ: K3 */
#include "model/escalation.h"

#include "ledger/ledger.h"
#include "model/authority.h"
#include "model/notification.h"
#include "model/outbox.h"

enum { DOUBT_MAX = 2000, NOTE_MAX = 4000 };

static const struct sql q_add = SQL("INSERT INTO escalation (enquiry_id, raised_by, raised_at, due)"
	" VALUES ($1, $2, $3, $4) RETURNING id");
static const struct sql q_undecided = SQL("SELECT id FROM escalation WHERE enquiry_id = $1 AND state <> 'decided'");
static const struct sql q_take = SQL("UPDATE escalation SET state = 'taken', owner_id = $2 WHERE id = $1"
	" AND state = 'open' RETURNING enquiry_id, raised_by");
static const struct sql q_decide = SQL("UPDATE escalation SET state = 'decided', decision = $2,"
	" owner_id = COALESCE(owner_id, $3) WHERE id = $1"
	" AND state <> 'decided' RETURNING enquiry_id, raised_by");
#define COLUMNS                                                                \
	"SELECT s.id, s.enquiry_id, s.state, s.raised_by, s.raised_at, s.due," \
	" s.owner_id, s.decision, r.note, COALESCE(d.note, ''),"               \
	" COALESCE(d.at, 0), e.excerpt FROM escalation s"                      \
	" JOIN enquiry e ON e.id = s.enquiry_id"                               \
	" JOIN escalation_act r ON r.escalation_id = s.id AND r.act = 'raise'" \
	" LEFT JOIN escalation_act d ON d.escalation_id = s.id"                \
	" AND d.act = 'decide'"
static const struct sql q_of = SQL(COLUMNS " WHERE s.enquiry_id = $1 ORDER BY s.id DESC LIMIT 1");
static const struct sql q_list = SQL(COLUMNS
    " ORDER BY CASE WHEN s.state = 'decided' THEN 1 ELSE 0 END,"
    " CASE WHEN s.state = 'decided' THEN -s.id ELSE s.due END LIMIT 200");
static const struct sql q_held = SQL("SELECT o.id FROM outbox o JOIN reply_enquiry q"
	" ON q.reply_id = o.reply_id WHERE q.enquiry_id = $1"
	" AND o.state = 'held' AND o.held_why = 'escalation'");

static struct escalation
escalation_from(const struct db_rows *r, size_t i)
{
	return (struct escalation){ .id = { db_get_int(r, i, 0) },
		.enquiry = { db_get_int(r, i, 1) },
		.state = db_get_text(r, i, 2),
		.raised_by = { db_get_int(r, i, 3) },
		.raised_at = db_get_int(r, i, 4),
		.due = db_get_int(r, i, 5),
		.owner = { db_get_int(r, i, 6) },
		.decision = db_get_text(r, i, 7),
		.doubt = db_get_text(r, i, 8),
		.note = db_get_text(r, i, 9),
		.decided_at = db_get_int(r, i, 10),
		.account_excerpt = db_get_text(r, i, 11) };
}

static enum err
record(struct db *db, struct arena *a, struct escalation_id id,
    struct enquiry_id enquiry, const char *act, struct str decision,
    struct str note, struct person_id by, usec_t now)
{
	struct event e = { now, by.v, NULL, "enquiry", enquiry.v };

	return ledger_rows(db, a, COVERED_escalation_act, &e,
	    (const struct db_value[]){ db_int(id.v), db_text(str_from(act)),
		db_text(decision), db_text(note), db_int(by.v), db_int(now) },
	    1, NULL);
}

/* Those who coordinate, but not whoever asks. */
static enum err
tell_coordinators(struct db *db, const struct municipality *m,
    struct enquiry_id enquiry, struct person_id but, usec_t now)
{
	for (size_t i = 0; i < m->npersons; i++) {
		const struct person *p = &m->persons[i];

		if (p->id.v != but.v &&
		    may(m, NULL, p, ACT_COORDINATE, NULL, now).yes)
			TRY(notification_add(
			    db, p->id, NOTIFY_ESCALATED, enquiry.v, now));
	}
	return OK;
}

enum err
escalation_raise(struct db *db, struct arena *a, const struct municipality *m,
    struct enquiry_id enquiry, struct person_id by, struct str doubt,
    usec_t now, struct escalation_id *out)
{
	struct db_rows r;
	usec_t due;

	doubt = str_trim(doubt);
	if (doubt.n > DOUBT_MAX)
		return fail(ERR_TOO_LARGE, "the doubt has more than %d bytes",
		    DOUBT_MAX);
	TRY(db_query(db, a, &q_undecided, DB_ARGS(db_int(enquiry.v)), &r));
	if (r.n) {
		out->v = db_get_int(&r, 0, 0);
		return OK;
	}
	due = worktime_after(&m->hours, now, m->escalation_minutes * MINUTE);
	TRY(db_query(db, a, &q_add,
	    DB_ARGS(db_int(enquiry.v), db_int(by.v), db_int(now), db_int(due)),
	    &r));
	out->v = db_get_int(&r, 0, 0);
	TRY(record(db, a, *out, enquiry, "raise", STR_NONE, doubt, by, now));
	return tell_coordinators(db, m, enquiry, by, now);
}

enum err
escalation_take(struct db *db, struct arena *a, struct escalation_id id,
    struct person_id by, usec_t now)
{
	struct enquiry_id enquiry;
	struct db_rows r;

	TRY(db_query(db, a, &q_take, DB_ARGS(db_int(id.v), db_int(by.v)), &r));
	if (r.n == 0)
		return fail(ERR_CONFLICT,
		    "another has taken it, or it is decided already");
	enquiry.v = db_get_int(&r, 0, 0);
	TRY(record(db, a, id, enquiry, "take", STR_NONE, STR_NONE, by, now));
	/* The receipt to whoever asked. */
	return db_get_int(&r, 0, 1)
		   ? notification_add(db,
			 (struct person_id){ db_get_int(&r, 0, 1) },
			 NOTIFY_ESCALATION_TAKEN, enquiry.v, now)
		   : OK;
}

static bool
is_decision(struct str s)
{
	static const struct str known[] = { STR_INIT("answer"),
		STR_INIT("line"), STR_INIT("adviser"), STR_INIT("none"),
		STR_INIT("normal") };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_eq(s, known[i]))
			return true;
	return false;
}

/* What waited for it: goes on as it is, or back to its writer. */
static enum err
let_go(struct db *db, struct arena *a, struct enquiry_id enquiry, bool on,
    struct person_id by, usec_t now)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_held, DB_ARGS(db_int(enquiry.v)), &r));
	for (size_t i = 0; i < r.n; i++)
		TRY(outbox_settle(db, a,
		    (struct outbox_id){ db_get_int(&r, i, 0) },
		    on ? STR("retry") : STR("drop"), STR_NONE, by, now));
	return OK;
}

enum err
escalation_decide(struct db *db, struct arena *a, struct escalation_id id,
    struct str decision, struct str note, struct person_id by, usec_t now)
{
	bool on = str_eq(decision, STR("answer")) ||
	    str_eq(decision, STR("normal"));
	struct enquiry_id enquiry;
	struct db_rows r;

	note = str_trim(note);
	if (note.n > NOTE_MAX)
		return fail(
		    ERR_TOO_LARGE, "the note has more than %d bytes", NOTE_MAX);
	if (!is_decision(decision))
		return fail(ERR_INVALID, "no such decision");
	if (note.n == 0 &&
	    (str_eq(decision, STR("line")) || str_eq(decision, STR("none"))))
		return fail(ERR_INVALID,
		    "K3: the line to take, or why there is no answer, is "
		    "missing");
	TRY(db_query(db, a, &q_decide,
	    DB_ARGS(db_int(id.v), db_text(decision), db_int(by.v)), &r));
	if (r.n == 0)
		return fail(ERR_CONFLICT, "it is decided already");
	enquiry.v = db_get_int(&r, 0, 0);
	TRY(record(db, a, id, enquiry, "decide", decision, note, by, now));
	TRY(let_go(db, a, enquiry, on, by, now));
	if (str_eq(decision, STR("adviser")))
		TRY(enquiry_hand(db, a, enquiry, by, by, now));
	TRY(notification_settled(db, NOTIFY_ESCALATED, enquiry.v, now));
	return db_get_int(&r, 0, 1)
		   ? notification_add(db,
			 (struct person_id){ db_get_int(&r, 0, 1) },
			 NOTIFY_ESCALATION_DECIDED, enquiry.v, now)
		   : OK;
}

enum err
escalation_of(struct db *db, struct arena *a, struct enquiry_id id,
    struct escalation *out)
{
	struct db_rows r;

	*out = (struct escalation){ 0 };
	TRY(db_query(db, a, &q_of, DB_ARGS(db_int(id.v)), &r));
	if (r.n)
		*out = escalation_from(&r, 0);
	return OK;
}

enum err
escalation_list(
    struct db *db, struct arena *a, struct escalation **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_list, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct escalation, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = escalation_from(&r, i);
	return OK;
}
