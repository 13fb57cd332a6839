/* SPDX-License-Identifier: EUPL-1.2
 *
 * db.c - what the two engines have in common: choice by address, the
 * transaction that is run again, reading of values.
 */
#include <ctype.h>
#include <time.h>

#include "db/engine.h"

enum { TX_TRIES = 5, TX_PAUSE_MS = 5 };

enum err
db_open(struct arena *a, struct str url, enum db_mode mode, struct db **out)
{
	struct str sqlite = STR("sqlite:");

	if (str_starts(url, sqlite))
		return sqlite_open(a, str_cut(url, sqlite.n, url.n), mode, out);
	if (str_starts(url, STR("postgresql://")) ||
		str_starts(url, STR("postgres://")))
		return pg_open(a, url, mode, out);
	return fail(ERR_INVALID,
	    "a store's address begins with sqlite: or postgresql://");
}

enum db_engine
db_engine(const struct db *db)
{
	return db->engine;
}

enum err
db_query(struct db *db, struct arena *a, const struct sql *q,
    const struct db_value *args, size_t nargs, struct db_rows *out)
{
	return db->ops->query(db, a, q, args, nargs, out);
}

enum err
db_run(struct db *db, const struct sql *q, const struct db_value *args,
    size_t nargs, int64_t *changed)
{
	return db->ops->run(db, q, args, nargs, changed);
}

enum err
db_batch(struct db *db, const struct sql *q, const struct db_value *rows,
    size_t nrows, size_t ncols)
{
	assert(db->in_tx);
	if (nrows == 0)
		return OK;
	return db->ops->batch(db, q, rows, nrows, ncols);
}

enum err
db_each(struct db *db, const struct sql *q, const struct db_value *args,
    size_t nargs, db_row_fn row, void *arg)
{
	return db->ops->each(db, q, args, nargs, row, arg);
}

enum err
db_script(struct db *db, const char *text)
{
	return db->ops->script(db, text);
}

enum err
db_settle(struct db *db)
{
	return db->ops->settle(db);
}

void
db_tend(struct db *db, bool idle)
{
	assert(!db->in_tx);
	db->ops->tend(db, idle);
}

bool
db_changed(const struct db *db)
{
	return db->changed;
}

int64_t
db_get_int(const struct db_rows *r, size_t row, size_t col)
{
	const struct db_value *v;

	assert(row < r->n && col < r->cols);
	v = &r->v[row * r->cols + col];
	assert(v->kind == DB_INT || v->kind == DB_NULL);
	return v->kind == DB_INT ? v->i : 0;
}

struct str
db_get_text(const struct db_rows *r, size_t row, size_t col)
{
	const struct db_value *v;

	assert(row < r->n && col < r->cols);
	v = &r->v[row * r->cols + col];
	assert(v->kind != DB_INT);
	return v->kind == DB_NULL ? STR_NONE : v->s;
}

bool
db_is_null(const struct db_rows *r, size_t row, size_t col)
{
	assert(row < r->n && col < r->cols);
	return r->v[row * r->cols + col].kind == DB_NULL;
}

struct db_value *
db_rows_add(struct arena *a, struct db_rows *out, size_t *cap)
{
	if (out->n == *cap) {
		struct db_value *old = out->v;

		*cap = *cap ? *cap * 2 : 8;
		out->v = ARENA_ARRAY(a, struct db_value, *cap * out->cols);
		if (out->n)
			memcpy(out->v, old, out->n * out->cols * sizeof(*old));
	}
	return &out->v[out->n++ * out->cols];
}

size_t
db_params(const char *text)
{
	size_t max = 0;

	for (const char *p = text; *p; p++) {
		size_t n = 0;

		if (*p != '$')
			continue;
		while (isdigit((unsigned char)p[1]))
			n = n * 10 + (size_t)(*++p - '0');
		if (n > max)
			max = n;
	}
	return max;
}

/* Transactions ------------------------------------------------------------ */
enum err
db_begin(struct db *db)
{
	assert(!db->in_tx);
	TRY(db->ops->begin(db));
	db->in_tx = true;
	db->changed = false;
	db->tx_begun++;
	return OK;
}

enum err
db_commit(struct db *db)
{
	assert(db->in_tx);
	TRY(db->ops->commit(db));
	db->in_tx = false;
	return OK;
}

void
db_rollback(struct db *db)
{
	assert(db->in_tx);
	db->ops->rollback(db);
	db->in_tx = false;
	db->changed = false;
}

enum err
db_savepoint(struct db *db)
{
	assert(db->in_tx);
	return db->ops->savepoint(db);
}

enum err
db_release(struct db *db)
{
	assert(db->in_tx);
	return db->ops->release(db);
}

enum err
db_rollback_to(struct db *db)
{
	assert(db->in_tx);
	return db->ops->rollback_to(db);
}

static enum err
tx_once(struct db *db, enum err (*fn)(struct db *db, void *arg), void *arg)
{
	enum err e;

	TRY(db_begin(db));
	e = fn(db, arg);
	if (e == OK)
		e = db_commit(db);
	if (e != OK)
		db_rollback(db);
	return e;
}

enum err
db_tx(struct db *db, enum err (*fn)(struct db *db, void *arg), void *arg)
{
	enum err e = tx_once(db, fn, arg);

	for (int try = 1; try < TX_TRIES && e == ERR_BUSY; try++) {
		struct timespec pause = { .tv_nsec = 1000000L * TX_PAUSE_MS *
						     try };

		nanosleep(&pause, NULL);
		e = tx_once(db, fn, arg);
	}
	if (e == OK)
		db_tend(db, false);
	return e;
}
