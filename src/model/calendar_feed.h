/* SPDX-License-Identifier: EUPL-1.2
 *
 * calendar_feed.h - the secret address under which a person's calendar reads
 * the roster (K1), and the roster as iCalendar (RFC 5545).  Calendar programs
 * cannot log in: the address is the key, so the store keeps only its hash, and
 * its owner can have a new one or none.
 */
#ifndef MODEL_CALENDAR_FEED_H
#define MODEL_CALENDAR_FEED_H
#include "model/roster.h"

/* A new secret, 32 hex digits; the old one holds no more. */
enum err calendar_feed_new(struct db *db, struct arena *a, struct person_id who,
    usec_t now, struct str *secret) MUST_CHECK;
enum err calendar_feed_stop(struct db *db, struct person_id who) MUST_CHECK;
/* made_at 0: none. */
enum err calendar_feed_of(struct db *db, struct arena *a, struct person_id who,
    usec_t *made_at) MUST_CHECK;
/* ERR_MISSING: nobody's. */
enum err calendar_feed_find(struct db *db, struct arena *a, struct str secret,
    struct person_id *who) MUST_CHECK;

/* Those shifts as a calendar; lang: of its reader.  Lines are folded at 75
 * octets, never inside a character; times are in UTC. */
struct str calendar_text(struct arena *a, const struct municipality *m,
    enum lang lang, const struct shift *s, size_t n);
#endif
