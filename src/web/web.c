/* SPDX-License-Identifier: EUPL-1.2
 *
 * web.c - find the page for a request, ask the guard, run it.
 */
#include "web/web.h"

#include <sodium.h>

#include "web/inside.h"
#include "web/pages.h"

static const struct route routes[] = {
#define ROUTE(method, path, access, how, page)                                 \
	{ method, STR_INIT(path), ACCESS_##access, RUN_##how, page_##page,     \
		#page },
#include "web/routes.def"
#undef ROUTE
};

const struct route *
route_at(size_t i)
{
	return i < sizeof(routes) / sizeof(routes[0]) ? &routes[i] : NULL;
}

/* Routes ------------------------------------------------------------------ */

static bool
in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

struct taken {
	int64_t id[2];
	size_t nids;
	struct str word;
};

/* {id}: a run of at most 18 digits, so that it fits; {word}: of word
 * characters.  Returns where the path goes on, or STR_NOWHERE. */
static size_t
take(struct str pattern, size_t at, struct str path, size_t k, struct taken *t)
{
	size_t from = k;
	int64_t v = 0;

	if (pattern.p[at + 1] == 'w') {
		while (k < path.n && in_word(path.p[k]))
			k++;
		t->word = str_cut(path, from, k);
		return k > from ? k : STR_NOWHERE;
	}
	while (k < path.n && path.p[k] >= '0' && path.p[k] <= '9')
		k++;
	if (k == from || k - from > 18 || t->nids == 2 ||
	    !str_to_int(str_cut(path, from, k), 0, INT64_MAX, &v))
		return STR_NOWHERE;
	t->id[t->nids++] = v;
	return k;
}

static bool
match(struct str pattern, struct str path, struct taken *t)
{
	size_t i = 0, k = 0;

	*t = (struct taken){ 0 };
	while (i < pattern.n) {
		if (pattern.p[i] == '{') {
			k = take(pattern, i, path, k, t);
			if (k == STR_NOWHERE)
				return false;
			while (pattern.p[i++] != '}')
				;
			continue;
		}
		if (k == path.n || pattern.p[i++] != path.p[k++])
			return false;
	}
	return k == path.n;
}

/* ERR_MISSING: no such address; ERR_METHOD: it takes another method. */
static enum err
find_route(struct req *r)
{
	enum err e = ERR_MISSING;
	struct taken t;

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (!match(routes[i].path, r->path, &t))
			continue;
		e = ERR_METHOD;
		if (routes[i].method != r->method)
			continue;
		r->visit->route = &routes[i];
		r->id = t.id[0];
		r->id2 = t.id[1];
		r->word = t.word;
		return OK;
	}
	return fail(e, "%s", err_text(e));
}

static const struct route *
route_of(const struct req *r)
{
	struct taken t;

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (routes[i].method == r->method &&
		    match(routes[i].path, r->path, &t))
			return &routes[i];
	return NULL;
}

/* The way of a request ---------------------------------------------------- */

static enum err
admit(struct req *r)
{
	TRY(find_route(r));
	return guard_admit(r);
}

bool
web_start(struct web *w, struct req *r,
    void (*resume)(void *arg, struct req *r), void *arg)
{
	struct visit *v = ARENA_NEW(r->arena, struct visit);
	const struct route *rt = route_of(r);
	enum err e;

	*v = (struct visit){ .web = w,
		.req = r,
		.roles = ACCESS_ANYONE,
		.resume = resume,
		.resume_arg = arg,
		.scheme = STR("auto"), .lang = LANG_NB };
	r->visit = v;
	guard_headers(r);
	if (rt && rt->how == RUN_BARE) {
		v->route = rt;
		run_finish(r, rt->page(r));
		return true;
	}
	r->db = run_reader(w);
	e = guard_who(r);
	if (e == OK)
		e = admit(r);
	if (e == OK)
		return run_page(r);
	run_finish(r, e);
	run_reader_done(w, r->db);
	r->db = NULL;
	return true;
}

struct wait {
	pthread_mutex_t lock;
	pthread_cond_t done;
	bool answered;
};

static void
wake(void *arg, struct req *r)
{
	struct wait *wt = arg;

	(void)r;
	pthread_mutex_lock(&wt->lock);
	wt->answered = true;
	pthread_cond_signal(&wt->done);
	pthread_mutex_unlock(&wt->lock);
}

void
web_handle(struct web *w, struct req *r)
{
	struct wait wt = { .answered = false };

	pthread_mutex_init(&wt.lock, NULL);
	pthread_cond_init(&wt.done, NULL);
	if (!web_start(w, r, wake, &wt)) {
		pthread_mutex_lock(&wt.lock);
		while (!wt.answered)
			pthread_cond_wait(&wt.done, &wt.lock);
		pthread_mutex_unlock(&wt.lock);
	}
	pthread_cond_destroy(&wt.done);
	pthread_mutex_destroy(&wt.lock);
}

