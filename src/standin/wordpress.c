/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress.c - what the stand-in holds, and the way in.  The REST part is
 * wordpress_rest.c, what people see is wordpress_public.c.
 */
#include "standin/wordpress.h"

#include "standin/wordpress_internal.h"

struct wp_post *
wp_post_find(struct standin_wp *s, int64_t id)
{
	for (size_t i = 0; i < s->nposts; i++)
		if (s->posts[i].id == id)
			return &s->posts[i];
	return NULL;
}

struct wp_comment *
wp_comment_find(struct standin_wp *s, int64_t id)
{
	for (size_t i = 0; i < s->ncomments; i++)
		if (s->comments[i].id == id &&
		    s->comments[i].status != WP_ERASED)
			return &s->comments[i];
	return NULL;
}

const char *
wp_status_word(enum wp_status st)
{
	static const char *const words[] = { "hold", "approved", "spam",
		"trash", "post-trashed", "erased" };

	return words[st];
}

int64_t
wp_comment_new(struct standin_wp *s, const struct wp_comment *c)
{
	struct wp_comment *n;

	if (s->ncomments == s->comments_room) {
		size_t room = s->comments_room ? 2 * s->comments_room : 64;
		struct wp_comment *v = ARENA_ARRAY(
		    &s->own, struct wp_comment, room);

		if (s->ncomments)
			memcpy(v, s->comments, s->ncomments * sizeof(*v));
		s->comments = v;
		s->comments_room = room;
	}
	n = &s->comments[s->ncomments++];
	*n = *c;
	n->id = s->next_id++;
	n->author = str_copy(&s->own, c->author);
	n->text = str_copy(&s->own, c->text);
	return n->id;
}

int64_t
wp_post_new(struct standin_wp *s, struct str title, struct str text, usec_t at)
{
	struct wp_post *p;

	if (s->nposts == s->posts_room) {
		size_t room = s->posts_room ? 2 * s->posts_room : 16;
		struct wp_post *v = ARENA_ARRAY(&s->own, struct wp_post, room);

		if (s->nposts)
			memcpy(v, s->posts, s->nposts * sizeof(*v));
		s->posts = v;
		s->posts_room = room;
	}
	p = &s->posts[s->nposts++];
	*p = (struct wp_post){ s->next_id++, str_copy(&s->own, title),
		str_copy(&s->own, text), at, at, true, false, false };
	return p->id;
}

int64_t
standin_wp_add_post(
    struct standin_wp *s, struct str title, struct str text, usec_t at)
{
	int64_t id;

	struct arena a = { 0 };
	struct html t = { .out = { .arena = &a } };

	html_text_str(&t, title); /* both are HTML there */
	pthread_mutex_lock(&s->lock);
	id = wp_post_new(s, buf_str(&t.out), html_lines(&a, text).s, at);
	pthread_mutex_unlock(&s->lock);
	arena_free(&a);
	return id;
}

int64_t
standin_wp_add_comment(struct standin_wp *s, int64_t post, int64_t parent,
    struct str author, struct str text, usec_t at)
{
	struct wp_comment c = { .post = post,
		.parent = parent,
		.own = author.n == 0,
		.author = author.n ? author : s->own_name,
		.text = text,
		.at = at,
		.status = WP_APPROVED };
	int64_t id;

	pthread_mutex_lock(&s->lock);
	id = wp_comment_new(s, &c);
	pthread_mutex_unlock(&s->lock);
	return id;
}

static void
set_status(struct standin_wp *s, int64_t id, enum wp_status st)
{
	struct wp_comment *c;

	pthread_mutex_lock(&s->lock);
	c = wp_comment_find(s, id);
	if (c)
		c->status = st;
	pthread_mutex_unlock(&s->lock);
}

void
standin_wp_hold(struct standin_wp *s, int64_t comment)
{
	set_status(s, comment, WP_HOLD);
}

void
standin_wp_approve(struct standin_wp *s, int64_t comment)
{
	set_status(s, comment, WP_APPROVED);
}

void
standin_wp_spam(struct standin_wp *s, int64_t comment)
{
	set_status(s, comment, WP_SPAM);
}

void
standin_wp_trash(struct standin_wp *s, int64_t comment)
{
	set_status(s, comment, WP_TRASH);
}

void
standin_wp_erase(struct standin_wp *s, int64_t comment)
{
	set_status(s, comment, WP_ERASED);
}

void
standin_wp_edit(struct standin_wp *s, int64_t comment, struct str text)
{
	struct wp_comment *c;

	pthread_mutex_lock(&s->lock);
	c = wp_comment_find(s, comment);
	if (c)
		c->text = str_copy(&s->own, text);
	pthread_mutex_unlock(&s->lock);
}

