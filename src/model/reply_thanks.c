/* SPDX-License-Identifier: EUPL-1.2
 *
 * reply_thanks.c - answers in one click: thanks for praise, and the way on for
 * what needs a formal enquiry; signed.  REQ: K5 K7 K10
 */
#include "model/reply.h"

static const struct sql q_thread_version = SQL("SELECT version FROM thread WHERE id = $1");

static enum err
publish(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct reply_form *f, usec_t now, struct reply *out)
{
	struct enquiry e;
	struct db_rows r;

	TRY(enquiry_get(db, a, f->enquiry, &e));
	TRY(db_query(
	    db, a, &q_thread_version, DB_ARGS(db_int(e.thread.v)), &r));
	f->thread_version = db_get_int(&r, 0, 0);
	f->scope = STR("unit");
	f->area = e.unit;
	return reply_publish(db, a, m, p, f, false, now, out);
}

enum err
reply_thanks(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct enquiry_id id, usec_t now, struct reply *out)
{
	struct reply_form f = {
		.enquiry = id, .kind = STR("thanks"), .tone = STR("factual") };
	struct enquiry e;

	TRY(enquiry_get(db, a, id, &e));
	if (e.category != CATEGORY_PRAISE)
		return fail(ERR_INVALID,
		    "thanks in one click is for what is marked as praise");
	f.text = texts_fmt(
	    a, m->lang, MSG_REPLY_THANKS, TEXT_ARG("name", p->first_name));
	return publish(db, a, m, p, &f, now, out);
}

/* The unit's own address, else that of the nearest unit above which has one,
 * else the municipality's.  REQ: K10 */
struct str
reply_refer_to(const struct municipality *m, struct unit_id unit)
{
	const struct unit *u = unit_find(m, unit);

	for (int up = 0; u && up < 100; up++) {
		if (u->contact.n)
			return u->contact;
		u = unit_find(m, u->parent);
	}
	return m->formal_address;
}

enum err
reply_refer(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct enquiry_id id, usec_t now, struct reply *out)
{
	struct reply_form f = {
		.enquiry = id, .kind = STR("referral"), .tone = STR("formal") };
	struct enquiry e;
	struct str where;

	TRY(enquiry_get(db, a, id, &e));
	where = reply_refer_to(m, e.unit);
	if (e.category != CATEGORY_FORMAL_MATTER)
		return fail(ERR_INVALID,
		    "a referral in one click is for what is marked as a "
		    "formal matter");
	if (where.n == 0)
		return fail(ERR_CONFLICT,
		    "neither the unit nor the settings say where a formal "
		    "matter goes");
	f.text = str_printf(a, "%.*s\n\n%.*s",
	    STR_ARG(texts_fmt(
		a, m->lang, MSG_REFERRAL_TEXT, TEXT_ARG("where", where))),
	    STR_ARG(texts_fmt(a, m->lang, MSG_REPLY_SIGNATURE,
		TEXT_ARG("name", p->first_name))));
	return publish(db, a, m, p, &f, now, out);
}
