/* SPDX-License-Identifier: EUPL-1.2
 *
 * mail_pages.c - does the mail go out, and what the server says if not; for
 * whoever keeps the program.  REQ: K1
 */
#include "model/notification.h"
#include "web/inside.h"
#include "web/pages.h"
#include "web/settings.h"

static enum err
show(struct req *r, struct str told)
{
	struct mail_view v = { .csrf = r->visit->csrf,
		.told = told,
		.set = r->visit->web->mail,
		.has_address = r->visit->person->email.n > 0 };
	struct mail_queue q;

	TRY(notification_mail_queue(r->db, r->arena, r->now, &q));
	v.waiting = q.waiting;
	v.sent = q.sent;
	v.failed = q.failed;
	v.error = q.error;
	if (q.error.n)
		v.error_when = when_text(r, q.error_at);
	TRY(web_page_begin(r, say(r, MSG_MAIL_TITLE), NAV_SETTINGS));
	tpl_mail(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

enum err
page_mail(struct req *r)
{
	return show(r, STR_NONE);
}

enum err
page_mail_act(struct req *r)
{
	const struct person *me = r->visit->person;

	if (str_eq(pairs_get(&r->form, STR("do")), STR("again"))) {
		TRY(notification_mail_again(r->db, r->now));
		return web_go(r, STR("/innstillinger/epost"));
	}
	if (me->email.n == 0) {
		TRY(show(r, say(r, MSG_MAIL_NO_ADDRESS)));
		return fail(ERR_INVALID, "you have no mail address here");
	}
	/* One that was sent before and not looked at would stand in the way. */
	TRY(notification_settled(r->db, NOTIFY_MAIL_TEST, me->id.v, r->now));
	TRY(notification_add(
	    r->db, me->id, NOTIFY_MAIL_TEST, me->id.v, r->now));
	return show(r, say(r, MSG_MAIL_TEST_TOLD));
}
