/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_house.c - matters, facts, duty, presence and triage for programs.
 * REQ: F1 K1 K4 K5 K11; SPEC 8
 */
#include "model/fact.h"
#include "model/matter.h"
#include "model/presence.h"
#include "model/roster.h"
#include "web/api_views.h"
#include "web/pages.h"

static void
put_matter(const struct req *r, struct json *j, const struct matter *m)
{
	json_open(j, '{');
	json_key_int(j, STR("id"), m->id.v);
	json_key_int(j, STR("version"), m->version);
	json_key_str(j, STR("title"), m->title);
	json_key_str(j, STR("words"), m->words);
	json_key_str(j, STR("recommendation"), m->recommendation);
	json_key_str(j, STR("source"), m->source);
	api_key_time(j, STR("until"), m->until);
	json_key_bool(j, STR("open"), matter_is_open(m, r->now));
	json_close(j, '}');
}

enum err
page_api_matters(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct matter *m;
	size_t n;

	TRY(api_begin(r, STR("read")));
	TRY(matter_list(r->db, r->arena, r->now, &m, &n));
	json_open(&j, '{');
	json_key(&j, STR("matters"));
	json_open(&j, '[');
	for (size_t i = 0; i < n; i++)
		put_matter(r, &j, &m[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

static enum err
save_matter(struct req *r, const json_t *body)
{
	struct json j = { .out = { .arena = r->arena } };
	struct str until = api_str(body, "until");
	struct matter m = { .id = { api_int(body, "id", 0) },
		.version = api_int(body, "version", 0),
		.title = api_str(body, "title"),
		.words = api_str(body, "words"),
		.recommendation = api_str(body, "recommendation"),
		.source = api_str(body, "source") };

	TRY(api_may(r, ACT_MATTER, NULL));
	if (until.n && !date_parse_rfc3339(until, &m.until))
		return fail(ERR_INVALID, "\"until\": a time in RFC 3339");
	TRY(matter_save(r->db, r->arena, &m, r->visit->person->id, r->now));
	put_matter(r, &j, &m);
	api_answer(r, 200, &j);
	return OK;
}

enum err
page_api_matter_save(struct req *r)
{
	static const struct api_member members[] = {
		{ "id", API_INT, false },
		{ "version", API_INT, false },
		{ "title", API_STRING, true },
		{ "words", API_STRING, true },
		{ "recommendation", API_STRING, true },
		{ "source", API_STRING, false },
		{ "until", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), save_matter);
}

static enum err
tie(struct req *r, const json_t *body)
{
	struct object o;
	struct enquiry e;

	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &e));
	o = (struct object){ .unit = e.unit, .account = e.account };
	TRY(api_may(r, ACT_CLAIM, &o));
	TRY(matter_tie(r->db, r->arena, e.thread,
	    (struct matter_id){ api_int(body, "matter", 0) },
	    r->visit->person->id, r->now));
	return api_answer_enquiry(r, 200, e.id);
}

enum err
page_api_matter_tie(struct req *r)
{
	static const struct api_member members[] = {
		{ "matter", API_INT, true },
	};

	return api_write(r, API_MEMBERS(members), tie);
}

/* Facts -------------------------------------------------------------------- */

static void
put_fact(const struct req *r, struct json *j, const struct fact *f)
{
	json_open(j, '{');
	json_key_int(j, STR("id"), f->id.v);
	json_key_int(j, STR("version"), f->version);
	json_key_int(j, STR("unit"), f->unit.v);
	json_key_str(j, STR("title"), f->title);
	json_key_str(j, STR("text"), f->text);
	json_key_str(j, STR("source"), f->source);
	api_key_time(j, STR("expires"), f->expires);
	json_key_bool(j, STR("holds"), fact_holds(f, r->now));
	json_close(j, '}');
}

enum err
page_api_facts(struct req *r)
{
	struct str q = str_trim(pairs_get(&r->query, STR("q")));
	struct json j = { .out = { .arena = r->arena } };
	struct fact *f;
	size_t n;

	TRY(api_begin(r, STR("read")));
	if (q.n)
		TRY(fact_search(r->db, r->arena, r->visit->m, q,
		    (struct unit_id){ 0 }, r->now, &f, API_PAGE, &n));
	else
		TRY(fact_list(r->db, r->arena, (struct unit_id){ 0 }, &f, &n));
	json_open(&j, '{');
	json_key(&j, STR("facts"));
	json_open(&j, '[');
	for (size_t i = 0; i < n; i++)
		put_fact(r, &j, &f[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

static enum err
save_fact(struct req *r, const json_t *body)
{
	struct json j = { .out = { .arena = r->arena } };
	struct str until = api_str(body, "expires");
	struct fact f = { .id = { api_int(body, "id", 0) },
		.version = api_int(body, "version", 0),
		.unit = { api_int(body, "unit", 0) },
		.title = api_str(body, "title"),
		.text = api_str(body, "text"),
		.source = api_str(body, "source"),
		.active = true };
	struct object o = { .unit = f.unit };
	struct fact old;

	if (!unit_find(r->visit->m, f.unit))
		return fail(ERR_INVALID, "\"unit\": no such unit");
	TRY(api_may(r, ACT_FACT, &o));
	if (f.id.v) {
		TRY(fact_get(r->db, r->arena, f.id, &old));
		o.unit = old.unit;
		TRY(api_may(r, ACT_FACT, &o));
		f.active = old.active;
	}
	if (until.n && !date_parse_rfc3339(until, &f.expires))
		return fail(ERR_INVALID, "\"expires\": a time in RFC 3339");
	TRY(fact_save(r->db, r->arena, &f, r->visit->person->id, r->now));
	put_fact(r, &j, &f);
	api_answer(r, 200, &j);
	return OK;
}

enum err
page_api_fact_save(struct req *r)
{
	static const struct api_member members[] = {
		{ "id", API_INT, false },
		{ "version", API_INT, false },
		{ "unit", API_INT, true },
		{ "title", API_STRING, true },
		{ "text", API_STRING, true },
		{ "source", API_STRING, false },
		{ "expires", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), save_fact);
}

/* Duty and presence -------------------------------------------------------- */

enum { SHIFT_DAYS = 42 };

enum err
page_api_shifts(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct shift *s;
	size_t n;

	TRY(api_begin(r, STR("read")));
	TRY(roster_list(
	    r->db, r->arena, r->now, r->now + SHIFT_DAYS * DAY, &s, &n));
	json_open(&j, '{');
	json_key(&j, STR("shifts"));
	json_open(&j, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&j, '{');
		json_key_int(&j, STR("id"), s[i].id);
		api_key_person(r, &j, STR("person"), s[i].person);
		api_key_ref(&j, STR("account"), s[i].account.v);
		api_key_time(&j, STR("from"), s[i].from);
		api_key_time(&j, STR("to"), s[i].to);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

static enum err
add_shift(struct req *r, const json_t *body)
{
	struct json j = { .out = { .arena = r->arena } };
	struct shift s = { .person = { api_int(body, "person", 0) },
		.account = { api_int(body, "account", 0) },
		.made_by = r->visit->person->id };

	if (!date_parse_rfc3339(api_str(body, "from"), &s.from) ||
	    !date_parse_rfc3339(api_str(body, "to"), &s.to))
		return fail(
		    ERR_INVALID, "\"from\" and \"to\": times in RFC 3339");
	TRY(roster_add(r->db, r->arena, r->visit->m, &s, r->now, &s.id));
	json_open(&j, '{');
	json_key_int(&j, STR("id"), s.id);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

enum err
page_api_shift_add(struct req *r)
{
	static const struct api_member members[] = {
		{ "person", API_INT, true },
		{ "account", API_INT, false },
		{ "from", API_STRING, true },
		{ "to", API_STRING, true },
	};

	return api_write(r, API_MEMBERS(members), add_shift);
}

enum err
page_api_presence(struct req *r)
{
	const struct municipality *m = r->visit->m;
	struct json j = { .out = { .arena = r->arena } };

	TRY(api_begin(r, STR("read")));
	json_open(&j, '{');
	json_key(&j, STR("accounts"));
	json_open(&j, '[');
	for (size_t i = 0; i < m->naccounts; i++) {
		struct object o = { .unit = m->accounts[i].unit };
		struct presence p;

		if (!web_may(r, ACT_LEADER_VIEW, &o))
			continue;
		TRY(presence_of(
		    r->db, r->arena, m, &m->accounts[i], r->now, &p));
		json_open(&j, '{');
		json_key_int(&j, STR("account"), p.account.v);
		api_key_time(&j, STR("last"), p.last);
		json_key_int(&j, STR("open"), p.open);
		json_key_int(&j, STR("late"), p.late);
		json_key_int(&j, STR("answered_4_weeks"), p.answered4);
		json_key_int(&j, STR("on_time_4_weeks"), p.on_time4);
		json_key_int(&j, STR("answered_12_weeks"), p.answered12);
		json_key_int(&j, STR("on_time_12_weeks"), p.on_time12);
		json_key_bool(&j, STR("silent"), p.silent);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

/* What a text seems to be; nothing of it is kept. */
enum err
page_api_triage(struct req *r)
{
	static const struct api_member members[] = {
		{ "text", API_STRING, true },
	};
	struct json j = { .out = { .arena = r->arena } };
	struct triage t;
	struct str text;
	json_t *body;

	TRY(api_begin(r, STR("read")));
	TRY(api_object(r, API_MEMBERS(members), &body));
	text = api_str(body, "text");
	triage(r->arena, text, r->visit->m->triage, r->visit->m->policy.lexicon,
	    &t);
	json_open(&j, '{');
	json_key_str(&j, STR("category"), str_from(category_name(t.category)));
	json_key_int(
	    &j, STR("confidence"), (int64_t)(100 * t.confidence + 0.5));
	json_key(&j, STR("flags"));
	json_open(&j, '[');
	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
		if (t.flags >> f & 1)
			json_str(&j,
			    str_from(triage_flag_name((enum triage_flag)f)));
	json_close(&j, ']');
	json_key_str(&j, STR("lang"), str_from(text_lang_name(t.lang)));
	json_key(&j, STR("words"));
	json_open(&j, '[');
	for (size_t i = 0; i < t.nwhy; i++)
		json_str(&j, str_cut(text, t.why[i].start, t.why[i].end));
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}
