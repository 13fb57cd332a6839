/* SPDX-License-Identifier: EUPL-1.2
 *
 * authority.c - the decision table of authority, to be read by a lawyer.
 *
 * A row says: whoever holds ROLE, granted for a unit that WHERE asks for, may
 * do ACTION, and the answer rests on CLAUSE.  Where no row says yes, the
 * answer is no.  Below the table stand the few bars that no row lifts.
 *
 * REQ: F1 F2 F3 F4 K3 K12 L3; SPEC 5
 */
#include "model/authority.h"

enum where {
	ANYWHERE, /* the role, wherever it was granted */
	UNIT, /* granted for the object's unit, a unit above it, or the whole */
	OWN_UNIT, /* the person's own unit is the object's unit or above it */
	WHOLE /* only where granted for the whole municipality, or by office */
};

static const struct row {
	enum action action;
	enum role role;
	enum where where;
	const char *clause;
} table[] = {
	/* The desk: who sees it */
	{ ACT_READ_DESK, ROLE_RESPONDER, ANYWHERE, "K1" },
	{ ACT_READ_DESK, ROLE_EDITOR, ANYWHERE, "K1" },
	{ ACT_READ_DESK, ROLE_ADVISER, ANYWHERE, "K3" },
	{ ACT_READ_DESK, ROLE_UNIT_LEADER, ANYWHERE, "K4" },
	{ ACT_READ_DESK, ROLE_SECTOR_HEAD, ANYWHERE, "F3" },
	{ ACT_READ_DESK, ROLE_TEAM_MEMBER, ANYWHERE, "L3" },
	{ ACT_READ_DESK, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },
	{ ACT_READ_DESK, ROLE_MAYOR, ANYWHERE, "F4" },
	{ ACT_READ_DESK, ROLE_DEPUTY_MAYOR, ANYWHERE, "F4" },
	{ ACT_READ_DESK, ROLE_CRISIS_LEADERSHIP, ANYWHERE, "K12" },
	{ ACT_READ_DESK, ROLE_ARCHIVIST, ANYWHERE, "K10" },
	{ ACT_READ_DESK, ROLE_AUDITOR, ANYWHERE, "SPEC 5" },

	/* What is masked (K8): those who answer for the unit, each look noted
	 */
	{ ACT_READ_MASKED, ROLE_RESPONDER, UNIT, "K8" },
	{ ACT_READ_MASKED, ROLE_EDITOR, UNIT, "K8" },
	{ ACT_READ_MASKED, ROLE_UNIT_LEADER, UNIT, "K8" },
	{ ACT_READ_MASKED, ROLE_ADVISER, ANYWHERE, "K8" },
	{ ACT_READ_MASKED, ROLE_ARCHIVIST, ANYWHERE, "K10" },
	{ ACT_READ_MASKED, ROLE_AUDITOR, ANYWHERE, "SPEC 5" },

	/* Work on enquiries */
	{ ACT_CLAIM, ROLE_RESPONDER, UNIT, "K1" },
	{ ACT_CLAIM, ROLE_EDITOR, UNIT, "K1" },
	{ ACT_CLAIM, ROLE_UNIT_LEADER, UNIT, "K4" },
	{ ACT_CLAIM, ROLE_SECTOR_HEAD, UNIT, "F3" },
	{ ACT_CLAIM, ROLE_ADVISER, ANYWHERE, "K3" },
	{ ACT_CLAIM, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },
	{ ACT_CLAIM, ROLE_MAYOR, ANYWHERE, "F4" },
	{ ACT_CLAIM, ROLE_DEPUTY_MAYOR, ANYWHERE, "F4" },
	{ ACT_WRITE_REPLY, ROLE_RESPONDER, UNIT, "K1" },
	{ ACT_WRITE_REPLY, ROLE_EDITOR, UNIT, "K1" },
	{ ACT_WRITE_REPLY, ROLE_UNIT_LEADER, UNIT, "K4" },
	{ ACT_WRITE_REPLY, ROLE_SECTOR_HEAD, UNIT, "F3" },
	{ ACT_WRITE_REPLY, ROLE_ADVISER, ANYWHERE, "K3" },
	{ ACT_WRITE_REPLY, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },
	{ ACT_WRITE_REPLY, ROLE_MAYOR, ANYWHERE, "F4" },
	{ ACT_WRITE_REPLY, ROLE_DEPUTY_MAYOR, ANYWHERE, "F4" },

	/* F2: facts on one's own field, on one's own authority.  The field is
	 * one's own unit, and what the leader has given beside it. */
	{ ACT_PUBLISH_FACT, ROLE_EMPLOYEE, OWN_UNIT, "F2" },
	{ ACT_PUBLISH_FACT, ROLE_AREA, UNIT, "F2" },
	{ ACT_PUBLISH_FACT, ROLE_UNIT_LEADER, UNIT, "F3" },
	{ ACT_PUBLISH_FACT, ROLE_SECTOR_HEAD, UNIT, "F3" },
	{ ACT_PUBLISH_FACT, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },
	{ ACT_PUBLISH_FACT, ROLE_MAYOR, ANYWHERE, "F4" },
	{ ACT_PUBLISH_FACT, ROLE_DEPUTY_MAYOR, ANYWHERE, "F4" },

	/* F3: statements for a unit, by its leader or one above */
	{ ACT_PUBLISH_STATEMENT, ROLE_UNIT_LEADER, UNIT, "F3" },
	{ ACT_PUBLISH_STATEMENT, ROLE_SECTOR_HEAD, UNIT, "F3" },
	/* F4: for everything */
	{ ACT_PUBLISH_STATEMENT, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },
	{ ACT_PUBLISH_STATEMENT, ROLE_MAYOR, ANYWHERE, "F4" },
	{ ACT_PUBLISH_STATEMENT, ROLE_DEPUTY_MAYOR, ANYWHERE, "F4" },

	{ ACT_LIFT_F4, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },
	{ ACT_LIFT_F4, ROLE_MAYOR, ANYWHERE, "F4" },
	{ ACT_LIFT_F4, ROLE_DEPUTY_MAYOR, ANYWHERE, "F4" },

	/* Approving another's text: those who could have published it (below)
	 */
	{ ACT_APPROVE, ROLE_UNIT_LEADER, UNIT, "F3" },
	{ ACT_APPROVE, ROLE_SECTOR_HEAD, UNIT, "F3" },
	{ ACT_APPROVE, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },
	{ ACT_APPROVE, ROLE_MAYOR, ANYWHERE, "F4" },
	{ ACT_APPROVE, ROLE_DEPUTY_MAYOR, ANYWHERE, "F4" },

	{ ACT_MODERATE, ROLE_RESPONDER, UNIT, "K8" },
	{ ACT_MODERATE, ROLE_EDITOR, UNIT, "K1" },
	{ ACT_MODERATE, ROLE_UNIT_LEADER, UNIT, "K4" },
	{ ACT_MODERATE, ROLE_ADVISER, ANYWHERE, "K3" },
	{ ACT_ENTER_BY_HAND, ROLE_RESPONDER, UNIT, "K1" },
	{ ACT_ENTER_BY_HAND, ROLE_EDITOR, UNIT, "K1" },
	{ ACT_ENTER_BY_HAND, ROLE_UNIT_LEADER, UNIT, "K4" },
	{ ACT_ENTER_BY_HAND, ROLE_ADVISER, ANYWHERE, "K3" },

	/* Accounts rest on a plan that another has approved */
	{ ACT_PLAN_WRITE, ROLE_EDITOR, UNIT, "L1" },
	{ ACT_PLAN_WRITE, ROLE_UNIT_LEADER, UNIT, "L1" },
	{ ACT_PLAN_WRITE, ROLE_ADVISER, ANYWHERE, "L1" },
	{ ACT_PLAN_DECIDE, ROLE_TEAM_MEMBER, ANYWHERE, "L3" },
	{ ACT_PLAN_DECIDE, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "L3" },
	{ ACT_ACCOUNT_CHANGE, ROLE_EDITOR, UNIT, "O" },
	{ ACT_ACCOUNT_CHANGE, ROLE_UNIT_LEADER, UNIT, "K4" },
	{ ACT_ACCOUNT_CHANGE, ROLE_ADVISER, ANYWHERE, "O" },
	{ ACT_CONNECTIONS, ROLE_EDITOR, ANYWHERE, "O" },
	{ ACT_CONNECTIONS, ROLE_UNIT_LEADER, ANYWHERE, "K4" },
	{ ACT_CONNECTIONS, ROLE_ADVISER, ANYWHERE, "O" },
	{ ACT_CONNECTIONS, ROLE_ADMINISTRATOR, ANYWHERE, "SPEC 5" },

	/* Settings and people: the administrator, who never publishes */
	{ ACT_PEOPLE, ROLE_ADMINISTRATOR, WHOLE, "SPEC 5" },
	{ ACT_SETTINGS, ROLE_ADMINISTRATOR, WHOLE, "SPEC 5" },

	{ ACT_READ_RECORD, ROLE_RESPONDER, ANYWHERE, "SPEC 6" },
	{ ACT_READ_RECORD, ROLE_EDITOR, ANYWHERE, "SPEC 6" },
	{ ACT_READ_RECORD, ROLE_ADVISER, ANYWHERE, "SPEC 6" },
	{ ACT_READ_RECORD, ROLE_UNIT_LEADER, ANYWHERE, "SPEC 6" },
	{ ACT_READ_RECORD, ROLE_SECTOR_HEAD, ANYWHERE, "SPEC 6" },
	{ ACT_READ_RECORD, ROLE_TEAM_MEMBER, ANYWHERE, "SPEC 6" },
	{ ACT_READ_RECORD, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "SPEC 6" },
	{ ACT_READ_RECORD, ROLE_MAYOR, ANYWHERE, "SPEC 6" },
	{ ACT_READ_RECORD, ROLE_DEPUTY_MAYOR, ANYWHERE, "SPEC 6" },
	{ ACT_READ_RECORD, ROLE_ARCHIVIST, ANYWHERE, "SPEC 6" },
	{ ACT_READ_RECORD, ROLE_AUDITOR, ANYWHERE, "SPEC 5" },

	{ ACT_PUBLISH_CRISIS, ROLE_CRISIS_LEADERSHIP, ANYWHERE, "K12" },
	/* K12: on the chief executive's decision, by them; the deputies that
	 * the settings name are added by crisis_may_set (model/crisis.h) */
	{ ACT_CRISIS, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "K12" },

	/* K3: whoever answers may say that they are in doubt; the adviser and
	 * the chief executive's team coordinate */
	{ ACT_ESCALATE, ROLE_RESPONDER, ANYWHERE, "K3" },
	{ ACT_ESCALATE, ROLE_EDITOR, ANYWHERE, "K3" },
	{ ACT_ESCALATE, ROLE_UNIT_LEADER, ANYWHERE, "K3" },
	{ ACT_ESCALATE, ROLE_SECTOR_HEAD, ANYWHERE, "K3" },
	{ ACT_ESCALATE, ROLE_ADVISER, ANYWHERE, "K3" },
	{ ACT_ESCALATE, ROLE_TEAM_MEMBER, ANYWHERE, "K3" },
	{ ACT_ESCALATE, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "K3" },
	{ ACT_ESCALATE, ROLE_MAYOR, ANYWHERE, "K3" },
	{ ACT_ESCALATE, ROLE_DEPUTY_MAYOR, ANYWHERE, "K3" },
	{ ACT_COORDINATE, ROLE_ADVISER, ANYWHERE, "K3" },
	{ ACT_COORDINATE, ROLE_TEAM_MEMBER, ANYWHERE, "K3" },
	{ ACT_COORDINATE, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "K3" },

	/* K11: the register of matters under political treatment */
	{ ACT_MATTER, ROLE_ADVISER, ANYWHERE, "K11" },
	{ ACT_MATTER, ROLE_SECTOR_HEAD, ANYWHERE, "K11" },
	{ ACT_MATTER, ROLE_TEAM_MEMBER, ANYWHERE, "K11" },
	{ ACT_MATTER, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "K11" },

	/* F1: the facts of a unit, by those who answer for it */
	{ ACT_FACT, ROLE_AREA, UNIT, "F1" },
	{ ACT_FACT, ROLE_UNIT_LEADER, UNIT, "F1" },
	{ ACT_FACT, ROLE_SECTOR_HEAD, UNIT, "F1" },
	{ ACT_FACT, ROLE_ADVISER, ANYWHERE, "F1" },
	{ ACT_FACT, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },

	{ ACT_ROSTER, ROLE_EDITOR, UNIT, "K1" },
	{ ACT_ROSTER, ROLE_UNIT_LEADER, UNIT, "K4" },
	{ ACT_ROSTER, ROLE_SECTOR_HEAD, UNIT, "K4" },
	{ ACT_ROSTER, ROLE_ADVISER, ANYWHERE, "K1" },
	{ ACT_LEADER_VIEW, ROLE_EDITOR, UNIT, "K4" },
	{ ACT_LEADER_VIEW, ROLE_UNIT_LEADER, UNIT, "K4" },
	{ ACT_LEADER_VIEW, ROLE_SECTOR_HEAD, UNIT, "K4" },
	{ ACT_LEADER_VIEW, ROLE_ADVISER, ANYWHERE, "K4" },
	{ ACT_LEADER_VIEW, ROLE_TEAM_MEMBER, ANYWHERE, "K4" },
	{ ACT_LEADER_VIEW, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "K4" },
	{ ACT_LEADER_VIEW, ROLE_AUDITOR, ANYWHERE, "SPEC 5" },

	{ ACT_POST, ROLE_RESPONDER, UNIT, "K1" },
	{ ACT_POST, ROLE_EDITOR, UNIT, "K1" },
	{ ACT_POST, ROLE_UNIT_LEADER, UNIT, "K4" },
	{ ACT_POST, ROLE_SECTOR_HEAD, UNIT, "F3" },
	{ ACT_POST, ROLE_ADVISER, ANYWHERE, "K3" },
	{ ACT_POST, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },
	{ ACT_POST, ROLE_MAYOR, ANYWHERE, "F4" },
	{ ACT_POST, ROLE_DEPUTY_MAYOR, ANYWHERE, "F4" },

	/* Undoing a hiding; never by the one who hid (houserule.h) */
	{ ACT_HOUSE_RULES, ROLE_EDITOR, UNIT, "SPEC 4" },
	{ ACT_HOUSE_RULES, ROLE_UNIT_LEADER, UNIT, "SPEC 4" },
	{ ACT_HOUSE_RULES, ROLE_SECTOR_HEAD, UNIT, "SPEC 4" },
	{ ACT_HOUSE_RULES, ROLE_ADVISER, ANYWHERE, "SPEC 4" },
	{ ACT_HOUSE_RULES, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },

	/* The words and registers of the checks are data (SPEC 4) */
	{ ACT_LEXICON, ROLE_ADVISER, ANYWHERE, "SPEC 4" },
	{ ACT_LEXICON, ROLE_ADMINISTRATOR, WHOLE, "SPEC 4" },

	{ ACT_JOURNAL, ROLE_ARCHIVIST, ANYWHERE, "K10" },

	/* Taking a mask away is a leader's word, with a reason */
	{ ACT_DECLASSIFY, ROLE_UNIT_LEADER, UNIT, "K8" },
	{ ACT_DECLASSIFY, ROLE_SECTOR_HEAD, UNIT, "K8" },
	{ ACT_DECLASSIFY, ROLE_ADVISER, ANYWHERE, "K8" },
	{ ACT_DECLASSIFY, ROLE_CHIEF_EXECUTIVE, ANYWHERE, "F4" },
};

