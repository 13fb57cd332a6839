/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_replies.c - answers written, approved or returned by programs, under the
 * same rules as the composer's, with the findings in the problem where they
 * stop it.  REQ: F2 F3 F4 K7 K8; SPEC 2.5-2.7 SPEC 8
 */
#include "policy/json.h"
#include "web/api_views.h"
#include "web/pages.h"

enum { OVERRULES_MAX = 64 };

void
api_put_findings(const struct req *r, struct json *j, const struct findings *f)
{
	struct buf b = { .arena = r->arena };

	findings_json(&b, f, r->visit->lang);
	json_key(j, STR("findings"));
	json_raw(j, buf_str(&b));
}

void
api_put_reply(const struct req *r, struct json *j, const struct reply *reply)
{
	json_key_int(j, STR("id"), reply->id.v);
	json_key_int(j, STR("enquiry"), reply->enquiry.v);
	json_key_int(j, STR("account"), reply->account.v);
	json_key_str(j, STR("kind"), reply->kind);
	json_key_str(j, STR("scope"), reply->scope);
	json_key_int(j, STR("area"), reply->area.v);
	json_key_str(j, STR("tone"), reply->tone);
	json_key_str(j, STR("state"), reply->state);
	api_key_person(r, j, STR("author"), reply->author);
	api_key_person(r, j, STR("asked"), reply->asked);
	json_key_str(j, STR("asked_clause"), reply->asked_clause);
	json_key_int(j, STR("version"), reply->version);
	json_key_str(j, STR("text"), reply->text);
	api_key_time(j, STR("updated"), reply->updated_at);
}

/* Both wordings and both writers, where an approver has edited.  REQ: F3 */
static enum err
put_versions(struct req *r, struct json *j, struct reply_id id)
{
	struct reply *v;
	size_t n;

	TRY(reply_versions(r->db, r->arena, id, &v, &n));
	json_key(j, STR("versions"));
	json_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(j, '{');
		json_key_int(j, STR("number"), v[i].version);
		api_key_person(r, j, STR("author"), v[i].text_author);
		json_key_str(j, STR("text"), v[i].text);
		json_close(j, '}');
	}
	json_close(j, ']');
	return OK;
}

enum err
api_answer_reply(struct req *r, int status, struct reply_id id)
{
	struct json j = { .out = { .arena = r->arena } };
	struct reply reply;

	TRY(reply_get(r->db, r->arena, id, &reply));
	json_open(&j, '{');
	api_put_reply(r, &j, &reply);
	TRY(put_versions(r, &j, id));
	json_close(&j, '}');
	api_answer(r, status, &j);
	return OK;
}

enum err
page_api_reply(struct req *r)
{
	TRY(api_begin(r, STR("read")));
	TRY(api_may(r, ACT_READ_DESK, NULL));
	return api_answer_reply(r, 200, (struct reply_id){ r->id });
}

/* Writing ----------------------------------------------------------------- */

enum err
api_read_overrules(
    struct req *r, const json_t *body, const struct overrule **v, size_t *n)
{
	static const struct api_member members[] = {
		{ "rule", API_STRING, true },
		{ "kind", API_STRING, true },
		{ "start", API_INT, true },
		{ "end", API_INT, true },
		{ "reason", API_STRING, true },
	};
	const json_t *list = json_object_get(body, "overrules");
	struct overrule *out = ARENA_ARRAY(
	    r->arena, struct overrule, json_array_size(list) + 1);

	*n = json_array_size(list);
	if (*n > OVERRULES_MAX)
		return fail(ERR_TOO_LARGE, "\"overrules\": more than %d",
		    OVERRULES_MAX);
	for (size_t i = 0; i < *n; i++) {
		json_t *o = json_array_get(list, i);
		int64_t start, end;

		TRY(api_members(o, API_MEMBERS(members)));
		start = api_int(o, "start", 0);
		end = api_int(o, "end", 0);
		if (start < 0 || end < start)
			return fail(ERR_INVALID,
			    "\"overrules\": start and end are bytes of the"
			    " text");
		out[i] = (struct overrule){ api_str(o, "rule"),
			api_str(o, "kind"), (size_t)start, (size_t)end,
			str_trim(api_str(o, "reason")), { 0 } };
	}
	*v = out;
	return OK;
}

static struct str
or_else(struct str s, struct str dflt)
{
	return s.n ? s : dflt;
}

static enum err
read_form(struct req *r, const json_t *body, const struct enquiry *e,
    struct reply_form *f)
{
	*f = (struct reply_form){ .enquiry = e->id,
		.kind = or_else(api_str(body, "kind"), STR("fact")),
		    .scope = or_else(api_str(body, "scope"), STR("unit")),
			.tone = or_else(api_str(body, "tone"), STR("plain")),
			    .text = api_str(body, "text"),
			    .source = api_str(body, "source"),
			    .area = { api_int(body, "area", e->unit.v) },
			    .thread_version = api_int(
				body, "thread_version", 0) };
	if (!unit_find(r->visit->m, f->area))
		return fail(ERR_INVALID, "\"area\": no such unit");
	return api_read_overrules(r, body, &f->overrules, &f->noverrules);
}

