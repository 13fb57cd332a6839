/* SPDX-License-Identifier: EUPL-1.2
 *
 * enquiry_flags.c - what an enquiry is marked with, corrected by a person: kept
 * in the record as from what to what, and by whom.
 *
 * REQ: K3 K5 K8
 */
#include "fmt/jsonout.h"
#include "fmt/utf8.h"
#include "ledger/ledger.h"
#include "model/authority.h"
#include "model/escalation.h"
#include "model/search.h"
#include "policy/policy.h"

static const struct sql q_lock = SQL("UPDATE enquiry SET version = version + 1 WHERE id = $1"
	" RETURNING flags, unit_id, account_id, last_message_id");
static const struct sql q_flags = SQL("UPDATE enquiry SET flags = $2 WHERE id = $1");
static const struct sql q_list = SQL("UPDATE enquiry SET excerpt = $2, author_name = $3 WHERE id = $1");
static const struct sql q_said = SQL("SELECT m.id, m.confidential, r.text, r.author_name FROM message m"
	" JOIN message_revision r ON r.message_id = m.id AND r.number = m.revision"
	" WHERE m.enquiry_id = $1 AND m.direction = 'in' ORDER BY m.id");
static const struct sql q_message = SQL("UPDATE message SET confidential = $2 WHERE id = $1");

enum { EXCERPT_MAX = 280, REASON_MAX = 500 };

struct str
enquiry_excerpt(struct str masked)
{
	return utf8_head(masked, EXCERPT_MAX);
}

/* Numbers are bars also where nothing is masked as a whole. */
static struct str
with_bars(struct arena *a, const struct municipality *m, struct str text)
{
	struct policy_input in = { text, AS_INBOUND, &m->policy };
	struct findings f = { .arena = a };

	policy_check(a, &in, &f);
	return f.n ? policy_mask(a, text, &f) : text;
}

/* Moves what was said from one index of words to the other. */
static enum err
mask_messages(
    struct db *db, struct arena *a, const struct db_rows *said, bool masked)
{
	for (size_t i = 0; i < said->n; i++) {
		int64_t id = db_get_int(said, i, 0);
		bool was = db_get_int(said, i, 1) != 0;
		struct str text = db_get_text(said, i, 2);
		struct search_doc old = { id, text, was };
		struct search_doc now = { id, text, masked };

		if (was == masked)
			continue;
		TRY(db_run(
		    db, &q_message, DB_ARGS(db_int(id), db_int(masked)), NULL));
		TRY(search_remove(db, a, &old));
		TRY(search_add(db, a, &now, 1));
	}
	return OK;
}

static enum err
mask(struct db *db, struct arena *a, const struct municipality *m,
    struct enquiry_id id, int64_t last, bool masked)
{
	struct str text = STR_NONE, name = STR_NONE;
	struct db_rows said;

	TRY(db_query(db, a, &q_said, DB_ARGS(db_int(id.v)), &said));
	TRY(mask_messages(db, a, &said, masked));
	for (size_t i = 0; i < said.n && !masked; i++)
		if (db_get_int(&said, i, 0) == last) {
			text = enquiry_excerpt(
			    with_bars(a, m, db_get_text(&said, i, 2)));
			name = db_get_text(&said, i, 3);
		}
	return db_run(db, &q_list,
	    DB_ARGS(db_int(id.v), db_text(text), db_text(name)), NULL);
}

static void
words(struct json *j, struct str key, unsigned flags)
{
	json_key(j, key);
	json_open(j, '[');
	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
		if (flags >> f & 1)
			json_str(
			    j, str_from(triage_flag_name((enum triage_flag)f)));
	json_close(j, ']');
}

static enum err
note(struct db *db, struct arena *a, const struct event *e, unsigned had,
    unsigned has, struct str reason)
{
	struct json j = { .out = { .arena = a } };

	json_open(&j, '{');
	words(&j, STR("from"), had);
	words(&j, STR("to"), has);
	if (reason.n)
		json_key_str(&j, STR("reason"), reason);
	json_close(&j, '}');
	return ledger_note(db, a, e, json_done(&j), NULL);
}

/* Nobody takes a mask away unseen, or without saying why.  REQ: K8 */
static enum err
may_take_away(const struct municipality *m, const struct person *by,
    const struct object *o, struct str reason, usec_t now)
{
	if (!may(m, NULL, by, ACT_DECLASSIFY, o, now).yes)
		return fail(ERR_DENIED,
		    "K8: a leader of the unit, or the adviser, takes "
		    "\"confidential\" away");
	if (reason.n == 0)
		return fail(ERR_INVALID, "K8: say why it is not confidential");
	return OK;
}

enum err
enquiry_set_flags(struct db *db, struct arena *a, const struct municipality *m,
    struct enquiry_id id, unsigned flags, struct str reason,
    const struct person *by, usec_t now)
{
	const unsigned secret = 1u << TRIAGE_CONFIDENTIAL;
	struct event e = { now, by->id.v, "enquiry.flags", "enquiry", id.v };
	struct escalation_id escalated;
	struct object o = { 0 };
	struct db_rows r;
	unsigned had;

	reason = str_trim(reason);
	if (reason.n > REASON_MAX)
		return fail(ERR_TOO_LARGE, "the reason has more than %d bytes",
		    REASON_MAX);
	TRY(db_query(db, a, &q_lock, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such enquiry");
	had = triage_flag_bits(db_get_text(&r, 0, 0));
	if (had == flags)
		return OK;
	o.unit.v = db_get_int(&r, 0, 1);
	o.account.v = db_get_int(&r, 0, 2);
	if (had & ~flags & secret)
		TRY(may_take_away(m, by, &o, reason, now));
	TRY(db_run(db, &q_flags,
	    DB_ARGS(db_int(id.v), db_text(triage_flag_words(a, flags))), NULL));
	if ((had ^ flags) & secret)
		TRY(mask(
		    db, a, m, id, db_get_int(&r, 0, 3), (flags & secret) != 0));
	TRY(note(db, a, &e, had, flags, reason));
	if ((flags & ~had) >> TRIAGE_REPUTATION & 1)
		return escalation_raise(
		    db, a, m, id, by->id, STR_NONE, now, &escalated);
	return OK;
}
