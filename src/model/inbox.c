/* SPDX-License-Identifier: EUPL-1.2
 *
 * inbox.c - lists of enquiries.  The list is read afresh from the store at
 * each page, by one index walk of at most limit + 1 rows.
 */
#include "model/enquiry.h"
#include "model/search.h"
#include "model/tally.h"

#define COLUMNS                                                                \
	"e.id, e.account_id, e.thread_id, e.unit_id, e.author_key,"            \
	" e.author_name, e.state, e.category, e.category_by, e.flags,"         \
	" e.owner_id, e.claimed_at, e.excerpt, e.first_message_id,"            \
	" e.last_message_id, e.opened_at, e.due, e.half_at, e.soon_at,"        \
	" e.paused_until, e.read_at, e.answered_at, e.closed_reason,"          \
	" e.version, e.confidence, e.lang"
/* $1 account or 0, $2 category or '', $3 owner or 0: all optional filters;
 * $4, $5: after this row; $6: how many. */
#define OPTIONAL                                                               \
	" AND ($1 = 0 OR e.account_id = $1) AND ($2 = '' OR e.category = $2)"  \
	" AND ($3 = 0 OR e.owner_id = $3)"
#define AFTER  " AND (e.due, e.id) > ($4, $5)"
#define BY_DUE " ORDER BY e.due, e.id LIMIT $6"

static const struct sql q_open = SQL("SELECT " COLUMNS
    " FROM enquiry e WHERE e.state = 'open'" OPTIONAL AFTER BY_DUE);
static const struct sql q_mine = SQL("SELECT " COLUMNS
    " FROM enquiry e WHERE e.owner_id = $3 AND e.state = 'open'"
    " AND ($1 = 0 OR e.account_id = $1)"
    " AND ($2 = '' OR e.category = $2)" AFTER BY_DUE);
static const struct sql q_free = SQL("SELECT " COLUMNS
    " FROM enquiry e WHERE e.state = 'open' AND e.owner_id IS NULL"
    " AND $3 = $3" " AND ($1 = 0 OR e.account_id = $1)"
    " AND ($2 = '' OR e.category = $2)" AFTER BY_DUE);
static const struct sql q_waiting = SQL("SELECT " COLUMNS
    " FROM enquiry e WHERE e.state = 'waiting'" OPTIONAL AFTER BY_DUE);
/* What is done: newest number first, so $5 is the last id shown. */
static const struct sql q_done = SQL("SELECT " COLUMNS
    " FROM enquiry e WHERE e.state IN ('answered', 'closed')" OPTIONAL
    " AND $4 = $4 AND ($5 = 0 OR e.id < $5) ORDER BY e.id DESC LIMIT $6");
/* By words, newest first; $7 the query, $8 whether the masked count too. */
#define BY_WORDS                                                               \
	OPTIONAL " AND $4 = $4 AND ($5 = 0 OR e.id < $5)"                      \
		 " ORDER BY e.id DESC LIMIT $6"
static const struct sql q_words = SQL2(
    "SELECT " COLUMNS " FROM enquiry e WHERE e.id IN"
    " (SELECT m.enquiry_id FROM message m WHERE m.id IN"
    "  (SELECT rowid FROM message_search WHERE message_search MATCH $7"
    "   UNION ALL SELECT rowid FROM message_search_masked"
    "   WHERE $8 = 1 AND message_search_masked MATCH $7))" BY_WORDS,
    "SELECT " COLUMNS " FROM enquiry e WHERE e.id IN"
    " (SELECT m.enquiry_id FROM message m WHERE m.id IN"
    "  (SELECT rowid FROM message_search WHERE stems @@ CAST($7 AS tsquery)"
    "   UNION ALL SELECT rowid FROM message_search_masked"
    "   WHERE $8 = 1 AND stems @@ CAST($7 AS tsquery)))" BY_WORDS);
static const struct sql q_one = SQL("SELECT " COLUMNS " FROM enquiry e WHERE e.id = $1");
static const struct sql q_before = SQL("SELECT id FROM enquiry WHERE state = 'open'"
	" AND (due < $1 OR (due = $1 AND id < $2))"
	" ORDER BY due DESC, id DESC LIMIT 1");
static const struct sql q_after = SQL("SELECT id FROM enquiry WHERE state = 'open'"
	" AND (due > $1 OR (due = $1 AND id > $2)) ORDER BY due, id LIMIT 1");
static const struct sql q_tallies = SQL("SELECT name, n FROM tally WHERE name IN"
	" ('open', 'free', 'approval', $1)");
/* Ids are given out in order, so what is new is at the end. */
static const struct sql q_new_since = SQL("SELECT COUNT(*) FROM (SELECT opened_at FROM enquiry"
	" ORDER BY id DESC LIMIT 200) AS newest WHERE opened_at > $1");

