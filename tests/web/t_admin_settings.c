/* SPDX-License-Identifier: EUPL-1.2
 * Settings and hours by the pages: real fields, what they make of a deadline,
 * and two people at once.  REQ: SPEC 3 K1 K8 K10 */
#include <inttypes.h>

#include "model/settings.h"
#include "tests/web/visit.h"

static struct str
setting_now(struct town *t, const char *key, int64_t *version)
{
	struct str value = STR_NONE;

	*version = 0;
	CHECK_OK(setting_get(t->t.db, &t->t.a, str_from(key), &value, version));
	return value;
}

static struct req *
save(struct town *t, const char *version, const char *name, const char *places)
{
	return visit_form(t, "/innstillinger", ROLE_ADMINISTRATOR, "versjon",
	    version, "name", name, "names", "Gausdal\r\n  kommunen \r\n\r\n",
	    "domains", "gausdal.example", "published", "61 22 44 00", "places",
	    places, "projects", "", "suppliers", "", "secure_channel",
	    "https://trygg.example", "formal_address", "post@kommune.example",
	    "lang", "nn", NULL);
}

TEST(admin_settings_are_fields_and_kept)
{
	struct town t;
	struct req *r;
	struct str json;
	int64_t version;

	town_open(&t);
	CHECK(
	    visit(&t, GET, "/innstillinger", ROLE_MAYOR)->answer.status == 403);
	r = visit(&t, GET, "/innstillinger", ROLE_ADMINISTRATOR);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(r, "Kommunens navn"));
	r = save(&t, "0", "", "Østre Gausdal");
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "Østre Gausdal"));
	CHECK(visit_has(r, "id=\"name-feil\""));
	r = save(&t, "0", "Gausdal kommune", "Follebu\r\nSegalstad bru");
	CHECK(r->answer.status == 303);
	json = setting_now(&t, "municipality", &version);
	CHECK(version == 1);
	CHECK(str_find(json, STR("\"names\":[\"Gausdal\",\"kommunen\"]")) !=
	    STR_NOWHERE);
	CHECK(str_find(json,
	    STR("\"places\":[\"Follebu\",\"Segalstad bru\"]")) != STR_NOWHERE);
	r = visit(&t, GET, "/innstillinger?lagret=1", ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "Lagret."));
	CHECK(visit_has(r, "Follebu\nSegalstad bru"));
	CHECK(visit_has(r, "name=\"versjon\" value=\"1\""));
	town_close(&t);
}

/* Two at once: the second sees the first's, with their own still there. */
TEST(admin_settings_never_undo_anothers_unawares)
{
	struct town t;
	struct req *r;
	int64_t version;

	town_open(&t);
	CHECK(
	    save(&t, "0", "Gausdal kommune", "Follebu")->answer.status == 303);
	r = save(&t, "0", "Gausdal kommune", "Svatsum på fjellet");
	CHECK(r->answer.status == 409);
	CHECK(visit_has(r, "Kari administrator lagret"));
	CHECK(visit_has(r, "Svatsum på fjellet")); /* what was typed */
	CHECK(visit_has(r, "En annen har lagret:"));
	CHECK(visit_has(r, "</strong> Follebu"));
	(void)setting_now(&t, "municipality", &version);
	CHECK(version == 1);
	CHECK(visit_has(r, "name=\"versjon\" value=\"1\""));
	CHECK(
	    save(&t, "1", "Gausdal kommune", "Svatsum")->answer.status == 303);
	town_close(&t);
}

/* REQ: K1 - SPEC 3's examples, recomputed by what is typed. */
TEST(admin_hours_show_what_they_make_of_deadlines)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, "/innstillinger/tider", ROLE_ADMINISTRATOR);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(r, "name=\"u0a0\" value=\"08:00\""));
	CHECK(visit_has(r, "name=\"u4b0\" value=\"15:30\""));
	CHECK(visit_has(r, "name=\"u5a0\" value=\"\""));
	CHECK(visit_has(r, "value=\"24.12\""));
	CHECK(visit_has(r, "value=\"påske-4\""));
	CHECK(visit_has(r, "mandag 18. mai 2026 14.00"));
	CHECK(visit_has(r, "tirsdag 7. april 2026 10.00"));
	CHECK(visit_has(r, "torsdag 19. november 2026 08.00"));
	CHECK(visit_has(r, "tirsdag 24. november 2026 08.00"));
	/* from Tuesday 10.12 to the next day, if Wednesday is open */
	CHECK(visit_has(
	    r, "En henvendelse nå får frist onsdag 18. november 2026 10.12."));
	r = visit_form(&t, "/innstillinger/tider", ROLE_ADMINISTRATOR,
	    "versjon", "0", "do", "preview", "u0a0", "9:00", "u0b0", "14.00",
	    "u1a0", "09:00", "u1b0", "14:00", NULL);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(
	    r, "En henvendelse nå får frist mandag 23. november 2026 10.12."));
	CHECK(visit_has(r, "value=\"14.00\"")); /* as it was typed */
	CHECK(!visit_has(r, "Lagret."));
	r = visit(&t, GET, "/innstillinger/tider", ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "name=\"u4b0\" value=\"15:30\"")); /* not stored */
	town_close(&t);
}

