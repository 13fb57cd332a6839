/* SPDX-License-Identifier: EUPL-1.2
 *
 * selfcheck_pages.c - an employee's own draft, looked at before it is shared
 * (P1 to P11).  A private utterance: the text is in the request and in the
 * answer and nowhere else.  The route only reads the store, nothing of it is
 * logged, the answer is not cached, and there is no address that holds it.
 * REQ: P1 P2 P3 P4 P7 P8 P9 P10 P11; invariant 8
 */
#include "web/selfcheck.h"

#include "policy/json.h"
#include "policy/policy.h"
#include "web/form.h"
#include "web/pages.h"

enum { DRAFT_MAX = 20000 };

static bool
is_role(struct str role, const char *name)
{
	return str_eq(role, str_from(name));
}

/* The role comes first: what one is advised depends on it.  REQ: P1 */
static void
fill_roles(const struct req *r, struct str role, struct options *out)
{
	static const struct {
		struct str value;
		enum msg text;
	} roles[] = { { STR_INIT("private"), MSG_SELF_ROLE_PRIVATE },
		{ STR_INIT("professional"), MSG_SELF_ROLE_PROFESSIONAL },
		{ STR_INIT("official"), MSG_SELF_ROLE_OFFICIAL } };
	const size_t n = sizeof(roles) / sizeof(roles[0]);
	bool known = is_role(role, "professional") || is_role(role, "official");

	out->v = ARENA_ARRAY(r->arena, struct option, n);
	out->n = n;
	for (size_t i = 0; i < n; i++)
		out->v[i] = (struct option){ roles[i].value,
			say(r, roles[i].text),
			known ? str_eq(role, roles[i].value) : i == 0 };
}

/* Mending ----------------------------------------------------------------- */

static struct str
without(struct arena *a, struct str text, struct str part)
{
	size_t at = part.n ? str_find(text, part) : STR_NOWHERE;
	size_t end = at + part.n;

	if (at == STR_NOWHERE)
		return text;
	if (at > 0 && text.p[at - 1] == ' ')
		at--;
	return str_printf(a, "%.*s%.*s", STR_ARG(str_cut(text, 0, at)),
	    STR_ARG(str_cut(text, end, text.n)));
}

static struct str
with(struct arena *a, struct str text, struct str sentence)
{
	if (str_find(text, sentence) != STR_NOWHERE)
		return text;
	text = str_trim(text);
	return str_printf(a, "%.*s\n\n%.*s", STR_ARG(text), STR_ARG(sentence));
}

/* Where one works, as one would say it. */
static struct str
disclosure(const struct req *r)
{
	struct str name = r->visit->m->policy.municipality.name;

	return say1(r, MSG_SELF_DISCLOSE_SENTENCE, "where",
	    name.n ? name : say(r, MSG_SELF_MUNICIPALITY));
}

/* What one click does to the text that was sent with it. */
static struct str
mended(const struct req *r, struct str text)
{
	struct str fix = pairs_get(&r->form, STR("fix"));

	if (str_starts(fix, STR("bort:")))
		return without(r->arena, text,
		    form_plain(r->arena, str_cut(fix, 5, fix.n)));
	if (str_eq(fix, STR("egne")))
		return with(r->arena, text, say(r, MSG_SELF_OWN_SENTENCE));
	if (str_eq(fix, STR("apent")))
		return with(r->arena, text, disclosure(r));
	return text;
}

/* Findings ---------------------------------------------------------------- */

/* Numbers and addresses can be cut out and leave a sentence; words cannot. */
static bool
can_be_cut(const struct finding *f)
{
	static const char *const kinds[] = { "work_email", "email", "phone",
		"national_id", "bank_account", "passport", "vehicle_plate",
		"address" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(f->kind, kinds[i]) == 0)
			return true;
	return false;
}

