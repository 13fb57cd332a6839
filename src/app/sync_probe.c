/* SPDX-License-Identifier: EUPL-1.2
 *
 * sync_probe.c - tries a connection when a person asks, beside the workers.
 */
#include "app/sync_internal.h"
#include "app/version.h"

enum err
sync_probe(const void *arg, struct arena *a, const struct account *acct,
    struct channel_health *out, struct channel_problem *p)
{
	const struct config *c = arg;
	struct sync place = { .secrets = c->secrets };
	struct turn t = { .sync = &place,
		.a = a,
		.acct = acct,
		.ch = channel_find(acct->channel) };
	/* Somebody waits, and logins wait behind them: shorter than a worker's
	 * patience. */
	struct http_client_options o = {
		.version = STR(ORDSTYRER_VERSION), .connect_seconds = 4,
		    .total_seconds = 8, .allow = c->allow, .ca_file = c->ca,
		    .public_only = true
		};
	struct http_client *http;

	if (!t.ch || !t.ch->health)
		return fail(ERR_INVALID, "this platform has no connector");
	TRY(http_client_new(a, &o, &http));
	TRY(turn_account(&t, http));
	return t.ch->health(a, &t.ca, out, p);
}
