/* SPDX-License-Identifier: EUPL-1.2
 *
 * sync_send.c - what goes out: at most once as readers see it (invariant 4).
 * `sending` is committed before the call; an answer that does not come is
 * looked for before anything is sent again.  REQ: SPEC 2.7
 */
#include "app/sync_internal.h"
#include "base/log.h"
#include "model/post.h"

struct taking {
	struct turn *t;
	struct outbox_item it;
	usec_t now;
};

static enum err
take(struct db *db, struct arena *a, void *arg)
{
	struct taking *k = arg;

	TRY(turn_hold(k->t, db, a));
	/* In the turn's arena: the item outlives the transaction. */
	return outbox_take(
	    db, k->t->a, k->t->m, k->t->acct->id, k->now, &k->it);
}

struct finishing {
	const struct outbox_item *it;
	enum outbox_outcome outcome;
	struct str native_id, error;
	usec_t next_at, now;
};

static enum err
finish(struct db *db, struct arena *a, void *arg)
{
	struct finishing *f = arg;

	return outbox_finish(db, a, f->it, f->outcome, f->native_id, f->error,
	    f->next_at, f->now);
}

static bool
is_post(const struct outbox_item *it)
{
	return str_eq(it->act, STR("post")) ||
	    (str_eq(it->act, STR("notice")) && !it->thread.v);
}

/* An answer, or what is said in a thread beside: of a hiding there. */
static bool
is_reply(const struct outbox_item *it)
{
	return str_eq(it->act, STR("reply")) ||
	    (str_eq(it->act, STR("notice")) && it->thread.v);
}

/* Done twice, the public would see it twice. */
static bool
is_once(const struct outbox_item *it)
{
	return is_reply(it) || is_post(it);
}

/* What the call's end means for the item. */
static void
judge(const struct outbox_item *it, enum err e, const struct channel_problem *p,
    struct finishing *f)
{
	usec_t wait = 10 * SECOND;

	for (int64_t i = 1; i < it->tries && wait < HOUR; i++)
		wait *= 2;
	if (p->retry_after > wait)
		wait = p->retry_after;
	f->next_at = f->now + wait;
	f->error = str_from(channel_fault_name(p->fault));
	if (e == OK) {
		f->outcome = OUTCOME_SENT;
		f->error = STR_NONE;
	} else if (e == ERR_UNKNOWN || p->fault == FAULT_UNKNOWN ||
		   p->fault == FAULT_DUPLICATE) {
		/* A duplicate says: it is there.  The look finds which.  What
		 * is no reply may be done twice, and need not be looked for. */
		bool once = is_once(it);

		f->outcome = once ? OUTCOME_AMBIGUOUS : OUTCOME_NOT_SENT;
		if (once)
			f->next_at = f->now + SECOND;
	} else if (p->fault == FAULT_THROTTLED || p->fault == FAULT_TRANSIENT ||
		   p->fault == FAULT_LOGIN) {
		f->outcome = OUTCOME_NOT_SENT;
	} else {
		f->outcome = OUTCOME_FAILED;
	}
}

static struct channel_send
send_of(struct turn *t, const struct outbox_item *it)
{
	return (struct channel_send){
		.thread_native = it->thread_native,
		.parent_native = it->parent_native,
		.text = it->text,
		.marker = it->reply.v
			      ? str_printf(t->a, "ordstyrer-%lld-%lld",
				    (long long)it->reply.v,
				    (long long)it->version)
			      : str_printf(t->a, "ordstyrer-notice-%lld",
				    (long long)it->id.v),
		.since = it->created_at,
	};
}

/* REQ: K2 - a post of a closed account is made with its comments closed */
static bool
is_closed(const struct municipality *m, struct account_id id, usec_t now)
{
	for (size_t i = 0; i < m->nclosures; i++) {
		const struct closure *c = &m->closures[i];

		if ((c->account.v == 0 || c->account.v == id.v) &&
		    c->from <= now && now < c->to)
			return true;
	}
	return false;
}

/* Title and text, parted by an empty line. */
static enum err
notice_article(const struct outbox_item *it, struct post_article *out)
{
	size_t end = str_find(it->text, STR("\n\n"));

	*out = (struct post_article){ .title = it->text, .text = it->text };
	if (end != STR_NOWHERE) {
		out->title = str_cut(it->text, 0, end);
		out->text = str_trim(str_cut(it->text, end, it->text.n));
	}
	return OK;
}

/* The post with its pictures, as it shall stand there. */
static enum err
article_of(
    struct turn *t, const struct outbox_item *it, struct channel_article *out)
{
	struct db *db = store_reader(t->sync->store);
	struct channel_picture *v = ARENA_ARRAY(
	    t->a, struct channel_picture, POST_PICTURES);
	struct post_article x = { 0 };
	enum err e = it->post ? post_article(db, t->a, it, &x)
			      : notice_article(it, &x);

	for (size_t i = 0; i < x.pictures.n && e == OK; i++) {
		struct post_id of;

		v[i].alt = x.pictures.v[i].alt;
		v[i].name = str_printf(
		    t->a, "bilde-%lld", (long long)x.pictures.v[i].seq);
		e = post_picture_get(db, t->a, x.pictures.v[i].seq, &of,
		    &v[i].type, &v[i].content);
	}
	store_reader_done(t->sync->store, db);
	*out = (struct channel_article){ .title = x.title,
		.text = x.text,
		.native_id = x.native_id,
		.pictures = v,
		.npictures = x.pictures.n,
		.comments_open = !is_closed(t->m, it->account, t->ca.now),
		.since = it->created_at };
	return e;
}

