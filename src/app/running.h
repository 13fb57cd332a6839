/* SPDX-License-Identifier: EUPL-1.2
 *
 * running.h - the whole program at work on one store: pages, connectors and
 * the ledger's checkpoints.  Used by serve and demo.
 */
#ifndef APP_RUNNING_H
#define APP_RUNNING_H
#include "app/config.h"
#include "db/store.h"

struct running;
/* Everything but the store must be in *c; the store is migrated.  Errors: of
 * the store, the key, the address. */
enum err running_start(
    struct arena *a, const struct config *c, struct running **out) MUST_CHECK;
int running_port(const struct running *r);
struct store *running_store(const struct running *r);
/* Waits for SIGTERM or SIGINT (which every thread must have blocked), signing
 * checkpoints each minute and reloading on SIGHUP; then stops gracefully. */
enum err running_until_signal(struct running *r) MUST_CHECK;
/* Blocks the signals that running_until_signal waits for: before any thread. */
void running_block_signals(void);
#endif
