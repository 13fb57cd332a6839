/* SPDX-License-Identifier: EUPL-1.2
 *
 * post_internal.h - shared by post*.c, the gate and crisis.c alone.
 */
#ifndef MODEL_POST_INTERNAL_H
#define MODEL_POST_INTERNAL_H
#include "model/post.h"

/* A version of the kept words (p->text, by its author), and its findings kept
 * with a reason. */
enum err post_add_version(struct db *db, struct arena *a, struct post *p,
    const struct person *by, struct str text, usec_t now) MUST_CHECK;
/* Puts the newest version into the outbox, due at its time. */
enum err post_enqueue(struct db *db, struct arena *a,
    const struct municipality *m, struct post *p, struct person_id by,
    usec_t now) MUST_CHECK;
enum err post_set_state(struct db *db, struct arena *a, const struct post *p,
    struct str state, usec_t now) MUST_CHECK;
enum err post_record(struct db *db, struct arena *a, const struct post *p,
    struct str decision, struct person_id by, struct str clause,
    struct str remark, usec_t now) MUST_CHECK;
struct post_form post_form_of(const struct post *p);
struct policy_context post_context(struct arena *a,
    const struct municipality *m, const struct person *p,
    const struct post_form *f);
/* Do findings stand on these very words?  approved: by another. */
enum err post_check_exact(struct db *db, struct arena *a,
    const struct municipality *m, const struct post *p, struct str text,
    bool approved, bool *stands) MUST_CHECK;
/* For the gate: may whoever let this item out still do so?  led: the crisis
 * leadership did.  *approved: by another than its writer. */
enum err post_may_leave(struct db *db, struct arena *a,
    const struct municipality *m, const struct outbox_item *it, bool led,
    usec_t now, bool *approved, bool *stops) MUST_CHECK;
/* What was to go out is dropped: the words are the writer's again, as a draft,
 * and they are told. */
enum err post_give_back(
    struct db *db, struct arena *a, struct post_id id, usec_t now) MUST_CHECK;
/* Other words of the crisis leadership: a version of their own. */
enum err post_reword(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *by,
    struct outbox_item *it, struct str text, usec_t now) MUST_CHECK;
#endif
