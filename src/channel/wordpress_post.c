/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress_post.c - posts of ours with their pictures: wp/v2/media and
 * wp/v2/posts (class-wp-rest-attachments-controller.php and
 * class-wp-rest-posts-controller.php, 6.1).  The words become blocks, as the
 * editor makes them, so that people can go on with them there.
 *
 * A picture is put in the library once: by its name, which is ours alone, it is
 * found again when the same post is tried or put right.
 */
#include "channel/wordpress.h"
#include "fmt/html.h"
#include "fmt/htmltext.h"
#include "fmt/jsonout.h"

struct media {
	struct str id, url;
};

static struct media
media_from(struct arena *a, const json_t *o)
{
	return (
	    struct media){ wp_text(a, o, "id"), wp_text(a, o, "source_url") };
}

/* In the library already; id empty: no. */
static enum err
find_media(struct arena *a, const struct channel_account *acct,
    const struct channel_picture *pic, struct media *out,
    struct channel_problem *p)
{
	struct wp_answer ans;

	*out = (struct media){ STR_NONE, STR_NONE };
	TRY(wp_call(a, acct, "GET",
	    str_printf(a, "wp/v2/media&context=edit&slug=ordstyrer-%.*s",
		STR_ARG(wp_url_text(a, pic->name))),
	    STR_NONE, &ans, p));
	if (json_array_size(ans.json) > 0)
		*out = media_from(a, json_array_get(ans.json, 0));
	return OK;
}

static struct str
file_ending(struct str type)
{
	if (str_eq(type, STR("image/jpeg")))
		return STR("jpg");
	return str_cut(type, sizeof("image/") - 1, type.n);
}

/* The file as it is in the body, its name in the header (RFC 6266). */
static enum err
upload(struct arena *a, const struct channel_account *acct,
    const struct channel_picture *pic, struct media *out,
    struct channel_problem *p)
{
	struct pair name = { STR("Content-Disposition"),
	    str_printf(a, "attachment; filename=\"ordstyrer-%.*s.%.*s\"",
		STR_ARG(pic->name), STR_ARG(file_ending(pic->type))) };
	struct http_request q = { .method = "POST",
		.url = str_printf(a, "%.*s/?rest_route=/wp/v2/media",
		    STR_ARG(acct->base_url)),
		.headers = { &name, 1 },
		.body = pic->content,
		.type = str_z(a, pic->type),
		.user = acct->user,
		.password = acct->secret };
	struct http_response r;
	struct wp_answer ans;
	enum err e = http_call(acct->http, a, &q, &r);

	/* Not known whether it is there: the next try looks by its name. */
	if (e == OK)
		e = wp_judge(a, &r, false, &ans, p);
	else
		p->fault = FAULT_TRANSIENT;
	if (e != OK)
		return e == ERR_UNKNOWN ? ERR_REMOTE : e;
	*out = media_from(a, ans.json);
	return OK;
}

static enum err
describe(struct arena *a, const struct channel_account *acct, struct str id,
    struct str alt, struct channel_problem *p)
{
	struct json j = { .out = { .arena = a } };
	struct wp_answer ans;
	enum err e;

	json_open(&j, '{');
	json_key_str(&j, STR("alt_text"), alt);
	json_close(&j, '}');
	e = wp_call(a, acct, "POST",
	    str_printf(a, "wp/v2/media/%.*s&context=edit",
		STR_ARG(wp_url_text(a, id))),
	    json_done(&j), &ans, p);
	if (e == ERR_UNKNOWN) /* the same again does no harm */
		p->fault = FAULT_TRANSIENT;
	return e == ERR_UNKNOWN ? ERR_REMOTE : e;
}

static enum err
put_media(struct arena *a, const struct channel_account *acct,
    const struct channel_picture *pic, struct media *out,
    struct channel_problem *p)
{
	TRY(find_media(a, acct, pic, out, p));
	if (out->id.n == 0)
		TRY(upload(a, acct, pic, out, p));
	if (out->id.n == 0 || !str_starts(out->url, STR("http"))) {
		p->fault = FAULT_TRANSIENT;
		return fail(ERR_REMOTE, "WordPress's answer fits no picture");
	}
	return describe(a, acct, out->id, pic->alt, p);
}

/* The words -------------------------------------------------------------- */

static void
paragraphs(struct html *h, struct str text)
{
	struct str rest = str_trim(text);

	while (rest.n) {
		size_t end = str_find(rest, STR("\n\n"));
		struct str one = end == STR_NOWHERE ? rest
						    : str_cut(rest, 0, end);

		html_lit(h, "<!-- wp:paragraph -->\n<p>");
		html_text_safe(h, html_lines(h->out.arena, str_trim(one)));
		html_lit(h, "</p>\n<!-- /wp:paragraph -->\n\n");
		rest = str_trim(str_cut(rest, one.n, rest.n));
	}
}

