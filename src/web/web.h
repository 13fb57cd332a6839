/* SPDX-License-Identifier: EUPL-1.2
 *
 * web.h - from a request to the page that answers it.
 *
 * web_start is what the server calls: it finds the route, who asks (session
 * cookie, or bearer token under /api), whether they may come in, and whether a
 * POST carries the token of its form; then it runs the page where its HOW
 * says.  web_handle does the same and waits, for tests and commands.
 *
 * For whoever writes a page: enum err page_NAME(struct req *r), one line in
 * routes.def.  r->visit says who asks and in which language; r->db is a reader
 * (READ) or the writer inside the transaction (WRITE).  Write the body with
 * web_page_begin, templates, web_page_end.  An error returned rolls back; its
 * body stands if the page has written one (so that a form shows what was typed
 * again), else people get the error page and the API a problem (RFC 9457).
 * A WRITE page may run twice (busy store): its answer is cleared in between.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H
#include "db/store.h"
#include "http/server.h"
#include "model/authority.h"
#include "model/municipality.h"
#include "model/session.h"
#include "web/access.h"

enum run { RUN_READ, RUN_WRITE, RUN_UPLOAD, RUN_SLOW, RUN_GATHER, RUN_BARE };
struct route {
	enum method method;
	struct str path;
	unsigned access;
	enum run how;
	enum err (*page)(struct req *r);
	const char *name;
};
const struct route *route_at(size_t i); /* NULL: past the end */

struct inbox_counts;
struct page;
struct sse_hub;
struct web;
struct account;
struct channel_health;
struct channel_problem;
/* Asks an account's platform how it stands, waiting for it (seconds).
 * ERR_INVALID: its settings lack something, told in the sentence; else as the
 * connector's health(). */
struct web_probe {
	enum err (*fn)(const void *arg, struct arena *a,
	    const struct account *acct, struct channel_health *out,
	    struct channel_problem *p);
	const void *arg;
};
struct web_config {
	struct store *store;
	/* Tests: one connection for everything, in this thread; no store. */
	struct db *db;
	struct sse_hub *hub;	/* NULL: pages are not live */
	struct web_probe probe; /* fn NULL: connections are not tried */
	bool mail;		/* a mail server is set */
};
/* Loads the municipality, starts the slow thread; closed by the arena.
 * Errors: of the store. */
enum err web_open(
    struct arena *a, const struct web_config *c, struct web **out) MUST_CHECK;

/* Whose figures /metrics shows; NULL (as at the start): none.  Called before
 * the first request could ask, and with NULL before the server ends. */
void web_set_server(struct web *w, struct server *s);

/* The key that checkpoints are checked with; only its public half is used, and
 * it must live as long as the web. */
struct ledger_key;
void web_set_verifier(struct web *w, const struct ledger_key *key);

/* What http/server.h is given, with the struct web as ctx.  Pages that only
 * read are answered at once, all others later. */
struct server_handler web_handler(struct web *w);

/* true: answered.  false: resume(arg, r) will be called, from another thread,
 * when r->answer stands. */
bool web_start(struct web *w, struct req *r,
    void (*resume)(void *arg, struct req *r), void *arg);
void web_handle(struct web *w, struct req *r);

/* Who asks, and how they want it. */
struct visit {
	struct web *web;
	const struct route *route;
	const struct municipality *m; /* lives as long as the request */
	const struct person *person;  /* NULL: nobody */
	unsigned roles;		      /* bits; ACCESS_ANYONE always */
	enum lang lang;
	struct str scheme; /* auto light dark */
	struct str csrf;   /* for the hidden field; empty: nobody */
	struct session session;
	/* GATHER: what the page leaves to be written, and what is said then.
	 * fn as in struct write_job, with job->arg = gather_arg. */
	enum err (*gather)(
	    struct db *db, struct arena *a, struct write_job **jobs, size_t n);
	void *gather_arg;
	enum err (*gathered)(struct req *r, enum err e);
	/* web's own */
	struct write_job job;
	enum err page_err;
	void (*resume)(void *arg, struct req *r);
	void *resume_arg;
	struct req *req;		   /* whose visit this is */
	struct req *next;		   /* in the slow queue */
	size_t nheaders;		   /* headers before the page ran */
	const struct inbox_counts *counts; /* layout.h */
	struct page *page;		   /* layout.h: the frame begun */
};

/* may() for who asks; false for nobody. */
bool web_may(const struct req *r, enum action action, const struct object *o);
struct ruling web_ruling(
    const struct req *r, enum action action, const struct object *o);
/* Does the bearer token reach that far?  A browser's session always does. */
bool web_scope(const struct req *r, struct str scope);
/* SLOW pages and the like: fn in a transaction of its own, waiting. */
enum err web_write(struct req *r,
    enum err (*fn)(struct db *db, struct arena *a, void *arg),
    void *arg) MUST_CHECK;
/* What web_config.probe says; ERR_INVALID where there is none. */
enum err web_probe(struct req *r, const struct account *acct,
    struct channel_health *out, struct channel_problem *p) MUST_CHECK;
/* A write nobody waits for (seen-at marks): arg is copied, n bytes. */
void web_later(struct req *r, enum err (*fn)(struct db *db, const void *arg),
    const void *arg, size_t n);
/* 128 random bits in hex. */
struct str web_random(struct arena *a);
/* "name=value; Path=/; HttpOnly; SameSite=Lax", Secure under https; an empty
 * value takes the cookie away. */
void web_set_cookie(struct req *r, struct str name, struct str value);
struct str web_session_cookie(const struct req *r); /* its name here */
/* A path within this site, or "/": for "til" and the like.  Never another
 * host. */
struct str web_local_path(struct str path);
/* 303, or for htmx an HX-Redirect. */
enum err web_go(struct req *r, struct str path);
/* Clears what a page has written, keeps the headers every answer has. */
void web_clear(struct req *r);
/* The answer for an error: page or problem. */
void web_error(struct req *r, enum err e);
#endif
