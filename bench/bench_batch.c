/* SPDX-License-Identifier: EUPL-1.2
 *
 * bench_batch.c - taking in messages in batches of 100, durable, against the
 * bare engine putting the same texts into one table with one full-text index.
 * Both start with ROWS messages; the rounds alternate.
 *
 *	bench_batch ROWS STORE [SQLITE-FILE]     STORE: sqlite:... or
 *postgresql://...
 */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/fill.h"

enum { BATCH = 100, ROUNDS = 7, PER_ROUND = 40 };

struct bare {
	sqlite3 *lite;
	sqlite3_stmt *row, *words;
	PGconn *pg;
	int64_t next;
};

static void
lite(struct bare *b, const char *sql)
{
	if (sqlite3_exec(b->lite, sql, NULL, NULL, NULL) != SQLITE_OK)
		fill_die(sqlite3_errmsg(b->lite));
}

static void
lite_open(struct bare *b, const char *file)
{
	if (sqlite3_open(file, &b->lite) != SQLITE_OK)
		fill_die("cannot open the bare store");
	lite(b, "PRAGMA journal_mode=WAL");
	lite(b, "PRAGMA synchronous=FULL");
	lite(b, "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
	lite(b, "CREATE VIRTUAL TABLE f USING fts5(text, content='t',"
		" content_rowid='id')");
	sqlite3_prepare_v2(
	    b->lite, "INSERT INTO t VALUES (?, ?)", -1, &b->row, NULL);
	sqlite3_prepare_v2(b->lite, "INSERT INTO f (rowid, text) VALUES (?, ?)",
	    -1, &b->words, NULL);
}

static void
lite_step(struct bare *b, sqlite3_stmt *st, int64_t id, struct str text)
{
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_text(st, 2, text.p, (int)text.n, SQLITE_STATIC);
	if (sqlite3_step(st) != SQLITE_DONE)
		fill_die(sqlite3_errmsg(b->lite));
	sqlite3_reset(st);
}

static void
lite_batch(struct bare *b, size_t n)
{
	struct arena a = { 0 };

	lite(b, "BEGIN IMMEDIATE");
	for (size_t i = 0; i < n; i++) {
		int64_t id = ++b->next;
		struct str text = fill_text(&a, id);

		lite_step(b, b->row, id, text);
		lite_step(b, b->words, id, text);
	}
	lite(b, "COMMIT");
	arena_free(&a);
}

static void
pg(struct bare *b, const char *sql)
{
	PGresult *r = PQexec(b->pg, sql);

	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		fill_die(PQerrorMessage(b->pg));
	PQclear(r);
}

static void
pg_open(struct bare *b, const char *url)
{
	b->pg = PQconnectdb(url);
	if (PQstatus(b->pg) != CONNECTION_OK)
		fill_die(PQerrorMessage(b->pg));
	pg(b, "DROP TABLE IF EXISTS bench_bare");
	pg(b, "CREATE TABLE bench_bare (id BIGINT PRIMARY KEY, text TEXT NOT"
	      " NULL, words TSVECTOR NOT NULL)");
	pg(b, "CREATE INDEX bench_words ON bench_bare USING GIN (words)");
	PQclear(PQprepare(b->pg, "put",
	    "INSERT INTO bench_bare VALUES ($1, $2,"
	    " to_tsvector('norwegian', $2))",
	    2, NULL));
}

/* One prepared statement a row, pipelined, one sync a batch: the fastest way
 * that does not build SQL. */
static void
pg_batch(struct bare *b, size_t n)
{
	struct arena a = { 0 };
	PGresult *r;

	PQenterPipelineMode(b->pg);
	PQsendQueryParams(b->pg, "BEGIN", 0, NULL, NULL, NULL, NULL, 0);
	for (size_t i = 0; i < n; i++) {
		int64_t id = ++b->next;
		const char *v[2] = { str_z(&a,
					 str_printf(&a, "%lld", (long long)id)),
			str_z(&a, fill_text(&a, id)) };

		PQsendQueryPrepared(b->pg, "put", 2, v, NULL, NULL, 0);
	}
	PQsendQueryParams(b->pg, "COMMIT", 0, NULL, NULL, NULL, NULL, 0);
	PQpipelineSync(b->pg);
	for (size_t i = 0; i < n + 2; i++) {
		r = PQgetResult(b->pg);
		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			fill_die(PQerrorMessage(b->pg));
		PQclear(r);
		PQclear(PQgetResult(b->pg));
	}
	PQclear(PQgetResult(b->pg)); /* the sync */
	PQexitPipelineMode(b->pg);
	arena_free(&a);
}

static void
bare_batch(struct bare *b, size_t n)
{
	if (b->pg)
		pg_batch(b, n);
	else
		lite_batch(b, n);
}

int
main(int argc, char **argv)
{
	double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
	int64_t rows;
	struct bare b = { 0 };
	struct fill f;

	if (argc < 3 || !str_to_int(str_from(argv[1]), 0, INT64_MAX, &rows))
		fill_die("want ROWS STORE [SQLITE-FILE]");
	setenv("TZ", "Europe/Oslo", 1);
	fill_open(&f, str_from(argv[2]));
	if (db_engine(f.db) == DB_PG)
		pg_open(&b, argv[2]);
	else
		lite_open(&b, argc > 3 ? argv[3] : "bare.db");
	fill_rows(&f, rows, 2000);
	while (b.next < rows)
		bare_batch(&b, 1000);
	for (int r = 0; r < ROUNDS; r++) {
		double t0 = seconds_now(), t1;

		for (int i = 0; i < PER_ROUND; i++)
			fill_take(&f, BATCH);
		t1 = seconds_now();
		for (int i = 0; i < PER_ROUND; i++)
			bare_batch(&b, BATCH);
		ours[r] = BATCH * PER_ROUND / (t1 - t0);
		theirs[r] = BATCH * PER_ROUND / (seconds_now() - t1);
		ratio[r] = ours[r] / theirs[r];
	}
	printf("intake in batches of %d, %s, %lld rows: ours %.0f/s, bare"
	       " %.0f/s, ratio %.2f (median of %d pairs)\n",
	    BATCH, db_engine(f.db) == DB_PG ? "PostgreSQL" : "SQLite",
	    (long long)rows, median(ours, ROUNDS), median(theirs, ROUNDS),
	    median(ratio, ROUNDS), ROUNDS);
	fill_close(&f);
	return 0;
}