static void
picture(struct html *h, const struct media *m, struct str alt)
{
	html_lit(h, "<!-- wp:image {\"id\":");
	html_text_str(h, m->id);
	html_lit(h, "} -->\n<figure class=\"wp-block-image\"><img src=\"");
	html_attr(h, m->url);
	html_lit(h, "\" alt=\"");
	html_attr(h, alt);
	html_lit(h, "\" class=\"wp-image-");
	html_attr(h, m->id);
	html_lit(h, "\"/></figure>\n<!-- /wp:image -->\n\n");
}

static enum err
body_of(struct arena *a, const struct channel_account *acct,
    const struct channel_article *x, struct str *out, struct channel_problem *p)
{
	struct html title = { .out = { .arena = a } };
	struct html h = { .out = { .arena = a } };
	struct json j = { .out = { .arena = a } };

	paragraphs(&h, x->text);
	for (size_t i = 0; i < x->npictures; i++) {
		struct media m;

		TRY(put_media(a, acct, &x->pictures[i], &m, p));
		picture(&h, &m, x->pictures[i].alt);
	}
	html_text_str(&title, x->title); /* a title is HTML there */
	json_open(&j, '{');
	json_key_str(&j, STR("title"), buf_str(&title.out));
	json_key_str(&j, STR("content"), str_trim(buf_str(&h.out)));
	json_key_str(&j, STR("status"), STR("publish"));
	if (x->native_id.n == 0)
		json_key_str(&j, STR("comment_status"),
				     x->comments_open ? STR("open")
						      : STR("closed"));
	json_close(&j, '}');
	*out = json_done(&j);
	return OK;
}

enum err
wp_publish(struct arena *a, const struct channel_account *acct,
    const struct channel_article *x, struct str *native_id,
    struct channel_problem *p)
{
	struct str path = STR("wp/v2/posts&context=edit");
	struct wp_answer ans;
	struct str body;

	*native_id = STR_NONE;
	*p = (struct channel_problem){ 0 };
	TRY(body_of(a, acct, x, &body, p));
	if (x->native_id.n)
		path = str_printf(a, "wp/v2/posts/%.*s&context=edit",
		    STR_ARG(wp_url_text(a, x->native_id)));
	TRY(wp_call(a, acct, "POST", path, body, &ans, p));
	*native_id = wp_text(a, ans.json, "id");
	if (native_id->n == 0 ||
	    !str_eq(wp_text(a, ans.json, "status"), STR("publish")) ||
		(x->native_id.n && !str_eq(*native_id, x->native_id))) {
		*native_id = STR_NONE;
		p->fault = FAULT_UNKNOWN;
		return fail(ERR_UNKNOWN, "WordPress's answer fits no post");
	}
	return OK;
}

/* Only words count: themes and editors put spaces where they like. */
static bool
same_words(struct str a, struct str b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a.n && (unsigned char)a.p[i] <= ' ')
			i++;
		while (k < b.n && (unsigned char)b.p[k] <= ' ')
			k++;
		if (i == a.n || k == b.n)
			return i == a.n && k == b.n;
		if (a.p[i++] != b.p[k++])
			return false;
	}
}

static bool
is_it(struct arena *a, const json_t *o, const struct channel_article *x)
{
	return same_words(wp_content(a, o, "title"), x->title) &&
	       same_words(wp_content(a, o, "content"), x->text);
}

enum err
wp_look_post(struct arena *a, const struct channel_account *acct,
    const struct channel_article *x, struct str *native_id,
    struct channel_problem *p)
{
	struct wp_answer ans;
	json_t *me;

	*native_id = STR_NONE;
	TRY(wp_me(a, acct, &me, p));
	TRY(wp_call(a, acct, "GET",
	    str_printf(a,
		"wp/v2/posts&context=edit&status=publish&per_page=100"
		"&orderby=modified&order=desc&author=%.*s",
		STR_ARG(wp_url_text(a, wp_text(a, me, "id")))),
	    STR_NONE, &ans, p));
	for (size_t i = 0; i < json_array_size(ans.json); i++) {
		const json_t *o = json_array_get(ans.json, i);
		struct str id = wp_text(a, o, "id");

		if (x->native_id.n && !str_eq(x->native_id, id))
			continue;
		if (wp_time(a, o, "modified_gmt") + MINUTE >= x->since &&
		    is_it(a, o, x)) {
			*native_id = id;
			return OK;
		}
	}
	return OK;
}
