/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_kill.c - the program is killed at random moments while it writes: what it
 * had acknowledged is there, each job whole or not at all.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/store.h"
#include "tests/test_db.h"

enum { KILLS = 15, JOBS_MAX = 100000 };

static const struct sql q_create = SQL("CREATE TABLE pair (id BIGINT, part BIGINT, PRIMARY KEY (id, part))");
static const struct sql q_put = SQL("INSERT INTO pair (id, part) VALUES ($1, $2)");
static const struct sql q_ids = SQL("SELECT id, COUNT(*) FROM pair GROUP BY id ORDER BY id");

struct pair {
	struct write_job job;
	int64_t id;
	int pipe;
};

static enum err
put_pairs(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	struct db_value *v = ARENA_ARRAY(a, struct db_value, 4 * n);

	for (size_t i = 0; i < 2 * n; i++) {
		v[2 * i] = db_int(((struct pair *)jobs[i / 2]->arg)->id);
		v[2 * i + 1] = db_int((int64_t)i % 2);
	}
	return db_batch(db, &q_put, v, 2 * n, 2);
}

/* Acknowledging is telling somebody outside. */
static void
tell(struct write_job *job)
{
	struct pair *p = job->arg;

	if (job->err != OK || write(p->pipe, &p->id, sizeof(p->id)) < 0)
		_exit(1);
}

static _Noreturn void
child(struct str url, int64_t first, int pipe)
{
	struct arena a = { 0 };
	struct pair *p = ARENA_ARRAY(&a, struct pair, JOBS_MAX);
	struct store *s;

	if (store_open(&a, url, 0, &s) != OK)
		_exit(1);
	for (int64_t i = 0; i < JOBS_MAX; i++) {
		p[i] = (struct pair){ .id = first + i, .pipe = pipe };
		p[i].job = (struct write_job){ .fn = put_pairs,
			.gather = i % 5 > 0,
			.arg = &p[i],
			.done = tell };
		store_submit(s, &p[i].job);
		while (store_stats(s).waiting > 50)
			usleep(200);
	}
	_exit(0);
}

/* Reads n acknowledgements, kills, reads what was still under way. */
static int64_t
kill_after(struct str url, int64_t first, int n, bool *acked)
{
	int64_t id, got = 0;
	int fds[2], status;
	pid_t pid;

	if (pipe(fds) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		(void)close(fds[0]);
		child(url, first, fds[1]);
	}
	(void)close(fds[1]);
	while (read(fds[0], &id, sizeof(id)) == (ssize_t)sizeof(id)) {
		acked[id] = true;
		if (++got == n)
			(void)kill(pid, SIGKILL);
	}
	(void)close(fds[0]);
	(void)waitpid(pid, &status, 0);
	CHECK(WIFSIGNALED(status));
	return got;
}

/* How many of the acknowledged are there; each must be whole. */
static size_t
count_acked(struct str url, const bool *acked)
{
	struct arena a = { 0 };
	struct db_rows r = { 0 };
	struct db *db;
	size_t there = 0;

	if (test_ok(db_open(&a, url, DB_WRITE, &db), __FILE__, __LINE__) &&
	    test_ok(
		db_query(db, &a, &q_ids, DB_NOARGS, &r), __FILE__, __LINE__))
		for (size_t i = 0; i < r.n; i++) {
			CHECK(db_get_int(&r, i, 1) == 2);
			there += acked[db_get_int(&r, i, 0)];
		}
	arena_free(&a);
	return there;
}

/* REQ: invariant 1 */
TEST_BOTH_EMPTY(kill_loses_nothing_acknowledged)
{
	struct arena own = { 0 };
	bool *acked = ARENA_ARRAY(&own, bool, (KILLS + 1) * 10000);
	struct str url = str_copy(&own, t->url);
	unsigned seed = 7;
	int64_t told = 0;

	CHECK_OK(db_run(t->db, &q_create, DB_NOARGS, NULL));
	arena_free(&t->a); /* a connection does not outlive a fork */
	for (int i = 0; i < KILLS; i++) {
		seed = seed * 1103515245u + 12345u;
		told += kill_after(
		    url, i * 10000, 1 + (int)(seed >> 16) % 300, acked);
		CHECK(count_acked(url, acked) == (size_t)told);
	}
	CHECK(told > KILLS * 10);
	t->url = str_copy(&t->a, url);
	CHECK_OK(db_open(&t->a, t->url, DB_WRITE, &t->db));
	arena_free(&own);
}
