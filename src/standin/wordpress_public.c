/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress_public.c - the stand-in as citizens see it: its posts, what has
 * been said under them, and a form to say something.  In Norwegian, as the
 * blog of a made-up municipality is.
 */
#include "fmt/date.h"
#include "fmt/htmltext.h"
#include "standin/wordpress_internal.h"
#include "templates.h"

static void
say(struct standin_wp *s, struct req *r)
{
	struct wp_comment c = { .at = clock_now(), .status = WP_APPROVED };
	struct wp_post *p;

	c.post = req_int(r, STR("post"), 1, INT64_MAX, 0);
	c.parent = req_int(r, STR("parent"), 0, INT64_MAX, 0);
	c.author = str_trim(req_param(r, STR("author")));
	c.text = str_trim(req_param(r, STR("comment")));
	p = wp_post_find(s, c.post);
	if (p && p->open && !p->trashed && c.author.n && c.text.n &&
	    c.text.n < 10000) {
		struct html h = { .out = { .arena = r->arena } };

		html_text_str(&h, c.text); /* content is HTML there */
		c.text = buf_str(&h.out);
		wp_comment_new(s, &c);
	}
	answer_redirect(r, str_printf(r->arena, "/?p=%lld", (long long)c.post));
}

static struct str
when(struct arena *a, usec_t t)
{
	struct buf b = { .arena = a };

	date_put_when(&b, LANG_NB, t, clock_now(), true);
	return buf_str(&b);
}

static void
put_comments(struct standin_wp *s, struct req *r, int64_t post, int64_t parent,
    int depth)
{
	struct html *h = &r->answer.body;

	for (size_t i = 0; i < s->ncomments; i++) {
		const struct wp_comment *c = &s->comments[i];

		if (c->post != post || c->parent != parent ||
		    c->status != WP_APPROVED)
			continue;
		tpl_standin_comment(h, c->author, when(r->arena, c->at),
		    (struct html_safe){ c->text }, c->own);
		if (depth < 20)
			put_comments(s, r, post, c->id, depth + 1);
		tpl_standin_comment_end(h);
	}
}

void
wp_public(struct standin_wp *s, struct req *r)
{
	struct html *h = &r->answer.body;
	int64_t id = req_int(r, STR("p"), 1, INT64_MAX, 0);
	const struct wp_post *p = wp_post_find(s, id);

	if (wp_picture(s, r))
		return;
	if (p && (p->trashed || p->draft))
		p = NULL;
	if (r->method == POST &&
	    str_eq(r->path, STR("/wp-comments-post.php"))) {
		say(s, r);
		return;
	}
	r->answer.status = p || str_eq(r->path, STR("/")) ? 200 : 404;
	tpl_standin_begin(
	    h, p ? html_to_text(r->arena, p->title) : s->title, s->title);
	if (p) {
		tpl_standin_post(h, (struct html_safe){ p->title },
		    (struct html_safe){ p->text }, when(r->arena, p->at));
		put_comments(s, r, p->id, 0, 0);
		tpl_standin_form(h, p->id, p->open);
	}
	for (size_t i = s->nposts; !p && i > 0; i--)
		if (!s->posts[i - 1].trashed && !s->posts[i - 1].draft)
			tpl_standin_link(h, s->posts[i - 1].id,
			    (struct html_safe){ s->posts[i - 1].title },
			    when(r->arena, s->posts[i - 1].at));
	tpl_standin_end(h);
}
