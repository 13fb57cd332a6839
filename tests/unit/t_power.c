/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_power.c - the power fails at hundreds of moments while a store is being
 * written: what done() has acknowledged is there afterwards, each job whole or
 * not at all, and the file is sound.
 */
#include <semaphore.h>

#include "db/sqlite.h"
#include "db/store.h"
#include "tests/test_db.h"
#include "tests/vfs_power.h"

enum { MOMENTS = 240, JOBS = 40, IDS = MOMENTS * JOBS };

static const struct sql q_put = SQL("INSERT INTO note (id, part, body) VALUES ($1, $2, $3)");
static const struct sql q_check = SQL("PRAGMA integrity_check");
static const struct sql q_ids = SQL("SELECT id, COUNT(*) FROM note GROUP BY id");

struct mark {
	struct write_job job;
	int64_t id;
	sem_t *wake;
};

/* Two rows a job. */
static enum err
put_pairs(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	struct db_value *v = ARENA_ARRAY(a, struct db_value, 6 * n);
	char *body = ARENA_ARRAY(a, char, 2000);

	for (size_t i = 0; i < 2 * n; i++) {
		struct mark *m = jobs[i / 2]->arg;

		v[3 * i] = db_int(m->id);
		v[3 * i + 1] = db_int((int64_t)i % 2);
		v[3 * i + 2] = db_bytes(body, 200 + (size_t)m->id % 600);
	}
	return db_batch(db, &q_put, v, 2 * n, 3);
}

static void
mark_done(struct write_job *job)
{
	sem_post(((struct mark *)job->arg)->wake);
}

/* Uses the store until the power fails or all is written. */
static void
use_store(struct str url, int64_t first, bool *acked)
{
	struct arena a = { 0 };
	struct mark *m = ARENA_ARRAY(&a, struct mark, JOBS);
	struct store *s;
	sem_t wake;

	if (store_open(&a, url, 1, &s) != OK) {
		arena_free(&a);
		return;
	}
	sem_init(&wake, 0, 0);
	for (int i = 0; i < JOBS; i++) {
		m[i] = (struct mark){ .id = first + i, .wake = &wake };
		m[i].job = (struct write_job){ .fn = put_pairs,
			.gather = i % 3 > 0,
			.arg = &m[i],
			.done = mark_done };
		store_submit(s, &m[i].job);
		if (i % 7 == 6) /* else it would all be one round */
			sem_wait(&wake);
	}
	for (int i = 0; i < JOBS - JOBS / 7; i++)
		sem_wait(&wake);
	for (int i = 0; i < JOBS; i++)
		acked[first + i] = m[i].job.err == OK;
	arena_free(&a);
	sem_destroy(&wake);
}

/* Counts the acknowledged that are missing; -1: the file is not sound. */
static int
missing(struct str url, const bool *acked, int64_t n)
{
	struct arena a = { 0 };
	bool *there = ARENA_ARRAY(&a, bool, IDS + 1);
	struct db_rows r = { 0 };
	struct db *db;
	int gone = 0;

	if (db_open(&a, url, DB_WRITE, &db) != OK ||
	    db_query(db, &a, &q_check, DB_NOARGS, &r) != OK ||
	    !str_eq(db_get_text(&r, 0, 0), STR("ok")) ||
		db_query(db, &a, &q_ids, DB_NOARGS, &r) != OK) {
		arena_free(&a);
		return -1;
	}
	for (size_t i = 0; i < r.n; i++) {
		CHECK(db_get_int(&r, i, 1) == 2); /* whole */
		there[db_get_int(&r, i, 0)] = true;
	}
	for (int64_t i = 0; i < n; i++)
		gone += acked[i] && !there[i];
	arena_free(&a);
	return gone;
}

static void
make_notes(struct test_db *t)
{
	CHECK_OK(db_script(t->db,
	    "CREATE TABLE note (id INTEGER, part INTEGER, body BLOB,"
	    " PRIMARY KEY (id, part)) STRICT"));
}