/* For the server ---------------------------------------------------------- */

/* Bodies with a picture in them are larger than the rest. */
enum { UPLOAD_MAX = 12 * 1024 * 1024 };

static bool
is_later(const struct route *rt)
{
	return rt && rt->how != RUN_READ && rt->how != RUN_BARE;
}

static enum server_how
serve_how(void *ctx, struct req *r)
{
	const struct route *rt = route_of(r);

	(void)ctx;
	if (rt && rt->how == RUN_UPLOAD)
		r->body_max = UPLOAD_MAX;
	return is_later(rt) ? HOW_LATER : HOW_NOW;
}

static void
resume_server(void *arg, struct req *r)
{
	(void)arg;
	server_resume(r);
}

static void
serve(void *ctx, struct req *r)
{
	const struct route *rt = route_of(r);

	if (web_start(ctx, r, resume_server, NULL) && is_later(rt))
		server_resume(r);
}

/* The server could not read it: the answer looks like ours all the same. */
static void
refuse(void *ctx, struct req *r, enum err e)
{
	struct visit *v = ARENA_NEW(r->arena, struct visit);

	*v = (struct visit){ .web = ctx, .req = r, .roles = ACCESS_ANYONE };
	r->visit = v;
	guard_headers(r);
	web_error(r, e);
}

struct server_handler
web_handler(struct web *w)
{
	return (struct server_handler){ w, serve_how, serve, refuse };
}

static void
web_close(void *arg)
{
	struct web *w = arg;

	live_close(w);
	run_close(w);
	snapshot_close(w);
	pthread_cond_destroy(&w->wake);
	pthread_cond_destroy(&w->tell);
	pthread_mutex_destroy(&w->lock);
}

enum err
web_open(struct arena *a, const struct web_config *c, struct web **out)
{
	struct web *w = ARENA_NEW(a, struct web);

	if (sodium_init() < 0)
		return fail(ERR_BROKEN, "libsodium does not start");
	w->store = c->store;
	w->db = c->db;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	pthread_cond_init(&w->tell, NULL);
	w->hub = c->hub;
	w->probe = c->probe;
	w->mail = c->mail;
	arena_defer(a, web_close, w);
	TRY(snapshot_open(w, a));
	TRY(run_open(w));
	TRY(live_open(w));
	*out = w;
	return OK;
}

void
web_set_server(struct web *w, struct server *s)
{
	pthread_mutex_lock(&w->lock);
	w->server = s;
	pthread_mutex_unlock(&w->lock);
}

void
web_set_verifier(struct web *w, const struct ledger_key *key)
{
	w->verifier = key;
}

/* Help for pages ---------------------------------------------------------- */

bool
web_may(const struct req *r, enum action action, const struct object *o)
{
	const struct visit *v = r->visit;

	return v->person && may(v->m, NULL, v->person, action, o, r->now).yes;
}

struct ruling
web_ruling(const struct req *r, enum action action, const struct object *o)
{
	const struct visit *v = r->visit;

	if (!v->person)
		return (struct ruling){ .clause = "SPEC 5" };
	return may(v->m, r->arena, v->person, action, o, r->now);
}

enum err
web_probe(struct req *r, const struct account *acct, struct channel_health *out,
    struct channel_problem *p)
{
	const struct web_probe *probe = &r->visit->web->probe;

	if (!probe->fn)
		return fail(ERR_INVALID, "connections are not tried here");
	return probe->fn(probe->arg, r->arena, acct, out, p);
}

struct str
web_random(struct arena *a)
{
	unsigned char b[16];

	randombytes_buf(b, sizeof(b));
	return str_hex(a, b, sizeof(b));
}

struct str
web_session_cookie(const struct req *r)
{
	return r->https ? STR(SESSION_COOKIE) : STR("ordstyrer");
}

void
web_set_cookie(struct req *r, struct str name, struct str value)
{
	answer_header(r,
	    STR("set-cookie"),
		str_printf(r->arena,
		    "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s",
		    STR_ARG(name), STR_ARG(value), r->https ? "; Secure" : "",
		    value.n ? "" : "; Max-Age=0"));
}

struct str
web_local_path(struct str path)
{
	/* "//host" and "/\host" are read as another host by browsers. */
	if (path.n == 0 || path.p[0] != '/' || path.n > 1000 ||
	    (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')))
		return STR("/");
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] < 0x21 || path.p[i] == '\\')
			return STR("/");
	return path;
}

enum err
web_go(struct req *r, struct str path)
{
	if (!r->fragment) {
		answer_redirect(r, path);
		return OK;
	}
	answer_header(r, STR("hx-redirect"), path);
	r->answer.status = 204;
	return OK;
}
