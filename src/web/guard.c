/* SPDX-License-Identifier: EUPL-1.2
 *
 * guard.c - what stands before every page: who asks, may they come in, does
 * the form come from us; and the headers every answer has.
 * REQ: SPEC 5, 8; DESIGN "Sessions"; OWASP ASVS 5.0 V3.4, V3.5
 */
#include "base/log.h"
#include "web/inside.h"
#include "web/layout.h"

/* Where a bearer token counts: the API, and what operators watch. */
static bool
takes_token(const struct req *r)
{
	return str_starts(r->path, STR("/api/")) ||
	    str_eq(r->path, STR("/readyz")) || str_eq(r->path, STR("/metrics"));
}

void
guard_headers(struct req *r)
{
	answer_header(r,
	    STR("content-security-policy"),
		STR("default-src 'none'; style-src 'self'; script-src 'self'; "
		"img-src 'self' data:; font-src 'self'; connect-src 'self'; "
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"));
	answer_header(r, STR("x-content-type-options"), STR("nosniff"));
	answer_header(r, STR("referrer-policy"), STR("same-origin"));
	answer_header(r, STR("cross-origin-opener-policy"), STR("same-origin"));
	answer_header(
	    r, STR("cross-origin-resource-policy"), STR("same-origin"));
	answer_header(r, STR("permissions-policy"),
			     STR("camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
	if (r->https)
		answer_header(
		    r, STR("strict-transport-security"),
			   STR("max-age=63072000; includeSubDomains"));
	answer_header(r, STR("cache-control"), STR("no-store"));
	r->visit->nheaders = r->answer.headers.n;
}

void
web_clear(struct req *r)
{
	struct http_answer *an = &r->answer;
	struct pairs headers = an->headers;

	headers.n = r->visit->nheaders;
	*an = (struct http_answer){ .headers = headers,
		.body = { .out = { .arena = r->arena } } };
}

/* Who asks ---------------------------------------------------------------- */

static struct str
bearer(const struct req *r)
{
	struct str h = req_header(r, STR("authorization"));

	if (h.n < 7 || !str_eq_nocase(str_cut(h, 0, 7), STR("bearer ")))
		return STR_NONE;
	return str_trim(str_cut(h, 7, h.n));
}

struct touch {
	char cookie[128];
};

static enum err
touch_job(struct db *db, const void *arg)
{
	const struct touch *t = arg;

	return session_touch(db, str_from(t->cookie), clock_now());
}

static void
touch(struct req *r, struct str cookie)
{
	struct touch t = { { 0 } };

	if (cookie.n >= sizeof(t.cookie))
		return;
	memcpy(t.cookie, cookie.p, cookie.n);
	web_later(r, touch_job, &t, sizeof(t));
}

static enum err
find_session(struct req *r, int64_t *version)
{
	struct visit *v = r->visit;
	struct str token = takes_token(r) ? bearer(r) : STR_NONE;
	struct str cookie = pairs_get(&r->cookies, web_session_cookie(r));
	bool stale = false;
	enum err e;

	*version = -1;
	r->session = NULL;
	if (token.n)
		e = token_find(
		    r->db, r->arena, token, r->now, &v->session, version);
	else if (cookie.n)
		e = session_find(r->db, r->arena, cookie, r->now, &v->session,
		    version, &stale);
	else
		return OK;
	if (e == ERR_LOGIN) {
		*version = -1;
		return OK;
	}
	if (e != OK)
		return e;
	r->session = &v->session;
	if (stale && !token.n)
		touch(r, cookie);
	return OK;
}

/* Nobody's language: what they chose, else the municipality's. */
static enum lang
guest_language(const struct req *r)
{
	enum lang lang;

	if (lang_parse(pairs_get(&r->query, STR("lang")), &lang) ||
		lang_parse(pairs_get(&r->cookies, STR("sprak")), &lang))
		return lang;
	return r->visit->m->lang;
}

static struct str
guest_scheme(const struct req *r)
{
	struct str s = pairs_get(&r->cookies, STR("tema"));

	if (str_eq(s, STR("light")) || str_eq(s, STR("dark")))
		return s;
	return STR("auto");
}

enum err
guard_who(struct req *r)
{
	struct visit *v = r->visit;
	int64_t version;

	TRY(find_session(r, &version));
	TRY(snapshot_use(r, version));
	v->person = NULL;
	v->roles = ACCESS_ANYONE;
	v->csrf = STR_NONE;
	if (r->session)
		v->person = person_find(v->m, v->session.person);
	if (!v->person || !v->person->active) {
		r->session = NULL;
		v->person = NULL;
		v->lang = guest_language(r);
		v->scheme = guest_scheme(r);
		return OK;
	}
	v->roles |= person_roles(v->person, r->now);
	v->csrf = v->session.csrf;
	v->lang = v->person->lang;
	v->scheme = v->person->scheme;
	return OK;
}

/* May they come in -------------------------------------------------------- */

bool
web_scope(const struct req *r, struct str scope)
{
	struct str rest;

	if (!r->session)
		return false;
	if (!r->session->api)
		return true;
	rest = r->session->scopes;
	while (rest.n)
		if (str_eq(str_take(&rest, ' '), scope))
			return true;
	return false;
}

/* A form of ours, or of somebody else's page?  The token is bound to the
 * session; what the browser says of itself is looked at besides. */
static enum err
check_form(const struct req *r)
{
	struct str sent = req_header(r, STR("x-csrf-token"));
	struct str site = req_header(r, STR("sec-fetch-site"));

	if (str_eq(site, STR("cross-site")))
		return fail(ERR_DENIED, "the form comes from another site");
	if (!r->session || r->session->api)
		return OK;
	if (sent.n == 0)
		sent = pairs_get(&r->form, STR("csrf"));
	if (!str_eq_secret(sent, r->session->csrf))
		return fail(ERR_DENIED,
		    "the form is too old, or not ours: load it again");
	return OK;
}

enum err
guard_admit(struct req *r)
{
	const struct visit *v = r->visit;

	if ((v->route->access & v->roles) == 0)
		return v->person ? fail(ERR_DENIED,
				       "your roles do not reach this page")
				 : fail(ERR_LOGIN, "log in first");
	if (r->session && r->session->api &&
	    !web_scope(r,
		v->route->how == RUN_READ ? STR("read") : STR("write")) &&
		!(r->method == POST && web_scope(r, STR("ingest"))))
		return fail(ERR_DENIED, "the token's scopes do not reach this");
	if (r->method != GET)
		return check_form(r);
	return OK;
}