static struct finding_view
advice_view(const struct req *r, struct str text, const struct finding *f)
{
	bool warn = f->severity > ADVISE;
	enum lang lang = r->visit->lang;
	struct finding_view v = { .severity = severity_name(f->severity),
		.color = warn ? "warning" : "neutral",
		.icon = warn ? STR("warning")
			     : STR("advice"),
				   .severity_text = say(
				       r, warn ? MSG_SEV_WARN : MSG_SEV_ADVISE),
				   .title = finding_message(f, lang),
				   .clause = str_from(f->rule),
				   .quote = str_cut(text, f->start, f->end),
				   .why = finding_remedy(f, lang) };

	if (can_be_cut(f))
		v.fixes[v.nfixes++] = (struct fix_view){
			.value = str_printf(
			    r->arena, "bort:%.*s", STR_ARG(v.quote)),
			.text = say(r, MSG_SELF_FIX_REMOVE)
		};
	if (strcmp(f->kind, "role_unclear") == 0)
		v.fixes[v.nfixes++] = (struct fix_view){
			.value = STR("egne"), .text = say(r, MSG_SELF_FIX_OWN)
			};
	return v;
}

static bool
about_work(const struct finding *f)
{
	return strcmp(f->kind, "employer_unfavourable") == 0 ||
	       strcmp(f->kind, "employer") == 0 ||
	       strcmp(f->kind, "role_unclear") == 0;
}

static void
look(const struct req *r, struct str role, struct selfcheck_view *v)
{
	const struct person *p = r->visit->person;
	struct policy_context c = r->visit->m->policy;
	struct policy_input in = { v->text, AS_PRIVATE, &c };
	struct findings f;

	c.role = role;
	c.responder.first_name = p->first_name;
	c.responder.last_name = p->last_name;
	policy_check(r->arena, &in, &f);
	v->v = ARENA_ARRAY(r->arena, struct finding_view, f.n + 1);
	for (size_t i = 0; i < f.n; i++) {
		v->v[v->n++] = advice_view(r, v->text, &f.v[i]);
		v->to_rights = v->to_rights || about_work(&f.v[i]);
	}
	v->sum = v->n ? say_count(r, MSG_SELF_SUM, (int64_t)v->n)
		      : say(r, MSG_SELF_NOTHING);
	/* REQ: P4 */
	if (is_role(role, "professional") &&
	    (c.municipality.name.n == 0 ||
		str_find(v->text, c.municipality.name) == STR_NOWHERE))
		v->disclosure = disclosure(r);
}

/* The page ---------------------------------------------------------------- */

static enum err
show(struct req *r, struct str role, struct selfcheck_view *v)
{
	v->csrf = r->visit->csrf;
	fill_roles(r, role, &v->roles);
	v->official = v->checked && is_role(role, "official");
	if (v->official && (r->visit->roles & ACCESS_WORK))
		v->desk_href = STR("/innlegg/ny");
	TRY(web_page_begin(r, say(r, MSG_SELF_TITLE), NAV_SELFCHECK));
	tpl_selfcheck(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

enum err
page_selfcheck(struct req *r)
{
	struct selfcheck_view v = { .text = STR_NONE };

	return show(r, STR("private"), &v);
}

/* READ: whatever happens here, the store is not written. */
enum err
page_selfcheck_look(struct req *r)
{
	struct selfcheck_view v = { .checked = true };
	struct str role = pairs_get(&r->form, STR("role"));
	struct str typed = pairs_get(&r->form, STR("tekst"));

	if (!is_role(role, "professional") && !is_role(role, "official"))
		role = STR("private");
	v.text = mended(r, form_plain(r->arena, typed));
	if (v.text.n > DRAFT_MAX) {
		v.sum = say(r, MSG_SELF_TOO_LONG);
		return show(r, role, &v);
	}
	if (str_trim(v.text).n == 0)
		v.checked = false;
	else if (!is_role(role, "official"))
		look(r, role, &v);
	return show(r, role, &v);
}
