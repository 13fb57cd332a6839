/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_forum.c - comments opened and closed, the house rules, closures, what is
 * proposed for the journal, swaps and notices, for programs.  Who may is asked
 * as on the pages.
 * REQ: K1 K2 K8 K10; SPEC 4; SPEC 8
 */
#include "fmt/date.h"
#include "model/houserule.h"
#include "model/journal.h"
#include "model/notification.h"
#include "model/roster.h"
#include "web/api_views.h"
#include "web/pages.h"

static void
open_list(struct json *j, struct str name)
{
	json_open(j, '{');
	json_key(j, name);
	json_open(j, '[');
}

static void
answer_list(struct req *r, struct json *j)
{
	json_close(j, ']');
	json_close(j, '}');
	api_answer(r, 200, j);
}

/* The thread and its grounds ----------------------------------------------- */

static enum err
set_open(struct req *r, const json_t *body)
{
	bool open = json_is_true(json_object_get(body, "open"));
	struct outbox_item it = {
		.act = open ? STR("open")
			    : STR("close"), .ordered_by = r->visit->person->id
		};
	struct object o;
	struct enquiry e;

	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &e));
	o = (struct object){ .unit = e.unit, .account = e.account };
	TRY(api_may(r, ACT_MODERATE, &o));
	it.account = e.account;
	it.thread = e.thread;
	TRY(outbox_order(r->db, r->arena, r->visit->m, &it, r->now));
	return api_answer_enquiry(r, 200, e.id);
}

/* The comments under the post: closed, opened. */
enum err
page_api_comments(struct req *r)
{
	static const struct api_member members[] = {
		{ "open", API_BOOL, true },
	};

	return api_write(r, API_MEMBERS(members), set_open);
}

enum err
page_api_house_rules(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct house_rule *v;
	size_t n;

	TRY(api_begin(r, STR("read")));
	TRY(house_rules(r->db, r->arena, &v, &n));
	open_list(&j, STR("grounds"));
	for (size_t i = 0; i < n; i++) {
		json_open(&j, '{');
		json_key_str(&j, STR("id"), v[i].id);
		json_key_str(&j, STR("text"), v[i].text);
		json_close(&j, '}');
	}
	answer_list(r, &j);
	return OK;
}

/* Closures ----------------------------------------------------------------- */

static enum err
may_close(struct req *r, struct account_id id)
{
	const struct account *acct = account_find(r->visit->m, id);
	struct object o;

	if (!acct)
		return fail(ERR_MISSING, "no such account");
	o = (struct object){ .unit = acct->unit, .account = id };
	return api_may(r, ACT_ACCOUNT_CHANGE, &o);
}

/* Those of the account and of all accounts that are not over. */
static enum err
answer_closures(struct req *r, struct account_id id)
{
	const struct municipality *m = r->visit->m;
	struct json j = { .out = { .arena = r->arena } };

	open_list(&j, STR("closures"));
	for (size_t i = 0; i < m->nclosures; i++) {
		const struct closure *c = &m->closures[i];

		if ((c->account.v && c->account.v != id.v) || c->to <= r->now)
			continue;
		json_open(&j, '{');
		json_key_int(&j, STR("id"), c->seq);
		api_key_ref(&j, STR("account"), c->account.v);
		api_key_time(&j, STR("from"), c->from);
		api_key_time(&j, STR("to"), c->to);
		json_key_str(&j, STR("reason"), c->reason);
		json_close(&j, '}');
	}
	answer_list(r, &j);
	return OK;
}

enum err
page_api_closures(struct req *r)
{
	TRY(api_begin(r, STR("read")));
	if (!account_find(r->visit->m, (struct account_id){ r->id }))
		return fail(ERR_MISSING, "no such account");
	return answer_closures(r, (struct account_id){ r->id });
}

static void
answer_done(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };

	json_open(&j, '{');
	json_close(&j, '}');
	api_answer(r, 200, &j);
}

static enum err
close_account(struct req *r, const json_t *body)
{
	struct closure c = { .account = { r->id },
		.reason = str_trim(api_str(body, "reason")) };

	TRY(may_close(r, c.account));
	if (!date_parse_rfc3339(api_str(body, "from"), &c.from) ||
	    !date_parse_rfc3339(api_str(body, "to"), &c.to) || c.to <= c.from ||
	    c.to <= r->now || c.reason.n == 0)
		return fail(ERR_INVALID,
		    "K2: a closure needs \"from\", \"to\" (RFC 3339, in that "
		    "order, not over) and \"reason\"");
	TRY(closure_set(
	    r->db, r->arena, r->visit->m, &c, r->visit->person->id, r->now));
	answer_done(r);
	return OK;
}

enum err
page_api_closure_add(struct req *r)
{
	static const struct api_member members[] = {
		{ "from", API_STRING, true },
		{ "to", API_STRING, true },
		{ "reason", API_STRING, true },
	};

	return api_write(r, API_MEMBERS(members), close_account);
}

