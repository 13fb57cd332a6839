/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_ledger_log.c - numbers, tiles, checkpoints and proofs over a store.
 * REQ: SPEC 6; c2sp.org/tlog-tiles, tlog-proof
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/fault.h"
#include "tests/unit/ledger_store.h"

static const struct sql q_events = SQL("SELECT seq, at, actor, kind, object_kind, object_id, commitment"
	" FROM event ORDER BY seq");
static const struct sql q_tiles = SQL("SELECT level, n, hashes FROM ledger_tile ORDER BY level, n");
static const struct sql q_sizes = SQL("SELECT size, root, note FROM ledger_checkpoint ORDER BY size");

/* Leaves, from the events as they stand, by the documented form alone. */
static struct hash *
leaves_of(struct test_db *t, size_t *n)
{
	struct db_rows r;
	struct hash *v;

	CHECK_OK(db_query(t->db, &t->a, &q_events, DB_NOARGS, &r));
	v = ARENA_ARRAY(&t->a, struct hash, r.n + 1);
	for (size_t i = 0; i < r.n; i++) {
		const struct db_value *e = r.v + i * r.cols;
		struct str hex = str_hex(&t->a, e[6].s.p, e[6].s.n);
		struct str text = str_printf(&t->a,
		    "%cordstyrer-entry/1\n%lld\n%lld\n%lld\n%.*s\n%.*s %lld\n"
		    "%.*s\n",
		    'x', (long long)e[0].i, (long long)e[1].i,
		    (long long)e[2].i, STR_ARG(e[3].s), STR_ARG(e[4].s),
		    (long long)e[5].i, STR_ARG(hex));
		char *p = str_z(&t->a, text);

		CHECK(e[0].i == (int64_t)i + 1);
		p[0] = 0; /* the prefix of a leaf */
		crypto_hash_sha256(v[i].b, (unsigned char *)p, text.n);
	}
	*n = r.n;
	return v;
}

/* MTH of RFC 9162 section 2.1.1, as it stands there. */
static struct hash
mth(const struct hash *v, size_t n)
{
	unsigned char in[1 + 2 * HASH_SIZE] = { 1 };
	struct hash left, right, out;
	size_t k = 1;

	if (n == 1)
		return v[0];
	while (2 * k < n)
		k *= 2;
	left = mth(v, k);
	right = mth(v + k, n - k);
	memcpy(in + 1, left.b, HASH_SIZE);
	memcpy(in + 1 + HASH_SIZE, right.b, HASH_SIZE);
	crypto_hash_sha256(out.b, in, sizeof(in));
	return out;
}

static void
check_root(struct test_db *t, const struct ledger_key *key, struct str note)
{
	struct checkpoint c;
	struct hash want;
	size_t n;
	const struct hash *v = leaves_of(t, &n);

	want = mth(v, n);
	CHECK_OK(note_open(key, note, &c));
	CHECK(c.size == (int64_t)n);
	CHECK(memcmp(c.root.b, want.b, HASH_SIZE) == 0);
}

static void
check_tile(const struct hash *v, size_t width, size_t have, struct str bytes)
{
	CHECK(bytes.n == have * HASH_SIZE);
	for (size_t k = 0; k < have; k++) {
		struct hash want = mth(v + k * width, width);

		CHECK(memcmp(want.b, bytes.p + k * HASH_SIZE, HASH_SIZE) == 0);
	}
}

/* How the tiles of a tree of that size must be (c2sp.org/tlog-tiles). */
static void
check_tiles(struct test_db *t)
{
	struct db_rows r;
	size_t n, at = 0, i = 0, level = 0, width = 1;
	const struct hash *v = leaves_of(t, &n);

	CHECK_OK(db_query(t->db, &t->a, &q_tiles, DB_NOARGS, &r));
	for (; n / width > 0 && at < r.n; at++) {
		size_t have = n / width - i * 256;

		CHECK(db_get_int(&r, at, 0) == (int64_t)level);
		CHECK(db_get_int(&r, at, 1) == (int64_t)i);
		check_tile(v + i * 256 * width, width, have > 256 ? 256 : have,
		    db_get_text(&r, at, 2));
		if (++i * 256 < n / width)
			continue;
		i = 0;
		level++;
		width *= 256;
	}
	CHECK(at == r.n && n / width == 0);
}

