/* SPDX-License-Identifier: EUPL-1.2
 *
 * store.h - one municipality's store as a running program uses it: a pool of
 * reading connections and one writer thread that gathers.
 *
 * The writer takes all jobs that wait, runs them in one transaction, commits
 * once, and only then tells each that it is done: so many acknowledgements
 * share one fsync (invariant 1).  Jobs run in the order they came.  A job that
 * fails is rolled back alone (savepoint); the others stand.  If the commit
 * fails, all of them failed.  After ERR_BUSY the round is run again.
 */
#ifndef DB_STORE_H
#define DB_STORE_H
#include "db/db.h"

struct store;

struct write_job {
	/* Runs n jobs with the same fn, in the writer's thread and inside its
	 * transaction.  Sets jobs[i]->err of each that fails by itself and has
	 * written nothing; returning other than OK rolls all n back: with
	 * n > 1 they are then run one by one.  The arena dies after done(). */
	enum err (*fn)(
	    struct db *db, struct arena *a, struct write_job **jobs, size_t n);
	bool gather; /* may be called with others (n up to 256); else n == 1 */
	void *arg;   /* the caller's */
	/* After the commit, in the writer's thread; must not block. */
	void (*done)(struct write_job *job);
	enum err err;	    /* the result */
	char sentence[256]; /* err_sentence where err != OK */
	struct write_job *next;
};

/* Opens the writer and its thread; migrate() has been run. */
enum err store_open(struct arena *a, struct str url, size_t readers,
    struct store **out) MUST_CHECK;
/* Finishes what waits, stops the thread.  Called by the arena too. */
void store_close(struct store *s);
enum db_engine store_engine(const struct store *s);

/* The job lives with the caller until done() has been called. */
void store_submit(struct store *s, struct write_job *job);
/* The same, waiting; for jobs and commands, never in a pool thread. */
enum err store_write(struct store *s,
    enum err (*fn)(struct db *db, struct arena *a, void *arg),
    void *arg) MUST_CHECK;

/* A reading connection for this thread; waits if all are out. */
struct db *store_reader(struct store *s);
void store_reader_done(struct store *s, struct db *db);

/* Called after each commit that changed something, in the writer's thread. */
void store_on_commit(struct store *s, void (*fn)(void *arg), void *arg);

struct store_stats {
	int64_t commits, jobs, failed, waiting;
};
struct store_stats store_stats(struct store *s);
#endif
