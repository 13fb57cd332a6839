/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify.h"

#include <errno.h>
#include <stdio.h>

static const struct sql q_head =
    SQL("SELECT size FROM ledger_head WHERE id = 1");
static const struct sql q_events =
    SQL("SELECT seq, at, actor, kind, object_kind, object_id, commitment"
	" FROM event ORDER BY seq");
static const struct sql q_checkpoints =
    SQL("SELECT size, root, note FROM ledger_checkpoint ORDER BY size");
static const struct sql q_tiles =
    SQL("SELECT n, hashes FROM ledger_tile WHERE level = 0 ORDER BY n");
static const struct sql q_contents =
    SQL("SELECT c.seq, c.salt, (SELECT v.commitment FROM event v"
	" WHERE v.seq = c.seq), (SELECT v.kind FROM event v"
	" WHERE v.seq = c.seq), c.content FROM event_content c ORDER BY c.seq");
static const struct sql q_rows[] = {
#define COVERED(table, columns, parameters)                                    \
	SQL("SELECT event_seq, salt, (SELECT v.commitment FROM event v"        \
	    " WHERE v.seq = event_seq), (SELECT v.kind FROM event v"           \
	    " WHERE v.seq = event_seq), " columns " FROM " #table              \
	    " ORDER BY event_seq"),
#include "ledger/covered.def"
#undef COVERED
};

/* What each number should have beside it: a row of table k (k + 1), a note, or
 * nothing any more (seen). */
enum { SEEN = 0, NOTE = 255, KEPT = 8 };

struct verify {
	struct arena *a;
	const struct ledger_key *key;
	struct verify_report *out;
	unsigned char *expect; /* by seq - 1 */
	struct hash *leaves;   /* by seq - 1 */
	/* Complete nodes of level KEPT and above, so that many checkpoints
	 * cost little each. */
	struct hash *nodes[64];
	int64_t size;	       /* of the head */
	int64_t at;	       /* events read */
	struct arena scratch;
	const char *table; /* being walked */
	enum covered covered;
};

static void
found(struct verify *v, const char *what, struct str table, int64_t seq,
    struct str kind)
{
	v->out->total++;
	if (v->out->nfaults == VERIFY_KEEP)
		return;
	v->out->faults[v->out->nfaults++] = (struct verify_fault){ what,
		str_copy(v->a, table), seq, str_copy(v->a, kind) };
}

static unsigned char
expected(struct str kind)
{
	for (int t = 0; t < COVERED_COUNT; t++)
		if (str_eq(kind, str_from(covered_name((enum covered)t))))
			return (unsigned char)(t + 1);
	return NOTE;
}

static enum err
event_row(void *arg, const struct db_value *r, size_t cols)
{
	struct verify *v = arg;
	struct buf entry = { .arena = &v->scratch };
	struct event e;

	(void)cols;
	/* A hole: everything between is missing. */
	while (v->at < v->size && r[0].i > v->at + 1) {
		found(v, "missing", STR("event"), ++v->at, STR_NONE);
		v->leaves[v->at - 1] = (struct hash){ { 0 } };
		v->expect[v->at - 1] = SEEN;
	}
	if (r[0].i != v->at + 1 || v->at >= v->size) {
		found(v, "inserted", STR("event"), r[0].i, r[3].s);
		return OK;
	}
	e = event_from_row(r, &v->scratch);
	if (r[6].s.n == HASH_SIZE)
		canonical_entry(
		    &entry, r[0].i, &e, (const unsigned char *)r[6].s.p);
	v->leaves[v->at] = canonical_leaf(buf_str(&entry));
	v->expect[v->at] = expected(r[3].s);
	v->at++;
	arena_reset(&v->scratch);
	return OK;
}

