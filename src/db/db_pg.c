/* SPDX-License-Identifier: EUPL-1.2
 *
 * db_pg.c - the engine of larger installs: PostgreSQL through libpq.
 *
 * Values travel in binary (BIGINT, TEXT, BYTEA have plain forms), with their
 * types declared at prepare: otherwise "$1 + 1" would make $1 an INTEGER.
 *
 * Source: PostgreSQL 15, 34.3 Command Execution Functions.
 */
#include <endian.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/fault.h"
#include "db/pg.h"

enum { STMT_MIN = 64, FETCH_ROWS = 512 };

static struct pg_db *
self(struct db *db)
{
	return (struct pg_db *)db;
}

/* Statements -------------------------------------------------------------- */
static const char *
text_of(const struct sql *q)
{
	return q->pg ? q->pg : q->text;
}

static size_t
slot_of(const struct pg_db *s, const struct sql *q)
{
	size_t at = ((uintptr_t)q >> 4) * 0x9e3779b97f4a7c15u >> 32;

	for (at &= s->cap - 1; s->stmts[at].q && s->stmts[at].q != q;)
		at = (at + 1) & (s->cap - 1);
	return at;
}

static void
table_grow(struct pg_db *s)
{
	struct pg_stmt *old = s->stmts;
	size_t n = s->cap;

	s->cap = n ? n * 2 : STMT_MIN;
	s->stmts = ARENA_ARRAY(&s->db.mem, struct pg_stmt, s->cap);
	for (size_t i = 0; i < n; i++)
		if (old[i].q)
			s->stmts[slot_of(s, old[i].q)] = old[i];
}

static Oid
type_of(const struct db_value *v)
{
	switch (v->kind) {
	case DB_NULL: return 0;
	case DB_INT: return PG_INT8;
	case DB_TEXT: return PG_TEXT;
	case DB_BYTES: return PG_BYTEA;
	}
	return 0;
}

/* A parameter's type is known from its first value that is not NULL. */
bool
pg_learn_types(struct pg_stmt *t, const struct db_value *args)
{
	bool news = false;

	for (size_t i = 0; i < t->nargs; i++) {
		Oid type = type_of(&args[i]);

		if (type == 0 || t->types[i] == type)
			continue;
		t->types[i] = type;
		news = true;
	}
	return news;
}

enum err
pg_prepare(struct pg_db *s, struct pg_stmt *t)
{
	if (s->pending > 0)
		TRY(pg_collect(s, NULL)); /* so that an error is told apart */
	snprintf(t->name, sizeof(t->name), "s%u", ++s->serial);
	TRY(pg_sent(s, !fault() && PQsendPrepare(s->c, t->name, text_of(t->q),
				       (int)t->nargs, t->types)));
	TRY(pg_collect(s, NULL));
	t->ready = true;
	return OK;
}

enum err
pg_stmt_get(struct pg_db *s, const struct sql *q, const struct db_value *args,
    size_t nargs, struct pg_stmt **out)
{
	struct pg_stmt *t;

	if (s->nstmts * 2 >= s->cap)
		table_grow(s);
	t = &s->stmts[slot_of(s, q)];
	if (!t->q) {
		*t = (struct pg_stmt){ .q = q, .nargs = db_params(text_of(q)) };
		t->types = ARENA_ARRAY(&s->db.mem, Oid, t->nargs + 1);
		s->nstmts++;
	}
	*out = t;
	if (t->nargs != nargs)
		return fail(ERR_BROKEN, "%zu values for %zu parameters: %s",
		    nargs, t->nargs, text_of(q));
	if (pg_learn_types(t, args) || !t->ready)
		TRY(pg_prepare(s, t));
	return OK;
}

static void
shape_row(struct pg_db *s, const struct db_value *args, size_t n)
{
	if (n > s->room) {
		s->room = n * 2;
		s->values = ARENA_ARRAY(&s->db.mem, const char *, s->room);
		s->lengths = ARENA_ARRAY(&s->db.mem, int, s->room);
		s->formats = ARENA_ARRAY(&s->db.mem, int, s->room);
		s->ints = ARENA_ARRAY(&s->db.mem, uint64_t, s->room);
	}
	for (size_t i = 0; i < n; i++) {
		s->formats[i] = 1;
		if (args[i].kind == DB_NULL) {
			s->values[i] = NULL;
		} else if (args[i].kind == DB_INT) {
			s->ints[i] = htobe64((uint64_t)args[i].i);
			s->values[i] = (const char *)&s->ints[i];
			s->lengths[i] = sizeof(s->ints[i]);
		} else {
			s->values[i] = args[i].s.p ? args[i].s.p : "";
			s->lengths[i] = (int)args[i].s.n;
		}
	}
}

enum err
pg_send_row(
    struct pg_db *s, const struct pg_stmt *t, const struct db_value *args)
{
	shape_row(s, args, t->nargs);
	return pg_sent(
	    s, !fault() && PQsendQueryPrepared(s->c, t->name, (int)t->nargs,
			       s->values, s->lengths, s->formats, 1));
}

