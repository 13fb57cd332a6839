/* SPDX-License-Identifier: EUPL-1.2
 *
 * pg_conn.c - connecting to PostgreSQL, what it must have set, what its
 * errors and values mean to us.
 */
#include <endian.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/fault.h"
#include "db/pg.h"

/* Errors ------------------------------------------------------------------ */
static enum err
err_of_state(const char *state)
{
	static const struct {
		const char *begins;
		enum err e;
	} map[] = {
		{ "08P01", ERR_BROKEN },  /* protocol violation: our mistake */
		{ "08", ERR_REMOTE },	  /* connection exceptions */
		{ "23", ERR_CONFLICT },	  /* integrity constraint violation */
		{ "40001", ERR_BUSY },	  /* serialization failure */
		{ "40P01", ERR_BUSY },	  /* deadlock detected */
		{ "55P03", ERR_BUSY },	  /* lock not available */
		{ "53300", ERR_REMOTE },  /* too many connections */
		{ "57P", ERR_REMOTE },	  /* shut down, terminated, starting */
		{ "25006", ERR_BROKEN },  /* read-only transaction */
		{ "P0001", ERR_CONFLICT } /* RAISE in our own triggers */
	};

	for (size_t i = 0; i < sizeof(map) / sizeof(*map); i++)
		if (strncmp(state, map[i].begins, strlen(map[i].begins)) == 0)
			return map[i].e;
	return ERR_BROKEN;
}

enum err
pg_fail(const PGresult *r)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *what = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	const char *rule = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);

	if (!state || !*state)
		return fail(ERR_REMOTE, "the connection to PostgreSQL is gone");
	/* Class 22, data exceptions, quotes the data. */
	if (!what || strncmp(state, "22", 2) == 0)
		what = "data it cannot take";
	return fail(err_of_state(state), "PostgreSQL: %s%s%s (%s)", what,
	    rule ? ", " : "", rule ? rule : "", state);
}

/* Values ------------------------------------------------------------------ */
static uint16_t
be16(const char *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return be16toh(v);
}

/* A whole number out of NUMERIC, which SUM over BIGINT gives: base 10000
 * digits, the first worth 10000^weight (utils/adt/numeric.c). */
static enum err
numeric(const char *p, struct db_value *out)
{
	int n = be16(p), weight = (int16_t)be16(p + 2), sign = be16(p + 4);
	int64_t v = 0;

	if (sign != 0 && sign != 0x4000)
		return fail(ERR_BROKEN, "a number that is none");
	for (int i = 0; i <= weight || i < n; i++) {
		int digit = i < n ? be16(p + 8 + (size_t)i * 2) : 0;

		if (i > weight && digit != 0)
			return fail(ERR_BROKEN, "a number with a fraction");
		if (i <= weight && (__builtin_mul_overflow(v, 10000, &v) ||
				       __builtin_sub_overflow(v, digit, &v)))
			return fail(ERR_BROKEN, "a number out of range");
	}
	if (sign == 0 && v == INT64_MIN)
		return fail(ERR_BROKEN, "a number out of range");
	*out = db_int(sign ? v : -v);
	return OK;
}

static enum err
decode_one(Oid type, const char *p, size_t n, struct db_value *v)
{
	uint64_t u8;
	uint32_t u4;

	switch ((enum pg_type)type) {
	case PG_BOOL: *v = db_int(p[0] != 0); return OK;
	case PG_INT2: *v = db_int((int16_t)be16(p)); return OK;
	case PG_INT4:
		memcpy(&u4, p, sizeof(u4));
		*v = db_int((int32_t)be32toh(u4));
		return OK;
	case PG_INT8:
		memcpy(&u8, p, sizeof(u8));
		*v = db_int((int64_t)be64toh(u8));
		return OK;
	case PG_NUMERIC: return numeric(p, v);
	case PG_VOID: *v = db_null(); return OK;
	case PG_BYTEA: *v = db_bytes(p, n); return OK;
	case PG_NAME:
	case PG_TEXT:
	case PG_UNKNOWN:
	case PG_BPCHAR:
	case PG_VARCHAR: *v = db_text((struct str){ p, n }); return OK;
	}
	return fail(ERR_BROKEN, "a column of a type we do not use (%u)", type);
}

enum err
pg_decode(const PGresult *r, int row, struct db_value *v)
{
	for (int i = 0; i < PQnfields(r); i++) {
		v[i] = db_null();
		if (!PQgetisnull(r, row, i))
			TRY(decode_one(PQftype(r, i), PQgetvalue(r, row, i),
			    (size_t)PQgetlength(r, row, i), &v[i]));
	}
	return OK;
}

