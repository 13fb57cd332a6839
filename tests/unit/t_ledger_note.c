/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_ledger_note.c - signed notes and checkpoints, the key's file and the file
 * of checkpoints.  REQ: SPEC 6; c2sp.org/signed-note, tlog-checkpoint
 */
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "ledger/log.h"
#include "tests/test_db.h"

#define DASH "\xe2\x80\x94 "
static const struct str origin = STR_INIT("lia.example.no/ledger");

static struct ledger_key
key_of(struct str name, unsigned char seed)
{
	unsigned char bytes[crypto_sign_SEEDBYTES] = { seed };
	struct ledger_key k = { .name = name, .can_sign = true };

	crypto_sign_seed_keypair(k.public, k.secret, bytes);
	return k;
}

/* A signature line, made from the specification and not by note.c. */
static struct str
line_by(struct arena *a, const struct ledger_key *k, struct str text)
{
	unsigned char sig[4 + crypto_sign_BYTES], h[32];
	struct str id = str_printf(a, "%.*s\n\x01%.*s", STR_ARG(k->name), 32,
	    "................................");
	char *p = str_z(a, id);

	memcpy(p + id.n - 32, k->public, 32);
	crypto_hash_sha256(h, (unsigned char *)p, id.n);
	memcpy(sig, h, 4);
	crypto_sign_detached(
	    sig + 4, NULL, (const unsigned char *)text.p, text.n, k->secret);
	return str_printf(a, DASH "%.*s %.*s\n", STR_ARG(k->name),
	    STR_ARG(note_base64(a, sig, sizeof(sig))));
}

static struct str
signed_by(struct arena *a, const struct ledger_key *k, struct str text)
{
	return str_printf(
	    a, "%.*s\n%.*s", STR_ARG(text), STR_ARG(line_by(a, k, text)));
}

static struct checkpoint
sample(void)
{
	struct checkpoint c = { origin, 48291, { { 1, 2, 3 } } };

	return c;
}

