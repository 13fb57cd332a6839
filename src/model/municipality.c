/* SPDX-License-Identifier: EUPL-1.2
 *
 * municipality.c - loads the snapshot.  Changes are in people.c (people, units,
 * roles) and settings.c.
 */
#include "model/municipality.h"

#include <jansson.h>
#include <stdlib.h>

#include "model/settings.h"
#include "model/triage.h"

static const struct sql q_version = SQL("SELECT v FROM counter WHERE name = 'municipality'");
static const struct sql q_changed = SQL("INSERT INTO counter (name, v) VALUES ('municipality', 1)"
	" ON CONFLICT (name) DO UPDATE SET v = counter.v + 1");
static const struct sql q_units = SQL(
    "SELECT id, parent_id, name, contact, active FROM unit ORDER BY id");
static const struct sql q_persons = SQL("SELECT id, login, first_name, last_name, title, email, unit_id, lang,"
	" scheme, active, password_hash <> '' FROM person ORDER BY id");
static const struct sql q_grants = SQL("SELECT g.event_seq, g.person_id, g.role, g.unit_id, g.from_at,"
	" COALESCE(e.ended_at, g.to_at), g.given_by FROM role_grant g"
	" LEFT JOIN role_end e ON e.grant_seq = g.event_seq"
	" ORDER BY g.person_id, g.event_seq");
static const struct sql q_absences = SQL(
    "SELECT person_id, substitute_id, from_at, to_at FROM absence ORDER BY id");
static const struct sql q_accounts = SQL("SELECT a.id, a.channel, a.name, a.address, a.purpose, a.unit_id,"
	" a.editor_id, a.leader_id, a.state, a.dialogue, a.dialogue_reason,"
	" a.rules, a.config, a.hours,"
	" (SELECT COALESCE(MAX(COALESCE(d.expires_at, 9223372036854775807)), 0)"
	"  FROM plan p JOIN plan_decision d ON d.plan_id = p.id"
	"  WHERE p.account_id = a.id AND p.state = 'approved'"
	"  AND d.decision = 'approve' AND d.version = p.version)"
	" FROM account a ORDER BY a.id");
static const struct sql q_closures = SQL("SELECT c.event_seq, c.account_id, c.from_at,"
	" COALESCE(e.ended_at, c.to_at), c.reason FROM closure c"
	" LEFT JOIN closure_end e ON e.closure_seq = c.event_seq"
	" WHERE COALESCE(e.ended_at, c.to_at) > $1 ORDER BY c.from_at");
static const struct sql q_crisis = SQL("SELECT n.epoch, n.active, COALESCE(c.reason, ''),"
	" COALESCE(c.decided_by, 0), COALESCE(c.at, 0) FROM crisis_now n"
	" LEFT JOIN crisis c ON c.epoch = n.epoch AND c.active = 1"
	" WHERE n.id = 1");

static const char *const role_names[] = {
#define ROLE(name, text) text,
#include "model/roles.def"
#undef ROLE
};

const char *
role_name(enum role r)
{
	return role_names[r];
}

bool
role_parse(struct str name, enum role *out)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (str_eq(name, str_from(role_names[i]))) {
			*out = (enum role)i;
			return true;
		}
	return false;
}

static enum err
load_units(struct db *db, struct municipality *m)
{
	struct arena *a = &m->arena;
	struct db_rows r;
	struct unit *v;

	TRY(db_query(db, a, &q_units, DB_NOARGS, &r));
	v = ARENA_ARRAY(a, struct unit, r.n + 1);
	for (size_t i = 0; i < r.n; i++)
		v[i] = (struct unit){
			.id = { db_get_int(&r, i, 0) },
			.parent = { db_get_int(&r, i, 1) },
			.name = db_get_text(&r, i, 2),
			.contact = db_get_text(&r, i, 3),
			.active = db_get_int(&r, i, 4) != 0,
		};
	m->units = v;
	m->nunits = r.n;
	return OK;
}

static enum err
load_grants(struct db *db, struct municipality *m, struct person *people)
{
	struct arena *a = &m->arena;
	struct db_rows r;
	struct grant *v;
	size_t at = 0;

	TRY(db_query(db, a, &q_grants, DB_NOARGS, &r));
	v = ARENA_ARRAY(a, struct grant, r.n + 1);
	for (size_t i = 0; i < r.n; i++) {
		enum role role;

		if (!role_parse(db_get_text(&r, i, 2), &role))
			return fail(ERR_BROKEN, "unknown role in the store");
		v[i] = (struct grant){
			.seq = db_get_int(&r, i, 0),
			.role = role,
			.unit = { db_get_int(&r, i, 3) },
			.from = db_get_int(&r, i, 4),
			.to = db_is_null(&r, i, 5) ? INT64_MAX
						   : db_get_int(&r, i, 5),
			.given_by = { db_get_int(&r, i, 6) },
		};
	}
	/* Both lists are ordered by person. */
	for (size_t p = 0; p < m->npersons; p++) {
		size_t from = at;

		while (at < r.n && db_get_int(&r, at, 1) == people[p].id.v)
			at++;
		people[p].grants = v + from;
		people[p].ngrants = at - from;
	}
	return OK;
}

