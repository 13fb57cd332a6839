/* SPDX-License-Identifier: EUPL-1.2
 *
 * db_sqlite.c - the engine of the default store: one file a municipality.
 *
 * Statements are kept prepared, found by the address of their struct sql in a
 * small table.  Values are bound without copying (SQLITE_STATIC): they live
 * as long as the call, and every call binds every parameter anew.
 *
 * Sources: sqlite.org/wal.html, pragma.html, lang_savepoint.html.
 */
#include <malloc.h>
#include <stdio.h>

#include "base/fault.h"
#include "db/sqlite.h"

enum { STMT_MIN = 64 };

static struct sqlite_db *
self(struct db *db)
{
	return (struct sqlite_db *)db;
}

/* Errors ------------------------------------------------------------------ */
static enum err
err_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE: return OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return ERR_BUSY;
	case SQLITE_CONSTRAINT: return ERR_CONFLICT;
	default: return ERR_BROKEN;
	}
}

/* SQLITE_ERROR out of a step may quote a bound value (a full-text query, for
 * one), so its text is left out; that of the others is ours or the schema's. */
static enum err
fail_rc(const struct sqlite_db *s, int rc, const char *doing)
{
	enum err e = err_of(rc);
	bool quiet = (rc & 0xff) == SQLITE_ERROR && *doing == 's';

	if (e == OK)
		return OK;
	return fail(e, "SQLite could not %s: %s (%d)", doing,
	    quiet ? sqlite3_errstr(rc) : sqlite3_errmsg(s->h),
	    sqlite3_extended_errcode(s->h));
}

static int
step(sqlite3_stmt *st)
{
	return fault() ? SQLITE_IOERR : sqlite3_step(st);
}

/* Statements -------------------------------------------------------------- */
static size_t
slot_of(const struct sqlite_db *s, const struct sql *q)
{
	size_t at = ((uintptr_t)q >> 4) * 0x9e3779b97f4a7c15u >> 32;

	for (at &= s->cap - 1; s->stmts[at].q && s->stmts[at].q != q;)
		at = (at + 1) & (s->cap - 1);
	return at;
}

static void
table_grow(struct sqlite_db *s)
{
	struct stmt *old = s->stmts;
	size_t n = s->cap;

	s->cap = n ? n * 2 : STMT_MIN;
	s->stmts = ARENA_ARRAY(&s->db.mem, struct stmt, s->cap);
	for (size_t i = 0; i < n; i++)
		if (old[i].q)
			s->stmts[slot_of(s, old[i].q)] = old[i];
}

enum err
sqlite_prepare(struct sqlite_db *s, const char *text, sqlite3_stmt **out)
{
	const char *tail = NULL;
	int rc = fault() ? SQLITE_IOERR
			 : sqlite3_prepare_v3(s->h, text, -1,
			       SQLITE_PREPARE_PERSISTENT, out, &tail);

	if (rc != SQLITE_OK)
		return fail_rc(s, rc, "prepare a statement");
	if (!*out || (tail && *tail))
		return fail(ERR_BROKEN, "not exactly one statement: %s", text);
	return OK;
}

static enum err
stmt_new(struct sqlite_db *s, const struct sql *q, struct stmt *out)
{
	struct stmt t = { .q = q, .nargs = db_params(q->text) };

	TRY(sqlite_prepare(s, q->text, &t.st));
	t.index = ARENA_ARRAY(&s->db.mem, int, t.nargs + 1);
	for (size_t i = 0; i < t.nargs; i++) {
		char name[24];

		snprintf(name, sizeof(name), "$%zu", i + 1);
		t.index[i] = sqlite3_bind_parameter_index(t.st, name);
		if (t.index[i] == 0) {
			(void)sqlite3_finalize(t.st);
			return fail(
			    ERR_BROKEN, "%s is missing: %s", name, q->text);
		}
	}
	*out = t;
	return OK;
}

static enum err
stmt_get(
    struct sqlite_db *s, const struct sql *q, size_t nargs, struct stmt **out)
{
	size_t at;

	if (s->nstmts * 2 >= s->cap)
		table_grow(s);
	at = slot_of(s, q);
	if (!s->stmts[at].q) {
		TRY(stmt_new(s, q, &s->stmts[at]));
		s->nstmts++;
	}
	*out = &s->stmts[at];
	if ((*out)->nargs != nargs)
		return fail(ERR_BROKEN, "%zu values for %zu parameters: %s",
		    nargs, (*out)->nargs, q->text);
	/* Else the rest of a lost transaction would be kept row by row. */
	if (s->db.in_tx && sqlite3_get_autocommit(s->h))
		return fail(ERR_BROKEN, "SQLite gave up the transaction");
	if (sqlite3_stmt_busy((*out)->st))
		return fail(
		    ERR_BROKEN, "a statement inside itself: %s", q->text);
	return OK;
}

