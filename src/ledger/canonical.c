/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/canonical.h"

#include <sodium.h>

static const struct {
	const char *name, *columns;
} tables[] = {
#define COVERED(table, columns, parameters) { #table, columns },
#include "ledger/covered.def"
#undef COVERED
};

const char *
covered_name(enum covered t)
{
	return tables[t].name;
}

enum covered
covered_by_name(struct str name)
{
	int t = 0;

	while (t < COVERED_COUNT && !str_eq(name, str_from(tables[t].name)))
		t++;
	return (enum covered)t;
}

const char *
covered_columns(enum covered t)
{
	return tables[t].columns;
}

size_t
covered_width(enum covered t)
{
	size_t n = 1;

	for (const char *p = tables[t].columns; *p; p++)
		n += *p == ',';
	return n;
}

static void
put_value(struct buf *out, char type, struct str bytes)
{
	buf_char(out, type);
	buf_int(out, (int64_t)bytes.n);
	buf_char(out, ':');
	buf_put(out, bytes);
}

/* Written for every number of every row taken in: printf would be a third of
 * the work. */
static void
put_int(struct buf *out, int64_t v)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		digits[--at] = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		digits[--at] = '-';
	put_value(out, 'i', (struct str){ digits + at, sizeof(digits) - at });
}

void
canonical_row(
    struct buf *out, const char *table, const struct db_value *values, size_t n)
{
	put_value(out, 't', str_from(table));
	for (size_t i = 0; i < n; i++) {
		const struct db_value *v = &values[i];

		switch (v->kind) {
		case DB_NULL: put_value(out, 'n', STR_NONE); break;
		case DB_INT: put_int(out, v->i); break;
		case DB_TEXT: put_value(out, 't', v->s); break;
		case DB_BYTES: put_value(out, 'b', v->s); break;
		}
	}
}

struct hash
canonical_commitment(const unsigned char salt[SALT_SIZE], struct str content)
{
	crypto_hash_sha256_state st;
	struct hash h;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, salt, SALT_SIZE);
	crypto_hash_sha256_update(
	    &st, (const unsigned char *)content.p, content.n);
	crypto_hash_sha256_final(&st, h.b);
	return h;
}

void
canonical_entry(struct buf *out, int64_t seq, const struct event *e,
    const unsigned char commitment[HASH_SIZE])
{
	char hex[2 * HASH_SIZE + 1];

	sodium_bin2hex(hex, sizeof(hex), commitment, HASH_SIZE);
	buf_lit(out, "ordstyrer-entry/1\n");
	buf_int(out, seq);
	buf_char(out, '\n');
	buf_int(out, e->at);
	buf_char(out, '\n');
	buf_int(out, e->actor);
	buf_char(out, '\n');
	buf_put(out, str_from(e->kind));
	buf_char(out, '\n');
	buf_put(out, str_from(e->object_kind));
	buf_char(out, ' ');
	buf_int(out, e->object_id);
	buf_char(out, '\n');
	buf_put(out, (struct str){ hex, sizeof(hex) - 1 });
	buf_char(out, '\n');
}

struct hash
canonical_leaf(struct str entry)
{
	static const unsigned char leaf_prefix = 0;
	crypto_hash_sha256_state st;
	struct hash h;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, &leaf_prefix, 1);
	crypto_hash_sha256_update(&st, (const unsigned char *)entry.p, entry.n);
	crypto_hash_sha256_final(&st, h.b);
	return h;
}