/* Sends one row and waits for its answer. */
static enum err
ask(struct pg_db *s, const struct sql *q, const struct db_value *args,
    size_t nargs, PGresult **out)
{
	struct pg_stmt *t = NULL;

	TRY(pg_usable(s));
	TRY(pg_stmt_get(s, q, args, nargs, &t));
	if (s->pending + 1 == PENDING_MAX)
		TRY(pg_collect(
		    s, NULL)); /* else pg_sent() would take our answer */
	TRY(pg_send_row(s, t, args));
	return pg_collect(s, out);
}

/* Queries ----------------------------------------------------------------- */
static enum err
copy_rows(struct arena *a, const PGresult *r, struct db_rows *out)
{
	*out = (struct db_rows){ .cols = (size_t)PQnfields(r) };
	out->v = ARENA_ARRAY(
	    a, struct db_value, (size_t)PQntuples(r) * out->cols + 1);
	for (int row = 0; row < PQntuples(r); row++) {
		struct db_value *v = &out->v[(size_t)row * out->cols];

		TRY(pg_decode(r, row, v));
		for (size_t i = 0; i < out->cols; i++)
			if (v[i].kind == DB_TEXT || v[i].kind == DB_BYTES)
				v[i].s.p = str_z(a, v[i].s);
		out->n++;
	}
	return OK;
}

static enum err
pg_query(struct db *db, struct arena *a, const struct sql *q,
    const struct db_value *args, size_t nargs, struct db_rows *out)
{
	PGresult *r;
	enum err e;

	TRY(ask(self(db), q, args, nargs, &r));
	e = copy_rows(a, r, out);
	PQclear(r);
	return e;
}

static enum err
pg_run(struct db *db, const struct sql *q, const struct db_value *args,
    size_t nargs, int64_t *changed)
{
	PGresult *r;
	struct str n;
	bool rows;

	TRY(ask(self(db), q, args, nargs, &r));
	rows = PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 0;
	n = str_from(PQcmdTuples(r));
	if (changed && !str_to_int(n, 0, INT64_MAX, changed))
		*changed = 0;
	PQclear(r);
	if (rows)
		return pg_give_up(self(db),
		    fail(ERR_BROKEN, "rows where none belong: %s", text_of(q)));
	return OK;
}

/* Transactions ------------------------------------------------------------ */
static enum err
pg_begin(struct db *db)
{
	struct pg_db *s = self(db);

	TRY(pg_usable(s));
	s->failed = OK;
	return pg_send_text(s, s->mode == DB_READ
				   ? "BEGIN ISOLATION LEVEL REPEATABLE READ"
				   : "BEGIN");
}

static enum err
pg_commit(struct db *db)
{
	struct pg_db *s = self(db);
	PGresult *r = NULL;
	enum err e;
	bool kept;

	TRY(pg_usable(s));
	if (s->pending + 1 == PENDING_MAX)
		TRY(pg_collect(s, NULL));
	TRY(pg_send_text(s, "COMMIT"));
	e = pg_collect(s, &r);
	if (e == ERR_REMOTE)
		return fail(ERR_UNKNOWN, "PostgreSQL did not answer to the"
					 " commit: it may be kept or not");
	TRY(e);
	kept = strcmp(PQcmdStatus(r), "COMMIT") == 0;
	PQclear(r);
	return kept ? OK
		    : pg_give_up(s, fail(ERR_BROKEN, "PostgreSQL rolled back"));
}

static void
pg_rollback(struct db *db)
{
	struct pg_db *s = self(db);
	enum err e = OK;

	s->failed = OK;
	pg_drain(s);
	s->failed = OK;
	if (pg_is_alive(s))
		e = pg_send_text(s, "ROLLBACK");
	if (pg_is_alive(s) && e == OK)
		e = pg_collect(s, NULL);
	if (e != OK) /* the server rolls back what is left hanging */
		pg_disconnect(s);
	s->failed = OK;
}

static enum err
pg_savepoint(struct db *db)
{
	TRY(pg_usable(self(db)));
	return pg_send_text(self(db), "SAVEPOINT one");
}

static enum err
pg_release(struct db *db)
{
	TRY(pg_usable(self(db)));
	TRY(pg_send_text(self(db), "RELEASE SAVEPOINT one"));
	return self(db)->pending > 0 ? pg_collect(self(db), NULL) : OK;
}

static enum err
pg_rollback_to(struct db *db)
{
	struct pg_db *s = self(db);

	pg_drain(s);
	s->failed = OK;
	TRY(pg_usable(s));
	TRY(pg_send_text(s, "ROLLBACK TO SAVEPOINT one"));
	return pg_release(db);
}

static enum err
pg_settle(struct db *db)
{
	TRY(pg_usable(self(db)));
	return self(db)->pending > 0 ? pg_collect(self(db), NULL) : OK;
}