static int
bind_one(sqlite3_stmt *st, int at, const struct db_value *v)
{
	switch (v->kind) {
	case DB_NULL: return sqlite3_bind_null(st, at);
	case DB_INT: return sqlite3_bind_int64(st, at, v->i);
	case DB_TEXT:
		return sqlite3_bind_text64(st, at, v->s.p ? v->s.p : "", v->s.n,
		    SQLITE_STATIC, SQLITE_UTF8);
	case DB_BYTES:
		return sqlite3_bind_blob64(
		    st, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

static int
bind_all(const struct stmt *t, const struct db_value *args, size_t nargs)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < nargs && rc == SQLITE_OK; i++)
		rc = bind_one(t->st, t->index[i], &args[i]);
	return rc;
}

/* Rows -------------------------------------------------------------------- */
/* The value as SQLite holds it: valid until the next step. */
static struct db_value
column(sqlite3_stmt *st, int col)
{
	struct db_value v = { .kind = DB_NULL };

	switch (sqlite3_column_type(st, col)) {
	case SQLITE_INTEGER: return db_int(sqlite3_column_int64(st, col));
	case SQLITE_NULL: return v;
	case SQLITE_BLOB:
		v.kind = DB_BYTES;
		v.s.p = sqlite3_column_blob(st, col);
		break;
	default:
		v.kind = DB_TEXT;
		v.s.p = (const char *)sqlite3_column_text(st, col);
		break;
	}
	v.s.n = (size_t)sqlite3_column_bytes(st, col);
	return v;
}

static void
copy_row(struct arena *a, sqlite3_stmt *st, struct db_rows *out, size_t *cap)
{
	struct db_value *v = db_rows_add(a, out, cap);

	for (size_t i = 0; i < out->cols; i++) {
		v[i] = column(st, (int)i);
		if (v[i].kind == DB_TEXT || v[i].kind == DB_BYTES)
			v[i].s = (struct str){ str_z(a, v[i].s), v[i].s.n };
	}
}

static enum err
sqlite_query(struct db *db, struct arena *a, const struct sql *q,
    const struct db_value *args, size_t nargs, struct db_rows *out)
{
	struct sqlite_db *s = self(db);
	struct stmt *t;
	size_t cap = 0;
	enum err e;
	int rc;

	TRY(stmt_get(s, q, nargs, &t));
	rc = bind_all(t, args, nargs);
	*out = (struct db_rows){ .cols = (size_t)sqlite3_column_count(t->st) };
	if (rc == SQLITE_OK)
		while ((rc = step(t->st)) == SQLITE_ROW)
			copy_row(a, t->st, out, &cap);
	e = fail_rc(s, rc, "step");
	(void)sqlite3_reset(t->st);
	if (e == OK && !sqlite3_stmt_readonly(t->st) && out->n > 0)
		db->changed = true;
	return e;
}

static enum err
run_row(struct sqlite_db *s, const struct stmt *t, const struct db_value *args)
{
	int rc = bind_all(t, args, t->nargs);
	enum err e;

	if (rc == SQLITE_OK)
		rc = step(t->st);
	if (rc == SQLITE_DONE) {
		(void)sqlite3_reset(t->st);
		return OK;
	}
	e = rc == SQLITE_ROW
		? fail(ERR_BROKEN, "rows where none belong: %s", t->q->text)
		: fail_rc(s, rc, "step");
	(void)sqlite3_reset(t->st);
	return e;
}

static enum err
sqlite_batch(struct db *db, const struct sql *q, const struct db_value *rows,
    size_t nrows, size_t ncols)
{
	struct sqlite_db *s = self(db);
	struct stmt *t;

	TRY(stmt_get(s, q, ncols, &t));
	for (size_t i = 0; i < nrows; i++, rows = ncols ? rows + ncols : rows)
		TRY(run_row(s, t, rows));
	if (!db->changed && sqlite3_total_changes64(s->h) != s->changes)
		db->changed = true;
	return OK;
}

static enum err
sqlite_run(struct db *db, const struct sql *q, const struct db_value *args,
    size_t nargs, int64_t *changed)
{
	struct sqlite_db *s = self(db);
	int64_t before = sqlite3_total_changes64(s->h);
	int64_t n;

	TRY(sqlite_batch(db, q, args, 1, nargs));
	/* changes64 is the direct ones, but of the last statement that had
	 * any to tell: total_changes64 says whether this was one. */
	n = sqlite3_total_changes64(s->h) == before ? 0
						    : sqlite3_changes64(s->h);
	if (n)
		db->changed = true;
	if (changed)
		*changed = n;
	return OK;
}

static enum err
sqlite_each(struct db *db, const struct sql *q, const struct db_value *args,
    size_t nargs, db_row_fn row, void *arg)
{
	struct sqlite_db *s = self(db);
	struct arena tmp = { 0 };
	struct db_value *v;
	enum err e = OK;
	struct stmt *t;
	size_t cols;
	int rc;

	TRY(stmt_get(s, q, nargs, &t));
	cols = (size_t)sqlite3_column_count(t->st);
	v = ARENA_ARRAY(&tmp, struct db_value, cols + 1);
	rc = bind_all(t, args, nargs);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = step(t->st);
		if (rc != SQLITE_ROW)
			break;
		for (size_t i = 0; i < cols; i++)
			v[i] = column(t->st, (int)i);
		e = row(arg, v, cols);
		if (e != OK)
			break;
	}
	if (e == OK)
		e = fail_rc(s, rc, "step");
	(void)sqlite3_reset(t->st);
	arena_free(&tmp);
	return e;
}

