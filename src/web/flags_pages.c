/* SPDX-License-Identifier: EUPL-1.2
 *
 * flags_pages.c - what an enquiry is marked with, corrected on its page and
 * through the API.  REQ: K3 K5 K8; SPEC 8
 */
#include "channel/channel.h"
#include "model/outbox.h"
#include "policy/policy.h"
#include "web/api_views.h"
#include "web/enquiry.h"
#include "web/pages.h"

enum { MESSAGES_MAX = 500 };
static const unsigned secret = 1u << TRIAGE_CONFIDENTIAL;

void
flags_view_fill(const struct req *r, const struct enquiry *e,
    const struct flags_form *typed, struct flags_view *out)
{
	static const enum msg texts[TRIAGE_FLAG_COUNT] = {
		[TRIAGE_CONFIDENTIAL] = MSG_FLAG_CONFIDENTIAL,
		[TRIAGE_REPUTATION] = MSG_FLAG_REPUTATION,
		[TRIAGE_THREAT] = MSG_FLAG_THREAT,
		[TRIAGE_SPAM] = MSG_FLAG_SPAM,
	};
	struct object o = { .unit = e->unit, .account = e->account };
	unsigned now = triage_flag_bits(e->flags);
	unsigned on = typed ? typed->flags : now;

	*out = (struct flags_view){ .any = now != 0, .open = typed != NULL };
	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
		out->v[f] = (struct flag_view){ str_from(triage_flag_name(
						    (enum triage_flag)f)),
			say(r, texts[f]), (on >> f & 1) != 0 };
	out->ask_reason = (now & secret) && web_may(r, ACT_DECLASSIFY, &o);
	out->locked = (now & secret) && !out->ask_reason;
	out->reason = typed ? typed->reason : STR_NONE;
}

/* REQ: K8 */
struct str
masked_text(const struct req *r, struct str text, struct str whole)
{
	static const char *const cases[] = { "health", "child_welfare",
		"social_service", "school_matter" };
	struct findings found = { .arena = r->arena };
	struct policy_input in = { text, AS_INBOUND, &r->visit->m->policy };
	bool number = false;

	policy_check(r->arena, &in, &found);
	for (size_t i = 0; i < found.n; i++) {
		const struct finding *f = &found.v[i];

		for (size_t k = 0; k < sizeof(cases) / sizeof(*cases); k++)
			if (strcmp(f->kind, cases[k]) == 0)
				return whole;
		number = number || f->severity == BLOCK;
	}
	return number ? policy_mask(r->arena, text, &found) : whole;
}

/* What is confidential is taken from public view there as well, as the program
 * does it by itself; shown again it is under moderation, by another. */
static enum err
hide_there(struct req *r, const struct enquiry *e)
{
	const struct account *acct = account_find(r->visit->m, e->account);
	const struct channel *c = acct ? channel_find(acct->channel) : NULL;
	struct message *m;
	size_t n;

	if (!c || !c->can.hide)
		return OK;
	TRY(thread_messages(r->db, r->arena, e->thread, MESSAGES_MAX, &m, &n));
	for (size_t i = 0; i < n; i++) {
		struct outbox_item it = { .account = e->account,
			.act = STR("hide"), .thread = e->thread,
			    .message = m[i].id,
			    .ground = STR("K8"),
				.ordered_by = r->visit->person->id };

		if (m[i].enquiry.v == e->id.v &&
		    m[i].direction == DIRECTION_IN &&
		    m[i].state == MESSAGE_VISIBLE)
			TRY(outbox_order(
			    r->db, r->arena, r->visit->m, &it, r->now));
	}
	return OK;
}

enum err
flags_set(
    struct req *r, const struct enquiry *e, unsigned flags, struct str reason)
{
	unsigned had = triage_flag_bits(e->flags);

	TRY(enquiry_set_flags(r->db, r->arena, r->visit->m, e->id, flags,
	    reason, r->visit->person, r->now));
	return flags & ~had & secret ? hide_there(r, e) : OK;
}

/* Asks may() on the enquiry of r->id. */
static enum err
ask(struct req *r, struct enquiry *e, struct object *o)
{
	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, e));
	*o = (struct object){ .unit = e->unit, .account = e->account };
	return OK;
}

enum err
page_enquiry_flags(struct req *r)
{
	struct flags_form typed = { 0,
		str_trim(pairs_get(&r->form, STR("grunn"))) };
	struct enquiry_show show = { .flags = &typed };
	struct enquiry e;
	struct object o;
	enum err err;

	TRY(ask(r, &e, &o));
	if (!web_may(r, ACT_CLAIM, &o))
		return fail(ERR_DENIED,
		    "this needs a role for the unit the enquiry is for");
	for (size_t i = 0; i < r->form.n; i++)
		if (str_eq(r->form.v[i].name, STR("merke")))
			typed.flags |= triage_flag_bits(r->form.v[i].value);
	err = flags_set(r, &e, typed.flags, typed.reason);
	if (err == OK)
		return web_go(r, str_printf(r->arena, "/henvendelse/%lld",
				     (long long)e.id.v));
	if (err != ERR_INVALID)
		return err;
	show.error = say(r, MSG_NOT_FLAGGED);
	TRY(enquiry_page(r, e.id, &show));
	return err;
}

static enum err
read_flags(const json_t *body, unsigned *out)
{
	const json_t *list = json_object_get(body, "flags");
	enum triage_flag f;

	*out = 0;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *v = json_string_value(json_array_get(list, i));

		if (!v || !triage_flag_parse(str_from(v), &f))
			return fail(ERR_INVALID, "\"flags\": no such flag");
		*out |= 1u << f;
	}
	return OK;
}

static enum err
mark(struct req *r, const json_t *body)
{
	struct enquiry e;
	struct object o;
	unsigned flags;

	TRY(read_flags(body, &flags));
	TRY(ask(r, &e, &o));
	TRY(api_may(r, ACT_CLAIM, &o));
	TRY(flags_set(r, &e, flags, str_trim(api_str(body, "reason"))));
	return api_answer_enquiry(r, 200, e.id);
}

enum err
page_api_flags(struct req *r)
{
	static const struct api_member members[] = {
		{ "flags", API_ARRAY, true },
		{ "reason", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), mark);
}