TEST_BOTH(ledger_tree_is_the_same_however_it_grew)
{
	static const size_t parts[] = { 1, 2, 253, 1, 254, 1, 1, 3, 600 };
	struct ledger_key key = ledger_test_key(1);
	struct str note, again;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		ledger_add_notes(t, parts[i]);
		note = ledger_sign(t, &key);
		check_root(t, &key, note);
		check_tiles(t);
	}
	again = ledger_sign(t, &key); /* nothing new: the same one */
	CHECK(str_eq(note, again));
}

/* 65536 leaves and more: three levels of tiles. */
TEST(ledger_tree_grows_to_a_third_level)
{
	struct ledger_key key = ledger_test_key(1);
	struct test_db t;

	test_db_open(&t, DB_SQLITE);
	for (int i = 0; i < 22; i++)
		ledger_add_notes(&t, 3000);
	check_root(&t, &key, ledger_sign(&t, &key));
	ledger_add_notes(&t, 300);
	check_root(&t, &key, ledger_sign(&t, &key));
	check_tiles(&t);
	test_db_close(&t);
}

/* Numbers ------------------------------------------------------------------ */
TEST_BOTH(ledger_numbers_have_no_gaps)
{
	struct event e = { 7, 1, "enquiry.claimed", "enquiry", 1 };
	int64_t seq = 0, first = 0;

	ledger_add_notes(t, 3);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(ledger_note(t->db, &t->a, &e, STR("{}"), &seq));
	CHECK(seq == 4);
	db_rollback(t->db);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(db_savepoint(t->db));
	CHECK_OK(ledger_note(t->db, &t->a, &e, STR("{}"), NULL));
	CHECK_OK(db_rollback_to(t->db));
	CHECK_OK(ledger_notes(t->db, &t->a, &e, NULL, 0, &first));
	CHECK_OK(ledger_note(t->db, &t->a, &e, STR("{\"k\":\"ø\"}"), &seq));
	CHECK_OK(db_commit(t->db));
	CHECK(seq == 4 && ledger_size(t) == 4);
}

enum { WRITERS = 3, EACH = 40 };
struct writer {
	struct str url;
	enum err e;
};

static enum err
write_two(struct db *db, void *arg)
{
	struct event e[2] = { { 1, 1, "enquiry.claimed", "enquiry", 1 },
		{ 2, 1, "enquiry.released", "enquiry", 1 } };
	struct str json[2] = { STR("{}"), STR("{}") };
	struct arena a = { 0 };
	int64_t first;
	enum err err = ledger_notes(db, &a, e, json, 2, &first);

	(void)arg;
	arena_free(&a);
	return err;
}

static void *
write_all(void *arg)
{
	struct writer *w = arg;
	struct arena a = { 0 };
	struct db *db;

	w->e = db_open(&a, w->url, DB_WRITE, &db);
	for (int i = 0; i < EACH && w->e == OK; i++)
		w->e = db_tx(db, write_two, NULL);
	arena_free(&a);
	return NULL;
}

TEST_BOTH(ledger_numbers_of_writers_side_by_side)
{
	struct ledger_key key = ledger_test_key(1);
	struct writer w[WRITERS];
	pthread_t threads[WRITERS];
	struct verify_report r;

	for (int i = 0; i < WRITERS; i++) {
		w[i] = (struct writer){ t->url, OK };
		CHECK(pthread_create(&threads[i], NULL, write_all, &w[i]) == 0);
	}
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(threads[i], NULL);
		CHECK(w[i].e == OK);
	}
	CHECK(ledger_size(t) == (int64_t)WRITERS * EACH * 2);
	check_root(t, &key, ledger_sign(t, &key));
	CHECK_OK(ledger_verify(t->db, &t->a, &key, STR_NONE, &r));
	CHECK(r.total == 0);
}

