/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_ledger_verify.c - any change made behind the program's back is found, and
 * the entry named: every column of every covered table, every column of the
 * events, notes, tiles, signatures; rows taken out, put in, exchanged.
 * REQ: SPEC 6; invariant 11
 */
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/fault.h"
#include "tests/unit/ledger_store.h"

/* Two tiles of leaves and one above; three checkpoints. */
enum { NOTES_A = 300, NOTES_B = 270, NOTES_C = 100, ANY = -1 };

struct scene {
	struct test_db *t;
	struct intruder *in;
	struct db *reader;
	struct ledger_key key;
	struct str outside; /* path of the file of checkpoints, or none */
	int64_t first[COVERED_COUNT];
	int64_t a, b, c; /* sizes of the checkpoints */
	bool pg;
	struct arena tmp;
	struct verify_report r;
};

static void
scene_build(struct scene *s, struct test_db *t)
{
	*s = (struct scene){ .t = t, .key = ledger_test_key(1) };
	s->pg = db_engine(t->db) == DB_PG;
	ledger_add_rows(t, s->first);
	ledger_add_notes(t, NOTES_A);
	ledger_sign(t, &s->key);
	s->a = ledger_size(t);
	ledger_add_notes(t, NOTES_B);
	ledger_sign(t, &s->key);
	s->b = ledger_size(t);
	ledger_add_notes(t, NOTES_C);
	ledger_sign(t, &s->key);
	s->c = ledger_size(t);
	s->in = intruder_open(t);
	CHECK_OK(db_open(&t->a, t->url, DB_READ, &s->reader));
}

static void
scene_end(struct scene *s)
{
	intruder_close(s->in);
	if (s->outside.n)
		(void)unlink(str_z(&s->t->a, s->outside));
	arena_free(&s->tmp);
}

static void
look(struct scene *s)
{
	arena_reset(&s->tmp);
	CHECK_OK(ledger_verify(s->reader, &s->tmp, &s->key, s->outside, &s->r));
}

static void
print_faults(const struct scene *s)
{
	for (size_t i = 0; i < s->r.nfaults && i < 10; i++)
		printf("  %s: %.*s %lld, after %lld\n", s->r.faults[i].what,
		    STR_ARG(s->r.faults[i].table),
		    (long long)s->r.faults[i].seq,
		    (long long)s->r.faults[i].after);
}

static bool
named(const struct scene *s, const char *what, const char *table, int64_t seq)
{
	for (size_t i = 0; i < s->r.nfaults; i++) {
		const struct verify_fault *f = &s->r.faults[i];

		if ((!what || strcmp(f->what, what) == 0) &&
		    str_eq(f->table, str_from(table)) &&
		    (seq == ANY || f->seq == seq))
			return true;
	}
	return false;
}

static void
whole(struct scene *s)
{
	look(s);
	CHECK(s->r.total == 0);
	print_faults(s);
}

/* what: NULL for any. */
static void
shows(struct scene *s, const char *deed, const char *what, const char *table,
    int64_t seq)
{
	look(s);
	if (s->r.total > 0 && named(s, what, table, seq))
		return;
	printf("not named (%s %lld, %zu faults): %.150s\n", table,
	    (long long)seq, s->r.total, deed);
	print_faults(s);
	test_failures++;
}

