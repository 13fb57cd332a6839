/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress_posts.c - /wp/v2/posts and /wp/v2/media as WordPress 6.1 answers
 * them (class-wp-rest-posts-controller.php, class-wp-rest-attachments-
 * controller.php), and the pictures as people fetch them.
 */
#include <jansson.h>

#include "fmt/date.h"
#include "standin/wordpress_internal.h"

static void
put_post(struct standin_wp *s, struct req *r, struct json *j,
    const struct wp_post *p)
{
	json_open(j, '{');
	json_key_int(j, STR("id"), p->id);
	json_key_str(j, STR("date_gmt"), wp_time_text(r->arena, p->at));
	json_key_str(
	    j, STR("modified_gmt"), wp_time_text(r->arena, p->modified));
	wp_put_content(j, STR("title"), p->title, true);
	wp_put_content(j, STR("content"), p->text, true);
	json_key_int(j, STR("author"), 1);
	json_key_str(
	    j, STR("link"), str_printf(r->arena, "http://127.0.0.1:%d/?p=%lld",
				server_port(s->server), (long long)p->id));
	json_key_str(j, STR("status"), p->trashed ? STR("trash")
						  : p->draft
			    ? STR("draft")
			    : STR("publish"));
	json_key_str(
	    j, STR("comment_status"), p->open ? STR("open") : STR("closed"));
	json_close(j, '}');
}

static void
list_posts(struct standin_wp *s, struct req *r)
{
	struct str include = pairs_get(&r->query, STR("include"));
	struct json j = { .out = { .arena = r->arena } };
	bool newest_first = str_eq(
	    pairs_get(&r->query, STR("order")), STR("desc"));
	usec_t since;
	size_t n = 0;

	if (!wp_time_param(r, STR("modified_after"), &since)) {
		wp_error(r, 400, "rest_invalid_param", "Invalid parameter(s)");
		return;
	}
	json_open(&j, '[');
	for (size_t i = 0; i < s->nposts && n < 100; i++) {
		const struct wp_post
		    *p = &s->posts[newest_first ? s->nposts - 1 - i : i];

		if (!p->trashed && !p->draft &&
		    (since == 0 || p->modified > since) &&
		    (include.n == 0 || wp_in_list(include, p->id))) {
			put_post(s, r, &j, p);
			n++;
		}
	}
	json_close(&j, ']');
	wp_totals(r, n, 100);
	answer_json(r, 200, json_done(&j));
}

/* What is given of a post; false: told already what is wrong with it. */
static bool
read_post(
    struct standin_wp *s, struct req *r, const json_t *o, struct wp_post *p)
{
	struct str open = wp_member(o, "comment_status");
	struct str status = wp_member(o, "status");

	if (open.n && !str_eq(open, STR("open")) &&
			  !str_eq(open, STR("closed"))) {
		wp_error(r, 400, "rest_invalid_param",
		    "Invalid parameter(s): comment_status");
		return false;
	}
	if (status.n && !str_eq(status, STR("publish")) &&
			    !str_eq(status, STR("draft"))) {
		wp_error(r, 400, "rest_invalid_param",
		    "Invalid parameter(s): status");
		return false;
	}
	if (json_object_get(o, "title"))
		p->title = str_copy(&s->own, wp_member(o, "title"));
	if (json_object_get(o, "content"))
		p->text = str_copy(&s->own, wp_member(o, "content"));
	if (open.n)
		p->open = str_eq(open, STR("open"));
	if (status.n)
		p->draft = str_eq(status, STR("draft"));
	p->modified = clock_now();
	return true;
}

static void
create_post(struct standin_wp *s, struct req *r, bool in)
{
	struct json j = { .out = { .arena = r->arena } };
	json_t *o = in ? wp_body(r) : NULL;
	struct wp_post p = { .open = true, .draft = true };
	int64_t id;

	if (!in)
		wp_error(r, 401, "rest_cannot_create",
		    "Sorry, you are not allowed to create posts as this"
		    " user.");
	if (!o || !read_post(s, r, o, &p))
		return;
	if (p.title.n == 0 && p.text.n == 0) {
		wp_error(r, 400, "empty_content",
		    "Content, title, and excerpt are empty.");
		return;
	}
	id = wp_post_new(s, p.title, p.text, clock_now());
	wp_post_find(s, id)->draft = p.draft;
	wp_post_find(s, id)->open = p.open;
	put_post(s, r, &j, wp_post_find(s, id));
	answer_json(r, 201, json_done(&j));
}

/* Its comments go with it. */
static void
trash_post(struct standin_wp *s, struct wp_post *p)
{
	p->trashed = true;
	for (size_t i = 0; i < s->ncomments; i++)
		if (s->comments[i].post == p->id &&
		    s->comments[i].status != WP_ERASED)
			s->comments[i].status = WP_POST_TRASHED;
}

static void
one_post(struct standin_wp *s, struct req *r, int64_t id, bool in)
{
	struct wp_post *p = wp_post_find(s, id);
	struct json j = { .out = { .arena = r->arena } };
	json_t *o = NULL;

	if (!p) {
		wp_error(r, 404, "rest_post_invalid_id", "Invalid post ID.");
		return;
	}
	if (r->method != GET && !in) {
		wp_error(r, 401, "rest_cannot_edit",
		    "Sorry, you are not allowed to edit this post.");
		return;
	}
	if (r->method == DELETE)
		trash_post(s, p);
	if (r->method == POST) {
		o = wp_body(r);
		if (!o || !read_post(s, r, o, p))
			return;
	}
	put_post(s, r, &j, p);
	answer_json(r, 200, json_done(&j));
}

/* Pictures ---------------------------------------------------------------- */

