/* SPDX-License-Identifier: EUPL-1.2
 *
 * account_link.c - how an account is connected to its platform: address, user
 * and the name of the secret's file; never the secret itself.  Tried before it
 * is trusted.  REQ: O, L3
 */
#include <jansson.h>

#include "channel/channel.h"
#include "web/account.h"
#include "web/pages.h"

static struct str
member(struct arena *a, const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return str_copy(
	    a, (struct str){ json_string_value(v), json_string_length(v) });
}

/* The account's configuration; what we do not ask for stays as it is. */
static enum err
read_config(struct arena *a, struct str config, json_t **out)
{
	*out = json_loadb(config.n ? config.p : "{}", config.n ? config.n : 2,
	    JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(*out))
		return fail(ERR_BROKEN, "an account's settings are not JSON");
	arena_defer(a, (void (*)(void *))json_decref, *out);
	return OK;
}

static enum err
link_fields(struct form *f, const struct account *acct)
{
	struct arena *a = f->r->arena;
	struct field *d;
	json_t *o;

	TRY(read_config(a, acct->config, &o));
	d = form_input(
	    f, "url", STR("base_url"), MSG_LINK_URL, member(a, o, "base_url"));
	d->most = 500;
	d->required = true;
	d->hint = say(f->r, MSG_LINK_URL_HINT);
	d = form_text(f, STR("bruker"), MSG_LINK_USER, member(a, o, "user"));
	d->required = true;
	d->hint = say(f->r, MSG_LINK_USER_HINT);
	d = form_text(
	    f, STR("hemmelig"), MSG_LINK_SECRET, member(a, o, "secret"));
	d->required = true;
	d->most = 100;
	d->hint = say(f->r, MSG_LINK_SECRET_HINT);
	return OK;
}

/* A file's name and nothing more: no way out of the folder of secrets. */
static bool
is_file_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '.' || c == '-' ||
			c == '_'))
			return false;
	}
	return s.n > 0 && s.p[0] != '.';
}

static void
judge_link(struct form *f)
{
	struct str url = form_get(f, STR("base_url"));
	struct str secret = form_get(f, STR("hemmelig"));

	form_judge(f);
	if (url.n && !str_starts(url, STR("https://")) &&
			 !str_starts(url, STR("http://")))
		form_wrong(f, STR("base_url"), MSG_LINK_URL_WRONG);
	if (secret.n && !is_file_name(secret))
		form_wrong(f, STR("hemmelig"), MSG_LINK_SECRET_WRONG);
}

static enum err
joined(struct form *f, const struct account *acct, struct str *out)
{
	static const struct {
		const char *member;
		struct str field;
	} fields[] = { { "base_url", STR_INIT("base_url") },
		{ "user", STR_INIT("bruker") },
		{ "secret", STR_INIT("hemmelig") } };
	struct arena *a = f->r->arena;
	char *text;
	json_t *o;

	TRY(read_config(a, acct->config, &o));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct str v = form_get(f, fields[i].field);

		json_object_set_new(
		    o, fields[i].member, json_stringn(v.p, v.n));
	}
	text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
	if (!text)
		return fail(ERR_BROKEN, "the settings cannot be written");
	*out = str_copy(a, str_from(text));
	free(text);
	return OK;
}

/* The page ---------------------------------------------------------------- */

static enum err
find_account(struct req *r, struct account *out)
{
	const struct account *acct = account_find(
	    r->visit->m, (struct account_id){ r->id });
	struct object o;

	*out = (struct account){ 0 };
	if (!acct || str_eq(acct->channel, STR("byhand")))
		return fail(ERR_MISSING, "no such connection");
	o = (struct object){ .unit = acct->unit, .account = acct->id };
	if (!web_may(r, ACT_ACCOUNT_CHANGE, &o) &&
	    !web_may(r, ACT_CONNECTIONS, &o))
		return fail(ERR_DENIED, "O: another mends connections");
	*out = *acct;
	return OK;
}

static enum err
show(struct req *r, const struct account *acct, struct account_link_view *v)
{
	v->csrf = r->visit->csrf;
	v->id = acct->id.v;
	v->name = account_title(r, acct);
	if (!acct->plan_valid)
		v->barred = say(r, MSG_LINK_NO_PLAN);
	if (v->form.n == 0)
		TRY(link_fields(&v->form, acct));
	TRY(web_page_begin(r, v->name, NAV_CONNECTIONS));
	tpl_account_link(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

enum err
page_account_link(struct req *r)
{
	struct account_link_view v = { .form = { .r = r } };
	struct account acct;

	TRY(find_account(r, &acct));
	return show(r, &acct, &v);
}

enum err
page_account_link_save(struct req *r)
{
	struct account_link_view v = { .form = { .r = r } };
	struct account acct;

	TRY(find_account(r, &acct));
	TRY(link_fields(&v.form, &acct));
	judge_link(&v.form);
	if (v.form.nwrong || !acct.plan_valid) {
		TRY(show(r, &acct, &v));
		return v.form.nwrong
			   ? fail(ERR_INVALID, "the connection lacks something")
			   : fail(ERR_CONFLICT,
				 "L3: not before the plan is approved");
	}
	TRY(joined(&v.form, &acct, &acct.config));
	TRY(account_change(r->db, r->arena, &acct, r->visit->person->id));
	return web_go(r, str_printf(r->arena, "/kontoer/%lld/kobling",
			     (long long)acct.id.v));
}

/* Trying it --------------------------------------------------------------- */

static void
add_line(const struct req *r, struct try_view *t, bool ok, enum msg text)
{
	t->lines[t->n++] = (struct plan_check){ ok, say(r, text) };
}

static void
tell_health(
    const struct req *r, const struct channel_health *h, struct try_view *t)
{
	t->ok = h->login_ok && h->can_read;
	t->what = t->ok ? say1(r, MSG_TRY_OK, "who", h->who)
			: say(r, MSG_TRY_HALF);
	add_line(r, t, h->login_ok, MSG_TRY_LOGIN);
	add_line(r, t, h->can_read, MSG_TRY_READ);
	add_line(r, t, h->can_reply, MSG_TRY_REPLY);
	add_line(r, t, h->can_moderate, MSG_TRY_MODERATE);
	add_line(r, t, h->can_close, MSG_TRY_CLOSE);
}

/* «Prøv tilkoblingen»: what is saved is tried; nothing is changed there. */
enum err
page_account_link_try(struct req *r)
{
	struct account_link_view v = { .form = { .r = r } };
	struct channel_problem p = { 0 };
	struct channel_health h = { 0 };
	struct account acct;
	enum err e;

	TRY(find_account(r, &acct));
	if (!acct.plan_valid) {
		TRY(show(r, &acct, &v));
		return fail(
		    ERR_CONFLICT, "L3: not before the plan is approved");
	}
	v.tried.tried = true;
	e = web_probe(r, &acct, &h, &p);
	if (e == OK) {
		tell_health(r, &h, &v.tried);
	} else if (e == ERR_INVALID) {
		v.tried.what = say(r, MSG_TRY_LACKS);
		v.tried.help = say(r, MSG_TRY_LACKS_HELP);
	} else {
		struct str fault = str_from(channel_fault_name(p.fault));

		v.tried.what = fault_why(r, fault);
		v.tried.help = fault_help(r, fault);
	}
	return show(r, &acct, &v);
}
