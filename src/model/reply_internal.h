/* SPDX-License-Identifier: EUPL-1.2
 *
 * reply_internal.h - shared by reply*.c, post*.c and the gate alone.
 */
#ifndef MODEL_REPLY_INTERNAL_H
#define MODEL_REPLY_INTERNAL_H
#include "model/reply.h"

/* Who must have which authority for a reply of that kind. */
enum action reply_action(struct str kind);
struct object reply_object(const struct reply_form *f, const struct enquiry *e);
/* Do findings stand on the exact newest words?  approved: by another. */
enum err reply_check_exact(struct db *db, struct arena *a,
    const struct municipality *m, const struct reply *r, bool approved,
    bool *stands) MUST_CHECK;
/* Does one of its findings stop it?  approved: by another. */
bool reply_stands(const struct reply_ruling *j, bool approved);
bool reply_is_overruled(
    const struct finding *f, const struct overrule *v, size_t n);
/* Findings and what of them is overruled: fills those members of *out. */
void reply_weigh(struct arena *a, const struct policy_input *in,
    const struct overrule *v, size_t n, struct reply_ruling *out);
/* What of out->findings stands. */
void reply_weigh_findings(struct arena *a, const struct overrule *v, size_t n,
    struct reply_ruling *out);
/* Whom the words must go by; findings, overruled and authority are set. */
void reply_route(struct arena *a, const struct municipality *m,
    const struct person *p, const struct object *o, usec_t now,
    struct reply_ruling *out);
struct connection;
bool reply_can_send(const struct connection *c);
enum err reply_add_matter(struct db *db, struct arena *a,
    struct thread_id thread, usec_t now, struct policy_context *c) MUST_CHECK;
/* The newest message of the enquiry, as the rules compare with it. */
enum err reply_enquiry_text(struct db *db, struct arena *a,
    const struct enquiry *e, struct str *out) MUST_CHECK;
/* The enquiry leaves the open list while its answer is on the way, comes back
 * when it is returned, withdrawn or dropped, and is answered when it is sent.
 * Each for all enquiries of the reply, with the tallies. */
enum err reply_enquiries_wait(
    struct db *db, struct arena *a, struct reply_id id) MUST_CHECK;
enum err reply_enquiries_reopen(
    struct db *db, struct arena *a, struct reply_id id) MUST_CHECK;
enum err reply_enquiries_answered(
    struct db *db, struct arena *a, struct reply_id id, usec_t now) MUST_CHECK;
enum err reply_set_state(
    struct db *db, struct reply_id id, struct str state, usec_t now) MUST_CHECK;
/* Puts the newest version into the outbox; r->state: queued, or held where a
 * crisis holds it (K12). */
enum err reply_enqueue(struct db *db, struct arena *a,
    const struct municipality *m, struct reply *r, struct person_id by,
    usec_t now) MUST_CHECK;
/* r waits for approval by r->asked: says so in the record, and to them. */
enum err reply_ask(struct db *db, struct arena *a, const struct municipality *m,
    const struct reply *r, struct person_id by, usec_t now) MUST_CHECK;
/* Words of p's own: a version of their own, with p as co-author. */
enum err reply_add_version(struct db *db, struct arena *a, struct reply *r,
    const struct person *p, struct str text, usec_t now) MUST_CHECK;
#endif