static enum err
publish(struct turn *t, const struct outbox_item *it, struct str *native_id,
    struct channel_problem *p)
{
	struct channel_article x;
	enum err e = article_of(t, it, &x);

	if (e != OK) {
		p->fault = FAULT_REFUSED;
		return fail(ERR_REMOTE, "the post could not be read");
	}
	return t->ch->publish(t->a, &t->ca, &x, native_id, p);
}

static enum err
call(struct turn *t, const struct outbox_item *it, struct str *native_id,
    struct channel_problem *p)
{
	struct channel_send s = send_of(t, it);

	if (is_reply(it) && t->ch->reply)
		return t->ch->reply(t->a, &t->ca, &s, native_id, p);
	if (is_post(it) && t->ch->publish)
		return publish(t, it, native_id, p);
	if (str_eq(it->act, STR("hide")) && t->ch->hide)
		return t->ch->hide(t->a, &t->ca, it->message_native, true, p);
	if (str_eq(it->act, STR("show")) && t->ch->hide)
		return t->ch->hide(t->a, &t->ca, it->message_native, false, p);
	if (t->ch->set_open &&
	    (str_eq(it->act, STR("close")) || str_eq(it->act, STR("open"))))
		return t->ch->set_open(t->a, &t->ca, it->thread_native,
		    str_eq(it->act, STR("open")), p);
	p->fault = FAULT_REFUSED;
	p->code = STR("not_possible_here");
	return fail(ERR_REMOTE, "the channel cannot do that");
}

/* Health as sending shows it.  What the platform says of one item is no
 * trouble of the connection. */
static enum err
note_health(struct turn *t, enum outbox_outcome outcome,
    const struct channel_problem *p)
{
	if (outcome == OUTCOME_SENT && t->conn.failures > 0) {
		turn_went_well(t, 0);
		return turn_save(t);
	}
	if (outcome == OUTCOME_SENT || outcome == OUTCOME_FAILED)
		return OK;
	t->in_trouble = true;
	if (p->fault != FAULT_LOGIN && p->fault != FAULT_THROTTLED)
		return OK; /* the item waits, others may try */
	turn_failed(t, p);
	return turn_save(t);
}

static enum err
carry(struct turn *t, const struct outbox_item *it)
{
	struct channel_problem p = { 0 };
	struct finishing f = { .it = it };
	enum err e;

	t->ca.now = clock_now();
	e = call(t, it, &f.native_id, &p);
	f.now = clock_now();
	judge(it, e, &p, &f);
	log_event(LOG_INFO, "outbox", "item=%lld act=%.*s outcome=%d fault=%s",
	    (long long)it->id.v, STR_ARG(it->act), (int)f.outcome,
	    channel_fault_name(p.fault));
	TRY(store_write(t->sync->store, finish, &f));
	return note_health(t, f.outcome, &p);
}

static enum err
look(struct turn *t, const struct outbox_item *it, struct str *native_id,
    struct channel_problem *p)
{
	struct channel_send s = send_of(t, it);
	struct channel_article x;

	if (is_reply(it) && t->ch->look)
		return t->ch->look(t->a, &t->ca, &s, native_id, p);
	if (is_post(it) && t->ch->look_post && article_of(t, it, &x) == OK)
		return t->ch->look_post(t->a, &t->ca, &x, native_id, p);
	return ERR_UNKNOWN;
}

/* Those that were being sent when a process died, or had no answer. */
static enum err
look_for(struct turn *t, const struct outbox_item *it)
{
	struct channel_problem p = { 0 };
	struct finishing f = { .it = it, .now = clock_now() };
	enum err e;

	f.next_at = f.now + 30 * SECOND;
	if (!is_once(it)) {
		f.outcome = OUTCOME_NOT_SENT; /* hiding twice hides once */
		return store_write(t->sync->store, finish, &f);
	}
	e = look(t, it, &f.native_id, &p);
	f.error = str_from(channel_fault_name(p.fault));
	if (e == OK && f.native_id.n)
		f.outcome = OUTCOME_SENT;
	else if (e == OK)
		f.outcome = OUTCOME_NOT_SENT;
	else
		f.outcome = OUTCOME_AMBIGUOUS;
	log_event(LOG_INFO, "outbox_looked", "item=%lld outcome=%d",
	    (long long)it->id.v, (int)f.outcome);
	return store_write(t->sync->store, finish, &f);
}

static enum err
look_all(struct turn *t)
{
	struct db *db = store_reader(t->sync->store);
	struct outbox_item *v;
	size_t n = 0;
	enum err e = outbox_stranded(
	    db, t->a, t->acct->id, clock_now(), &v, &n);

	store_reader_done(t->sync->store, db);
	for (size_t i = 0; i < n && e == OK; i++)
		e = look_for(t, &v[i]);
	return e;
}

enum err
turn_send(struct turn *t)
{
	enum { ITEMS_MAX = 100 };

	TRY(look_all(t));
	for (int i = 0; i < ITEMS_MAX && !t->in_trouble; i++) {
		struct taking k = { .t = t, .now = clock_now() };
		enum err e = store_write(t->sync->store, take, &k);

		if (e == ERR_MISSING || e == ERR_CONFLICT)
			return OK; /* nothing due, or the snapshot is old */
		TRY(e);
		if (str_eq(k.it.state, STR("sending")))
			TRY(carry(t, &k.it));
	}
	return OK;
}
