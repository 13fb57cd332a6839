/* SPDX-License-Identifier: EUPL-1.2
 *
 * account_pages.c - the register of official accounts: the list, one account,
 * and the form by which it is entered and changed.  REQ: O
 */
#include "channel/channel.h"
#include "web/account.h"
#include "web/pages.h"

/* The list ---------------------------------------------------------------- */

static const struct str list_states[ACCOUNT_GROUPS] = { STR_INIT("active"),
	STR_INIT("approved"), STR_INIT("planned"), STR_INIT("closed"),
	STR_INIT("retired") };

static struct str
unit_name(const struct req *r, struct unit_id id)
{
	const struct unit *u = unit_find(r->visit->m, id);

	return u ? u->name : STR_NONE;
}

static struct account_row
make_row(const struct req *r, const struct account *acct)
{
	struct account_row row = { .id = acct->id.v,
		.icon = channel_icon(acct->channel),
		.name = account_title(r, acct),
		.address = acct->address,
		.purpose = acct->purpose,
		.unit = unit_name(r, acct->unit),
		.dialogue = dialogue_text(r, acct->dialogue),
		.dialogue_icon = dialogue_icon(acct->dialogue) };

	if (!acct->plan_valid && !str_eq(acct->state, STR("retired")))
		row.plan = say(r, MSG_ACC_NO_PLAN_SHORT);
	return row;
}

static bool
is_listed(const struct req *r, const struct account *acct, struct str q)
{
	struct str state = pairs_get(&r->query, STR("tilstand"));
	struct str channel = pairs_get(&r->query, STR("kanal"));
	struct str text = str_printf(r->arena, "%.*s %.*s %.*s %.*s",
	    STR_ARG(account_title(r, acct)), STR_ARG(acct->address),
	    STR_ARG(acct->purpose), STR_ARG(unit_name(r, acct->unit)));

	return (state.n == 0 || str_eq(state, acct->state)) &&
	       (channel.n == 0 || str_eq(channel, acct->channel)) &&
	       form_matches(r->arena, text, q);
}

static void
fill_rows(const struct req *r, struct accounts_view *v)
{
	const struct municipality *m = r->visit->m;

	for (size_t g = 0; g < ACCOUNT_GROUPS; g++) {
		struct account_group *gr = &v->groups[g];

		gr->rows = ARENA_ARRAY(
		    r->arena, struct account_row, m->naccounts + 1);
		for (size_t i = 0; i < m->naccounts; i++) {
			struct account acct = m->accounts[i];

			if (!str_eq(acct.state, list_states[g]) ||
			    !is_listed(r, &acct, v->q))
				continue;
			gr->rows[gr->n++] = make_row(r, &acct);
			acct.id.v = 0; /* the group's word, not a closure's */
			gr->state = account_state_view(r, &acct);
		}
		v->n += gr->n;
	}
}

static void
fill_filter(const struct req *r, struct accounts_view *v)
{
	struct str state = pairs_get(&r->query, STR("tilstand"));
	struct str channel = pairs_get(&r->query, STR("kanal"));
	struct form f = { .r = r };
	struct field states = { .value = state },
		     channels = { .value = channel };

	form_option(&f, &states, STR(""), say(r, MSG_ACC_ALL_STATES));
	for (size_t i = 0; i < ACCOUNT_GROUPS; i++) {
		struct account a = { .state = list_states[i] };

		form_option(&f, &states, list_states[i],
		    account_state_view(r, &a).text);
	}
	form_option(&f, &channels, STR(""), say(r, MSG_ACC_ALL_CHANNELS));
	form_option(&f, &channels, STR("byhand"), say(r, MSG_BY_HAND));
	for (size_t i = 0; channel_at(i); i++)
		if (channel_at(i)->health)
			form_option(&f, &channels,
			    str_from(channel_at(i)->name),
			    str_from(channel_at(i)->title));
	v->states = states.options;
	v->channels = channels.options;
	v->filtered = v->q.n || state.n || channel.n;
}

