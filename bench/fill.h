/* SPDX-License-Identifier: EUPL-1.2
 *
 * fill.h - a store with many messages, for the benchmarks: a municipality with
 * one account, and messages as citizens write them, in many threads.
 */
#ifndef BENCH_FILL_H
#define BENCH_FILL_H
#include "model/intake.h"
#include "model/municipality.h"

enum { FILL_THREAD = 20 }; /* messages a thread */

struct fill {
	struct arena a;
	struct str url;
	struct db *db;
	struct municipality *m;
	struct account_id account;
	int64_t next; /* number of the next message */
	usec_t start;
};
_Noreturn void fill_die(const char *what);
void fill_must(enum err e);
/* Opens or makes the store, with people kari (responder) and an account. */
void fill_open(struct fill *f, struct str url);
/* The i-th text; about 130 bytes, of many words. */
struct str fill_text(struct arena *a, int64_t i);
/* n messages as incoming, from number `from`. */
void fill_messages(struct fill *f, struct arena *a, int64_t from, size_t n,
    struct incoming *out);
/* Takes n in one transaction; durable afterwards. */
void fill_take(struct fill *f, size_t n);
/* rows messages in large transactions; then all enquiries but `open` of the
 * newest are closed, as a desk that works leaves them. */
void fill_rows(struct fill *f, int64_t rows, int64_t open);
void fill_close(struct fill *f);
double seconds_now(void);
double median(double *v, int n);
#endif
