/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress_read.c - fetch, sweep and count.
 *
 * Comments have no modified date: what is new is asked for by publication,
 * with an overlap; what was changed shows only when it is looked at again
 * (sweep).  The cursor: {"since": newest publication seen, "page": next page}.
 * REQ: SPEC 2.2; invariant 9
 */
#include "channel/wordpress.h"
#include "fmt/date.h"
#include "fmt/jsonout.h"

enum { PER_PAGE = 100 };
#define OVERLAP (5 * MINUTE)

struct cursor {
	usec_t since; /* 0: from the beginning */
	int64_t page;
	usec_t newest; /* seen on the pages so far */
};

static struct cursor
parse_cursor(struct arena *a, struct str s)
{
	struct cursor c = { .page = 1 };
	json_t *o = s.n ? json_loadb(s.p, s.n, 0, NULL) : NULL;

	if (!o)
		return c;
	arena_defer(a, (void (*)(void *))json_decref, o);
	c.since = wp_int(o, "since", 0);
	c.page = wp_int(o, "page", 1);
	c.newest = wp_int(o, "newest", 0);
	return c;
}

static struct str
put_cursor(struct arena *a, const struct cursor *c)
{
	struct json j = { .out = { .arena = a } };

	json_open(&j, '{');
	json_key_int(&j, STR("since"), c->since);
	json_key_int(&j, STR("page"), c->page);
	json_key_int(&j, STR("newest"), c->newest);
	json_close(&j, '}');
	return json_done(&j);
}

/* "&after=2026-08-01T08:00:00Z", encoded; nothing from the beginning. */
static struct str
after(struct arena *a, const char *name, usec_t since)
{
	struct buf b = { .arena = a };

	if (since == 0)
		return STR_NONE;
	date_put_rfc3339_utc(&b, (since - OVERLAP) / SECOND * SECOND);
	return str_printf(
	    a, "&%s=%.*s", name, STR_ARG(wp_url_text(a, buf_str(&b))));
}

/* As wp_call, of an address that gives a list. */
static enum err
wp_list(struct arena *a, const struct channel_account *acct, struct str path,
    struct wp_answer *out, struct channel_problem *p)
{
	TRY(wp_call(a, acct, "GET", path, STR_NONE, out, p));
	if (json_is_array(out->json))
		return OK;
	p->fault = FAULT_TRANSIENT;
	return fail(ERR_REMOTE, "WordPress gave no list");
}

static void
read_posts(struct arena *a, const json_t *list, struct channel_batch *out)
{
	size_t n = json_array_size(list);
	struct channel_post *v = ARENA_ARRAY(
	    a, struct channel_post, out->nposts + n + 1);

	for (size_t i = 0; i < out->nposts; i++)
		v[i] = out->posts[i];
	for (size_t i = 0; i < n; i++) {
		const json_t *o = json_array_get(list, i);

		v[out->nposts++] = (struct channel_post){
			.native_id = wp_text(a, o, "id"),
			.title = wp_content(a, o, "title"),
			.url = wp_text(a, o, "link"),
			.published_at = wp_time(a, o, "date_gmt"),
			.comments_open = str_eq(
			    wp_text(a, o, "comment_status"), STR("open")),
			    .comments = -1,
			};
	}
	out->posts = v;
}

static enum err
fetch_posts(struct arena *a, const struct channel_account *acct, usec_t since,
    struct channel_batch *out, struct channel_problem *p)
{
	struct wp_answer ans;

	TRY(wp_list(a, acct,
	    str_printf(a,
		"wp/v2/posts&context=edit&status=publish&per_page=%d"
		"&orderby=modified&order=desc%.*s",
		PER_PAGE, STR_ARG(after(a, "modified_after", since))),
	    &ans, p));
	read_posts(a, ans.json, out);
	return OK;
}

static const struct channel_post *
post_of(const struct channel_batch *b, struct str native)
{
	for (size_t i = 0; i < b->nposts; i++)
		if (str_eq(b->posts[i].native_id, native))
			return &b->posts[i];
	return NULL;
}

/* A comment may hang on a post older than those just listed: those are asked
 * for by name, so that no thread goes without its title. */
static enum err
fetch_other_posts(struct arena *a, const struct channel_account *acct,
    struct channel_batch *out, struct channel_problem *p)
{
	struct buf ids = { .arena = a };
	struct wp_answer ans;

	for (size_t i = 0; i < out->nmessages; i++) {
		struct str native = out->messages[i].thread_native;
		bool twice = false;

		for (size_t k = 0; k < i && !twice; k++)
			twice = str_eq(out->messages[k].thread_native, native);
		if (!twice && !post_of(out, native))
			buf_printf(&ids, "%s%.*s", ids.n ? "," : "",
			    STR_ARG(wp_url_text(a, native)));
	}
	if (ids.n == 0)
		return OK;
	TRY(wp_list(a, acct,
	    str_printf(a, "wp/v2/posts&context=edit&per_page=%d&include=%.*s",
		PER_PAGE, STR_ARG(buf_str(&ids))),
	    &ans, p));
	read_posts(a, ans.json, out);
	return OK;
}

static enum err
read_comments(struct arena *a, const json_t *list, struct str us,
    struct channel_batch *out, struct channel_problem *p)
{
	size_t n = json_array_size(list);

	out->messages = ARENA_ARRAY(a, struct incoming, n + 1);
	for (size_t i = 0; i < n; i++)
		TRY(wp_comment(a, json_array_get(list, i), us,
		    &out->messages[out->nmessages++], p));
	return OK;
}

