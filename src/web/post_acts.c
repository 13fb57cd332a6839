/* SPDX-License-Identifier: EUPL-1.2
 *
 * post_acts.c - what is done to a post: checked as it is written, kept,
 * let out or sent to approval, decided on, taken back.
 * REQ: F2 F3 F4 K6; SPEC 2.8
 */
#include "web/form.h"
#include "web/pages.h"
#include "web/post_inside.h"

static struct str
field(const struct req *r, struct str name, struct str otherwise)
{
	struct str v = pairs_get(&r->form, name);

	return v.n ? v : otherwise;
}

/* The pictures that stay, with what is now said of them. */
static struct post_pictures
read_pictures(const struct req *r)
{
	struct post_pictures out = { .n = 0 };

	for (size_t i = 0; i < r->form.n; i++) {
		struct pair p = r->form.v[i];
		struct str number = str_cut(p.name, 4, p.name.n);
		int64_t seq;

		if (!str_starts(p.name, STR("alt:")) ||
			!str_to_int(number, 1, INT64_MAX, &seq) ||
			out.n == POST_PICTURES ||
			pairs_has(&r->form, str_printf(r->arena, "fjern:%.*s",
						STR_ARG(number))))
			continue;
		out.v[out.n++] = (struct post_picture){ seq,
			str_trim(p.value) };
	}
	return out;
}

/* A time that the clocks pass over, or twice, is asked for anew. */
static enum msg
read_time(const struct req *r, struct str typed, usec_t *out)
{
	*out = 0;
	if (typed.n == 0)
		return MSG_COUNT;
	if (!form_parse_minute(typed, out))
		return MSG_POST_TIME_WRONG;
	if (!str_eq(form_minute(r->arena, *out), str_cut(typed, 0, 16)))
		return MSG_POST_TIME_GAP;
	if (str_eq(form_minute(r->arena, *out + HOUR), str_cut(typed, 0, 16)) ||
	    str_eq(form_minute(r->arena, *out - HOUR), str_cut(typed, 0, 16)))
		return MSG_POST_TIME_TWICE;
	return MSG_COUNT;
}

/* *wrong: what is wrong with its time; MSG_COUNT: nothing. */
static struct post_show
read_form(const struct req *r, const struct post *p, enum msg *wrong)
{
	struct post_show s = {
		.at = str_trim(pairs_get(&r->form, STR("tid"))),
		    .alt = str_trim(pairs_get(&r->form, STR("alt"))) };
	struct post_form *f = &s.form;

	f->account.v = p ? p->account.v
			 : req_int(r, STR("konto"), 1, INT64_MAX, 0);
	f->kind = field(r, STR("kind"), STR("fact"));
	f->scope = field(r, STR("scope"), STR("unit"));
	f->title = str_trim(pairs_get(&r->form, STR("tittel")));
	f->text = form_plain(r->arena, pairs_get(&r->form, STR("tekst")));
	f->correction = str_trim(pairs_get(&r->form, STR("retting")));
	f->area.v = req_int(
	    r, STR("area"), 1, INT64_MAX, r->visit->person->unit.v);
	f->pictures = read_pictures(r);
	f->overrules = composer_reasons(r, f->text, &f->noverrules);
	s.updated_at = req_int(r, STR("endret"), 0, INT64_MAX, 0);
	*wrong = read_time(r, s.at, &f->planned_at);
	return s;
}