/* Why it does not go out: the findings, which of them are lifted, and whom to
 * ask.  The answer stands, the transaction does not. */
static enum err
blocked(struct req *r, const struct reply_form *f, enum err e)
{
	struct json j = api_problem(r, e);
	struct reply_ruling ruling;

	TRY(reply_judge(r->db, r->arena, r->visit->m, r->visit->person, f,
	    r->now, &ruling));
	api_put_findings(r, &j, &ruling.findings);
	json_key(&j, STR("overruled"));
	json_open(&j, '[');
	for (size_t i = 0; i < ruling.findings.n; i++)
		json_bool(&j, ruling.overruled && ruling.overruled[i]);
	json_close(&j, ']');
	json_key_bool(&j, STR("thread_changed"), ruling.thread_changed);
	json_key_bool(&j, STR("needs_approval"), ruling.needs_approval);
	return api_problem_end(r, &j, e);
}

static enum err
write_reply(struct req *r, const json_t *body)
{
	const struct visit *v = r->visit;
	bool ask = json_is_true(json_object_get(body, "ask_approval"));
	struct reply_form f;
	struct reply reply;
	struct enquiry e;
	struct object o;
	enum err err;

	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &e));
	o = (struct object){ .unit = e.unit, .account = e.account };
	TRY(api_may(r, ACT_WRITE_REPLY, &o));
	TRY(read_form(r, body, &e, &f));
	err = reply_publish(
	    r->db, r->arena, v->m, v->person, &f, ask, r->now, &reply);
	if (err == ERR_BLOCKED || err == ERR_CONFLICT)
		return blocked(r, &f, err);
	TRY(err);
	return api_answer_reply(r, 201, reply.id);
}

enum err
page_api_reply_write(struct req *r)
{
	static const struct api_member members[] = {
		{ "text", API_STRING, true },
		{ "source", API_STRING, false },
		{ "kind", API_STRING, false },
		{ "scope", API_STRING, false },
		{ "tone", API_STRING, false },
		{ "area", API_INT, false },
		{ "thread_version", API_INT, true },
		{ "overrules", API_ARRAY, false },
		{ "ask_approval", API_BOOL, false },
	};

	return api_write(r, API_MEMBERS(members), write_reply);
}

/* Deciding ---------------------------------------------------------------- */

static enum err
decide(struct req *r, const json_t *body)
{
	const struct visit *v = r->visit;
	struct reply_id id = { r->id };
	struct str decision = api_str(body, "decision");
	struct reply after;

	if (!str_eq(decision, STR("approve")) &&
		!str_eq(decision, STR("return")))
		return fail(ERR_INVALID, "\"decision\": approve or return");
	TRY(reply_decide(r->db, r->arena, v->m, v->person, id,
	    api_int(body, "version", 0), decision, api_str(body, "text"),
	    str_trim(api_str(body, "remark")), r->now, &after));
	return api_answer_reply(r, 200, id);
}

enum err
page_api_reply_decide(struct req *r)
{
	static const struct api_member members[] = {
		{ "decision", API_STRING, true },
		{ "version", API_INT, true },
		{ "text", API_STRING, false },
		{ "remark", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), decide);
}

static enum err
withdraw(struct req *r, const json_t *body)
{
	struct reply_id id = { r->id };

	(void)body;
	TRY(reply_withdraw(r->db, r->arena, r->visit->person, id, r->now));
	return api_answer_reply(r, 200, id);
}

enum err
page_api_reply_withdraw(struct req *r)
{
	return api_write(r, NULL, 0, withdraw);
}

/* In one act ----------------------------------------------------------------
 */

/* Thanks for praise, the way on for a formal matter.  REQ: K5 K10 */
static enum err
at_once(struct req *r,
    enum err (*answer)(struct db *, struct arena *, const struct municipality *,
	const struct person *, struct enquiry_id, usec_t, struct reply *))
{
	const struct visit *v = r->visit;
	struct reply reply;
	struct enquiry e;
	struct object o;

	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &e));
	o = (struct object){ .unit = e.unit, .account = e.account };
	TRY(api_may(r, ACT_WRITE_REPLY, &o));
	TRY(answer(r->db, r->arena, v->m, v->person, e.id, r->now, &reply));
	return api_answer_reply(r, 201, reply.id);
}

static enum err
thank(struct req *r, const json_t *body)
{
	(void)body;
	return at_once(r, reply_thanks);
}

enum err
page_api_thanks(struct req *r)
{
	return api_write(r, NULL, 0, thank);
}

static enum err
refer(struct req *r, const json_t *body)
{
	(void)body;
	return at_once(r, reply_refer);
}

enum err
page_api_referral(struct req *r)
{
	return api_write(r, NULL, 0, refer);
}
