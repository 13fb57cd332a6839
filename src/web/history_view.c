/* SPDX-License-Identifier: EUPL-1.2
 *
 * history_view.c - what happened, newest last, each with its entry in the
 * record.  REQ: SPEC 6
 */
#include <jansson.h>

#include "web/enquiry.h"
#include "web/layout.h"

static const struct kind {
	struct str kind, icon;
	enum msg text; /* {who}, {to} */
} kinds[] = {
	{ STR_INIT("message_revision"), STR_INIT("inbox"), MSG_EV_MESSAGE },
	{ STR_INIT("message_state"), STR_INIT("eye-off"), MSG_EV_STATE },
	{ STR_INIT("attachment"), STR_INIT("image"), MSG_EV_ATTACHMENT },
	{ STR_INIT("deadline"), STR_INIT("clock"), MSG_EV_DEADLINE },
	{ STR_INIT("enquiry.claimed"), STR_INIT("user"), MSG_EV_CLAIMED },
	{ STR_INIT("enquiry.released"), STR_INIT("user"), MSG_EV_RELEASED },
	{ STR_INIT("enquiry.handed"), STR_INIT("user"), MSG_EV_HANDED },
	{ STR_INIT("enquiry.category"), STR_INIT("draft"), MSG_EV_CATEGORY },
	{ STR_INIT("enquiry.flags"), STR_INIT("flag"), MSG_EV_FLAGS },
	{ STR_INIT("enquiry.closed"), STR_INIT("archive"), MSG_EV_CLOSED },
	{ STR_INIT("enquiry.reopened"), STR_INIT("inbox"), MSG_EV_REOPENED },
	{ STR_INIT("message.unmasked"), STR_INIT("eye"), MSG_EV_UNMASKED },
	{ STR_INIT("message.told"), STR_INIT("send"), MSG_EV_TOLD },
	{ STR_INIT("message.not_told"), STR_INIT("send"), MSG_EV_NOT_TOLD },
	{ STR_INIT("reply_version"), STR_INIT("draft"), MSG_EV_REPLY },
	{ STR_INIT("reply.asked"), STR_INIT("approve"), MSG_EV_ASKED },
	{ STR_INIT("reply.passed_on"), STR_INIT("approve"), MSG_EV_PASSED_ON },
	{ STR_INIT("reply.rerouted"), STR_INIT("approve"), MSG_EV_REROUTED },
	{ STR_INIT("approval"), STR_INIT("approve"), MSG_EV_APPROVAL },
	{ STR_INIT("finding_overruled"), STR_INIT("warning"),
	    MSG_EV_OVERRULED },
	{ STR_INIT("outbox_result"), STR_INIT("send"), MSG_EV_OUTBOX },
	{ STR_INIT("setting_version"), STR_INIT("settings"), MSG_EV_SETTING },
	{ STR_INIT("role_grant"), STR_INIT("users"), MSG_EV_ROLE_GRANT },
	{ STR_INIT("role_end"), STR_INIT("users"), MSG_EV_ROLE_END },
	{ STR_INIT("plan_version"), STR_INIT("draft"), MSG_EV_PLAN_VERSION },
	{ STR_INIT("plan_decision"), STR_INIT("approve"),
	    MSG_EV_PLAN_DECISION },
	{ STR_INIT("closure"), STR_INIT("pause"), MSG_EV_CLOSURE },
	{ STR_INIT("closure_end"), STR_INIT("at"), MSG_EV_CLOSURE_END },
	{ STR_INIT("crisis"), STR_INIT("siren"), MSG_EV_CRISIS },
	{ STR_INIT("crisis.begun"), STR_INIT("siren"), MSG_EV_CRISIS_BEGUN },
	{ STR_INIT("matter_version"), STR_INIT("matter"), MSG_EV_MATTER },
	{ STR_INIT("matter_tie"), STR_INIT("matter"), MSG_EV_MATTER_TIE },
	{ STR_INIT("fact_version"), STR_INIT("facts"), MSG_EV_FACT },
	{ STR_INIT("correction"), STR_INIT("factual"), MSG_EV_CORRECTION },
	{ STR_INIT("escalation_act"), STR_INIT("flag"), MSG_EV_ESCALATION },
	{ STR_INIT("post_version"), STR_INIT("pencil"), MSG_EV_POST_VERSION },
	{ STR_INIT("post_picture"), STR_INIT("image"), MSG_EV_POST_PICTURE },
	{ STR_INIT("post_decision"), STR_INIT("approve"),
	    MSG_EV_POST_DECISION },
	{ STR_INIT("post_kept"), STR_INIT("warning"), MSG_EV_POST_KEPT },
	{ STR_INIT("post.passed_on"), STR_INIT("approve"),
	    MSG_EV_POST_PASSED_ON },
	{ STR_INIT("post.rerouted"), STR_INIT("approve"),
	    MSG_EV_POST_PASSED_ON },
	{ STR_INIT("account.added"), STR_INIT("at"), MSG_EV_ACCOUNT_ADDED },
	{ STR_INIT("account.changed"), STR_INIT("at"), MSG_EV_ACCOUNT_CHANGED },
	{ STR_INIT("account.state"), STR_INIT("at"), MSG_EV_ACCOUNT_STATE },
	{ STR_INIT("connection.state"), STR_INIT("plug"), MSG_EV_CONNECTION },
	{ STR_INIT("person.added"), STR_INIT("users"), MSG_EV_PERSON_ADDED },
	{ STR_INIT("person.changed"), STR_INIT("users"),
	    MSG_EV_PERSON_CHANGED },
	{ STR_INIT("person.password"), STR_INIT("lock"),
	    MSG_EV_PERSON_PASSWORD },
	{ STR_INIT("absence.added"), STR_INIT("calendar"), MSG_EV_ABSENCE },
	{ STR_INIT("unit.added"), STR_INIT("users"), MSG_EV_UNIT_ADDED },
	{ STR_INIT("unit.changed"), STR_INIT("users"), MSG_EV_UNIT_CHANGED },
	{ STR_INIT("token.added"), STR_INIT("lock"), MSG_EV_TOKEN_ADDED },
	{ STR_INIT("token.revoked"), STR_INIT("lock"), MSG_EV_TOKEN_REVOKED },
	{ STR_INIT("shift.made"), STR_INIT("calendar"), MSG_EV_SHIFT_MADE },
	{ STR_INIT("shift.removed"), STR_INIT("calendar"),
	    MSG_EV_SHIFT_REMOVED },
	{ STR_INIT("shift.swapped"), STR_INIT("calendar"),
	    MSG_EV_SHIFT_SWAPPED },
	{ STR_INIT("task.done"), STR_INIT("check"), MSG_EV_TASK_DONE },
	{ STR_INIT("journal.decided"), STR_INIT("archive"), MSG_EV_JOURNAL },
	{ STR_INIT("triage.learned"), STR_INIT("chart"),
	    MSG_EV_TRIAGE_LEARNED },
	{ STR_INIT("triage.tried"), STR_INIT("chart"), MSG_EV_TRIAGE_TRIED },
	{ STR_INIT(""), STR_INIT("proof"), MSG_EV_OTHER },
};

