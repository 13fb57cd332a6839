/* SPDX-License-Identifier: EUPL-1.2
 *
 * houserule.h - the grounds on which a comment is taken from public view, as
 * data (SPEC 4 "House rules"): the municipality edits them in its settings,
 * each hiding picks one, is counted, and can be undone by another than who hid.
 */
#ifndef MODEL_HOUSERULE_H
#define MODEL_HOUSERULE_H
#include "model/outbox.h"

struct house_rule {
	struct str id;	 /* in the record: "threat" */
	struct str text; /* in the municipality's language */
};
/* Those of the setting "house_rules", else the program's own. */
enum err house_rules(struct db *db, struct arena *a, struct house_rule **out,
    size_t *n) MUST_CHECK;

/* What the ground says; itself where no rule has that id any more. */
struct str house_rule_text(const struct house_rule *v, size_t n, struct str id);

struct hiding {
	int64_t seq; /* its entry in the record */
	struct message_id message;
	struct thread_id thread;
	struct account_id account;
	struct enquiry_id enquiry;
	struct str ground;
	struct person_id by; /* v == 0: by the clause itself */
	usec_t at;
};
/* What is hidden now, newest first. */
enum err hidings(
    struct db *db, struct arena *a, struct hiding **out, size_t *n) MUST_CHECK;
/* That one; ERR_CONFLICT: it is not hidden by us now. */
enum err hiding_get(struct db *db, struct arena *a, struct message_id id,
    struct hiding *out) MUST_CHECK;
struct hiding_count {
	struct str ground;
	int64_t n;
};
/* How often each ground has been used since then. */
enum err hiding_counts(struct db *db, struct arena *a, usec_t since,
    struct hiding_count **out, size_t *n) MUST_CHECK;
/* Shows it again.  ERR_DENIED: by who hid it, or without ACT_HOUSE_RULES;
 * ERR_CONFLICT: it is not hidden. */
enum err hiding_undo(struct db *db, struct arena *a,
    const struct municipality *m, struct message_id id, const struct person *by,
    struct str why, usec_t now) MUST_CHECK;
#endif
