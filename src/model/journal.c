/* SPDX-License-Identifier: EUPL-1.2
 * journal.c - REQ: K10 */
#include "model/journal.h"

#include "ledger/ledger.h"

enum { REASON_MAX = 1000 };

static const struct sql q_propose = SQL("INSERT INTO journal_proposal (enquiry_id, at) SELECT e.id, $2"
	" FROM enquiry e JOIN reply_enquiry q ON q.enquiry_id = e.id"
	" WHERE q.reply_id = $1 AND e.category = 'formal_matter'"
	" ON CONFLICT (enquiry_id) DO NOTHING");
static const struct sql q_list = SQL("SELECT p.enquiry_id, p.at, p.state, e.excerpt, p.reason, p.decided_by"
	" FROM journal_proposal p JOIN enquiry e ON e.id = p.enquiry_id"
	" ORDER BY CASE WHEN p.state = 'proposed' THEN 0 ELSE 1 END,"
	" p.at DESC LIMIT 200");
static const struct sql q_decide = SQL("UPDATE journal_proposal SET state = $2, reason = $3, decided_by = $4,"
	" decided_at = $5 WHERE enquiry_id = $1 AND state = 'proposed'");

enum err
journal_propose(
    struct db *db, struct arena *a, struct reply_id reply, usec_t now)
{
	(void)a;
	return db_run(
	    db, &q_propose, DB_ARGS(db_int(reply.v), db_int(now)), NULL);
}

enum err
journal_list(struct db *db, struct arena *a, struct proposal **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_list, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct proposal, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct proposal){ .enquiry = { db_get_int(
						   &r, i, 0) },
			.at = db_get_int(&r, i, 1),
			.state = db_get_text(&r, i, 2),
			.excerpt = db_get_text(&r, i, 3),
			.reason = db_get_text(&r, i, 4),
			.decided_by = { db_get_int(&r, i, 5) } };
	return OK;
}

enum err
journal_decide(struct db *db, struct arena *a, struct enquiry_id id,
    bool accept, struct str reason, struct person_id by, usec_t now)
{
	struct event e = { now, by.v, "journal.decided", "enquiry", id.v };
	int64_t changed;

	reason = str_trim(reason);
	if (reason.n > REASON_MAX)
		return fail(ERR_TOO_LARGE, "the reason has more than %d bytes",
		    REASON_MAX);
	if (!accept && reason.n == 0)
		return fail(ERR_INVALID,
		    "K10: why it is not to be journalled is missing");
	TRY(db_run(db, &q_decide,
	    DB_ARGS(db_int(id.v),
		db_text(accept ? STR("accepted") : STR("declined")),
		    db_text(reason), db_int(by.v), db_int(now)),
		&changed));
	if (changed == 0)
		return fail(ERR_CONFLICT, "it is decided already");
	return ledger_note(db, a, &e,
	    accept ? STR("{\"state\":\"accepted\"}")
		   : STR("{\"state\":\"declined\"}"), NULL);
}