static enum err
leaf_node(void *ctx, int level, int64_t n, struct hash *out)
{
	const struct verify *v = ctx;
	struct hash left, right;

	if (level == 0) {
		*out = v->leaves[n];
		return OK;
	}
	if (level >= KEPT && v->nodes[level]) {
		*out = v->nodes[level][n];
		return OK;
	}
	TRY(leaf_node(ctx, level - 1, 2 * n, &left));
	TRY(leaf_node(ctx, level - 1, 2 * n + 1, &right));
	*out = tree_node(&left, &right);
	return OK;
}

static enum err
keep_nodes(struct verify *v)
{
	for (int level = KEPT; (v->at >> level) > 0; level++) {
		int64_t n = v->at >> level;
		struct hash *row = ARENA_ARRAY(v->a, struct hash, (size_t)n);

		for (int64_t i = 0; i < n; i++)
			TRY(leaf_node(v, level, i, &row[i]));
		v->nodes[level] = row;
	}
	return OK;
}

static enum err
check_checkpoint(struct verify *v, struct str note, int64_t size)
{
	struct tree_source s = { v, leaf_node };
	struct checkpoint c;
	struct hash root;
	enum err e = note_open(v->key, note, &c);

	v->out->checkpoints++;
	if (e != OK) {
		found(v, "forged", STR("checkpoint"), size, STR_NONE);
		return OK;
	}
	if (size >= 0 && c.size != size) {
		found(v, "changed", STR("checkpoint"), size, STR_NONE);
		return OK;
	}
	if (c.size > v->at) {
		found(v, "cut off after", STR("event"), v->at, STR_NONE);
		return OK;
	}
	TRY(tree_root(&s, c.size, &root));
	if (memcmp(root.b, c.root.b, HASH_SIZE) != 0)
		found(v, "does not lead to the signed root", STR("tree"),
		    c.size, STR_NONE);
	return OK;
}

static enum err
checkpoint_row(void *arg, const struct db_value *r, size_t cols)
{
	(void)cols;
	return check_checkpoint(arg, r[2].s, r[0].i);
}

/* Every leaf stored in a tile is the one its event gives: so a changed event
 * is named, not only noticed. */
static enum err
tile_row(void *arg, const struct db_value *r, size_t cols)
{
	struct verify *v = arg;
	size_t n = r[1].s.n / HASH_SIZE;

	(void)cols;
	for (size_t i = 0; i < n; i++) {
		int64_t index = r[0].i * 256 + (int64_t)i;

		if (index >= v->at) {
			found(v, "cut off after", STR("event"), v->at, STR_NONE);
			return OK;
		}
		if (memcmp(v->leaves[index].b, r[1].s.p + i * HASH_SIZE,
			HASH_SIZE) != 0)
			found(v, "changed", STR("event"), index + 1, STR_NONE);
	}
	return OK;
}

/* seq, salt, commitment of its event, kind of its event. */
static bool
row_belongs(struct verify *v, const struct db_value *r, unsigned char want)
{
	int64_t seq = r[0].i;
	struct str table = str_from(v->table);

	if (r[2].kind == DB_NULL || seq < 1 || seq > v->at) {
		found(v, "inserted", table, seq, STR_NONE);
		return false;
	}
	if (v->expect[seq - 1] != want) {
		found(v, "inserted", table, seq, r[3].s);
		return false;
	}
	v->expect[seq - 1] = SEEN;
	if (r[1].s.n == SALT_SIZE && r[2].s.n == HASH_SIZE)
		return true;
	found(v, "changed", table, seq, r[3].s);
	return false;
}

static void
compare(struct verify *v, const struct db_value *r, struct str content)
{
	struct hash h = canonical_commitment(
	    (const unsigned char *)r[1].s.p, content);

	if (memcmp(h.b, r[2].s.p, HASH_SIZE) != 0)
		found(v, "changed", str_from(v->table), r[0].i, r[3].s);
}

