/* SPDX-License-Identifier: EUPL-1.2
 *
 * hours_pages.c - the hours of the municipality and of an account, with what
 * they make of a deadline before they are saved.  REQ: K1, O, SPEC 3
 */
#include "model/account.h"
#include "model/settings.h"
#include "web/account.h"
#include "web/pages.h"
#include "web/settings.h"

static enum err
show(struct req *r, enum nav here, struct hours_view *v)
{
	v->csrf = r->visit->csrf;
	TRY(web_page_begin(r, v->title, here));
	tpl_hours(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

/* The municipality --------------------------------------------------------- */

static enum err
own_view(struct req *r, struct worktime *stored, struct hours_view *v)
{
	struct str value;
	enum err e;

	*v = (struct hours_view){ .title = say(r, MSG_HOURS_TITLE),
		.lead = say(r, MSG_HOURS_LEAD),
		.action = STR("/innstillinger/tider"),
		    .back = STR("/innstillinger"),
			.back_text = say(r, MSG_NAV_SETTINGS) };
	if (!web_may(r, ACT_SETTINGS, NULL))
		return fail(
		    ERR_DENIED, "SPEC 5: settings are the administrator's");
	e = setting_get(r->db, r->arena, STR("hours"), &value, &v->version);
	if (e == ERR_MISSING)
		return worktime_default(stored);
	return e == OK ? worktime_parse(r->arena, value, stored) : e;
}

enum err
page_hours(struct req *r)
{
	struct worktime stored;
	struct hours_view v;

	TRY(own_view(r, &stored, &v));
	hours_fill(r, &stored, &v.form);
	hours_preview(r, &stored, &v);
	if (pairs_has(&r->query, STR("lagret")))
		v.told = say(r, MSG_SET_SAVED);
	return show(r, NAV_SETTINGS, &v);
}

/* Another was quicker. */
static enum err
show_conflict(
    struct req *r, const struct worktime *theirs, struct hours_view *v)
{
	struct person_id by;
	usec_t at;

	TRY(setting_author(r->db, r->arena, STR("hours"), &by, &at));
	v->told = texts_fmt(r->arena, r->visit->lang, MSG_HOURS_CONFLICT,
	    TEXT_ARG("who", by.v ? who_name(r, by) : say(r, MSG_SET_SOMEONE)),
	    TEXT_ARG("time", when_text(r, at)),
	    TEXT_ARG("hours", hours_text(r, theirs)));
	TRY(show(r, NAV_SETTINGS, v));
	return fail(ERR_CONFLICT, "another has changed the hours");
}

static bool
wants(const struct req *r, struct str act)
{
	return str_eq(pairs_get(&r->form, STR("do")), act);
}

enum err
page_hours_save(struct req *r)
{
	int64_t seen = req_int(r, STR("versjon"), 0, INT64_MAX, 0);
	struct worktime stored, w;
	struct hours_view v;

	TRY(own_view(r, &stored, &v));
	hours_fill(r, &stored, &v.form);
	if (!hours_read(r, &v.form, &w)) {
		TRY(show(r, NAV_SETTINGS, &v));
		return fail(ERR_INVALID, "the hours are not complete");
	}
	hours_preview(r, &w, &v);
	if (v.version != seen)
		return show_conflict(r, &stored, &v);
	if (!wants(r, STR("save")))
		return show(r, NAV_SETTINGS, &v);
	TRY(setting_set(r->db, r->arena,
	    STR("hours"), worktime_json(r->arena, &w), seen,
		r->visit->person->id));
	return web_go(r, STR("/innstillinger/tider?lagret=1"));
}

/* An account --------------------------------------------------------------- */

static enum err
account_view(struct req *r, struct account *acct, struct hours_view *v)
{
	const struct account *found = account_find(
	    r->visit->m, (struct account_id){ r->id });
	struct object o;

	*acct = (struct account){ 0 };
	if (!found)
		return fail(ERR_MISSING, "no such account");
	o = (struct object){ .unit = found->unit, .account = found->id };
	if (!web_may(r, ACT_ACCOUNT_CHANGE, &o))
		return fail(ERR_DENIED, "O: another changes this account");
	*acct = *found;
	*v = (struct hours_view){ .title = say(r, MSG_HOURS_ACCOUNT_TITLE),
		.lead = say1(r, MSG_HOURS_ACCOUNT_LEAD, "hours",
		    hours_text(r, &r->visit->m->hours)),
		.back = str_printf(
		    r->arena, "/kontoer/%lld", (long long)found->id.v),
		.back_text = account_title(r, found),
		.account = true,
		.own = found->hours != NULL };
	v->action = str_printf(r->arena, "%.*s/tider", STR_ARG(v->back));
	return OK;
}

enum err
page_account_hours(struct req *r)
{
	struct account acct;
	struct hours_view v;

	TRY(account_view(r, &acct, &v));
	hours_fill(r, account_hours(r->visit->m, &acct), &v.form);
	hours_preview(r, account_hours(r->visit->m, &acct), &v);
	return show(r, NAV_ACCOUNTS, &v);
}

static enum err
save_account(struct req *r, struct account *acct, struct str hours)
{
	acct->hours_json = hours;
	TRY(account_change(r->db, r->arena, acct, r->visit->person->id));
	return web_go(
	    r, str_printf(r->arena, "/kontoer/%lld", (long long)acct->id.v));
}

enum err
page_account_hours_save(struct req *r)
{
	struct account acct;
	struct hours_view v;
	struct worktime w;

	TRY(account_view(r, &acct, &v));
	if (wants(r, STR("common")))
		return save_account(r, &acct, STR_NONE);
	hours_fill(r, account_hours(r->visit->m, &acct), &v.form);
	if (!hours_read(r, &v.form, &w)) {
		TRY(show(r, NAV_ACCOUNTS, &v));
		return fail(ERR_INVALID, "the hours are not complete");
	}
	hours_preview(r, &w, &v);
	if (!wants(r, STR("save")))
		return show(r, NAV_ACCOUNTS, &v);
	return save_account(r, &acct, worktime_json(r->arena, &w));
}
