/* SPDX-License-Identifier: EUPL-1.2
 *
 * enquiry.c - what people do with a duty: take it, hand it on, sort it, end
 * it.  Each act is one row changed under its version, and one event.
 *
 * REQ: K1 K5 K6 K10; SPEC 2.4; invariant 10
 */
#include "model/enquiry.h"

#include <inttypes.h>

#include "fmt/jsonout.h"
#include "ledger/ledger.h"
#include "model/tally.h"

static const struct sql q_lock = SQL("UPDATE enquiry SET version = version + 1 WHERE id = $1"
	" RETURNING state, owner_id, category");
static const struct sql q_owner = SQL("UPDATE enquiry SET owner_id = $2, claimed_at = $3 WHERE id = $1");
static const struct sql q_category = SQL("UPDATE enquiry SET category = $2, category_by = $3 WHERE id = $1");
static const struct sql q_close = SQL("UPDATE enquiry SET state = 'closed', closed_reason = $2,"
	" answered_at = $3 WHERE id = $1");
static const struct sql q_reopen = SQL("UPDATE enquiry SET state = 'open', closed_reason = '',"
	" answered_at = 0 WHERE id = $1");
static const struct sql q_read = SQL("UPDATE enquiry SET read_at = $2 WHERE id = $1 AND read_at = 0");
static const struct sql q_history = SQL("SELECT v.seq, v.at, v.actor, v.kind, c.content, v.object_id,"
	" v.object_kind, COALESCE(o.state, a.decision, '')"
	" FROM event v LEFT JOIN event_content c ON c.seq = v.seq"
	" LEFT JOIN outbox_result o ON o.event_seq = v.seq"
	" LEFT JOIN approval a ON a.event_seq = v.seq"
	" WHERE (v.object_kind = 'enquiry' AND v.object_id = $1)"
	" OR (v.object_kind = 'message' AND v.object_id IN"
	"  (SELECT m.id FROM enquiry e JOIN message m"
	"   ON m.thread_id = e.thread_id AND m.enquiry_id = e.id"
	"   WHERE e.id = $1))"
	" OR (v.object_kind = 'reply' AND v.object_id IN"
	"  (SELECT reply_id FROM reply_enquiry WHERE enquiry_id = $1))"
	" ORDER BY v.seq LIMIT 500");

/* The row under lock, as it stands before the act. */
struct held {
	bool open; /* or waiting */
	struct str state;
	int64_t owner;
	enum category category;
};

static const struct sql q_answered_before = SQL("SELECT COUNT(*) FROM enquiry o JOIN enquiry e ON e.id = $1"
	" WHERE o.thread_id = e.thread_id AND o.author_key = e.author_key"
	" AND o.id <> e.id AND o.state = 'answered'");

static enum err
hold(struct db *db, struct arena *a, struct enquiry_id id, struct held *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_lock, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such enquiry");
	out->state = db_get_text(&r, 0, 0);
	out->open = str_eq(out->state, STR("open")) ||
	    str_eq(out->state, STR("waiting"));
	out->owner = db_get_int(&r, 0, 1);
	if (!category_parse(db_get_text(&r, 0, 2), &out->category))
		return fail(ERR_BROKEN, "unknown category in the store");
	return OK;
}

static enum err
note(struct db *db, struct arena *a, const char *kind, struct enquiry_id id,
    struct person_id by, usec_t now, struct str json)
{
	struct event e = { now, by.v, kind, "enquiry", id.v };

	return ledger_note(db, a, &e, json, NULL);
}

/* The tallies when the owner of an open enquiry changes. */
static enum err
move_owner(struct db *db, struct arena *a, const struct held *h,
    struct enquiry_id id, int64_t to, usec_t now)
{
	TRY(db_run(db, &q_owner,
	    DB_ARGS(db_int(id.v), db_ref(to), db_int(to ? now : 0)), NULL));
	if (!str_eq(h->state, STR("open")))
		return OK;
	TRY(tally_add(
	    db, h->owner ? tally_owner(a, h->owner) : STR("free"), -1));
	return tally_add(db, to ? tally_owner(a, to) : STR("free"), 1);
}

