/* SPDX-License-Identifier: EUPL-1.2
 *
 * pg.h - the two halves of the PostgreSQL engine: pg_conn.c (connecting,
 * settings, errors, values) and db_pg.c (statements, pipeline, transactions).
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

struct pg_stmt {
	const struct sql *q;
	Oid *types; /* as declared; 0: PostgreSQL infers it */
	size_t nargs;
	char name[24];
	bool ready; /* prepared on this connection */
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
#endif