static char *say(struct scene *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static char *
say(struct scene *s, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return str_z(&s->t->a, str_from(text));
}

/* Does it, looks, and undoes it. */
static void
try_it(struct scene *s, const char *deed, const char *undo, const char *table,
    int64_t seq)
{
	intrude(s->in, deed);
	shows(s, deed, NULL, table, seq);
	intrude(s->in, undo);
}

static const char *
bytes(const struct scene *s)
{
	return s->pg ? "'\\x616263'::bytea" : "x'616263'";
}

/* One column of one row. */
static void
try_column(struct scene *s, const char *table, const char *where,
    const char *column, char kind, int64_t seq)
{
	char value[200];

	if (kind == 't')
		snprintf(value, sizeof(value), "%s || 'x'", column);
	else if (kind == 'b')
		snprintf(value, sizeof(value), "%s", bytes(s));
	else
		snprintf(
		    value, sizeof(value), "COALESCE(%s, 0) + 1000000", column);
	intrude(s->in, say(s,
			   "CREATE TABLE keep AS SELECT %s AS v FROM %s"
			   " WHERE %s",
			   column, table, where));
	try_it(s,
	    say(s, "UPDATE %s SET %s = %s WHERE %s", table, column, value,
		where),
	    say(s,
		"UPDATE %s SET %s = (SELECT v FROM keep) WHERE %s;"
		" DROP TABLE keep",
		table, column, where),
	    table, seq);
}

static void
try_table(struct scene *s, enum covered t)
{
	struct str columns = str_from(covered_columns(t));
	struct str kinds = str_from(ledger_sample(t, 0));
	int64_t seq = s->first[t];
	const char *where = say(s, "event_seq = %lld", (long long)seq);

	while (columns.n > 0) {
		struct str name = str_trim(str_take(&columns, ','));
		char column[64];

		snprintf(column, sizeof(column), "%.*s", STR_ARG(name));
		try_column(s, covered_name(t), where, column,
		    str_take(&kinds, '|').p[0], seq);
	}
	try_column(s, covered_name(t), where, "salt", 'b', seq);
}

TEST_BOTH(ledger_verify_names_any_changed_column)
{
	struct scene s;

	scene_build(&s, t);
	whole(&s);
	CHECK(s.r.events == s.c && s.r.rows == 2 * COVERED_COUNT);
	CHECK(s.r.notes == NOTES_A + NOTES_B + NOTES_C);
	CHECK(s.r.checkpoints == 3 && !s.r.outside);
	for (int i = 0; i < COVERED_COUNT; i++)
		try_table(&s, (enum covered)i);
	whole(&s);
	scene_end(&s);
}

/* A row under another's number, with its salt and without. */
static void
try_swap(struct scene *s, const char *table, int64_t one)
{
	long long a = one, b = one + 1;
	const char *deed = say(s,
	    "UPDATE %s SET event_seq = -1 WHERE event_seq = %lld;"
	    " UPDATE %s SET event_seq = %lld WHERE event_seq = %lld;"
	    " UPDATE %s SET event_seq = %lld WHERE event_seq = -1",
	    table, a, table, a, b, table, b);
	const char *salts = say(s,
	    "CREATE TABLE keep AS SELECT event_seq, salt FROM %s;"
	    " UPDATE %s SET salt = (SELECT k.salt FROM keep k WHERE"
	    " k.event_seq = %lld - %s.event_seq); DROP TABLE keep",
	    table, table, a + b, table);

	intrude(s->in, deed);
	shows(s, deed, "changed", table, a);
	shows(s, deed, "changed", table, b);
	intrude(s->in, salts);
	shows(s, salts, "changed", table, a);
	intrude(s->in, salts);
	intrude(s->in, deed);
}

static void
try_rows(struct scene *s, enum covered t)
{
	const char *name = covered_name(t);
	long long seq = s->first[t], note = s->c, far = s->c + 5000;
	const char *keep = say(s,
	    "CREATE TABLE keep AS SELECT * FROM %s WHERE event_seq = %lld",
	    name, seq);
	const char *back = say(
	    s, "INSERT INTO %s SELECT * FROM keep; DROP TABLE keep", name);

	try_swap(s, name, seq);
	intrude(s->in, keep);
	try_it(s, say(s, "DELETE FROM %s WHERE event_seq = %lld", name, seq),
	    back, name, seq);
	/* under the number of a note, of a row elsewhere, of nothing */
	try_it(s,
	    say(s, "UPDATE %s SET event_seq = %lld WHERE event_seq = %lld",
		name, note, seq),
	    say(s, "UPDATE %s SET event_seq = %lld WHERE event_seq = %lld",
		name, seq, note),
	    name, note);
	try_it(s,
	    say(s, "UPDATE %s SET event_seq = %lld WHERE event_seq = %lld",
		name, far, seq),
	    say(s, "UPDATE %s SET event_seq = %lld WHERE event_seq = %lld",
		name, seq, far),
	    name, far);
}

TEST_BOTH(ledger_verify_names_rows_taken_out_put_in_and_exchanged)
{
	struct scene s;

	scene_build(&s, t);
	for (int i = 0; i < COVERED_COUNT; i++)
		try_rows(&s, (enum covered)i);
	whole(&s);
	/* letters moved over the border of two columns; nothing for zero */
	try_it(&s,
	    say(&s,
		"UPDATE approval SET clause = 'F', remark = '3kortere'"
		" WHERE event_seq = %lld",
		(long long)s.first[COVERED_approval]),
	    say(&s,
		"UPDATE approval SET clause = 'F3', remark = 'kortere'"
		" WHERE event_seq = %lld",
		(long long)s.first[COVERED_approval]),
	    "approval", s.first[COVERED_approval]);
	try_it(&s,
	    say(&s, "UPDATE closure SET account_id = 0 WHERE event_seq = %lld",
		(long long)s.first[COVERED_closure]),
	    say(&s,
		"UPDATE closure SET account_id = NULL WHERE event_seq ="
		" %lld",
		(long long)s.first[COVERED_closure]),
	    "closure", s.first[COVERED_closure]);
	whole(&s);
	scene_end(&s);
}

/* Events ------------------------------------------------------------------- */
static void
try_event(struct scene *s, long long seq)
{
	const char *where = say(s, "seq = %lld", seq);

	try_column(s, "event", where, "at", 'i', seq);
	try_column(s, "event", where, "actor", 'i', seq);
	try_column(s, "event", where, "kind", 't', seq);
	try_column(s, "event", where, "object_kind", 't', seq);
	try_column(s, "event", where, "object_id", 'i', seq);
	try_column(s, "event", where, "commitment", 'b', seq);
	intrude(s->in, say(s,
			   "CREATE TABLE keep AS SELECT * FROM event"
			   " WHERE seq = %lld",
			   seq));
	try_it(s, say(s, "DELETE FROM event WHERE seq = %lld", seq),
	    "INSERT INTO event SELECT * FROM keep; DROP TABLE keep", "event",
	    seq == s->c ? seq - 1 : seq); /* the last: cut off after */
	try_it(s, say(s, "UPDATE event SET seq = 90000 WHERE seq = %lld", seq),
	    say(s, "UPDATE event SET seq = %lld WHERE seq = 90000", seq),
	    "event", seq == s->c ? 90000 : seq);
}

static void
try_event_swap(struct scene *s)
{
	static const char
	    deed[] = "UPDATE event SET seq = -1 WHERE seq = 200;"
		     " UPDATE event SET seq = 200 WHERE seq = 201;"
		     " UPDATE event SET seq = 201 WHERE seq = -1";

	intrude(s->in, deed);
	shows(s, deed, "changed", "event", 200);
	shows(s, deed, "changed", "event", 201);
	intrude(s->in, deed);
}

TEST_BOTH(ledger_verify_names_any_changed_event)
{
	static const char more[] =
	    "INSERT INTO event SELECT seq + 1, at, actor, kind, object_kind,"
	    " object_id, commitment FROM event ORDER BY seq DESC LIMIT 1";
	struct scene s;

	scene_build(&s, t);
	try_event(&s, s.first[COVERED_approval]);
	try_event(&s, 256);
	try_event(&s, 257);
	try_event(&s, s.c);
	try_event_swap(&s);
	try_it(&s, more,
	    say(&s, "DELETE FROM event WHERE seq > %lld", (long long)s.c),
	    "event", s.c + 1);
	/* with the head moved along: an event of nothing */
	intrude(s.in, "UPDATE ledger_head SET size = size + 1");
	try_it(&s, more,
	    say(&s, "DELETE FROM event WHERE seq > %lld", (long long)s.c),
	    "event_content", s.c + 1);
	intrude(s.in, "UPDATE ledger_head SET size = size - 1");
	if (!s.pg) { /* PostgreSQL has no such text */
		try_it(&s,
		    "UPDATE event SET kind = kind || char(0) || 'x'"
		    " WHERE seq = 300",
		    "UPDATE event SET kind = 'enquiry.claimed' WHERE seq = 300",
		    "event", 300);
	}
	whole(&s);
	scene_end(&s);
}

TEST_BOTH(ledger_verify_names_any_changed_note)
{
	const char *where = "seq = 400";
	struct scene s;

	scene_build(&s, t);
	try_column(&s, "event_content", where, "content", 't', 400);
	try_column(&s, "event_content", where, "salt", 'b', 400);
	intrude(s.in, "CREATE TABLE keep AS SELECT * FROM event_content"
		      " WHERE seq = 400");
	try_it(&s, "DELETE FROM event_content WHERE seq = 400",
	    "INSERT INTO event_content SELECT * FROM keep", "event_content",
	    400);
	try_it(&s,
	    "INSERT INTO event_content SELECT 1, salt, content FROM keep",
	    "DELETE FROM event_content WHERE seq = 1", "event_content", 1);
	try_it(&s,
	    "INSERT INTO event_content SELECT 0, salt, content FROM keep",
	    "DELETE FROM event_content WHERE seq = 0; DROP TABLE keep",
	    "event_content", 0);
	whole(&s);
	scene_end(&s);
}

/* The head, and a tail cut off --------------------------------------------- */
TEST_BOTH(ledger_verify_shows_a_tail_cut_off)
{
	struct scene s;
	long long c;

	scene_build(&s, t);
	c = s.c;
	try_it(&s, "UPDATE ledger_head SET size = size + 1",
	    "UPDATE ledger_head SET size = size - 1", "event", c);
	try_it(&s, "UPDATE ledger_head SET size = size - 1",
	    "UPDATE ledger_head SET size = size + 1", "ledger_head", c - 1);
	try_it(&s, "UPDATE ledger_head SET size = 1000000000000000",
	    say(&s, "UPDATE ledger_head SET size = %lld", c), "event", c);
	intrude(s.in, "UPDATE ledger_head SET size = 1000000000000000");
	try_it(&s,
	    say(&s,
		"UPDATE event SET seq = 1000000000000000"
		" WHERE seq = %lld",
		c),
	    say(&s,
		"UPDATE event SET seq = %lld WHERE seq > %lld;"
		" UPDATE ledger_head SET size = %lld",
		c, c, c),
	    "event", c);
	try_it(&s, "UPDATE ledger_head SET size = -7",
	    say(&s, "UPDATE ledger_head SET size = %lld", c), "ledger_head",
	    -7);
	try_it(&s, "DELETE FROM ledger_head",
	    say(&s, "INSERT INTO ledger_head VALUES (1, %lld)", c),
	    "ledger_head", ANY);
	whole(&s);
	/* events, notes and head together: the tree remembers */
	intrude(s.in, say(&s,
			  "DELETE FROM event WHERE seq > %lld;"
			  " DELETE FROM event_content WHERE seq > %lld;"
			  " UPDATE ledger_head SET size = %lld",
			  c - 3, c - 3, c - 3));
	shows(&s, "tail", "cut off after", "event", c - 3);
	scene_end(&s);
}

/* Tiles -------------------------------------------------------------------- */
static void
try_tile(struct scene *s, int level, int n)
{
	const char *where = say(s, "level = %d AND n = %d", level, n);
	const char *zeros = s->pg
				? "decode(repeat('00', length(hashes)), 'hex')"
				: "zeroblob(length(hashes))";
	const char *more = s->pg ? "hashes || decode(repeat('00', 32), 'hex')"
				 : "CAST(hashes || zeroblob(32) AS BLOB)";
	const char *const values[] = { zeros, more, bytes(s),
		s->pg ? "substring(hashes FROM 1 FOR length(hashes) - 32)"
		      : "substr(hashes, 1, length(hashes) - 32)",
		s->pg ? "hashes || decode('00', 'hex')"
		      : "CAST(hashes || x'00' AS BLOB)" };

	intrude(s->in, say(s,
			   "CREATE TABLE keep AS SELECT * FROM ledger_tile"
			   " WHERE %s",
			   where));
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		try_it(s,
		    say(s, "UPDATE ledger_tile SET hashes = %s WHERE %s",
			values[i], where),
		    say(s,
			"UPDATE ledger_tile SET hashes = (SELECT hashes FROM"
			" keep) WHERE %s",
			where),
		    "ledger_tile", ANY);
	try_it(s, say(s, "UPDATE ledger_tile SET n = 7000 WHERE %s", where),
	    say(s, "UPDATE ledger_tile SET n = %d WHERE n = 7000", n),
	    "ledger_tile", ANY);
	try_it(s, say(s, "DELETE FROM ledger_tile WHERE %s", where),
	    "INSERT INTO ledger_tile SELECT * FROM keep; DROP TABLE keep",
	    "ledger_tile", ANY);
}

TEST_BOTH(ledger_verify_names_any_changed_tile)
{
	static const int extra[][2] = { { 0, 3 }, { 0, -1 }, { 1, 1 }, { 2, 0 },
		{ -1, 0 }, { 8, 0 }, { 900, 0 }, { 0, 1000000 } };
	struct scene s;

	scene_build(&s, t);
	try_tile(&s, 0, 0);
	try_tile(&s, 0, 1);
	try_tile(&s, 0, 2);
	try_tile(&s, 1, 0);
	for (size_t i = 0; i < sizeof(extra) / sizeof(*extra); i++)
		try_it(&s,
		    say(&s, "INSERT INTO ledger_tile VALUES (%d, %d, %s)",
			extra[i][0], extra[i][1], bytes(&s)),
		    say(&s,
			"DELETE FROM ledger_tile WHERE level = %d AND n = %d",
			extra[i][0], extra[i][1]),
		    "ledger_tile", ANY);
	whole(&s);
	scene_end(&s);
}

/* An event and the leaf in its tile changed alike: the signed root tells, and
 * between which checkpoints. */
TEST_BOTH(ledger_verify_holds_events_against_signed_roots)
{
	static const struct sql q_event = SQL(
	    "SELECT seq, at, actor, kind, object_kind, object_id, commitment"
	    " FROM event WHERE seq = 400");
	static const struct sql q_tile = SQL("SELECT hashes FROM ledger_tile"
					     " WHERE level = 0 AND n = 1");
	struct buf entry = { .arena = &t->a };
	struct db_rows r, tile;
	struct scene s;
	struct hash leaf;
	char *hashes;

	scene_build(&s, t);
	intrude(s.in, "UPDATE event SET actor = 2 WHERE seq = 400");
	CHECK_OK(db_query(t->db, &t->a, &q_event, DB_NOARGS, &r));
	CHECK_OK(event_entry(&entry, r.v));
	leaf = canonical_leaf(buf_str(&entry));
	CHECK_OK(db_query(t->db, &t->a, &q_tile, DB_NOARGS, &tile));
	hashes = str_z(&t->a, tile.v[0].s);
	memcpy(hashes + (399 - 256) * HASH_SIZE, leaf.b, HASH_SIZE);
	intrude(s.in,
	    str_z(&t->a, str_printf(&t->a,
			     "UPDATE ledger_tile SET hashes = %s%.*s' WHERE"
			     " level = 0 AND n = 1",
			     s.pg ? "'\\x" : "x'",
			     STR_ARG(str_hex(&t->a, hashes, tile.v[0].s.n)))));
	shows(&s, "leaf too", "contradicts the signed root", "event", s.b);
	CHECK(s.r.faults[0].after == s.a);
	/* the tile above is still the old one */
	CHECK(named(&s, "changed", "ledger_tile", 512));
	CHECK(!named(&s, NULL, "event", 400)); /* as said: not one can be */
	scene_end(&s);
}

/* Checkpoints -------------------------------------------------------------- */
static void
write_outside(struct scene *s)
{
	static const struct sql q = SQL("SELECT note FROM ledger_checkpoint ORDER BY size");
	struct db_rows r;

	s->outside = str_printf(
	    &s->t->a, "/tmp/ordstyrer-notes-%d", (int)getpid());
	CHECK_OK(db_query(s->t->db, &s->t->a, &q, DB_NOARGS, &r));
	for (size_t i = 0; i < r.n; i++)
		CHECK_OK(ledger_publish(
		    &s->t->a, s->outside, db_get_text(&r, i, 0)));
}

TEST_BOTH(ledger_verify_names_any_changed_checkpoint)
{
	struct scene s;
	const char *where;
	struct ledger_key other = ledger_test_key(2);
	struct checkpoint c = { other.name, 300, { { 1 } } };

	scene_build(&s, t);
	where = say(&s, "size = %lld", (long long)s.b);
	try_column(&s, "ledger_checkpoint", where, "note", 't', s.b);
	try_column(&s, "ledger_checkpoint", where, "root", 'b', s.b);
	try_it(&s,
	    say(&s, "UPDATE ledger_checkpoint SET size = 301 WHERE %s", where),
	    say(&s, "UPDATE ledger_checkpoint SET %s WHERE size = 301", where),
	    "ledger_checkpoint", 301);
	try_it(&s,
	    say(&s, "INSERT INTO ledger_checkpoint VALUES (300, 1, %s, '%.*s')",
		bytes(&s), STR_ARG(note_sign(&t->a, &other, &c))),
	    "DELETE FROM ledger_checkpoint WHERE size = 300",
	    "ledger_checkpoint", 300);
	/* the newest: the tiles go further than what is signed */
	intrude(s.in, say(&s,
			  "CREATE TABLE keep AS SELECT * FROM"
			  " ledger_checkpoint WHERE size = %lld",
			  (long long)s.c));
	try_it(&s,
	    say(&s, "DELETE FROM ledger_checkpoint WHERE size = %lld",
		(long long)s.c),
	    "INSERT INTO ledger_checkpoint SELECT * FROM keep; DROP TABLE keep",
	    "ledger_tile", ANY);
	whole(&s);
	/* one in the middle shows only by what lies outside */
	write_outside(&s);
	whole(&s);
	CHECK(s.r.outside && s.r.checkpoints == 6);
	intrude(s.in, say(&s, "DELETE FROM ledger_checkpoint WHERE %s", where));
	shows(&s, "middle", "missing", "ledger_checkpoint", s.b);
	scene_end(&s);
}

/* Signs the whole tree anew, as somebody without the key, or with it. */
static void
sign_anew(struct scene *s, const struct ledger_key *key)
{
	intrude(
	    s->in, "DELETE FROM ledger_tile; DELETE FROM ledger_checkpoint");
	ledger_sign(s->t, key);
}

TEST_BOTH(ledger_verify_knows_a_record_written_anew)
{
	struct ledger_key other = ledger_test_key(2);
	struct scene s;

	scene_build(&s, t);
	write_outside(&s);
	/* With nothing changed and the true key: only its history is gone. */
	sign_anew(&s, &s.key);
	shows(&s, "history", "missing", "ledger_checkpoint", s.a);
	intrude(s.in, "UPDATE event SET actor = 2 WHERE seq = 400");
	sign_anew(&s, &other);
	shows(&s, "other key", "forged", "ledger_checkpoint", s.c);
	/* Whoever has store and key is caught by what others hold, alone. */
	sign_anew(&s, &s.key);
	shows(&s, "key", "contradicts the signed root", "checkpoints outside",
	    s.b);
	s.outside = STR_NONE;
	whole(&s);
	CHECK(!s.r.outside);
	write_outside(&s);
	scene_end(&s);
}

/* A store brought back from before: whole in itself, shorter than was signed.
 */
TEST_BOTH(ledger_verify_knows_an_older_store)
{
	struct scene s;
	struct str late;

	scene_build(&s, t);
	write_outside(&s);
	ledger_add_notes(t, 5);
	late = ledger_sign(t, &s.key);
	CHECK_OK(ledger_publish(&t->a, s.outside, late));
	whole(&s);
	intrude(s.in, say(&s,
			  "DELETE FROM event WHERE seq > %lld;"
			  " DELETE FROM event_content WHERE seq > %lld;"
			  " DELETE FROM ledger_tile;"
			  " DELETE FROM ledger_checkpoint WHERE size > %lld;"
			  " UPDATE ledger_head SET size = %lld",
			  (long long)s.c, (long long)s.c, (long long)s.a,
			  (long long)s.c));
	intrude(s.in, "DELETE FROM ledger_checkpoint");
	ledger_sign(t, &s.key);
	shows(&s, "older", "cut off after", "event", s.c);
	CHECK(named(&s, "missing", "ledger_checkpoint", s.c + 5));
	scene_end(&s);
}

/* What is not signed yet is checked all the same; a torn line outside is no
 * fault, a strange one is. */
TEST_BOTH(ledger_verify_takes_in_what_is_not_signed_yet)
{
	struct scene s;
	FILE *f;

	scene_build(&s, t);
	write_outside(&s);
	ledger_add_notes(t, 5);
	whole(&s);
	CHECK(s.r.events == s.c + 5);
	try_column(&s, "event_content",
	    say(&s, "seq = %lld", (long long)s.c + 2), "content", 't', s.c + 2);
	f = fopen(str_z(&t->a, s.outside), "a");
	fputs("lia.example.no/ledger\n9", f);
	fclose(f);
	whole(&s);
	f = fopen(str_z(&t->a, s.outside), "a");
	fputs("\n\n----\n", f);
	fclose(f);
	shows(&s, "strange", "forged", "checkpoints outside", ANY);
	scene_end(&s);
}

/* Many faults: a hundred are kept, all are counted. */
TEST_BOTH(ledger_verify_counts_what_it_does_not_keep)
{
	struct scene s;

	scene_build(&s, t);
	intrude(s.in, "UPDATE event_content SET content = content || ' '");
	look(&s);
	CHECK(s.r.nfaults == VERIFY_KEEP);
	CHECK(s.r.total == NOTES_A + NOTES_B + NOTES_C);
	CHECK(str_eq(s.r.faults[0].kind, STR("enquiry.claimed")));
	CHECK(str_eq(s.r.faults[0].object_kind, STR("enquiry")));
	scene_end(&s);
}

/* An empty store, and one whose events are not signed, are whole. */
TEST_BOTH(ledger_verify_of_a_new_store)
{
	struct ledger_key key = ledger_test_key(1);
	struct verify_report r;

	CHECK_OK(ledger_verify(t->db, &t->a, &key, STR_NONE, &r));
	CHECK(r.total == 0 && r.events == 0);
	ledger_add_notes(t, 3);
	CHECK_OK(ledger_verify(t->db, &t->a, &key, STR_NONE, &r));
	CHECK(r.total == 0 && r.events == 3 && r.checkpoints == 0);
}

/* A store that fails is an error, never a whole record. */
TEST_BOTH(ledger_verify_never_calls_whole_what_it_could_not_read)
{
	struct ledger_key key = ledger_test_key(1);
	struct verify_report r;
	int n = 0;

	ledger_add_notes(t, 3);
	ledger_sign(t, &key);
	CHECK_OK(ledger_verify(t->db, &t->a, &key, STR_NONE, &r));
	for (n = 1; n < 500; n++) {
		enum err e;

		fault_seen = 0;
		fault_at = n;
		e = ledger_verify(t->db, &t->a, &key, STR_NONE, &r);
		fault_at = 0;
		if (fault_seen < n) {
			CHECK_OK(e);
			break;
		}
		CHECK(e != OK);
	}
	CHECK(n > 20 && n < 500);
}

/* While others write, what is seen is of one instant. */
struct writer {
	struct test_db *t;
	struct ledger_key key;
	atomic_bool stop, failed;
	_Atomic int64_t rounds;
};

static enum err
write_some(struct db *db, void *arg)
{
	struct writer *w = arg;
	struct arena a = { 0 };
	struct event e = { 1, 1, "enquiry.claimed", "enquiry", 1 };
	struct str note;
	bool fresh;
	enum err err = ledger_note(db, &a, &e, STR("{}"), NULL);

	if (err == OK && w->rounds % 3 == 0)
		err = ledger_advance(db, &a, &w->key, 1, &note, &fresh);
	arena_free(&a);
	return err;
}

static void *
write_on(void *arg)
{
	struct writer *w = arg;
	struct arena a = { 0 };
	struct db *db;

	w->failed = db_open(&a, w->t->url, DB_WRITE, &db) != OK;
	while (!w->failed && !atomic_load(&w->stop)) {
		w->failed = db_tx(db, write_some, w) != OK;
		w->rounds++;
	}
	arena_free(&a);
	return NULL;
}

TEST_BOTH(ledger_verify_sees_one_instant_while_others_write)
{
	struct writer w = { .t = t, .key = ledger_test_key(1) };
	int64_t last = 0;
	pthread_t thread;

	ledger_add_notes(t, 200);
	CHECK(pthread_create(&thread, NULL, write_on, &w) == 0);
	while (atomic_load(&w.rounds) == 0 && !atomic_load(&w.failed))
		sched_yield(); /* however busy the machine is */
	for (int i = 0; i < 15; i++) {
		struct arena a = { 0 };
		struct verify_report r;
		struct db *db;

		CHECK_OK(db_open(&a, t->url, DB_READ, &db));
		CHECK_OK(ledger_verify(db, &a, &w.key, STR_NONE, &r));
		CHECK(r.total == 0 && r.events >= last);
		last = r.events;
		arena_free(&a);
	}
	atomic_store(&w.stop, true);
	pthread_join(thread, NULL);
	CHECK(!w.failed && w.rounds > 0);
}
