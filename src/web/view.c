/* SPDX-License-Identifier: EUPL-1.2
 *
 * view.c - how deadlines, categories and connections are shown everywhere:
 * icon, word and colour, so that nothing is said by colour alone.
 */
#include "web/view.h"

#include "model/worktime.h"
#include "web/layout.h"

/* Deadlines --------------------------------------------------------------- */

enum deadline_state
deadline_state(const struct enquiry *e, usec_t now)
{
	if (str_eq(e->state, STR("answered")) ||
		str_eq(e->state, STR("closed")))
		return DEADLINE_ANSWERED;
	if (e->due == 0 || e->due == WORKTIME_NEVER)
		return DEADLINE_NONE;
	if (e->paused_until > now)
		return DEADLINE_PAUSED;
	if (now >= e->due)
		return DEADLINE_LATE;
	return now >= e->soon_at ? DEADLINE_SOON : DEADLINE_ONTIME;
}

static const struct {
	const char *state, *color;
	struct str icon;
} looks[DEADLINE_STATES] = {
	[DEADLINE_LATE] = { "late", "danger", STR_INIT("late") },
	[DEADLINE_SOON] = { "soon", "warning", STR_INIT("hourglass") },
	[DEADLINE_ONTIME] = { "ontime", NULL, STR_INIT("clock") },
	[DEADLINE_PAUSED] = { "paused", NULL, STR_INIT("pause") },
	[DEADLINE_NONE] = { "none", NULL, STR_INIT("neutral") },
	[DEADLINE_ANSWERED] = { "answered", "success",
	    STR_INIT("check-circle") },
};

/* Working time between two instants, by the hours of the account and without
 * its closures (SPEC 3). */
static usec_t
work_between(
    const struct req *r, const struct enquiry *e, usec_t from, usec_t to)
{
	const struct municipality *m = r->visit->m;
	const struct account *acct = account_find(m, e->account);
	struct worktime_closure *v = ARENA_ARRAY(
	    r->arena, struct worktime_closure, m->nclosures + 1);
	size_t n = 0;

	for (size_t i = 0; i < m->nclosures; i++)
		if (m->closures[i].account.v == 0 ||
		    m->closures[i].account.v == e->account.v)
			v[n++] = (struct worktime_closure){ m->closures[i].from,
				m->closures[i].to };
	return worktime_between(
	    acct ? account_hours(m, acct) : &m->hours, v, n, from, to);
}

static void
fill_ended(
    const struct req *r, const struct enquiry *e, struct deadline_view *d)
{
	bool answered = str_eq(e->state, STR("answered"));
	bool late = e->due && e->answered_at > e->due;

	d->left = say(r, answered ? MSG_ANSWERED : MSG_CLOSED);
	d->before = when_text(r, e->answered_at);
	if (answered && e->due)
		d->at = say(r, late ? MSG_AFTER_DEADLINE : MSG_IN_TIME);
}

struct deadline_view
deadline_view(const struct req *r, const struct enquiry *e)
{
	enum deadline_state s = deadline_state(e, r->now);
	struct deadline_view d = { .state = looks[s].state,
		.color = looks[s].color,
		.icon = looks[s].icon };

	switch (s) {
	case DEADLINE_ANSWERED: fill_ended(r, e, &d); return d;
	case DEADLINE_NONE:
		d.left = say(r, MSG_NO_DEADLINE);
		d.at = say(r, MSG_NOT_TO_US);
		return d;
	case DEADLINE_PAUSED:
		d.left = say(r, MSG_CLOCK_STOPPED);
		d.before = say(r, MSG_CLOSED_UNTIL);
		d.at = when_text(r, e->paused_until);
		return d;
	case DEADLINE_LATE:
		d.left = say1(r, MSG_TIME_OVER, "time",
		    span_text(r, work_between(r, e, e->due, r->now)));
		break;
	case DEADLINE_SOON:
	case DEADLINE_ONTIME:
	case DEADLINE_STATES:
		d.left = say1(r, MSG_TIME_LEFT, "time",
		    span_text(r, work_between(r, e, r->now, e->due)));
		break;
	}
	d.before = say(r, MSG_DEADLINE);
	d.at = when_text(r, e->due);
	d.iso = iso_text(r->arena, e->due);
	return d;
}

/* Categories -------------------------------------------------------------- */

static const struct {
	struct str icon;
	enum msg text;
	const char *clause; /* that demands an answer; NULL: none */
} categories[] = {
	[CATEGORY_QUESTION] = { STR_INIT("question"), MSG_CAT_QUESTION, NULL },
	[CATEGORY_PRAISE] = { STR_INIT("heart"), MSG_CAT_PRAISE, NULL },
	[CATEGORY_NEUTRAL_TO_US] = { STR_INIT("neutral"), MSG_CAT_NEUTRAL,
	    NULL },
	[CATEGORY_NEUTRAL_NOT_TO_US] = { STR_INIT("neutral"), MSG_CAT_NOT_TO_US,
	    NULL },
	[CATEGORY_NEGATIVE] = { STR_INIT("negative"), MSG_CAT_NEGATIVE, "K5" },
	[CATEGORY_FACTUAL_ERROR] = { STR_INIT("factual"), MSG_CAT_FACTUAL,
	    "K6" },
	[CATEGORY_FORMAL_MATTER] = { STR_INIT("formal"), MSG_CAT_FORMAL,
	    "K10" },
};

struct str
category_text(enum lang lang, enum category c)
{
	return texts_get(lang, categories[c].text);
}

struct str
category_icon(enum category c)
{
	return categories[c].icon;
}

const char *
category_clause(enum category c)
{
	return categories[c].clause;
}

/* Connections ------------------------------------------------------------- */

static const struct {
	struct str state;
	const char *color;
	struct str icon;
	enum msg text;
} contact[] = {
	{ STR_INIT("ok"), "success", STR_INIT("check-circle"), MSG_CONN_OK },
	{ STR_INIT("expiring"), "warning", STR_INIT("warning"),
	    MSG_CONN_EXPIRING },
	{ STR_INIT("quiet"), "warning", STR_INIT("warning"), MSG_CONN_QUIET },
	{ STR_INIT("down"), "danger", STR_INIT("late"), MSG_CONN_DOWN },
	{ STR_INIT("manual"), NULL, STR_INIT("pencil"), MSG_CONN_MANUAL },
	{ STR_INIT("new"), NULL, STR_INIT("hourglass"), MSG_CONN_NEW },
};

struct state_view
connection_view(const struct req *r, struct str state)
{
	const size_t n = sizeof(contact) / sizeof(contact[0]);
	size_t i = 0;

	while (i + 1 < n && !str_eq(contact[i].state, state))
		i++;
	return (struct state_view){ contact[i].color, contact[i].icon,
		say(r, contact[i].text) };
}
