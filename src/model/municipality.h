/* SPDX-License-Identifier: EUPL-1.2
 *
 * municipality.h - what changes seldom and is asked for at every turn: units,
 * people and their roles, accounts, closures, settings.  Loaded whole into one
 * immutable snapshot that many threads read; every act that changes one of
 * these calls municipality_changed in its transaction, and whoever holds a
 * snapshot compares its version with the store's before using it.
 */
#ifndef MODEL_MUNICIPALITY_H
#define MODEL_MUNICIPALITY_H
#include "base/clock.h"
#include "db/db.h"
#include "fmt/texts.h"
#include "model/ids.h"
#include "model/worktime.h"
#include "policy/policy.h"

enum role {
#define ROLE(name, text) ROLE_##name,
#include "model/roles.def"
#undef ROLE
	ROLE_COUNT
};
#define ROLE_BIT(r) (1u << (r))
const char *role_name(enum role r); /* "unit_leader" */
bool role_parse(struct str name, enum role *out);

struct unit {
	struct unit_id id, parent; /* parent.v == 0: the municipality itself */
	struct str name, contact;
	bool active;
};
struct grant {
	int64_t seq; /* of the ledger; names the grant */
	enum role role;
	struct unit_id unit; /* v == 0: the whole municipality */
	usec_t from, to;     /* to: INT64_MAX while open */
	struct person_id given_by;
};
struct person {
	struct person_id id;
	struct str login, first_name, last_name, title, email;
	struct unit_id unit;
	enum lang lang;
	struct str scheme; /* auto light dark */
	bool active, has_password;
	const struct grant *grants;
	size_t ngrants;
};
struct absence {
	struct person_id person, substitute; /* substitute.v == 0: none */
	usec_t from, to;
};
struct account {
	struct account_id id;
	struct str channel, name, address, purpose;
	struct unit_id unit;
	struct person_id editor, leader;
	struct str state, dialogue, dialogue_reason, rules, config, hours_json;
	struct worktime *hours; /* NULL: the municipality's */
	bool plan_valid;	/* approved, and not expired when loaded */
	usec_t plan_expires;	/* INT64_MAX: permanent */
};
struct closure {
	int64_t seq;
	struct account_id account; /* v == 0: all */
	usec_t from, to;	   /* to: the earlier of planned and ended */
	struct str reason;
};

struct triage_model;
struct crisis_line { /* shown on every page while it lasts */
	struct str who, phone;
};

struct municipality {
	struct arena arena; /* owns all of it */
	int64_t version;
	const struct unit *units;
	size_t nunits;
	const struct person *persons; /* by id */
	size_t npersons;
	const struct absence *absences;
	size_t nabsences;
	const struct account *accounts; /* by id */
	size_t naccounts;
	const struct closure
	    *closures; /* not yet over, or over within 60 days */
	size_t nclosures;
	/* settings */
	struct str name, host;
	enum lang lang;
	struct worktime hours;
	int64_t hours_version;
	struct str secure_channel; /* where confidential matters go (K8) */
	struct str
	    formal_address; /* form or mailbox for formal matters (K10) */
	struct str complaint_address; /* for whoever had something hidden */
	struct policy_context policy; /* names, domains, units, published ... */
	const struct triage_model *triage; /* the newest that was learned */
	int64_t escalation_minutes; /* K3: working minutes to decide in */
	/* K12: now, and as the setting "crisis" prepares it */
	bool crisis;
	int64_t crisis_epoch;
	struct str crisis_reason; /* of the one that lasts */
	struct person_id crisis_decided_by;
	usec_t crisis_at;
	struct str_list crisis_deputies; /* logins of who may set it too */
	const struct crisis_line *crisis_lines;
	size_t ncrisis_lines;
};

/* Grows a new snapshot; free it with municipality_free when nobody reads. */
enum err municipality_load(struct db *db, struct municipality **out) MUST_CHECK;
void municipality_free(struct municipality *m);
enum err municipality_version(struct db *db, int64_t *out) MUST_CHECK;
/* In the transaction of the change. */
enum err municipality_changed(struct db *db) MUST_CHECK;

/* NULL: no such. */
const struct unit *unit_find(const struct municipality *m, struct unit_id id);
const struct person *person_find(
    const struct municipality *m, struct person_id id);
const struct account *account_find(
    const struct municipality *m, struct account_id id);
/* Is `unit` the same as `above`, or below it?  above.v == 0: always. */
bool unit_within(
    const struct municipality *m, struct unit_id unit, struct unit_id above);
/* Roles held at `now` anywhere, as bits; employee always for the active. */
unsigned person_roles(const struct person *p, usec_t now);
/* Holds the role at `now` for that unit (granted there, above it, or whole)? */
bool person_has(const struct municipality *m, const struct person *p,
    enum role role, struct unit_id unit, usec_t now);
/* "Kari Nordli"; initials "KN". */
struct str person_name(struct arena *a, const struct person *p);
/* The hours that hold for the account. */
const struct worktime *account_hours(
    const struct municipality *m, const struct account *acct);

/* Changes: settings, units, people, roles.  Each writes the ledger and calls
 * municipality_changed.  `by` acts; `may` has been asked by the caller (web or
 * command), except what the store itself refuses: ERR_CONFLICT. */
enum err setting_get(struct db *db, struct arena *a, struct str key,
    struct str *value, int64_t *version) MUST_CHECK; /* ERR_MISSING */
/* expect: the version the writer saw (0: none yet).  ERR_CONFLICT if newer. */
enum err setting_set(struct db *db, struct arena *a, struct str key,
    struct str value, int64_t expect, struct person_id by) MUST_CHECK;
enum err unit_add(struct db *db, struct arena *a, const struct unit *u,
    struct person_id by, struct unit_id *out) MUST_CHECK;
enum err unit_change(struct db *db, struct arena *a, const struct unit *u,
    struct person_id by) MUST_CHECK;
enum err person_add(struct db *db, struct arena *a, const struct person *p,
    struct str password_hash, struct person_id by,
    struct person_id *out) MUST_CHECK; /* ERR_CONFLICT: the login is taken */
enum err person_change(struct db *db, struct arena *a, const struct person *p,
    struct person_id by) MUST_CHECK;
enum err person_set_password(struct db *db, struct arena *a,
    struct person_id id, struct str hash, struct person_id by) MUST_CHECK;
enum err person_set_language(
    struct db *db, struct person_id id, enum lang lang) MUST_CHECK;
enum err person_set_scheme(struct db *db, struct person_id id,
    struct str scheme) MUST_CHECK; /* auto light dark, else ERR_INVALID */
/* ERR_DENIED: to oneself. */
enum err role_give(struct db *db, struct arena *a, struct person_id to,
    const struct grant *g, int64_t *seq) MUST_CHECK;
/* Ends it now, and the person's sessions with it. */
enum err role_take(struct db *db, struct arena *a, int64_t grant_seq,
    struct person_id by, usec_t now) MUST_CHECK;
enum err absence_add(struct db *db, struct arena *a, const struct absence *ab,
    struct person_id by) MUST_CHECK;
#endif