/* Proofs ------------------------------------------------------------------- */
static void
prove_one(struct test_db *t, const struct ledger_key *key, int64_t seq)
{
	struct arena a = { 0 };
	struct ledger_proof p;
	struct str text, other, wrong;

	CHECK_OK(ledger_inclusion(t->db, &a, seq, &p));
	text = ledger_proof_text(&a, &p);
	CHECK_OK(ledger_proof_check(key, text, p.entry));
	other = str_printf(&a, "%.*s ", STR_ARG(p.entry));
	CHECK(ledger_proof_check(key, text, other) == ERR_DENIED);
	wrong = str_printf(&a, "c2sp.org/tlog-proof@v1\nindex %lld\n%.*s",
	    (long long)seq, /* one too far */
	    STR_ARG(str_cut(text,
		str_find(text, STR("index ")) + 7 + (seq > 10) + (seq > 100),
		    text.n)));
	CHECK(ledger_proof_check(key, wrong, p.entry) == ERR_DENIED);
	arena_free(&a);
}

TEST_BOTH(ledger_proves_every_entry)
{
	struct ledger_key key = ledger_test_key(1);
	struct ledger_proof p;

	CHECK(ledger_inclusion(t->db, &t->a, 1, &p) == ERR_MISSING);
	ledger_add_notes(t, 300);
	ledger_sign(t, &key);
	ledger_add_notes(t, 7);
	for (int64_t seq = 1; seq <= 300; seq++)
		prove_one(t, &key, seq);
	CHECK(ledger_inclusion(t->db, &t->a, 301, &p) == ERR_MISSING);
	CHECK(ledger_inclusion(t->db, &t->a, 0, &p) == ERR_MISSING);
	CHECK(ledger_inclusion(t->db, &t->a, -1, &p) == ERR_MISSING);
	ledger_sign(t, &key);
	prove_one(t, &key, 301);
	prove_one(t, &key, 300); /* under the newer checkpoint */
}

TEST_BOTH(ledger_proof_is_the_published_format)
{
	struct ledger_key key = ledger_test_key(1);
	struct ledger_key other = ledger_test_key(2);
	struct ledger_proof p;
	struct str text, rest;

	ledger_add_notes(t, 5);
	ledger_sign(t, &key);
	CHECK_OK(ledger_inclusion(t->db, &t->a, 4, &p));
	CHECK(str_starts(
	    p.entry, STR("ordstyrer-entry/1\n4\n5003\n1\nenquiry.claimed\n"
		"enquiry 3\n")));
	text = ledger_proof_text(&t->a, &p);
	CHECK(str_starts(text, STR("c2sp.org/tlog-proof@v1\nindex 3\n")));
	/* leaf 3 of 5: three hashes, an empty line, the checkpoint */
	rest = str_cut(text, sizeof("c2sp.org/tlog-proof@v1\nindex 3"), text.n);
	CHECK(p.path.n == 3 && rest.p[3 * 45] == '\n');
	CHECK(str_eq(str_cut(rest, 3 * 45 + 1, rest.n), p.note));
	CHECK(ledger_proof_check(&other, text, p.entry) == ERR_DENIED);
	/* others may add a line of their own */
	rest = str_cut(text, sizeof("c2sp.org/tlog-proof@v1"), text.n);
	CHECK_OK(ledger_proof_check(&key,
	    str_printf(&t->a, "c2sp.org/tlog-proof@v1\nextra YWJj\n%.*s",
		STR_ARG(rest)),
	    p.entry));
	CHECK(ledger_proof_check(&key,
		  str_printf(
		      &t->a, "c2sp.org/tlog-proof@v2\n%.*s", STR_ARG(rest)),
		  p.entry) == ERR_INVALID);
}

