/* SPDX-License-Identifier: EUPL-1.2
 *
 * error.c - the answer for an error: a page for people, a problem (RFC 9457)
 * for programs, a redirect to the login for who is nobody yet.
 */
#include "web/error.h"

#include "fmt/jsonout.h"
#include "web/pages.h"

static const struct words {
	enum err e;
	enum msg what, help;
} table[] = {
#define X(name, http, text) { name, MSG_##name##_TITLE, MSG_##name##_HELP },
	ERR_TABLE(X)
#undef X
};

static const struct words *
words_for(enum err e)
{
	const size_t n = sizeof(table) / sizeof(table[0]);

	for (size_t i = 0; i < n; i++)
		if (table[i].e == e)
			return &table[i];
	return &table[n - 1];
}

/* RFC 9457: type about:blank, so title is the status's own; detail is ours. */
static void
problem(struct req *r, enum err e)
{
	struct json j = { .out = { .arena = r->arena } };

	json_open(&j, '{');
	json_key_str(&j, STR("title"), str_from(err_text(e)));
	json_key_int(&j, STR("status"), err_http_status(e));
	/* What broke inside is for the log: a store's own words may hold what
	 * was to be stored. */
	json_key_str(
	    &j, STR("detail"),
		    str_from(e == ERR_BROKEN ? err_text(e) : err_sentence(e)));
	json_close(&j, '}');
	answer_json(r, err_http_status(e), json_done(&j));
	r->answer.type = "application/problem+json";
	if (e == ERR_LOGIN)
		answer_header(
		    r, STR("www-authenticate"), STR("Bearer realm=\"api\""));
}

/* Where to go to log in and come back. */
static struct str
login_path(const struct req *r)
{
	struct html h = { .out = { .arena = r->arena } };

	html_lit(&h, "/inn?til=");
	html_urlpart_str(&h, r->path);
	return buf_str(&h.out);
}

/* Typed text is shown again, so that it can be copied: the field with words in
 * it that our forms have. */
static struct str
typed(const struct req *r)
{
	static const struct str names[] = { STR_INIT("tekst"),
		STR_INIT("merknad"), STR_INIT("tvil"), STR_INIT("grunn") };
	struct str text = STR_NONE;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !text.n; i++)
		text = pairs_get(&r->form, names[i]);
	return text;
}

static void
error_page(struct req *r, enum err e)
{
	const struct words *w = words_for(e);
	struct error_view v = { .what = say(r, w->what),
		.help = say(r, w->help),
		.kept = typed(r),
		.kept_label = say(r, MSG_ERR_KEPT),
		.back = web_home(r->visit->roles),
		.back_text = say(r, MSG_ERR_BACK) };

	if (web_page_begin(r, v.what, NAV_NONE) != OK)
		return;
	tpl_error_page(&r->answer.body, &v);
	web_page_end(r);
}

/* Before anything of the municipality could be read (the store is away): the
 * least that can be said, in the source language. */
static void
bare_page(struct req *r)
{
	struct html *h = &r->answer.body;

	h->lang = LANG_NB;
	html_lit(h, "<!doctype html><html lang=\"nb\"><meta charset=\"utf-8\">"
		    "<title>Ordstyrer</title><h1>");
	html_text(h, T(MSG_ERR_BROKEN_TITLE));
	html_lit(h, "</h1><p>");
	html_text(h, T(MSG_ERR_BROKEN_HELP));
	html_lit(h, "</p>");
}

void
web_error(struct req *r, enum err e)
{
	bool api = str_starts(r->path, STR("/api/"));

	if (e == ERR_LOGIN && !api && r->method == GET && !r->fragment) {
		answer_redirect(r, login_path(r));
		return;
	}
	r->answer.status = err_http_status(e);
	if (api)
		problem(r, e);
	else if (!r->visit->m)
		bare_page(r);
	else
		error_page(r, e);
}
