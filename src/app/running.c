/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/running.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "app/jobs.h"
#include "app/mailer.h"
#include "app/sync.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/notify.h"
#include "http/server.h"
#include "http/sse.h"
#include "ledger/log.h"
#include "web/web.h"

enum { READERS = 6, WORKERS = 2 };
#define CHECKPOINT_EVERY MINUTE
#define STOP_GRACE	 (10 * SECOND)

struct running {
	struct arena store_arena; /* closed last */
	struct arena web_arena;
	const struct config *c;
	struct store *store;
	struct sse_hub *hub;
	struct web *web;
	struct server *server;
	struct sync *sync;
	struct jobs *jobs;
	struct mailer *mailer; /* NULL: no mail server is set */
	struct ledger_key key;
	struct str notify;
};

void
running_block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static enum err
start_server(struct running *r)
{
	struct server_options o = { .listen = r->c->listen,
		.threads = r->c->nthreads,
		.trusted_proxy = r->c->proxy };
	struct server_handler h;

	TRY(sse_hub_new(&(struct sse_options){ 0 }, &r->hub));
	TRY(web_open(&r->web_arena,
	    &(struct web_config){ .store = r->store,
		.hub = r->hub,
		.probe = { sync_probe, r->c },
		.mail = r->c->mail.n > 0 },
	    &r->web));
	web_set_verifier(r->web, &r->key);
	h = web_handler(r->web);
	TRY(server_start(&o, &h, &r->server));
	web_set_server(r->web, r->server);
	return OK;
}

static void
tell(struct running *r, struct str state)
{
	if (notify_send(r->notify, state) != OK)
		log_event(LOG_WARN, "notify_failed", "state=%.*s",
		    STR_ARG(str_cut(state, 0, 40)));
}

static void
stop(struct running *r)
{
	if (r->mailer)
		mailer_stop(r->mailer);
	if (r->jobs)
		jobs_stop(r->jobs);
	if (r->sync)
		sync_stop(r->sync);
	if (r->server) {
		web_set_server(r->web, NULL);
		server_stop(r->server, STOP_GRACE);
	}
	arena_free(&r->web_arena);
	if (r->hub)
		sse_hub_free(r->hub);
	if (r->store)
		store_close(r->store);
	arena_free(&r->store_arena);
	sodium_memzero(&r->key, sizeof(r->key));
}

enum err
running_start(struct arena *a, const struct config *c, struct running **out)
{
	struct running *r = ARENA_NEW(a, struct running);
	enum err e;

	r->c = c;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets it */
	r->notify = str_copy(a, str_from(getenv("NOTIFY_SOCKET")));
	e = ledger_key_load(a, c->key, &r->key);
	if (e == OK)
		e = store_open(&r->store_arena, c->store, READERS, &r->store);
	if (e == OK)
		e = start_server(r);
	if (e == OK)
		e = sync_start(a, r->store, c, WORKERS, &r->sync);
	if (e == OK)
		e = jobs_start(a, r->store, &r->jobs);
	if (e == OK)
		e = mailer_start(a, r->store, c, &r->mailer);
	if (e != OK) {
		stop(r);
		return e;
	}
	tell(r, STR("READY=1"));
	log_event(LOG_INFO, "ready", "port=%d", server_port(r->server));
	*out = r;
	return OK;
}

int
running_port(const struct running *r)
{
	return server_port(r->server);
}

struct store *
running_store(const struct running *r)
{
	return r->store;
}

struct advancing {
	const struct ledger_key *key;
	struct arena *keep; /* the note outlives the transaction */
	struct str note;
	bool fresh;
};

static enum err
advance(struct db *db, struct arena *a, void *arg)
{
	struct advancing *ad = arg;
	struct str note = STR_NONE;

	TRY(ledger_advance(db, a, ad->key, clock_now(), &note, &ad->fresh));
	ad->note = str_copy(ad->keep, note);
	return OK;
}

static void
checkpoint(struct running *r)
{
	struct arena a = { 0 };
	struct advancing ad = { .key = &r->key, .keep = &a };
	enum err e = store_write(r->store, advance, &ad);

	if (e == OK && ad.fresh)
		e = ledger_publish(&a, r->c->checkpoints, ad.note);
	if (e != OK)
		log_event(LOG_ERROR, "checkpoint_failed", "error=\"%s\"",
		    err_sentence(e));
	arena_free(&a);
}

/* Settings that a running program cannot change are told at the next start;
 * what the municipality sets lives in the store and needs no reload. */
static void
reload(struct running *r)
{
	struct arena a = { 0 };

	tell(r, str_printf(&a, "RELOADING=1\nMONOTONIC_USEC=%lld",
		    (long long)clock_mono()));
	checkpoint(r);
	log_event(LOG_INFO, "reloaded", "port=%d", server_port(r->server));
	tell(r, STR("READY=1"));
	arena_free(&a);
}

enum err
running_until_signal(struct running *r)
{
	usec_t next = clock_mono() + CHECKPOINT_EVERY;
	sigset_t set;
	int got;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	for (;;) {
		struct timespec second = { 1, 0 };

		got = sigtimedwait(&set, NULL, &second);
		if (got == SIGHUP)
			reload(r);
		else if (got > 0)
			break;
		if (clock_mono() < next)
			continue;
		checkpoint(r);
		next = clock_mono() + CHECKPOINT_EVERY;
	}
	tell(r, STR("STOPPING=1"));
	log_event(LOG_INFO, "stopping", "signal=%d", got);
	checkpoint(r);
	stop(r);
	return OK;
}