static void
give_titles(struct channel_batch *out)
{
	for (size_t i = 0; i < out->nmessages; i++) {
		struct incoming *in = &out->messages[i];
		const struct channel_post *post = post_of(
		    out, in->thread_native);

		if (!post)
			continue;
		in->thread_title = post->title;
		in->thread_url = post->url;
	}
}

enum err
wp_fetch(struct arena *a, const struct channel_account *acct, struct str cursor,
    struct channel_batch *out, struct channel_problem *p)
{
	struct cursor c = parse_cursor(a, cursor);
	struct wp_answer ans;
	json_t *me;

	*out = (struct channel_batch){ 0 };
	TRY(wp_me(a, acct, &me, p));
	TRY(fetch_posts(a, acct, c.since, out, p));
	TRY(wp_list(a, acct,
	    str_printf(a,
		"wp/v2/comments&context=edit&type=comment&status=any"
		"&orderby=date_gmt&order=asc&per_page=%d&page=%lld%.*s",
		PER_PAGE, (long long)c.page,
		STR_ARG(after(a, "after", c.since))),
	    &ans, p));
	TRY(read_comments(a, ans.json, wp_text(a, me, "id"), out, p));
	TRY(fetch_other_posts(a, acct, out, p));
	give_titles(out);
	for (size_t i = 0; i < out->nmessages; i++)
		if (out->messages[i].published_at > c.newest)
			c.newest = out->messages[i].published_at;
	out->more = ans.pages > c.page;
	if (out->more) {
		c.page++;
	} else {
		/* The window moves only when all its pages are in. */
		if (c.newest > c.since)
			c.since = c.newest;
		c.page = 1;
	}
	out->cursor = put_cursor(a, &c);
	return OK;
}

static bool
is_seen(const struct channel_sweep *s, struct str native)
{
	for (size_t i = 0; i < s->nseen; i++)
		if (str_eq(s->seen[i].native_id, native))
			return true;
	return false;
}

/* REQ: invariant 9.  A list may lack a comment for many reasons (a cache, a
 * filter, a right that was taken from us); only the answer to the question for
 * this one alone counts: WordPress's own "invalid comment ID". */
static enum err
confirm(struct arena *a, const struct channel_account *acct, struct str native,
    struct str us, struct channel_sweep *out, struct channel_problem *p)
{
	struct wp_answer ans;
	struct incoming in;
	enum err e = wp_call(a, acct, "GET",
	    str_printf(a, "wp/v2/comments/%.*s&context=edit",
		STR_ARG(wp_url_text(a, native))),
	    STR_NONE, &ans, p);

	if (e != OK && p->fault == FAULT_GONE) {
		if (str_eq(p->code, STR("rest_comment_invalid_id")))
			out->gone[out->ngone++] = native;
		*p = (struct channel_problem){ 0 };
		return OK;
	}
	if (e != OK)
		return e;
	TRY(wp_comment(a, ans.json, us, &in, p));
	if (!str_eq(in.native_id, native)) {
		p->fault = FAULT_TRANSIENT;
		return fail(ERR_REMOTE, "WordPress gave another comment");
	}
	out->seen[out->nseen++] = in;
	return OK;
}

enum err
wp_sweep(struct arena *a, const struct channel_account *acct,
    const struct channel_known *known, size_t n, struct channel_sweep *out,
    struct channel_problem *p)
{
	struct buf ids = { .arena = a };
	struct wp_answer ans;
	struct str us;
	json_t *me;
	size_t listed;

	*out = (struct channel_sweep){ .gone = ARENA_ARRAY(
					   a, struct str, n + 1) };
	TRY(wp_me(a, acct, &me, p));
	us = wp_text(a, me, "id");
	for (size_t i = 0; i < n; i++)
		buf_printf(&ids, "%s%.*s", i ? "," : "",
		    STR_ARG(wp_url_text(a, known[i].native_id)));
	/* `any` is every status: spam and trash too. */
	TRY(wp_list(a, acct,
	    str_printf(a,
		"wp/v2/comments&context=edit&type=comment&status=any"
		"&per_page=%d&include=%.*s",
		PER_PAGE, STR_ARG(buf_str(&ids))),
	    &ans, p));
	listed = json_array_size(ans.json);
	out->seen = ARENA_ARRAY(a, struct incoming, listed + n + 1);
	for (size_t i = 0; i < listed; i++)
		TRY(wp_comment(a, json_array_get(ans.json, i), us,
		    &out->seen[out->nseen++], p));
	for (size_t i = 0; i < n; i++)
		if (!is_seen(out, known[i].native_id))
			TRY(confirm(a, acct, known[i].native_id, us, out, p));
	return OK;
}

static enum err
total(struct arena *a, const struct channel_account *acct, struct str post,
    const char *status, int64_t *out, struct channel_problem *p)
{
	struct wp_answer ans;

	TRY(wp_call(a, acct, "GET",
	    str_printf(a,
		"wp/v2/comments&context=edit&type=comment&per_page=1&post=%.*s"
		"&status=%s",
		STR_ARG(wp_url_text(a, post)), status),
	    STR_NONE, &ans, p));
	*out = ans.total;
	return OK;
}

enum err
wp_count(struct arena *a, const struct channel_account *acct,
    struct str post_native, struct channel_count *out,
    struct channel_problem *p)
{
	*out = (struct channel_count){ .native_id = post_native };
	TRY(total(a, acct, post_native, "approve", &out->visible, p));
	TRY(total(a, acct, post_native, "hold", &out->held, p));
	TRY(total(a, acct, post_native, "spam", &out->spam, p));
	return total(a, acct, post_native, "trash", &out->trash, p);
}
