/* SPDX-License-Identifier: EUPL-1.2
 *
 * plan.c - the plan an account rests on.  REQ: L1 L2 L3
 */
#include <jansson.h>

#include "fmt/jsonout.h"
#include "ledger/ledger.h"
#include "model/account.h"

static const struct sql q_plan = SQL("SELECT p.id, p.account_id, p.kind, p.state, p.applicant_id, p.version,"
	" v.answers FROM plan p LEFT JOIN plan_version v ON v.plan_id = p.id"
	" AND v.number = p.version WHERE p.account_id = $1");
static const struct sql q_decision = SQL("SELECT remark, decided_by, at,"
	" COALESCE(expires_at, 9223372036854775807), decision"
	" FROM plan_decision WHERE plan_id = $1 ORDER BY event_seq DESC LIMIT 1");
static const struct sql q_submit = SQL("INSERT INTO plan (account_id, kind, state, applicant_id, version)"
	" VALUES ($1, $2, 'submitted', $3, 1)"
	" ON CONFLICT (account_id) DO UPDATE SET kind = excluded.kind,"
	" state = 'submitted', applicant_id = excluded.applicant_id,"
	" version = plan.version + 1 RETURNING id, version");
static const struct sql q_decide = SQL("UPDATE plan SET state = $3 WHERE id = $1 AND version = $2"
	" AND state = 'submitted' RETURNING account_id, applicant_id");
static const struct sql q_account_approved = SQL("UPDATE account SET state = 'approved' WHERE id = $1"
	" AND state = 'planned'");

static const struct str questions[] = {
#define X(name, id) STR_INIT(id),
	PLAN_QUESTIONS(X)
#undef X
};
enum { NQUESTIONS = sizeof(questions) / sizeof(questions[0]) };

static enum err
read_answers(struct arena *a, struct str json, struct plan *out)
{
	json_t *o = json_loadb(
	    json.p ? json.p : "{}", json.n ? json.n : 2, 0, NULL);
	const char *key;
	json_t *v;

	if (!o)
		return fail(ERR_BROKEN, "a stored plan is not JSON");
	arena_defer(a, (void (*)(void *))json_decref, o);
	out->answers = ARENA_ARRAY(
	    a, struct plan_answer, json_object_size(o) + 1);
	json_object_foreach(o, key, v)
	    out->answers[out->nanswers++] = (struct plan_answer){ str_from(key),
		{ json_string_value(v), json_string_length(v) } };
	return OK;
}

enum err
plan_get(struct db *db, struct arena *a, struct account_id id, struct plan *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_plan, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return ERR_MISSING;
	*out = (struct plan){
		.id = { db_get_int(&r, 0, 0) },
		.account = { db_get_int(&r, 0, 1) },
		.kind = db_get_text(&r, 0, 2),
		.state = db_get_text(&r, 0, 3),
		.applicant = { db_get_int(&r, 0, 4) },
		.version = db_get_int(&r, 0, 5),
	};
	TRY(read_answers(a, db_get_text(&r, 0, 6), out));
	TRY(db_query(db, a, &q_decision, DB_ARGS(db_int(out->id.v)), &r));
	if (r.n == 0)
		return OK;
	out->remark = db_get_text(&r, 0, 0);
	out->decided_by.v = db_get_int(&r, 0, 1);
	out->decided_at = db_get_int(&r, 0, 2);
	out->expires_at = str_eq(
	    out->state, STR("approved")) ? db_get_int(&r, 0, 3) : 0;
	return OK;
}

/* Each of the guidelines' questions answered; an account that existed at the
 * start gets the short form: why, and which rules hold.  REQ: L1 L2 */
static enum err
check_answers(struct str kind, const struct plan_answer *answers, size_t n)
{
	bool existing = str_eq(kind, STR("existing"));

	for (size_t q = 0; q < NQUESTIONS; q++) {
		bool answered = false;

		if (existing &&
		    !str_eq(questions[q], STR("why")) &&
			!str_eq(questions[q], STR("dialogue_rules")))
			continue;
		for (size_t i = 0; i < n; i++)
			answered |= str_eq(answers[i].question, questions[q]) &&
				    str_trim(answers[i].answer).n > 0;
		if (!answered)
			return fail(ERR_INVALID,
			    "L1: the question \"%.*s\" is not answered",
			    STR_ARG(questions[q]));
	}
	return OK;
}

enum err
plan_submit(struct db *db, struct arena *a, struct account_id account,
    struct str kind, const struct plan_answer *answers, size_t n,
    struct person_id by, usec_t now, struct plan_id *out)
{
	struct event e = { now, by.v, NULL, "account", account.v };
	struct json j = { .out = { .arena = a } };
	struct db_rows r;

	TRY(check_answers(kind, answers, n));
	json_open(&j, '{');
	for (size_t i = 0; i < n; i++)
		json_key_str(&j, answers[i].question, answers[i].answer);
	json_close(&j, '}');
	TRY(db_query(db, a, &q_submit,
	    DB_ARGS(db_int(account.v), db_text(kind), db_int(by.v)), &r));
	out->v = db_get_int(&r, 0, 0);
	TRY(ledger_rows(db, a, COVERED_plan_version, &e,
	    (const struct db_value[]){ db_int(out->v),
		db_int(db_get_int(&r, 0, 1)), db_text(json_done(&j)),
		db_int(by.v), db_int(now) },
	    1, NULL));
	return municipality_changed(db);
}

static struct str
state_after(struct str decision)
{
	if (str_eq(decision, STR("approve")))
		return STR("approved");
	if (str_eq(decision, STR("return")))
		return STR("returned");
	return STR("rejected");
}

enum err
plan_decide(struct db *db, struct arena *a, struct plan_id id, int64_t version,
    struct str decision, struct str remark, usec_t expires_at,
    struct person_id by, usec_t now)
{
	bool approve = str_eq(decision, STR("approve"));
	struct event e = { now, by.v, NULL, "account", 0 };
	struct db_rows r;

	if (!approve && str_trim(remark).n == 0)
		return fail(ERR_INVALID, "say why, so that it can be mended");
	TRY(db_query(db, a, &q_decide,
	    DB_ARGS(
		db_int(id.v), db_int(version), db_text(state_after(decision))),
	    &r));
	if (r.n == 0)
		return fail(ERR_CONFLICT,
		    "the plan has been changed or decided on meanwhile");
	if (db_get_int(&r, 0, 1) == by.v)
		return fail(ERR_DENIED, "L3: nobody decides on their own plan");
	e.object_id = db_get_int(&r, 0, 0);
	TRY(ledger_rows(db, a, COVERED_plan_decision, &e,
	    (const struct db_value[]){ db_int(id.v), db_int(version),
		db_text(decision), db_int(by.v), db_text(remark), db_int(now),
		!approve || expires_at == 0 || expires_at == INT64_MAX
		    ? db_null()
		    : db_int(expires_at) },
	    1, NULL));
	if (approve)
		TRY(db_run(db, &q_account_approved,
		    DB_ARGS(db_int(e.object_id)), NULL));
	return municipality_changed(db);
}