/* Acts that only read: all an auditor may do. */
static bool
only_reads(enum action action)
{
	return action == ACT_READ_DESK || action == ACT_READ_MASKED ||
	       action == ACT_READ_RECORD || action == ACT_LEADER_VIEW;
}

static bool
publishes(enum action action)
{
	return action == ACT_PUBLISH_FACT || action == ACT_PUBLISH_STATEMENT ||
	       action == ACT_APPROVE || action == ACT_LIFT_F4 ||
	       action == ACT_PUBLISH_CRISIS;
}

/* The bars that no row lifts: an auditor reads all and changes nothing; one
 * who is only an administrator does not publish, not even facts of their own
 * unit; no own text is approved where four eyes are demanded. */
static const char *
barred(const struct person *p, enum action action, const struct object *o,
    usec_t now)
{
	unsigned roles = person_roles(p, now);
	unsigned beside = ROLE_BIT(ROLE_EMPLOYEE) | ROLE_BIT(ROLE_AREA);

	if (roles == 0)
		return "SPEC 5";
	if ((roles & ROLE_BIT(ROLE_AUDITOR)) && !only_reads(action))
		return "SPEC 5";
	if (publishes(action) && (roles & ROLE_BIT(ROLE_ADMINISTRATOR)) &&
	    (roles & ~beside) == ROLE_BIT(ROLE_ADMINISTRATOR))
		return "SPEC 5";
	if (action == ACT_APPROVE && p->id.v == o->author.v)
		return "SPEC 2.6";
	if (action == ACT_APPROVE && o->four_eyes && p->id.v == o->coauthor.v)
		return "SPEC 2.6";
	return NULL;
}

