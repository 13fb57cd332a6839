/* SPDX-License-Identifier: EUPL-1.2
 *
 * people.c - units, people, roles and absence: the changes.  The snapshot
 * (municipality.c) is where they are read.
 */
#include "ledger/ledger.h"
#include "model/calendar_feed.h"
#include "model/municipality.h"
#include "model/session.h"

static const struct sql q_unit_add = SQL("INSERT INTO unit (parent_id, name, contact, active)"
	" VALUES ($1, $2, $3, $4) RETURNING id");
static const struct sql q_unit_change = SQL("UPDATE unit SET parent_id = $2, name = $3, contact = $4, active = $5"
	" WHERE id = $1");
static const struct sql q_unit_above = SQL("WITH RECURSIVE up (id, parent_id) AS ("
	" SELECT id, parent_id FROM unit WHERE id = $1"
	" UNION SELECT u.id, u.parent_id FROM unit u"
	" JOIN up ON u.id = up.parent_id)"
	" SELECT COUNT(*) FROM up WHERE id = $2");
static const struct sql q_person_add = SQL("INSERT INTO person (login, first_name, last_name, title, unit_id,"
	" email, lang, scheme, password_hash, active, created_at)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, 'auto', $8, 1, $9) RETURNING id");
static const struct sql q_person_change = SQL("UPDATE person SET first_name = $2, last_name = $3, title = $4,"
	" unit_id = $5, email = $6, active = $7 WHERE id = $1");
static const struct sql q_person_password = SQL("UPDATE person SET password_hash = $2 WHERE id = $1");
static const struct sql q_person_lang = SQL("UPDATE person SET lang = $2 WHERE id = $1");
static const struct sql q_person_scheme = SQL("UPDATE person SET scheme = $2 WHERE id = $1");
static const struct sql q_grant_of = SQL("SELECT person_id FROM role_grant WHERE event_seq = $1");
static const struct sql q_absence_add = SQL("INSERT INTO absence (person_id, from_at, to_at, substitute_id)"
	" VALUES ($1, $2, $3, $4) RETURNING id");

/* The note of a change: which members, never the values that are personal. */
static enum err
note(struct db *db, struct arena *a, const char *kind, const char *object,
    int64_t id, struct person_id by)
{
	struct event e = { clock_now(), by.v, kind, object, id };

	TRY(ledger_note(db, a, &e, STR("{}"), NULL));
	return municipality_changed(db);
}

static enum err
check_name(struct str name, const char *what, size_t most)
{
	if (str_trim(name).n == 0)
		return fail(ERR_INVALID, "%s must be given", what);
	if (name.n > most)
		return fail(
		    ERR_INVALID, "%s is longer than %zu bytes", what, most);
	return OK;
}

enum err
unit_add(struct db *db, struct arena *a, const struct unit *u,
    struct person_id by, struct unit_id *out)
{
	struct db_rows r;

	TRY(check_name(u->name, "the unit's name", 200));
	TRY(db_query(db, a, &q_unit_add,
	    DB_ARGS(db_ref(u->parent.v), db_text(u->name), db_text(u->contact),
		db_int(u->active)),
	    &r));
	out->v = db_get_int(&r, 0, 0);
	return note(db, a, "unit.added", "unit", out->v, by);
}

enum err
unit_change(
    struct db *db, struct arena *a, const struct unit *u, struct person_id by)
{
	int64_t changed;

	TRY(check_name(u->name, "the unit's name", 200));
	if (u->parent.v) {
		struct db_rows r;

		TRY(db_query(db, a, &q_unit_above,
		    DB_ARGS(db_int(u->parent.v), db_int(u->id.v)), &r));
		if (db_get_int(&r, 0, 0) > 0)
			return fail(
			    ERR_INVALID, "a unit cannot lie below itself");
	}
	TRY(db_run(db, &q_unit_change,
	    DB_ARGS(db_int(u->id.v), db_ref(u->parent.v), db_text(u->name),
		db_text(u->contact), db_int(u->active)),
	    &changed));
	if (changed == 0)
		return fail(ERR_MISSING, "no such unit");
	return note(db, a, "unit.changed", "unit", u->id.v, by);
}

/* A login is what one types each morning: letters, digits, . - _ @ */
static enum err
check_login(struct str login)
{
	static const char more[] = ".-_@";

	if (login.n < 2 || login.n > 100)
		return fail(ERR_INVALID,
		    "the login must have between 2 and 100 characters");
	for (size_t i = 0; i < login.n; i++) {
		char c = login.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			memchr(more, c, sizeof(more) - 1)))
			return fail(ERR_INVALID,
			    "the login may hold a-z, 0-9 and . - _ @ only");
	}
	return OK;
}

enum err
person_add(struct db *db, struct arena *a, const struct person *p,
    struct str password_hash, struct person_id by, struct person_id *out)
{
	struct db_rows r;
	enum err e;