enum err
enquiry_claim(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id by, usec_t now)
{
	struct held h;

	TRY(hold(db, a, id, &h));
	if (!h.open)
		return fail(ERR_CONFLICT, "the enquiry is not open any more");
	if (h.owner == by.v)
		return OK;
	if (h.owner)
		return fail(ERR_CONFLICT, "another has taken it already");
	TRY(move_owner(db, a, &h, id, by.v, now));
	return note(db, a, "enquiry.claimed", id, by, now, STR("{}"));
}

enum err
enquiry_release(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id by, usec_t now)
{
	struct held h;

	TRY(hold(db, a, id, &h));
	if (h.owner != by.v)
		return fail(ERR_CONFLICT, "another has it now");
	TRY(move_owner(db, a, &h, id, 0, now));
	return note(db, a, "enquiry.released", id, by, now, STR("{}"));
}

enum err
enquiry_hand(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id to, struct person_id by, usec_t now)
{
	struct held h;

	TRY(hold(db, a, id, &h));
	if (!h.open)
		return fail(ERR_CONFLICT, "the enquiry is not open any more");
	TRY(move_owner(db, a, &h, id, to.v, now));
	return note(db, a, "enquiry.handed", id, by, now,
	    str_printf(a, "{\"to\":%" PRId64 "}", to.v));
}

enum err
enquiry_set_category(struct db *db, struct arena *a,
    const struct municipality *m, struct enquiry_id id, enum category c,
    struct person_id by, usec_t now)
{
	struct held h;

	TRY(hold(db, a, id, &h));
	TRY(db_run(db, &q_category,
	    DB_ARGS(db_int(id.v), db_text(str_from(category_name(c))),
		db_int(by.v)),
	    NULL));
	TRY(note(db, a, "enquiry.category", id, by, now,
	    str_printf(a, "{\"from\":\"%s\",\"to\":\"%s\"}",
		category_name(h.category), category_name(c))));
	return h.open && c != CATEGORY_NEUTRAL_NOT_TO_US
		   ? enquiry_start_clock(db, a, m, id, by, now)
		   : OK;
}

/* Does the clause demand an answer?  REQ: K5 K6 K10 */
static const char *
must_be_answered(enum category c)
{
	switch (c) {
	case CATEGORY_NEGATIVE: return "K5";
	case CATEGORY_FACTUAL_ERROR: return "K6";
	case CATEGORY_FORMAL_MATTER: return "K10";
	case CATEGORY_QUESTION:
	case CATEGORY_PRAISE:
	case CATEGORY_NEUTRAL_TO_US:
	case CATEGORY_NEUTRAL_NOT_TO_US: break;
	}
	return NULL;
}

/* After an answer the dialogue may be ended, with a reason.  REQ: K5 */
static bool
is_end(struct str g)
{
	return str_eq(g, STR("ended"));
}

/* The grounds on which even a demanded answer may stay out. */
static bool
strong_ground(struct str g)
{
	return str_eq(g, STR("hidden")) ||
	    str_eq(g, STR("taken_back")) || str_eq(g, STR("duplicate")) ||
						str_eq(g, STR("elsewhere")) ||
						    is_end(g);
}

static bool
weak_ground(struct str g)
{
	return str_eq(g, STR("not_to_us")) ||
	    str_eq(g, STR("no_answer_needed"));
}

static enum err
leave_open(struct db *db, struct arena *a, const struct held *h)
{
	if (str_eq(h->state, STR("waiting")))
		return tally_add(db, STR("approval"), -1);
	TRY(tally_add(db, STR("open"), -1));
	return tally_add(
	    db, h->owner ? tally_owner(a, h->owner) : STR("free"), -1);
}

