/* SPDX-License-Identifier: EUPL-1.2
 *
 * account_view.c - how accounts are told of: state, dialogue, hours, who leads
 * them, and who can do what the reader cannot.  REQ: O
 */
#include "web/account.h"

#include "web/pages.h"

static const struct {
	struct str state;
	const char *color;
	struct str icon;
	enum msg text;
} states[] = {
	{ STR_INIT("active"), "success", STR_INIT("check-circle"),
	    MSG_ACC_ACTIVE },
	{ STR_INIT("approved"), "info", STR_INIT("approve"), MSG_ACC_APPROVED },
	{ STR_INIT("planned"), NULL, STR_INIT("draft"), MSG_ACC_PLANNED },
	{ STR_INIT("closed"), NULL, STR_INIT("pause"), MSG_ACC_CLOSED },
	{ STR_INIT("retired"), NULL, STR_INIT("archive"), MSG_ACC_RETIRED },
};

static const struct closure *
closure_now(const struct req *r, struct account_id id)
{
	const struct municipality *m = r->visit->m;

	for (size_t i = 0; i < m->nclosures; i++) {
		const struct closure *c = &m->closures[i];

		if ((c->account.v == 0 || c->account.v == id.v) &&
		    c->from <= r->now && r->now < c->to)
			return c;
	}
	return NULL;
}

struct state_view
account_state_view(const struct req *r, const struct account *acct)
{
	const size_t n = sizeof(states) / sizeof(states[0]);
	const struct closure *c = closure_now(r, acct->id);
	size_t i = 0;

	if (c && str_eq(acct->state, STR("active")))
		return (struct state_view){ "warning",
			STR("pause"), say1(r, MSG_ACC_CLOSED_UNTIL, "time",
					  when_text(r, c->to)) };
	while (i + 1 < n && !str_eq(states[i].state, acct->state))
		i++;
	return (struct state_view){ states[i].color, states[i].icon,
		say(r, states[i].text) };
}

static const struct {
	struct str name, icon;
	enum msg text;
} dialogues[] = {
	{ STR_INIT("open"), STR_INIT("c-forum"), MSG_ACC_DIALOGUE_OPEN },
	{ STR_INIT("premoderated"), STR_INIT("eye"),
	    MSG_ACC_DIALOGUE_PREMODERATED },
	{ STR_INIT("messages"), STR_INIT("mail"), MSG_ACC_DIALOGUE_MESSAGES },
	{ STR_INIT("closed"), STR_INIT("stop"), MSG_ACC_DIALOGUE_CLOSED },
};

static size_t
dialogue_index(struct str dialogue)
{
	size_t i = 0;

	while (i < 3 && !str_eq(dialogues[i].name, dialogue))
		i++;
	return i;
}

struct str
dialogue_text(const struct req *r, struct str dialogue)
{
	return say(r, dialogues[dialogue_index(dialogue)].text);
}

struct str
dialogue_icon(struct str dialogue)
{
	return dialogues[dialogue_index(dialogue)].icon;
}

struct str
account_title(const struct req *r, const struct account *acct)
{
	return str_printf(r->arena, "%.*s, %.*s", STR_ARG(acct->name),
	    STR_ARG(channel_title(r, acct->channel)));
}

/* Who -------------------------------------------------------------------- */

static const struct person *
leader_at(const struct req *r, struct unit_id unit)
{
	const struct municipality *m = r->visit->m;

	for (size_t i = 0; i < m->npersons; i++)
		for (size_t k = 0; k < m->persons[i].ngrants; k++) {
			const struct grant *g = &m->persons[i].grants[k];

			if (m->persons[i].active && g->unit.v == unit.v &&
			    (g->role == ROLE_UNIT_LEADER ||
				g->role == ROLE_SECTOR_HEAD) &&
			    g->from <= r->now && r->now < g->to)
				return &m->persons[i];
		}
	return NULL;
}

struct person_id
account_leader(
    const struct req *r, struct unit_id unit, struct person_id editor)
{
	const struct unit *u = unit_find(r->visit->m, unit);

	for (int up = 0; u && u->parent.v && up < 100; up++) {
		const struct person *p = leader_at(r, u->id);

		if (p)
			return p->id;
		u = unit_find(r->visit->m, u->parent);
	}
	return u && u->id.v == unit.v ? editor : (struct person_id){ 0 };
}

struct str
who_can(const struct req *r, const struct ruling *ruling)
{
	enum { NAMED = 3 };
	struct buf b = { .arena = r->arena };

	if (ruling->nroute == 0)
		return say(r, MSG_WHO_NOBODY);
	for (size_t i = 0; i < ruling->nroute && i < NAMED; i++) {
		if (i)
			buf_lit(&b, "; ");
		buf_put(&b, who_titled(r, ruling->route[i]));
		if (!person_present(r->visit->m, ruling->route[i], r->now)) {
			buf_char(&b, ' ');
			buf_put(&b, say(r, MSG_WHO_AWAY));
		}
	}
	return buf_str(&b);
}

/* Hours ------------------------------------------------------------------- */

static bool
same_day(const struct worktime_day *a, const struct worktime_day *b)
{
	if (a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
		if (a->span[i].open != b->span[i].open ||
		    a->span[i].close != b->span[i].close)
			return false;
	return true;
}

static void
put_clock(struct buf *b, enum lang lang, int minute)
{
	buf_printf(b, "%02d%c%02d", minute / 60, lang == LANG_EN ? ':' : '.',
	    minute % 60);
}

static void
put_spans(struct buf *b, enum lang lang, const struct worktime_day *d)
{
	for (int i = 0; i < d->n; i++) {
		buf_lit(b, " ");
		put_clock(b, lang, d->span[i].open);
		buf_lit(b, "–");
		put_clock(b, lang, d->span[i].close);
	}
}

/* "mandag–fredag 08.00–15.30, lørdag 10.00–14.00" */
struct str
hours_text(const struct req *r, const struct worktime *w)
{
	enum lang lang = r->visit->lang;
	struct buf b = { .arena = r->arena };

	for (int d = 0; d < 7; d++) {
		int last = d;

		while (last < 6 && same_day(&w->week[d], &w->week[last + 1]))
			last++;
		if (w->week[d].n) {
			if (b.n)
				buf_lit(&b, ", ");
			buf_put(&b, texts_get(lang,
					(enum msg)(MSG_WEEKDAY_1 + (int)d)));
			if (last > d) {
				buf_lit(&b, "–");
				buf_put(&b,
				    texts_get(lang,
					(enum msg)(MSG_WEEKDAY_1 + (int)last)));
			}
			put_spans(&b, lang, &w->week[d]);
		}
		d = last;
	}
	return buf_str(&b);
}