/* Row by row: a cursor, so that the callback may ask questions of its own. */
static enum err
fetch_all(struct pg_db *s, const char *name, db_row_fn row, void *arg)
{
	struct arena tmp = { 0 };
	struct db_value *v = NULL;
	enum err e = OK;
	char text[64];
	int n;

	snprintf(text, sizeof(text), "FETCH %d FROM %s", FETCH_ROWS, name);
	do {
		PGresult *r = NULL;

		e = pg_send_text(s, text);
		if (e == OK)
			e = pg_collect(s, &r);
		n = e == OK ? PQntuples(r) : 0;
		if (!v && n > 0)
			v = ARENA_ARRAY(
			    &tmp, struct db_value, (size_t)PQnfields(r) + 1);
		for (int i = 0; i < n && e == OK; i++) {
			e = pg_decode(r, i, v);
			if (e == OK)
				e = row(arg, v, (size_t)PQnfields(r));
		}
		PQclear(r);
	} while (e == OK && n == FETCH_ROWS);
	arena_free(&tmp);
	return e;
}

static enum err
each_in_tx(struct pg_db *s, const struct sql *q, const struct db_value *args,
    size_t nargs, db_row_fn row, void *arg)
{
	char name[24], text[32];
	struct buf b = { .arena = &(struct arena){ 0 } };
	struct pg_stmt t = { .nargs = nargs };
	enum err e;

	snprintf(name, sizeof(name), "c%u", ++s->serial);
	t.types = ARENA_ARRAY(b.arena, Oid, nargs + 1);
	(void)pg_learn_types(&t, args);
	shape_row(s, args, nargs);
	buf_printf(&b, "DECLARE %s NO SCROLL CURSOR FOR %s", name, text_of(q));
	e = pg_usable(s);
	if (e == OK)
		e = pg_sent(s, !fault() && PQsendQueryParams(s->c,
					       str_z(b.arena, buf_str(&b)),
					       (int)nargs, t.types, s->values,
					       s->lengths, s->formats, 1));
	arena_free(b.arena);
	TRY(e);
	TRY(fetch_all(s, name, row, arg));
	snprintf(text, sizeof(text), "CLOSE %s", name);
	return pg_send_text(s, text);
}

static enum err
pg_each(struct db *db, const struct sql *q, const struct db_value *args,
    size_t nargs, db_row_fn row, void *arg)
{
	struct pg_db *s = self(db);
	enum err e;

	if (db->in_tx)
		return each_in_tx(s, q, args, nargs, row, arg);
	TRY(pg_usable(s));
	s->failed = OK;
	TRY(pg_send_text(s, "BEGIN ISOLATION LEVEL REPEATABLE READ"));
	db->in_tx = true;
	e = each_in_tx(s, q, args, nargs, row, arg);
	if (e == OK)
		e = pg_commit(db);
	if (e != OK)
		pg_rollback(db);
	db->in_tx = false;
	return e;
}

/* Scripts want the simple protocol, which pipeline mode does not have. */
static enum err
pg_script(struct db *db, const char *text)
{
	struct pg_db *s = self(db);
	PGresult *r;
	enum err e = OK;

	TRY(pg_settle(db));
	if (fault() || !PQexitPipelineMode(s->c))
		return pg_give_up(
		    s, fail(ERR_REMOTE, "PostgreSQL is not idle"));
	r = PQexec(s->c, text);
	if (PQresultStatus(r) != PGRES_COMMAND_OK &&
	    PQresultStatus(r) != PGRES_TUPLES_OK)
		e = pg_fail(r);
	PQclear(r);
	if (pg_is_alive(s))
		(void)PQenterPipelineMode(s->c);
	return e == OK ? OK : pg_give_up(s, e);
}

static enum err
pg_make_place(struct db *db)
{
	struct pg_db *s = self(db);
	char text[128];

	if (!*s->schema)
		return OK;
	snprintf(text, sizeof(text), "CREATE SCHEMA IF NOT EXISTS \"%s\"",
	    s->schema);
	return pg_script(db, text);
}

static void
pg_tend(struct db *db, bool idle)
{
	(void)db, (void)idle; /* the server's own business */
}

/* Opening ----------------------------------------------------------------- */
static const struct db_ops ops = {
	.query = pg_query,
	.run = pg_run,
	.batch = pg_batch,
	.each = pg_each,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.savepoint = pg_savepoint,
	.release = pg_release,
	.rollback_to = pg_rollback_to,
	.script = pg_script,
	.make_place = pg_make_place,
	.settle = pg_settle,
	.tend = pg_tend,
};

static void
pg_close(void *arg)
{
	struct pg_db *s = arg;

	PQfinish(s->c);
	arena_free(&s->db.mem);
}

enum err
pg_open(struct arena *a, struct str url, enum db_mode mode, struct db **out)
{
	struct pg_db *s = ARENA_NEW(a, struct pg_db);

	*s = (struct pg_db){ .db = { &ops, DB_PG, { 0 }, 0, 0, 0 },
		.mode = mode };
	arena_defer(a, pg_close, s);
	TRY(pg_split_url(s, url));
	TRY(pg_connect(s));
	*out = &s->db;
	return OK;
}
