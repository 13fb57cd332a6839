/* SPDX-License-Identifier: EUPL-1.2
 *
 * sync.h - keeps each account and its platform in step: fetches, sweeps,
 * counts and sends.  One account is served by one worker at a time (a lease in
 * the store, so also over several processes).  A slow platform holds up one
 * worker, not the others.
 */
#ifndef APP_SYNC_H
#define APP_SYNC_H
#include "app/config.h"
#include "db/store.h"

struct sync;
struct account;
struct channel_health;
struct channel_problem;
/* Starts `workers` threads; stopped by sync_stop, which waits for calls under
 * way.  secrets: folder of the channels' secrets. */
enum err sync_start(struct arena *a, struct store *store,
    const struct config *c, unsigned workers, struct sync **out) MUST_CHECK;
void sync_stop(struct sync *s);

/* One account's platform asked how it stands, for the page where a connection
 * is set up; arg is a struct config.  As web_config.probe (web/web.h). */
enum err sync_probe(const void *arg, struct arena *a,
    const struct account *acct, struct channel_health *out,
    struct channel_problem *p) MUST_CHECK;
#endif
