/* SPDX-License-Identifier: EUPL-1.2
 *
 * town.h - a small made-up municipality for tests: units, people of every
 * role, an account with an approved plan, and ways to let a citizen speak.
 */
#ifndef TESTS_TOWN_H
#define TESTS_TOWN_H
#include "model/account.h"
#include "model/intake.h"
#include "model/outbox.h"
#include "model/reply.h"

struct town {
	struct db *db;
	struct arena *a;
	struct municipality *m;
	struct unit_id root, culture, roads; /* culture, roads lie below root */
	/* responder of roads; leader of roads; leader of culture; adviser and
	 * editor; team member; chief executive; administrator; auditor */
	struct person_id kari, leader, culture_leader, adviser, team, chief,
	    admin, auditor;
	struct account_id blog;
	usec_t now;
};

/* Fills an empty, migrated store.  The clock is set to t->now, a Tuesday at
 * ten, and stays so until town_end. */
void town_build(struct town *t, struct db *db, struct arena *a);
/* The same at another time; the clock is left as it is. */
void town_build_at(struct town *t, struct db *db, struct arena *a, usec_t now);
void town_reload(struct town *t); /* the snapshot, after a change */
void town_end(struct town *t);
void town_give(
    struct town *t, struct person_id p, enum role r, struct unit_id u);
const struct person *town_person(const struct town *t, struct person_id id);
/* A citizen's comment on post "p1"; in a transaction of its own. */
struct taken_item town_says(
    struct town *t, const char *native, const char *author, const char *text);
/* A form as the composer of that page would send it. */
struct reply_form town_form(
    struct town *t, struct enquiry_id id, const char *kind, const char *text);
enum err town_publish(struct town *t, struct person_id by,
    const struct reply_form *f, struct reply *out);
/* Takes the next of the outbox and ends it so, as the sender would. */
enum err town_send(struct town *t, enum outbox_outcome outcome,
    const char *native, struct outbox_item *out);
struct str town_state(struct town *t, struct enquiry_id id);
/* The record of all that was done is whole. */
void town_verify(struct town *t);
#endif
