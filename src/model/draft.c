/* SPDX-License-Identifier: EUPL-1.2
 *
 * draft.c - what is being typed, kept every few seconds so that no word is
 * lost.  Not in the record: a draft is nobody's statement yet.
 */
#include "model/enquiry.h"

enum { DRAFT_MAX = 100000 };

static const struct sql q_save = SQL("INSERT INTO desk_draft (enquiry_id, person_id, kind, tone, text,"
	" saved_at) VALUES ($1, $2, $3, $4, $5, $6)"
	" ON CONFLICT (enquiry_id, person_id) DO UPDATE SET"
	" kind = excluded.kind, tone = excluded.tone, text = excluded.text,"
	" saved_at = excluded.saved_at");
static const struct sql q_get = SQL("SELECT kind, tone, text, saved_at FROM desk_draft"
	" WHERE enquiry_id = $1 AND person_id = $2");
static const struct sql q_others = SQL("SELECT person_id FROM desk_draft WHERE enquiry_id = $1"
	" AND person_id <> $2 AND saved_at > $3 AND text <> ''"
	" ORDER BY saved_at DESC");

enum err
draft_save(struct db *db, struct enquiry_id id, struct person_id by,
    const struct desk_draft *d)
{
	if (d->text.n > DRAFT_MAX)
		return fail(ERR_TOO_LARGE, "the draft is too long to keep");
	return db_run(db, &q_save,
	    DB_ARGS(db_int(id.v), db_int(by.v), db_text(d->kind),
		db_text(d->tone), db_text(d->text), db_int(d->saved_at)),
	    NULL);
}

enum err
draft_get(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id by, struct desk_draft *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_get, DB_ARGS(db_int(id.v), db_int(by.v)), &r));
	if (r.n == 0)
		return ERR_MISSING;
	*out = (struct desk_draft){ db_get_text(&r, 0, 0),
		db_get_text(&r, 0, 1), db_get_text(&r, 0, 2),
		db_get_int(&r, 0, 3) };
	return OK;
}

enum err
draft_others(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id but, usec_t since, struct person_id **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_others,
	    DB_ARGS(db_int(id.v), db_int(but.v), db_int(since)), &r));
	*out = ARENA_ARRAY(a, struct person_id, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i].v = db_get_int(&r, i, 0);
	return OK;
}
