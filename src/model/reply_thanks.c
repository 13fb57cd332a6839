/* SPDX-License-Identifier: EUPL-1.2
 *
 * reply_thanks.c - thanks for praise, in one click, signed.  REQ: K5 K7
 */
#include "model/reply.h"

static const struct sql q_thread_version = SQL("SELECT version FROM thread WHERE id = $1");

enum err
reply_thanks(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct enquiry_id id, enum lang lang, usec_t now,
    struct reply *out)
{
	struct reply_form f = { .enquiry = id,
		.kind = STR("thanks"), .scope = STR("unit"),
					   .tone = STR("factual") };
	struct enquiry e;
	struct db_rows r;

	TRY(enquiry_get(db, a, id, &e));
	if (e.category != CATEGORY_PRAISE)
		return fail(ERR_INVALID,
		    "thanks in one click is for what is marked as praise");
	TRY(db_query(
	    db, a, &q_thread_version, DB_ARGS(db_int(e.thread.v)), &r));
	f.thread_version = db_get_int(&r, 0, 0);
	f.area = e.unit;
	f.text = texts_fmt(
	    a, lang, MSG_REPLY_THANKS, TEXT_ARG("name", p->first_name));
	return reply_publish(db, a, m, p, &f, false, now, out);
}
