/* SPDX-License-Identifier: EUPL-1.2
 *
 * append.c - writes events, in the transaction of the change.  REQ: SPEC 6
 */
#include <sodium.h>

#include "ledger/canonical.h"

static const struct sql q_reserve = SQL("UPDATE ledger_head SET size = size + $1 WHERE id = 1 RETURNING size");
static const struct sql q_event = SQL("INSERT INTO event (seq, at, actor, kind, object_kind, object_id,"
	" commitment) VALUES ($1, $2, $3, $4, $5, $6, $7)");
enum { EVENT_COLUMNS = 7 };
static const struct sql q_content = SQL("INSERT INTO event_content (seq, salt, content) VALUES ($1, $2, $3)");

static const struct sql q_row[] = {
#define COVERED(table, columns, parameters)                                    \
	SQL("INSERT INTO " #table " (event_seq, salt, " columns                \
	    ") VALUES ($1, $2, " parameters ")"),
#include "ledger/covered.def"
#undef COVERED
};

/* Numbers for n events; the lock on the head holds until the commit, so that
 * numbers are in commit order. */
static enum err
reserve(struct db *db, struct arena *a, size_t n, int64_t *first)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_reserve, DB_ARGS(db_int((int64_t)n)), &r));
	if (r.n != 1)
		return fail(ERR_BROKEN, "the ledger has no head");
	*first = db_get_int(&r, 0, 0) - (int64_t)n + 1;
	return OK;
}

static unsigned char *
salts_new(struct arena *a, size_t n)
{
	unsigned char *p = ARENA_ARRAY(a, unsigned char, n *SALT_SIZE);

	randombytes_buf(p, n * SALT_SIZE);
	return p;
}

static enum err
insert_events(struct db *db, struct arena *a, const struct event *e,
    const char *kind, const struct hash *commitments, size_t n, int64_t first)
{
	struct db_value *rows = ARENA_ARRAY(
	    a, struct db_value, n * EVENT_COLUMNS);

	for (size_t i = 0; i < n; i++) {
		struct db_value *r = rows + i * EVENT_COLUMNS;

		r[0] = db_int(first + (int64_t)i);
		r[1] = db_int(e[i].at);
		r[2] = db_int(e[i].actor);
		r[3] = db_text(str_from(kind ? kind : e[i].kind));
		r[4] = db_text(str_from(e[i].object_kind));
		r[5] = db_int(e[i].object_id);
		r[6] = db_bytes(commitments[i].b, HASH_SIZE);
	}
	return db_batch(db, &q_event, rows, n, EVENT_COLUMNS);
}

enum err
ledger_notes(struct db *db, struct arena *a, const struct event *e,
    const struct str *json, size_t n, int64_t *first)
{
	struct hash *c = ARENA_ARRAY(a, struct hash, n);
	struct db_value *rows = ARENA_ARRAY(a, struct db_value, n * 3);
	unsigned char *salts = salts_new(a, n);

	TRY(reserve(db, a, n, first));
	for (size_t i = 0; i < n; i++) {
		unsigned char *salt = salts + i * SALT_SIZE;

		/* Else verify would look for a row. */
		assert(covered_by_name(str_from(e[i].kind)) == COVERED_COUNT);
		c[i] = canonical_commitment(salt, json[i]);
		rows[3 * i] = db_int(*first + (int64_t)i);
		rows[3 * i + 1] = db_bytes(salt, SALT_SIZE);
		rows[3 * i + 2] = db_text(json[i]);
	}
	TRY(insert_events(db, a, e, NULL, c, n, *first));
	return db_batch(db, &q_content, rows, n, 3);
}

enum err
ledger_note(struct db *db, struct arena *a, const struct event *e,
    struct str json, int64_t *seq)
{
	int64_t first;

	TRY(ledger_notes(db, a, e, &json, 1, &first));
	if (seq)
		*seq = first;
	return OK;
}

enum err
ledger_rows(struct db *db, struct arena *a, enum covered table,
    const struct event *e, const struct db_value *values, size_t n,
    int64_t *first)
{
	size_t width = covered_width(table), cols = width + 2;
	struct hash *c = ARENA_ARRAY(a, struct hash, n);
	struct db_value *rows = ARENA_ARRAY(a, struct db_value, n * cols);
	unsigned char *salts = salts_new(a, n);
	struct buf content = { .arena = a };
	int64_t at;

	TRY(reserve(db, a, n, &at));
	for (size_t i = 0; i < n; i++) {
		const struct db_value *v = values + i * width;
		unsigned char *salt = salts + i * SALT_SIZE;

		content.n = 0;
		canonical_row(&content, covered_name(table), v, width);
		c[i] = canonical_commitment(salt, buf_str(&content));
		rows[i * cols] = db_int(at + (int64_t)i);
		rows[i * cols + 1] = db_bytes(salt, SALT_SIZE);
		memcpy(rows + i * cols + 2, v, width * sizeof(*v));
	}
	TRY(insert_events(db, a, e, covered_name(table), c, n, at));
	TRY(db_batch(db, &q_row[table], rows, n, cols));
	if (first)
		*first = at;
	return OK;
}
