/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_acts.c - what is done to an enquiry beside answering it.  Each answers
 * with the enquiry as it stands afterwards.  REQ: K5 K6 K10; SPEC 8
 */
#include "web/api_views.h"
#include "web/pages.h"

/* The enquiry of r->id, where its person may do that to it. */
static enum err
ask(struct req *r, enum action action, struct enquiry *e)
{
	struct object o;

	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, e));
	o = (struct object){ .unit = e->unit, .account = e->account };
	return api_may(r, action, &o);
}

static enum err
claim(struct req *r, const json_t *body)
{
	struct enquiry e;

	(void)body;
	TRY(ask(r, ACT_CLAIM, &e));
	TRY(enquiry_claim(r->db, r->arena, e.id, r->visit->person->id, r->now));
	return api_answer_enquiry(r, 200, e.id);
}

enum err
page_api_claim(struct req *r)
{
	return api_write(r, NULL, 0, claim);
}

static enum err
release(struct req *r, const json_t *body)
{
	struct enquiry e;

	(void)body;
	TRY(ask(r, ACT_CLAIM, &e));
	TRY(enquiry_release(
	    r->db, r->arena, e.id, r->visit->person->id, r->now));
	return api_answer_enquiry(r, 200, e.id);
}

enum err
page_api_release(struct req *r)
{
	return api_write(r, NULL, 0, release);
}

static enum err
sort(struct req *r, const json_t *body)
{
	struct enquiry e;
	enum category c;

	if (!category_parse(api_str(body, "category"), &c))
		return fail(ERR_INVALID, "\"category\": no such category");
	TRY(ask(r, ACT_CLAIM, &e));
	TRY(enquiry_set_category(r->db, r->arena, r->visit->m, e.id, c,
	    r->visit->person->id, r->now));
	return api_answer_enquiry(r, 200, e.id);
}

enum err
page_api_category(struct req *r)
{
	static const struct api_member members[] = {
		{ "category", API_STRING, true },
	};

	return api_write(r, API_MEMBERS(members), sort);
}

static enum err
assign(struct req *r, const json_t *body)
{
	const struct person *p = person_find(
	    r->visit->m, (struct person_id){ api_int(body, "person", 0) });
	struct object o;
	struct enquiry e;

	TRY(ask(r, ACT_CLAIM, &e));
	o = (struct object){ .unit = e.unit, .account = e.account };
	if (!p || !may(r->visit->m, NULL, p, ACT_CLAIM, &o, r->now).yes)
		return fail(ERR_INVALID, "\"person\": nobody to hand it to");
	TRY(enquiry_hand(
	    r->db, r->arena, e.id, p->id, r->visit->person->id, r->now));
	return api_answer_enquiry(r, 200, e.id);
}

enum err
page_api_assign(struct req *r)
{
	static const struct api_member members[] = {
		{ "person", API_INT, true },
	};

	return api_write(r, API_MEMBERS(members), assign);
}

static enum err
reopen(struct req *r, const json_t *body)
{
	struct enquiry e;

	(void)body;
	TRY(ask(r, ACT_CLAIM, &e));
	TRY(enquiry_reopen(
	    r->db, r->arena, e.id, r->visit->person->id, r->now));
	return api_answer_enquiry(r, 200, e.id);
}

enum err
page_api_reopen(struct req *r)
{
	return api_write(r, NULL, 0, reopen);
}

static enum err
end(struct req *r, const json_t *body)
{
	struct enquiry e;

	TRY(ask(r, ACT_CLAIM, &e));
	TRY(enquiry_close(r->db, r->arena, e.id, api_str(body, "ground"),
	    str_trim(api_str(body, "remark")), r->visit->person->id, r->now));
	return api_answer_enquiry(r, 200, e.id);
}

enum err
page_api_close(struct req *r)
{
	static const struct api_member members[] = {
		{ "ground", API_STRING, true },
		{ "remark", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), end);
}
