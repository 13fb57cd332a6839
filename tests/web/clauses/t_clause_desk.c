/* SPDX-License-Identifier: EUPL-1.2
 * t_clause_desk.c - what an answer must be.  REQ: K5 K6 K7 K8 K9 K10 K11 */
#include "model/account.h"
#include "tests/web/clauses/scenario.h"

/* The enquiries of the town, by what they are. */
enum { A_QUESTION, PRAISE, WITH_A_NUMBER, NEGATIVE, FORMAL };

/* REQ: K5 */
CLAUSE_TEST(K5, negative, "Det negative kan ikke legges bort ubesvart")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("en henvendelse er negativ");
	WHEN("noen vil avslutte den med at den ikke trenger svar");
	r = visit_form(&t, town_enquiry_path(&t, NEGATIVE, "/avslutt"),
	    ROLE_RESPONDER, "grunn", "no_answer_needed", NULL);
	THEN("avvises det, og henvendelsen står åpen");
	CHECK(r->answer.status == 422);
	CHECK(str_eq(town_enquiry(&t, NEGATIVE).state, STR("open")));
	GIVEN("en henvendelse gir ros");
	WHEN("noen trykker Si takk");
	r = visit_form(&t, "/takk", ROLE_RESPONDER, "id",
	    town_path("%lld", (long long)t.enquiry[PRAISE].v), NULL);
	THEN("går et signert takk i kø med det samme");
	CHECK(r->answer.status == 303);
	CHECK(str_eq(scenario_reply(&t, PRAISE).kind, STR("thanks")));
	town_close(&t);
}

/* REQ: K6 */
CLAUSE_TEST(K6, errors, "En faktafeil må ende i et svar")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("en henvendelse er sortert som faktafeil");
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/kategori"),
	    ROLE_RESPONDER, "kategori", "factual_error", NULL);
	CHECK(r->answer.status == 303);
	WHEN("noen vil avslutte den uten svar");
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/avslutt"),
	    ROLE_RESPONDER, "grunn", "no_answer_needed", NULL);
	THEN("avvises det med punktet som krever svaret");
	CHECK(r->answer.status == 422 && visit_has(r, "K6"));
	WHEN("noen retter uten å vise til en kilde");
	r = scenario_answer(&t, A_QUESTION, ROLE_RESPONDER, "fact", "publish",
	    "Rett dato er 3. desember.\n\nHilsen Kari");
	THEN("går rettelsen ikke ut, og skjermen spør etter kilden");
	CHECK(r->answer.status == 400 && visit_has(r, "name=\"kilde\""));
	CHECK(visit_has(r, "Rett dato er 3. desember."));
	CHECK(scenario_reply(&t, A_QUESTION).id.v == 0);
	WHEN("kilden er med");
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/svar"),
	    ROLE_RESPONDER, "do", "publish", "kind", "fact", "scope", "unit",
	    "tone", "plain", "versjon", visit_hidden(r, "versjon"), "kilde",
	    "Vedtak 41/26", "tekst", "Rett dato er 3. desember.\n\nHilsen Kari",
	    NULL);
	THEN("går rettelsen i kø, og kilden står i protokollen");
	CHECK(r->answer.status == 303);
	CHECK(scenario_reply(&t, A_QUESTION).id.v != 0);
	CHECK(scenario_recorded(&t, "correction") == 1);
	town_close(&t);
}

/* REQ: K7 */
CLAUSE_TEST(K7, signature, "Svar signeres med fornavn")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("svaret mangler signatur");
	WHEN("teksten sjekkes");
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/sjekk"),
	    ROLE_RESPONDER, "tekst", "Den åpner lørdag.", "versjon", "0", NULL);
	THEN("sier skjermen fra, og ett trykk legger til fornavnet");
	CHECK(visit_has(r, "K7"));
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/sjekk"),
	    ROLE_RESPONDER, "fix", "sign:K7:signature_missing:0:0", "tekst",
	    "Den åpner lørdag.", "versjon", "0", NULL);
	CHECK(visit_has(r, "Hilsen Kari"));
	town_close(&t);
}