static const struct row *row_for(const struct municipality *m,
    const struct person *p, enum action action, const struct object *o,
    usec_t now);

/* Where four eyes are demanded and whoever has the authority has edited the
 * text, they are the one pair; whoever wrote it first may be the other, and
 * confirm it, without authority of their own. */
static bool
confirms(const struct municipality *m, const struct person *p,
    enum action action, const struct object *o, usec_t now)
{
	const struct person *editor = person_find(m, o->coauthor);
	struct object bare = { .unit = o->unit,
		.account = o->account,
		.municipality = o->municipality };

	return action == ACT_APPROVE && o->four_eyes && editor &&
	       p->id.v == o->first_author.v && editor != p &&
	       !barred(editor, action, &bare, now) &&
	       row_for(m, editor, action, &bare, now);
}

static bool
is_f4(enum role r)
{
	return r == ROLE_CHIEF_EXECUTIVE || r == ROLE_MAYOR ||
	       r == ROLE_DEPUTY_MAYOR;
}

static bool
row_holds(const struct municipality *m, const struct person *p,
    const struct row *row, const struct object *o, usec_t now)
{
	/* A statement for the whole municipality, and its approval, need F4. */
	if (o->municipality && publishes(row->action) && !is_f4(row->role) &&
	    row->action != ACT_PUBLISH_CRISIS)
		return false;
	switch (row->where) {
	case ANYWHERE: return (person_roles(p, now) & ROLE_BIT(row->role)) != 0;
	case UNIT: return person_has(m, p, row->role, o->unit, now);
	case WHOLE:
		return person_has(m, p, row->role, (struct unit_id){ 0 }, now);
	case OWN_UNIT:
		return p->active && o->unit.v &&
		       unit_within(m, o->unit, p->unit);
	}
	return false;
}