/* The address ------------------------------------------------------------- */
static bool
is_schema_name(struct str s)
{
	if (s.n == 0 || s.n > 63 || (s.p[0] >= '0' && s.p[0] <= '9'))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_' ||
			(s.p[i] >= '0' && s.p[i] <= '9')))
			return false;
	return true;
}

enum err
pg_split_url(struct pg_db *s, struct str url)
{
	struct str head = str_take(&url, '?');
	struct buf b = { .arena = &s->db.mem };
	char sep = '?';

	s->schema = "";
	buf_put(&b, head);
	while (url.n > 0) {
		struct str part = str_take(&url, '&');

		if (str_starts(part, STR("schema="))) {
			part = str_cut(part, 7, part.n);
			if (!is_schema_name(part))
				return fail(ERR_INVALID,
				    "a schema's name is a-z, 0-9 and _");
			s->schema = str_z(&s->db.mem, part);
			continue;
		}
		buf_char(&b, sep);
		buf_put(&b, part);
		sep = '&';
	}
	s->url = str_z(&s->db.mem, buf_str(&b));
	return OK;
}

/* Connecting -------------------------------------------------------------- */
static void
be_silent(void *arg, const PGresult *r)
{
	(void)arg, (void)r;
}

static bool
is(const PGresult *r, int col, const char *value)
{
	return !PQgetisnull(r, 0, col) &&
	       strcmp(PQgetvalue(r, 0, col), value) == 0;
}

/* REQ: invariant 1.  A setting that an engine speaking PostgreSQL's protocol
 * does not have reads as NULL, and is that engine's own matter. */
static enum err
check_settings(PGconn *c)
{
	PGresult *r = PQexec(c,
	    "SELECT current_setting('fsync', true),"
	    " current_setting('synchronous_commit', true),"
	    " COALESCE(current_setting('synchronous_standby_names', true), ''),"
	    " current_setting('server_encoding', true)");
	enum err e = OK;

	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		e = pg_fail(r);
	else if (is(r, 0, "off"))
		e = fail(ERR_BROKEN,
		    "PostgreSQL runs with fsync off: what is acknowledged"
		    " could be lost");
	else if (is(r, 1, "off") || (is(r, 1, "local") && !is(r, 2, "")))
		e = fail(ERR_BROKEN,
		    "PostgreSQL runs with synchronous_commit %s: what is"
		    " acknowledged could be lost",
		    PQgetvalue(r, 0, 1));
	else if (!is(r, 3, "UTF8") && !PQgetisnull(r, 0, 3))
		e = fail(ERR_BROKEN, "the database must be encoded in UTF8");
	PQclear(r);
	return e;
}

static enum err
set_session(struct pg_db *s)
{
	char text[400];
	PGresult *r;
	enum err e = OK;

	snprintf(text, sizeof(text),
	    "SET lock_timeout = '5s';"
	    "SET idle_in_transaction_session_timeout = '5min';"
	    "SET default_transaction_isolation = 'read committed';"
	    "SET default_transaction_read_only = %s; %s%s%s",
	    s->mode == DB_READ ? "on" : "off",
	    *s->schema ? "SET search_path = \"" : "", s->schema,
	    *s->schema ? "\"" : "");
	r = PQexec(s->c, text);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		e = pg_fail(r);
	PQclear(r);
	return e;
}

static enum err
set_up(struct pg_db *s)
{
	TRY(check_settings(s->c));
	TRY(set_session(s));
	if (!PQenterPipelineMode(s->c))
		return fail(ERR_BROKEN, "libpq has no pipeline mode");
	return OK;
}

enum err
pg_connect(struct pg_db *s)
{
	/* What the address says itself goes before these. */
	const char *const names[] = { "connect_timeout",
		"fallback_application_name", "tcp_user_timeout",
		"keepalives_idle", "dbname", "client_encoding", NULL };
	const char *const values[] = { "10", "ordstyrer", "30000", "30", s->url,
		"UTF8", NULL };
	enum err e;

	s->c = fault() ? NULL : PQconnectdbParams(names, values, 1);
	if (PQstatus(s->c) != CONNECTION_OK) {
		const char *why = s->c ? PQerrorMessage(s->c) : "";

		e = fail(ERR_REMOTE, "cannot connect to PostgreSQL: %.*s",
		    (int)strcspn(why, "\n"), why);
	} else {
		(void)PQsetNoticeReceiver(s->c, be_silent, NULL);
		e = set_up(s);
	}
	if (e != OK) {
		PQfinish(s->c);
		s->c = NULL;
	}
	return e;
}
