/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_clause_marks.c - what an enquiry is marked with, corrected by people.
 * REQ: K3 K8
 */
#include "model/escalation.h"
#include "tests/web/clauses/scenario.h"

enum { A_QUESTION }; /* of the town's enquiries (visit.h) */

/* REQ: K8 */
CLAUSE_TEST(K8, marked,
    "Et menneske kan si at noe er taushetsbelagt, og bare en leder at det ikke "
    "er det")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("programmet har ikke sett at en henvendelse gjelder en persons "
	      "egen sak");
	WHEN("saksbehandleren merker den som taushetsbelagt");
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/merker"),
	    ROLE_RESPONDER, "merke", "confidential", NULL);
	THEN("skjules tekst og navn med det samme, og det står i protokollen");
	CHECK(r->answer.status == 303);
	CHECK(town_enquiry(&t, A_QUESTION).excerpt.n == 0);
	CHECK(town_enquiry(&t, A_QUESTION).author_name.n == 0);
	CHECK(scenario_recorded(&t, "enquiry.flags") == 1);
	WHEN("saksbehandleren selv vil ta merket bort");
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/merker"),
	    ROLE_RESPONDER, "grunn", "Det gikk bra", NULL);
	THEN("avvises det");
	CHECK(r->answer.status == 403);
	WHEN("lederen vil ta det bort uten grunn");
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/merker"),
	    ROLE_UNIT_LEADER, NULL);
	THEN("spør skjermen etter grunnen, og teksten er skjult ennå");
	CHECK(r->answer.status == 400);
	CHECK(town_enquiry(&t, A_QUESTION).excerpt.n == 0);
	WHEN("lederen sier hvorfor");
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/merker"),
	    ROLE_UNIT_LEADER, "grunn", "Gjelder en løype", NULL);
	THEN("vises teksten igjen, og begge valg står i protokollen");
	CHECK(r->answer.status == 303);
	CHECK(town_enquiry(&t, A_QUESTION).excerpt.n > 0);
	CHECK(scenario_recorded(&t, "enquiry.flags") == 2);
	town_close(&t);
}

/* REQ: K3 */
CLAUSE_TEST(K3, marked,
    "Den som ser at noe kan skade omdømmet, får det lagt fram for rådgiveren")
{
	struct escalation esc;
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("ingen har meldt henvendelsen som omdømmesak");
	CHECK_OK(escalation_of(t.t.db, &t.t.a, t.enquiry[A_QUESTION], &esc));
	CHECK(esc.id.v == 0);
	WHEN("saksbehandleren merker at den kan skade omdømmet");
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/merker"),
	    ROLE_RESPONDER, "merke", "reputation", NULL);
	THEN("ligger den hos dem som samordner, med navnet på den som sa det");
	CHECK(r->answer.status == 303);
	CHECK_OK(escalation_of(t.t.db, &t.t.a, t.enquiry[A_QUESTION], &esc));
	CHECK(esc.id.v != 0);
	CHECK(esc.raised_by.v == t.who[ROLE_RESPONDER].v);
	town_close(&t);
}
