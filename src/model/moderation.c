/* SPDX-License-Identifier: EUPL-1.2
 * moderation.c - REQ: SPEC 4 K8 K12 */
#include "model/moderation.h"

#include <jansson.h>

#include "base/buf.h"
#include "fmt/date.h"
#include "fmt/jsonout.h"
#include "fmt/texts.h"
#include "ledger/ledger.h"
#include "model/account.h"
#include "model/reply_internal.h"

enum { REMARK_MAX = 500 };

/* Orders to tell, of what is hidden now: in the order given. */
static const struct sql q_orders = SQL("SELECT o.message_id, o.state, o.held_why, o.ordered_by, o.updated_at"
	" FROM outbox o JOIN message m ON m.id = o.message_id"
	" WHERE o.act = 'notice' AND m.state = 'hidden'"
	" AND ($1 = 0 OR o.message_id = $1) ORDER BY o.id");
static const struct sql q_live = SQL("SELECT COUNT(*) FROM outbox WHERE act = 'notice' AND message_id = $1"
	" AND state IN ('held', 'queued', 'sending')");
/* Since when it has been hidden: what was told before is of another time. */
static const struct sql q_seen = SQL("SELECT COALESCE(MAX(event_seq), 0), COALESCE(MAX(seen_at), 0)"
	" FROM message_state WHERE message_id = $1"
	" AND state NOT IN ('hidden', 'held')");
static const struct sql q_said = SQL("SELECT v.kind, v.at, v.actor, c.content FROM event v"
	" LEFT JOIN event_content c ON c.seq = v.seq"
	" WHERE v.object_kind = 'message' AND v.object_id = $1 AND v.seq > $2"
	" AND v.kind IN ('message.told', 'message.not_told')"
	" ORDER BY v.seq DESC LIMIT 1");
static const struct sql q_written = SQL("SELECT m.published_at, COALESCE(e.lang, '') FROM message m"
	" LEFT JOIN enquiry e ON e.id = m.enquiry_id WHERE m.id = $1");

const char *
hiding_told_name(enum hiding_told t)
{
	static const char *const names[] = { "not", "waits", "crisis", "failed",
		"in_thread", "by_hand", "cannot" };

	return names[t];
}

/* The words -----------------------------------------------------------------
 */

struct rules {
	struct house_rule *v;
	size_t n;
};
struct words {			 /* what the notice is made of */
	struct str ground, text; /* its name, and as people see it */
	struct str account;
	usec_t written; /* tells its writer which one, and us two apart */
	enum lang lang;
};

static struct str
where_to_complain(const struct municipality *m)
{
	return m->complaint_address.n ? m->complaint_address
				      : m->formal_address;
}

/* No name, nothing of what was said: what was hidden is not to be found again
 * in the notice of it. */
static struct str
compose(struct arena *a, const struct municipality *m, const struct words *w,
    enum msg head)
{
	struct str where = where_to_complain(m);
	struct buf b = { .arena = a }, day = b, clock = b;

	date_put_day(&day, w->lang, w->written);
	date_put_clock(&clock, w->lang, w->written);
	buf_put(&b, texts_fmt(a, w->lang, head, TEXT_ARG("account", w->account),
			TEXT_ARG("day", buf_str(&day)),
			TEXT_ARG("clock", buf_str(&clock)),
			TEXT_ARG("ground", w->text)));
	if (str_starts(w->ground, STR("K8")) && m->secure_channel.n) {
		buf_lit(&b, " ");
		buf_put(&b, texts_fmt(a, w->lang, MSG_HIDDEN_SECURE,
				TEXT_ARG("where", m->secure_channel)));
	}
	buf_lit(&b, " ");
	buf_put(&b, where.n ? texts_fmt(a, w->lang, MSG_HIDDEN_COMPLAIN,
				  TEXT_ARG("where", where))
			    : texts_get(w->lang, MSG_HIDDEN_COMPLAIN_US));
	return buf_str(&b);
}

/* In the language they wrote, as far as that is one of ours. */
static enum err
words_for(struct db *db, struct arena *a, const struct municipality *m,
    const struct rules *rules, const struct hiding *h, struct words *w)
{
	const struct account *acct = account_find(m, h->account);
	struct db_rows r;

	*w = (struct words){ .ground = h->ground,
		.account = acct ? acct->name : m->name,
		.lang = m->lang };
	w->text = house_rule_text(rules->v, rules->n, h->ground);
	TRY(db_query(db, a, &q_written, DB_ARGS(db_int(h->message.v)), &r));
	w->written = r.n ? db_get_int(&r, 0, 0) : h->at;
	if (r.n && !lang_parse(db_get_text(&r, 0, 1), &w->lang))
		w->lang = m->lang;
	return OK;
}

