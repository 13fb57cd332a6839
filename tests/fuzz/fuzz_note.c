/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_note.c - any bytes as a signed note, a verifier key, a proof: read or
 * refused with a sentence; nothing passes that was not signed, and what is read
 * comes back as it was.
 */
#include <assert.h>
#include <stdlib.h>

#include "ledger/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The example of c2sp.org/signed-note: a key whose secret half is not here. */
static const struct str vkey = STR_INIT(
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
static const struct str published = STR_INIT("This is an example message.\n");

static void
as_note(const struct ledger_key *k, struct str s)
{
	struct checkpoint c;
	struct str text;
	enum err e = note_text(k, s, &text);

	if (e == OK)
		assert(str_eq(text, published));
	else
		assert(err_sentence(e)[0] != '\0');
	assert(note_open(k, s, &c) != OK);
	assert(ledger_proof_check(k, s, STR("entry")) != OK);
	assert(ledger_consistency_check(k, s, s, s) != OK);
}

static void
as_key(struct arena *a, struct str s)
{
	struct ledger_key k;

	if (note_parse_verifier(a, s, &k) == OK)
		assert(str_eq(note_verifier(a, &k), str_trim(s)));
}

/* Signed by ourselves, whatever it is: read only if it is a checkpoint, and
 * then written again it is the same, further lines apart. */
static void
as_signed(struct arena *a, struct str s)
{
	static const unsigned char seed[crypto_sign_SEEDBYTES] = { 1 };
	struct ledger_key k = { .name = str_take(&s, '\n'), .can_sign = true };
	struct checkpoint c = { .origin = k.name }, got;
	struct str note;

	crypto_sign_seed_keypair(k.public, k.secret, seed);
	memcpy(c.root.b, s.p ? s.p : "", s.n < HASH_SIZE ? s.n : HASH_SIZE);
	c.size = (int64_t)s.n;
	note = note_sign(a, &k, &c);
	if (note_open(&k, note, &got) != OK)
		return;
	assert(got.size == c.size && str_eq(got.origin, c.origin));
	assert(memcmp(got.root.b, c.root.b, HASH_SIZE) == 0);
	assert(str_eq(note, note_sign(a, &k, &got)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str s = { (const char *)data, n };
	struct arena a = { 0 };
	struct ledger_key k;

	if (note_parse_verifier(&a, vkey, &k) != OK)
		abort();
	as_note(&k, s);
	as_key(&a, s);
	as_signed(&a, s);
	arena_free(&a);
	return 0;
}
