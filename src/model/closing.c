/* SPDX-License-Identifier: EUPL-1.2
 * closing.c - REQ: K2 */
#include "model/closing.h"

#include "base/buf.h"
#include "fmt/date.h"
#include "fmt/texts.h"
#include "ledger/ledger.h"
#include "model/notification.h"
#include "model/outbox.h"

/* Threads that take comments, of an account whose closure is in force. */
static const struct sql q_to_close = SQL("SELECT t.id FROM thread t WHERE t.account_id = $1"
	" AND t.comments_open = 1 AND NOT EXISTS (SELECT 1 FROM closing c"
	"  WHERE c.closure_seq = $2 AND c.thread_id = t.id)"
	" AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.thread_id = t.id"
	"  AND o.act = 'close' AND o.state IN ('queued', 'sending'))"
	" ORDER BY t.id DESC LIMIT 50");
static const struct sql q_closed = SQL("INSERT INTO closing (closure_seq, thread_id, closed_at)"
	" VALUES ($1, $2, $3)");
/* What a closure that is over has closed and nothing else keeps closed. */
static const struct sql q_to_open = SQL("SELECT c.closure_seq, c.thread_id FROM closing c"
	" JOIN thread t ON t.id = c.thread_id"
	" JOIN closure k ON k.event_seq = c.closure_seq"
	" LEFT JOIN closure_end e ON e.closure_seq = c.closure_seq"
	" WHERE t.account_id = $1 AND c.opened_at = 0"
	" AND COALESCE(e.ended_at, k.to_at) <= $2 LIMIT 50");
static const struct sql q_opened = SQL("UPDATE closing SET opened_at = $3 WHERE closure_seq = $1"
	" AND thread_id = $2");
static const struct sql q_task = SQL("INSERT INTO task (account_id, kind, about, made_at)"
	" VALUES ($1, $2, $3, $4) ON CONFLICT (kind, about, account_id)"
	" DO NOTHING RETURNING id");
static const struct sql q_over = SQL("SELECT k.event_seq FROM closure k JOIN task t ON t.about = k.event_seq"
	" AND t.kind = 'close' AND t.account_id = $1"
	" LEFT JOIN closure_end e ON e.closure_seq = k.event_seq"
	" WHERE COALESCE(e.ended_at, k.to_at) <= $2");
static const struct sql q_tasks = SQL("SELECT id, account_id, kind, made_at FROM task WHERE done_at = 0"
	" ORDER BY made_at, id LIMIT 200");
static const struct sql q_done = SQL("UPDATE task SET done_by = $2, done_at = $3 WHERE id = $1"
	" AND done_at = 0 RETURNING account_id, kind");

static const struct sql q_told = SQL("SELECT COUNT(*) FROM outbox WHERE account_id = $1"
	" AND act = 'notice' AND ground = $2");

static enum err
order(struct db *db, struct arena *a, const struct municipality *m,
    const struct account *acct, struct str act, int64_t thread, usec_t now)
{
	struct outbox_item it = { .account = acct->id,
		.act = act,
		.thread = { thread },
		.ground = STR("K2") };

	return outbox_order(db, a, m, &it, now);
}

static enum err
close_threads(struct db *db, struct arena *a, const struct municipality *m,
    const struct account *acct, int64_t closure, usec_t now, size_t *did)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_to_close,
	    DB_ARGS(db_int(acct->id.v), db_int(closure)), &r));
	for (size_t i = 0; i < r.n; i++) {
		int64_t thread = db_get_int(&r, i, 0);

		TRY(order(db, a, m, acct, STR("close"), thread, now));
		TRY(db_run(db, &q_closed,
		    DB_ARGS(db_int(closure), db_int(thread), db_int(now)),
		    NULL));
		(*did)++;
	}
	return OK;
}

static bool
still_closed(
    const struct municipality *m, const struct account *acct, usec_t now)
{
	for (size_t i = 0; i < m->nclosures; i++)
		if ((m->closures[i].account.v == 0 ||
			m->closures[i].account.v == acct->id.v) &&
		    m->closures[i].from <= now && now < m->closures[i].to)
			return true;
	return false;
}

