/* SPDX-License-Identifier: EUPL-1.2
 *
 * session.h - logging in and staying so (DESIGN "Sessions").  The cookie holds
 * 256 random bits in hex; the store holds their SHA-256.  30 minutes idle, 12
 * hours at most, ended when a role changes.
 */
#ifndef MODEL_SESSION_H
#define MODEL_SESSION_H
#include "model/municipality.h"

#define SESSION_COOKIE	"__Host-ordstyrer"
#define SESSION_IDLE	(30 * MINUTE)
#define SESSION_LONGEST (12 * HOUR)

struct session {
	struct person_id person;
	struct str csrf;
	usec_t created_at, seen_at;
	bool api;	   /* a bearer token, not a browser */
	int64_t token;	   /* api_token.id, or 0 */
	struct str scopes; /* of the token */
};

/* Argon2id, 19 MiB, t=2 (libsodium).  Slow on purpose: never in a pool thread
 * or in the writer. */
enum err password_hash(struct arena *a, struct str password, struct str *out)
    MUST_CHECK; /* ERR_INVALID: shorter than 12 characters, longer than 200 */
bool password_matches(struct arena *a, struct str hash, struct str password);

/* Login in three steps, so that the slow one holds nothing: ask (the hash to
 * compare, or a dummy for an unknown login; ERR_THROTTLED with when), compare,
 * then tell the outcome.  REQ: SPEC 8 */
struct login_try {
	struct str login, peer;
	struct person_id person; /* v == 0: unknown */
	struct str hash;
};
enum err login_ask(struct db *db, struct arena *a, struct login_try *t,
    usec_t now, usec_t *blocked_until) MUST_CHECK;
/* ok: opens a session, token and csrf in the arena; else counts a failure. */
enum err login_tell(struct db *db, struct arena *a, const struct login_try *t,
    bool ok, usec_t now, struct str *cookie) MUST_CHECK;

/* ERR_LOGIN: none, or over.  org_version: the store's municipality version,
 * read in the same query.  touch: seen_at is older than a minute. */
enum err session_find(struct db *db, struct arena *a, struct str cookie,
    usec_t now, struct session *out, int64_t *org_version,
    bool *touch) MUST_CHECK;
enum err session_touch(struct db *db, struct str cookie, usec_t now) MUST_CHECK;
enum err session_end(struct db *db, struct str cookie) MUST_CHECK;
enum err session_end_all(struct db *db, struct person_id person) MUST_CHECK;

/* API tokens: random, stored as SHA-256.  The plain one is shown once. */
enum err token_add(struct db *db, struct arena *a, struct str name,
    struct person_id person, struct str scopes, usec_t expires,
    struct person_id by, struct str *plain) MUST_CHECK;
enum err token_find(struct db *db, struct arena *a, struct str plain,
    usec_t now, struct session *out, int64_t *org_version) MUST_CHECK;
enum err token_revoke(struct db *db, struct arena *a, int64_t id,
    struct person_id by, usec_t now) MUST_CHECK;
/* Forgets what has ended: sessions past their time, and failures of logins
 * whose bar was lifted a day ago. */
enum err session_sweep(struct db *db, usec_t now) MUST_CHECK;
#endif
