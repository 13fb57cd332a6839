/* SPDX-License-Identifier: EUPL-1.2
 *
 * yard.h - the whole program but its pages, at work in a test: tests/town.h's
 * municipality in a store of its own, its blog at the stand-in or at a real
 * WordPress, and the workers of app/sync between them.
 *
 * Time is the test's own: it stands still but for yard_wait and yard_pass.
 */
#ifndef TESTS_STANDIN_YARD_H
#define TESTS_STANDIN_YARD_H
#include "app/sync.h"
#include "channel/channel.h"
#include "ledger/verify.h"
#include "standin/wordpress.h"
#include "tests/test_db.h"
#include "tests/town.h"

extern const struct channel channel_wordpress;

struct yard {
	struct arena a, run; /* run: of the workers and their store */
	struct test_db *db;
	struct town town;
	struct channel_account
	    acct;		    /* the blog, as a moderator there sees it */
	struct standin_wp *standin; /* NULL: a real WordPress */
	char secrets[64];	    /* a folder */
	struct config config;
	struct ledger_key key;
	struct store *store;
	struct sync *sync;
};

/* where: "URL USER PASSWORD" of a real WordPress, or NULL: the stand-in. */
void yard_open(struct yard *y, struct test_db *t, const char *where);
/* So many workers; 0: yard_step does what they would. */
void yard_start(struct yard *y, unsigned workers);
void yard_stop(struct yard *y); /* they can be started again */
void yard_close(struct yard *y);

/* Waits until it is so, for at most so many seconds; false, and a failed
 * test, if it never was.  Meanwhile time runs a hundred times as fast. */
bool yard_wait(struct yard *y, bool (*is_so)(struct yard *y, void *arg),
    void *arg, const char *what);
/* One turn of a worker, in this thread; true: it did something. */
bool yard_step(struct yard *y);
void yard_pass(struct yard *y, usec_t time);

/* On the blog, over REST: gives the id there. */
struct str yard_post(struct yard *y, const char *title);
struct str yard_says(struct yard *y, struct str post, const char *author,
    const char *text, const char *date_gmt);
void yard_edit(struct yard *y, struct str comment, const char *text);
void yard_trash(struct yard *y, struct str comment);
/* A member of the comment or post, as text: ("comments", id, "status"). */
struct str yard_member(
    struct yard *y, const char *what, struct str id, const char *name);

/* In the store. */
bool yard_message(struct yard *y, struct str native, struct message *out);
struct connection yard_connection(struct yard *y);
/* The one row of the outbox of the reply. */
struct outbox_item yard_item(struct yard *y, struct reply_id id);
int64_t yard_count(struct yard *y, const struct sql *q); /* one number */
/* Answers the newest message of the enquiry as the composer would. */
enum err yard_answer(
    struct yard *y, struct enquiry_id id, const char *text, struct reply *out);
void yard_verify(struct yard *y); /* the record is whole */
#endif
