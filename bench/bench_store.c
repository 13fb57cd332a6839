/* SPDX-License-Identifier: EUPL-1.2
 *
 * bench_store.c - single messages from 64 who wait, each acknowledged after
 * its commit, beside single durable commits of the bare library.
 *
 *	bench_store [PATH] [SECONDS]
 */
#include <semaphore.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "db/engine.h"
#include "db/store.h"

enum { WAITING = 64 };

static const char create[] =
    "DROP TABLE IF EXISTS bench_row;"
    "CREATE TABLE bench_row (id INTEGER PRIMARY KEY, account INTEGER NOT NULL,"
    " body TEXT NOT NULL) STRICT;"
    "CREATE INDEX bench_row_account ON bench_row (account, id)";
static const struct sql q_put = SQL("INSERT INTO bench_row (account, body) VALUES ($1, $2)");
static const char body[] = "Hei! Når åpner svømmehallen på lørdag, og gjelder "
			   "årskortet fortsatt?";

static void
die(const char *what)
{
	fprintf(stderr, "bench_store: %s\n", what);
	exit(3);
}

struct asker {
	struct write_job job;
	struct store *store;
	usec_t until;
	int64_t done; /* the writer's thread alone counts */
	sem_t *end;
};

static enum err
put_all(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	struct db_value *v = ARENA_ARRAY(a, struct db_value, 2 * n);

	(void)jobs;
	for (size_t i = 0; i < n; i++) {
		v[2 * i] = db_int((int64_t)i);
		v[2 * i + 1] = db_text((struct str){ body, sizeof(body) - 1 });
	}
	return db_batch(db, &q_put, v, n, 2);
}

/* Acknowledged: the same asker comes with the next. */
static void
again(struct write_job *job)
{
	struct asker *k = job->arg;

	if (job->err != OK)
		die(job->sentence);
	k->done++;
	if (clock_mono() < k->until)
		store_submit(k->store, job);
	else
		sem_post(k->end);
}

static double
ours(struct arena *a, struct str url, double seconds)
{
	struct asker *k = ARENA_ARRAY(a, struct asker, WAITING);
	usec_t start = clock_mono();
	int64_t done = 0;
	struct store *s;
	sem_t end;

	if (store_open(a, url, 0, &s) != OK)
		die("cannot open");
	sem_init(&end, 0, 0);
	for (int i = 0; i < WAITING; i++) {
		k[i] = (struct asker){ .store = s,
			.until = start + (usec_t)(seconds * (double)SECOND),
			.end = &end };
		k[i].job = (struct write_job){ .fn = put_all,
			.gather = true,
			.arg = &k[i],
			.done = again };
		store_submit(s, &k[i].job);
	}
	for (int i = 0; i < WAITING; i++)
		sem_wait(&end);
	store_close(s);
	for (int i = 0; i < WAITING; i++)
		done += k[i].done;
	sem_destroy(&end);
	return (double)done * (double)SECOND / (double)(clock_mono() - start);
}

static double
bare(const char *path, double seconds)
{
	usec_t start = clock_mono();
	sqlite3_stmt *st;
	int64_t done = 0;
	sqlite3 *h;

	if (sqlite3_open(path, &h) != SQLITE_OK ||
	    sqlite3_exec(h, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
		NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(h, q_put.text, -1, &st, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(h));
	while ((double)(clock_mono() - start) < seconds * (double)SECOND) {
		sqlite3_bind_int64(st, 1, done++);
		sqlite3_bind_text(st, 2, body, sizeof(body) - 1, SQLITE_STATIC);
		if (sqlite3_step(st) != SQLITE_DONE)
			die(sqlite3_errmsg(h));
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
	sqlite3_close(h);
	return (double)done * (double)SECOND / (double)(clock_mono() - start);
}

int
main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/tmp/bench_store.sqlite";
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 2;
	double mine = 0, one = 0;

	for (int i = 0; i < 3; i++) {
		struct arena a = { 0 };
		struct str url = str_printf(&a, "sqlite:%s", path);
		struct db *db;
		double m, b;

		if (db_open(&a, url, DB_WRITE, &db) != OK ||
		    db_script(db, create) != OK)
			die("cannot make the table");
		m = ours(&a, url, seconds);
		b = bare(path, seconds);
		mine = m > mine ? m : mine;
		one = b > one ? b : one;
		arena_free(&a);
	}
	printf("64 waiting, each after its commit: %.0f/s, bare single commits"
	       " %.0f/s, ratio %.2f\n",
	    mine, one, mine / one);
	return 0;
}