TEST_BOTH(ledger_proof_reader_refuses_what_is_none)
{
	static const char *const heads[] = { "index 03\n", "index +3\n",
		"index -3\n", "index -0\n", "index \n", "index 3 \n", "3\n",
		"extra YWJj\n", "index 9223372036854775808\n" };
	struct ledger_key key = ledger_test_key(1);
	struct ledger_proof p;
	struct str text, rest;
	size_t passed = 0;
	char *q;

	ledger_add_notes(t, 5);
	ledger_sign(t, &key);
	CHECK_OK(ledger_inclusion(t->db, &t->a, 4, &p));
	text = ledger_proof_text(&t->a, &p);
	rest = str_cut(text, sizeof("c2sp.org/tlog-proof@v1\nindex 3"), text.n);
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		CHECK(ledger_proof_check(&key,
			  str_printf(&t->a, "c2sp.org/tlog-proof@v1\n%s%.*s",
			      heads[i], STR_ARG(rest)),
			  p.entry) == ERR_INVALID);
	q = str_z(&t->a, text);
	for (size_t i = 0; i < text.n; i++) {
		q[i] ^= 1;
		passed += ledger_proof_check(
			      &key, (struct str){ q, text.n }, p.entry) == OK;
		q[i] ^= 1;
	}
	for (size_t n = 0; n < text.n; n++)
		passed += ledger_proof_check(
			      &key, str_cut(text, 0, n), p.entry) == OK;
	CHECK(passed == 0);
}

TEST_BOTH(ledger_shows_every_older_tree_in_the_newer)
{
	static const size_t parts[] = { 1, 5, 250, 1, 40 };
	struct ledger_key key = ledger_test_key(1);
	struct tree_proof p;
	struct db_rows r;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		ledger_add_notes(t, parts[i]);
		ledger_sign(t, &key);
	}
	CHECK_OK(db_query(t->db, &t->a, &q_sizes, DB_NOARGS, &r));
	CHECK(r.n == 5);
	for (size_t i = 0; i < r.n; i++)
		for (size_t j = i; j < r.n; j++) {
			int64_t from = db_get_int(&r, i, 0);
			int64_t to = db_get_int(&r, j, 0);
			struct checkpoint a, b;

			CHECK_OK(note_open(&key, db_get_text(&r, i, 2), &a));
			CHECK_OK(note_open(&key, db_get_text(&r, j, 2), &b));
			CHECK_OK(
			    ledger_consistency(t->db, &t->a, from, to, &p));
			CHECK(tree_check_consistency(
			    from, to, &p, &a.root, &b.root));
		}
	CHECK(ledger_consistency(t->db, &t->a, 0, 5, &p) == ERR_INVALID);
	CHECK(ledger_consistency(t->db, &t->a, 6, 5, &p) == ERR_INVALID);
	CHECK(ledger_consistency(t->db, &t->a, 5, 298, &p) == ERR_MISSING);
	CHECK(
	    ledger_consistency(t->db, &t->a, 5, INT64_MAX, &p) == ERR_MISSING);
}

TEST_BOTH(ledger_consistency_is_checked_without_the_store)
{
	struct ledger_key key = ledger_test_key(1), other = ledger_test_key(2);
	struct str old, new, text, none = STR_NONE;
	struct tree_proof p;

	ledger_add_notes(t, 5);
	old = ledger_sign(t, &key);
	ledger_add_notes(t, 6);
	new = ledger_sign(t, &key);
	CHECK_OK(ledger_consistency(t->db, &t->a, 5, 11, &p));
	text = ledger_consistency_text(&t->a, &p);
	CHECK_OK(ledger_consistency_check(&key, old, new, text));
	CHECK_OK(ledger_consistency_check(&key, new, new, none));
	CHECK(ledger_consistency_check(&key, new, old, text) == ERR_DENIED);
	CHECK(ledger_consistency_check(&key, old, new, none) == ERR_DENIED);
	CHECK(ledger_consistency_check(&other, old, new, text) == ERR_DENIED);
	CHECK(ledger_consistency_check(
		  &key, old, new, str_cut(text, 0, text.n - 2)) == ERR_INVALID);
	CHECK(ledger_consistency_check(&key, old, new,
		  str_printf(&t->a, "%.*s\n", STR_ARG(text))) == ERR_INVALID);
}

/* No log signs what contradicts what it signed before. ----------------------
 */
