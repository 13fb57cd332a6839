/* SPDX-License-Identifier: EUPL-1.2
 *
 * sync_internal.h - shared by sync*.c alone.
 */
#ifndef APP_SYNC_INTERNAL_H
#define APP_SYNC_INTERNAL_H
#include <pthread.h>

#include "app/sync.h"
#include "channel/channel.h"
#include "model/account.h"
#include "model/outbox.h"

enum { WORKERS_MAX = 8, OWNER_MAX = 48 };
#define LEASE (2 * MINUTE)

struct sync {
	struct store *store;
	struct str secrets, allow, ca;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool ends;
	unsigned nworkers;
	pthread_t threads[WORKERS_MAX];
	char owner[32];	 /* of our leases: each worker adds its number */
	size_t next;	 /* account whose turn it is */
	unsigned nnamed; /* workers that have their number */
};

/* One worker on one account. */
struct turn {
	struct sync *sync;
	struct arena *a; /* of this turn */
	const struct municipality *m;
	const struct account *acct;
	const struct channel *ch;
	struct channel_account ca;
	struct connection conn; /* as loaded, changed along the way */
	struct str owner;
	usec_t poll_every; /* the account's own pace, or the channel's */
	bool in_trouble;   /* a call went wrong: enough for this turn */
};

/* One turn on one account, if it has anything to do and nobody else is at it;
 * true: something was done.  What a worker does again and again. */
bool sync_serve(struct sync *s, const struct municipality *m,
    const struct account *acct, struct http_client *http, struct str owner);

/* Secret and addresses of the account, from its configuration.  ERR_INVALID:
 * it lacks them. */
enum err turn_account(struct turn *t, struct http_client *http) MUST_CHECK;
/* fetch: what is new, in one transaction with the cursor. */
enum err turn_fetch(struct turn *t) MUST_CHECK;
enum err turn_sweep(struct turn *t) MUST_CHECK;
enum err turn_send(struct turn *t) MUST_CHECK;
/* Holds on to the account for a while longer, in each transaction of a turn.
 * ERR_BUSY: it was lost to another meanwhile. */
enum err turn_hold(struct turn *t, struct db *db, struct arena *a) MUST_CHECK;
/* Notes a failed call in the connection: state, error, when to try again. */
void turn_failed(struct turn *t, const struct channel_problem *p);
void turn_went_well(struct turn *t, size_t nmessages);
enum err turn_save(struct turn *t) MUST_CHECK; /* the connection */
#endif