static enum err
check_end(
    struct db *db, struct arena *a, struct enquiry_id id, struct str remark)
{
	struct db_rows r;

	if (str_trim(remark).n == 0)
		return fail(ERR_INVALID, "say why the dialogue is ended");
	TRY(db_query(db, a, &q_answered_before, DB_ARGS(db_int(id.v)), &r));
	return db_get_int(&r, 0, 0) > 0
		   ? OK
		   : fail(ERR_BLOCKED,
			 "K5: the writer has had no answer here to end upon");
}

enum err
enquiry_close(struct db *db, struct arena *a, struct enquiry_id id,
    struct str ground, struct str remark, struct person_id by, usec_t now)
{
	struct json j = { .out = { .arena = a } };
	const char *clause;
	struct held h;

	TRY(hold(db, a, id, &h));
	if (!str_eq(h.state, STR("open")))
		return fail(ERR_CONFLICT, "the enquiry is not open, or its "
					  "answer waits for approval");
	if (!strong_ground(ground) && !weak_ground(ground))
		return fail(ERR_INVALID, "no such ground for closing");
	if (str_eq(ground, STR("elsewhere")) && str_trim(remark).n == 0)
		return fail(
		    ERR_INVALID, "say where it was answered, with a link");
	if (is_end(ground))
		TRY(check_end(db, a, id, remark));
	clause = must_be_answered(h.category);
	if (clause && !strong_ground(ground))
		return fail(ERR_BLOCKED,
		    "%s: an enquiry of this kind must be answered", clause);
	TRY(db_run(db, &q_close,
	    DB_ARGS(db_int(id.v), db_text(ground), db_int(now)), NULL));
	TRY(leave_open(db, a, &h));
	json_open(&j, '{');
	json_key_str(&j, STR("ground"), ground);
	json_key_str(&j, STR("remark"), remark);
	json_close(&j, '}');
	return note(db, a, "enquiry.closed", id, by, now, json_done(&j));
}

enum err
enquiry_reopen(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id by, usec_t now)
{
	struct held h;
	enum err e;

	TRY(hold(db, a, id, &h));
	if (h.open)
		return fail(ERR_CONFLICT, "the enquiry is open");
	e = db_run(db, &q_reopen, DB_ARGS(db_int(id.v)), NULL);
	if (e == ERR_CONFLICT)
		return fail(e, "the same writer has a newer open enquiry here");
	TRY(e);
	TRY(tally_add(db, STR("open"), 1));
	TRY(tally_add(db, h.owner ? tally_owner(a, h.owner) : STR("free"), 1));
	return note(db, a, "enquiry.reopened", id, by, now, STR("{}"));
}

enum err
enquiry_read(struct db *db, struct enquiry_id id, usec_t now)
{
	return db_run(db, &q_read, DB_ARGS(db_int(id.v), db_int(now)), NULL);
}

enum err
enquiry_unmask(struct db *db, struct arena *a, struct message_id id,
    struct person_id by, usec_t now)
{
	struct event e = { now, by.v, "message.unmasked", "message", id.v };

	return ledger_note(db, a, &e, STR("{}"), NULL);
}

enum err
enquiry_history(struct db *db, struct arena *a, struct enquiry_id id,
    struct event_row **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_history, DB_ARGS(db_int(id.v)), &r));
	*out = ARENA_ARRAY(a, struct event_row, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct event_row){
			.seq = db_get_int(&r, i, 0),
			.at = db_get_int(&r, i, 1),
			.actor = { db_get_int(&r, i, 2) },
			.kind = db_get_text(&r, i, 3),
			.content = db_get_text(&r, i, 4),
			.object_id = db_get_int(&r, i, 5),
			.object_kind = db_get_text(&r, i, 6),
			.outcome = db_get_text(&r, i, 7),
		};
	return OK;
}
