/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/session.h"

#include <sodium.h>

#include "ledger/ledger.h"

enum {
	PASSWORD_MIN = 12,
	PASSWORD_MAX = 200,
	FREE_FAILURES = 5, /* tries before the door closes for a while */
	TOKEN_BYTES = 32
};

/* Argon2id, 19 MiB and t=2 (DESIGN "Sessions"; OWASP's second choice). */
static const unsigned long long argon_ops = 2;
static const size_t argon_memory = (size_t)19 * 1024 * 1024;

static const struct sql q_throttle = SQL("SELECT COALESCE(MAX(blocked_until), 0) FROM login_throttle"
	" WHERE key IN ($1, $2)");
static const struct sql q_login = SQL("SELECT id, password_hash FROM person WHERE login = $1"
	" AND active = 1 AND password_hash <> ''");
static const struct sql q_failed = SQL("INSERT INTO login_throttle (key, failures, blocked_until)"
	" VALUES ($1, 1, 0) ON CONFLICT (key) DO UPDATE"
	" SET failures = login_throttle.failures + 1 RETURNING failures");
static const struct sql q_block = SQL("UPDATE login_throttle SET blocked_until = $2 WHERE key = $1");
static const struct sql q_forgive = SQL("DELETE FROM login_throttle WHERE key IN ($1, $2)");
static const struct sql q_open = SQL("INSERT INTO session (id_hash, person_id, csrf, created_at, seen_at)"
	" VALUES ($1, $2, $3, $4, $4)");
static const struct sql q_find = SQL("SELECT s.person_id, s.csrf, s.created_at, s.seen_at,"
	" COALESCE((SELECT v FROM counter WHERE name = 'municipality'), 0)"
	" FROM session s WHERE s.id_hash = $1");
static const struct sql q_touch = SQL("UPDATE session SET seen_at = $2 WHERE id_hash = $1");
static const struct sql q_end = SQL("DELETE FROM session WHERE id_hash = $1");
static const struct sql q_end_all = SQL("DELETE FROM session WHERE person_id = $1");
static const struct sql q_sweep = SQL(
    "DELETE FROM session WHERE seen_at < $1 OR created_at < $2");
static const struct sql q_sweep_throttle = SQL(
    "DELETE FROM login_throttle WHERE blocked_until > 0 AND blocked_until < $1");
static const struct sql q_token_add = SQL("INSERT INTO api_token (hash, name, person_id, scopes, created_at,"
	" expires_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id");
static const struct sql q_token = SQL("SELECT id, person_id, scopes, created_at,"
	" COALESCE(expires_at, 9223372036854775807), revoked_at,"
	" COALESCE((SELECT v FROM counter WHERE name = 'municipality'), 0)"
	" FROM api_token WHERE hash = $1");
static const struct sql q_token_revoke = SQL("UPDATE api_token SET revoked_at = $2 WHERE id = $1"
	" AND revoked_at IS NULL");

struct digest {
	unsigned char b[crypto_hash_sha256_BYTES];
};

static struct digest
hash_of(struct str s)
{
	struct digest d;

	crypto_hash_sha256(d.b, (const unsigned char *)s.p, s.n);
	return d;
}

static struct str
random_hex(struct arena *a)
{
	unsigned char raw[TOKEN_BYTES];

	randombytes_buf(raw, sizeof(raw));
	return str_hex(a, raw, sizeof(raw));
}

