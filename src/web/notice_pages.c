/* SPDX-License-Identifier: EUPL-1.2
 *
 * notice_pages.c - what a person has been told of, newest first, and what each
 * is about in the words of the thing itself: shown here, where it is known who
 * looks, and never kept or mailed.  REQ: K1 K3 K12 F1
 */
#include "model/fact.h"
#include "model/notification.h"
#include "model/post.h"
#include "model/reply.h"
#include "web/duty.h"
#include "web/pages.h"

enum { PAGE = 100 };

static struct str
enquiry_subject(struct req *r, int64_t id)
{
	struct enquiry e;

	if (enquiry_get(r->db, r->arena, (struct enquiry_id){ id }, &e) != OK)
		return STR_NONE;
	return e.excerpt.n ? e.excerpt : say(r, MSG_MASKED_TEXT);
}

/* Empty where there is nothing to say, or it is gone. */
static struct str
subject(struct req *r, const struct notification *x)
{
	const struct account *acct;
	struct reply reply;
	struct fact fact;
	struct post post;
	struct str object = notification_object(x->kind);

	if (!(r->visit->roles & ACCESS_DESK))
		return STR_NONE;
	if (str_eq(object, STR("enquiry")))
		return enquiry_subject(r, x->object_id);
	if (str_eq(object, STR("reply")))
		return reply_get(r->db, r->arena,
			   (struct reply_id){ x->object_id }, &reply) == OK
			   ? enquiry_subject(r, reply.enquiry.v)
			   : STR_NONE;
	if (str_eq(object, STR("post")))
		return post_get(r->db, r->arena,
			   (struct post_id){ x->object_id }, &post) == OK
			   ? post.title
			   : STR_NONE;
	if (str_eq(object, STR("fact")))
		return fact_get(r->db, r->arena,
			   (struct fact_id){ x->object_id }, &fact) == OK
			   ? fact.title
			   : STR_NONE;
	if (!str_eq(object, STR("account")))
		return STR_NONE;
	acct = account_find(r->visit->m, (struct account_id){ x->object_id });
	return acct ? acct->name : STR_NONE;
}

enum err
page_notices(struct req *r)
{
	struct notices_view v = { .csrf = r->visit->csrf };
	struct notification *x;
	size_t n;

	TRY(notification_list(
	    r->db, r->arena, r->visit->person->id, false, PAGE, &x, &n));
	v.rows = ARENA_ARRAY(r->arena, struct notice_row, n + 1);
	for (size_t i = 0; i < n; i++) {
		v.unread += x[i].read_at == 0;
		v.rows[v.n++] = (struct notice_row){ x[i].id,
			say(r, notification_msg(x[i].kind)),
			str_printf(
			    r->arena, "/varsler/%lld", (long long)x[i].id),
			when_text(r, x[i].at), x[i].read_at == 0,
			subject(r, &x[i]) };
	}
	TRY(web_page_begin(r, say(r, MSG_NAV_NOTICES), NAV_NOTICES));
	tpl_notices(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

enum err
page_notices_read(struct req *r)
{
	TRY(notification_read(r->db, r->visit->person->id, 0, r->now));
	return web_go(r, STR("/varsler"));
}

struct seen {
	struct person_id who;
	int64_t id;
};

static enum err
mark_seen(struct db *db, const void *arg)
{
	const struct seen *s = arg;

	return notification_read(db, s->who, s->id, clock_now());
}

/* Reads it and leads to what it is about. */
enum err
page_notice(struct req *r)
{
	struct seen seen = { r->visit->person->id, r->id };
	struct notification *x;
	size_t n;

	TRY(notification_list(
	    r->db, r->arena, r->visit->person->id, false, 1000, &x, &n));
	for (size_t i = 0; i < n; i++)
		if (x[i].id == r->id) {
			web_later(r, mark_seen, &seen, sizeof(seen));
			return web_go(r, str_printf(r->arena, "%s%lld",
					     notification_path(x[i].kind),
					     (long long)x[i].object_id));
		}
	return fail(ERR_MISSING, "no such notice of yours");
}