/* Where it stands -----------------------------------------------------------
 */

static enum hiding_told
told_of(struct str state, struct str why)
{
	if (str_eq(state, STR("sent")))
		return TOLD_IN_THREAD;
	if (str_eq(state, STR("dropped")))
		return TOLD_NOT;
	if (str_eq(state, STR("held")))
		return str_eq(why, STR("crisis"))
		    ? TOLD_CRISIS
		    : str_eq(why, STR("hide")) ? TOLD_WAITS : TOLD_FAILED;
	return str_eq(state, STR("queued")) ||
	    str_eq(state, STR("sending")) ? TOLD_WAITS : TOLD_FAILED;
}

static void
from_orders(const struct db_rows *r, struct message_id id, usec_t since,
    struct hiding_notice *out)
{
	for (size_t i = 0; i < r->n; i++) {
		if (db_get_int(r, i, 0) != id.v || db_get_int(r, i, 4) < since)
			continue;
		out->told = told_of(db_get_text(r, i, 1), db_get_text(r, i, 2));
		out->by.v = db_get_int(r, i, 3);
		out->at = db_get_int(r, i, 4);
	}
}

/* Empty where the content was erased. */
static struct str
remark_of(struct arena *a, struct str content)
{
	json_t *j = content.n ? json_loadb(content.p, content.n, 0, NULL)
			      : NULL;
	const char *s = json_string_value(json_object_get(j, "remark"));
	struct str out = s ? str_copy(a, str_from(s)) : STR_NONE;

	json_decref(j);
	return out;
}

static enum err
from_people(struct db *db, struct arena *a, const struct hiding *h,
    int64_t since, struct hiding_notice *out)
{
	struct db_rows r;

	if (out->told == TOLD_IN_THREAD)
		return OK;
	TRY(db_query(
	    db, a, &q_said, DB_ARGS(db_int(h->message.v), db_int(since)), &r));
	if (r.n == 0)
		return OK;
	out->told = str_eq(db_get_text(&r, 0, 0),
	    STR("message.told")) ? TOLD_BY_HAND : TOLD_CANNOT;
	out->at = db_get_int(&r, 0, 1);
	out->by.v = db_get_int(&r, 0, 2);
	out->remark = remark_of(a, db_get_text(&r, 0, 3));
	return OK;
}

static enum err
can_answer(struct db *db, struct arena *a, struct account_id account,
    struct thread_id thread, bool *out)
{
	struct connection c;
	struct thread t;

	TRY(connection_get(db, a, account, &c));
	TRY(thread_get(db, a, thread, &t));
	*out = reply_can_send(&c) && t.comments_open;
	return OK;
}

struct list {
	struct rules rules;
	struct db_rows orders;
};

static enum err
fill(struct db *db, struct arena *a, const struct municipality *m,
    const struct list *l, const struct hiding *h, struct hiding_notice *out)
{
	struct db_rows seen;
	struct words w;

	TRY(db_query(db, a, &q_seen, DB_ARGS(db_int(h->message.v)), &seen));
	from_orders(&l->orders, h->message, db_get_int(&seen, 0, 1), out);
	TRY(from_people(db, a, h, db_get_int(&seen, 0, 0), out));
	TRY(words_for(db, a, m, &l->rules, h, &w));
	out->in_thread = compose(a, m, &w, MSG_HIDDEN_IN_THREAD);
	out->letter = compose(a, m, &w, MSG_HIDDEN_LETTER);
	return can_answer(db, a, h->account, h->thread, &out->can_in_thread);
}

enum err
moderation_notices(struct db *db, struct arena *a, const struct municipality *m,
    const struct hiding *v, size_t n, struct hiding_notice **out)
{
	struct list l;

	*out = ARENA_ARRAY(a, struct hiding_notice, n + 1);
	TRY(house_rules(db, a, &l.rules.v, &l.rules.n));
	TRY(db_query(db, a, &q_orders,
	    DB_ARGS(db_int(n == 1 ? v[0].message.v : 0)), &l.orders));
	for (size_t i = 0; i < n; i++)
		TRY(fill(db, a, m, &l, &v[i], &(*out)[i]));
	return OK;
}

