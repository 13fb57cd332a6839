/* SPDX-License-Identifier: EUPL-1.2
 * People, roles and units by the pages: the administrator alone, never for
 * oneself.  REQ: SPEC 5 */
#include <inttypes.h>

#include "model/session.h"
#include "tests/web/visit.h"

static const char *
number(int64_t v)
{
	return town_path("%" PRId64, v);
}

static const char *
person_path(struct town *t, enum role role, const char *rest)
{
	return town_path("/folk/%" PRId64 "%s", t->who[role].v, rest);
}

static struct person
person_now(struct town *t, enum role role)
{
	struct municipality *m;

	CHECK_OK(municipality_load(t->t.db, &m));
	arena_defer(&t->t.a, (void (*)(void *))municipality_free, m);
	return *person_find(m, t->who[role]);
}

TEST(admin_people_are_found)
{
	struct town t;
	struct req *r;

	town_open(&t);
	CHECK(visit(&t, GET, "/folk", ROLE_EDITOR)->answer.status == 403);
	r = visit(&t, GET, "/folk", ROLE_ADMINISTRATOR);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(r, "15 personer."));
	r = visit(&t, GET, "/folk?q=KARI+mayor", ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "2 personer.")); /* and the deputy */
	r = visit(&t, GET, "/folk?rolle=archivist", ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "Én person."));
	CHECK(visit_has(r, "Kari archivist"));
	r = visit(&t, GET, town_path("/folk?enhet=%" PRId64, t.works.v),
	    ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "Ingen passer"));
	r = visit(&t, GET, "/folk?fra=50", ROLE_ADMINISTRATOR);
	CHECK(r->answer.status == 200);
	town_close(&t);
}

/* Two have the same page open: what one did not touch stays as the other has
 * stored it; what both did is shown to the second before it holds. */
TEST(admin_two_change_the_same_person)
{
	struct town t;
	struct req *shown, *r;
	const char *path, *name, *last, *title, *unit;

	town_open(&t);
	path = town_path("/folk/%" PRId64, t.who[ROLE_RESPONDER].v);
	shown = visit(&t, GET, path, ROLE_ADMINISTRATOR);
	name = visit_hidden(shown, "sett:fornavn");
	last = visit_hidden(shown, "sett:etternavn");
	title = visit_hidden(shown, "sett:tittel");
	unit = town_path("%" PRId64, t.culture.v);
	r = visit_form(&t, path, ROLE_ADMINISTRATOR, "fornavn", "Kåre",
	    "etternavn", "Ås", "tittel", "Rådgiver", "enhet", unit, "aktiv",
	    "ja", NULL);
	CHECK(r->answer.status == 303);
	/* The other had the old page: the title is new, the name untouched. */
	r = visit_form(&t, path, ROLE_ADMINISTRATOR, "fornavn", "Kari",
	    "sett:fornavn", name, "etternavn", "Åsen", "sett:etternavn", last,
	    "tittel", "Leder", "sett:tittel", title, "enhet", unit, "aktiv",
	    "ja", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "En annen har endret dette imens"));
	CHECK(visit_has(r, "Rådgiver") && visit_has(r, "value=\"Leder\""));
	CHECK(visit_has(r, "value=\"Kåre\""));
	CHECK(str_eq(person_now(&t, ROLE_RESPONDER).last_name, STR("Ås")));
	/* Once more, from the page as it is now. */
	r = visit_form(&t, path, ROLE_ADMINISTRATOR, "fornavn", "Kåre",
	    "sett:fornavn", visit_hidden(r, "sett:fornavn"), "etternavn",
	    "Åsen", "sett:etternavn", visit_hidden(r, "sett:etternavn"),
	    "tittel", "Leder", "sett:tittel", visit_hidden(r, "sett:tittel"),
	    "enhet", unit, "aktiv", "ja", NULL);
	CHECK(r->answer.status == 303);
	CHECK(str_eq(person_now(&t, ROLE_RESPONDER).title, STR("Leder")));
	CHECK(str_eq(person_now(&t, ROLE_RESPONDER).first_name, STR("Kåre")));
	town_close(&t);
}