static const struct row *
row_for(const struct municipality *m, const struct person *p,
    enum action action, const struct object *o, usec_t now)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].action == action &&
		    row_holds(m, p, &table[i], o, now))
			return &table[i];
	return NULL;
}

/* The clause that a "no" rests on: the one that would have to be met. */
static const char *
missing_clause(enum action action, const struct object *o)
{
	if (o->municipality)
		return "F4";
	switch (action) {
	case ACT_PUBLISH_FACT: return "F2";
	case ACT_PUBLISH_STATEMENT:
	case ACT_APPROVE: return "F3";
	case ACT_LIFT_F4: return "F4";
	case ACT_PLAN_WRITE: return "L1";
	case ACT_PLAN_DECIDE: return "L3";
	case ACT_PUBLISH_CRISIS:
	case ACT_CRISIS: return "K12";
	case ACT_ESCALATE:
	case ACT_COORDINATE: return "K3";
	case ACT_MATTER: return "K11";
	case ACT_FACT: return "F1";
	case ACT_LEADER_VIEW: return "K4";
	case ACT_JOURNAL: return "K10";
	case ACT_DECLASSIFY:
	case ACT_READ_MASKED:
	case ACT_MODERATE: return "K8";
	case ACT_READ_DESK:
	case ACT_CLAIM:
	case ACT_WRITE_REPLY:
	case ACT_ROSTER:
	case ACT_POST:
	case ACT_ENTER_BY_HAND: return "K1";
	case ACT_ACCOUNT_CHANGE:
	case ACT_CONNECTIONS: return "O";
	case ACT_PEOPLE:
	case ACT_SETTINGS:
	case ACT_HOUSE_RULES:
	case ACT_LEXICON:
	case ACT_READ_RECORD:
	case ACT_COUNT: break;
	}
	return "SPEC 5";
}