static enum err
end_closure(struct req *r, const json_t *body)
{
	const struct municipality *m = r->visit->m;

	(void)body;
	for (size_t i = 0; i < m->nclosures; i++)
		if (m->closures[i].seq == r->id) {
			TRY(may_close(r, m->closures[i].account));
			TRY(closure_end(r->db, r->arena, m, r->id,
			    r->visit->person->id, r->now));
			answer_done(r);
			return OK;
		}
	return fail(ERR_MISSING, "no such closure");
}

enum err
page_api_closure_end(struct req *r)
{
	return api_write(r, NULL, 0, end_closure);
}

/* The journal -------------------------------------------------------------- */

static enum err
answer_journal(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct proposal *p;
	size_t n;

	TRY(journal_list(r->db, r->arena, &p, &n));
	open_list(&j, STR("proposals"));
	for (size_t i = 0; i < n; i++) {
		json_open(&j, '{');
		json_key_int(&j, STR("enquiry"), p[i].enquiry.v);
		api_key_time(&j, STR("at"), p[i].at);
		json_key_str(&j, STR("state"), p[i].state);
		json_key_str(&j, STR("reason"), p[i].reason);
		api_key_person(r, &j, STR("decided_by"), p[i].decided_by);
		json_close(&j, '}');
	}
	answer_list(r, &j);
	return OK;
}

enum err
page_api_journal(struct req *r)
{
	TRY(api_begin(r, STR("read")));
	return answer_journal(r);
}

static enum err
decide_journal(struct req *r, const json_t *body)
{
	struct str decision = api_str(body, "decision");
	bool accept = str_eq(decision, STR("accept"));

	if (!accept && !str_eq(decision, STR("decline")))
		return fail(ERR_INVALID, "\"decision\": accept or decline");
	TRY(api_may(r, ACT_JOURNAL, NULL));
	TRY(journal_decide(r->db, r->arena, (struct enquiry_id){ r->id },
	    accept, api_str(body, "reason"), r->visit->person->id, r->now));
	return answer_journal(r);
}

enum err
page_api_journal_decide(struct req *r)
{
	static const struct api_member members[] = {
		{ "decision", API_STRING, true },
		{ "reason", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), decide_journal);
}

/* Shifts and notices ------------------------------------------------------- */

static enum err
act_on_shift(struct req *r, const json_t *body)
{
	struct str act = api_str(body, "act");
	const struct municipality *m = r->visit->m;
	struct person_id me = r->visit->person->id;

	if (str_eq(act, STR("remove"))) {
		TRY(roster_remove(
		    r->db, r->arena, m, r->id, r->visit->person, r->now));
	} else if (str_eq(act, STR("ask"))) {
		TRY(roster_ask(r->db, r->arena, m, r->id, me,
		    (struct person_id){ api_int(body, "person", 0) }, r->now));
	} else if (str_eq(act, STR("yes")) || str_eq(act, STR("no"))) {
		TRY(roster_answer(r->db, r->arena, r->id, me,
		    str_eq(act, STR("yes")), r->now));
	} else {
		return fail(ERR_INVALID, "\"act\": remove, ask, yes or no");
	}
	answer_done(r);
	return OK;
}

enum err
page_api_shift_act(struct req *r)
{
	static const struct api_member members[] = {
		{ "act", API_STRING, true },
		{ "person", API_INT, false },
	};

	return api_write(r, API_MEMBERS(members), act_on_shift);
}

enum { NOTICES = 100 };

static enum err
answer_notices(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct notification *x;
	size_t n;

	TRY(notification_list(
	    r->db, r->arena, r->visit->person->id, false, NOTICES, &x, &n));
	open_list(&j, STR("notifications"));
	for (size_t i = 0; i < n; i++) {
		json_open(&j, '{');
		json_key_int(&j, STR("id"), x[i].id);
		json_key_str(
		    &j, STR("kind"), str_from(notification_name(x[i].kind)));
		json_key_str(
		    &j, STR("object_kind"), notification_object(x[i].kind));
		json_key_int(&j, STR("object"), x[i].object_id);
		api_key_time(&j, STR("at"), x[i].at);
		api_key_time(&j, STR("read_at"), x[i].read_at);
		json_close(&j, '}');
	}
	answer_list(r, &j);
	return OK;
}

enum err
page_api_notices(struct req *r)
{
	TRY(api_begin(r, STR("read")));
	return answer_notices(r);
}

static enum err
read_notices(struct req *r, const json_t *body)
{
	TRY(notification_read(
	    r->db, r->visit->person->id, api_int(body, "id", 0), r->now));
	return answer_notices(r);
}

/* One's own; without an id all of them. */
enum err
page_api_notices_read(struct req *r)
{
	static const struct api_member members[] = {
		{ "id", API_INT, false },
	};

	return api_write(r, API_MEMBERS(members), read_notices);
}
