/* SPDX-License-Identifier: EUPL-1.2
 *
 * verify.c - every event, and every row and note that an event vouches for.
 */
#include "ledger/verify_internal.h"

static const struct sql q_limits = SQL("SELECT (SELECT size FROM ledger_head WHERE id = 1),"
	" (SELECT MAX(size) FROM ledger_checkpoint),"
	" (SELECT MAX(seq) FROM event), (SELECT COUNT(*) FROM event)");
static const struct sql q_events = SQL("SELECT seq, at, actor, kind, object_kind, object_id, commitment"
	" FROM event ORDER BY seq");
static const struct sql q_event = SQL("SELECT kind, object_kind, object_id FROM event WHERE seq = $1");
/* event_seq, salt, commitment and kind of its event; then what is committed
 * to.  A covered table may have columns called as the event's. */
#define OF_EVENT                                                               \
	" LEFT JOIN (SELECT seq AS of_seq, commitment AS of_commitment,"       \
	" kind AS of_kind FROM event) v ON of_seq = "
static const struct sql q_contents = SQL("SELECT seq, salt, of_commitment, of_kind, content"
	" FROM event_content" OF_EVENT "seq ORDER BY seq");
static const struct sql q_rows[] = {
#define COVERED(table, columns, parameters)                                    \
	SQL("SELECT event_seq, salt, of_commitment, of_kind, " columns         \
	    " FROM " #table OF_EVENT "event_seq ORDER BY event_seq"),
#include "ledger/covered.def"
#undef COVERED
};
enum { HEAD_COLUMNS = 4 };

/* Missing events are listed up to here beyond those that are there. */
enum { HOLES_MAX = 1000000 };

void
verify_found(struct verify *v, const char *what, struct str table, int64_t seq,
    int64_t after)
{
	struct verify_fault *f;
	struct db_rows r;

	v->out->total++;
	if (v->out->nfaults == VERIFY_KEEP)
		return;
	f = &v->out->faults[v->out->nfaults++];
	*f = (struct verify_fault){ .what = what,
		.table = str_copy(v->a, table),
		.seq = seq,
		.after = after };
	if (after > 0 ||
	    db_query(v->db, v->a, &q_event, DB_ARGS(db_int(seq)), &r) != OK ||
	    r.n != 1)
		return;
	f->kind = db_get_text(&r, 0, 0);
	f->object_kind = db_get_text(&r, 0, 1);
	f->object_id = db_get_int(&r, 0, 2);
}

void
verify_cut_off(struct verify *v)
{
	if (!v->cut)
		verify_found(v, "cut off after", STR("event"), v->at, 0);
	v->cut = true;
}

/* Events ------------------------------------------------------------------ */
static unsigned char
expected(struct str kind)
{
	enum covered t = covered_by_name(kind);

	return t == COVERED_COUNT ? NOTE : (unsigned char)(t + 1);
}

static enum err
event_row(void *arg, const struct db_value *r, size_t cols)
{
	struct verify *v = arg;
	struct buf entry = { .arena = &v->scratch };

	(void)cols;
	/* A hole: everything between is missing. */
	while (v->at < v->size && r[0].i > v->at + 1) {
		v->at++;
		verify_found(v, "missing", STR("event"), v->at, 0);
	}
	if (r[0].i != v->at + 1 || v->at >= v->size) {
		verify_found(v, "inserted", STR("event"), r[0].i, 0);
		return OK;
	}
	if (event_entry(&entry, r) == OK)
		v->leaves[v->at] = canonical_leaf(buf_str(&entry));
	else
		verify_found(v, "changed", STR("event"), r[0].i, 0);
	v->expect[v->at++] = r[3].kind == DB_TEXT ? expected(r[3].s) : NOTE;
	arena_reset(&v->scratch);
	return OK;
}

/* How far the numbers go.  What the store says of itself is not to be trusted
 * with our memory. */
static enum err
set_limits(struct verify *v)
{
	struct db_rows r;
	int64_t head, tree, last, count;

	TRY(db_query(v->db, v->a, &q_limits, DB_NOARGS, &r));
	head = db_get_int(&r, 0, 0);
	tree = db_get_int(&r, 0, 1);
	last = db_get_int(&r, 0, 2);
	count = db_get_int(&r, 0, 3);
	if (db_is_null(&r, 0, 0) || head < tree || head < 0)
		verify_found(v, "changed", STR("ledger_head"), head, 0);
	v->claimed = head > tree ? head : tree;
	v->size = v->claimed;
	if (v->size > last)
		v->size = last;
	if (v->size > count + HOLES_MAX)
		v->size = count + HOLES_MAX;
	if (v->size < 0)
		v->size = 0;
	v->cut = false;
	v->expect = ARENA_ARRAY(v->a, unsigned char, (size_t)v->size + 1);
	v->leaves = ARENA_ARRAY(v->a, struct hash, (size_t)v->size + 1);
	TRY(db_each(v->db, &q_events, DB_NOARGS, event_row, v));
	v->out->events = v->at;
	if (v->at < head)
		verify_cut_off(v);
	return OK;
}

/* Rows and notes ---------------------------------------------------------- */
static bool
is_bytes(const struct db_value *v, size_t n)
{
	return v->kind == DB_BYTES && v->s.n == n;
}

/* seq, salt, commitment of its event, kind of its event. */
static bool
row_belongs(struct verify *v, const struct db_value *r, unsigned char want)
{
	int64_t seq = r[0].i;
	struct str table = str_from(v->table);

	if (seq < 1 || seq > v->claimed) {
		verify_found(v, "inserted", table, seq, 0);
		return false;
	}
	if (seq > v->at || r[2].kind == DB_NULL) {
		verify_found(v, "without its entry", table, seq, 0);
		return false;
	}
	if (v->expect[seq - 1] != want) {
		verify_found(v, "inserted", table, seq, 0);
		return false;
	}
	v->expect[seq - 1] = SEEN;
	if (is_bytes(&r[1], SALT_SIZE) && is_bytes(&r[2], HASH_SIZE))
		return true;
	verify_found(v, "changed", table, seq, 0);
	return false;
}

static void
compare(struct verify *v, const struct db_value *r, struct str content)
{
	struct hash h = canonical_commitment(
	    (const unsigned char *)r[1].s.p, content);

	if (memcmp(h.b, r[2].s.p, HASH_SIZE) != 0)
		verify_found(v, "changed", str_from(v->table), r[0].i, 0);
}

static enum err
covered_row(void *arg, const struct db_value *r, size_t cols)
{
	struct verify *v = arg;
	struct buf content = { .arena = &v->scratch };

	v->out->rows++;
	if (!row_belongs(v, r, (unsigned char)(v->covered + 1)))
		return OK;
	canonical_row(
	    &content, v->table, r + HEAD_COLUMNS, cols - HEAD_COLUMNS);
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
	if (!row_belongs(v, r, NOTE))
		return OK;
	if (r[HEAD_COLUMNS].kind == DB_TEXT)
		compare(v, r, r[HEAD_COLUMNS].s);
	else
		verify_found(v, "changed", str_from(v->table), r[0].i, 0);
	return OK;
}

static enum err
check_rows(struct verify *v)
{
	for (int t = 0; t < COVERED_COUNT; t++) {
		v->covered = (enum covered)t;
		v->table = covered_name((enum covered)t);
		TRY(db_each(v->db, &q_rows[t], DB_NOARGS, covered_row, v));
	}
	v->table = "event_content";
	TRY(db_each(v->db, &q_contents, DB_NOARGS, note_row, v));
	for (int64_t i = 0; i < v->at; i++)
		if (v->expect[i] == NOTE)
			verify_found(
			    v, "missing", STR("event_content"), i + 1, 0);
		else if (v->expect[i] != SEEN)
			verify_found(v, "missing",
			    str_from(
				covered_name((enum covered)(v->expect[i] - 1))),
			    i + 1, 0);
	return OK;
}

static enum err
in_one_instant(struct db *db, void *arg)
{
	struct verify *v = arg;

	arena_free(&v->scratch);
	*v->out = (struct verify_report){ 0 };
	v->out->faults = ARENA_ARRAY(v->a, struct verify_fault, VERIFY_KEEP);
	*v = (struct verify){ .db = db,
		.a = v->a,
		.key = v->key,
		.outside = v->outside,
		.has_outside = v->has_outside,
		.out = v->out };
	TRY(set_limits(v));
	TRY(verify_tree(v));
	TRY(check_rows(v));
	return verify_outside(v);
}

enum err
ledger_verify(struct db *db, struct arena *a, const struct ledger_key *key,
    struct str checkpoints, struct verify_report *out)
{
	struct verify v = { .a = a, .key = key, .out = out };
	enum err e;

	TRY(verify_read_outside(&v, checkpoints));
	e = db_tx(db, in_one_instant, &v);
	arena_free(&v.scratch);
	return e;
}