static enum err
load_persons(struct db *db, struct municipality *m)
{
	struct arena *a = &m->arena;
	struct db_rows r;
	struct person *v;

	TRY(db_query(db, a, &q_persons, DB_NOARGS, &r));
	v = ARENA_ARRAY(a, struct person, r.n + 1);
	for (size_t i = 0; i < r.n; i++) {
		v[i] = (struct person){
			.id = { db_get_int(&r, i, 0) },
			.login = db_get_text(&r, i, 1),
			.first_name = db_get_text(&r, i, 2),
			.last_name = db_get_text(&r, i, 3),
			.title = db_get_text(&r, i, 4),
			.email = db_get_text(&r, i, 5),
			.unit = { db_get_int(&r, i, 6) },
			.scheme = db_get_text(&r, i, 8),
			.active = db_get_int(&r, i, 9) != 0,
			.has_password = db_get_int(&r, i, 10) != 0,
		};
		if (!lang_parse(db_get_text(&r, i, 7), &v[i].lang))
			v[i].lang = LANG_NB;
	}
	m->persons = v;
	m->npersons = r.n;
	TRY(load_grants(db, m, v));
	return OK;
}

static enum err
load_absences(struct db *db, struct municipality *m)
{
	struct db_rows r;
	struct absence *v;

	TRY(db_query(db, &m->arena, &q_absences, DB_NOARGS, &r));
	v = ARENA_ARRAY(&m->arena, struct absence, r.n + 1);
	for (size_t i = 0; i < r.n; i++)
		v[i] = (struct absence){
			.person = { db_get_int(&r, i, 0) },
			.substitute = { db_get_int(&r, i, 1) },
			.from = db_get_int(&r, i, 2),
			.to = db_get_int(&r, i, 3),
		};
	m->absences = v;
	m->nabsences = r.n;
	return OK;
}

static enum err
load_accounts(struct db *db, struct municipality *m)
{
	struct arena *a = &m->arena;
	struct db_rows r;
	struct account *v;

	TRY(db_query(db, a, &q_accounts, DB_NOARGS, &r));
	v = ARENA_ARRAY(a, struct account, r.n + 1);
	for (size_t i = 0; i < r.n; i++) {
		v[i] = (struct account){
			.id = { db_get_int(&r, i, 0) },
			.channel = db_get_text(&r, i, 1),
			.name = db_get_text(&r, i, 2),
			.address = db_get_text(&r, i, 3),
			.purpose = db_get_text(&r, i, 4),
			.unit = { db_get_int(&r, i, 5) },
			.editor = { db_get_int(&r, i, 6) },
			.leader = { db_get_int(&r, i, 7) },
			.state = db_get_text(&r, i, 8),
			.dialogue = db_get_text(&r, i, 9),
			.dialogue_reason = db_get_text(&r, i, 10),
			.rules = db_get_text(&r, i, 11),
			.config = db_get_text(&r, i, 12),
			.hours_json = db_get_text(&r, i, 13),
			.plan_expires = db_get_int(&r, i, 14),
		};
		v[i].plan_valid = v[i].plan_expires > clock_now();
		if (v[i].hours_json.n == 0)
			continue;
		v[i].hours = ARENA_NEW(a, struct worktime);
		TRY(worktime_parse(a, v[i].hours_json, v[i].hours));
	}
	m->accounts = v;
	m->naccounts = r.n;
	return OK;
}

/* What is over within 60 days still counts in deadlines that run. */
static enum err
load_closures(struct db *db, struct municipality *m)
{
	struct db_rows r;
	struct closure *v;

	TRY(db_query(db, &m->arena, &q_closures,
	    DB_ARGS(db_int(clock_now() - 60 * DAY)), &r));
	v = ARENA_ARRAY(&m->arena, struct closure, r.n + 1);
	for (size_t i = 0; i < r.n; i++)
		v[i] = (struct closure){
			.seq = db_get_int(&r, i, 0),
			.account = { db_get_int(&r, i, 1) },
			.from = db_get_int(&r, i, 2),
			.to = db_get_int(&r, i, 3),
			.reason = db_get_text(&r, i, 4),
		};
	m->closures = v;
	m->nclosures = r.n;
	return OK;
}

static enum err
load_crisis(struct db *db, struct municipality *m)
{
	struct db_rows r;

	TRY(db_query(db, &m->arena, &q_crisis, DB_NOARGS, &r));
	if (r.n != 1)
		return fail(ERR_BROKEN, "the row crisis_now is missing");
	m->crisis_epoch = db_get_int(&r, 0, 0);
	m->crisis = db_get_int(&r, 0, 1) != 0;
	m->crisis_reason = db_get_text(&r, 0, 2);
	m->crisis_decided_by.v = db_get_int(&r, 0, 3);
	m->crisis_at = db_get_int(&r, 0, 4);
	return OK;
}

/* What the program itself offers as a way in to the municipality is published
 * by that: the whole of it, and each mail address in it.  REQ: K8 K10 */