int
standin_wp_says(struct standin_wp *s, struct str text)
{
	int n = 0;

	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < s->ncomments; i++)
		n += s->comments[i].own && str_eq(s->comments[i].text, text);
	pthread_mutex_unlock(&s->lock);
	return n;
}

void
standin_wp_fault(struct standin_wp *s, enum standin_fault f, int n)
{
	pthread_mutex_lock(&s->lock);
	s->fault = f;
	s->faults_left = n;
	s->fault_method = s->fault_route = STR_NONE;
	pthread_mutex_unlock(&s->lock);
}

void
standin_wp_fault_on(struct standin_wp *s, enum standin_fault f, int n,
    const char *method, const char *route)
{
	pthread_mutex_lock(&s->lock);
	s->fault = f;
	s->faults_left = n;
	s->fault_method = str_from(method);
	s->fault_route = str_from(route);
	pthread_mutex_unlock(&s->lock);
}

static bool
meant(const struct standin_wp *s, const struct req *r, struct str route)
{
	struct str method = r->method == POST ? STR("POST") : STR("GET");

	return (s->fault_method.n == 0 || str_eq(s->fault_method, method)) &&
	       str_starts(route, s->fault_route);
}

static enum standin_fault
next_fault(struct standin_wp *s, const struct req *r, struct str route)
{
	if (s->faults_left == 0 || !meant(s, r, route))
		return STANDIN_OK;
	s->faults_left--;
	return s->fault;
}

/* The faults before anything is done; true: answered. */
static bool
refuse(struct req *r, enum standin_fault f)
{
	switch (f) {
	case STANDIN_CUT_BEFORE: r->answer.cut = true; return true;
	case STANDIN_HTML:
		answer_text(r, 500, STR("<h1>Critical error</h1>"));
		r->answer.type = "text/html";
		return true;
	case STANDIN_LIMIT:
		answer_header(r, STR("retry-after"), STR("7"));
		wp_error(r, 429, "too_many", "Slow down.");
		return true;
	case STANDIN_LOGIN:
		wp_error(r, 401, "rest_not_logged_in",
		    "You are not currently logged in.");
		return true;
	case STANDIN_EMPTY:
		answer_header(r, STR("x-wp-total"), STR("0"));
		answer_header(r, STR("x-wp-totalpages"), STR("0"));
		answer_text(r, 200, STR("[]"));
		r->answer.type = "application/json";
		return true;
	case STANDIN_OK:
	case STANDIN_CUT:
	case STANDIN_BROKEN: break;
	}
	return false;
}

static void
handle(void *ctx, struct req *r)
{
	struct standin_wp *s = ctx;
	struct str route = pairs_get(&r->query, STR("rest_route"));
	enum standin_fault f;

	pthread_mutex_lock(&s->lock);
	if (route.n == 0 && !str_starts(r->path, STR("/wp-json"))) {
		wp_public(s, r);
		pthread_mutex_unlock(&s->lock);
		return;
	}
	f = next_fault(s, r, route);
	if (!refuse(r, f) && !wp_rest(s, r))
		wp_error(r, 404, "rest_no_route",
		    "No route was found matching the URL and request method.");
	if (f == STANDIN_CUT)
		r->answer.cut = true;
	if (f == STANDIN_BROKEN)
		r->answer.fixed_n /= 2;
	pthread_mutex_unlock(&s->lock);
}

static enum server_how
route(void *ctx, struct req *r)
{
	(void)ctx;
	(void)r;
	return HOW_NOW;
}

enum err
standin_wp_start(struct arena *a, const struct standin_wp_options *o,
    struct standin_wp **out)
{
	struct standin_wp *s = ARENA_NEW(a, struct standin_wp);
	struct server_options so = { .listen = o->listen, .threads = 1 };
	struct server_handler h = {
		.ctx = s, .route = route, .handle = handle
	};

	pthread_mutex_init(&s->lock, NULL);
	s->user = str_copy(&s->own, o->user);
	s->password = str_copy(&s->own, o->password);
	s->title = str_copy(&s->own, o->title);
	s->own_name = str_copy(&s->own, o->own_name);
	s->next_id = 1;
	*out = s;
	return server_start(&so, &h, &s->server);
}

int
standin_wp_port(const struct standin_wp *s)
{
	return server_port(s->server);
}

void
standin_wp_stop(struct standin_wp *s)
{
	server_stop(s->server, SECOND);
	pthread_mutex_destroy(&s->lock);
	arena_free(&s->own);
}
