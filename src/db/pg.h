/* SPDX-License-Identifier: EUPL-1.2
 *
 * pg.h - the parts of the PostgreSQL engine: pg_conn.c (connecting, settings,
 * errors, values), pg_pipe.c (the wire) and db_pg.c (statements, transactions).
 */
#ifndef DB_PG_H
#define DB_PG_H
#include <libpq-fe.h>

#include "db/engine.h"

/* Type numbers that PostgreSQL never changes (catalog/pg_type.dat). */
enum pg_type {
	PG_BOOL = 16,
	PG_BYTEA = 17,
	PG_NAME = 19,
	PG_INT8 = 20,
	PG_INT2 = 21,
	PG_INT4 = 23,
	PG_TEXT = 25,
	PG_UNKNOWN = 705,
	PG_BPCHAR = 1042,
	PG_VARCHAR = 1043,
	PG_NUMERIC = 1700,
	PG_VOID = 2278
};

enum { PG_SPREADS = 2 };
extern const size_t pg_spread[PG_SPREADS]; /* 100, 10 */

struct pg_stmt {
	const struct sql *q;
	Oid *types; /* as declared; 0: PostgreSQL infers it */
	size_t nargs;
	char name[24];
	bool ready; /* prepared on this connection */
	/* For db_batch: the same insert with so many rows, or NULL. */
	struct pg_stmt *spread[PG_SPREADS];
	bool spread_asked;
};

struct pg_db {
	struct db db;
	PGconn *c;		  /* NULL: to be opened */
	const char *url, *schema; /* schema "" : the server's default */
	enum db_mode mode;
	struct pg_stmt *stmts; /* open addressing; cap is a power of two */
	size_t nstmts, cap;
	/* One row of parameters in libpq's shape. */
	const char **values;
	int *lengths, *formats;
	uint64_t *ints;
	size_t room;
	size_t pending; /* sent, answers not yet collected */
	unsigned serial;
	enum err
	    failed; /* of the transaction: nothing more can be done in it */
	char why[256];
};

/* Opens s->c, checks and sets the session, enters pipeline mode. */
enum err pg_connect(struct pg_db *s) MUST_CHECK;
/* Takes "schema=NAME" out of the address. */
enum err pg_split_url(struct pg_db *s, struct str url) MUST_CHECK;
/* The error of a result, by SQLSTATE (PostgreSQL, appendix A); with a
 * sentence that holds no values. */
enum err pg_fail(const PGresult *r);
/* A row; text and bytes point into the result. */
enum err pg_decode(const PGresult *r, int row, struct db_value *v) MUST_CHECK;

/* Remembers the transaction's error: every later call gives it again. */
enum err pg_give_up(struct pg_db *s, enum err e);
void pg_disconnect(struct pg_db *s);
bool pg_is_alive(const struct pg_db *s);
/* Before every call: a connection (opened anew outside a transaction), and a
 * transaction that can go on. */
enum err pg_usable(struct pg_db *s) MUST_CHECK;
enum { PENDING_MAX = 4096 }; /* bounds what libpq keeps of unread answers */
/* Counts a command that libpq took (ok); collects when there are many. */
enum err pg_sent(struct pg_db *s, int ok) MUST_CHECK;
/* A command without values whose answer can wait. */
enum err pg_send_text(struct pg_db *s, const char *text) MUST_CHECK;
/* Sends a sync and takes in all answers up to it.  *last (may be NULL): the
 * answer to the newest command, to be cleared by the caller. */
enum err pg_collect(struct pg_db *s, PGresult **last) MUST_CHECK;
/* Before a rollback: takes in what is pending, whatever it says. */
void pg_drain(struct pg_db *s);

/* A connection's prepared statement of q for these values. */
enum err pg_stmt_get(struct pg_db *s, const struct sql *q,
    const struct db_value *args, size_t nargs, struct pg_stmt **out) MUST_CHECK;
enum err pg_prepare(struct pg_db *s, struct pg_stmt *t) MUST_CHECK;
/* Takes the types of the values in; true: the statement must be prepared
 * anew. */
bool pg_learn_types(struct pg_stmt *t, const struct db_value *args);
/* Sends a prepared statement with its values; its answer is pending. */
enum err pg_send_row(struct pg_db *s, const struct pg_stmt *t,
    const struct db_value *args) MUST_CHECK;
enum err pg_batch(struct db *db, const struct sql *q,
    const struct db_value *rows, size_t nrows, size_t ncols) MUST_CHECK;
#endif
