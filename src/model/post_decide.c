/* SPDX-License-Identifier: EUPL-1.2
 *
 * post_decide.c - another person decides on a post; its writer takes it back;
 * and nothing that waits expires in silence.  REQ: F3 F4 K12; SPEC 2.6
 */
#include "ledger/ledger.h"
#include "model/approval.h"
#include "model/notification.h"
#include "model/outbox_internal.h"
#include "model/post_internal.h"

static const struct sql q_hold = SQL("UPDATE post SET updated_at = updated_at + 1 WHERE id = $1"
	" AND version = $2 AND state = 'waiting_approval' RETURNING id");
static const struct sql q_ask = SQL("UPDATE post SET asked_id = $2 WHERE id = $1");
static const struct sql q_take_back = SQL("UPDATE outbox SET state = 'dropped', updated_at = $2"
	" WHERE post_id = $1 AND state IN ('queued', 'held', 'failed')"
	" RETURNING id");
static const struct sql q_late = SQL("SELECT id, author_id, asked_id FROM post WHERE planned_at > 0"
	" AND planned_at < $1 AND told_at = 0"
	" AND state IN ('draft', 'waiting_approval') ORDER BY id LIMIT 100");
static const struct sql q_told = SQL("UPDATE post SET told_at = $2 WHERE id = $1");

enum err
post_record(struct db *db, struct arena *a, const struct post *p,
    struct str decision, struct person_id by, struct str clause,
    struct str remark, usec_t now)
{
	struct event e = { now, by.v, NULL, "post", p->id.v };

	return ledger_rows(db, a, COVERED_post_decision, &e,
	    (const struct db_value[]){ db_int(p->id.v), db_int(p->version),
		db_text(decision), db_int(by.v), db_text(clause),
		db_text(remark), db_int(now) },
	    1, NULL);
}

/* Whoever wrote the newest words is not the second pair of eyes on them: the
 * first writer confirms, and of the first writer's own the nearest who may. */
static enum err
ask_other(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct post *post, usec_t now)
{
	struct object o = post_approval_object(post);
	struct ruling j;

	post->asked = post->author;
	if (p->id.v == post->author.v) {
		j = may(m, a, p, ACT_APPROVE, &o, now);
		post->asked.v = j.nroute ? j.route[0]->id.v : 0;
	}
	TRY(db_run(db, &q_ask,
	    DB_ARGS(db_int(post->id.v), db_ref(post->asked.v)), NULL));
	return approval_tell(
	    db, m, APPROVAL_POST, post->id.v, post->asked, now);
}

static enum err
approve(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct post *post, struct str text,
    struct str clause, struct str remark, usec_t now)
{
	bool edited = text.n > 0 && !str_eq(text, post->text);
	bool stands;

	if (edited)
		TRY(post_add_version(db, a, post, p, text, now));
	TRY(post_check_exact(db, a, m, post, post->text, true, &stands));
	if (stands)
		return fail(ERR_BLOCKED,
		    "a finding stands that must be mended before it goes out");
	if (edited && post->four_eyes)
		return ask_other(db, a, m, p, post, now);
	TRY(post_record(
	    db, a, post, STR("approve"), p->id, clause, remark, now));
	return post_enqueue(db, a, m, post, p->id, now);
}

enum err
post_decide(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct post_id id, int64_t version,
    struct str decision, struct str text, struct str remark, usec_t now,
    struct post *out)
{
	struct decision d = { .by = p, .what = decision, .remark = remark };
	struct object o;
	struct db_rows r;

	TRY(db_query(
	    db, a, &q_hold, DB_ARGS(db_int(id.v), db_int(version)), &r));
	if (r.n == 0)
		return fail(ERR_CONFLICT,
		    "the post has been changed, decided on or taken back");
	TRY(post_get(db, a, id, out));
	o = post_approval_object(out);
	TRY(approval_may_decide(m, &o, &d, now));
	TRY(approval_settled(db, APPROVAL_POST, id.v, now));
	if (d.approve) {
		TRY(approve(
		    db, a, m, p, out, text, str_from(d.clause), remark, now));
	} else {
		TRY(post_record(db, a, out, decision, p->id, str_from(d.clause),
		    remark, now));
		TRY(post_set_state(db, a, out, STR("draft"), now));
		TRY(notification_add(
		    db, out->author, NOTIFY_POST_RETURNED, id.v, now));
	}
	return post_get(db, a, id, out);
}

