/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/note.h"

#include "fmt/utf8.h"

enum {
	ED25519 = 1,
	KEY_HASH = 4,
	/* Room for signatures of other kinds ("up to nearly 5 kB"), and for
	 * a good many of them. */
	SIGNATURE_MAX = 8192,
	NOTE_MAX = 256 * 1024
};
/* "— ", an em dash and a space (c2sp.org/signed-note). */
#define DASH "\xe2\x80\x94 "

struct str
note_base64(struct arena *a, const void *p, size_t n)
{
	size_t room = sodium_base64_encoded_len(
	    n, sodium_base64_VARIANT_ORIGINAL);
	char *out = ARENA_ARRAY(a, char, room);

	sodium_bin2base64(out, room, p, n, sodium_base64_VARIANT_ORIGINAL);
	return str_from(out);
}

static bool
unbase64(struct str s, void *out, size_t room, size_t *n)
{
	return sodium_base642bin(out, room, s.p ? s.p : "", s.n, NULL, n, NULL,
		   sodium_base64_VARIANT_ORIGINAL) == 0;
}

/* Key names hold neither spaces nor "+"; ours are ASCII, but a witness may be
 * called as it likes. */
static bool
is_name(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] <= ' ' || name.p[i] == '+' ||
		    name.p[i] == 0x7f)
			return false;
	return name.n > 0;
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
	if (!is_name(out->name) || !unbase64(rest, key, sizeof(key), &n) ||
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
	    (long long)c->size, STR_ARG(note_base64(a, c->root.b, HASH_SIZE)));
}

struct str
note_sign(
    struct arena *a, const struct ledger_key *k, const struct checkpoint *c)
{
	unsigned char sig[KEY_HASH + crypto_sign_BYTES];
	struct str text = body(a, c);

	assert(k->can_sign);
	key_hash(k, sig);
	crypto_sign_detached(sig + KEY_HASH, NULL,
	    (const unsigned char *)text.p, text.n, k->secret);
	return str_printf(a, "%.*s\n" DASH "%.*s %.*s\n", STR_ARG(text),
	    STR_ARG(k->name), STR_ARG(note_base64(a, sig, sizeof(sig))));
}

/* One signature line: of k and good, of k and bad, of somebody else, or no such
 * line at all. */
enum signature { GOOD, BAD, FOREIGN, MALFORMED };

static enum signature
judge_line(const struct ledger_key *k, struct str line, struct str text)
{
	unsigned char sig[SIGNATURE_MAX], want[KEY_HASH];
	struct str name;
	size_t n;

	if (!str_starts(line, STR(DASH)))
		return MALFORMED;
	line = str_cut(line, sizeof(DASH) - 1, line.n);
	name = str_take(&line, ' ');
	if (!is_name(name) || !unbase64(line, sig, sizeof(sig), &n) ||
	    n <= KEY_HASH)
		return MALFORMED;
	key_hash(k, want);
	if (!str_eq(name, k->name) || memcmp(sig, want, KEY_HASH) != 0)
		return FOREIGN;
	if (n != KEY_HASH + crypto_sign_BYTES ||
	    crypto_sign_verify_detached(sig + KEY_HASH,
		(const unsigned char *)text.p, text.n, k->public) != 0)
		return BAD;
	return GOOD;
}

/* c2sp.org/tlog-checkpoint: origin, size, root, and further lines that are not
 * empty. */
static enum err
parse_body(struct str text, struct checkpoint *out)
{
	struct str size, root;
	size_t n;

	out->origin = str_take(&text, '\n');
	size = str_take(&text, '\n');
	root = str_take(&text, '\n');
	if (out->origin.n == 0 || size.n == 0 || size.p[0] == '-' ||
	    (size.n > 1 && size.p[0] == '0') ||
	    !str_to_int(size, 0, INT64_MAX, &out->size) ||
	    !unbase64(root, out->root.b, HASH_SIZE, &n) || n != HASH_SIZE)
		return fail(ERR_INVALID, "not a checkpoint of a log");
	while (text.n > 0)
		if (str_take(&text, '\n').n == 0)
			return fail(ERR_INVALID, "not a checkpoint of a log");
	return OK;
}

/* The text is parted from the signatures by the last empty line. */
static bool
split_note(struct str note, struct str *text, struct str *signatures)
{
	size_t at = STR_NOWHERE;

	if (note.n > NOTE_MAX || !str_ends(note, STR("\n")) ||
				     !utf8_valid(note))
		return false;
	for (size_t i = 0; i < note.n; i++) {
		if ((unsigned char)note.p[i] < ' ' && note.p[i] != '\n')
			return false;
		if (i > 0 && note.p[i] == '\n' && note.p[i - 1] == '\n')
			at = i;
	}
	if (at == STR_NOWHERE)
		return false;
	*text = str_cut(note, 0, at);
	*signatures = str_cut(note, at + 1, note.n);
	return signatures->n > 0;
}

enum err
note_text(const struct ledger_key *k, struct str note, struct str *text)
{
	struct str rest;
	bool good = false;

	if (!split_note(note, text, &rest))
		return fail(ERR_INVALID, "not a signed note");
	while (rest.n > 0)
		switch (judge_line(k, str_take(&rest, '\n'), *text)) {
		case GOOD: good = true; break;
		case FOREIGN: break;
		case BAD:
			return fail(
			    ERR_DENIED, "the checkpoint's signature is false");
		case MALFORMED: return fail(ERR_INVALID, "not a signed note");
		}
	return good ? OK
		    : fail(ERR_DENIED,
			  "the checkpoint is not signed by this key");
}

enum err
note_open(const struct ledger_key *k, struct str note, struct checkpoint *out)
{
	struct str text;

	*out = (struct checkpoint){ .size = 0 };
	TRY(note_text(k, note, &text));
	TRY(parse_body(text, out));
	return str_eq(out->origin, k->name)
		   ? OK
		   : fail(ERR_INVALID, "a checkpoint of another log");
}
