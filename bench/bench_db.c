/* SPDX-License-Identifier: EUPL-1.2
 *
 * bench_db.c - what db_batch costs beside the bare library: the same rows, the
 * same table, the same durability, batches of 100, one commit each.
 *
 *	bench_db [sqlite:PATH | postgresql://...] [SECONDS]
 * Prints rows a second of both, best of three rounds taken in turn, and the
 * ratio.
 */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "db/engine.h"

enum { BATCH = 100, ROUNDS = 3 };

static const struct sql q_put = SQL("INSERT INTO bench_row (id, account, at, author, body)"
	" VALUES ($1, $2, $3, $4, $5)");
static const char create[] =
    "CREATE TABLE bench_row (id BIGINT PRIMARY KEY, account BIGINT NOT NULL,"
    " at BIGINT NOT NULL, author TEXT NOT NULL, body TEXT NOT NULL);"
    "CREATE INDEX bench_row_at ON bench_row (account, at)";
static const char body[] =
    "Hei! Når åpner svømmehallen på lørdag, og gjelder årskortet fortsatt?"
    " Vi var der sist uke og da var det stengt uten at noe sto på nettsida.";

struct bench {
	struct db *db;
	const char *where; /* file or conninfo, for the bare library */
	sqlite3 *h;
	sqlite3_stmt *begin, *put, *commit;
	PGconn *c;
	int64_t next;
};

static void
die(const char *what)
{
	fprintf(stderr, "bench_db: %s\n", what);
	exit(3);
}

/* Through db.h ------------------------------------------------------------ */
static enum err
put_batch(struct db *db, void *arg)
{
	struct bench *b = arg;
	struct db_value v[BATCH * 5];

	for (size_t i = 0; i < BATCH; i++) {
		int64_t id = b->next + (int64_t)i;

		v[5 * i] = db_int(id);
		v[5 * i + 1] = db_int(id % 20);
		v[5 * i + 2] = db_int(1800000000000000 + id);
		v[5 * i + 3] = db_text(STR("Innbygger på Ås"));
		v[5 * i + 4] = db_text((struct str){ body, sizeof(body) - 1 });
	}
	return db_batch(db, &q_put, v, BATCH, 5);
}

static void
ours(struct bench *b)
{
	if (db_tx(b->db, put_batch, b) != OK)
		die(err_sentence(ERR_BROKEN));
}

/* Through the library ----------------------------------------------------- */
static void
bare_sqlite_open(struct bench *b)
{
	if (sqlite3_open(b->where, &b->h) != SQLITE_OK ||
	    sqlite3_exec(b->h,
		"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", NULL, NULL,
		NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(b->h, "BEGIN IMMEDIATE", -1, &b->begin, NULL) ||
	    sqlite3_prepare_v2(b->h, "COMMIT", -1, &b->commit, NULL) ||
	    sqlite3_prepare_v2(b->h, q_put.text, -1, &b->put, NULL))
		die(sqlite3_errmsg(b->h));
}

static void
bare_step(struct bench *b, sqlite3_stmt *st)
{
	if (sqlite3_step(st) != SQLITE_DONE)
		die(sqlite3_errmsg(b->h));
	sqlite3_reset(st);
}

static void
bare_sqlite(struct bench *b)
{
	bare_step(b, b->begin);
	for (int i = 0; i < BATCH; i++) {
		int64_t id = b->next + i;

		sqlite3_bind_int64(b->put, 1, id);
		sqlite3_bind_int64(b->put, 2, id % 20);
		sqlite3_bind_int64(b->put, 3, 1800000000000000 + id);
		sqlite3_bind_text(
		    b->put, 4, "Innbygger på Ås", -1, SQLITE_STATIC);
		sqlite3_bind_text(
		    b->put, 5, body, sizeof(body) - 1, SQLITE_STATIC);
		bare_step(b, b->put);
	}
	bare_step(b, b->commit);
}

static void
bare_ok(struct bench *b, PGresult *r)
{
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		die(PQerrorMessage(b->c));
	PQclear(r);
}

static void
bare_pg_open(struct bench *b)
{
	b->c = PQconnectdb(b->where);
	bare_ok(b, PQprepare(b->c, "put", q_put.text, 0, NULL));
}

/* As a plain libpq program does it: one prepared statement a row. */
static void
bare_pg(struct bench *b)
{
	bare_ok(b, PQexec(b->c, "BEGIN"));
	for (int i = 0; i < BATCH; i++) {
		char id[24], account[24], at[24];
		const char *v[5] = { id, account, at, "Innbygger på Ås", body };
		int64_t n = b->next + i;

		snprintf(id, sizeof(id), "%ld", n);
		snprintf(account, sizeof(account), "%ld", n % 20);
		snprintf(at, sizeof(at), "%ld", 1800000000000000 + n);
		bare_ok(b, PQexecPrepared(b->c, "put", 5, v, NULL, NULL, 0));
	}
	bare_ok(b, PQexec(b->c, "COMMIT"));
}

/* ------------------------------------------------------------------------- */
static double
rate(struct bench *b, void (*fn)(struct bench *b), double seconds)
{
	usec_t start = clock_mono(), now;
	int64_t first = b->next;

	do {
		fn(b);
		b->next += BATCH;
		if (b->h == NULL && b->c == NULL)
			die("not open");
		db_tend(b->db, false);
		now = clock_mono();
	} while ((double)(now - start) < seconds * (double)SECOND);
	return (double)(b->next - first) * (double)SECOND /
	       (double)(now - start);
}

int
main(int argc, char **argv)
{
	const char *url = argc > 1 ? argv[1] : "sqlite:/tmp/bench_db.sqlite";
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 2;
	struct bench b = { .where = url, .next = 1 };
	double mine = 0, bare = 0;
	struct arena a = { 0 };
	bool lite;

	if (db_open(&a, str_from(url), DB_WRITE, &b.db) != OK)
		die("cannot open");
	lite = db_engine(b.db) == DB_SQLITE;
	if (lite)
		b.where += sizeof("sqlite:") - 1;
	if (db_script(b.db, "DROP TABLE IF EXISTS bench_row") != OK ||
	    db_script(b.db, create) != OK)
		die("cannot make the table");
	if (lite)
		bare_sqlite_open(&b);
	else
		bare_pg_open(&b);
	for (int i = 0; i < ROUNDS; i++) {
		double m = rate(&b, ours, seconds);
		double r = rate(&b, lite ? bare_sqlite : bare_pg, seconds);

		mine = m > mine ? m : mine;
		bare = r > bare ? r : bare;
	}
	printf("db_batch on %s: %.0f rows/s, bare library %.0f rows/s, ratio"
	       " %.2f\n",
	    lite ? "SQLite" : "PostgreSQL", mine, bare, mine / bare);
	if (db_script(b.db, "DROP TABLE bench_row") != OK)
		die("cannot drop the table");
	sqlite3_finalize(b.begin);
	sqlite3_finalize(b.put);
	sqlite3_finalize(b.commit);
	sqlite3_close(b.h);
	PQfinish(b.c);
	arena_free(&a);
	return 0;
}
