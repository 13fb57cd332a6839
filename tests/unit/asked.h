/* SPDX-License-Identifier: EUPL-1.2
 *
 * asked.h - an answer that waits for the leader of roads, and time that goes:
 * shared by the tests of approval.
 */
#ifndef TESTS_UNIT_ASKED_H
#define TESTS_UNIT_ASKED_H
#include "model/notification.h"
#include "tests/test_db.h"
#include "tests/town.h"

#define GOOD "Veien er stengt til fredag.\n\nHilsen Kari"
#define IN_TX(expr)                                                            \
	do {                                                                   \
		CHECK_OK(db_begin(t->db));                                     \
		CHECK_OK(expr);                                                \
		CHECK_OK(db_commit(t->db));                                    \
	} while (0)

struct asked { /* an answer that waits for the leader of roads */
	struct town town;
	struct reply reply;
	struct enquiry enquiry;
};

/* Asked for a statement of that scope: "unit" or "municipality". */
void asked_begin(struct asked *x, struct test_db *t, const char *scope);
/* One turn of the job at that time; what it did. */
size_t asked_turn(struct asked *x, usec_t now);
int64_t asked_unread(
    struct asked *x, struct person_id who, enum notification_kind kind);
enum err asked_decide(struct asked *x, struct person_id by,
    const char *decision, const char *text);
void asked_leave(struct asked *x, struct test_db *t, struct person_id who);
/* How many events of that kind the record holds. */
int64_t asked_noted(struct asked *x, const char *kind);
#endif