/* "remove:K8:phone:12:20" as the composer of answers has it. */
static enum err
fix(struct req *r, struct post_form *f)
{
	struct str what = pairs_get(&r->form, STR("fix")), act, rule, kind;
	const struct finding none = { 0 };
	struct reply_ruling j;
	int64_t start, end;

	if (what.n == 0)
		return OK;
	act = str_take(&what, ':');
	if (str_eq(act, STR("add"))) {
		f->text = composer_mend(r, NULL, what, f->text, &none);
		return OK;
	}
	rule = str_take(&what, ':');
	kind = str_take(&what, ':');
	if (!str_to_int(str_take(&what, ':'), 0, INT64_MAX, &start) ||
	    !str_to_int(what, 0, INT64_MAX, &end))
		return fail(ERR_INVALID, "the fix is not one of ours");
	TRY(post_judge(
	    r->db, r->arena, r->visit->m, r->visit->person, f, r->now, &j));
	for (size_t i = 0; i < j.findings.n; i++) {
		const struct finding *x = &j.findings.v[i];

		if (x->start == (size_t)start && x->end == (size_t)end &&
		    str_eq(str_from(x->rule), rule) &&
		    str_eq(str_from(x->kind), kind)) {
			f->text = composer_mend(r, NULL, act, f->text, x);
			break;
		}
	}
	f->overrules = composer_reasons(r, f->text, &f->noverrules);
	return OK;
}

static enum err
may_write(const struct req *r, struct account_id account)
{
	struct object o = post_account_object(r->visit->m, account);

	return web_may(r, ACT_POST, &o)
		   ? OK
		   : fail(ERR_DENIED, "posting needs a role for the account");
}

enum err
page_post_check(struct req *r)
{
	struct check_view v = { 0 };
	struct reply_ruling j;
	struct post_show show;
	struct post p;
	enum msg wrong;

	if (r->id)
		TRY(post_get(r->db, r->arena, (struct post_id){ r->id }, &p));
	show = read_form(r, r->id ? &p : NULL, &wrong);
	TRY(may_write(r, show.form.account));
	TRY(fix(r, &show.form));
	if (!r->fragment)
		return post_page(r, (struct post_id){ r->id }, &show);
	v.action = r->id ? str_printf(r->arena, "/innlegg/%lld/sjekk",
			       (long long)r->id)
			 : STR("/innlegg/sjekk");
	TRY(post_judge(r->db, r->arena, r->visit->m, r->visit->person,
	    &show.form, r->now, &j));
	check_fill(r, account_find(r->visit->m, show.form.account),
	    show.form.text, &j, &v);
	r->answer.body.lang = r->visit->lang;
	tpl_check(&r->answer.body, &v);
	return OK;
}

/* Kept whatever else is wrong: the words, and the picture that was sent. */
static enum err
keep(struct req *r, struct post *p, struct post_show *show)
{
	const struct http_file *file = req_file(r, STR("bilde"));
	const struct visit *v = r->visit;
	struct post_form *f = &show->form;
	struct post_form bare = *f;
	int64_t seq;

	if (p->id.v == 0) {
		bare.pictures.n = 0;
		TRY(post_save(r->db, r->arena, v->m, v->person,
		    (struct post_id){ 0 }, 0, &bare, r->now, p));
		show->updated_at = p->updated_at;
	}
	if (file && file->data.n && f->pictures.n < POST_PICTURES) {
		TRY(post_add_picture(r->db, r->arena, p->id,
		    file->name.n ? file->name
				 : STR("bilde"), file->data, v->person->id,
				       r->now, &seq));
		f->pictures.v[f->pictures.n++] = (struct post_picture){ seq,
			show->alt };
	}
	TRY(post_save(r->db, r->arena, v->m, v->person, p->id, show->updated_at,
	    f, r->now, p));
	show->updated_at = p->updated_at;
	return OK;
}

static enum msg
why_not(enum err e)
{
	struct str said = str_from(err_sentence(e));

	if (e == ERR_BLOCKED)
		return MSG_NOT_PUBLISHED_BLOCKED;
	if (e == ERR_CONFLICT)
		return MSG_POST_CHANGED;
	if (e == ERR_TOO_LARGE)
		return MSG_POST_TOO_LARGE;
	if (str_starts(said, STR("alt:")))
		return MSG_POST_NEEDS_ALT;
	if (str_starts(said, STR("time:")))
		return MSG_POST_TIME_PAST;
	if (str_starts(said, STR("correction:")))
		return MSG_POST_NEEDS_CORRECTION;
	if (str_starts(said, STR("that file")))
		return MSG_HAND_PICTURE;
	return MSG_POST_INCOMPLETE;
}

