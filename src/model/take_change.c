/* SPDX-License-Identifier: EUPL-1.2
 *
 * take_change.c - a message that we hold comes again: unchanged (nothing
 * happens), edited (a new revision), or in another state (hidden, trashed,
 * restored, gone).  What had been seen stays (invariant 3).
 * REQ: SPEC 2.2
 */
#include "ledger/ledger.h"
#include "model/escalation.h"
#include "model/search.h"
#include "model/take.h"

static const struct sql q_edit = SQL("UPDATE message SET revision = $2, author_name = $3, confidential = $4"
	" WHERE id = $1");
static const struct sql q_state = SQL("UPDATE message SET state = $2 WHERE id = $1");
static const struct sql q_flags = SQL("SELECT flags FROM enquiry WHERE id = $1");
static const struct sql q_flag = SQL("UPDATE enquiry SET flags = $2, version = version + 1 WHERE id = $1");
static const struct sql q_excerpt = SQL("UPDATE enquiry SET excerpt = $2, author_name = $3"
	" WHERE id = $1 AND last_message_id = $4");
static const struct sql q_mask = SQL("UPDATE enquiry SET excerpt = '', author_name = '' WHERE id = $1");
static const struct sql q_by_native = SQL("SELECT id, state, thread_id FROM message WHERE account_id = $1"
	" AND native_id = $2");
static const struct sql q_bump = SQL("UPDATE thread SET version = version + 1 WHERE id = $1");

/* The list shows the newest wording; the deadline does not move.  What it was
 * marked with stays, for what was said was said.  REQ: K3 K8 */
static enum err
tell_enquiry(
    struct take *t, const struct incoming *in, const struct take_item *it)
{
	const struct take_known *k = it->known;
	struct enquiry_id id = { k->enquiry };
	struct escalation_id escalated;
	struct db_rows r;
	unsigned had, has;

	TRY(db_query(t->db, t->a, &q_flags, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return OK;
	had = triage_flag_bits(db_get_text(&r, 0, 0));
	has = had | it->triage.flags;
	if (it->confidential)
		has |= 1u << TRIAGE_CONFIDENTIAL;
	TRY(db_run(t->db, &q_flag,
	    DB_ARGS(db_int(id.v), db_text(triage_flag_words(t->a, has))),
	    NULL));
	if (has >> TRIAGE_CONFIDENTIAL & 1)
		TRY(db_run(t->db, &q_mask, DB_ARGS(db_int(id.v)), NULL));
	else
		TRY(db_run(t->db, &q_excerpt,
		    DB_ARGS(db_int(id.v), db_text(it->excerpt),
			db_text(in->author_name), db_int(k->id)),
		    NULL));
	if ((has & ~had) >> TRIAGE_REPUTATION & 1)
		return escalation_raise(t->db, t->a, t->intake->m, id,
		    (struct person_id){ 0 }, STR_NONE, t->intake->now,
		    &escalated);
	return OK;
}

static enum err
add_revision(struct take *t, size_t i, struct take_item *it)
{
	const struct incoming *in = &t->in[i];
	const struct take_known *k = it->known;
	struct event e = { t->intake->now, 0, NULL, "message", k->id };
	struct search_doc old = { k->id, k->text, k->confidential };
	struct search_doc new = { k->id, in->text, it->confidential };

	TRY(db_run(t->db, &q_edit,
	    DB_ARGS(db_int(k->id), db_int(k->revision + 1),
		db_text(in->author_name), db_int(it->confidential)),
	    NULL));
	TRY(ledger_rows(t->db, t->a, COVERED_message_revision, &e,
	    (const struct db_value[]){ db_int(k->id), db_int(k->revision + 1),
		db_text(in->author_name), db_text(in->text),
		db_bytes(in->raw.p, in->raw.n), db_int(t->intake->now) },
	    1, NULL));
	TRY(search_remove(t->db, t->a, &old));
	TRY(search_add(t->db, t->a, &new, 1));
	if (k->enquiry == 0)
		return OK;
	return tell_enquiry(t, in, it);
}

static enum err
add_state(struct db *db, struct arena *a, int64_t message,
    enum message_state state, usec_t now)
{
	struct event e = { now, 0, NULL, "message", message };
	struct str name = str_from(message_state_name(state));

	TRY(db_run(
	    db, &q_state, DB_ARGS(db_int(message), db_text(name)), NULL));
	return ledger_rows(db, a, COVERED_message_state, &e,
	    (const struct db_value[]){ db_int(message), db_text(name),
		db_int(0), db_text(STR_NONE), db_int(now) },
	    1, NULL);
}

/* A comment we have hidden is held by the platform: that is our own act come
 * back, not news. */
static bool
same_state(enum message_state ours, enum message_state theirs)
{
	return ours == theirs ||
	       (ours == MESSAGE_HIDDEN && theirs == MESSAGE_HELD);
}

enum err
take_change(struct take *t, size_t i)
{
	const struct incoming *in = &t->in[i];
	struct take_item *it = &t->items[i];
	const struct take_known *k = it->known;
	bool edited = !str_eq(in->text, k->text) ||
		      !str_eq(in->author_name, k->author_name);

	t->out[i] = (struct taken_item){ TAKEN_SAME, { k->id },
		{ k->enquiry } };
	/* What we sent ourselves stands in the record as we sent it; the
	 * platform's rendering of it is no edit. */
	if (str_eq(k->direction, STR("out")))
		edited = false;
	if (edited) {
		take_look(t, in, it);
		it->confidential |= k->confidential;
		TRY(add_revision(t, i, it));
		t->out[i].what = TAKEN_EDITED;
		t->threads[it->thread].touched = true;
	}
	if (!same_state(k->state, in->state)) {
		TRY(add_state(t->db, t->a, k->id, in->state, t->intake->now));
		if (!edited)
			t->out[i].what = TAKEN_STATE;
		t->threads[it->thread].touched = true;
	}
	return OK;
}

enum err
message_gone(struct db *db, struct arena *a, struct account_id account,
    const struct str *native_ids, size_t n, usec_t now)
{
	for (size_t i = 0; i < n; i++) {
		struct db_rows r;

		TRY(db_query(db, a, &q_by_native,
		    DB_ARGS(db_int(account.v), db_text(native_ids[i])), &r));
		if (r.n == 0 || str_eq(db_get_text(&r, 0, 1), STR("deleted")))
			continue;
		TRY(add_state(
		    db, a, db_get_int(&r, 0, 0), MESSAGE_DELETED, now));
		TRY(db_run(
		    db, &q_bump, DB_ARGS(db_int(db_get_int(&r, 0, 2))), NULL));
	}
	return OK;
}
