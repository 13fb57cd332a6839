/* SPDX-License-Identifier: EUPL-1.2
 *
 * matter.h - political matters: what is under treatment, with the chief
 * executive's recommendation, and the threads that are about it.  In such a
 * thread the administration tells the recommendation and has no views of its
 * own (K11).  docs/design/matters.md
 */
#ifndef MODEL_MATTER_H
#define MODEL_MATTER_H
#include "model/municipality.h"

struct matter {
	struct matter_id id;
	int64_t version;
	struct str title;
	struct str words; /* one a line: what makes a thread seem to be of it */
	struct str recommendation, source;
	usec_t until; /* decided then; 0: not known */
	struct person_id author;
	usec_t at;
};
/* Is it under treatment now?  Once decided it binds nobody. */
bool matter_is_open(const struct matter *m, usec_t now);

/* A new version; m->id.v 0: a new matter.  m->version is the one that was seen.
 * ERR_INVALID: no title, words or recommendation; ERR_CONFLICT: a newer one. */
enum err matter_save(struct db *db, struct arena *a, struct matter *m,
    struct person_id by, usec_t now) MUST_CHECK;
/* ERR_MISSING */
enum err matter_get(struct db *db, struct arena *a, struct matter_id id,
    struct matter *out) MUST_CHECK;
/* All, those under treatment first. */
enum err matter_list(struct db *db, struct arena *a, usec_t now,
    struct matter **out, size_t *n) MUST_CHECK;

/* id.v == 0 unties. */
enum err matter_tie(struct db *db, struct arena *a, struct thread_id thread,
    struct matter_id id, struct person_id by, usec_t now) MUST_CHECK;
/* The matter a thread is tied to, if it is still under treatment; id.v 0:
 * none. */
enum err matter_of_thread(struct db *db, struct arena *a,
    struct thread_id thread, usec_t now, struct matter *out) MUST_CHECK;
/* The enquiries of threads that are tied to it now, newest first, at most 50;
 * excerpts as the inbox has them, empty where masked. */
struct matter_use {
	struct enquiry_id enquiry;
	struct str excerpt;
	usec_t opened_at;
};
enum err matter_uses(struct db *db, struct arena *a, struct matter_id id,
    struct matter_use **out, size_t *n) MUST_CHECK;
/* Which of those under treatment does the text seem to be about?  id.v 0: none.
 * *word: what made it seem so. */
enum err matter_suggest(struct db *db, struct arena *a, struct str text,
    usec_t now, struct matter *out, struct str *word) MUST_CHECK;
/* For the rules: title, words and recommendation. */
void matter_context(
    struct arena *a, const struct matter *m, struct policy_context *c);
#endif