static const struct absence *
absence_now(const struct municipality *m, const struct person *p, usec_t now)
{
	for (size_t i = 0; i < m->nabsences; i++) {
		const struct absence *ab = &m->absences[i];

		if (ab->person.v == p->id.v && ab->from <= now && now < ab->to)
			return ab;
	}
	return NULL;
}

bool
person_present(const struct municipality *m, const struct person *p, usec_t now)
{
	return absence_now(m, p, now) == NULL;
}

/* How near a person stands to the object: levels up from its unit to the unit
 * the role was granted for; those with authority over all come after. */
static int
distance(const struct municipality *m, const struct person *p,
    const struct row *row, const struct object *o, usec_t now)
{
	struct unit_id at = o->unit;

	if (is_f4(row->role))
		return 1000;
	for (int up = 0; at.v && up < 100; up++) {
		const struct unit *u = unit_find(m, at);

		if (row->where == OWN_UNIT && p->unit.v == at.v)
			return up;
		for (size_t i = 0; i < p->ngrants; i++)
			if (p->grants[i].role == row->role &&
			    p->grants[i].unit.v == at.v &&
			    p->grants[i].from <= now && now < p->grants[i].to)
				return up;
		at = u ? u->parent : (struct unit_id){ 0 };
	}
	return 500;
}

