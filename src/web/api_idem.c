/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_idem.c - answers kept under an Idempotency-Key, so that whoever got no
 * answer may ask again without doing it twice.  REQ: SPEC 8
 */
#include <sodium.h>
#include <stdatomic.h>

#include "web/api.h"

enum { KEY_MAX = 200 };
#define KEEP_FOR   (2 * DAY)
#define SWEEP_EACH HOUR

static const struct sql q_find = SQL("SELECT request_hash, status, answer FROM idempotency"
	" WHERE token_id = $1 AND key = $2");
static const struct sql q_keep = SQL("INSERT INTO idempotency"
	" (token_id, key, request_hash, status, answer, at)"
	" VALUES ($1, $2, $3, $4, $5, $6)");
static const struct sql q_sweep = SQL("DELETE FROM idempotency WHERE at < $1");

static void
add_part(crypto_hash_sha256_state *s, struct str part)
{
	crypto_hash_sha256_update(
	    s, (const unsigned char *)(part.n ? part.p : ""), part.n);
	crypto_hash_sha256_update(s, (const unsigned char *)"", 1);
}

enum err
idem_read(const struct req *r, struct idem *out)
{
	struct str key = str_trim(req_header(r, STR("idempotency-key")));
	crypto_hash_sha256_state s;

	*out = (struct idem){ .key = key };
	if (key.n > KEY_MAX)
		return fail(ERR_INVALID,
		    "an idempotency key has at most %d bytes", KEY_MAX);
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] < 0x20 || key.p[i] > 0x7e)
			return fail(ERR_INVALID,
			    "an idempotency key is printable ASCII");
	if (key.n == 0)
		return OK;
	crypto_hash_sha256_init(&s);
	add_part(&s, r->path);
	add_part(&s, r->body);
	crypto_hash_sha256_final(&s, out->hash);
	return OK;
}

enum err
idem_find(struct db *db, struct arena *a, int64_t token, struct idem *k)
{
	struct db_rows r;
	struct str hash;

	k->known = false;
	if (k->key.n == 0)
		return OK;
	TRY(db_query(
	    db, a, &q_find, DB_ARGS(db_int(token), db_text(k->key)), &r));
	if (r.n == 0)
		return OK;
	hash = db_get_text(&r, 0, 0);
	if (!str_eq(
		hash, (struct str){ (const char *)k->hash, sizeof(k->hash) }))
		return fail(ERR_CONFLICT,
		    "that idempotency key was used for another request");
	k->known = true;
	k->status = (int)db_get_int(&r, 0, 1);
	k->answer = db_get_text(&r, 0, 2);
	return OK;
}

/* What is too old goes, once an hour: the writer is the only one here, so that
 * nobody waits for it but the one who happens to come by. */
static enum err
sweep(struct db *db, usec_t now)
{
	static _Atomic usec_t last;

	if (now - last < SWEEP_EACH && now >= last)
		return OK;
	last = now;
	return db_run(db, &q_sweep, DB_ARGS(db_int(now - KEEP_FOR)), NULL);
}

enum err
idem_keep(struct db *db, int64_t token, const struct idem *k, int status,
    struct str answer, usec_t now)
{
	if (k->key.n == 0)
		return OK;
	TRY(sweep(db, now));
	return db_run(db, &q_keep,
	    DB_ARGS(db_int(token), db_text(k->key),
		db_bytes(k->hash, sizeof(k->hash)), db_int(status),
		db_text(answer), db_int(now)),
	    NULL);
}
