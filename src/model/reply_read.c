/* SPDX-License-Identifier: EUPL-1.2
 *
 * reply_read.c - reads replies, their versions, and what waits for approval.
 */
#include "model/reply.h"
#include "model/reply_internal.h"

#define COLUMNS                                                                \
	"SELECT r.id, r.account_id, r.thread_id, r.enquiry_id,"                \
	" r.target_native, r.kind, r.scope, r.area_unit_id, r.tone,"           \
	" r.author_id, r.state, r.version, r.thread_version, r.asked_id,"      \
	" r.asked_clause, r.four_eyes, r.updated_at, v.text, v.author_id,"     \
	" v.number FROM reply r JOIN reply_version v ON v.reply_id = r.id"
static const struct sql q_get = SQL(COLUMNS " AND v.number = r.version WHERE r.id = $1");
static const struct sql q_versions = SQL(COLUMNS " WHERE r.id = $1 ORDER BY v.number");
static const struct sql q_of_enquiry = SQL(COLUMNS
    " AND v.number = r.version JOIN reply_enquiry re ON re.reply_id = r.id"
    " WHERE re.enquiry_id = $1 ORDER BY r.id");
static const struct sql q_waiting = SQL(COLUMNS
    " AND v.number = r.version WHERE r.state = 'waiting_approval'"
    " ORDER BY r.updated_at, r.id LIMIT 200");
static const struct sql q_overrules = SQL("SELECT rule, kind, start_byte, end_byte, reason, person_id"
	" FROM finding_overruled WHERE reply_id = $1 AND version = $2");

static struct reply
reply_from(const struct db_rows *r, size_t i)
{
	return (struct reply){
		.id = { db_get_int(r, i, 0) },
		.account = { db_get_int(r, i, 1) },
		.thread = { db_get_int(r, i, 2) },
		.enquiry = { db_get_int(r, i, 3) },
		.target_native = db_get_text(r, i, 4),
		.kind = db_get_text(r, i, 5),
		.scope = db_get_text(r, i, 6),
		.area = { db_get_int(r, i, 7) },
		.tone = db_get_text(r, i, 8),
		.author = { db_get_int(r, i, 9) },
		.state = db_get_text(r, i, 10),
		.version = db_get_int(r, i, 19),
		.thread_version = db_get_int(r, i, 12),
		.asked = { db_get_int(r, i, 13) },
		.asked_clause = db_get_text(r, i, 14),
		.four_eyes = db_get_int(r, i, 15) != 0,
		.updated_at = db_get_int(r, i, 16),
		.text = db_get_text(r, i, 17),
		.text_author = { db_get_int(r, i, 18) },
	};
}

static enum err
list(struct db *db, struct arena *a, const struct sql *q, int64_t id,
    struct reply **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, q, DB_ARGS(db_int(id)), &r));
	*out = ARENA_ARRAY(a, struct reply, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = reply_from(&r, i);
	return OK;
}

enum err
reply_get(struct db *db, struct arena *a, struct reply_id id, struct reply *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_get, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such reply");
	*out = reply_from(&r, 0);
	return OK;
}

enum err
reply_versions(struct db *db, struct arena *a, struct reply_id id,
    struct reply **out, size_t *n)
{
	return list(db, a, &q_versions, id.v, out, n);
}

enum err
reply_of_enquiry(struct db *db, struct arena *a, struct enquiry_id id,
    struct reply **out, size_t *n)
{
	return list(db, a, &q_of_enquiry, id.v, out, n);
}

enum err
reply_waiting(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, usec_t now, struct waiting **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_waiting, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct waiting, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++) {
		struct waiting *w = &(*out)[i];
		struct object o;

		w->reply = reply_from(&r, i);
		TRY(enquiry_get(db, a, w->reply.enquiry, &w->enquiry));
		o = reply_approval_object(&w->reply);
		w->mine = may(m, a, p, ACT_APPROVE, &o, now);
	}
	return OK;
}

enum err
reply_overrules(struct db *db, struct arena *a, struct reply_id id,
    int64_t version, struct overrule **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(
	    db, a, &q_overrules, DB_ARGS(db_int(id.v), db_int(version)), &r));
	*out = ARENA_ARRAY(a, struct overrule, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct overrule){ db_get_text(&r, i, 0),
			db_get_text(&r, i, 1), (size_t)db_get_int(&r, i, 2),
			(size_t)db_get_int(&r, i, 3), db_get_text(&r, i, 4),
			{ db_get_int(&r, i, 5) } };
	return OK;
}
