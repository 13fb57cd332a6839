/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_store.c - the writer that gathers: what is acknowledged is there, what
 * failed left no trace, whoever failed beside it.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "base/fault.h"
#include "db/engine.h"
#include "db/store.h"
#include "tests/test_db.h"

static const struct sql q_put = SQL("INSERT INTO note (id, n) VALUES ($1, $2)");
static const struct sql q_has = SQL("SELECT n FROM note WHERE id = $1");
static const struct sql q_count = SQL("SELECT COUNT(*) FROM note");

static void
make_notes(struct test_db *t)
{
	CHECK_OK(db_script(t->db, "CREATE TABLE note (id BIGINT PRIMARY KEY,"
				  " n BIGINT NOT NULL CHECK (n <> 13))"));
}

static int64_t
ask(struct db *db, const struct sql *q, const struct db_value *args, size_t n)
{
	struct arena a = { 0 };
	struct db_rows r = { 0 };
	int64_t v = -1;

	if (test_ok(db_query(db, &a, q, args, n, &r), __FILE__, __LINE__) &&
	    r.n == 1)
		v = db_get_int(&r, 0, 0);
	arena_free(&a);
	return v;
}

/* Many threads, many ways to fail ----------------------------------------- */
enum way {
	GOOD,
	SELF,	    /* the job says no by itself, and has written nothing */
	CONSTRAINT, /* the store says no */
	AFTER,	    /* writes, then fails */
	BUSY_ONCE,  /* fails for a while, then goes well */
	WAYS
};

struct note {
	struct write_job job;
	int64_t id;
	enum way way;
	struct store *store;
	_Atomic int tried, done;
	bool seen; /* by another connection when done() was called */
	sem_t *wake;
};

static enum err
put_note(struct db *db, struct note *n)
{
	int64_t value = n->way == CONSTRAINT ? 13 : n->id * 7;

	n->tried++;
	if (n->way == SELF) {
		n->job.err = fail(ERR_MISSING, "no such thing");
		return OK;
	}
	TRY(db_run(db, &q_put, DB_ARGS(db_int(n->id), db_int(value)), NULL));
	if (n->way == AFTER)
		return fail(ERR_DENIED, "not you");
	if (n->way == BUSY_ONCE && n->tried == 1)
		return fail(ERR_BUSY, "try again");
	return OK;
}

static enum err
put_alone(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	(void)a;
	assert(n == 1);
	return put_note(db, jobs[0]->arg);
}

/* The way of a batch: those that say no by themselves are left out. */
static enum err
put_many(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	struct db_value *v = ARENA_ARRAY(a, struct db_value, 2 * n);
	enum err e = OK;
	size_t rows = 0;

	for (size_t i = 0; i < n; i++) {
		struct note *note = jobs[i]->arg;

		note->tried++;
		if (note->way == SELF) {
			jobs[i]->err = fail(ERR_MISSING, "no such thing");
			continue;
		}
		v[2 * rows] = db_int(note->id);
		v[2 * rows + 1] = db_int(
		    note->way == CONSTRAINT ? 13 : note->id * 7);
		rows++;
		if (note->way == AFTER)
			e = fail(ERR_DENIED, "not you");
		if (note->way == BUSY_ONCE && note->tried == 1 && e == OK)
			e = fail(ERR_BUSY, "try again");
	}
	TRY(db_batch(db, &q_put, v, rows, 2));
	return e;
}

static void
note_done(struct write_job *job)
{
	struct note *n = job->arg;
	struct db *db = store_reader(n->store);

	n->seen = ask(db, &q_has, DB_ARGS(db_int(n->id))) == n->id * 7;
	store_reader_done(n->store, db);
	n->done++;
	sem_post(n->wake);
}

enum { THREADS = 8, NOTES = 80, OUTSTANDING = 10 };

struct writer {
	struct note notes[NOTES];
	struct store *store;
	unsigned seed;
	int64_t first_id;
	sem_t wake;
};

static unsigned
next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16 & 0x7fff;
}

static void *
write_notes(void *arg)
{
	struct writer *w = arg;

	for (int i = 0; i < NOTES; i++) {
		struct note *n = &w->notes[i];
		bool gather = next(&w->seed) % 3 > 0;

		n->id = w->first_id + i;
		n->way = next(&w->seed) % 4 ? GOOD : next(&w->seed) % WAYS;
		n->store = w->store;
		n->wake = &w->wake;
		n->job = (struct write_job){ .fn = gather ? put_many
							  : put_alone,
			.gather = gather,
			.arg = n,
			.done = note_done };
		if (i >= OUTSTANDING)
			sem_wait(&w->wake);
		store_submit(w->store, &n->job);
	}
	for (int i = 0; i < OUTSTANDING; i++)
		sem_wait(&w->wake);
	return NULL;
}