static enum err
covered_row(void *arg, const struct db_value *r, size_t cols)
{
	struct verify *v = arg;
	struct buf content = { .arena = &v->scratch };

	v->out->rows++;
	if (!row_belongs(v, r, (unsigned char)(v->covered + 1)))
		return OK;
	canonical_row(&content, v->table, r + 4, cols - 4);
	compare(v, r, buf_str(&content));
	arena_reset(&v->scratch);
	return OK;
}

static enum err
note_row(void *arg, const struct db_value *r, size_t cols)
{
	struct verify *v = arg;

	(void)cols;
	v->out->notes++;
	if (row_belongs(v, r, NOTE))
		compare(v, r, r[4].s);
	return OK;
}

static enum err
check_rows(struct db *db, struct verify *v)
{
	for (int t = 0; t < COVERED_COUNT; t++) {
		v->covered = (enum covered)t;
		v->table = covered_name((enum covered)t);
		TRY(db_each(db, &q_rows[t], DB_NOARGS, covered_row, v));
	}
	v->table = "event_content";
	TRY(db_each(db, &q_contents, DB_NOARGS, note_row, v));
	for (int64_t i = 0; i < v->at; i++)
		if (v->expect[i] != SEEN)
			found(v, "missing",
			    v->expect[i] == NOTE
				? STR("event_content")
				: str_from(covered_name(
				      (enum covered)(v->expect[i] - 1))),
			    i + 1, STR_NONE);
	return OK;
}

static enum err
read_file(struct arena *a, struct str path, struct str *out)
{
	struct buf b = { .arena = a };
	char part[16384];
	FILE *f = fopen(str_z(a, path), "rb");
	size_t n;

	if (!f)
		return errno == ENOENT ? ERR_MISSING
				       : fail(ERR_BROKEN,
					     "cannot read the checkpoints");
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_put(&b, (struct str){ part, n });
	fclose(f);
	*out = buf_str(&b);
	return OK;
}

/* The copies outside the store: whoever changed the store did not change
 * these, if they lie with others. */
static enum err
check_outside(struct verify *v, struct str path)
{
	struct str text;
	enum err e = path.n ? read_file(v->a, path, &text) : ERR_MISSING;

	if (e == ERR_MISSING)
		return OK;
	TRY(e);
	v->out->outside = true;
	while (text.n > 0) {
		size_t end = str_find(text, STR("\n----\n"));
		struct str note = str_cut(text, 0, end);

		TRY(check_checkpoint(v, note, -1));
		text = end == STR_NOWHERE ? STR_NONE
					  : str_cut(text, end + 6, text.n);
	}
	return OK;
}

enum err
ledger_verify(struct db *db, struct arena *a, const struct ledger_key *key,
    struct str checkpoints, struct verify_report *out)
{
	struct verify v = { .a = a, .key = key, .out = out };
	struct db_rows r;
	enum err e;

	*out = (struct verify_report){ .faults = ARENA_ARRAY(
					   a, struct verify_fault, VERIFY_KEEP) };
	TRY(db_query(db, a, &q_head, DB_NOARGS, &r));
	if (r.n != 1)
		return fail(ERR_BROKEN, "the ledger has no head");
	v.size = db_get_int(&r, 0, 0);
	v.expect = ARENA_ARRAY(a, unsigned char, (size_t)v.size + 1);
	v.leaves = ARENA_ARRAY(a, struct hash, (size_t)v.size + 1);
	e = db_each(db, &q_events, DB_NOARGS, event_row, &v);
	out->events = v.at;
	if (e == OK && v.at < v.size)
		found(&v, "cut off after", STR("event"), v.at, STR_NONE);
	if (e == OK)
		e = keep_nodes(&v);
	if (e == OK)
		e = db_each(db, &q_tiles, DB_NOARGS, tile_row, &v);
	if (e == OK)
		e = db_each(db, &q_checkpoints, DB_NOARGS, checkpoint_row, &v);
	if (e == OK)
		e = check_rows(db, &v);
	if (e == OK)
		e = check_outside(&v, checkpoints);
	arena_free(&v.scratch);
	return e;
}
