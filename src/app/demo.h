/* SPDX-License-Identifier: EUPL-1.2
 *
 * demo.h - the made-up municipality, shared by demo*.c alone.  All people,
 * comments and events in it are invented.
 */
#ifndef APP_DEMO_H
#define APP_DEMO_H
#include "app/config.h"
#include "db/db.h"
#include "model/reply.h"
#include "standin/wordpress.h"

#define DEMO_PASSWORD "ordstyrer-demo"
enum { DEMO_BLOGS = 2, DEMO_PEOPLE = 13, DEMO_UNITS = 9 };

struct demo {
	struct arena *a;
	struct db *db;
	struct municipality *m;
	struct standin_wp *blog[DEMO_BLOGS];
	struct account_id account[DEMO_BLOGS], by_hand;
	struct unit_id unit[DEMO_UNITS];
	struct person_id person[DEMO_PEOPLE];
	usec_t now; /* when the history ends */
	uint64_t dice;
};
/* Order in demo_people and demo.person. */
enum {
	KARI,
	PER,
	RAGNHILD,
	INGRID,
	ASE,
	SILJE,
	OYVIND,
	HELGE,
	MARIT,
	TORE,
	LIV,
	ROLF,
	ADA
};

struct demo_person {
	const char *login, *first, *last, *title;
	int unit;
	const char *roles[4]; /* "responder:0" - role and unit, -1: all */
};
extern const struct demo_person demo_people[DEMO_PEOPLE];

/* Units, people, roles, accounts with approved plans. */
enum err demo_town(struct demo *d) MUST_CHECK;
/* A fortnight of comments and answers, on the stand-ins and in the store. */
enum err demo_history(struct demo *d) MUST_CHECK;
/* Facts, matters, roster, a doubt, a hiding, and posts at every stage. */
enum err demo_house(struct demo *d) MUST_CHECK;
/* Who is away, what a crisis would need, and a post to be put out by hand. */
enum err demo_desk(struct demo *d) MUST_CHECK;
/* Something new from a citizen, on a random post of a random blog. */
void demo_speak(struct demo *d);
uint64_t demo_roll(struct demo *d, uint64_t sides);
/* Runs fn in a transaction and reloads nothing. */
enum err demo_tx(struct demo *d,
    enum err (*fn)(struct db *db, struct demo *d, void *arg),
    void *arg) MUST_CHECK;
#endif