TEST(admin_a_person_is_added_and_logs_in)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit_form(&t, "/folk/ny", ROLE_ADMINISTRATOR, "bruker",
	    "responder", "fornavn", "Åse <i>", "etternavn", "", "enhet",
	    number(t.culture.v), "epost", "ikke en adresse", "passord",
	    "for kort", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "value=\"Åse &lt;i&gt;\""));
	CHECK(visit_has(r, "Brukernavnet er i bruk"));
	CHECK(visit_has(r, "id=\"etternavn-feil\""));
	CHECK(visit_has(r, "id=\"epost-feil\""));
	CHECK(visit_has(r, "mellom 12 og 200 tegn"));
	CHECK(!visit_has(r, "for kort")); /* a password is never shown */
	r = visit_form(&t, "/folk/ny", ROLE_ADMINISTRATOR, "bruker", "Åse",
	    "fornavn", "Åse", "etternavn", "Bø", "enhet", number(t.culture.v),
	    "epost", "", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "id=\"bruker-feil\""));
	r = visit_form(&t, "/folk/ny", ROLE_ADMINISTRATOR, "bruker", "Aase",
	    "fornavn", "Åse", "etternavn", "Bø", "enhet", number(t.culture.v),
	    "epost", "", "passord", "blåbær og kvikklunsj", NULL);
	CHECK(r->answer.status == 303);
	t.guest_cookie = "0123456789abcdef0123456789abcdef";
	r = visit_form(&t, "/inn", NOBODY, "bruker", "aase", "passord",
	    "blåbær og kvikklunsj", "csrf", t.guest_cookie, NULL);
	CHECK(r->answer.status == 303);
	town_close(&t);
}

/* REQ: DESIGN "Authority" - nobody gives a role to oneself. */
TEST(admin_roles_are_given_and_ended_by_another)
{
	struct town t;
	struct person p;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, person_path(&t, ROLE_ADMINISTRATOR, ""),
	    ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "Ingen gir eller tar fra seg selv roller"));
	CHECK(!visit_has(r, "/avslutt\""));
	p = person_now(&t, ROLE_ADMINISTRATOR);
	r = visit_form(&t, person_path(&t, ROLE_ADMINISTRATOR, "/rolle"),
	    ROLE_ADMINISTRATOR, "rolle", "mayor", NULL);
	CHECK(r->answer.status == 403);
	r = visit_form(&t,
	    town_path("/folk/%" PRId64 "/rolle/%" PRId64 "/avslutt", p.id.v,
		p.grants[0].seq),
	    ROLE_ADMINISTRATOR, NULL);
	CHECK(r->answer.status == 403);

	r = visit_form(&t, person_path(&t, ROLE_EMPLOYEE, "/rolle"),
	    ROLE_ADMINISTRATOR, "rolle", "employee", "rolletil", "2020-01-01",
	    NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "id=\"rolle-feil\""));
	CHECK(visit_has(r, "id=\"rolletil-feil\""));
	r = visit_form(&t, person_path(&t, ROLE_EMPLOYEE, "/rolle"),
	    ROLE_ADMINISTRATOR, "rolle", "responder", "rolleenhet",
	    number(t.works.v), "rollefra", "2026-11-17", "rolletil",
	    "2027-01-31", NULL);
	CHECK(r->answer.status == 303);
	p = person_now(&t, ROLE_EMPLOYEE);
	CHECK(p.ngrants == 1 && p.grants[0].unit.v == t.works.v);
	CHECK(person_roles(&p, t.now) & ROLE_BIT(ROLE_RESPONDER));
	r = visit(
	    &t, GET, person_path(&t, ROLE_EMPLOYEE, ""), ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "Teknisk drift"));
	r = visit_form(&t,
	    town_path("/folk/%" PRId64 "/rolle/%" PRId64 "/avslutt", p.id.v,
		p.grants[0].seq),
	    ROLE_ADMINISTRATOR, NULL);
	CHECK(r->answer.status == 303);
	p = person_now(&t, ROLE_EMPLOYEE);
	CHECK(!(person_roles(&p, t.now) & ROLE_BIT(ROLE_RESPONDER)));
	/* a grant is ended where it stands, not through another person */
	p = person_now(&t, ROLE_EDITOR);
	r = visit_form(&t,
	    town_path("/folk/%" PRId64 "/rolle/%" PRId64 "/avslutt",
		t.who[ROLE_MAYOR].v, p.grants[0].seq),
	    ROLE_ADMINISTRATOR, NULL);
	CHECK(r->answer.status == 404);
	town_close(&t);
}