/* REQ: K8 */
CLAUSE_TEST(
    K8, confidential, "Fødselsnummer kommer ikke ut, og vises ikke i lister")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("en innbygger har skrevet fødselsnummeret sitt");
	WHEN("saksbehandleren åpner innboksen");
	r = visit(&t, GET, "/", ROLE_RESPONDER);
	THEN("er nummeret dekket til");
	CHECK(!visit_has(r, "10915596784"));
	WHEN("et svar gjentar nummeret");
	r = scenario_answer(&t, WITH_A_NUMBER, ROLE_RESPONDER, "fact",
	    "publish", "Gjelder det 10915596784?\n\nHilsen Kari");
	THEN("er svaret sperret, og ordene står der fortsatt");
	CHECK(r->answer.status == 422);
	CHECK(visit_has(r, "Gjelder det"));
	CHECK(scenario_reply(&t, WITH_A_NUMBER).id.v == 0);
	town_close(&t);
}

/* REQ: K9 */
CLAUSE_TEST(K9, irony, "Ironi får et råd, ikke et forbud")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("et svar kan leses ironisk");
	WHEN("teksten sjekkes");
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/sjekk"),
	    ROLE_RESPONDER, "tekst",
	    "Så leit at du måtte vente i hele to minutter.\n\nHilsen Kari",
	    "versjon", "0", NULL);
	THEN("gis et råd");
	CHECK(visit_has(r, "data-severity=\"advise\"") && visit_has(r, "K9"));
	WHEN("skriveren publiserer likevel");
	r = scenario_answer(&t, A_QUESTION, ROLE_RESPONDER, "fact", "publish",
	    "Så leit at du måtte vente i hele to minutter.\n\nHilsen Kari");
	THEN("går svaret ut");
	CHECK(r->answer.status == 303);
	town_close(&t);
}

/* REQ: K10 */
CLAUSE_TEST(
    K10, referral, "Den som ber om saksbehandling, får vite hvor det sendes")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("en henvendelse krever saksbehandling");
	WHEN("svaret ikke sier at den må sendes formelt");
	r = scenario_answer(&t, FORMAL, ROLE_RESPONDER, "referral", "publish",
	    "Det ordner vi.\n\nHilsen Kari");
	THEN("er svaret sperret");
	CHECK(r->answer.status == 422 && visit_has(r, "K10"));
	WHEN("skriveren trykker Sett inn henvisning");
	r = visit_form(&t, town_enquiry_path(&t, FORMAL, "/sjekk"),
	    ROLE_RESPONDER, "fix", "refer:K10:referral_missing:0:0", "tekst",
	    "Det kan vi se på.\n\nHilsen Kari", "versjon", "0", NULL);
	THEN("står enhetens adresse i svaret");
	CHECK(visit_has(r, "postmottak@kommune.example"));
	WHEN("noen vil avslutte den uten svar");
	r = visit_form(&t, town_enquiry_path(&t, FORMAL, "/avslutt"),
	    ROLE_RESPONDER, "grunn", "no_answer_needed", NULL);
	THEN("avvises det");
	CHECK(r->answer.status == 422);
	town_close(&t);
}