/* The example of c2sp.org/signed-note. */
TEST(ledger_note_reads_the_published_example)
{
	static const struct str vkey = STR_INIT(
	    "example.com/foo+530d903a+"
	    "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
	static const struct str note = STR_INIT(
	    "This is an example message.\n\n" DASH
	    "example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2"
	    "ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n");
	struct arena a = { 0 };
	struct ledger_key k;
	struct checkpoint c;
	struct str text;

	CHECK_OK(note_parse_verifier(&a, vkey, &k));
	CHECK(str_eq(note_verifier(&a, &k), vkey));
	CHECK(!k.can_sign);
	CHECK_OK(note_text(&k, note, &text));
	CHECK(str_eq(text, STR("This is an example message.\n")));
	CHECK(note_open(&k, note, &c) == ERR_INVALID); /* no checkpoint */
	arena_free(&a);
}

TEST(ledger_note_comes_back_as_it_was_signed)
{
	struct arena a = { 0 };
	struct ledger_key k = key_of(origin, 1), other = key_of(origin, 2);
	struct ledger_key elsewhere = key_of(STR("nord.example.no/ledger"), 1);
	struct checkpoint c = sample(), got;
	struct str note = note_sign(&a, &k, &c);

	CHECK(str_starts(note, STR("lia.example.no/ledger\n48291\nAQID")));
	CHECK_OK(note_open(&k, note, &got));
	CHECK(str_eq(got.origin, origin) && got.size == c.size);
	CHECK(memcmp(got.root.b, c.root.b, HASH_SIZE) == 0);
	/* the line is the one that the specification asks for */
	CHECK(str_ends(
	    note, line_by(&a, &k,
		      str_cut(note, 0, str_find(note, STR("\n\n")) + 1))));
	CHECK(note_open(&other, note, &got) == ERR_DENIED);
	CHECK(note_open(&elsewhere, note, &got) != OK);
	arena_free(&a);
}

/* No single bit of a note can be changed, and no byte left out. */
TEST(ledger_note_shows_any_change)
{
	struct arena a = { 0 };
	struct ledger_key k = key_of(origin, 1);
	struct checkpoint c = sample(), got;
	struct str note = note_sign(&a, &k, &c);
	char *p = str_z(&a, note);
	size_t passed = 0;

	for (size_t i = 0; i < note.n; i++)
		for (int bit = 0; bit < 8; bit++) {
			p[i] = (char)(p[i] ^ (1 << bit));
			passed += note_open(&k, (struct str){ p, note.n },
				      &got) == OK;
			p[i] = (char)(p[i] ^ (1 << bit));
		}
	for (size_t n = 0; n < note.n; n++)
		passed += note_open(&k, str_cut(note, 0, n), &got) == OK;
	for (size_t i = 1; i <= note.n; i++)
		passed += note_open(&k, str_cut(note, i, note.n), &got) == OK;
	CHECK(passed == 0);
	arena_free(&a);
}

TEST(ledger_note_lets_witnesses_sign_too)
{
	struct arena a = { 0 };
	struct ledger_key k = key_of(origin, 1);
	struct ledger_key w = key_of(STR("vitne.example/æ"), 3);
	struct checkpoint c = sample(), got;
	struct str note = note_sign(&a, &k, &c), all = note, ours, text;
	size_t at = str_find(note, STR("\n\n")) + 2;

	ours = str_cut(note, at, note.n);
	text = str_cut(note, 0, at - 1);
	for (int i = 0; i < 20; i++)
		all = str_printf(&a, "%.*s%.*s", STR_ARG(all),
		    STR_ARG(line_by(&a, &w, text)));
	CHECK_OK(note_open(&k, all, &got));
	/* before ours, and of another kind and length */
	all = str_printf(&a, "%.*s\n" DASH "w.example/2 %.*s\n%.*s",
	    STR_ARG(text), STR_ARG(note_base64(&a, note.p, 76)), STR_ARG(ours));
	CHECK_OK(note_open(&k, all, &got));
	/* the witness alone is not enough */
	CHECK(note_open(&k, signed_by(&a, &w, text), &got) == ERR_DENIED);
	arena_free(&a);
}

TEST(ledger_note_refuses_false_and_malformed_lines)
{
	struct arena a = { 0 };
	struct ledger_key k = key_of(origin, 1);
	struct checkpoint c = sample(), got;
	struct str note = note_sign(&a, &k, &c);
	struct str text = str_cut(note, 0, str_find(note, STR("\n\n")) + 1);
	/* signed by the key, but over another text: bears its hash */
	struct str lie = line_by(&a, &k, STR("another\n"));
	static const char *const bad[] = { "no dash\n", DASH "name\n",
		DASH "name !!!!\n", DASH " AAAAAAA=\n", DASH "a+b AAAAAAA=\n",
		DASH "name AAAA\n", "\n", DASH "name AAAAAAA= \n" };

	CHECK(note_open(&k,
		  str_printf(&a, "%.*s%.*s", STR_ARG(note), STR_ARG(lie)),
		  &got) == ERR_DENIED);
	CHECK(note_open(&k,
		  str_printf(&a, "%.*s\n%.*s", STR_ARG(text), STR_ARG(lie)),
		  &got) == ERR_DENIED);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK(note_open(&k,
			  str_printf(&a, "%.*s%s", STR_ARG(note), bad[i]),
			  &got) == ERR_INVALID);
	CHECK(note_open(&k, str_printf(&a, "%.*s\n", STR_ARG(text)), &got) ==
	      ERR_INVALID);
	CHECK(note_open(&k, STR_NONE, &got) == ERR_INVALID);
	arena_free(&a);
}

/* Properly signed, and yet no checkpoint. */
TEST(ledger_note_refuses_bodies_that_are_no_checkpoint)
{
#define ROOT "AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define HEAD "lia.example.no/ledger\n"
	static const struct {
		struct str text;
		enum err want;
	} rows[] = {
		{ STR_INIT(HEAD "5\n" ROOT "\n"), OK },
		{ STR_INIT(HEAD "0\n" ROOT "\n"), OK },
		{ STR_INIT(HEAD "5\n" ROOT "\nmore\n"), OK },
		{ STR_INIT(HEAD "9223372036854775807\n" ROOT "\n"), OK },
		{ STR_INIT(HEAD "9223372036854775808\n" ROOT "\n"),
		    ERR_INVALID },
		{ STR_INIT(HEAD "05\n" ROOT "\n"), ERR_INVALID },
		{ STR_INIT(HEAD "00\n" ROOT "\n"), ERR_INVALID },
		{ STR_INIT(HEAD "+5\n" ROOT "\n"), ERR_INVALID },
		{ STR_INIT(HEAD "-0\n" ROOT "\n"), ERR_INVALID },
		{ STR_INIT(HEAD "-5\n" ROOT "\n"), ERR_INVALID },
		{ STR_INIT(HEAD " 5\n" ROOT "\n"), ERR_INVALID },
		{ STR_INIT(HEAD "\n" ROOT "\n"), ERR_INVALID },
		{ STR_INIT(HEAD "5\n"), ERR_INVALID },
		{ STR_INIT(HEAD "5\nAQID\n"), ERR_INVALID },
		{ STR_INIT(HEAD "5\n" ROOT "\n\nmore\n"), ERR_INVALID },
		{ STR_INIT("\n5\n" ROOT "\n"), ERR_INVALID },
		{ STR_INIT("annen.example/ledger\n5\n" ROOT "\n"),
		    ERR_INVALID },
		{ STR_INIT(HEAD "5\n" ROOT "\nta\tb\n"), ERR_INVALID },
		{ STR_INIT(HEAD "5\n" ROOT "\n\xff\n"), ERR_INVALID },
		/* bits in the base64 that no byte takes */
		{ STR_INIT(
		      HEAD "5\nAQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n"),
		    ERR_INVALID },
	};
	struct arena a = { 0 };
	struct ledger_key k = key_of(origin, 1);
	struct checkpoint got;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum err e = note_open(
		    &k, signed_by(&a, &k, rows[i].text), &got);

		CHECK(e == rows[i].want);
		if (e != rows[i].want)
			printf("row %zu: %s\n", i, err_sentence(e));
	}
	arena_free(&a);
}

