/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage.h - the triage learns from the corrections people make: each enquiry
 * whose category or flags a person has set is an example, its text read where
 * it stands, so what is erased there is forgotten here.  REQ: K5;
 * docs/design/triage.md
 */
#ifndef MODEL_TRIAGE_H
#define MODEL_TRIAGE_H
#include "base/clock.h"
#include "db/db.h"
#include "policy/triage.h"

/* The newest learned, or the one the program has from the start: also where
 * the newest is not the one whose sum was stored, which is logged. */
enum err triage_model_load(
    struct db *db, struct arena *a, const struct triage_model **out) MUST_CHECK;

struct triage_lesson {
	int64_t examples;	       /* that people have set */
	int score_before, score_after; /* right of the held-out, hundredths */
	bool kept;
};
/* Learns from the newest 5 000, on top of what the program has from the start.
 * About every fourth example is held out, always the same ones; what does worse
 * on those than what is in use is not kept, and that it was tried is, so that
 * it is not tried again until there is more.  ERR_MISSING: fewer than
 * TRIAGE_LESSON_MIN examples, or no new ones since the last lesson; again: a
 * person asked for it, and none need be new (the program may be). */
enum { TRIAGE_LESSON_MIN = 40 };
enum err triage_learn(struct db *db, struct arena *a, usec_t now, bool again,
    struct triage_lesson *out) MUST_CHECK;
#endif