static void
put_media(struct standin_wp *s, struct req *r, struct json *j,
    const struct wp_media *m)
{
	json_open(j, '{');
	json_key_int(j, STR("id"), m->id);
	json_key_str(j, STR("slug"), m->slug);
	json_key_str(j, STR("alt_text"), m->alt);
	json_key_str(j, STR("mime_type"), m->type);
	json_key_str(j, STR("source_url"),
			    str_printf(r->arena,
				"http://127.0.0.1:%d/wp-content/uploads/%.*s",
				server_port(s->server), STR_ARG(m->file)));
	json_close(j, '}');
}

/* The type as the real one tells it, by the file's first bytes. */
static struct str
type_of(struct str data)
{
	if (str_starts(data, STR("\x89PNG\r\n\x1a\n")))
		return STR("image/png");
	if (str_starts(data, STR("\xff\xd8\xff")))
		return STR("image/jpeg");
	return str_starts(data, STR("GIF8")) ? STR("image/gif") : STR_NONE;
}

static struct str
file_name(struct req *r)
{
	struct str h = req_header(r, STR("content-disposition"));
	size_t at = str_find(h, STR("filename=\""));
	struct str name;

	if (!str_starts(h, STR("attachment")) || at == STR_NOWHERE)
		return STR_NONE;
	name = str_cut(h, at + 10, h.n);
	at = str_find(name, STR("\""));
	return at == STR_NOWHERE ? STR_NONE : str_cut(name, 0, at);
}

static void
take_media(struct standin_wp *s, struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct str name = file_name(r), type = type_of(r->body);
	struct wp_media *m = &s->media[s->nmedia];
	size_t dot = str_find(name, STR("."));

	if (r->body.n == 0) {
		wp_error(r, 400, "rest_upload_no_data", "No data supplied.");
	} else if (name.n == 0 || dot == STR_NOWHERE) {
		wp_error(r, 400, "rest_upload_no_content_disposition",
		    "No Content-Disposition supplied.");
	} else if (type.n == 0 ||
		   !str_eq(type, req_header(r, STR("content-type")))) {
		wp_error(r, 500, "rest_upload_sideload_error",
		    "Sorry, you are not allowed to upload this file type.");
	} else if (s->nmedia == WP_MEDIA_MAX) {
		wp_error(r, 500, "rest_upload_unknown_error", "Disk full.");
	} else {
		*m = (struct wp_media){ .id = s->next_id++,
			.file = str_copy(&s->own, name),
			.slug = str_copy(&s->own, str_cut(name, 0, dot)),
			.type = str_copy(&s->own, type),
			.data = str_copy(&s->own, r->body) };
		s->nmedia++;
		put_media(s, r, &j, m);
		answer_json(r, 201, json_done(&j));
	}
}

static void
list_media(struct standin_wp *s, struct req *r)
{
	struct str slug = pairs_get(&r->query, STR("slug"));
	struct json j = { .out = { .arena = r->arena } };

	json_open(&j, '[');
	for (size_t i = 0; i < s->nmedia; i++)
		if (slug.n == 0 || str_eq(slug, s->media[i].slug))
			put_media(s, r, &j, &s->media[i]);
	json_close(&j, ']');
	answer_json(r, 200, json_done(&j));
}

static void
one_media(struct standin_wp *s, struct req *r, int64_t id)
{
	struct json j = { .out = { .arena = r->arena } };
	json_t *o = r->method == POST ? wp_body(r) : NULL;

	if (r->method == POST && !o)
		return;
	for (size_t i = 0; i < s->nmedia; i++) {
		if (s->media[i].id != id)
			continue;
		if (o && json_object_get(o, "alt_text"))
			s->media[i].alt = str_copy(
			    &s->own, wp_member(o, "alt_text"));
		put_media(s, r, &j, &s->media[i]);
		answer_json(r, 200, json_done(&j));
		return;
	}
	wp_error(r, 404, "rest_post_invalid_id", "Invalid post ID.");
}

static void
media(struct standin_wp *s, struct req *r, struct str path, bool in)
{
	int64_t id;

	if (!in)
		wp_error(r, 401, "rest_cannot_create",
		    "Sorry, you are not allowed to upload files.");
	else if (path.n == sizeof("/wp/v2/media") - 1 && r->method == POST)
		take_media(s, r);
	else if (path.n == sizeof("/wp/v2/media") - 1)
		list_media(s, r);
	else if (str_to_int(str_cut(path, 13, path.n), 1, INT64_MAX, &id))
		one_media(s, r, id);
	else
		wp_error(r, 404, "rest_no_route", "No route was found.");
}

bool
wp_picture(struct standin_wp *s, struct req *r)
{
	struct str at = STR("/wp-content/uploads/");

	if (!str_starts(r->path, at))
		return false;
	for (size_t i = 0; i < s->nmedia; i++)
		if (str_eq(
			str_cut(r->path, at.n, r->path.n), s->media[i].file)) {
			r->answer.type = str_z(r->arena, s->media[i].type);
			r->answer.fixed = s->media[i].data.p;
			r->answer.fixed_n = s->media[i].data.n;
			r->answer.status = 200;
			return true;
		}
	return false;
}

bool
wp_rest_posts(struct standin_wp *s, struct req *r, struct str path, bool in)
{
	int64_t id;

	if (str_starts(path, STR("/wp/v2/media")))
		media(s, r, path, in);
	else if (str_eq(path, STR("/wp/v2/posts")) && r->method == GET)
		list_posts(s, r);
	else if (str_eq(path, STR("/wp/v2/posts")) && r->method == POST)
		create_post(s, r, in);
	else if (str_starts(path, STR("/wp/v2/posts/")) &&
		     str_to_int(str_cut(path, 13, path.n), 1, INT64_MAX, &id))
		one_post(s, r, id, in);
	else
		return false;
	return true;
}