TEST(ledger_note_refuses_bad_verifier_keys)
{
	struct arena a = { 0 };
	struct ledger_key k = key_of(origin, 1), got;
	struct str good = note_verifier(&a, &k);
	char *p = str_z(&a, good);
	size_t passed = 0;

	CHECK_OK(note_parse_verifier(
	    &a, str_printf(&a, "  %.*s\n", STR_ARG(good)), &got));
	CHECK(memcmp(got.public, k.public, sizeof(k.public)) == 0);
	for (size_t i = 0; i < good.n; i++) {
		p[i] ^= 1;
		passed += note_parse_verifier(
			      &a, (struct str){ p, good.n }, &got) == OK;
		p[i] ^= 1;
	}
	CHECK(passed == 0);
	CHECK(note_parse_verifier(&a, STR_NONE, &got) == ERR_INVALID);
	CHECK(note_parse_verifier(&a, STR("a+b"), &got) == ERR_INVALID);
	arena_free(&a);
}

/* Files -------------------------------------------------------------------- */
static char dir[40]; /* of the test that runs */

static struct str
temp(struct arena *a, const char *name)
{
	if (!*dir) {
		snprintf(dir, sizeof(dir), "/tmp/ordstyrer-key-XXXXXX");
		if (!mkdtemp(dir))
			abort();
	}
	return str_printf(a, "%s/%s", dir, name);
}

static void
remove_temp(struct arena *a)
{
	(void)unlink(str_z(a, temp(a, "key")));
	(void)unlink(str_z(a, temp(a, "notes")));
	(void)rmdir(dir);
	*dir = 0;
}

static void
spit(struct arena *a, struct str path, struct str text, mode_t mode)
{
	char *file = str_z(a, path);
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode);

	CHECK(write(fd, text.p, text.n) == (ssize_t)text.n);
	CHECK(fchmod(fd, mode) == 0);
	close(fd);
}

static struct str
slurp(struct arena *a, struct str path)
{
	char *p = ARENA_ARRAY(a, char, 65536);
	int fd = open(str_z(a, path), O_RDONLY);
	ssize_t n = read(fd, p, 65536);

	close(fd);
	return (struct str){ p, n > 0 ? (size_t)n : 0 };
}

