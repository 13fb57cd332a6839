/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/note.h"

enum { ED25519 = 1, KEY_HASH = 4 };
/* "— ", an em dash and a space (c2sp.org/signed-note). */
#define DASH "\xe2\x80\x94 "

struct str
note_base64(struct arena *a, const void *p, size_t n)
{
	size_t room = sodium_base64_encoded_len(
	    n, sodium_base64_VARIANT_ORIGINAL);
	char *out = ARENA_ARRAY(a, char, room);

	sodium_bin2base64(
	    out, room, p, n, sodium_base64_VARIANT_ORIGINAL);
	return str_from(out);
}

static bool
unbase64(struct str s, void *out, size_t room, size_t *n)
{
	return sodium_base642bin(out, room, s.p ? s.p : "", s.n, NULL, n, NULL,
		   sodium_base64_VARIANT_ORIGINAL) == 0;
}

/* SHA-256(name || "\n" || 0x01 || public key), its first four bytes. */
static void
key_hash(const struct ledger_key *k, unsigned char out[KEY_HASH])
{
	static const unsigned char mark[] = { '\n', ED25519 };
	unsigned char h[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state st;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(
	    &st, (const unsigned char *)k->name.p, k->name.n);
	crypto_hash_sha256_update(&st, mark, sizeof(mark));
	crypto_hash_sha256_update(&st, k->public, sizeof(k->public));
	crypto_hash_sha256_final(&st, h);
	memcpy(out, h, KEY_HASH);
}

struct str
note_verifier(struct arena *a, const struct ledger_key *k)
{
	unsigned char h[KEY_HASH], key[1 + sizeof(k->public)];

	key_hash(k, h);
	key[0] = ED25519;
	memcpy(key + 1, k->public, sizeof(k->public));
	return str_printf(a, "%.*s+%.*s+%.*s", STR_ARG(k->name),
	    STR_ARG(str_hex(a, h, sizeof(h))),
	    STR_ARG(note_base64(a, key, sizeof(key))));
}

enum err
note_parse_verifier(struct arena *a, struct str text, struct ledger_key *out)
{
	unsigned char key[1 + crypto_sign_PUBLICKEYBYTES], h[KEY_HASH];
	struct str rest = str_trim(text), hash;
	size_t n;

	*out = (struct ledger_key){ 0 };
	out->name = str_copy(a, str_take(&rest, '+'));
	hash = str_take(&rest, '+');
	if (out->name.n == 0 || !unbase64(rest, key, sizeof(key), &n) ||
	    n != sizeof(key) || key[0] != ED25519)
		return fail(ERR_INVALID, "not a verifier key of Ed25519");
	memcpy(out->public, key + 1, sizeof(out->public));
	key_hash(out, h);
	if (!str_eq(hash, str_hex(a, h, sizeof(h))))
		return fail(ERR_INVALID, "the verifier key's hash is wrong");
	return OK;
}

static struct str
body(struct arena *a, const struct checkpoint *c)
{
	return str_printf(a, "%.*s\n%lld\n%.*s\n", STR_ARG(c->origin),
	    (long long)c->size,
	    STR_ARG(note_base64(a, c->root.b, HASH_SIZE)));
}

struct str
note_sign(
    struct arena *a, const struct ledger_key *k, const struct checkpoint *c)
{
	unsigned char sig[KEY_HASH + crypto_sign_BYTES];
	struct str text = body(a, c);

	key_hash(k, sig);
	crypto_sign_detached(sig + KEY_HASH, NULL,
	    (const unsigned char *)text.p, text.n, k->secret);
	return str_printf(a, "%.*s\n" DASH "%.*s %.*s\n", STR_ARG(text),
	    STR_ARG(k->name), STR_ARG(note_base64(a, sig, sizeof(sig))));
}

static enum err
parse_body(struct str text, struct checkpoint *out)
{
	struct str size, root;
	size_t n;

	out->origin = str_take(&text, '\n');
	size = str_take(&text, '\n');
	root = str_take(&text, '\n');
	if (out->origin.n == 0 || !str_to_int(size, 0, INT64_MAX, &out->size) ||
	    (size.n > 1 && size.p[0] == '0') ||
	    !unbase64(root, out->root.b, HASH_SIZE, &n) || n != HASH_SIZE)
		return fail(ERR_INVALID, "not a checkpoint of a log");
	return OK;
}

/* Does this line hold k's signature over text? */
static bool
line_signs(const struct ledger_key *k, struct str line, struct str text)
{
	unsigned char sig[KEY_HASH + crypto_sign_BYTES], want[KEY_HASH];
	struct str name;
	size_t n;

	if (!str_starts(line, STR(DASH)))
		return false;
	line = str_cut(line, sizeof(DASH) - 1, line.n);
	name = str_take(&line, ' ');
	key_hash(k, want);
	return str_eq(name, k->name) &&
	       unbase64(line, sig, sizeof(sig), &n) && n == sizeof(sig) &&
	       memcmp(sig, want, KEY_HASH) == 0 &&
	       crypto_sign_verify_detached(sig + KEY_HASH,
		   (const unsigned char *)text.p, text.n, k->public) == 0;
}

enum err
note_open(const struct ledger_key *k, struct str note,
    struct checkpoint *out)
{
	size_t at = str_find(note, STR("\n\n"));
	struct str text, rest;

	if (at == STR_NOWHERE)
		return fail(ERR_INVALID, "not a signed note");
	text = str_cut(note, 0, at + 1);
	rest = str_cut(note, at + 2, note.n);
	TRY(parse_body(text, out));
	if (!str_eq(out->origin, k->name))
		return fail(ERR_INVALID, "a checkpoint of another log");
	while (rest.n > 0)
		if (line_signs(k, str_take(&rest, '\n'), text))
			return OK;
	return fail(ERR_DENIED, "the checkpoint is not signed by this key");
}