static int64_t
judge(struct writer *w)
{
	static const enum err expected[WAYS] = { OK, ERR_MISSING, ERR_CONFLICT,
		ERR_DENIED, OK };
	int64_t kept = 0;

	for (int i = 0; i < NOTES; i++) {
		struct note *n = &w->notes[i];

		CHECK(n->done == 1);
		CHECK(n->job.err == expected[n->way]);
		CHECK((n->job.sentence[0] == '\0') == (n->job.err == OK));
		CHECK(n->seen == (n->job.err == OK));
		kept += n->job.err == OK;
	}
	return kept;
}

/* REQ: invariant 1 */
TEST_BOTH_EMPTY(store_keeps_exactly_what_it_acknowledges)
{
	struct writer *w = ARENA_ARRAY(&t->a, struct writer, THREADS);
	pthread_t threads[THREADS];
	struct store *s = NULL;
	int64_t kept = 0;

	make_notes(t);
	CHECK_OK(store_open(&t->a, t->url, 3, &s));
	for (int i = 0; i < THREADS; i++) {
		w[i].store = s;
		w[i].seed = (unsigned)i + 1;
		w[i].first_id = i * 1000 + 1;
		sem_init(&w[i].wake, 0, 0);
		CHECK(
		    pthread_create(&threads[i], NULL, write_notes, &w[i]) == 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		sem_destroy(&w[i].wake);
	}
	store_close(s);
	for (int i = 0; i < THREADS; i++)
		kept += judge(&w[i]);
	CHECK(kept > THREADS * NOTES / 2 && kept < THREADS * NOTES);
	CHECK(ask(t->db, &q_count, DB_NOARGS) == kept);
	CHECK(store_stats(s).jobs == THREADS * NOTES);
	CHECK(store_stats(s).failed == THREADS * NOTES - kept);
	CHECK(store_stats(s).waiting == 0);
	CHECK(store_stats(s).commits <= kept);
}

/* Gathering --------------------------------------------------------------- */
struct gate {
	sem_t at, go;
	_Atomic int commits;
};

static enum err
wait_at_gate(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	struct gate *g = jobs[0]->arg;

	(void)db, (void)a, (void)n;
	sem_post(&g->at);
	sem_wait(&g->go);
	return OK;
}

static void
gate_done(struct write_job *job)
{
	(void)job;
}

static void
count_commit(void *arg)
{
	((struct gate *)arg)->commits++;
}

/* A hundred jobs behind a slow one: one commit, in order. */
TEST_BOTH_EMPTY(store_gathers_what_waits)
{
	struct writer *w = ARENA_NEW(&t->a, struct writer);
	struct gate g = { .commits = 0 };
	struct write_job slow = {
		.fn = wait_at_gate, .arg = &g, .done = gate_done
	};
	struct store *s = NULL;

	make_notes(t);
	sem_init(&g.at, 0, 0);
	sem_init(&g.go, 0, 0);
	sem_init(&w->wake, 0, 0);
	CHECK_OK(store_open(&t->a, t->url, 1, &s));
	CHECK(store_engine(s) == db_engine(t->db));
	store_on_commit(s, count_commit, &g);
	store_submit(s, &slow);
	sem_wait(&g.at);
	for (int i = 0; i < NOTES; i++) {
		struct note *n = &w->notes[i];

		*n = (struct note){ .id = i + 1, .store = s, .wake = &w->wake };
		n->job = (struct write_job){ .fn = put_many,
			.gather = true,
			.arg = n,
			.done = note_done };
		store_submit(s, &n->job);
	}
	CHECK(store_stats(s).waiting == NOTES + 1);
	sem_post(&g.go);
	for (int i = 0; i < NOTES; i++)
		sem_wait(&w->wake);
	CHECK(judge(w) == NOTES);
	store_close(s);
	/* The slow one wrote nothing: it is no commit to tell of. */
	CHECK(store_stats(s).commits == 1 && g.commits == 1);
	sem_destroy(&w->wake);
	sem_destroy(&g.at);
	sem_destroy(&g.go);
}

/* Faults in the writer's thread ------------------------------------------- */
struct trap {
	int64_t id;
	int at;	  /* break this call, counted from the job's first run */
	int runs; /* of the job */
	bool sprung;
};

static enum err
put_with_trap(struct db *db, struct arena *a, void *arg)
{
	struct trap *trap = arg;

	(void)a;
	fault_seen = 0;
	fault_at = trap->runs++ == 0 ? trap->at : 0;
	TRY(db_run(db, &q_put, DB_ARGS(db_int(trap->id), db_int(1)), NULL));
	return db_run(db, &q_put, DB_ARGS(db_int(-trap->id), db_int(1)), NULL);
}

/* In the writer's thread, where the counters are. */
static enum err
look_at_trap(struct db *db, struct arena *a, void *arg)
{
	struct trap *trap = arg;

	(void)db, (void)a;
	trap->sprung = trap->runs > 1 || fault_seen >= trap->at;
	fault_at = 0;
	return OK;
}

TEST_BOTH_EMPTY(store_faults_leave_all_or_nothing)
{
	struct store *s = NULL;
	int sprung = 0, at = 0;
	bool more = true;

	make_notes(t);
	CHECK_OK(store_open(&t->a, t->url, 1, &s));
	while (more) {
		struct trap trap = { .id = at + 1, .at = at + 1 };
		enum err e = store_write(s, put_with_trap, &trap);
		enum err e2 = store_write(s, look_at_trap, &trap);
		int64_t rows = ask(
		    t->db, &(struct sql)SQL("SELECT COUNT(*) FROM note"
				     " WHERE id = $1 OR id = -$1"),
			       DB_ARGS(db_int(trap.id)));

		CHECK(rows == (e == OK ? 2 : 0));
		CHECK(e2 == OK || !trap.sprung);
		more = trap.sprung && ++at < 50;
		sprung += trap.sprung;
	}
	CHECK(sprung >= 3 && at < 50);
	store_close(s);
}

/* Small things ------------------------------------------------------------ */
static enum err
say_no(struct db *db, struct arena *a, void *arg)
{
	(void)a, (void)arg;
	TRY(db_run(db, &q_put, DB_ARGS(db_int(1), db_int(1)), NULL));
	return fail(ERR_THROTTLED, "wait %d seconds", 30);
}

static enum err
say_yes(struct db *db, struct arena *a, void *arg)
{
	(void)a;
	return db_run(
	    db, &q_put, DB_ARGS(db_int(*(int64_t *)arg), db_int(1)), NULL);
}

TEST_BOTH_EMPTY(store_write_hands_the_sentence_on)
{
	struct gate g = { .commits = 0 };
	struct store *s = NULL;
	int64_t id = 1;

	make_notes(t);
	CHECK_OK(store_open(&t->a, t->url, 1, &s));
	store_on_commit(s, count_commit, &g);
	CHECK(store_write(s, say_no, NULL) == ERR_THROTTLED);
	CHECK(strcmp(err_sentence(ERR_THROTTLED), "wait 30 seconds") == 0);
	CHECK(ask(t->db, &q_count, DB_NOARGS) == 0);
	CHECK_OK(store_write(s, say_yes, &id));
	CHECK(store_write(s, say_yes, &id) == ERR_CONFLICT);
	CHECK(ask(t->db, &q_count, DB_NOARGS) == 1);
	store_close(s);
	store_close(s); /* twice is no harm: the arena calls it too */
	CHECK(g.commits == 1);
	CHECK(store_write(s, say_yes, &id) == ERR_BUSY);
}

TEST(store_needs_a_file)
{
	struct arena a = { 0 };
	struct store *s;

	CHECK(store_open(&a, STR("sqlite::memory:"), 1, &s) == ERR_INVALID);
	arena_free(&a);
}

/* The log is copied back between rounds, so it does not grow for ever. */
static enum err
put_much(struct db *db, struct arena *a, void *arg)
{
	static const struct sql q = SQL("UPDATE much SET b = $1");
	char *b = ARENA_ARRAY(a, char, 2000000);

	(void)arg;
	return db_run(db, &q, DB_ARGS(db_bytes(b, 2000000)), NULL);
}

TEST(store_log_stays_small)
{
	struct store *s = NULL;
	struct test_db t;
	FILE *log;

	test_db_empty(&t, DB_SQLITE);
	CHECK_OK(db_script(t.db, "CREATE TABLE much (b BLOB);"
				 "INSERT INTO much VALUES (x'')"));
	CHECK_OK(store_open(&t.a, t.url, 0, &s));
	for (int i = 0; i < 30; i++) /* 60 MB of changes */
		CHECK_OK(store_write(s, put_much, NULL));
	log = fopen(
	    str_z(&t.a, str_printf(&t.a, "%s/store.db-wal", t.dir)), "rb");
	CHECK(log && fseek(log, 0, SEEK_END) == 0);
	CHECK(log && ftell(log) > 0 && ftell(log) < 25 * 1000 * 1000);
	if (log)
		fclose(log);
	test_db_close(&t);
}