TEST(ledger_key_lies_in_a_file_for_its_owner_alone)
{
	struct arena a = { 0 };
	struct str path = temp(&a, "key"), text, half;
	struct ledger_key k, again;
	struct stat st;

	CHECK(ledger_key_load(&a, path, &k) == ERR_MISSING);
	CHECK_OK(ledger_key_create(&a, path, STR("lia.example.no")));
	CHECK(stat(str_z(&a, path), &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK_OK(ledger_key_load(&a, path, &k));
	CHECK(k.can_sign && str_eq(k.name, origin));
	/* one that is there is left */
	CHECK_OK(ledger_key_create(&a, path, STR("nord.example.no")));
	CHECK_OK(ledger_key_load(&a, path, &again));
	CHECK(memcmp(k.secret, again.secret, sizeof(k.secret)) == 0);
	text = slurp(&a, path);
	spit(&a, path, text, 0644);
	CHECK(ledger_key_load(&a, path, &again) == ERR_INVALID);
	spit(&a, path, STR("something else\n"), 0600);
	CHECK(ledger_key_load(&a, path, &again) == ERR_INVALID);
	/* halves of two keys */
	memcpy(k.secret + crypto_sign_SEEDBYTES, key_of(origin, 9).public,
	    crypto_sign_PUBLICKEYBYTES);
	half = str_printf(&a, "ordstyrer-ledger-key/1\n%.*s\n%.*s\n",
	    STR_ARG(origin),
	    STR_ARG(note_base64(&a, k.secret, sizeof(k.secret))));
	spit(&a, path, half, 0600);
	CHECK(ledger_key_load(&a, path, &again) == ERR_INVALID);
	spit(&a, path, text, 0600);
	CHECK_OK(ledger_key_load(&a, path, &again));
	remove_temp(&a);
	arena_free(&a);
}

TEST(ledger_key_is_whole_or_not_there)
{
	static const struct str bad[] = { STR_INIT(""), STR_INIT("a b"),
		STR_INIT("a\nb"), STR_INIT("a+b"), STR_INIT("blåbær.no") };
	struct arena a = { 0 };
	struct str path = temp(&a, "key");

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK(ledger_key_create(&a, path, bad[i]) == ERR_INVALID);
	CHECK(access(str_z(&a, path), F_OK) != 0);
	fault_seen = 0;
	fault_at = 1;
	CHECK(ledger_key_create(&a, path, STR("lia.example.no")) == ERR_BROKEN);
	fault_at = 0;
	CHECK(access(str_z(&a, path), F_OK) != 0);
	CHECK(ledger_key_create(
	    &a, STR("/nowhere/at/all"), STR("lia.example.no")) == ERR_BROKEN);
	remove_temp(&a);
	arena_free(&a);
}

/* A write that a crash cut short is taken off by the next. */
TEST(ledger_checkpoints_outside_survive_a_torn_write)
{
	struct arena a = { 0 };
	struct str path = temp(&a, "notes"), whole;
	char *file = str_z(&a, path);

	CHECK_OK(ledger_publish(&a, path, STR("one\n")));
	CHECK_OK(ledger_publish(&a, path, STR("two\n")));
	whole = slurp(&a, path);
	CHECK(str_eq(whole, STR("one\n\n----\ntwo\n\n----\n")));
	for (size_t n = 0; n <= whole.n; n++) {
		struct str head = n < 10 ? STR_NONE : STR("one\n\n----\n");

		if (n == whole.n)
			head = whole;
		CHECK(truncate(file, 0) == 0);
		spit(&a, path, str_cut(whole, 0, n), 0644);
		CHECK_OK(ledger_publish(&a, path, STR("three\n")));
		CHECK(str_eq(slurp(&a, path),
		    str_printf(&a, "%.*sthree\n\n----\n", STR_ARG(head))));
	}
	CHECK(ledger_publish(&a, STR("/nowhere/at/all"), STR("x\n")) ==
				     ERR_BROKEN);
	remove_temp(&a);
	arena_free(&a);
}
