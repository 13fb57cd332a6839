/* SPDX-License-Identifier: EUPL-1.2
 *
 * engine.h - what an engine gives to db.c, migrate.c and store.c.  Private to
 * src/db (and its tests): everybody else includes db.h.
 */
#ifndef DB_ENGINE_H
#define DB_ENGINE_H
#include "db/db.h"

typedef enum err (*db_row_fn)(void *arg, const struct db_value *v, size_t cols);

struct db_ops {
	enum err (*query)(struct db *db, struct arena *a, const struct sql *q,
	    const struct db_value *args, size_t nargs, struct db_rows *out);
	enum err (*run)(struct db *db, const struct sql *q,
	    const struct db_value *args, size_t nargs, int64_t *changed);
	enum err (*batch)(struct db *db, const struct sql *q,
	    const struct db_value *rows, size_t nrows, size_t ncols);
	enum err (*each)(struct db *db, const struct sql *q,
	    const struct db_value *args, size_t nargs, db_row_fn row,
	    void *arg);
	enum err (*begin)(struct db *db);
	enum err (*commit)(struct db *db);
	void (*rollback)(struct db *db);
	enum err (*savepoint)(struct db *db);
	enum err (*release)(struct db *db);
	enum err (*rollback_to)(struct db *db);
	enum err (*script)(struct db *db, const char *text);
	enum err (*make_place)(struct db *db); /* PostgreSQL's schema */
	enum err (*settle)(struct db *db);
	void (*tend)(struct db *db, bool idle);
};

/* The head of every engine's own struct. */
struct db {
	const struct db_ops *ops;
	enum db_engine engine;
	struct arena mem; /* the connection's own: statements, scratch */
	bool in_tx;
	bool changed;	  /* the transaction, or the last one, touched a row */
	int64_t tx_begun; /* counts transactions, for tests and statistics */
};

enum err sqlite_open(struct arena *a, struct str path, enum db_mode mode,
    struct db **out) MUST_CHECK;
enum err pg_open(struct arena *a, struct str url, enum db_mode mode,
    struct db **out) MUST_CHECK;

/* Several statements in one text (migrations); no values. */
enum err db_script(struct db *db, const char *text) MUST_CHECK;
/* Inside a transaction: an error that db_batch has left for later comes now.
 * Costs a round trip on PostgreSQL, nothing on SQLite. */
enum err db_settle(struct db *db) MUST_CHECK;
/* Between transactions, when nobody waits: SQLite copies the write-ahead log
 * back into the file when it has grown; idle also gives memory back. */
void db_tend(struct db *db, bool idle);
/* Did the last transaction change anything? */
bool db_changed(const struct db *db);
/* The highest $n in an SQL text. */
size_t db_params(const char *text);
/* A row more in out, growing by doubling; returns its values, to be filled. */
struct db_value *db_rows_add(struct arena *a, struct db_rows *out, size_t *cap);
#endif
