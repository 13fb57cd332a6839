/* SPDX-License-Identifier: EUPL-1.2
 *
 * closing.h - what a closure of an account does on its platform (K2): closes
 * the comments where the platform can, at its end opens what it has closed and
 * no more; where it cannot, a person is asked to and confirms.  How an account
 * is closed is typed by its channel (channel/channel.h), which the caller
 * tells.
 */
#ifndef MODEL_CLOSING_H
#define MODEL_CLOSING_H
#include "model/municipality.h"

struct closing_way {
	bool native;  /* the platform closes comments on a post */
	bool by_hand; /* a person does it there */
	bool tells;   /* a notice can be posted: by us, or by that person */
};
/* One step for one account: what has begun is closed, what has ended is opened.
 * Safe to repeat.  *did counts orders and tasks. */
enum err closing_step(struct db *db, struct arena *a,
    const struct municipality *m, const struct account *acct,
    struct closing_way way, usec_t now, size_t *did) MUST_CHECK;

struct task {
	int64_t id;
	struct account_id account;
	struct str kind; /* close open */
	usec_t made_at;
};
/* Not done yet, oldest first. */
enum err task_list(
    struct db *db, struct arena *a, struct task **out, size_t *n) MUST_CHECK;
/* ERR_CONFLICT: done already. */
enum err task_done(struct db *db, struct arena *a, int64_t id,
    struct person_id by, usec_t now) MUST_CHECK;
#endif
