/* SPDX-License-Identifier: EUPL-1.2
 *
 * composer.c - what the form of an answer sends, and the one-click fixes.
 *
 * A finding that is kept has a field "grunn:RULE:KIND:QUOTE" with the reason.
 * The quoted words are in its name, and not their place: so a reason follows
 * its words while the text around them changes.
 */
#include "model/fact.h"
#include "model/matter.h"
#include "web/enquiry.h"
#include "web/form.h"
#include "web/layout.h"

enum { OVERRULES_MAX = 64 };

static struct str
field(const struct req *r, struct str name, struct str otherwise)
{
	struct str v = pairs_get(&r->form, name);

	return v.n ? v : otherwise;
}

struct reasons {
	struct overrule *v;
	size_t n;
};

static void
add_overrule(
    struct reasons *o, struct str text, struct str name, struct str reason)
{
	struct str rest = str_cut(name, sizeof("grunn:") - 1, name.n);
	struct str rule = str_take(&rest, ':'), kind = str_take(&rest, ':');
	size_t from = 0, at;

	if (rest.n == 0 && o->n < OVERRULES_MAX) {
		o->v[o->n++] = (struct overrule){ rule, kind, 0, 0, reason,
			{ 0 } };
		return;
	}
	while (
	    rest.n && o->n < OVERRULES_MAX &&
	    (at = str_find(str_cut(text, from, text.n), rest)) != STR_NOWHERE) {
		at += from;
		o->v[o->n++] = (struct overrule){ rule, kind, at, at + rest.n,
			reason, { 0 } };
		from = at + rest.n;
	}
}

struct overrule *
composer_reasons(const struct req *r, struct str text, size_t *n)
{
	struct reasons o = {
		ARENA_ARRAY(r->arena, struct overrule, OVERRULES_MAX), 0
	};

	for (size_t i = 0; i < r->form.n; i++) {
		struct pair p = r->form.v[i];

		if (str_starts(p.name, STR("grunn:")) && str_trim(p.value).n)
			add_overrule(&o, text, p.name, str_trim(p.value));
	}
	*n = o.n;
	return o.v;
}

struct reply_form
composer_form(const struct req *r, const struct enquiry *e)
{
	struct reply_form f = {
		.enquiry = e->id,
		.source = str_trim(pairs_get(&r->form, STR("kilde"))),
		    .kind = field(r, STR("kind"), STR("fact")),
			.scope = field(r, STR("scope"), STR("unit")),
			    .tone = field(r, STR("tone"), STR("plain")),
				.text = form_plain(r->arena,
				    pairs_get(&r->form, STR("tekst"))),
				    .area = {
					req_int(r, STR("area"), 1, INT64_MAX,
						       e->unit.v) },
					.thread_version = req_int(
					    r, STR("versjon"), 0, INT64_MAX, 0),
					};

	f.overrules = composer_reasons(r, f.text, &f.noverrules);
	return f;
}

/* Fixes ------------------------------------------------------------------- */

enum { LONGEST_SIGNATURE = 60 };

static struct str
put_in(struct arena *a, struct str text, size_t from, size_t to, struct str put)
{
	struct buf b = { .arena = a };

	buf_put(&b, str_cut(text, 0, from));
	buf_put(&b, put);
	buf_put(&b, str_cut(text, to, text.n));
	return buf_str(&b);
}

/* Takes a part out with the space before it, so that no gap is left. */
static struct str
take_out(struct arena *a, struct str text, size_t from, size_t to)
{
	while (from > 0 && text.p[from - 1] == ' ')
		from--;
	return put_in(a, text, from, to, STR_NONE);
}

static struct str
append(struct arena *a, struct str text, struct str what)
{
	struct buf b = { .arena = a };

	text = str_trim(text);
	buf_put(&b, text);
	if (text.n)
		buf_lit(&b, "\n\n");
	buf_put(&b, what);
	return buf_str(&b);
}

/* Where the signature begins: what stands last, after a line or a sentence,
 * and ends with the writer's first name; text.n: there is none. */
static size_t
signature_at(const struct req *r, struct str text)
{
	struct str name = r->visit->person->first_name;
	size_t from = text.n;

	if (name.n == 0 || text.n < name.n ||
	    !str_eq(str_cut(text, text.n - name.n, text.n), name))
		return text.n;
	while (from > 0 && !strchr(".!?\n", text.p[from - 1]))
		from--;
	return text.n - from <= LONGEST_SIGNATURE ? from : text.n;
}

/* As append, but the signature stays last.  REQ: K7 */
static struct str
add_before_signature(const struct req *r, struct str text, struct str what)
{
	size_t at;
	struct str sign;

	text = str_trim(text);
	at = signature_at(r, text);
	sign = str_trim(str_cut(text, at, text.n));
	text = append(r->arena, str_cut(text, 0, at), what);
	return sign.n ? append(r->arena, text, sign) : text;
}

static struct str
signature(const struct req *r)
{
	const struct visit *v = r->visit;

	return texts_fmt(r->arena, v->m->lang, MSG_REPLY_SIGNATURE,
	    TEXT_ARG("name", v->person->first_name));
}

