/* SPDX-License-Identifier: EUPL-1.2
 *
 * account.h - official accounts, the plan each rests on, and its connection.
 * REQ: O, S, L1, L2, L3; invariant 6 (held by the store as well).
 */
#ifndef MODEL_ACCOUNT_H
#define MODEL_ACCOUNT_H
#include "model/authority.h"

enum err account_add(struct db *db, struct arena *a, const struct account *acct,
    struct person_id by, struct account_id *out) MUST_CHECK;
/* Name, address, purpose, unit, editor, leader, dialogue, hours, rules,
 * config; not the state. */
enum err account_change(struct db *db, struct arena *a,
    const struct account *acct, struct person_id by) MUST_CHECK;
/* ERR_CONFLICT: to active without an approved, unexpired plan. */
enum err account_set_state(struct db *db, struct arena *a, struct account_id id,
    struct str state, struct str reason, struct person_id by,
    usec_t now) MUST_CHECK;

#define PLAN_QUESTIONS(X) /* L1, L2: id, text in po: PLAN_Q_... */             \
	X(WHY, "why")                                                          \
	X(ACHIEVE, "achieve")                                                  \
	X(THEMES, "themes")                                                    \
	X(MODERATION, "moderation")                                            \
	X(DIALOGUE_RULES, "dialogue_rules")                                    \
	X(DURATION, "duration")                                                \
	X(MARKETING, "marketing")
struct plan_answer {
	struct str question, answer;
};
struct plan {
	struct plan_id id;
	struct account_id account;
	struct str kind, state; /* new existing; draft submitted ... */
	struct person_id applicant;
	int64_t version;
	struct plan_answer *answers;
	size_t nanswers;
	struct str remark; /* of the newest decision */
	struct person_id decided_by;
	usec_t decided_at, expires_at; /* 0: none; INT64_MAX: permanent */
};
enum err plan_get(struct db *db, struct arena *a, struct account_id id,
    struct plan *out) MUST_CHECK; /* ERR_MISSING */
/* A new version; submits it.  ERR_INVALID: a question is not answered. */
enum err plan_submit(struct db *db, struct arena *a, struct account_id account,
    struct str kind, const struct plan_answer *answers, size_t n,
    struct person_id by, usec_t now, struct plan_id *out) MUST_CHECK;
/* approve return reject.  ERR_DENIED: one's own; ERR_CONFLICT: not submitted,
 * or another version.  An approved plan makes the account `approved`. */
enum err plan_decide(struct db *db, struct arena *a, struct plan_id id,
    int64_t version, struct str decision, struct str remark, usec_t expires_at,
    struct person_id by, usec_t now) MUST_CHECK;

struct connection {
	struct account_id account;
	struct str state, cursor, sweep_cursor, error;
	usec_t last_ok_at, last_try_at, last_message_at, next_fetch_at,
	    next_sweep_at;
	int64_t failures;
};
enum err connection_get(struct db *db, struct arena *a, struct account_id id,
    struct connection *out) MUST_CHECK;
enum err connection_list(struct db *db, struct arena *a,
    struct connection **out, size_t *n) MUST_CHECK;
/* Stores all of c; a change of state is an event. */
enum err connection_put(
    struct db *db, struct arena *a, const struct connection *c) MUST_CHECK;
#endif