TEST(admin_who_leaves_is_out_at_once)
{
	struct town t;
	struct req *r;

	town_open(&t);
	CHECK(visit(&t, GET, "/", ROLE_RESPONDER)->answer.status == 200);
	r = visit_form(&t, person_path(&t, ROLE_RESPONDER, ""),
	    ROLE_ADMINISTRATOR, "fornavn", "Kari", "etternavn", "Sæther",
	    "tittel", "", "enhet", number(t.culture.v), "aktiv", "nei", NULL);
	CHECK(r->answer.status == 303);
	CHECK(visit(&t, GET, "/", ROLE_RESPONDER)->answer.status == 303);
	r = visit(
	    &t, GET, person_path(&t, ROLE_RESPONDER, ""), ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "Kari Sæther"));
	CHECK(visit_has(r, "Har sluttet"));
	/* oneself stays, whatever the form says */
	r = visit_form(&t, person_path(&t, ROLE_ADMINISTRATOR, ""),
	    ROLE_ADMINISTRATOR, "fornavn", "Ada", "etternavn", "Drift", "enhet",
	    number(t.culture.v), "aktiv", "nei", NULL);
	CHECK(r->answer.status == 303);
	CHECK(
	    visit(&t, GET, "/folk", ROLE_ADMINISTRATOR)->answer.status == 200);
	town_close(&t);
}

TEST(admin_password_and_absence)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit_form(&t, person_path(&t, ROLE_EDITOR, "/passord"),
	    ROLE_ADMINISTRATOR, "passord", "kort", NULL);
	CHECK(r->answer.status == 400);
	r = visit_form(&t, person_path(&t, ROLE_EDITOR, "/passord"),
	    ROLE_ADMINISTRATOR, "passord", "et nytt og langt ord på øya", NULL);
	CHECK(r->answer.status == 303);
	CHECK(person_now(&t, ROLE_EDITOR).has_password);
	CHECK(visit(&t, GET, "/", ROLE_EDITOR)->answer.status == 303);

	r = visit_form(&t, person_path(&t, ROLE_UNIT_LEADER, "/fravaer"),
	    ROLE_ADMINISTRATOR, "bortefra", "2026-11-17", "bortetil",
	    "2026-11-16", "vikar", number(t.who[ROLE_UNIT_LEADER].v), NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "id=\"bortetil-feil\""));
	CHECK(visit_has(r, "Ingen er vikar for seg selv"));
	r = visit_form(&t, person_path(&t, ROLE_UNIT_LEADER, "/fravaer"),
	    ROLE_ADMINISTRATOR, "bortefra", "2026-11-17", "bortetil",
	    "2026-11-20", "vikar", number(t.who[ROLE_SECTOR_HEAD].v), NULL);
	CHECK(r->answer.status == 303);
	r = visit(
	    &t, GET, person_path(&t, ROLE_UNIT_LEADER, ""), ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "Borte nå"));
	CHECK(visit_has(r, "Kari sector_head"));
	town_close(&t);
}

TEST(admin_units_are_a_tree)
{
	struct town t;
	struct req *r;

	town_open(&t);
	CHECK(visit(&t, GET, "/enheter", ROLE_MAYOR)->answer.status == 403);
	r = visit(&t, GET, "/enheter", ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "3 enheter."));
	CHECK(visit_has(r, "Kari unit_leader"));
	r = visit_form(&t, "/enheter/ny", ROLE_ADMINISTRATOR, "navn",
	    "Fjerdum skole, Østre", "over", number(t.culture.v), "kontakt",
	    "post@skole.example", NULL);
	CHECK(r->answer.status == 303);
	CHECK(visit_has(visit(&t, GET, "/enheter", ROLE_ADMINISTRATOR),
	    "Fjerdum skole, Østre"));
	r = visit_form(&t, town_path("/enheter/%" PRId64, t.root.v),
	    ROLE_ADMINISTRATOR, "navn", "Kommunen", "over", number(t.culture.v),
	    "aktiv", "ja", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "kan ikke ligge under seg selv"));
	CHECK(visit_has(r, "value=\"Kommunen\""));
	r = visit_form(&t, town_path("/enheter/%" PRId64, t.culture.v),
	    ROLE_ADMINISTRATOR, "navn", "Kultur", "over", number(t.root.v),
	    "aktiv", "nei", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "Flytt dem til en annen enhet"));
	r = visit_form(&t, "/enheter/ny", ROLE_ADMINISTRATOR, "navn", "", NULL);
	CHECK(r->answer.status == 400);
	CHECK(
	    visit(&t, GET, "/enheter/999", ROLE_ADMINISTRATOR)->answer.status ==
	    404);
	town_close(&t);
}