static enum err
shown_with(struct req *r, struct post_id id, struct post_show *show,
    enum msg why, enum err e)
{
	show->error = say(r, why);
	TRY(post_page(r, id, show));
	return e;
}

static enum err
save(struct req *r, struct post *p)
{
	struct str act = pairs_get(&r->form, STR("do"));
	const struct visit *v = r->visit;
	struct post_id before = p->id;
	enum msg wrong;
	struct post_show show = read_form(r, p->id.v ? p : NULL, &wrong);
	enum err e;

	TRY(may_write(r, show.form.account));
	if (wrong != MSG_COUNT)
		return shown_with(r, before, &show, wrong,
		    fail(ERR_INVALID, "the time is not one"));
	e = keep(r, p, &show);
	if (e == OK && !str_eq(act, STR("save")))
		e = post_submit(r->db, r->arena, v->m, v->person, p->id,
		    p->updated_at, &show.form,
		    str_eq(act, STR("approve")), r->now, p);
	if (e == OK)
		return web_go(r,
		    str_printf(r->arena, "/innlegg/%lld", (long long)p->id.v));
	if (e != ERR_BLOCKED && e != ERR_CONFLICT && e != ERR_INVALID &&
	    e != ERR_TOO_LARGE)
		return e;
	/* The transaction is rolled back: the page is as it was sent. */
	show.updated_at = req_int(r, STR("endret"), 0, INT64_MAX, 0);
	show.form.pictures = read_pictures(r);
	return shown_with(r, before, &show, why_not(e), e);
}

enum err
page_post_create(struct req *r)
{
	struct post p = { .id = { 0 } };

	return save(r, &p);
}

enum err
page_post_save(struct req *r)
{
	struct post p;

	TRY(post_get(r->db, r->arena, (struct post_id){ r->id }, &p));
	return save(r, &p);
}

static enum err
back_to(struct req *r)
{
	return web_go(
	    r, str_printf(r->arena, "/innlegg/%lld", (long long)r->id));
}

enum err
page_post_decide(struct req *r)
{
	const struct visit *v = r->visit;
	struct post_show show = { .decided_text = form_plain(r->arena,
				      pairs_get(&r->form, STR("tekst"))),
				      .decided_remark = str_trim(pairs_get(
					  &r->form, STR("merknad"))) };
	struct post_id id = { r->id };
	struct post before, p;
	enum err e;

	TRY(post_get(r->db, r->arena, id, &before));
	show.before = &before;
	e = post_decide(r->db, r->arena, v->m, v->person, id,
	    req_int(r, STR("versjon"), 1, INT64_MAX, 0),
		pairs_get(&r->form, STR("do")), show.decided_text,
		    show.decided_remark, r->now, &p);
	if (e == OK)
		return back_to(r);
	if (e != ERR_BLOCKED && e != ERR_INVALID && e != ERR_CONFLICT)
		return e;
	return shown_with(r, id, &show,
	    e == ERR_BLOCKED   ? MSG_NOT_APPROVED_BLOCKED
	    : e == ERR_INVALID ? MSG_NOT_RETURNED_REMARK
			       : MSG_NOT_APPROVED_CHANGED,
	    e);
}

enum err
page_post_withdraw(struct req *r)
{
	TRY(post_withdraw(r->db, r->arena, r->visit->m, r->visit->person,
	    (struct post_id){ r->id }, r->now));
	return back_to(r);
}

enum err
page_post_drop(struct req *r)
{
	TRY(post_drop(r->db, r->arena, r->visit->m, r->visit->person,
	    (struct post_id){ r->id }, r->now));
	return web_go(r, STR("/innlegg"));
}