static void
publish(struct municipality *m, struct str contact)
{
	struct str_list *pub = &m->policy.municipality.published;
	struct str *v = ARENA_ARRAY(
	    &m->arena, struct str, pub->n + contact.n / 2 + 2);
	size_t n = pub->n;

	if (contact.n == 0)
		return;
	if (n)
		memcpy(v, pub->v, n * sizeof(*v));
	v[n++] = contact;
	while (contact.n) {
		struct str word = str_trim(str_take(&contact, ' '));

		while (word.n && strchr(",;.()", word.p[word.n - 1]))
			word.n--;
		if (str_find(word, STR("@")) != STR_NOWHERE)
			v[n++] = word;
	}
	pub->v = v;
	pub->n = n;
}

static enum err
load_ways_in(struct db *db, struct municipality *m)
{
	TRY(settings_load(db, m));
	for (size_t i = 0; i < m->nunits; i++)
		publish(m, m->units[i].contact);
	publish(m, m->formal_address);
	publish(m, m->complaint_address);
	return OK;
}

static enum err
load_all(struct db *db, struct municipality *m)
{
	/* The version first: what changes meanwhile makes it too old, not too
	 * new. */
	TRY(municipality_version(db, &m->version));
	TRY(load_units(db, m));
	TRY(load_persons(db, m));
	TRY(load_absences(db, m));
	TRY(load_accounts(db, m));
	TRY(load_closures(db, m));
	TRY(load_crisis(db, m));
	TRY(triage_model_load(db, &m->arena, &m->triage));
	return load_ways_in(db, m);
}

enum err
municipality_load(struct db *db, struct municipality **out)
{
	struct arena first = { 0 };
	struct municipality *m = ARENA_NEW(&first, struct municipality);
	enum err e;

	m->arena = first; /* it lies in its own arena */
	e = load_all(db, m);
	if (e != OK) {
		municipality_free(m);
		return e;
	}
	*out = m;
	return OK;
}

void
municipality_free(struct municipality *m)
{
	struct arena own;

	if (!m)
		return;
	own = m->arena; /* out of what is about to be freed */
	arena_free(&own);
}

enum err
municipality_version(struct db *db, int64_t *out)
{
	struct arena a = { 0 };
	struct db_rows r;
	enum err e = db_query(db, &a, &q_version, DB_NOARGS, &r);

	if (e == OK)
		*out = r.n ? db_get_int(&r, 0, 0) : 0;
	arena_free(&a);
	return e;
}

enum err
municipality_changed(struct db *db)
{
	return db_run(db, &q_changed, DB_NOARGS, NULL);
}

const struct unit *
unit_find(const struct municipality *m, struct unit_id id)
{
	for (size_t i = 0; i < m->nunits; i++)
		if (m->units[i].id.v == id.v)
			return &m->units[i];
	return NULL;
}

static int
by_id(const void *key, const void *p)
{
	int64_t k = *(const int64_t *)key, v = ((const struct person *)p)->id.v;

	return (k > v) - (k < v);
}

const struct person *
person_find(const struct municipality *m, struct person_id id)
{
	return bsearch(
	    &id.v, m->persons, m->npersons, sizeof(*m->persons), by_id);
}

const struct account *
account_find(const struct municipality *m, struct account_id id)
{
	for (size_t i = 0; i < m->naccounts; i++)
		if (m->accounts[i].id.v == id.v)
			return &m->accounts[i];
	return NULL;
}

bool
unit_within(
    const struct municipality *m, struct unit_id unit, struct unit_id above)
{
	/* The tree has no cycles (unit_change), but a broken store must not
	 * hang us: at most as many steps as there are units. */
	for (size_t i = 0; i <= m->nunits && unit.v; i++) {
		const struct unit *u;

		if (above.v == 0 || unit.v == above.v)
			return true;
		u = unit_find(m, unit);
		if (!u)
			return false;
		unit = u->parent;
	}
	return above.v == 0;
}

static bool
grant_holds(const struct grant *g, usec_t now)
{
	return g->from <= now && now < g->to;
}

unsigned
person_roles(const struct person *p, usec_t now)
{
	unsigned bits = p->active ? ROLE_BIT(ROLE_EMPLOYEE) : 0;

	if (!p->active)
		return 0;
	for (size_t i = 0; i < p->ngrants; i++)
		if (grant_holds(&p->grants[i], now))
			bits |= ROLE_BIT(p->grants[i].role);
	return bits;
}

bool
person_has(const struct municipality *m, const struct person *p, enum role role,
    struct unit_id unit, usec_t now)
{
	if (!p->active)
		return false;
	for (size_t i = 0; i < p->ngrants; i++) {
		const struct grant *g = &p->grants[i];

		if (g->role != role || !grant_holds(g, now))
			continue;
		if (g->unit.v == 0 || (unit.v && unit_within(m, unit, g->unit)))
			return true;
	}
	return false;
}

struct str
person_name(struct arena *a, const struct person *p)
{
	return str_printf(
	    a, "%.*s %.*s", STR_ARG(p->first_name), STR_ARG(p->last_name));
}

const struct worktime *
account_hours(const struct municipality *m, const struct account *acct)
{
	return acct && acct->hours ? acct->hours : &m->hours;
}
