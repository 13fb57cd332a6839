/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/web/clauses/scenario.h"

struct req *
scenario_answer(struct town *t, size_t i, int role, const char *kind,
    const char *act, const char *text)
{
	struct req *r = visit(t, GET, town_enquiry_path(t, i, ""), role);

	return visit_form(t, town_enquiry_path(t, i, "/svar"), role, "do", act,
	    "kind", kind, "scope", "unit", "tone", "plain", "versjon",
	    visit_hidden(r, "versjon"), "tekst", text, NULL);
}

struct reply
scenario_reply(struct town *t, size_t i)
{
	struct reply none = { 0 }, *v;
	size_t n;

	CHECK_OK(reply_of_enquiry(t->t.db, &t->t.a, t->enquiry[i], &v, &n));
	return n ? v[n - 1] : none;
}

struct taking {
	struct town *t;
	struct municipality *m;
	struct outbox_item it;
};

static enum err
take(struct db *db, void *arg)
{
	struct taking *x = arg;

	return outbox_take(
	    db, &x->t->t.a, x->m, x->t->account, x->t->now, &x->it);
}

struct outbox_item
scenario_send(struct town *t)
{
	struct taking x = { .t = t };
	enum err e;

	CHECK_OK(municipality_load(t->t.db, &x.m));
	e = db_tx(t->t.db, take, &x);
	CHECK(e == OK || e == ERR_MISSING);
	municipality_free(x.m);
	return e == OK ? x.it : (struct outbox_item){ .state = STR_NONE };
}

int64_t
scenario_recorded(struct town *t, const char *kind)
{
	static const struct sql q = SQL("SELECT COUNT(*) FROM event WHERE kind = $1");
	struct db_rows r = { 0 };

	CHECK_OK(db_query(
	    t->t.db, &t->t.a, &q, DB_ARGS(db_text(str_from(kind))), &r));
	return r.n ? db_get_int(&r, 0, 0) : -1;
}