/* Acts ----------------------------------------------------------------------
 */

static enum err
order_notice(struct db *db, struct arena *a, const struct municipality *m,
    const struct hiding *h, bool after_hide, usec_t now)
{
	struct outbox_item it = { .account = h->account,
		.act = STR("notice"), .thread = h->thread,
		    .message = h->message, .ground = h->ground,
		    .ordered_by = h->by, .after_hide = after_hide };
	struct rules rules;
	struct words w;

	TRY(house_rules(db, a, &rules.v, &rules.n));
	TRY(words_for(db, a, m, &rules, h, &w));
	it.text = compose(a, m, &w, MSG_HIDDEN_IN_THREAD);
	return outbox_order(db, a, m, &it, now);
}

/* REQ: SPEC 4 - each hiding rests on a house rule */
static enum err
check_ground(struct db *db, struct arena *a, struct str ground)
{
	struct house_rule *rules;
	size_t n;

	TRY(house_rules(db, a, &rules, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(rules[i].id, ground))
			return OK;
	return fail(ERR_INVALID, "the ground is none of the house rules");
}

enum err
moderation_hide(struct db *db, struct arena *a, const struct municipality *m,
    const struct hide_order *o, usec_t now)
{
	struct outbox_item it = { .act = STR("hide"), .message = o->message,
				      .ground = o->ground,
				      .ordered_by = o->by };
	struct hiding h = {
		.message = o->message, .ground = o->ground, .by = o->by
	};
	struct db_rows live;
	struct message msg;
	bool can;

	TRY(message_get(db, a, o->message, &msg));
	if (msg.direction != DIRECTION_IN)
		return fail(ERR_INVALID, "our own words are not hidden");
	if (msg.state == MESSAGE_HIDDEN)
		return fail(ERR_CONFLICT, "it is hidden already");
	TRY(check_ground(db, a, o->ground));
	it.account = h.account = msg.account;
	it.thread = h.thread = msg.thread;
	TRY(outbox_order(db, a, m, &it, now));
	TRY(can_answer(db, a, h.account, h.thread, &can));
	TRY(db_query(db, a, &q_live, DB_ARGS(db_int(o->message.v)), &live));
	can = can && db_get_int(&live, 0, 0) == 0;
	return o->tell && can ? order_notice(db, a, m, &h, true, now) : OK;
}

/* The hiding of that message, and how it stands with telling of it. */
static enum err
hiding_of(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *by, struct message_id message, struct hiding *h,
    struct hiding_notice **notice, usec_t now)
{
	const struct account *acct;
	struct object o = { 0 };

	TRY(hiding_get(db, a, message, h));
	acct = account_find(m, h->account);
	o.account = h->account;
	o.unit = acct ? acct->unit : (struct unit_id){ 0 };
	if (!may(m, NULL, by, ACT_MODERATE, &o, now).yes)
		return fail(ERR_DENIED, "K8: a role for the account's unit");
	return moderation_notices(db, a, m, h, 1, notice);
}

enum err
moderation_tell(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *by, struct message_id message, usec_t now)
{
	struct hiding_notice *notice;
	struct hiding h;

	TRY(hiding_of(db, a, m, by, message, &h, &notice, now));
	if (notice->told != TOLD_NOT && notice->told != TOLD_CANNOT)
		return fail(
		    ERR_CONFLICT, "they have been told, or it is on its way");
	if (!notice->can_in_thread)
		return fail(ERR_CONFLICT,
		    "the thread takes no comments: tell them by hand");
	h.by = by->id;
	return order_notice(db, a, m, &h, false, now);
}

enum err
moderation_told(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *by, const struct told_by_hand *t, usec_t now)
{
	struct event e = { now, by->id.v,
		t->told ? "message.told" : "message.not_told", "message",
		t->message.v };
	struct json j = { .out = { .arena = a } };
	struct str remark = str_trim(t->remark);
	struct hiding_notice *notice;
	struct hiding h;

	TRY(hiding_of(db, a, m, by, t->message, &h, &notice, now));
	if (remark.n > REMARK_MAX)
		return fail(ERR_TOO_LARGE, "the remark has more than %d bytes",
		    REMARK_MAX);
	if (remark.n == 0)
		return fail(ERR_INVALID,
		    "say how they were told, or why it cannot be done");
	json_open(&j, '{');
	json_key_str(&j, STR("remark"), remark);
	json_close(&j, '}');
	return ledger_note(db, a, &e, json_done(&j), NULL);
}
