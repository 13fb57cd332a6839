/* SPDX-License-Identifier: EUPL-1.2
 *
 * db.h - one database connection, SQLite or PostgreSQL, same SQL text.
 *
 * SQL is a static literal with $1, $2 ... and values travel beside it, so
 * there is nothing to inject into.  Prepared statements are kept per
 * connection, found by the address of the struct sql, which must be static.
 * A connection belongs to one thread at a time.
 *
 * Errors, of every function: ERR_BUSY (locked, serialization failure: run the
 * transaction again), ERR_CONFLICT (a constraint said no), ERR_REMOTE (the
 * connection to PostgreSQL is gone: it is opened anew at the next call
 * outside a transaction), ERR_UNKNOWN (that happened while PostgreSQL
 * committed: it is kept or it is not), ERR_MISSING (db_open to read: no such
 * file), ERR_INVALID (db_open: the address), ERR_BROKEN (all else: disk,
 * corruption, bad SQL).
 */
#ifndef DB_DB_H
#define DB_DB_H
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct db;
enum db_engine { DB_SQLITE, DB_PG };

struct sql {
	const char *text;
	const char *pg; /* where PostgreSQL must differ; else NULL */
};
#define SQL(lit)                                                               \
	{                                                                      \
		"" lit "", NULL                                                \
	}
/* Two texts, for full-text search and the like only. */
#define SQL2(sqlite, postgres)                                                 \
	{                                                                      \
		"" sqlite "", "" postgres ""                                   \
	}

enum db_kind { DB_NULL, DB_INT, DB_TEXT, DB_BYTES };
struct db_value {
	enum db_kind kind;
	union {
		int64_t i;
		struct str s; /* DB_TEXT: UTF-8 without NUL; DB_BYTES: any */
	};
};

static inline struct db_value
db_int(int64_t v)
{
	return (struct db_value){ .kind = DB_INT, .i = v };
}
static inline struct db_value
db_text(struct str s)
{
	return (struct db_value){ .kind = DB_TEXT, .s = s };
}
static inline struct db_value
db_bytes(const void *p, size_t n)
{
	return (
	    struct db_value){ .kind = DB_BYTES, .s = { (const char *)p, n } };
}
static inline struct db_value
db_null(void)
{
	return (struct db_value){ .kind = DB_NULL };
}
/* 0 is stored as NULL: for optional references. */
static inline struct db_value
db_ref(int64_t v)
{
	return v ? db_int(v) : db_null();
}

#define DB_ARGS(...)                                                           \
	(const struct db_value[]){ __VA_ARGS__ },                              \
	    sizeof((struct db_value[]){ __VA_ARGS__ }) /                       \
		sizeof(struct db_value)
#define DB_NOARGS NULL, 0

enum db_mode {
	DB_READ, /* queries only; the engine refuses writes */
	DB_WRITE
};

/* url: "sqlite:PATH", "sqlite::memory:", "postgresql://..." (a parameter
 * "schema=NAME" chooses the municipality's schema).  Closed by the arena.
 * SQLite: WAL, synchronous=FULL, foreign_keys, secure_delete, mmap off.
 * PostgreSQL: refuses to open where fsync or synchronous_commit is off. */
enum err db_open(struct arena *a, struct str url, enum db_mode mode,
    struct db **out) MUST_CHECK;
enum db_engine db_engine(const struct db *db);

/* Every row at once, copied into the arena: no cursor is left open, so no
 * order of calls can hold up a commit. */
struct db_rows {
	size_t n, cols;
	struct db_value *v; /* n * cols, row by row */
};
enum err db_query(struct db *db, struct arena *a, const struct sql *q,
    const struct db_value *args, size_t nargs, struct db_rows *out) MUST_CHECK;
/* A statement without rows; *changed (may be NULL): rows touched. */
enum err db_run(struct db *db, const struct sql *q, const struct db_value *args,
    size_t nargs, int64_t *changed) MUST_CHECK;
/* One statement for nrows rows of ncols values: SQLite steps one prepared
 * statement, PostgreSQL pipelines.  Inside a transaction only.  On PostgreSQL
 * an error may come as late as the next db_query, db_run, db_release or the
 * commit. */
enum err db_batch(struct db *db, const struct sql *q,
    const struct db_value *rows, size_t nrows, size_t ncols) MUST_CHECK;
/* Row by row, for exports and verify: values live until the next row.  All
 * rows are of one instant.  The callback may query through db, with other
 * statements, but not write; what it returns other than OK ends the walk. */
enum err db_each(struct db *db, const struct sql *q,
    const struct db_value *args, size_t nargs,
    enum err (*row)(void *arg, const struct db_value *v, size_t cols),
    void *arg) MUST_CHECK;

/* A value of the expected kind; NULL reads as 0 or empty text. */
int64_t db_get_int(const struct db_rows *r, size_t row, size_t col);
struct str db_get_text(const struct db_rows *r, size_t row, size_t col);
bool db_is_null(const struct db_rows *r, size_t row, size_t col);

/* Run fn in a transaction (SQLite: BEGIN IMMEDIATE; PostgreSQL: READ
 * COMMITTED, the rows that matter are locked by UPDATE or FOR UPDATE): commit
 * if it returns OK, else roll back; run it again, up to five times with a
 * growing pause, on ERR_BUSY.  So fn must be safe to repeat.  On a connection
 * that only reads (DB_READ) all of it is of one instant, and holds up nobody.
 */
enum err db_tx(struct db *db, enum err (*fn)(struct db *db, void *arg),
    void *arg) MUST_CHECK;
/* The pieces, for the store's writer alone. */
enum err db_begin(struct db *db) MUST_CHECK;
enum err db_commit(struct db *db) MUST_CHECK;
void db_rollback(struct db *db);
enum err db_savepoint(struct db *db) MUST_CHECK; /* one level */
enum err db_release(struct db *db) MUST_CHECK;
enum err db_rollback_to(struct db *db) MUST_CHECK; /* and releases */
#endif