/* REQ: K11 */
CLAUSE_TEST(K11, matter,
    "Egne vurderinger av politiske saker slipper bare de med full fullmakt")
{
	struct town t;
	struct reply reply;
	struct req *r;

	town_open(&t);
	GIVEN("saken Skiløype er til politisk behandling, med en innstilling");
	r = visit_form(&t, "/saker/ny", ROLE_ADVISER, "tittel", "Skiløype",
	    "ord", "skiløyp", "innstilling", "Løypa legges om i 2027.", NULL);
	CHECK(r->answer.status == 303);
	WHEN("en saksbehandler åpner et spørsmål der ordet står");
	r = visit(
	    &t, GET, town_enquiry_path(&t, A_QUESTION, ""), ROLE_RESPONDER);
	THEN("foreslås det å knytte tråden til saken");
	CHECK(visit_has(r, "Gjelder tråden saken «Skiløype»?"));
	r = visit_form(&t, town_enquiry_path(&t, A_QUESTION, "/sak"),
	    ROLE_RESPONDER, "sak", "1", NULL);
	CHECK(r->answer.status == 303);
	WHEN("hun skriver hva hun selv mener");
	r = scenario_answer(&t, A_QUESTION, ROLE_RESPONDER, "fact", "publish",
	    "Vi mener løypa bør bestå.\n\nHilsen Kari");
	THEN("er svaret sperret, og innstillingen tilbys som tekst");
	CHECK(r->answer.status == 422);
	CHECK(visit_has(r, "K11") && visit_has(r, "Bruk innstillingens ord"));
	WHEN("hun sender det til den som har fullmakt");
	r = scenario_answer(&t, A_QUESTION, ROLE_RESPONDER, "fact", "approve",
	    "Vi mener løypa bør bestå.\n\nHilsen Kari");
	CHECK(r->answer.status == 303);
	reply = scenario_reply(&t, A_QUESTION);
	THEN("venter det på ordfører, varaordfører eller kommunedirektør");
	CHECK(str_eq(reply.state, STR("waiting_approval")));
	WHEN("en enhetsleder vil godkjenne");
	r = visit_form(&t,
	    town_path("/godkjenning/%lld", (long long)reply.id.v),
	    ROLE_UNIT_LEADER, "versjon", "1", "do", "approve", "tekst", "",
	    "merknad", "Greit", NULL);
	THEN("står sperren");
	CHECK(r->answer.status == 422);
	WHEN("ordføreren godkjenner med en grunn");
	r = visit_form(&t,
	    town_path("/godkjenning/%lld", (long long)reply.id.v), ROLE_MAYOR,
	    "versjon", "1", "do", "approve", "tekst", "", "merknad",
	    "Dette er min uttalelse", NULL);
	CHECK(r->answer.status == 303);
	THEN("går svaret ut, og grunnen står i protokollen");
	CHECK(str_eq(scenario_send(&t).state, STR("sending")));
	CHECK(scenario_recorded(&t, "finding_overruled") == 1);
	town_close(&t);
}

static void
connect_blog(struct town *t)
{
	struct connection c;

	CHECK_OK(db_begin(t->t.db));
	CHECK_OK(connection_get(t->t.db, &t->t.a, t->account, &c));
	c.state = STR("ok");
	CHECK_OK(connection_put(t->t.db, &t->t.a, &c));
	CHECK_OK(db_commit(t->t.db));
}

/* REQ: K8 */
CLAUSE_TEST(
    K8, told, "Den som får noe skjult, får vite det og hvor en kan klage")
{
	struct outbox_item it;
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("en kommentar bryter en husregel");
	connect_blog(&t);
	WHEN("redaktøren skjuler den og lar det bli sagt fra");
	r = visit_form(&t, town_enquiry_path(&t, 3, "/moderer/hide"),
	    ROLE_EDITOR, "melding",
	    town_path("%lld", (long long)town_enquiry(&t, 3).last_message.v),
	    "grunn", "harassment", "fortell", "1", NULL);
	CHECK(r->answer.status == 303);
	THEN("skjules den først, og ingenting er sagt fra før den er skjult");
	it = scenario_send(&t);
	CHECK(str_eq(it.act, STR("hide")));
	CHECK(scenario_send(&t).state.n == 0);
	WHEN("plattformen har skjult den");
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(outbox_finish(
	    t.t.db, &t.t.a, &it, OUTCOME_SENT, STR_NONE, STR_NONE, 0, t.now));
	CHECK_OK(db_commit(t.t.db));
	it = scenario_send(&t);
	THEN("står det i tråden hvilken regel det gjelder, uten navn og uten "
	     "det "
	     "som ble sagt");
	CHECK(str_eq(it.act, STR("notice")));
	CHECK(str_find(it.text, STR("Personangrep")) != STR_NOWHERE);
	CHECK(
	    str_find(it.text, town_enquiry(&t, 3).author_name) == STR_NOWHERE);
	AND("meldingen sier at en kan klage, og at en annen da ser på det");
	CHECK(str_find(it.text, STR("klage")) != STR_NOWHERE);
	CHECK(str_find(it.text, STR("en annen enn den som skjulte")) !=
	    STR_NOWHERE);
	town_close(&t);
}
