/* SPDX-License-Identifier: EUPL-1.2
 *
 * live.c - pages that stay true while they are open: one stream a browser,
 * told "inbox" after a commit.  The event says only that something happened;
 * the page asks for what it shows.  At most one event a second, however many
 * commits: a flood of messages must not become a flood of requests.
 */
#include <errno.h>
#include <time.h>

#include "fmt/assets.h"
#include "http/sse.h"
#include "web/inside.h"
#include "web/pages.h"

static void
after_commit(void *arg)
{
	struct web *w = arg;

	pthread_mutex_lock(&w->lock);
	if (!w->news) {
		w->news = true;
		pthread_cond_signal(&w->tell);
	}
	pthread_mutex_unlock(&w->lock);
}

/* Waits a second, or until the end.  Lock held. */
static void
rest(struct web *w)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec++;
	while (!w->ends &&
	       pthread_cond_timedwait(&w->tell, &w->lock, &until) != ETIMEDOUT)
		;
}

static void *
teller(void *arg)
{
	struct web *w = arg;

	pthread_mutex_lock(&w->lock);
	while (!w->ends) {
		if (!w->news) {
			pthread_cond_wait(&w->tell, &w->lock);
			continue;
		}
		w->news = false;
		pthread_mutex_unlock(&w->lock);
		sse_publish(w->hub, STR("inbox"), STR("1"), 0);
		pthread_mutex_lock(&w->lock);
		rest(w);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

enum err
live_open(struct web *w)
{
	if (!w->hub || !w->store)
		return OK;
	if (pthread_create(&w->teller, NULL, teller, w) != 0)
		return fail(ERR_BROKEN, "cannot start the telling thread");
	w->teller_runs = true;
	store_on_commit(w->store, after_commit, w);
	return OK;
}

void
live_close(struct web *w)
{
	if (!w->teller_runs)
		return;
	store_on_commit(w->store, NULL, NULL);
	pthread_mutex_lock(&w->lock);
	w->ends = true;
	pthread_cond_broadcast(&w->tell);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->teller, NULL);
	w->teller_runs = false;
}

enum err
page_stream(struct req *r)
{
	const struct visit *v = r->visit;

	if (!v->web->hub)
		return fail(ERR_MISSING, "there is no stream here");
	return sse_open(v->web->hub, r,
	    str_printf(r->arena, "%lld", (long long)v->person->id.v));
}

/* By its name without a hash: how the style sheet calls the fonts. */
static const struct asset *
asset_by_name(struct str name)
{
	for (size_t i = 0; i < assets_n; i++)
		if (str_eq(assets[i].name, name))
			return &assets[i];
	return NULL;
}

/* A file of the frame.  Under the name with the hash of its content it may be
 * kept for ever, under its plain name for a day. */
enum err
page_asset(struct req *r)
{
	const struct asset *as = asset_by_path(r->path);
	bool for_ever = as != NULL, gz;

	if (!as)
		as = asset_by_name(r->word);
	if (!as)
		return fail(ERR_MISSING, "no such file");
	gz = as->gz_n && str_find(req_header(r, STR("accept-encoding")),
			     STR("gzip")) != STR_NOWHERE;
	r->answer.headers.n = 0;
	answer_header(r, STR("x-content-type-options"), STR("nosniff"));
	answer_header(
	    r, STR("cross-origin-resource-policy"), STR("same-origin"));
	answer_header(r, STR("cache-control"), for_ever
			     ? STR("public, max-age=31536000, immutable")
			     : STR("public, max-age=86400"));
	answer_header(r, STR("vary"), STR("accept-encoding"));
	if (gz)
		answer_header(r, STR("content-encoding"), STR("gzip"));
	r->answer.type = as->type;
	r->answer.fixed = gz ? as->gz : as->plain;
	r->answer.fixed_n = gz ? as->gz_n : as->plain_n;
	return OK;
}
