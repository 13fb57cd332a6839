/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_misc.c - the check of a text, the accounts, and the description of the
 * API itself.  REQ: SPEC 4 SPEC 8
 */
#include "fmt/assets.h"
#include "model/account.h"
#include "policy/context.h"
#include "policy/json.h"
#include "web/api_views.h"
#include "web/pages.h"

/* Check ------------------------------------------------------------------- */

/* What the check command says of the same text, as and context.  Without a
 * context it is the municipality's own that counts, with the token's person as
 * the one who answers. */
static enum err
read_check(struct req *r, const json_t *body, struct policy_input *in,
    struct policy_context *c)
{
	const struct person *p = r->visit->person;
	const json_t *context = json_object_get(body, "context");
	struct str as = api_str(body, "as");

	in->text = api_str(body, "text");
	in->context = c;
	if (as.n && !policy_as_parse(as, &in->as))
		return fail(
		    ERR_INVALID, "\"as\": reply, post, inbound or private");
	if (context)
		return context_read(r->arena, context, c);
	*c = r->visit->m->policy;
	c->responder.first_name = p->first_name;
	c->responder.last_name = p->last_name;
	return OK;
}

enum err
page_api_check(struct req *r)
{
	static const struct api_member members[] = {
		{ "text", API_STRING, true },
		{ "as", API_STRING, false },
		{ "context", API_OBJECT, false },
		{ "lang", API_STRING, false },
	};
	struct json j = { .out = { .arena = r->arena } };
	struct policy_context c = { 0 };
	struct policy_input in = { .as = AS_REPLY };
	struct findings f;
	json_t *body;
	struct str lang;

	TRY(api_begin(r, STR("read")));
	TRY(api_object(r, API_MEMBERS(members), &body));
	lang = api_str(body, "lang");
	if (lang.n && !lang_parse(lang, &r->visit->lang))
		return fail(ERR_INVALID, "\"lang\": nb, nn or en");
	TRY(read_check(r, body, &in, &c));
	policy_check(r->arena, &in, &f);
	json_open(&j, '{');
	json_key_str(&j, STR("verdict"), str_from(verdict_name(&f)));
	api_put_findings(r, &j, &f);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

/* Accounts ---------------------------------------------------------------- */

static void
put_connection(struct json *j, const struct connection *c)
{
	json_key(j, STR("connection"));
	if (!c) {
		json_none(j);
		return;
	}
	json_open(j, '{');
	json_key_str(j, STR("state"), c->state);
	json_key_str(j, STR("error"), c->error);
	api_key_time(j, STR("last_ok"), c->last_ok_at);
	api_key_time(j, STR("last_try"), c->last_try_at);
	api_key_time(j, STR("last_message"), c->last_message_at);
	json_close(j, '}');
}

static void
put_account(const struct req *r, struct json *j, const struct account *acct,
    const struct connection *c)
{
	json_open(j, '{');
	json_key_int(j, STR("id"), acct->id.v);
	json_key_str(j, STR("channel"), acct->channel);
	json_key_str(j, STR("name"), acct->name);
	json_key_str(j, STR("address"), acct->address);
	json_key_str(j, STR("purpose"), acct->purpose);
	json_key_int(j, STR("unit"), acct->unit.v);
	api_key_person(r, j, STR("editor"), acct->editor);
	api_key_person(r, j, STR("leader"), acct->leader);
	json_key_str(j, STR("state"), acct->state);
	json_key_str(j, STR("dialogue"), acct->dialogue);
	json_key_bool(j, STR("plan_valid"), acct->plan_valid);
	api_key_time(j, STR("plan_expires"), acct->plan_expires);
	put_connection(j, c);
	json_close(j, '}');
}

/* In the order of their numbers, which the snapshot has them in. */
static enum err
put_accounts(struct req *r, struct json *j, int64_t after, int64_t *next)
{
	const struct municipality *m = r->visit->m;
	struct connection *c;
	size_t n, shown = 0;

	*next = 0;
	TRY(connection_list(r->db, r->arena, &c, &n));
	for (size_t i = 0; i < m->naccounts; i++) {
		const struct account *acct = &m->accounts[i];
		size_t k = 0;

		if (acct->id.v <= after)
			continue;
		if (shown++ == API_PAGE_MAX) {
			*next = m->accounts[i - 1].id.v;
			return OK;
		}
		while (k < n && c[k].account.v != acct->id.v)
			k++;
		put_account(r, j, acct, k < n ? &c[k] : NULL);
	}
	return OK;
}

enum err
page_api_accounts(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	int64_t after, zero, next;

	TRY(api_begin(r, STR("read")));
	if (!web_may(r, ACT_CONNECTIONS, NULL))
		TRY(api_may(r, ACT_READ_DESK, NULL));
	TRY(api_cursor_read(r, &after, &zero));
	json_open(&j, '{');
	json_key(&j, STR("accounts"));
	json_open(&j, '[');
	TRY(put_accounts(r, &j, after, &next));
	json_close(&j, ']');
	json_key(&j, STR("next"));
	if (next)
		json_str(&j, api_cursor(r->arena, next, 0));
	else
		json_none(&j);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

/* The description --------------------------------------------------------- */

enum err
page_api_openapi(struct req *r)
{
	const struct asset *as = asset_by_path(asset("openapi.json"));

	answer_json(
	    r, 200, (struct str){ (const char *)as->plain, as->plain_n });
	return OK;
}