/* The signature with first name only.  REQ: K7 */
static struct str
without_surname(const struct req *r, struct str text, const struct finding *f)
{
	const struct person *p = r->visit->person;
	struct str part = str_cut(text, f->start, f->end);
	size_t at = str_find(part, p->last_name);

	if (at == STR_NOWHERE || p->last_name.n == 0)
		return put_in(r->arena, text, f->start, f->end, p->first_name);
	return take_out(
	    r->arena, text, f->start + at, f->start + at + p->last_name.n);
}

/* Where a formal enquiry goes: the unit's own address, else the
 * municipality's.  REQ: K10 */
static struct str
referral(const struct req *r, const struct enquiry *e)
{
	const struct visit *v = r->visit;
	struct str where = reply_refer_to(
	    v->m, e ? e->unit : (struct unit_id){ 0 });

	return texts_fmt(
	    r->arena, v->m->lang, MSG_REFERRAL_TEXT, TEXT_ARG("where", where));
}

/* The whole sentence around a finding gives way to what is recommended, told as
 * that.  REQ: K11 */
static struct str
recommend(struct req *r, const struct enquiry *e, struct str text,
    const struct finding *f)
{
	size_t from = f->start, to = f->end;
	struct matter m;

	if (!e ||
	    matter_of_thread(r->db, r->arena, e->thread, r->now, &m) != OK ||
	    m.id.v == 0)
		return text;
	while (from > 0 && !strchr(".!?\n", text.p[from - 1]))
		from--;
	while (from < f->start && text.p[from] == ' ')
		from++;
	while (to < text.n && !strchr(".!?\n", text.p[to]))
		to++;
	if (to < text.n && text.p[to] != '\n')
		to++;
	return put_in(r->arena, text, from, to,
	    texts_fmt(r->arena, r->visit->m->lang, MSG_RECOMMENDED,
		TEXT_ARG("text", m.recommendation)));
}

struct str
composer_mend(struct req *r, const struct enquiry *e, struct str act,
    struct str text, const struct finding *f)
{
	if (str_eq(act, STR("recommend")))
		return recommend(r, e, text, f);
	if (str_eq(act, STR("refer")))
		return add_before_signature(r, text, referral(r, e));

	if (str_eq(act, STR("remove")) && f->end > f->start)
		return take_out(r->arena, text, f->start, f->end);
	if (str_eq(act, STR("sign")))
		return append(r->arena, text, signature(r));
	if (str_eq(act, STR("surname")) && f->end > f->start)
		return without_surname(r, text, f);
	if (str_eq(act, STR("thank")))
		return add_before_signature(
		    r, text, say(r, MSG_FIX_THANKS_TEXT));
	return text;
}

/* "remove:K8:phone:12:20": applied only if that finding is in the text now. */
static enum err
mend_finding(struct req *r, const struct enquiry *e, struct str fix,
    struct reply_form *f)
{
	struct str act = str_take(&fix, ':'), rule = str_take(&fix, ':');
	struct str kind = str_take(&fix, ':');
	struct reply_ruling j;
	int64_t start, end;

	if (!str_to_int(str_take(&fix, ':'), 0, INT64_MAX, &start) ||
	    !str_to_int(fix, 0, INT64_MAX, &end))
		return fail(ERR_INVALID, "the fix is not one of ours");
	TRY(reply_judge(
	    r->db, r->arena, r->visit->m, r->visit->person, f, r->now, &j));
	for (size_t i = 0; i < j.findings.n; i++) {
		const struct finding *fi = &j.findings.v[i];

		if (fi->start == (size_t)start && fi->end == (size_t)end &&
		    str_eq(str_from(fi->rule), rule) &&
		    str_eq(str_from(fi->kind), kind)) {
			f->text = composer_mend(r, e, act, f->text, fi);
			return OK;
		}
	}
	return OK;
}

/* A fact of the bank before the signature, with its source.  REQ: F1 */
static enum err
put_fact(struct req *r, struct str number, struct reply_form *f)
{
	struct buf b = { .arena = r->arena };
	struct fact fact;
	int64_t id;

	if (!str_to_int(number, 1, INT64_MAX, &id))
		return fail(ERR_INVALID, "no such fact");
	TRY(fact_get(r->db, r->arena, (struct fact_id){ id }, &fact));
	buf_put(&b, fact.text);
	if (fact.source.n) {
		buf_char(&b, ' ');
		buf_put(&b,
		    texts_fmt(r->arena, r->visit->m->lang, MSG_FACT_SOURCE_TOLD,
			TEXT_ARG("source", fact.source)));
	}
	f->text = add_before_signature(r, f->text, buf_str(&b));
	return OK;
}

enum err
composer_fix(struct req *r, const struct enquiry *e, struct reply_form *f)
{
	struct str fix = pairs_get(&r->form, STR("fix"));
	size_t before = f->text.n;

	if (fix.n == 0)
		return OK;
	if (str_eq(fix, STR("add:sign")))
		f->text = append(r->arena, f->text, signature(r));
	else if (str_eq(fix, STR("add:refer")))
		f->text = add_before_signature(r, f->text, referral(r, e));
	else if (str_starts(fix, STR("fact:")))
		TRY(put_fact(r, str_cut(fix, 5, fix.n), f));
	else if (str_eq(fix, STR("kind:fact")))
		f->kind = STR("fact");
	else
		TRY(mend_finding(r, e, fix, f));
	/* Places have moved: the reasons find their words again. */
	if (f->text.n != before)
		f->overrules = composer_reasons(r, f->text, &f->noverrules);
	return OK;
}
