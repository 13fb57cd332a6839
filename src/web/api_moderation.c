/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_moderation.c - comments taken from public view, and whether whoever wrote
 * them has been told, for programs.  REQ: SPEC 4 K8; SPEC 8
 */
#include "channel/channel.h"
#include "model/moderation.h"
#include "web/api_views.h"
#include "web/pages.h"

static bool
can_reply(const struct account *acct)
{
	const struct channel *c = acct ? channel_find(acct->channel) : NULL;

	return c && c->can.reply;
}

static void
put_hidden(const struct req *r, struct json *j, const struct hiding *h,
    const struct hiding_notice *n)
{
	const struct account *acct = account_find(r->visit->m, h->account);

	json_open(j, '{');
	json_key_int(j, STR("message"), h->message.v);
	json_key_int(j, STR("account"), h->account.v);
	json_key_int(j, STR("enquiry"), h->enquiry.v);
	json_key_str(j, STR("ground"), h->ground);
	api_key_person(r, j, STR("by"), h->by);
	api_key_time(j, STR("at"), h->at);
	json_key_str(j, STR("told"), str_from(hiding_told_name(n->told)));
	api_key_person(r, j, STR("told_by"), n->by);
	json_key_str(j, STR("told_remark"), n->remark);
	json_key_bool(
	    j, STR("can_in_thread"), n->can_in_thread && can_reply(acct));
	json_key_str(j, STR("in_thread"), n->in_thread);
	json_key_str(j, STR("letter"), n->letter);
	json_close(j, '}');
}

enum err
page_api_hidden(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct hiding_notice *told;
	struct hiding *h;
	size_t n;

	TRY(api_begin(r, STR("read")));
	TRY(api_may(r, ACT_READ_DESK, NULL));
	TRY(hidings(r->db, r->arena, &h, &n));
	TRY(moderation_notices(r->db, r->arena, r->visit->m, h, n, &told));
	json_open(&j, '{');
	json_key(&j, STR("hidden"));
	json_open(&j, '[');
	for (size_t i = 0; i < n; i++)
		put_hidden(r, &j, &h[i], &told[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

static enum err
answer_message(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };

	json_open(&j, '{');
	json_key_int(&j, STR("message"), r->id);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

static enum err
hide(struct req *r, const json_t *body, const struct message *m)
{
	const struct visit *v = r->visit;
	const struct account *acct = account_find(v->m, m->account);
	const struct channel *c = acct ? channel_find(acct->channel) : NULL;
	struct object o = { .account = m->account,
		.unit = acct ? acct->unit : (struct unit_id){ 0 } };
	struct hide_order order = { .message = m->id,
		.ground = api_str(body, "ground"),
		.by = v->person->id,
		.tell = json_is_true(json_object_get(body, "tell")) };

	TRY(api_may(r, ACT_MODERATE, &o));
	if (!c || !c->can.hide || (order.tell && !c->can.reply))
		return fail(ERR_CONFLICT, "the channel cannot do that");
	return moderation_hide(r->db, r->arena, v->m, &order, r->now);
}

static enum err
moderate(struct req *r, const json_t *body)
{
	struct str act = api_str(body, "act");
	struct message m;

	TRY(message_get(r->db, r->arena, (struct message_id){ r->id }, &m));
	if (str_eq(act, STR("hide")))
		TRY(hide(r, body, &m));
	else if (str_eq(act, STR("show")))
		TRY(hiding_undo(r->db, r->arena, r->visit->m, m.id,
		    r->visit->person, api_str(body, "ground"), r->now));
	else
		return fail(ERR_INVALID, "\"act\": hide or show");
	return answer_message(r);
}

enum err
page_api_moderate(struct req *r)
{
	static const struct api_member members[] = {
		{ "act", API_STRING, true },
		{ "ground", API_STRING, true },
		{ "tell", API_BOOL, false },
	};

	return api_write(r, API_MEMBERS(members), moderate);
}

static enum err
tell(struct req *r, const json_t *body)
{
	const struct visit *v = r->visit;
	struct str how = api_str(body, "how");
	struct told_by_hand t = { { r->id }, str_eq(how, STR("by_hand")),
						 api_str(body, "remark") };
	struct message m;

	TRY(message_get(r->db, r->arena, t.message, &m));
	if (str_eq(how, STR("in_thread"))) {
		if (!can_reply(account_find(v->m, m.account)))
			return fail(ERR_CONFLICT, "the channel cannot do that");
		TRY(moderation_tell(
		    r->db, r->arena, v->m, v->person, m.id, r->now));
	} else if (t.told || str_eq(how, STR("cannot"))) {
		TRY(moderation_told(
		    r->db, r->arena, v->m, v->person, &t, r->now));
	} else {
		return fail(
		    ERR_INVALID, "\"how\": in_thread, by_hand or cannot");
	}
	return answer_message(r);
}

enum err
page_api_tell(struct req *r)
{
	static const struct api_member members[] = {
		{ "how", API_STRING, true },
		{ "remark", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), tell);
}
