/* SPDX-License-Identifier: EUPL-1.2
 *
 * rules_pages.c - the house rules as a municipality words them: one field each.
 * A rule keeps its id, which the record names it by, when its words change; an
 * emptied field takes the rule away; a new one gets an id never used before.
 * REQ: SPEC 4 "House rules"
 */
#include "fmt/jsonout.h"
#include "model/houserule.h"
#include "model/settings.h"
#include "web/moderation.h"
#include "web/pages.h"

enum { BLANK = 3 };
#define PREFIX "regel:"

static enum err
show(struct req *r, struct rules_view *v)
{
	v->csrf = r->visit->csrf;
	v->may_save = web_may(r, ACT_LEXICON, NULL);
	v->blank = v->may_save ? BLANK : 0;
	TRY(web_page_begin(r, say(r, MSG_RULES_TITLE), NAV_MODERATION));
	tpl_rules(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

static enum err
stored_version(struct req *r, int64_t *version)
{
	struct str value;
	enum err e = setting_get(
	    r->db, r->arena, STR("house_rules"), &value, version);

	if (e != ERR_MISSING)
		return e;
	*version = 0;
	return OK;
}

enum err
page_rules(struct req *r)
{
	struct rules_view v = { .csrf = STR_NONE };
	struct house_rule *rules;
	size_t n;

	TRY(stored_version(r, &v.version));
	TRY(house_rules(r->db, r->arena, &rules, &n));
	v.rows = ARENA_ARRAY(r->arena, struct rule_row, n + 1);
	for (size_t i = 0; i < n; i++)
		v.rows[v.n++] = (struct rule_row){ str_printf(r->arena,
						       PREFIX "%.*s",
						       STR_ARG(rules[i].id)),
			rules[i].text };
	return show(r, &v);
}

static bool
is_rule(const struct pair *p)
{
	return str_starts(p->name, STR(PREFIX)) || str_eq(p->name, STR("ny"));
}

/* What was typed, in its order. */
static struct str
as_json(const struct req *r, int64_t version)
{
	struct json j = { .out = { .arena = r->arena } };
	int k = 0;

	json_open(&j, '{');
	json_key(&j, STR("grounds"));
	json_open(&j, '[');
	for (size_t i = 0; i < r->form.n; i++) {
		const struct pair *p = &r->form.v[i];
		struct str text = str_trim(p->value), id;

		if (!is_rule(p) || text.n == 0)
			continue;
		id = str_eq(p->name, STR("ny"))
		    ? str_printf(
			  r->arena, "rule-%lld-%d", (long long)version + 1, ++k)
		    : str_cut(p->name, sizeof(PREFIX) - 1, p->name.n);
		json_open(&j, '{');
		json_key_str(&j, STR("id"), id);
		json_key_str(&j, STR("text"), text);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	return json_done(&j);
}

/* Nothing typed is lost. */
static void
keep_typed(const struct req *r, struct rules_view *v)
{
	v->rows = ARENA_ARRAY(r->arena, struct rule_row, r->form.n + 1);
	for (size_t i = 0; i < r->form.n; i++) {
		const struct pair *p = &r->form.v[i];

		if (str_starts(p->name, STR(PREFIX)) ||
			(is_rule(p) && str_trim(p->value).n))
			v->rows[v->n++] = (struct rule_row){ p->name,
				p->value };
	}
}

enum err
page_rules_save(struct req *r)
{
	struct rules_view v = { .csrf = STR_NONE };
	int64_t seen = req_int(r, STR("versjon"), 0, INT64_MAX, 0);
	enum err e;

	if (!web_may(r, ACT_LEXICON, NULL))
		return fail(ERR_DENIED, "the house rules are the adviser's");
	e = setting_set(r->db, r->arena,
	    STR("house_rules"), as_json(r, seen), seen, r->visit->person->id);
	if (e == OK)
		return web_go(r, STR("/moderering"));
	if (e != ERR_INVALID && e != ERR_CONFLICT)
		return e;
	v.error = say(
	    r, e == ERR_CONFLICT ? MSG_RULES_CONFLICT : MSG_RULES_WRONG);
	keep_typed(r, &v);
	TRY(stored_version(r, &v.version));
	TRY(show(r, &v));
	return e;
}
