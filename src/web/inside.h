/* SPDX-License-Identifier: EUPL-1.2
 *
 * inside.h - what the files of the web core share; not for pages.
 */
#ifndef WEB_INSIDE_H
#define WEB_INSIDE_H
#include <pthread.h>

#include "web/web.h"

/* One loaded municipality, read by many, freed by the last. */
struct snapshot {
	struct municipality *m;
	int64_t version;
	int refs; /* under web->lock */
};

struct web {
	struct store *store;
	struct db *db; /* tests: instead of the store */
	pthread_mutex_t lock;
	struct snapshot *now; /* the newest; holds one reference */
	/* the slow thread and what waits for it */
	pthread_t slow;
	pthread_cond_t wake;
	struct req *first, *last;
	bool slow_runs, ends;
	/* live.c: something was committed, and who tells of it */
	struct sse_hub *hub;
	struct web_probe probe;
	bool mail; /* a mail server is set */
	pthread_t teller;
	pthread_cond_t tell;
	bool teller_runs, news;
	struct server *server;		   /* for its figures; may be NULL */
	const struct ledger_key *verifier; /* NULL: not told */
};

/* snapshot.c: r->visit->m, as the store is at `version` (-1: ask); the request
 * holds it until its arena dies. */
enum err snapshot_use(struct req *r, int64_t version) MUST_CHECK;
enum err snapshot_open(struct web *w, struct arena *a) MUST_CHECK;
void snapshot_close(struct web *w);

/* guard.c */
void guard_headers(struct req *r);
/* Fills person, roles, language.  r->db is there. */
enum err guard_who(struct req *r) MUST_CHECK;
/* Access, scope and CSRF of the route. */
enum err guard_admit(struct req *r) MUST_CHECK;

/* run.c: runs the page by its HOW; true: the answer stands. */
bool run_page(struct req *r);
/* Puts a page's outcome into the answer. */
void run_finish(struct req *r, enum err e);
enum err run_open(struct web *w) MUST_CHECK;
void run_close(struct web *w);
/* live.c */
enum err live_open(struct web *w) MUST_CHECK;
void live_close(struct web *w);

struct db *run_reader(struct web *w);
void run_reader_done(struct web *w, struct db *db);
#endif