/* REQ: invariant 1 */
TEST(power_failure_loses_nothing_acknowledged)
{
	int failed = 0, in_checkpoint = sqlite_checkpoint_pages;
	struct test_db t;
	unsigned seed = 20260101;
	int64_t kept = 0;
	bool *acked;

	power_install();
	power_begin(0);
	test_db_empty(&t, DB_SQLITE);
	make_notes(&t);
	arena_free(&t.a);
	sqlite_checkpoint_pages = 60; /* so that many moments fall in one */
	t.url = str_printf(&t.a, "sqlite:%s/store.db", t.dir);
	acked = ARENA_ARRAY(&t.a, bool, IDS);
	for (int i = 0; i < MOMENTS; i++) {
		seed = seed * 1103515245u + 12345u;
		power_begin(1 + (long)(seed >> 16) % 110);
		use_store(t.url, (int64_t)i * JOBS, acked);
		failed += power_failed();
		power_restore((enum power_keep)(i % 3), seed);
		power_begin(0);
		CHECK(missing(t.url, acked, (int64_t)(i + 1) * JOBS) == 0);
	}
	for (int i = 0; i < IDS; i++)
		kept += acked[i];
	/* It did fail, in the midst of work. */
	CHECK(failed > MOMENTS / 2);
	CHECK(kept > IDS / 10 && kept < IDS);
	sqlite_checkpoint_pages = in_checkpoint;
	CHECK_OK(db_open(&t.a, t.url, DB_WRITE, &t.db));
	test_db_close(&t);
	power_remove();
}

/* The test of the test: with synchronous off something is lost. */
static enum err
put_one(struct db *db, void *arg)
{
	return db_run(db, &q_put,
	    DB_ARGS(db_int(*(int64_t *)arg), db_int(0), db_bytes("x", 1)),
	    NULL);
}

/* Writes ids until the power fails; how many were said to be kept. */
static int64_t
write_until_dark(struct str url, int64_t first, const char *pragma)
{
	struct arena a = { 0 };
	int64_t id = first;
	struct db *db;

	power_begin(90);
	if (test_ok(db_open(&a, url, DB_WRITE, &db), __FILE__, __LINE__) &&
	    test_ok(db_script(db, pragma), __FILE__, __LINE__))
		while (id < first + 1000 && db_tx(db, put_one, &id) == OK)
			id++;
	arena_free(&a);
	CHECK(power_failed());
	power_restore(POWER_NOTHING, 1);
	power_begin(0);
	return id - first;
}

static int64_t
count(struct str url, int64_t first)
{
	static const struct sql q = SQL("SELECT COUNT(*) FROM note WHERE id >= $1");
	struct arena a = { 0 };
	struct db_rows r = { 0 };
	struct db *db;
	int64_t n = -1;

	if (test_ok(db_open(&a, url, DB_WRITE, &db), __FILE__, __LINE__) &&
	    db_query(db, &a, &q, DB_ARGS(db_int(first)), &r) == OK)
		n = db_get_int(&r, 0, 0);
	arena_free(&a);
	return n;
}

TEST(power_failure_is_real)
{
	struct test_db t;
	int64_t said;

	power_install();
	power_begin(0);
	test_db_empty(&t, DB_SQLITE);
	make_notes(&t);
	arena_free(&t.a);
	t.url = str_printf(&t.a, "sqlite:%s/store.db", t.dir);
	said = write_until_dark(t.url, 0, "PRAGMA synchronous=FULL");
	CHECK(said > 5 && count(t.url, 0) >= said);
	said = write_until_dark(t.url, 5000, "PRAGMA synchronous=OFF");
	CHECK(said > 5 && count(t.url, 5000) < said);
	CHECK_OK(db_open(&t.a, t.url, DB_WRITE, &t.db));
	test_db_close(&t);
	power_remove();
}
