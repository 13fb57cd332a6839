/* SPDX-License-Identifier: EUPL-1.2
 *
 * fact.h - the bank of approved facts (F1): owned by a unit, versioned, with an
 * end; offered to whoever writes an answer, with its source; where one was used
 * is known, so that a change shows which answers rest on the old words (K6).
 * docs/design/facts.md
 */
#ifndef MODEL_FACT_H
#define MODEL_FACT_H
#include "model/enquiry.h"

struct fact {
	struct fact_id id;
	int64_t version;
	struct unit_id unit;
	struct str title, text, source;
	usec_t expires; /* 0: until changed */
	bool active;
	struct person_id author;
	usec_t at;
};
bool fact_holds(const struct fact *f, usec_t now);

/* A new version; f->id.v 0: a new fact.  ERR_INVALID: title or text missing;
 * ERR_CONFLICT: a newer version than the one seen. */
enum err fact_save(struct db *db, struct arena *a, struct fact *f,
    struct person_id by, usec_t now) MUST_CHECK;
enum err fact_get(struct db *db, struct arena *a, struct fact_id id,
    struct fact *out) MUST_CHECK; /* ERR_MISSING */
/* unit.v 0: all; by title. */
enum err fact_list(struct db *db, struct arena *a, struct unit_id unit,
    struct fact **out, size_t *n) MUST_CHECK;
/* Those that hold and share most words with the text, the nearest first; of the
 * asked unit before others.  At most `limit`. */
enum err fact_search(struct db *db, struct arena *a,
    const struct municipality *m, struct str text, struct unit_id unit,
    usec_t now, struct fact **out, size_t limit, size_t *n) MUST_CHECK;

/* Notes which facts the words of a reply hold. */
enum err fact_note_uses(struct db *db, struct arena *a, struct reply_id reply,
    struct str text, usec_t now) MUST_CHECK;
/* Where a fact stands in answers that have gone out; outdated: in older words
 * than the newest. */
struct fact_use {
	struct reply_id reply;
	struct enquiry_id enquiry;
	int64_t version;
	usec_t at;
	bool outdated;
};
enum err fact_uses(struct db *db, struct arena *a, struct fact_id id,
    struct fact_use **out, size_t *n) MUST_CHECK;

/* Nothing in the bank answers this: its unit's leaders are told (F1). */
enum err fact_want(struct db *db, struct arena *a, const struct municipality *m,
    const struct enquiry *e, struct person_id by, usec_t now) MUST_CHECK;
struct fact_wanted {
	struct enquiry_id enquiry;
	struct unit_id unit;
	struct person_id asked_by;
	usec_t at;
	struct str excerpt; /* masked */
};
enum err fact_wanted_list(struct db *db, struct arena *a,
    struct fact_wanted **out, size_t *n) MUST_CHECK;
/* Tells the owners of what ends within a fortnight. */
enum err fact_tell_expiring(struct db *db, struct arena *a,
    const struct municipality *m, usec_t now) MUST_CHECK;
#endif