static const struct kind *
kind_of(struct str name)
{
	const size_t n = sizeof(kinds) / sizeof(kinds[0]);

	for (size_t i = 0; i + 1 < n; i++)
		if (str_eq(kinds[i].kind, name))
			return &kinds[i];
	return &kinds[n - 1];
}

/* A member of a note: a category is said in words, a number is a person. */
static struct str
member(const struct req *r, struct str content, const char *name)
{
	json_t *j = content.n ? json_loadb(content.p, content.n, 0, NULL)
			      : NULL;
	json_t *v = json_object_get(j, name);
	struct str out = STR_NONE;
	enum category c;

	if (json_is_integer(v)) {
		out = who_name(r, (struct person_id){ json_integer_value(v) });
	} else if (json_is_string(v)) {
		out = str_copy(r->arena, str_from(json_string_value(v)));
		if (category_parse(out, &c))
			out = category_text(r->visit->lang, c);
	}
	json_decref(j);
	return out;
}

/* What came of it, where that is known. */
static const struct {
	struct str kind, outcome;
	enum msg text;
} outcomes[] = {
	{ STR_INIT("approval"), STR_INIT("approve"), MSG_EV_APPROVED },
	{ STR_INIT("approval"), STR_INIT("return"), MSG_EV_RETURNED },
	{ STR_INIT("approval"), STR_INIT("withdraw"), MSG_EV_WITHDRAWN },
	{ STR_INIT("outbox_result"), STR_INIT("queued"), MSG_EV_OUT_QUEUED },
	{ STR_INIT("outbox_result"), STR_INIT("sending"), MSG_EV_OUT_SENDING },
	{ STR_INIT("outbox_result"), STR_INIT("sent"), MSG_EV_OUT_SENT },
	{ STR_INIT("outbox_result"), STR_INIT("held"), MSG_EV_OUT_HELD },
	{ STR_INIT("outbox_result"), STR_INIT("failed"), MSG_EV_OUT_FAILED },
	{ STR_INIT("outbox_result"), STR_INIT("unknown"), MSG_EV_OUT_UNKNOWN },
	{ STR_INIT("outbox_result"), STR_INIT("dropped"), MSG_EV_OUT_DROPPED },
};

static enum msg
text_of(const struct event_row *e)
{
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
		if (str_eq(outcomes[i].kind, e->kind) &&
		    str_eq(outcomes[i].outcome, e->outcome))
			return outcomes[i].text;
	return kind_of(e->kind)->text;
}

struct str
history_text(const struct req *r, const struct event_row *e)
{
	struct str who = who_name(r, e->actor);
	struct str to = member(r, e->content, "to");
	enum msg text = text_of(e);

	if (text == MSG_EV_ASKED) {
		to = member(r, e->content, "asked");
		text = to.n ? MSG_EV_ASKED_OF : text;
	}
	if (who.n == 0)
		who = say(r, MSG_THE_PROGRAM);
	return texts_fmt(r->arena, r->visit->lang, text, TEXT_ARG("who", who),
	    TEXT_ARG("to", to), TEXT_ARG("kind", e->kind));
}

static struct event_view
make_event(const struct req *r, const struct event_row *e)
{
	return (struct event_view){ .icon = kind_of(e->kind)->icon,
		.text = history_text(r, e),
		.when = when_text(r, e->at),
		.seq = e->seq };
}

enum err
history_view_fill(struct req *r, struct enquiry_id id, struct enquiry_view *v)
{
	struct event_row *rows;
	size_t n;

	TRY(enquiry_history(r->db, r->arena, id, &rows, &n));
	v->events = ARENA_ARRAY(r->arena, struct event_view, n + 1);
	for (size_t i = 0; i < n; i++)
		v->events[v->nevents++] = make_event(r, &rows[i]);
	return OK;
}