	TRY(check_login(p->login));
	TRY(check_name(p->first_name, "the first name", 100));
	TRY(check_name(p->last_name, "the last name", 100));
	e = db_query(db, a, &q_person_add,
	    DB_ARGS(db_text(p->login), db_text(p->first_name),
		db_text(p->last_name), db_text(p->title), db_int(p->unit.v),
		db_text(p->email), db_text(str_from(lang_code(p->lang))),
		db_text(password_hash), db_int(clock_now())),
	    &r);
	if (e == ERR_CONFLICT)
		return fail(
		    e, "the login is taken, or the unit does not exist");
	TRY(e);
	out->v = db_get_int(&r, 0, 0);
	return note(db, a, "person.added", "person", out->v, by);
}

enum err
person_change(
    struct db *db, struct arena *a, const struct person *p, struct person_id by)
{
	int64_t changed;

	TRY(check_name(p->first_name, "the first name", 100));
	TRY(check_name(p->last_name, "the last name", 100));
	TRY(db_run(db, &q_person_change,
	    DB_ARGS(db_int(p->id.v), db_text(p->first_name),
		db_text(p->last_name), db_text(p->title), db_int(p->unit.v),
		db_text(p->email), db_int(p->active)),
	    &changed));
	if (changed == 0)
		return fail(ERR_MISSING, "no such person");
	if (!p->active) {
		TRY(session_end_all(db, p->id));
		TRY(calendar_feed_stop(db, p->id));
	}
	return note(db, a, "person.changed", "person", p->id.v, by);
}

enum err
person_set_password(struct db *db, struct arena *a, struct person_id id,
    struct str hash, struct person_id by)
{
	int64_t changed;

	TRY(db_run(db, &q_person_password, DB_ARGS(db_int(id.v), db_text(hash)),
	    &changed));
	if (changed == 0)
		return fail(ERR_MISSING, "no such person");
	TRY(session_end_all(db, id));
	return note(db, a, "person.password", "person", id.v, by);
}

enum err
person_set_language(struct db *db, struct person_id id, enum lang lang)
{
	TRY(db_run(db, &q_person_lang,
	    DB_ARGS(db_int(id.v), db_text(str_from(lang_code(lang)))), NULL));
	return municipality_changed(db);
}

enum err
person_set_scheme(struct db *db, struct person_id id, struct str scheme)
{
	if (!str_eq(scheme, STR("auto")) && !str_eq(scheme, STR("light")) &&
						!str_eq(scheme, STR("dark")))
		return fail(
		    ERR_INVALID, "the scheme must be auto, light or dark");
	TRY(db_run(db, &q_person_scheme, DB_ARGS(db_int(id.v), db_text(scheme)),
	    NULL));
	return municipality_changed(db);
}

enum err
role_give(struct db *db, struct arena *a, struct person_id to,
    const struct grant *g, int64_t *seq)
{
	struct event e = { clock_now(), g->given_by.v, NULL, "person", to.v };

	if (g->given_by.v == to.v)
		return fail(ERR_DENIED, "nobody gives a role to oneself");
	if (g->role == ROLE_EMPLOYEE || g->to <= g->from)
		return fail(
		    ERR_INVALID, "the role or its period cannot be granted");
	TRY(ledger_rows(db, a, COVERED_role_grant, &e,
	    (const struct db_value[]){ db_int(to.v),
		db_text(str_from(role_name(g->role))), db_ref(g->unit.v),
		db_int(g->from), g->to == INT64_MAX ? db_null() : db_int(g->to),
		db_int(g->given_by.v) },
	    1, seq));
	TRY(session_end_all(db, to));
	return municipality_changed(db);
}

enum err
role_take(struct db *db, struct arena *a, int64_t grant_seq,
    struct person_id by, usec_t now)
{
	struct event e = { now, by.v, NULL, "person", 0 };
	struct db_rows r;

	TRY(db_query(db, a, &q_grant_of, DB_ARGS(db_int(grant_seq)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such role is held");
	e.object_id = db_get_int(&r, 0, 0);
	TRY(ledger_rows(db, a, COVERED_role_end, &e,
	    (const struct db_value[]){
		db_int(grant_seq), db_int(now), db_int(by.v) },
	    1, NULL));
	TRY(session_end_all(db, (struct person_id){ e.object_id }));
	return municipality_changed(db);
}

enum err
absence_add(struct db *db, struct arena *a, const struct absence *ab,
    struct person_id by)
{
	struct db_rows r;

	if (ab->to <= ab->from)
		return fail(
		    ERR_INVALID, "the absence must end after it begins");
	TRY(db_query(db, a, &q_absence_add,
	    DB_ARGS(db_int(ab->person.v), db_int(ab->from), db_int(ab->to),
		db_ref(ab->substitute.v)),
	    &r));
	return note(db, a, "absence.added", "person", ab->person.v, by);
}
