/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress_rest.c - /wp/v2/comments and /users/me as WordPress 6.1
 * answers them (class-wp-rest-comments-controller.php); posts and pictures are
 * in wordpress_posts.c.
 */
#include <jansson.h>
#include <sodium.h>

#include "fmt/date.h"
#include "standin/wordpress_internal.h"

void
wp_error(struct req *r, int status, const char *code, const char *text)
{
	struct json j = { .out = { .arena = r->arena } };

	json_open(&j, '{');
	json_key_str(&j, STR("code"), str_from(code));
	json_key_str(&j, STR("message"), str_from(text));
	json_key(&j, STR("data"));
	json_open(&j, '{');
	json_key_int(&j, STR("status"), status);
	json_close(&j, '}');
	json_close(&j, '}');
	answer_json(r, status, json_done(&j));
}

static bool
logged_in(const struct standin_wp *s, struct req *r)
{
	struct str h = req_header(r, STR("authorization"));
	struct str want = str_printf(
	    r->arena, "%.*s:%.*s", STR_ARG(s->user), STR_ARG(s->password));
	char got[512];
	size_t n;

	if (!str_starts(h, STR("Basic ")))
		return false;
	h = str_cut(h, 6, h.n);
	return sodium_base642bin((unsigned char *)got, sizeof(got), h.p, h.n,
		   NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       str_eq(want, (struct str){ got, n });
}

struct str
wp_time_text(struct arena *a, usec_t t)
{
	struct buf b = { .arena = a };

	date_put_rfc3339_utc(&b, t / SECOND * SECOND);
	return str_cut(buf_str(&b), 0, 19);
}

void
wp_put_content(struct json *j, struct str key, struct str raw, bool edit)
{
	struct html h = { .out = { .arena = j->out.arena } };

	html_lit(&h, "<p>");
	html_text_safe(&h, (struct html_safe){ raw });
	html_lit(&h, "</p>\n");
	json_key(j, key);
	json_open(j, '{');
	json_key_str(j, STR("rendered"), buf_str(&h.out));
	if (edit)
		json_key_str(j, STR("raw"), raw);
	json_close(j, '}');
}

static void
put_comment(struct standin_wp *s, struct req *r, struct json *j,
    const struct wp_comment *c, bool edit)
{
	json_open(j, '{');
	json_key_int(j, STR("id"), c->id);
	json_key_int(j, STR("post"), c->post);
	json_key_int(j, STR("parent"), c->parent);
	json_key_int(j, STR("author"), c->own ? 1 : 0);
	json_key_str(j, STR("author_name"), c->author);
	if (edit)
		json_key_str(j, STR("author_email"), STR_NONE);
	json_key_str(j, STR("date"), wp_time_text(r->arena, c->at));
	json_key_str(j, STR("date_gmt"), wp_time_text(r->arena, c->at));
	wp_put_content(j, STR("content"), c->text, edit);
	json_key_str(j,
	    STR("link"),
		str_printf(r->arena, "http://127.0.0.1:%d/?p=%lld#comment-%lld",
		    server_port(s->server), (long long)c->post,
		    (long long)c->id));
	json_key_str(j, STR("status"), str_from(wp_status_word(c->status)));
	json_key_str(j, STR("type"), STR("comment"));
	json_close(j, '}');
}

/* Lists ------------------------------------------------------------------- */

struct wanted {
	usec_t after;
	int64_t post, parent, author; /* -1: any */
	struct str include, status;
	bool descending;
	int64_t per_page, page;
};

bool
wp_time_param(struct req *r, struct str name, usec_t *out)
{
	struct str v = pairs_get(&r->query, name);

	*out = 0;
	if (v.n == 19)
		v = str_printf(r->arena, "%.*sZ", STR_ARG(v));
	return v.n == 0 || date_parse_rfc3339(v, out);
}

static bool
read_wanted(struct req *r, struct wanted *w)
{
	*w = (struct wanted){
		.post = req_int(r, STR("post"), 0, INT64_MAX, -1),
		    .parent = req_int(r, STR("parent"), 0, INT64_MAX, -1),
			.author = req_int(r, STR("author"), 0, INT64_MAX, -1),
			    .include = pairs_get(&r->query, STR("include")),
				.status = pairs_get(&r->query, STR("status")),
				    .descending = !str_eq(pairs_get(
					&r->query, STR("order")), STR("asc")),
					.per_page = req_int(
					    r, STR("per_page"), 1, 100, 10),
					    .page = req_int(r,
						STR("page"), 1, INT32_MAX, 1),
					    };
	if (wp_time_param(r, STR("after"), &w->after) &&
		req_int(r, STR("per_page"), 1, 1000, 10) <= 100)
		return true;
	wp_error(r, 400, "rest_invalid_param", "Invalid parameter(s)");
	return false;
}

/* The words of the query are not those of the values: `approve`. */
static bool
has_status(enum wp_status st, struct str want)
{
	if (want.n == 0 || str_eq(want, STR("approve")))
		return st == WP_APPROVED;
	if (str_eq(want, STR("all")))
		return st == WP_APPROVED || st == WP_HOLD;
	if (str_eq(want, STR("any")))
		return st != WP_ERASED;
	if (str_eq(want, STR("hold")))
		return st == WP_HOLD;
	if (str_eq(want, STR("spam")))
		return st == WP_SPAM;
	return str_eq(want, STR("trash")) && st == WP_TRASH;
}

bool
wp_in_list(struct str list, int64_t id)
{
	while (list.n > 0) {
		int64_t v;

		if (str_to_int(str_take(&list, ','), 0, INT64_MAX, &v) &&
		    v == id)
			return true;
	}
	return false;
}

static bool
wants(const struct wanted *w, const struct wp_comment *c)
{
	return c->status != WP_ERASED && has_status(c->status, w->status) &&
	       (w->after == 0 || c->at / SECOND * SECOND > w->after) &&
	       (w->post < 0 || c->post == w->post) &&
	       (w->parent < 0 || c->parent == w->parent) &&
	       (w->author < 0 || (c->own ? 1 : 0) == w->author) &&
	       (w->include.n == 0 || wp_in_list(w->include, c->id));
}

/* Indexes of what is wanted, by time and id. */
static size_t
choose(struct standin_wp *s, const struct wanted *w, size_t *v)
{
	size_t n = 0;

	for (size_t i = 0; i < s->ncomments; i++) {
		size_t at = n;

		if (!wants(w, &s->comments[i]))
			continue;
		while (at > 0 &&
		       (s->comments[v[at - 1]].at > s->comments[i].at) !=
			   w->descending &&
		       s->comments[v[at - 1]].at != s->comments[i].at) {
			v[at] = v[at - 1];
			at--;
		}
		v[at] = i;
		n++;
	}
	return n;
}

void
wp_totals(struct req *r, size_t n, int64_t per_page)
{
	answer_header(r, STR("x-wp-total"), str_printf(r->arena, "%zu", n));
	answer_header(
	    r, STR("x-wp-totalpages"),
		   str_printf(r->arena, "%lld",
		       (long long)(((int64_t)n + per_page - 1) / per_page)));
}

static void
list_comments(struct standin_wp *s, struct req *r, bool in)
{
	bool edit = str_eq(pairs_get(&r->query, STR("context")), STR("edit"));
	struct json j = { .out = { .arena = r->arena } };
	size_t *v = ARENA_ARRAY(r->arena, size_t, s->ncomments + 1), n;
	struct wanted w;

	if (!read_wanted(r, &w))
		return;
	if (!in &&
	    (edit || (w.status.n && !str_eq(w.status, STR("approve"))))) {
		wp_error(r, 401,
		    edit ? "rest_forbidden_context" : "rest_forbidden_param",
		    "Sorry, you are not allowed to do that.");
		return;
	}
	n = choose(s, &w, v);
	wp_totals(r, n, w.per_page);
	json_open(&j, '[');
	for (int64_t i = (w.page - 1) * w.per_page;
	     i < (int64_t)n && i < w.page * w.per_page; i++)
		put_comment(s, r, &j, &s->comments[v[i]], edit);
	json_close(&j, ']');
	answer_json(r, 200, json_done(&j));
}

/* Writing ----------------------------------------------------------------- */

json_t *
wp_body(struct req *r)
{
	json_t *o = json_loadb(r->body.n ? r->body.p : "", r->body.n,
	    JSON_REJECT_DUPLICATES, NULL);

	if (o)
		arena_defer(r->arena, (void (*)(void *))json_decref, o);
	else
		wp_error(
		    r, 400, "rest_invalid_json", "Invalid JSON body passed.");
	return o;
}

struct str
wp_member(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return (struct str){ json_string_value(v), json_string_length(v) };
}

static void
answer_comment(
    struct standin_wp *s, struct req *r, int status, const struct wp_comment *c)
{
	struct json j = { .out = { .arena = r->arena } };

	put_comment(s, r, &j, c, true);
	answer_json(r, status, json_done(&j));
}

static bool
is_duplicate(const struct standin_wp *s, const struct wp_comment *new)
{
	for (size_t i = 0; i < s->ncomments; i++) {
		const struct wp_comment *c = &s->comments[i];

		if (c->post == new->post && c->parent == new->parent &&
		    c->own == new->own &&str_eq(c->text, new->text) &&
		    c->status != WP_TRASH && c->status != WP_ERASED)
			return true;
	}
	return false;
}

static void
create_comment(struct standin_wp *s, struct req *r, bool in)
{
	json_t *o = wp_body(r);
	struct wp_comment c = { .own = true,
		.author = s->own_name,
		.at = clock_now(),
		.status = WP_APPROVED };
	struct wp_post *p;
	int64_t id;

	if (!o)
		return;
	c.post = json_integer_value(json_object_get(o, "post"));
	c.parent = json_integer_value(json_object_get(o, "parent"));
	c.text = wp_member(o, "content");
	/* A moderator may write down what another has said. */
	if (wp_member(o, "author_name").n) {
		c.own = false;
		c.author = wp_member(o, "author_name");
	}
	if (wp_member(o, "date_gmt").n &&
	    !date_parse_rfc3339(str_printf(r->arena, "%.*sZ",
				    STR_ARG(wp_member(o, "date_gmt"))),
		&c.at)) {
		wp_error(r, 400, "rest_invalid_param",
		    "Invalid parameter(s): date_gmt");
		return;
	}
	p = wp_post_find(s, c.post);
	if (!in)
		wp_error(r, 401, "rest_comment_login_required",
		    "Sorry, you must be logged in to comment.");
	else if (!p)
		wp_error(r, 403, "rest_comment_invalid_post_id",
		    "Sorry, you are not allowed to create this comment"
		    " without a post.");
	else if (p->trashed)
		wp_error(r, 403, "rest_comment_trash_post",
		    "Sorry, you are not allowed to create a comment on"
		    " this post.");
	else if (!p->open)
		wp_error(r, 403, "rest_comment_closed",
		    "Sorry, comments are closed for this item.");
	else if (str_trim(c.text).n == 0)
		wp_error(r, 400, "rest_comment_content_invalid",
		    "Invalid comment content.");
	else if (is_duplicate(s, &c))
		wp_error(
		    r, 409, "comment_duplicate", "Duplicate comment detected.");
	else {
		id = wp_comment_new(s, &c);
		answer_comment(s, r, 201, wp_comment_find(s, id));
	}
}

static bool
parse_status(struct str v, enum wp_status *out)
{
	if (str_eq(v, STR("approved")) || str_eq(v, STR("approve")) ||
					      str_eq(v, STR("1")))
		*out = WP_APPROVED;
	else if (str_eq(v, STR("hold")) || str_eq(v, STR("0")))
		*out = WP_HOLD;
	else if (str_eq(v, STR("spam")))
		*out = WP_SPAM;
	else if (str_eq(v, STR("trash")))
		*out = WP_TRASH;
	else
		return false;
	return true;
}

static void
change_comment(struct standin_wp *s, struct req *r, struct wp_comment *c)
{
	json_t *o = wp_body(r);
	struct str status, content;

	if (!o)
		return;
	status = wp_member(o, "status");
	content = wp_member(o, "content");
	if (status.n && !parse_status(status, &c->status)) {
		wp_error(r, 500, "rest_comment_failed_edit",
		    "Updating comment status failed.");
		return;
	}
	if (content.n)
		c->text = str_copy(&s->own, content);
	answer_comment(s, r, 200, c);
}

static void
delete_comment(struct standin_wp *s, struct req *r, struct wp_comment *c)
{
	struct json j = { .out = { .arena = r->arena } };

	if (str_eq(pairs_get(&r->query, STR("force")), STR("true"))) {
		json_open(&j, '{');
		json_key_bool(&j, STR("deleted"), true);
		json_key(&j, STR("previous"));
		put_comment(s, r, &j, c, true);
		json_close(&j, '}');
		c->status = WP_ERASED;
		answer_json(r, 200, json_done(&j));
	} else if (c->status == WP_TRASH) {
		wp_error(r, 410, "rest_already_trashed",
		    "The comment has already been trashed.");
	} else {
		c->status = WP_TRASH;
		answer_comment(s, r, 200, c);
	}
}

static void
one_comment(struct standin_wp *s, struct req *r, int64_t id, bool in)
{
	struct wp_comment *c = wp_comment_find(s, id);

	if (!c)
		wp_error(
		    r, 404, "rest_comment_invalid_id", "Invalid comment ID.");
	else if (!in && (r->method != GET || c->status != WP_APPROVED))
		wp_error(r, 401, "rest_cannot_edit",
		    "Sorry, you are not allowed to edit this comment.");
	else if (r->method == GET)
		answer_comment(s, r, 200, c);
	else if (r->method == POST || r->method == PUT)
		change_comment(s, r, c);
	else
		delete_comment(s, r, c);
}

static void
me(struct standin_wp *s, struct req *r, bool in)
{
	static const char *const can[] = { "read", "edit_posts",
		"edit_others_posts", "moderate_comments", "publish_posts",
		"upload_files" };
	struct json j = { .out = { .arena = r->arena } };

	if (!in) {
		wp_error(r, 401, "rest_not_logged_in",
		    "You are not currently logged in.");
		return;
	}
	json_open(&j, '{');
	json_key_int(&j, STR("id"), 1);
	json_key_str(&j, STR("name"), s->own_name);
	json_key(&j, STR("capabilities"));
	json_open(&j, '{');
	for (size_t i = 0; i < sizeof(can) / sizeof(can[0]); i++)
		json_key_bool(&j, str_from(can[i]), true);
	json_close(&j, '}');
	json_close(&j, '}');
	answer_json(r, 200, json_done(&j));
}

bool
wp_rest(struct standin_wp *s, struct req *r)
{
	struct str path = pairs_get(&r->query, STR("rest_route"));
	bool given = pairs_has(&r->headers, STR("authorization"));
	bool in = logged_in(s, r);
	int64_t id;

	if (path.n == 0)
		path = str_cut(r->path, 8, r->path.n); /* after /wp-json */
	if (given && !in) {
		wp_error(r, 401, "incorrect_password",
		    "The provided password is an invalid application"
		    " password.");
		return true;
	}
	if (str_eq(path, STR("/wp/v2/users/me")))
		me(s, r, in);
	else if (str_eq(path, STR("/wp/v2/comments")) && r->method == GET)
		list_comments(s, r, in);
	else if (str_eq(path, STR("/wp/v2/comments")) && r->method == POST)
		create_comment(s, r, in);
	else if (str_starts(path, STR("/wp/v2/comments/")) &&
		     str_to_int(str_cut(path, 16, path.n), 1, INT64_MAX, &id))
		one_comment(s, r, id, in);
	else
		return wp_rest_posts(s, r, path, in);
	return true;
}
