/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/unit/asked.h"

#include "model/approval.h"

int64_t
asked_unread(struct asked *x, struct person_id who, enum notification_kind kind)
{
	struct notification *v;
	int64_t count = 0;
	size_t n;

	CHECK_OK(
	    notification_list(x->town.db, x->town.a, who, true, 100, &v, &n));
	for (size_t i = 0; i < n; i++)
		count += v[i].kind == kind;
	return count;
}

size_t
asked_turn(struct asked *x, usec_t now)
{
	struct town *t = &x->town;
	size_t n = 99;

	clock_set(t->now = now);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(approval_remind(t->db, t->a, t->m, now, &n));
	CHECK_OK(db_commit(t->db));
	CHECK_OK(reply_get(t->db, t->a, x->reply.id, &x->reply));
	return n;
}

void
asked_begin(struct asked *x, struct test_db *t, const char *scope)
{
	struct reply_form f;
	struct taken_item q;

	town_build(&x->town, t->db, &t->a);
	q = town_says(&x->town, "c1", "Tone", "Hvorfor er vegen stengt?");
	f = town_form(&x->town, q.enquiry, "statement", GOOD);
	f.scope = str_from(scope);
	CHECK_OK(town_publish(&x->town, x->town.kari, &f, &x->reply));
	CHECK(str_eq(x->reply.state, STR("waiting_approval")));
	CHECK_OK(enquiry_get(t->db, &t->a, q.enquiry, &x->enquiry));
}

enum err
asked_decide(struct asked *x, struct person_id by, const char *decision,
    const char *text)
{
	struct town *t = &x->town;
	enum err e;

	CHECK_OK(db_begin(t->db));
	e = reply_decide(t->db, t->a, t->m, town_person(t, by), x->reply.id,
	    x->reply.version, str_from(decision), str_from(text),
	    str_from(decision), t->now, &x->reply);
	if (e == OK)
		CHECK_OK(db_commit(t->db));
	else
		db_rollback(t->db);
	return e;
}

void
asked_leave(struct asked *x, struct test_db *t, struct person_id who)
{
	struct absence away = { who, { 0 }, x->town.now - DAY,
		x->town.now + 30 * DAY };

	IN_TX(absence_add(t->db, &t->a, &away, x->town.admin));
	town_reload(&x->town);
}

static const struct sql q_noted = SQL("SELECT COUNT(*) FROM event WHERE kind = $1");
int64_t
asked_noted(struct asked *x, const char *kind)
{
	struct db_rows r = { 0 };

	CHECK_OK(db_query(x->town.db, x->town.a, &q_noted,
	    DB_ARGS(db_text(str_from(kind))), &r));
	return db_get_int(&r, 0, 0);
}
