/* SPDX-License-Identifier: EUPL-1.2
 * presence.c - REQ: K4 */
#include "model/presence.h"

#include "model/notification.h"

static const struct sql q_last = SQL("SELECT COALESCE(MAX(m.published_at), 0) FROM message m"
	" JOIN thread t ON t.id = m.thread_id"
	" WHERE t.account_id = $1 AND m.direction <> 'in'");
static const struct sql q_last_post = SQL("SELECT COALESCE(MAX(published_at), 0) FROM thread WHERE account_id = $1");
static const struct sql q_open = SQL("SELECT COUNT(*), COALESCE(SUM(CASE WHEN due <= $2 THEN 1 ELSE 0 END), 0)"
	" FROM enquiry WHERE account_id = $1 AND state = 'open' AND due > 0"
	" AND due < 9223372036854775807");
static const struct sql q_answered = SQL("SELECT COUNT(*), COALESCE(SUM(CASE WHEN answered_at <= due THEN 1"
	" ELSE 0 END), 0) FROM enquiry WHERE account_id = $1"
	" AND state = 'answered' AND answered_at >= $2");

static enum err
answered(struct db *db, struct arena *a, int64_t account, usec_t since,
    int64_t *all, int64_t *on_time)
{
	struct db_rows r;

	TRY(db_query(
	    db, a, &q_answered, DB_ARGS(db_int(account), db_int(since)), &r));
	*all = db_get_int(&r, 0, 0);
	*on_time = db_get_int(&r, 0, 1);
	return OK;
}

static bool
is_closed(const struct municipality *m, const struct account *acct, usec_t now)
{
	for (size_t i = 0; i < m->nclosures; i++)
		if ((m->closures[i].account.v == 0 ||
			m->closures[i].account.v == acct->id.v) &&
		    m->closures[i].from <= now && now < m->closures[i].to)
			return true;
	return !str_eq(acct->state, STR("active"));
}

enum err
presence_of(struct db *db, struct arena *a, const struct municipality *m,
    const struct account *acct, usec_t now, struct presence *out)
{
	struct db_rows r;
	usec_t post;

	*out = (struct presence){ .account = acct->id };
	TRY(db_query(db, a, &q_last, DB_ARGS(db_int(acct->id.v)), &r));
	out->last = db_get_int(&r, 0, 0);
	TRY(db_query(db, a, &q_last_post, DB_ARGS(db_int(acct->id.v)), &r));
	post = db_get_int(&r, 0, 0);
	if (post > out->last && post <= now)
		out->last = post;
	TRY(db_query(
	    db, a, &q_open, DB_ARGS(db_int(acct->id.v), db_int(now)), &r));
	out->open = db_get_int(&r, 0, 0);
	out->late = db_get_int(&r, 0, 1);
	TRY(answered(db, a, acct->id.v, now - 28 * DAY, &out->answered4,
	    &out->on_time4));
	TRY(answered(db, a, acct->id.v, now - 84 * DAY, &out->answered12,
	    &out->on_time12));
	out->silent = out->last && now - out->last > PRESENCE_SILENT &&
		      !is_closed(m, acct, now);
	return OK;
}

enum err
presence_nudge(
    struct db *db, struct arena *a, const struct municipality *m, usec_t now)
{
	for (size_t i = 0; i < m->naccounts; i++) {
		const struct account *acct = &m->accounts[i];
		struct presence p;

		TRY(presence_of(db, a, m, acct, now, &p));
		if (!p.silent)
			continue;
		if (acct->editor.v)
			TRY(notification_add(
			    db, acct->editor, NOTIFY_SILENT, acct->id.v, now));
		if (acct->leader.v && acct->leader.v != acct->editor.v)
			TRY(notification_add(
			    db, acct->leader, NOTIFY_SILENT, acct->id.v, now));
	}
	return OK;
}
