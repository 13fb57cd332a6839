/* SPDX-License-Identifier: EUPL-1.2
 *
 * sqlite.h - the two halves of the SQLite engine: sqlite_conn.c (opening and
 * settings) and db_sqlite.c (statements and transactions).
 */
#ifndef DB_SQLITE_H
#define DB_SQLITE_H
#include <sqlite3.h>

#include "db/engine.h"

/* The log is copied back when it has so many pages (of 4 kB): larger steps
 * rewrite hot pages less often, smaller ones take less time each. */
extern int sqlite_checkpoint_pages; /* 4000; a test makes it small */

struct stmt {
	const struct sql *q;
	sqlite3_stmt *st;
	size_t nargs;
	int *index; /* of $1, $2, ... in SQLite's own numbering */
};

struct sqlite_db {
	struct db db;
	sqlite3 *h;
	struct stmt *stmts; /* open addressing; cap is a power of two */
	size_t nstmts, cap;
	sqlite3_stmt *begin, *commit, *rollback, *save, *release, *undo;
	int64_t changes; /* total_changes64 when the transaction began */
	int log_pages, checkpoint_at; /* in the write-ahead log */
};

extern const struct db_ops sqlite_ops;
enum err sqlite_prepare(
    struct sqlite_db *s, const char *text, sqlite3_stmt **out) MUST_CHECK;
#endif