static enum err
enquiry_from(const struct db_rows *r, size_t i, struct enquiry *e)
{
	*e = (struct enquiry){
		.id = { db_get_int(r, i, 0) },
		.account = { db_get_int(r, i, 1) },
		.thread = { db_get_int(r, i, 2) },
		.unit = { db_get_int(r, i, 3) },
		.author_key = db_get_text(r, i, 4),
		.author_name = db_get_text(r, i, 5),
		.state = db_get_text(r, i, 6),
		.category_by = { db_get_int(r, i, 8) },
		.flags = db_get_text(r, i, 9),
		.owner = { db_get_int(r, i, 10) },
		.claimed_at = db_get_int(r, i, 11),
		.excerpt = db_get_text(r, i, 12),
		.first_message = { db_get_int(r, i, 13) },
		.last_message = { db_get_int(r, i, 14) },
		.opened_at = db_get_int(r, i, 15),
		.due = db_get_int(r, i, 16),
		.half_at = db_get_int(r, i, 17),
		.soon_at = db_get_int(r, i, 18),
		.paused_until = db_get_int(r, i, 19),
		.read_at = db_get_int(r, i, 20),
		.answered_at = db_get_int(r, i, 21),
		.closed_reason = db_get_text(r, i, 22),
		.version = db_get_int(r, i, 23),
		.confidence = (int)db_get_int(r, i, 24),
		.lang = db_get_text(r, i, 25),
	};
	if (!category_parse(db_get_text(r, i, 7), &e->category))
		return fail(ERR_BROKEN, "unknown category in the store");
	return OK;
}

static const struct sql *
statement(const struct inbox_filter *f)
{
	switch (f->tab) {
	case TAB_OPEN: return &q_open;
	case TAB_MINE: return &q_mine;
	case TAB_FREE: return &q_free;
	case TAB_APPROVAL: return &q_waiting;
	case TAB_DONE: return &q_done;
	}
	return &q_open;
}

enum err
inbox_list(struct db *db, struct arena *a, const struct inbox_filter *f,
    struct inbox_page *out)
{
	size_t limit = f->limit && f->limit <= 200 ? f->limit : 50;
	struct str words = search_query(a, db_engine(db), f->words);
	struct person_id owner = f->tab == TAB_MINE ? f->person : f->owner;
	const struct db_value args[] = { db_int(f->account.v),
		db_text(f->category < 0 ? STR_NONE
					: str_from(category_name(
					      (enum category)f->category))),
		db_int(owner.v), db_int(f->after_due), db_int(f->after_id),
		db_int((int64_t)limit + 1), db_text(words),
		db_int(f->see_masked) };
	struct db_rows r;

	*out = (struct inbox_page){ 0 };
	if (f->words.n && words.n == 0)
		return OK; /* nothing that could be found */
	TRY(db_query(db, a, words.n ? &q_words : statement(f), args,
	    words.n ? 8 : 6, &r));
	out->more = r.n > limit;
	out->n = out->more ? limit : r.n;
	out->rows = ARENA_ARRAY(a, struct enquiry, out->n + 1);
	for (size_t i = 0; i < out->n; i++)
		TRY(enquiry_from(&r, i, &out->rows[i]));
	return OK;
}

enum err
inbox_counts(struct db *db, struct arena *a, struct person_id person,
    struct inbox_counts *out)
{
	struct str mine = tally_owner(a, person.v);
	struct db_rows r;

	*out = (struct inbox_counts){ 0 };
	TRY(db_query(db, a, &q_tallies, DB_ARGS(db_text(mine)), &r));
	for (size_t i = 0; i < r.n; i++) {
		struct str name = db_get_text(&r, i, 0);
		int64_t n = db_get_int(&r, i, 1);

		if (str_eq(name, mine))
			out->mine = n;
		else if (str_eq(name, STR("open")))
			out->open = n;
		else if (str_eq(name, STR("free")))
			out->free = n;
		else
			out->approval = n;
	}
	return OK;
}

enum err
inbox_new_since(struct db *db, struct arena *a, usec_t since, int64_t *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_new_since, DB_ARGS(db_int(since)), &r));
	*out = db_get_int(&r, 0, 0);
	return OK;
}

enum err
enquiry_get(
    struct db *db, struct arena *a, struct enquiry_id id, struct enquiry *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_one, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such enquiry");
	return enquiry_from(&r, 0, out);
}

enum err
enquiry_neighbours(struct db *db, struct arena *a, const struct enquiry *e,
    struct enquiry_id *before, struct enquiry_id *after)
{
	struct db_rows r;

	TRY(db_query(
	    db, a, &q_before, DB_ARGS(db_int(e->due), db_int(e->id.v)), &r));
	before->v = r.n ? db_get_int(&r, 0, 0) : 0;
	TRY(db_query(
	    db, a, &q_after, DB_ARGS(db_int(e->due), db_int(e->id.v)), &r));
	after->v = r.n ? db_get_int(&r, 0, 0) : 0;
	return OK;
}