/* Transactions ------------------------------------------------------------ */
static enum err
command(struct sqlite_db *s, sqlite3_stmt *st, const char *doing)
{
	int rc = step(st);
	enum err e = rc == SQLITE_DONE ? OK : fail_rc(s, rc, doing);

	(void)sqlite3_reset(st);
	return e;
}

static enum err
sqlite_begin(struct db *db)
{
	struct sqlite_db *s = self(db);

	TRY(command(s, s->begin, "begin"));
	s->changes = sqlite3_total_changes64(s->h);
	return OK;
}

static enum err
sqlite_commit(struct db *db)
{
	return command(self(db), self(db)->commit, "commit");
}

static void
sqlite_rollback(struct db *db)
{
	struct sqlite_db *s = self(db);

	/* SQLite has already rolled back by itself after some errors. */
	if (sqlite3_get_autocommit(s->h))
		return;
	(void)sqlite3_step(s->rollback);
	(void)sqlite3_reset(s->rollback);
}

static enum err
sqlite_savepoint(struct db *db)
{
	return command(self(db), self(db)->save, "set a savepoint");
}

static enum err
sqlite_release(struct db *db)
{
	return command(self(db), self(db)->release, "release a savepoint");
}

static enum err
sqlite_rollback_to(struct db *db)
{
	struct sqlite_db *s = self(db);

	if (sqlite3_get_autocommit(s->h))
		return fail(ERR_BROKEN, "SQLite gave up the transaction");
	TRY(command(s, s->undo, "roll back to a savepoint"));
	return sqlite_release(db);
}

static enum err
sqlite_script(struct db *db, const char *text)
{
	struct sqlite_db *s = self(db);
	int rc = fault() ? SQLITE_IOERR
			 : sqlite3_exec(s->h, text, NULL, NULL, NULL);

	return fail_rc(s, rc, "run a script");
}

static enum err
sqlite_nothing(struct db *db)
{
	(void)db;
	return OK;
}

static void
sqlite_tend(struct db *db, bool idle)
{
	struct sqlite_db *s = self(db);
	int in_log = 0, copied = 0;

	if (s->log_pages >= s->checkpoint_at || (idle && s->log_pages > 0)) {
		/* PASSIVE waits for nobody.  What a long reader holds back is
		 * tried again when as much again has come. */
		(void)sqlite3_wal_checkpoint_v2(
		    s->h, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
		s->checkpoint_at = in_log - copied + sqlite_checkpoint_pages;
		if (in_log == copied)
			s->log_pages = 0;
	}
	if (idle) {
		(void)sqlite3_db_release_memory(s->h);
		(void)malloc_trim(0);
	}
}

const struct db_ops sqlite_ops = {
	.query = sqlite_query,
	.run = sqlite_run,
	.batch = sqlite_batch,
	.each = sqlite_each,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.savepoint = sqlite_savepoint,
	.release = sqlite_release,
	.rollback_to = sqlite_rollback_to,
	.script = sqlite_script,
	.make_place = sqlite_nothing,
	.settle = sqlite_nothing,
	.tend = sqlite_tend,
};