static enum err
advance(struct db *db, void *arg)
{
	struct arena a = { 0 };
	struct str note;
	bool fresh;
	enum err e = ledger_advance(db, &a, arg, 1, &note, &fresh);

	arena_free(&a);
	return e;
}

static int64_t
signed_trees(struct test_db *t)
{
	struct db_rows r;

	CHECK_OK(db_query(t->db, &t->a, &q_sizes, DB_NOARGS, &r));
	return (int64_t)r.n;
}

TEST_BOTH(ledger_signs_nothing_over_a_changed_tree)
{
	static const char *const deeds[] = {
		"UPDATE ledger_tile SET hashes = (SELECT x.hashes FROM"
		" ledger_tile x WHERE x.level = 1) WHERE level = 0 AND n = 1",
		"DELETE FROM ledger_tile WHERE n = 1",
		"DELETE FROM ledger_tile WHERE level = 1",
		"UPDATE ledger_head SET size = 250",
		"DELETE FROM event WHERE seq = 303",
		"DELETE FROM event WHERE seq = 310",
		"UPDATE event SET seq = 999 WHERE seq = 310",
		"DELETE FROM ledger_head",
	};
	struct ledger_key key = ledger_test_key(1);
	struct intruder *in;

	ledger_add_notes(t, 300);
	ledger_sign(t, &key);
	ledger_add_notes(t, 10);
	in = intruder_open(t);
	intrude(in, "CREATE TABLE k1 AS SELECT * FROM ledger_tile;"
		    " CREATE TABLE k2 AS SELECT * FROM event;"
		    " CREATE TABLE k3 AS SELECT * FROM ledger_head");
	for (size_t i = 0; i < sizeof(deeds) / sizeof(*deeds); i++) {
		intrude(in, deeds[i]);
		CHECK(db_tx(t->db, advance, &key) == ERR_BROKEN);
		CHECK(signed_trees(t) == 1);
		intrude(in, "DELETE FROM ledger_tile; DELETE FROM event;"
			    " DELETE FROM ledger_head;"
			    " INSERT INTO ledger_tile SELECT * FROM k1;"
			    " INSERT INTO event SELECT * FROM k2;"
			    " INSERT INTO ledger_head SELECT * FROM k3");
	}
	check_root(t, &key, ledger_sign(t, &key));
	CHECK(signed_trees(t) == 2);
	intruder_close(in);
}

TEST_BOTH(ledger_wants_the_signing_key_to_sign)
{
	struct ledger_key key = ledger_test_key(1), open_key;

	CHECK_OK(
	    note_parse_verifier(&t->a, note_verifier(&t->a, &key), &open_key));
	ledger_add_notes(t, 3);
	CHECK(db_tx(t->db, advance, &open_key) == ERR_INVALID);
	CHECK(signed_trees(t) == 0);
}

/* Every call that can fail, made to fail: all or nothing. -------------------
 */
static enum err
note_and_advance(struct db *db, void *arg)
{
	struct arena a = { 0 };
	struct event e = { 7, 1, "enquiry.claimed", "enquiry", 1 };
	enum err err = ledger_note(db, &a, &e, STR("{}"), NULL);

	arena_free(&a);
	return err == OK ? advance(db, arg) : err;
}

TEST_BOTH(ledger_is_whole_after_any_failure)
{
	struct ledger_key key = ledger_test_key(1);
	struct verify_report r;
	int n = 0;
	bool failed = true;

	ledger_add_notes(t, 255);
	ledger_sign(t, &key);
	while (failed && n < 300) {
		int64_t before = ledger_size(t);
		enum err e;

		fault_seen = 0;
		fault_at = ++n;
		e = db_tx(t->db, note_and_advance, &key);
		fault_at = 0;
		failed = fault_seen >= n;
		CHECK(e == OK || failed);
		CHECK(e == OK || e == ERR_UNKNOWN || ledger_size(t) == before);
		CHECK_OK(ledger_verify(t->db, &t->a, &key, STR_NONE, &r));
		CHECK(r.total == 0);
		CHECK(signed_trees(t) == 1 + ledger_size(t) - 255);
	}
	CHECK(n > 10 && n < 300);
}
