/* SPDX-License-Identifier: EUPL-1.2
 *
 * account.c - official accounts and their connections.  Plans are in plan.c.
 * REQ: O; invariant 6
 */
#include "model/account.h"

#include <inttypes.h>

#include "fmt/jsonout.h"
#include "ledger/ledger.h"

static const struct sql q_add = SQL("INSERT INTO account (channel, name, address, purpose, unit_id,"
	" editor_id, leader_id, dialogue, dialogue_reason, hours, rules, config,"
	" created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
	" $12, $13) RETURNING id");
static const struct sql q_connection_add = SQL("INSERT INTO connection (account_id, state) VALUES ($1, $2)");
static const struct sql q_change = SQL("UPDATE account SET name = $2, address = $3, purpose = $4,"
	" unit_id = $5, editor_id = $6, leader_id = $7, dialogue = $8,"
	" dialogue_reason = $9, hours = $10, rules = $11, config = $12"
	" WHERE id = $1");
static const struct sql q_state = SQL("UPDATE account SET state = $2 WHERE id = $1 RETURNING id");
static const struct sql q_expired = SQL("SELECT COUNT(*) FROM plan p JOIN plan_decision d ON d.plan_id = p.id"
	" WHERE p.account_id = $1 AND p.state = 'approved'"
	" AND d.decision = 'approve' AND d.version = p.version"
	" AND COALESCE(d.expires_at, 9223372036854775807) > $2");
#define CONNECTION_COLUMNS                                                     \
	"SELECT account_id, state, cursor, sweep_cursor, error, last_ok_at,"   \
	" last_try_at, last_message_at, next_fetch_at, next_sweep_at,"         \
	" failures FROM connection"
static const struct sql q_connection = SQL(CONNECTION_COLUMNS " WHERE account_id = $1");
static const struct sql q_connections = SQL(CONNECTION_COLUMNS " ORDER BY account_id");
static const struct sql q_connection_put = SQL("UPDATE connection SET state = $2, cursor = $3, sweep_cursor = $4,"
	" error = $5, last_ok_at = $6, last_try_at = $7, last_message_at = $8,"
	" next_fetch_at = $9, next_sweep_at = $10, failures = $11"
	" WHERE account_id = $1");
static const struct sql q_connection_state = SQL("SELECT state FROM connection WHERE account_id = $1");

static enum err
check(struct arena *a, const struct account *acct)
{
	if (str_trim(acct->name).n == 0 || acct->name.n > 200)
		return fail(ERR_INVALID,
		    "the account needs a name of at most 200 bytes");
	if (!str_eq(acct->dialogue, STR("open")) &&
		str_trim(acct->dialogue_reason).n == 0)
		return fail(ERR_INVALID,
		    "a dialogue that is not open needs its reason");
	if (acct->hours_json.n) {
		struct worktime w;

		TRY(worktime_parse(a, acct->hours_json, &w));
	}
	return OK;
}

static enum err
note(struct db *db, struct arena *a, const char *kind, int64_t id,
    struct person_id by, struct str json)
{
	struct event e = { clock_now(), by.v, kind, "account", id };

	TRY(ledger_note(db, a, &e, json, NULL));
	return municipality_changed(db);
}

/* What the public register shows of an account, for the record. */
static struct str
account_json(struct arena *a, const struct account *acct)
{
	struct json j = { .out = { .arena = a } };

	json_open(&j, '{');
	json_key_str(&j, STR("channel"), acct->channel);
	json_key_str(&j, STR("name"), acct->name);
	json_key_str(&j, STR("address"), acct->address);
	json_key_str(&j, STR("purpose"), acct->purpose);
	json_key_int(&j, STR("unit"), acct->unit.v);
	json_key_int(&j, STR("editor"), acct->editor.v);
	json_key_int(&j, STR("leader"), acct->leader.v);
	json_key_str(&j, STR("dialogue"), acct->dialogue);
	json_key_str(&j, STR("dialogue_reason"), acct->dialogue_reason);
	json_key_str(&j, STR("rules"), acct->rules);
	json_key_str(&j, STR("hours"), acct->hours_json);
	json_close(&j, '}');
	return json_done(&j);
}

enum err
account_add(struct db *db, struct arena *a, const struct account *acct,
    struct person_id by, struct account_id *out)
{
	bool by_hand = str_eq(acct->channel, STR("byhand"));
	struct db_rows r;

