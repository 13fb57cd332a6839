/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_crisis.c - crisis and escalation for programs.  REQ: K3 K12; SPEC 8
 */
#include "model/crisis.h"
#include "model/escalation.h"
#include "web/api_views.h"
#include "web/pages.h"

static enum err
answer_crisis(struct req *r)
{
	const struct municipality *m = r->visit->m;
	struct json j = { .out = { .arena = r->arena } };
	struct outbox_item *v;
	struct crisis c = { 0 };
	enum err e = crisis_get(r->db, r->arena, &c);
	size_t n;

	if (e != OK && e != ERR_MISSING)
		return e;
	TRY(crisis_queue(r->db, r->arena, &v, &n));
	json_open(&j, '{');
	json_key_bool(&j, STR("active"), c.active);
	json_key_int(&j, STR("epoch"), c.epoch);
	json_key_str(&j, STR("reason"), c.reason);
	api_key_person(r, &j, STR("decided_by"), c.decided_by);
	api_key_time(&j, STR("at"), c.at);
	json_key(&j, STR("queue"));
	json_open(&j, '[');
	for (size_t i = 0; i < n; i++) {
		const struct account *acct = account_find(m, v[i].account);

		json_open(&j, '{');
		json_key_int(&j, STR("id"), v[i].id.v);
		json_key_str(&j, STR("act"), v[i].act);
		json_key_str(&j, STR("account"), acct ? acct->name : STR_NONE);
		json_key_str(&j, STR("text"), v[i].text);
		api_key_person(r, &j, STR("by"), v[i].ordered_by);
		api_key_time(&j, STR("held_at"), v[i].held_at);
		json_key_int(&j, STR("seen"), v[i].updated_at);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

enum err
page_api_crisis(struct req *r)
{
	TRY(api_begin(r, STR("read")));
	return answer_crisis(r);
}

static enum err
begin(struct req *r, const json_t *body)
{
	struct person_id decided = { api_int(body, "decided_by", 0) };
	size_t held;

	TRY(crisis_begin(r->db, r->arena, r->visit->m, r->visit->person,
	    decided, api_str(body, "reason"), r->now, &held));
	return answer_crisis(r);
}

enum err
page_api_crisis_begin(struct req *r)
{
	static const struct api_member members[] = {
		{ "decided_by", API_INT, true },
		{ "reason", API_STRING, true },
	};

	return api_write(r, API_MEMBERS(members), begin);
}

static enum err
end(struct req *r, const json_t *body)
{
	TRY(crisis_end(r->db, r->arena, r->visit->m, r->visit->person,
	    api_str(body, "reason"), r->now));
	return answer_crisis(r);
}

enum err
page_api_crisis_end(struct req *r)
{
	static const struct api_member members[] = {
		{ "reason", API_STRING, true },
	};

	return api_write(r, API_MEMBERS(members), end);
}

static enum err
decide(struct req *r, const json_t *body)
{
	const struct visit *v = r->visit;
	struct str decision = api_str(body, "decision");
	struct outbox_id id = { r->id };
	usec_t seen = api_int(body, "seen", 0);

	if (str_eq(decision, STR("release")))
		TRY(crisis_release(r->db, r->arena, v->m, v->person, id, seen,
		    api_str(body, "text"), r->now));
	else if (str_eq(decision, STR("drop")))
		TRY(crisis_drop(r->db, r->arena, v->m, v->person, id, seen,
		    api_str(body, "reason"), r->now));
	else
		return fail(ERR_INVALID, "\"decision\": release or drop");
	return answer_crisis(r);
}

enum err
page_api_crisis_decide(struct req *r)
{
	static const struct api_member members[] = {
		{ "decision", API_STRING, true },
		{ "seen", API_INT, true },
		{ "text", API_STRING, false },
		{ "reason", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), decide);
}

static enum err
find(struct req *r, struct crisis *out)
{
	struct crisis *c;
	size_t n;

	TRY(crisis_list(r->db, r->arena, &c, &n));
	for (size_t i = 0; i < n; i++)
		if (c[i].epoch == r->id) {
			*out = c[i];
			return OK;
		}
	return fail(ERR_MISSING, "no such crisis");
}

enum err
page_api_crisis_report(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct crisis_event *e;
	struct crisis c;
	size_t n;

	TRY(api_begin(r, STR("read")));
	TRY(find(r, &c));
	TRY(crisis_report(r->db, r->arena, &c, &e, &n));
	json_open(&j, '{');
	json_key_str(&j, STR("reason"), c.reason);
	api_key_time(&j, STR("from"), c.at);
	api_key_time(&j, STR("to"), c.ended_at);
	json_key(&j, STR("events"));
	json_open(&j, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&j, '{');
		json_key_int(&j, STR("entry"), e[i].seq);
		api_key_time(&j, STR("at"), e[i].at);
		json_key_str(&j, STR("state"), e[i].state);
		json_key_str(&j, STR("detail"), e[i].detail);
		json_key_int(&j, STR("account"), e[i].account.v);
		api_key_person(r, &j, STR("by"), e[i].actor);
		json_key_bool(&j, STR("under_way"), e[i].under_way);
		json_key_str(&j, STR("text"), e[i].text);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

/* Escalation --------------------------------------------------------------- */

static enum err
answer_escalation(struct req *r, struct enquiry_id id)
{
	struct json j = { .out = { .arena = r->arena } };
	struct escalation e;

	TRY(escalation_of(r->db, r->arena, id, &e));
	if (e.id.v == 0)
		return fail(ERR_MISSING, "nobody has been in doubt here");
	json_open(&j, '{');
	json_key_int(&j, STR("id"), e.id.v);
	json_key_int(&j, STR("enquiry"), e.enquiry.v);
	json_key_str(&j, STR("state"), e.state);
	api_key_person(r, &j, STR("raised_by"), e.raised_by);
	api_key_time(&j, STR("raised_at"), e.raised_at);
	api_key_time(&j, STR("due"), e.due);
	api_key_person(r, &j, STR("owner"), e.owner);
	json_key_str(&j, STR("decision"), e.decision);
	json_key_str(&j, STR("doubt"), e.doubt);
	json_key_str(&j, STR("note"), e.note);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

enum err
page_api_escalation(struct req *r)
{
	TRY(api_begin(r, STR("read")));
	return answer_escalation(r, (struct enquiry_id){ r->id });
}

static enum err
raise_it(struct req *r, const json_t *body)
{
	struct escalation_id id;
	struct enquiry q;

	TRY(api_may(r, ACT_ESCALATE, NULL));
	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &q));
	TRY(escalation_raise(r->db, r->arena, r->visit->m, q.id,
	    r->visit->person->id, api_str(body, "doubt"), r->now, &id));
	return answer_escalation(r, q.id);
}

enum err
page_api_escalate(struct req *r)
{
	static const struct api_member members[] = {
		{ "doubt", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), raise_it);
}

static enum err
settle(struct req *r, const json_t *body)
{
	struct str decision = api_str(body, "decision");
	struct person_id me = r->visit->person->id;
	struct escalation e;
	struct enquiry q;

	TRY(api_may(r, ACT_COORDINATE, NULL));
	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &q));
	TRY(escalation_of(r->db, r->arena, q.id, &e));
	if (e.id.v == 0)
		return fail(ERR_MISSING, "nobody has been in doubt here");
	if (str_eq(decision, STR("take")))
		TRY(escalation_take(r->db, r->arena, e.id, me, r->now));
	else
		TRY(escalation_decide(r->db, r->arena, e.id, decision,
		    api_str(body, "note"), me, r->now));
	return answer_escalation(r, q.id);
}

enum err
page_api_escalation_decide(struct req *r)
{
	static const struct api_member members[] = {
		{ "decision", API_STRING, true },
		{ "note", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), settle);
}