struct candidate {
	const struct person *p;
	int rank;
};

/* Nearest first; who is away comes behind their own substitute's turn, and
 * all who are present before all who are away. */
static void
add_candidate(struct candidate *v, size_t *n, const struct person *p, int rank)
{
	size_t at = *n;

	for (size_t i = 0; i < *n; i++)
		if (v[i].p == p)
			return;
	while (at > 0 && v[at - 1].rank > rank) {
		v[at] = v[at - 1];
		at--;
	}
	v[at] = (struct candidate){ p, rank };
	(*n)++;
}

static void
find_route(const struct municipality *m, struct arena *a,
    const struct person *asker, enum action action, const struct object *o,
    usec_t now, struct ruling *out)
{
	struct candidate *v = ARENA_ARRAY(
	    a, struct candidate, 2 * m->npersons + 1);
	const struct person **route;
	size_t n = 0;

	for (size_t i = 0; i < m->npersons; i++) {
		const struct person *p = &m->persons[i], *sub;
		const struct row *row = row_for(m, p, action, o, now);
		const struct absence *away = absence_now(m, p, now);
		int rank;

		if (!row || p == asker || barred(p, action, o, now))
			continue;
		rank = distance(m, p, row, o, now);
		add_candidate(v, &n, p, away ? 10000 + rank : rank);
		sub = away ? person_find(m, away->substitute) : NULL;
		/* A substitute acts for the absent only with authority of
		 * their own: the absence names whom to ask, not a new right. */
		if (sub && sub != asker && !barred(sub, action, o, now) &&
		    row_for(m, sub, action, o, now))
			add_candidate(v, &n, sub, rank);
	}
	route = ARENA_ARRAY(a, const struct person *, n + 1);
	for (size_t i = 0; i < n; i++)
		route[i] = v[i].p;
	out->route = route;
	out->nroute = n;
}

struct ruling
may(const struct municipality *m, struct arena *a, const struct person *p,
    enum action action, const struct object *o, usec_t now)
{
	static const struct object nothing;
	struct ruling out = { 0 };
	const struct row *row;

	if (!o)
		o = &nothing;
	row = row_for(m, p, action, o, now);
	out.clause = barred(p, action, o, now);
	if (!out.clause && row) {
		out.yes = true;
		out.clause = row->clause;
		return out;
	}
	if (!out.clause && confirms(m, p, action, o, now)) {
		out.yes = true;
		out.clause = "SPEC 2.6";
		return out;
	}
	if (!out.clause)
		out.clause = missing_clause(action, o);
	if (a)
		find_route(m, a, p, action, o, now, &out);
	return out;
}

bool
may_somewhere(const struct municipality *m, const struct person *p,
    enum action action, usec_t now)
{
	for (size_t i = 0; i < m->nunits; i++) {
		struct object o = { .unit = m->units[i].id };

		if (may(m, NULL, p, action, &o, now).yes)
			return true;
	}
	return false;
}
