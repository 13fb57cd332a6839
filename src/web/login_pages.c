/* SPDX-License-Identifier: EUPL-1.2
 *
 * login_pages.c - in, out, and the choice of language and look.
 * REQ: SPEC 8 (login), DESIGN "Sessions"
 */
#include "web/login.h"

#include <stdio.h>

#include "web/pages.h"

/* The form for nobody carries a token of its own, kept in a cookie beside it:
 * another site can send neither (login CSRF). */
static struct str
form_cookie(const struct req *r)
{
	return r->https ? STR("__Host-ordstyrer-inn") : STR("ordstyrer-inn");
}

static enum err
show_form(struct req *r, const struct login_view *v)
{
	struct login_view view = *v;

	view.token = pairs_get(&r->cookies, form_cookie(r));
	if (view.token.n != 32) {
		view.token = web_random(r->arena);
		web_set_cookie(r, form_cookie(r), view.token);
	}
	view.lang = r->visit->lang;
	TRY(web_page_begin(r, texts_get(view.lang, MSG_LOGIN_TITLE), NAV_NONE));
	tpl_login(&r->answer.body, &view);
	web_page_end(r);
	return OK;
}

/* "/" is the first page this person gets in to. */
static struct str
where_to(const struct req *r, struct str to, struct person_id id)
{
	const struct person *p = person_find(r->visit->m, id);

	if (!str_eq(to, STR("/")) || !p)
		return to;
	return web_home(person_roles(p, r->now));
}

enum err
page_login_form(struct req *r)
{
	struct login_view v = { .to = web_local_path(
				    pairs_get(&r->query, STR("til"))) };

	if (r->visit->person)
		return web_go(r, where_to(r, v.to, r->visit->person->id));
	return show_form(r, &v);
}

struct telling {
	struct login_try t;
	bool ok;
	usec_t now;
	char cookie[128]; /* copied: the job's memory dies with it */
};

static enum err
tell(struct db *db, struct arena *a, void *arg)
{
	struct telling *t = arg;
	struct str cookie = STR_NONE;

	TRY(login_tell(db, a, &t->t, t->ok, t->now, &cookie));
	snprintf(t->cookie, sizeof(t->cookie), "%.*s", STR_ARG(cookie));
	return OK;
}

static enum err
refuse(struct req *r, struct login_view *v, struct str why, enum err e)
{
	v->error = why;
	TRY(show_form(r, v));
	return e;
}

static enum err
enter(struct req *r, struct login_view *v, struct telling *t)
{
	struct str password = pairs_get(&r->form, STR("passord"));
	usec_t until = 0;
	enum err e = login_ask(r->db, r->arena, &t->t, r->now, &until);

	if (e == ERR_THROTTLED)
		return refuse(r, v,
		    say1(r, MSG_LOGIN_THROTTLED, "time", clock_text(r, until)),
		    e);
	TRY(e);
	t->ok = password_matches(r->arena, t->t.hash, password) &&
		t->t.person.v != 0;
	TRY(web_write(r, tell, t));
	if (!t->ok)
		return refuse(r, v, texts_get(r->visit->lang, MSG_LOGIN_WRONG),
		    ERR_LOGIN);
	web_set_cookie(
	    r, web_session_cookie(r), str_copy(r->arena, str_from(t->cookie)));
	web_set_cookie(r, form_cookie(r), STR(""));
	answer_redirect(r, where_to(r, v->to, t->t.person));
	return OK;
}

enum err
page_login(struct req *r)
{
	struct login_view v = {
		.to = web_local_path(pairs_get(&r->form, STR("til"))),
		    .login = str_trim(pairs_get(&r->form, STR("bruker"))) };
	struct str kept = pairs_get(&r->cookies, form_cookie(r));
	struct telling t = { .t = { .login = str_lower_ascii(r->arena, v.login),
				 .peer = r->peer },
		.now = r->now };

	if (kept.n == 0 ||
	    !str_eq_secret(kept, pairs_get(&r->form, STR("csrf"))))
		return refuse(r, &v, texts_get(r->visit->lang, MSG_LOGIN_STALE),
		    ERR_DENIED);
	if (v.login.n == 0 || pairs_get(&r->form, STR("passord")).n == 0)
		return refuse(r, &v, texts_get(r->visit->lang, MSG_LOGIN_EMPTY),
		    ERR_INVALID);
	return enter(r, &v, &t);
}

enum err
page_logout(struct req *r)
{
	TRY(session_end(r->db, pairs_get(&r->cookies, web_session_cookie(r))));
	web_set_cookie(r, web_session_cookie(r), STR(""));
	/* What a browser kept of our pages goes with the session. */
	answer_header(r, STR("clear-site-data"), STR("\"cache\", \"storage\""));
	return web_go(r, STR("/inn"));
}

/* Language and look: the person's own, and kept. */
enum err
page_choices(struct req *r)
{
	struct str scheme = pairs_get(&r->form, STR("tema"));
	struct person_id id = r->visit->person->id;
	enum lang lang;

	if (lang_parse(pairs_get(&r->form, STR("lang")), &lang))
		TRY(person_set_language(r->db, id, lang));
	if (scheme.n)
		TRY(person_set_scheme(r->db, id, scheme));
	return web_go(r, web_local_path(pairs_get(&r->form, STR("til"))));
}
