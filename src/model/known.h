/* SPDX-License-Identifier: EUPL-1.2
 *
 * known.h - what we hold of an account, as the job that fetches needs it:
 * posts, known ids to look at again, the platform's counts beside ours.
 * REQ: SPEC 2.2
 */
#ifndef MODEL_KNOWN_H
#define MODEL_KNOWN_H
#include "model/message.h"

/* A post of ours as the platform has it now; makes the thread if it is new. */
struct known_post {
	struct str native_id, title, url;
	usec_t published_at;
	bool comments_open;
	int64_t comments; /* as the platform counts; -1: it does not */
};
enum err known_post_put(struct db *db, struct arena *a,
    struct account_id account, const struct known_post *p,
    usec_t now) MUST_CHECK;

struct known_message {
	int64_t id;
	struct str native_id;
	usec_t published_at;
};
/* What a sweep looks at again: the newest `n / 2`, and the next `n / 2` after
 * `after`, so that the whole record comes round.  *next: where to go on; 0:
 * from the start. */
enum err known_to_sweep(struct db *db, struct arena *a,
    struct account_id account, int64_t after, size_t n,
    struct known_message **out, size_t *count, int64_t *next) MUST_CHECK;
/* Threads published or spoken in since then, newest first, at most 50. */
enum err known_threads(struct db *db, struct arena *a,
    struct account_id account, usec_t since, struct thread_id **ids,
    struct str **natives, size_t *n) MUST_CHECK;
enum err known_count(struct db *db, struct thread_id id, int64_t they_say,
    usec_t now) MUST_CHECK;
/* The newest counted threads of an account (v == 0: of all), with what the
 * platform said then beside what we hold now. */
struct known_sum {
	struct thread_id thread;
	struct account_id account;
	struct str title, url;
	int64_t they_say, visible, hidden, deleted;
	usec_t counted_at;
};
enum err known_sums(struct db *db, struct arena *a, struct account_id account,
    size_t limit, struct known_sum **out, size_t *n) MUST_CHECK;
#endif
