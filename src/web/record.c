/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/record.h"

#include "web/inside.h"

static const struct sql q_head = SQL("SELECT size FROM ledger_head WHERE id = 1");

static struct str
path_lines(struct arena *a, const struct tree_proof *p)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < p->n; i++) {
		buf_put(&b, note_base64(a, p->v[i].b, HASH_SIZE));
		buf_char(&b, '\n');
	}
	return buf_str(&b);
}

/* From the leaf to the signed root with nothing taken on trust: the text of
 * the proof is read again as a stranger would. */
static enum record_state
judge(struct req *r, struct record_entry *out)
{
	const struct ledger_key *key = r->visit->web->verifier;
	struct ledger_proof p;

	if (ledger_inclusion(r->db, r->arena, out->e.seq, &p) != OK)
		return RECORD_BROKEN;
	out->proof = ledger_proof_text(r->arena, &p);
	out->path = path_lines(r->arena, &p.path);
	out->nhashes = p.path.n;
	if (ledger_proof_check(key, out->proof, out->e.text) != OK ||
	    !out->e.agrees)
		return RECORD_BROKEN;
	return RECORD_PROVEN;
}

enum err
record_read(struct req *r, int64_t seq, struct record_entry *out)
{
	struct str note;
	int64_t size = 0;
	usec_t at;
	enum err e;

	*out = (struct record_entry){ .state = RECORD_WAITING };
	if (!r->visit->web->verifier)
		return fail(ERR_BROKEN, "the key of the record is not known");
	TRY(ledger_entry_get(r->db, r->arena, seq, &out->e));
	e = ledger_latest(r->db, r->arena, &note, &size, &at);
	if (e != OK && e != ERR_MISSING)
		return e;
	if (seq <= size)
		out->state = judge(r, out);
	else if (!out->e.agrees)
		out->state = RECORD_BROKEN;
	return OK;
}

enum err
record_head(struct req *r, struct record_head *out)
{
	const struct ledger_key *key = r->visit->web->verifier;
	struct db_rows rows;
	enum err e;

	*out = (struct record_head){ 0 };
	TRY(db_query(r->db, r->arena, &q_head, DB_NOARGS, &rows));
	out->entries = rows.n ? db_get_int(&rows, 0, 0) : 0;
	if (key)
		out->verifier = note_verifier(r->arena, key);
	e = ledger_latest(r->db, r->arena, &out->note, &out->size, &out->at);
	if (e == ERR_MISSING)
		return OK;
	TRY(e);
	out->any = true;
	out->good = key && note_open(key, out->note, &out->c) == OK &&
		    out->c.size == out->size;
	return OK;
}