TEST(admin_hours_wrong_are_marked_and_kept)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit_form(&t, "/innstillinger/tider", ROLE_ADMINISTRATOR,
	    "versjon", "0", "do", "save", "u0a0", "15:00", "u0b0", "08:00",
	    "u1a0", "tidlig", "u1b0", "", "dag0", "31.02", "sfra", "september",
	    "stil", "14.09", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "value=\"tidlig\""));
	CHECK(visit_has(r, "Må åpne før det stenger"));
	CHECK(visit_has(r, "Skriv klokkeslett som 08:00"));
	CHECK(visit_has(r, "Skriv dagen som 24.12"));
	CHECK(visit_has(r, "value=\"september\""));
	CHECK(visit_has(r, "Skriv begge som dag og måned"));
	r = visit_form(&t, "/innstillinger/tider", ROLE_ADMINISTRATOR,
	    "versjon", "0", "do", "save", "u0a0", "", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "Minst én dag må ha åpningstid."));
	r = visit_form(&t, "/innstillinger/tider", ROLE_EDITOR, "do", "save",
	    "u0a0", "08:00", "u0b0", "09:00", NULL);
	CHECK(r->answer.status == 403);
	town_close(&t);
}

TEST(admin_hours_are_saved_once_each)
{
	struct town t;
	struct req *r;
	int64_t version;
	struct str json;

	town_open(&t);
	r = visit_form(&t, "/innstillinger/tider", ROLE_ADMINISTRATOR,
	    "versjon", "0", "do", "save", "u0a0", "08:00", "u0b0", "11:30",
	    "u0a1", "12:00", "u0b1", "15:30", "sfra", "15.05", "stil", "14.9.",
	    "s0a0", "08:00", "s0b0", "15:00", "dag0", "24.12", "dag1",
	    "påske -4", "stenger1", "12:00", "dag2", "31.07.2026", NULL);
	CHECK(r->answer.status == 303);
	json = setting_now(&t, "hours", &version);
	CHECK(version == 1);
	CHECK(str_find(json,
	    STR("\"mon\":[[\"08:00\",\"11:30\"],[\"12:00\",\"15:30\"]]")) !=
	    STR_NOWHERE);
	CHECK(str_find(json, STR("{\"yearly\":\"12-24\"}")) != STR_NOWHERE);
	CHECK(str_find(json, STR("{\"easter\":-4,\"closes\":\"12:00\"}")) !=
	    STR_NOWHERE);
	CHECK(str_find(json, STR("{\"date\":\"2026-07-31\"}")) != STR_NOWHERE);
	CHECK(str_find(json, STR("\"from\":\"05-15\",\"to\":\"09-14\"")) !=
	    STR_NOWHERE);
	r = visit_form(&t, "/innstillinger/tider", ROLE_ADMINISTRATOR,
	    "versjon", "0", "do", "save", "u0a0", "10:00", "u0b0", "11:00",
	    NULL);
	CHECK(r->answer.status == 409);
	CHECK(visit_has(r, "Kari administrator lagret tidene"));
	CHECK(visit_has(r, "mandag 08.00–11.30 12.00–15.30"));
	CHECK(visit_has(r, "value=\"10:00\""));
	town_close(&t);
}

TEST(admin_an_account_has_hours_of_its_own)
{
	struct town t;
	const char *path, *page;
	struct req *r;

	town_open(&t);
	page = town_path("/kontoer/%" PRId64, t.account.v);
	path = town_path("/kontoer/%" PRId64 "/tider", t.account.v);
	CHECK(visit(&t, GET, path, ROLE_RESPONDER)->answer.status == 403);
	r = visit(&t, GET, path, ROLE_EDITOR);
	CHECK(visit_has(r, "gjelder kommunens: mandag–fredag"));
	CHECK(!visit_has(r, "value=\"common\""));
	r = visit_form(&t, path, ROLE_EDITOR, "do", "save", "u5a0", "10:00",
	    "u5b0", "14:00", "u0a0", "", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, page, ROLE_EDITOR);
	CHECK(visit_has(r, "lørdag 10.00–14.00 (egne for denne kontoen)"));
	r = visit(&t, GET, path, ROLE_EDITOR);
	CHECK(visit_has(r, "value=\"common\""));
	r = visit_form(&t, path, ROLE_EDITOR, "do", "common", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, page, ROLE_EDITOR);
	CHECK(visit_has(r, "mandag–fredag 08.00–15.30"));
	town_close(&t);
}