static enum err
may_take_back(const struct municipality *m, const struct person *p,
    const struct post *post, usec_t now)
{
	struct object o = post_account_object(m, post->account);

	if (p->id.v != post->author.v &&
	    !may(m, NULL, p, ACT_MODERATE, &o, now).yes)
		return fail(ERR_DENIED,
		    "its writer, or who keeps the account, takes it back");
	return OK;
}

enum err
post_withdraw(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct post_id id, usec_t now)
{
	struct db_rows r;
	struct post post;

	TRY(post_get(db, a, id, &post));
	TRY(may_take_back(m, p, &post, now));
	if (str_eq(post.state, STR("planned"))) {
		struct outbox_item it;

		TRY(db_query(db, a, &q_take_back,
		    DB_ARGS(db_int(id.v), db_int(now)), &r));
		if (r.n == 0)
			return fail(ERR_CONFLICT,
			    "the post is on its way or out already");
		TRY(outbox_find(
		    db, a, (struct outbox_id){ db_get_int(&r, 0, 0) }, &it));
		TRY(outbox_record(db, a, &it,
		    STR("dropped"), STR_NONE, STR("withdrawn"), p->id, now));
	} else if (!str_eq(post.state, STR("waiting_approval"))) {
		return fail(ERR_CONFLICT, "the post is a draft already");
	}
	TRY(approval_settled(db, APPROVAL_POST, id.v, now));
	TRY(post_record(
	    db, a, &post, STR("withdraw"), p->id, STR_NONE, STR_NONE, now));
	return post_set_state(db, a, &post, STR("draft"), now);
}

enum err
post_drop(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct post_id id, usec_t now)
{
	struct post post;

	TRY(post_get(db, a, id, &post));
	TRY(may_take_back(m, p, &post, now));
	if (!str_eq(post.state, STR("draft")) || post.native_id.n)
		return fail(ERR_CONFLICT, "only a draft is thrown away");
	TRY(post_record(
	    db, a, &post, STR("drop"), p->id, STR_NONE, STR_NONE, now));
	return post_set_state(db, a, &post, STR("dropped"), now);
}

enum err
post_give_back(struct db *db, struct arena *a, struct post_id id, usec_t now)
{
	struct post p;

	TRY(post_get(db, a, id, &p));
	TRY(notification_add(db, p.author, NOTIFY_POST_RETURNED, id.v, now));
	return post_set_state(db, a, &p, STR("draft"), now);
}

enum err
post_reword(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *by, struct outbox_item *it, struct str text,
    usec_t now)
{
	struct post p;
	bool stands;

	TRY(post_get(db, a, (struct post_id){ it->post }, &p));
	TRY(post_add_version(db, a, &p, by, text, now));
	it->version = p.version;
	TRY(post_check_exact(db, a, m, &p, text, true, &stands));
	return stands ? fail(ERR_BLOCKED,
			    "a finding stands that must be mended before it "
			    "goes out")
		      : OK;
}

/* REQ: F3 - nothing that waits expires in silence */
enum err
post_tell_late(
    struct db *db, struct arena *a, const struct municipality *m, usec_t now)
{
	struct db_rows r;

	(void)m;
	TRY(db_query(db, a, &q_late, DB_ARGS(db_int(now)), &r));
	for (size_t i = 0; i < r.n; i++) {
		int64_t id = db_get_int(&r, i, 0);
		struct person_id author = { db_get_int(&r, i, 1) };
		struct person_id asked = { db_get_int(&r, i, 2) };

		TRY(notification_add(db, author, NOTIFY_POST_LATE, id, now));
		if (asked.v && asked.v != author.v)
			TRY(notification_add(
			    db, asked, NOTIFY_POST_LATE, id, now));
		TRY(db_run(
		    db, &q_told, DB_ARGS(db_int(id), db_int(now)), NULL));
	}
	return OK;
}
