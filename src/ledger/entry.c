/* SPDX-License-Identifier: EUPL-1.2
 *
 * entry.c - one entry looked at: its lines, and whether what it vouches for
 * still reads as it did.
 */
#include "ledger/verify.h"

static const struct sql q_event = SQL("SELECT seq, at, actor, kind, object_kind, object_id, commitment"
	" FROM event WHERE seq = $1");
static const struct sql q_note = SQL("SELECT salt, content FROM event_content WHERE seq = $1");
static const struct sql q_rows[] = {
#define COVERED(table, columns, parameters)                                    \
	SQL("SELECT salt, " columns " FROM " #table " WHERE event_seq = $1"),
#include "ledger/covered.def"
#undef COVERED
};

/* The covered table an event's kind names, or COVERED_COUNT: a note. */
static enum covered
table_of(struct str kind)
{
	int t = 0;

	while (t < COVERED_COUNT &&
	       !str_eq(kind, str_from(covered_name((enum covered)t))))
		t++;
	return (enum covered)t;
}

static enum err
check_content(struct db *db, struct arena *a, int64_t seq, struct str kind,
    struct str commitment, struct ledger_entry *out)
{
	enum covered t = table_of(kind);
	bool note = t == COVERED_COUNT;
	struct buf content = { .arena = a };
	struct db_rows r;
	struct str salt;
	struct hash h;

	TRY(db_query(
	    db, a, note ? &q_note : &q_rows[t], DB_ARGS(db_int(seq)), &r));
	if (r.n == 0)
		return OK;
	salt = db_get_text(&r, 0, 0);
	if (note)
		out->note = db_get_text(&r, 0, 1);
	if (salt.n != SALT_SIZE || commitment.n != HASH_SIZE)
		return OK;
	if (note)
		buf_put(&content, out->note);
	else
		canonical_row(&content, covered_name(t), r.v + 1, r.cols - 1);
	h = canonical_commitment(
	    (const unsigned char *)salt.p, buf_str(&content));
	out->agrees = memcmp(h.b, commitment.p, HASH_SIZE) == 0;
	return OK;
}

enum err
ledger_entry_get(
    struct db *db, struct arena *a, int64_t seq, struct ledger_entry *out)
{
	struct buf text = { .arena = a };
	struct str commitment;
	struct db_rows r;

	*out = (struct ledger_entry){ .seq = seq };
	TRY(db_query(db, a, &q_event, DB_ARGS(db_int(seq)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "the record has no entry %lld",
		    (long long)seq);
	out->event = event_from_row(r.v, a);
	commitment = db_get_text(&r, 0, 6);
	if (commitment.n == HASH_SIZE) {
		canonical_entry(&text, seq, &out->event,
		    (const unsigned char *)commitment.p);
		out->text = buf_str(&text);
	}
	out->leaf = canonical_leaf(out->text);
	return check_content(
	    db, a, seq, db_get_text(&r, 0, 3), commitment, out);
}
