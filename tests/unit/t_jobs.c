/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_jobs.c - what the program does by itself is done when it is due, once, and
 * whole; and what people are told is told once until they have seen it.
 */
#include "app/jobs.h"
#include "model/notification.h"
#include "tests/test_db.h"
#include "tests/town.h"

static const struct sql q_due = SQL("SELECT next_at FROM job_lease WHERE name = 'forget_sessions'");
static const struct sql q_sessions = SQL("SELECT COUNT(*) FROM session");
static const struct sql q_open_session = SQL("INSERT INTO session (id_hash, person_id, csrf, created_at, seen_at)"
	" VALUES ($1, $2, 'x', $3, $3)");

static int64_t
number(struct test_db *t, const struct sql *q)
{
	struct db_rows r = { 0 };

	CHECK_OK(db_query(t->db, &t->a, q, DB_NOARGS, &r));
	return r.n ? db_get_int(&r, 0, 0) : -1;
}

struct due {
	struct arena *a;
	usec_t now;
	size_t ran;
	bool fails; /* after the jobs have run */
};

static enum err
run_due(struct db *db, void *arg)
{
	struct due *d = arg;

	TRY(jobs_run_due(db, d->a, d->now, &d->ran));
	return d->fails ? fail(ERR_BROKEN, "the power went") : OK;
}

TEST_BOTH(jobs_run_when_due_once_and_whole)
{
	struct town town;
	struct due d = { .a = &t->a };

	town_build(&town, t->db, &t->a);
	d.now = town.now;
	CHECK_OK(db_run(t->db, &q_open_session,
	    DB_ARGS(db_bytes("old", 3), db_int(town.kari.v),
		db_int(town.now - DAY)),
	    NULL));
	d.fails = true;
	CHECK(db_tx(t->db, run_due, &d) == ERR_BROKEN);
	CHECK(number(t, &q_sessions) == 1);
	CHECK(number(t, &q_due) == -1);

	d.fails = false;
	CHECK_OK(db_tx(t->db, run_due, &d));
	CHECK(d.ran > 0);
	CHECK(number(t, &q_sessions) == 0);
	CHECK(number(t, &q_due) == town.now + HOUR);

	CHECK_OK(db_run(t->db, &q_open_session,
	    DB_ARGS(db_bytes("old", 3), db_int(town.kari.v),
		db_int(town.now - DAY)),
	    NULL));
	d.now = town.now + HOUR - 1;
	CHECK_OK(db_tx(t->db, run_due, &d));
	CHECK(number(t, &q_sessions) == 1);
	d.now++;
	CHECK_OK(db_tx(t->db, run_due, &d));
	CHECK(number(t, &q_sessions) == 0);
	CHECK(job_run(t->db, &t->a, STR("make_coffee"), d.now) == ERR_MISSING);
	town_end(&town);
}

/* REQ: K1 */
TEST_BOTH(notifications_are_told_once_until_read)
{
	struct notification *v;
	struct town town;
	size_t n;
	int64_t unread;

	town_build(&town, t->db, &t->a);
	for (int i = 0; i < 3; i++)
		CHECK_OK(notification_add(
		    t->db, town.kari, NOTIFY_DUE_SOON, 7, town.now + i));
	CHECK_OK(
	    notification_add(t->db, town.kari, NOTIFY_DUE_NOW, 7, town.now));
	CHECK_OK(
	    notification_add(t->db, town.leader, NOTIFY_DUE_NOW, 7, town.now));
	CHECK_OK(notification_list(t->db, &t->a, town.kari, true, 9, &v, &n));
	CHECK(n == 2 && v[0].kind == NOTIFY_DUE_NOW && v[1].object_id == 7);
	CHECK(v[1].at == town.now);

	/* Another's is not read by asking for its number. */
	CHECK_OK(notification_read(t->db, town.leader, v[0].id, town.now));
	CHECK_OK(notification_unread(t->db, &t->a, town.kari, &unread));
	CHECK(unread == 2);
	CHECK_OK(notification_read(t->db, town.kari, v[1].id, town.now));
	CHECK_OK(notification_unread(t->db, &t->a, town.kari, &unread));
	CHECK(unread == 1);

	/* Read, so it may be said again. */
	CHECK_OK(notification_add(
	    t->db, town.kari, NOTIFY_DUE_SOON, 7, town.now + HOUR));
	CHECK_OK(notification_settled(t->db, NOTIFY_DUE_NOW, 7, town.now));
	CHECK_OK(notification_list(t->db, &t->a, town.kari, true, 9, &v, &n));
	CHECK(n == 1 && v[0].kind == NOTIFY_DUE_SOON);
	CHECK_OK(notification_list(t->db, &t->a, town.kari, false, 9, &v, &n));
	CHECK(n == 3);
	CHECK_OK(notification_unread(t->db, &t->a, town.leader, &unread));
	CHECK(unread == 0);
	town_end(&town);
}
