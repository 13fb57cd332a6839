/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_register.c - what is kept stays as it was chosen, however often the form is
 * saved, and is shown in words.  REQ: K7 K11 F1
 */
#include <stdio.h>

#include "model/fact.h"
#include "model/matter.h"
#include "tests/web/visit.h"
#include "web/enquiry.h"

TEST(register_keeps_the_day_of_a_matter)
{
	struct matter *v;
	struct town t;
	struct req *r;
	size_t n;

	town_open(&t);
	r = visit_form(&t, "/saker/ny", ROLE_ADVISER, "tittel", "Skolestruktur",
	    "ord", "nedlegg", "innstilling", "Videreføres", "vedtas",
	    "2026-12-17", NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(matter_list(t.t.db, &t.t.a, t.now, &v, &n));
	CHECK(n == 1);
	for (int i = 0; i < 2; i++) {
		const char *path = town_path(
		    "/saker/%lld", (long long)v[0].id.v);

		r = visit(&t, GET, path, ROLE_ADVISER);
		CHECK(visit_has(r, "value=\"2026-12-17\""));
		r = visit_form(&t, path, ROLE_ADVISER, "versjon",
		    visit_hidden(r, "versjon"), "tittel", "Skolestruktur",
		    "ord", "nedlegg", "innstilling", "Videreføres", "vedtas",
		    "2026-12-17", NULL);
		CHECK(r->answer.status == 303);
	}
	r = visit_form(&t, town_enquiry_path(&t, 0, "/sak"), ROLE_ADVISER,
	    "sak", town_path("%lld", (long long)v[0].id.v), NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, town_path("/saker/%lld", (long long)v[0].id.v),
	    ROLE_RESPONDER);
	CHECK(visit_has(r, town_enquiry_path(&t, 0, "")));
	CHECK(visit_has(r, "Du kan lese det."));
	r = visit(&t, GET, "/saker", ROLE_ADVISER);
	CHECK(visit_has(r, "vedtas 17.\u00a0desember"));
	town_close(&t);
}

/* Gone through once more on the day after it: not offered, and said so. */
TEST(register_keeps_the_last_day_of_a_fact)
{
	struct fact *v;
	struct town t;
	struct req *r;
	size_t n;

	town_open(&t);
	r = visit_form(&t, "/fakta/ny", ROLE_UNIT_LEADER, "tittel", "Brøyting",
	    "tekst", "Skoleveger først.", "enhet",
	    town_path("%lld", (long long)t.culture.v), "til", "2026-11-20",
	    NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(fact_list(t.t.db, &t.t.a, (struct unit_id){ 0 }, &v, &n));
	CHECK(n == 1);
	r = visit(&t, GET, town_path("/fakta/%lld", (long long)v[0].id.v),
	    ROLE_UNIT_LEADER);
	CHECK(visit_has(r, "value=\"2026-11-20\""));
	r = visit(&t, GET, "/fakta", ROLE_UNIT_LEADER);
	CHECK(visit_has(r, "ut 20.\u00a0november"));
	CHECK(fact_holds(&v[0], t.now + 3 * DAY));
	CHECK(!fact_holds(&v[0], t.now + 4 * DAY));
	town_close(&t);
}

/* Every kind of entry that the ledger vouches for is said in words. */
TEST(register_says_every_kind_of_entry)
{
	static const char *const kinds[] = {
#define COVERED(table, columns, values) #table,
#include "ledger/covered.def"
#undef COVERED
	};
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, "/", ROLE_ADVISER);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct event_row e = { .kind = str_from(kinds[i]) };
		struct str text = history_text(r, &e);

		if (str_find(text, e.kind) != STR_NOWHERE || text.n == 0)
			printf("no words for %s\n", kinds[i]);
		CHECK(text.n && str_find(text, e.kind) == STR_NOWHERE);
	}
	town_close(&t);
}

/* What a fix adds stands before the signature, and the answer that is sent is
 * shown where it was written.  REQ: K7 K10 */
TEST(register_shows_what_was_mended_and_sent)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit_form(&t, town_enquiry_path(&t, 0, "/sjekk"), ROLE_RESPONDER,
	    "fix", "add:refer", "tekst", "Ja. Hilsen Kari", NULL);
	CHECK(r->answer.status == 200 && visit_has(r, "\n\nHilsen Kari</text"));
	r = visit_form(&t, town_enquiry_path(&t, 0, "/sjekk"), ROLE_RESPONDER,
	    "fix", "add:sign", "tekst", "Ja.", NULL);
	CHECK(visit_has(r, "Ja.\n\nHilsen Kari</text"));
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	r = visit_form(&t, town_enquiry_path(&t, 0, "/svar"), ROLE_RESPONDER,
	    "do", "publish", "kind", "statement", "scope", "unit", "tone",
	    "plain", "versjon", visit_hidden(r, "versjon"), "tekst",
	    "Vi åpner lørdag. Hilsen Kari", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	CHECK(visit_has(r, "Venter på godkjenning av"));
	CHECK(visit_has(r, "Vi åpner lørdag."));
	CHECK(visit_has(r, "/godkjenning/"));
	town_close(&t);
}