	TRY(check(a, acct));
	TRY(db_query(db, a, &q_add,
	    DB_ARGS(db_text(acct->channel), db_text(acct->name),
		db_text(acct->address), db_text(acct->purpose),
		db_int(acct->unit.v), db_ref(acct->editor.v),
		db_ref(acct->leader.v), db_text(acct->dialogue),
		db_text(acct->dialogue_reason), db_text(acct->hours_json),
		db_text(acct->rules), db_text(acct->config),
		db_int(clock_now())),
	    &r));
	out->v = db_get_int(&r, 0, 0);
	TRY(db_run(db, &q_connection_add,
	    DB_ARGS(db_int(out->v),
		db_text(by_hand ? STR("manual") : STR("new"))), NULL));
	return note(db, a, "account.added", out->v, by, account_json(a, acct));
}

enum err
account_change(struct db *db, struct arena *a, const struct account *acct,
    struct person_id by)
{
	int64_t changed;

	TRY(check(a, acct));
	TRY(db_run(db, &q_change,
	    DB_ARGS(db_int(acct->id.v), db_text(acct->name),
		db_text(acct->address), db_text(acct->purpose),
		db_int(acct->unit.v), db_ref(acct->editor.v),
		db_ref(acct->leader.v), db_text(acct->dialogue),
		db_text(acct->dialogue_reason), db_text(acct->hours_json),
		db_text(acct->rules), db_text(acct->config)),
	    &changed));
	if (changed == 0)
		return fail(ERR_MISSING, "no such account");
	return note(
	    db, a, "account.changed", acct->id.v, by, account_json(a, acct));
}

enum err
account_set_state(struct db *db, struct arena *a, struct account_id id,
    struct str state, struct str reason, struct person_id by, usec_t now)
{
	struct json j = { .out = { .arena = a } };
	struct db_rows r;
	enum err e;

	if (str_eq(state, STR("active"))) {
		TRY(db_query(
		    db, a, &q_expired, DB_ARGS(db_int(id.v), db_int(now)), &r));
		if (db_get_int(&r, 0, 0) == 0)
			return fail(ERR_CONFLICT,
			    "L3: the account has no approved plan in force");
	}
	e = db_query(
	    db, a, &q_state, DB_ARGS(db_int(id.v), db_text(state)), &r);
	if (e == ERR_CONFLICT)
		return fail(e, "the store refuses that state: a plan must be"
			       " approved first");
	TRY(e);
	if (r.n == 0)
		return fail(ERR_MISSING, "no such account");
	json_open(&j, '{');
	json_key_str(&j, STR("state"), state);
	json_key_str(&j, STR("reason"), reason);
	json_close(&j, '}');
	return note(db, a, "account.state", id.v, by, json_done(&j));
}

static void
connection_from(const struct db_rows *r, size_t i, struct connection *c)
{
	*c = (struct connection){
		.account = { db_get_int(r, i, 0) },
		.state = db_get_text(r, i, 1),
		.cursor = db_get_text(r, i, 2),
		.sweep_cursor = db_get_text(r, i, 3),
		.error = db_get_text(r, i, 4),
		.last_ok_at = db_get_int(r, i, 5),
		.last_try_at = db_get_int(r, i, 6),
		.last_message_at = db_get_int(r, i, 7),
		.next_fetch_at = db_get_int(r, i, 8),
		.next_sweep_at = db_get_int(r, i, 9),
		.failures = db_get_int(r, i, 10),
	};
}

enum err
connection_get(struct db *db, struct arena *a, struct account_id id,
    struct connection *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_connection, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such connection");
	connection_from(&r, 0, out);
	return OK;
}

enum err
connection_list(
    struct db *db, struct arena *a, struct connection **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_connections, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct connection, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		connection_from(&r, i, &(*out)[i]);
	return OK;
}

enum err
connection_put(struct db *db, struct arena *a, const struct connection *c)
{
	struct event e = { clock_now(), 0, "connection.state", "account",
		c->account.v };
	struct json j = { .out = { .arena = a } };
	struct db_rows r;

	TRY(db_query(
	    db, a, &q_connection_state, DB_ARGS(db_int(c->account.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such connection");
	TRY(db_run(db, &q_connection_put,
	    DB_ARGS(db_int(c->account.v), db_text(c->state), db_text(c->cursor),
		db_text(c->sweep_cursor), db_text(c->error),
		db_int(c->last_ok_at), db_int(c->last_try_at),
		db_int(c->last_message_at), db_int(c->next_fetch_at),
		db_int(c->next_sweep_at), db_int(c->failures)),
	    NULL));
	if (str_eq(db_get_text(&r, 0, 0), c->state))
		return OK;
	json_open(&j, '{');
	json_key_str(&j, STR("state"), c->state);
	json_key_str(&j, STR("error"), c->error);
	json_close(&j, '}');
	return ledger_note(db, a, &e, json_done(&j), NULL);
}