static enum err
open_threads(struct db *db, struct arena *a, const struct municipality *m,
    const struct account *acct, usec_t now, size_t *did)
{
	struct db_rows r;

	if (still_closed(m, acct, now))
		return OK; /* another closure goes on */
	TRY(db_query(
	    db, a, &q_to_open, DB_ARGS(db_int(acct->id.v), db_int(now)), &r));
	for (size_t i = 0; i < r.n; i++) {
		int64_t thread = db_get_int(&r, i, 1);

		TRY(order(db, a, m, acct, STR("open"), thread, now));
		TRY(db_run(db, &q_opened,
		    DB_ARGS(db_int(db_get_int(&r, i, 0)), db_int(thread),
			db_int(now)),
		    NULL));
		(*did)++;
	}
	return OK;
}

static enum err
ask(struct db *db, struct arena *a, const struct account *acct, struct str kind,
    int64_t closure, usec_t now, size_t *did)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_task,
	    DB_ARGS(db_int(acct->id.v), db_text(kind), db_int(closure),
		db_int(now)),
	    &r));
	*did += r.n;
	return r.n && acct->editor.v
		   ? notification_add(db, acct->editor, NOTIFY_TASK,
			 db_get_int(&r, 0, 0), now)
		   : OK;
}

static struct str
day_text(struct arena *a, enum lang lang, usec_t t)
{
	struct buf b = { .arena = a };

	date_put_day(&b, lang, t);
	return buf_str(&b);
}

/* The public is told why and for how long, once for each closure.  The words
 * are title and text, as a post has them.  REQ: K2 */
static enum err
tell(struct db *db, struct arena *a, const struct municipality *m,
    const struct account *acct, const struct closure *c, usec_t now,
    size_t *did)
{
	struct outbox_item it = { .account = acct->id,
		.act = STR("notice"),
		    .ground = str_printf(a, "K2:%lld", (long long)c->seq) };
	struct db_rows r;

	TRY(db_query(db, a, &q_told,
	    DB_ARGS(db_int(acct->id.v), db_text(it.ground)), &r));
	if (db_get_int(&r, 0, 0) > 0)
		return OK;
	it.text = texts_fmt(a, m->lang, MSG_CLOSED_NOTICE,
	    TEXT_ARG("from", day_text(a, m->lang, c->from)),
	    TEXT_ARG("to", day_text(a, m->lang, c->to - SECOND)),
	    TEXT_ARG("reason", c->reason));
	(*did)++;
	return outbox_order(db, a, m, &it, now);
}

enum err
closing_step(struct db *db, struct arena *a, const struct municipality *m,
    const struct account *acct, struct closing_way way, usec_t now, size_t *did)
{
	struct db_rows r;

	*did = 0;
	for (size_t i = 0; i < m->nclosures; i++) {
		const struct closure *c = &m->closures[i];

		if ((c->account.v && c->account.v != acct->id.v) ||
		    now < c->from || now >= c->to)
			continue;
		if (way.tells)
			TRY(tell(db, a, m, acct, c, now, did));
		if (way.native)
			TRY(close_threads(db, a, m, acct, c->seq, now, did));
		if (way.by_hand)
			TRY(ask(db, a, acct, STR("close"), c->seq, now, did));
	}
	if (way.native)
		TRY(open_threads(db, a, m, acct, now, did));
	TRY(db_query(
	    db, a, &q_over, DB_ARGS(db_int(acct->id.v), db_int(now)), &r));
	for (size_t i = 0; i < r.n; i++)
		TRY(ask(
		    db, a, acct, STR("open"), db_get_int(&r, i, 0), now, did));
	return OK;
}

enum err
task_list(struct db *db, struct arena *a, struct task **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_tasks, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct task, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct task){ db_get_int(&r, i, 0),
			{ db_get_int(&r, i, 1) }, db_get_text(&r, i, 2),
			db_get_int(&r, i, 3) };
	return OK;
}

enum err
task_done(
    struct db *db, struct arena *a, int64_t id, struct person_id by, usec_t now)
{
	struct event e = { now, by.v, "task.done", "account", 0 };
	struct db_rows r;

	TRY(db_query(db, a, &q_done,
	    DB_ARGS(db_int(id), db_int(by.v), db_int(now)), &r));
	if (r.n == 0)
		return fail(ERR_CONFLICT, "it is done already");
	e.object_id = db_get_int(&r, 0, 0);
	TRY(notification_settled(db, NOTIFY_TASK, id, now));
	return ledger_note(db, a, &e,
	    str_printf(
		a, "{\"task\":\"%.*s\"}", STR_ARG(db_get_text(&r, 0, 1))),
	    NULL);
}
