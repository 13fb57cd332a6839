/* SPDX-License-Identifier: EUPL-1.2
 *
 * sent_view.c - the answer that is written and not yet with the public: what it
 * says, where it is, and where one does something about it.
 */
#include "model/reply.h"
#include "web/enquiry.h"
#include "web/layout.h"

static const struct {
	struct str state, icon;
	const char *color, *path; /* path: the number of the reply after it */
	enum msg text, link;
} states[] = {
	{ STR_INIT("waiting_approval"), STR_INIT("approve"), "info",
	    "/godkjenning/", MSG_SENT_WAITING, MSG_SENT_SEE_APPROVAL },
	{ STR_INIT("queued"), STR_INIT("send"), "info", NULL, MSG_SENT_QUEUED,
	    MSG_SENT_QUEUED },
	{ STR_INIT("held"), STR_INIT("pause"), "warning", "/utboks",
	    MSG_SENT_HELD, MSG_SENT_SEE_OUTBOX },
	{ STR_INIT("failed"), STR_INIT("late"), "danger", "/utboks",
	    MSG_SENT_FAILED, MSG_SENT_SEE_OUTBOX },
	{ STR_INIT("unknown"), STR_INIT("question"), "warning", "/utboks",
	    MSG_SENT_UNKNOWN, MSG_SENT_SEE_OUTBOX },
};

static void
fill(const struct req *r, const struct reply *reply, size_t i,
    struct sent_view *v)
{
	const struct person *asked = person_find(r->visit->m, reply->asked);

	v->state = (struct state_view){ states[i].color, states[i].icon,
		say(r, states[i].text) };
	if (asked && i == 0)
		v->state.text = say1(
		    r, MSG_SENT_WAITING_FOR, "who", who_titled(r, asked));
	v->shown = true;
	v->text = html_lines(r->arena, reply->text);
	v->by = say1(r, MSG_SENT_BY, "who", who_name(r, reply->text_author));
	if (!states[i].path)
		return;
	v->href = i == 0 ? str_printf(r->arena, "%s%lld", states[i].path,
			       (long long)reply->id.v)
			 : str_from(states[i].path);
	v->link = say(r, states[i].link);
	if (r->visit->m->crisis && str_eq(reply->state, STR("held"))) {
		v->href = STR("/krise");
		v->link = say(r, MSG_CRISIS_SEE_QUEUE);
	}
}

enum err
sent_view_fill(struct req *r, struct enquiry_id id, struct sent_view *v)
{
	struct reply *replies;
	size_t n;

	TRY(reply_of_enquiry(r->db, r->arena, id, &replies, &n));
	for (size_t i = 0; n && i < sizeof(states) / sizeof(states[0]); i++)
		if (str_eq(replies[n - 1].state, states[i].state))
			fill(r, &replies[n - 1], i, v);
	return OK;
}