enum err
password_hash(struct arena *a, struct str password, struct str *out)
{
	char *text = ARENA_ARRAY(a, char, crypto_pwhash_STRBYTES);

	if (password.n < PASSWORD_MIN)
		return fail(ERR_INVALID,
		    "a password needs at least %d characters", PASSWORD_MIN);
	if (password.n > PASSWORD_MAX)
		return fail(ERR_INVALID,
		    "a password may have at most %d characters", PASSWORD_MAX);
	if (crypto_pwhash_str_alg(text, password.p, password.n, argon_ops,
		argon_memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return fail(ERR_BROKEN, "no memory for hashing the password");
	*out = str_from(text);
	return OK;
}

bool
password_matches(struct arena *a, struct str hash, struct str password)
{
	return password.n <= PASSWORD_MAX &&
	       crypto_pwhash_str_verify(str_z(a, hash),
		   password.n ? password.p : "", password.n) == 0;
}

/* What an unknown login is compared with, so that it takes as long. */
static struct str
dummy_hash(void)
{
	return STR("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
		   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}

static struct str
throttle_login(struct arena *a, const struct login_try *t)
{
	return str_printf(a, "login:%.*s", STR_ARG(str_cut(t->login, 0, 100)));
}

static struct str
throttle_peer(struct arena *a, const struct login_try *t)
{
	return str_printf(a, "peer:%.*s", STR_ARG(str_cut(t->peer, 0, 100)));
}

enum err
login_ask(struct db *db, struct arena *a, struct login_try *t, usec_t now,
    usec_t *blocked_until)
{
	struct db_rows r;

	*blocked_until = 0;
	TRY(db_query(db, a, &q_throttle,
	    DB_ARGS(
		db_text(throttle_login(a, t)), db_text(throttle_peer(a, t))),
	    &r));
	if (db_get_int(&r, 0, 0) > now) {
		*blocked_until = db_get_int(&r, 0, 0);
		return fail(ERR_THROTTLED, "too many failed logins");
	}
	TRY(db_query(db, a, &q_login, DB_ARGS(db_text(t->login)), &r));
	t->person.v = r.n ? db_get_int(&r, 0, 0) : 0;
	t->hash = r.n ? db_get_text(&r, 0, 1) : dummy_hash();
	return OK;
}

/* After the free tries the door closes for 30 s, then twice as long each
 * time, at most a quarter of an hour; an address, shared by many behind one
 * wall, gets ten times the tries. */
static enum err
count_failure(struct db *db, struct arena *a, struct str key,
    int64_t free_tries, usec_t now)
{
	struct db_rows r;
	int64_t over;
	usec_t wait = 30 * SECOND;

	TRY(db_query(db, a, &q_failed, DB_ARGS(db_text(key)), &r));
	over = db_get_int(&r, 0, 0) - free_tries;
	if (over < 0)
		return OK;
	for (int64_t i = 0; i < over && wait < 15 * MINUTE; i++)
		wait *= 2;
	if (wait > 15 * MINUTE)
		wait = 15 * MINUTE;
	return db_run(
	    db, &q_block, DB_ARGS(db_text(key), db_int(now + wait)), NULL);
}

enum err
login_tell(struct db *db, struct arena *a, const struct login_try *t, bool ok,
    usec_t now, struct str *cookie)
{
	struct event e = { now, t->person.v, "login", "person", t->person.v };
	struct digest d;

	if (!ok || t->person.v == 0) {
		TRY(count_failure(
		    db, a, throttle_login(a, t), FREE_FAILURES, now));
		return count_failure(db, a, throttle_peer(a, t),
		    (int64_t)FREE_FAILURES * 10, now);
	}
	TRY(db_run(db, &q_forgive,
	    DB_ARGS(
		db_text(throttle_login(a, t)), db_text(throttle_peer(a, t))),
	    NULL));
	*cookie = random_hex(a);
	d = hash_of(*cookie);
	TRY(db_run(db, &q_open,
	    DB_ARGS(db_bytes(d.b, sizeof(d.b)), db_int(t->person.v),
		db_text(random_hex(a)), db_int(now)),
	    NULL));
	return ledger_note(db, a, &e, STR("{}"), NULL);
}

enum err
session_find(struct db *db, struct arena *a, struct str cookie, usec_t now,
    struct session *out, int64_t *org_version, bool *touch)
{
	struct digest d = hash_of(cookie);
	struct db_rows r;

	if (cookie.n != (size_t)2 * TOKEN_BYTES)
		return ERR_LOGIN;
	TRY(db_query(db, a, &q_find, DB_ARGS(db_bytes(d.b, sizeof(d.b))), &r));
	if (r.n == 0)
		return ERR_LOGIN;
	*out = (struct session){
		.person = { db_get_int(&r, 0, 0) },
		.csrf = db_get_text(&r, 0, 1),
		.created_at = db_get_int(&r, 0, 2),
		.seen_at = db_get_int(&r, 0, 3),
	};
	*org_version = db_get_int(&r, 0, 4);
	if (now - out->seen_at > SESSION_IDLE ||
	    now - out->created_at > SESSION_LONGEST)
		return ERR_LOGIN;
	*touch = now - out->seen_at > MINUTE;
	return OK;
}

enum err
session_touch(struct db *db, struct str cookie, usec_t now)
{
	struct digest d = hash_of(cookie);

	return db_run(db, &q_touch,
	    DB_ARGS(db_bytes(d.b, sizeof(d.b)), db_int(now)), NULL);
}

enum err
session_end(struct db *db, struct str cookie)
{
	struct digest d = hash_of(cookie);

	return db_run(db, &q_end, DB_ARGS(db_bytes(d.b, sizeof(d.b))), NULL);
}

enum err
session_end_all(struct db *db, struct person_id person)
{
	return db_run(db, &q_end_all, DB_ARGS(db_int(person.v)), NULL);
}

enum err
token_add(struct db *db, struct arena *a, struct str name,
    struct person_id person, struct str scopes, usec_t expires,
    struct person_id by, struct str *plain)
{
	struct event e = { clock_now(), by.v, "token.added", "token", 0 };
	struct digest d;
	struct db_rows r;

	if (str_trim(name).n == 0 || name.n > 100)
		return fail(
		    ERR_INVALID, "a token needs a name of at most 100 bytes");
	*plain = random_hex(a);
	d = hash_of(*plain);
	TRY(db_query(db, a, &q_token_add,
	    DB_ARGS(db_bytes(d.b, sizeof(d.b)), db_text(name), db_int(person.v),
		db_text(scopes), db_int(e.at),
		expires ? db_int(expires) : db_null()),
	    &r));
	e.object_id = db_get_int(&r, 0, 0);
	return ledger_note(db, a, &e, STR("{}"), NULL);
}

enum err
token_find(struct db *db, struct arena *a, struct str plain, usec_t now,
    struct session *out, int64_t *org_version)
{
	struct digest d = hash_of(plain);
	struct db_rows r;

	if (plain.n != (size_t)2 * TOKEN_BYTES)
		return ERR_LOGIN;
	TRY(db_query(db, a, &q_token, DB_ARGS(db_bytes(d.b, sizeof(d.b))), &r));
	if (r.n == 0 || !db_is_null(&r, 0, 5) || db_get_int(&r, 0, 4) <= now)
		return ERR_LOGIN;
	*out = (struct session){
		.person = { db_get_int(&r, 0, 1) },
		.created_at = db_get_int(&r, 0, 3),
		.seen_at = now,
		.api = true,
		.token = db_get_int(&r, 0, 0),
		.scopes = db_get_text(&r, 0, 2),
	};
	*org_version = db_get_int(&r, 0, 6);
	return OK;
}

enum err
token_revoke(
    struct db *db, struct arena *a, int64_t id, struct person_id by, usec_t now)
{
	struct event e = { now, by.v, "token.revoked", "token", id };
	int64_t changed;

	TRY(db_run(
	    db, &q_token_revoke, DB_ARGS(db_int(id), db_int(now)), &changed));
	if (changed == 0)
		return fail(ERR_MISSING, "no such token, or revoked already");
	return ledger_note(db, a, &e, STR("{}"), NULL);
}

enum err
session_sweep(struct db *db, usec_t now)
{
	TRY(db_run(db, &q_sweep,
	    DB_ARGS(db_int(now - SESSION_IDLE), db_int(now - SESSION_LONGEST)),
	    NULL));
	/* Failures that have not shut the door yet count on. */
	return db_run(db, &q_sweep_throttle, DB_ARGS(db_int(now - DAY)), NULL);
}