enum err
page_accounts(struct req *r)
{
	struct accounts_view v = {
		.q = str_trim(pairs_get(&r->query, STR("q"))),
		    .may_add = may_somewhere(
			r->visit->m, r->visit->person, ACT_PLAN_WRITE, r->now)
		};

	fill_filter(r, &v);
	fill_rows(r, &v);
	v.lead = say_count(r, MSG_ACC_LEAD, (int64_t)v.n);
	TRY(web_page_begin(r, say(r, MSG_NAV_ACCOUNTS), NAV_ACCOUNTS));
	tpl_accounts(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

/* The form ---------------------------------------------------------------- */

static void
channel_field(struct form *f, struct str stored)
{
	struct field *d = form_select(f, STR("kanal"), MSG_ACC_CHANNEL, stored);

	for (size_t i = 0; channel_at(i); i++)
		if (channel_at(i)->health)
			form_option(f, d, str_from(channel_at(i)->name),
			    str_from(channel_at(i)->title));
	form_option(f, d, STR("byhand"), say(f->r, MSG_ACC_CHANNEL_OTHER));
	d->hint = say(f->r, MSG_ACC_CHANNEL_HINT);
}

static void
dialogue_fields(struct form *f, const struct account *acct)
{
	static const struct str names[] = { STR_INIT("open"),
		STR_INIT("premoderated"), STR_INIT("messages"),
		STR_INIT("closed") };
	struct field *d = form_select(
	    f, STR("dialog"), MSG_ACC_DIALOGUE,
		   acct->dialogue.n ? acct->dialogue : STR("open"));

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		form_option(f, d, names[i], dialogue_text(f->r, names[i]));
	d = form_text(f, STR("dialoggrunn"), MSG_ACC_DIALOGUE_REASON,
			     acct->dialogue_reason);
	d->most = 500;
	d->hint = say(f->r, MSG_ACC_DIALOGUE_REASON_HINT);
}

/* acct: as stored, or zeros for a new one. */
static void
account_fields(struct form *f, const struct account *acct)
{
	const struct req *r = f->r;
	struct arena *a = r->arena;
	struct field *d;

	f->merged = acct->id.v != 0;
	if (acct->id.v == 0)
		channel_field(f, STR_NONE);
	form_text(f, STR("navn"), MSG_ACC_NAME, acct->name)->required = true;
	d = form_text(f, STR("adresse"), MSG_ACC_ADDRESS, acct->address);
	d->most = 500;
	d->hint = say(r, MSG_ACC_ADDRESS_HINT);
	d = form_text(f, STR("formal"), MSG_ACC_PURPOSE, acct->purpose);
	d->most = 500;
	d->required = true;
	d->hint = say(r, MSG_ACC_PURPOSE_HINT);
	d = form_select(
	    f, STR("enhet"), MSG_ACC_UNIT,
		   acct->unit.v ? form_number(a, acct->unit.v) : STR_NONE);
	d->required = true;
	d->hint = say(r, MSG_ACC_UNIT_HINT);
	form_units(f, d, MSG_CHOOSE);
	d = form_select(
	    f, STR("redaktor"), MSG_ACC_EDITOR,
		   acct->editor.v ? form_number(a, acct->editor.v) : STR_NONE);
	d->required = true;
	form_people(f, d, MSG_CHOOSE);
	dialogue_fields(f, acct);
	d = form_area(f, STR("regler"), MSG_ACC_RULES, acct->rules);
	d->rows = 6;
	d->hint = say(r, MSG_ACC_RULES_HINT);
}

static void
judge_account(struct form *f, struct account *acct, enum action action)
{
	const struct municipality *m = f->r->visit->m;
	struct object o = { .account = acct->id };

	form_judge(f);
	if (acct->id.v == 0)
		acct->channel = form_get(f, STR("kanal"));
	acct->name = form_get(f, STR("navn"));
	acct->address = form_get(f, STR("adresse"));
	acct->purpose = form_get(f, STR("formal"));
	acct->unit.v = form_id(f, STR("enhet"));
	acct->editor.v = form_id(f, STR("redaktor"));
	acct->dialogue = form_get(f, STR("dialog"));
	acct->dialogue_reason = form_get(f, STR("dialoggrunn"));
	acct->rules = form_get(f, STR("regler"));
	if (!str_eq(acct->dialogue, STR("open")) &&
		acct->dialogue_reason.n == 0)
		form_wrong(f, STR("dialoggrunn"), MSG_ACC_DIALOGUE_REASON_NONE);
	o.unit = acct->unit;
	if (acct->unit.v && !web_may(f->r, action, &o))
		form_wrong(f, STR("enhet"), MSG_ACC_UNIT_NOT_YOURS);
	acct->leader = account_leader(f->r, acct->unit, acct->editor);
	if (acct->unit.v && unit_find(m, acct->unit) && acct->leader.v == 0)
		form_wrong(f, STR("enhet"), MSG_ACC_NO_LEADER);
}

static enum err
show_form(struct req *r, struct account_form_view *v)
{
	v->csrf = r->visit->csrf;
	TRY(web_page_begin(r, v->title, NAV_ACCOUNTS));
	tpl_account_form(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

static struct account_form_view
new_view(const struct req *r)
{
	return (struct account_form_view){ .title = say(r, MSG_ACC_NEW),
		.lead = say(r, MSG_ACC_NEW_LEAD),
		.action = STR("/kontoer/ny"),
		    .back = STR("/kontoer"),
			.back_text = say(r, MSG_NAV_ACCOUNTS),
			.save = say(r, MSG_ACC_NEW_SAVE), .form = { .r = r } };
}

enum err
page_account_new(struct req *r)
{
	struct account_form_view v = new_view(r);
	struct account none = { 0 };

	if (!may_somewhere(
		r->visit->m, r->visit->person, ACT_PLAN_WRITE, r->now))
		return fail(ERR_DENIED,
		    "L1: an account is applied for by an"
		    " editor, a unit leader or the adviser");
	account_fields(&v.form, &none);
	return show_form(r, &v);
}

enum err
page_account_add(struct req *r)
{
	struct account_form_view v = new_view(r);
	struct account acct = { .config = STR("{}") };
	struct account_id id = { 0 };

	account_fields(&v.form, &(struct account){ 0 });
	judge_account(&v.form, &acct, ACT_PLAN_WRITE);
	if (v.form.nwrong) {
		TRY(show_form(r, &v));
		return fail(ERR_INVALID, "the account is not complete");
	}
	TRY(account_add(r->db, r->arena, &acct, r->visit->person->id, &id));
	return web_go(
	    r, str_printf(r->arena, "/kontoer/%lld/plan", (long long)id.v));
}

static enum err
find_account(const struct req *r, struct account *out, struct object *o)
{
	const struct account *acct = account_find(
	    r->visit->m, (struct account_id){ r->id });

	if (!acct)
		return fail(ERR_MISSING, "no such account");
	*out = *acct;
	*o = (struct object){ .unit = acct->unit, .account = acct->id };
	return OK;
}

static struct account_form_view
change_view(const struct req *r, const struct account *acct)
{
	struct str page = str_printf(
	    r->arena, "/kontoer/%lld", (long long)acct->id.v);

	return (struct account_form_view){ .title = account_title(r, acct),
		.lead = say(r, MSG_ACC_CHANGE_LEAD),
		.action = str_printf(r->arena, "%.*s/endre", STR_ARG(page)),
		.back = page,
		.back_text = account_title(r, acct),
		.save = say(r, MSG_SAVE),
		.form = { .r = r } };
}

static enum err
refuse_change(const struct req *r, const struct object *o)
{
	struct ruling ru = web_ruling(r, ACT_ACCOUNT_CHANGE, o);

	if (ru.yes)
		return OK;
	return fail(ERR_DENIED, "%s: another changes this account", ru.clause);
}

enum err
page_account_edit(struct req *r)
{
	struct account_form_view v;
	struct account acct = { 0 };
	struct object o;

	TRY(find_account(r, &acct, &o));
	TRY(refuse_change(r, &o));
	v = change_view(r, &acct);
	account_fields(&v.form, &acct);
	return show_form(r, &v);
}

enum err
page_account_change(struct req *r)
{
	struct account_form_view v;
	struct account acct = { 0 };
	struct object o;

	TRY(find_account(r, &acct, &o));
	TRY(refuse_change(r, &o));
	v = change_view(r, &acct);
	account_fields(&v.form, &acct);
	judge_account(&v.form, &acct, ACT_ACCOUNT_CHANGE);
	if (v.form.nwrong) {
		TRY(show_form(r, &v));
		return fail(ERR_INVALID, "the account is not complete");
	}
	TRY(account_change(r->db, r->arena, &acct, r->visit->person->id));
	return web_go(r, v.back);
}
