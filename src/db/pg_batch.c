/* SPDX-License-Identifier: EUPL-1.2
 *
 * pg_batch.c - many rows for one statement.
 *
 * A plain INSERT ... VALUES ($1, ...) is spread to a hundred or ten rows a
 * statement, prepared once each: PostgreSQL then starts its executor once for
 * a hundred rows; measured 1.6 times as fast as one pipelined statement a row,
 * ten times as fast as waiting for each (bench/bench_db.c).
 * All else goes row by row down the pipeline.  Not spread is what would mean
 * something else in one statement: ON CONFLICT DO UPDATE may not touch a row
 * twice, and a SELECT among the values would not see the rows before.
 */
#include <ctype.h>

#include "base/buf.h"
#include "db/pg.h"

const size_t pg_spread[PG_SPREADS] = { 100, 10 };

/* The tuple after VALUES, with its brackets; none: cannot be spread. */
static struct str
tuple_of(const char *text)
{
	struct str s = str_from(text), rest;
	size_t at = str_find(s, STR(" VALUES ("));
	int depth = 0;

	if (!str_starts(s, STR("INSERT INTO ")) || at == STR_NOWHERE ||
		str_find(s, STR("SELECT")) != STR_NOWHERE ||
		    str_find(s, STR("DO UPDATE")) != STR_NOWHERE ||
			str_find(s, STR("RETURNING")) != STR_NOWHERE)
		return STR_NONE;
	rest = str_cut(s, at + sizeof(" VALUES ") - 1, s.n);
	for (size_t i = 0; i < rest.n; i++) {
		depth += (rest.p[i] == '(') - (rest.p[i] == ')');
		if (depth > 0)
			continue;
		if (memchr(rest.p + i, '$', rest.n - i))
			return STR_NONE; /* a parameter outside the tuple */
		return str_cut(rest, 0, i + 1);
	}
	return STR_NONE;
}

/* The tuple with its $1 made $(1 + by), and so on. */
static void
put_tuple(struct buf *b, struct str tuple, size_t by)
{
	for (size_t i = 0; i < tuple.n; i++) {
		size_t n = 0;

		buf_char(b, tuple.p[i]);
		if (tuple.p[i] != '$')
			continue;
		while (isdigit((unsigned char)tuple.p[i + 1]))
			n = n * 10 + (size_t)(tuple.p[++i] - '0');
		buf_int(b, (int64_t)(n + by));
	}
}

static struct pg_stmt *
spread(struct pg_db *s, const struct pg_stmt *t, struct str tuple, size_t rows)
{
	struct pg_stmt *out = ARENA_NEW(&s->db.mem, struct pg_stmt);
	struct sql *q = ARENA_NEW(&s->db.mem, struct sql);
	const char *text = t->q->pg ? t->q->pg : t->q->text;
	struct buf b = { .arena = &s->db.mem };

	buf_put(&b, (struct str){ text, (size_t)(tuple.p - text) });
	for (size_t i = 0; i < rows; i++) {
		if (i > 0)
			buf_lit(&b, ", ");
		put_tuple(&b, tuple, i * t->nargs);
	}
	buf_put(&b, str_from(tuple.p + tuple.n));
	q->text = str_z(&s->db.mem, buf_str(&b));
	*out = (struct pg_stmt){ .q = q, .nargs = rows * t->nargs };
	out->types = ARENA_ARRAY(&s->db.mem, Oid, out->nargs);
	return out;
}

/* Their types are those of the single row: a column's, not a place's, so that
 * a NULL here and there does not cost a preparation each. */
static enum err
ready_spread(struct pg_db *s, struct pg_stmt *t, struct pg_stmt *many)
{
	bool news = !many->ready;

	assert(t->nargs > 0); /* else it had not been spread */
	for (size_t i = 0; i < many->nargs; i++) {
		Oid type = t->types[i % t->nargs];

		news = news || many->types[i] != type;
		many->types[i] = type;
	}
	return news ? pg_prepare(s, many) : OK;
}

static void
ask_spread(struct pg_db *s, struct pg_stmt *t)
{
	struct str tuple = tuple_of(t->q->pg ? t->q->pg : t->q->text);

	t->spread_asked = true;
	if (!tuple.p || t->nargs == 0 || t->nargs * pg_spread[0] > 60000)
		return;
	for (size_t i = 0; i < PG_SPREADS; i++)
		t->spread[i] = spread(s, t, tuple, pg_spread[i]);
}

static enum err
prepare_all(struct pg_db *s, struct pg_stmt *t, const struct db_value *rows,
    size_t nrows)
{
	bool news = false;

	for (size_t i = 1; i < nrows && t->nargs > 0; i++)
		news |= pg_learn_types(t, rows + i * t->nargs);
	if (news)
		TRY(pg_prepare(s, t));
	if (!t->spread_asked)
		ask_spread(s, t);
	for (size_t i = 0; i < PG_SPREADS && t->spread[i]; i++)
		if (nrows >= pg_spread[i])
			TRY(ready_spread(s, t, t->spread[i]));
	return OK;
}

/* The largest statement that n rows fill; *rows: how many it takes. */
static const struct pg_stmt *
largest(const struct pg_stmt *t, size_t n, size_t *rows)
{
	for (size_t i = 0; i < PG_SPREADS && t->spread[i]; i++) {
		*rows = pg_spread[i];
		if (n >= *rows)
			return t->spread[i];
	}
	*rows = 1;
	return t;
}

enum err
pg_batch(struct db *db, const struct sql *q, const struct db_value *rows,
    size_t nrows, size_t ncols)
{
	struct pg_db *s = (struct pg_db *)db;
	struct pg_stmt *t = NULL;

	TRY(pg_usable(s));
	TRY(pg_stmt_get(s, q, rows, ncols, &t));
	TRY(prepare_all(s, t, rows, nrows));
	for (size_t n; nrows > 0; nrows -= n) {
		const struct pg_stmt *many = largest(t, nrows, &n);

		TRY(pg_send_row(s, many, rows));
		if (ncols > 0)
			rows += n * ncols;
	}
	return OK;
}
