/* SPDX-License-Identifier: EUPL-1.2
 * t_clause_p.c - an employee's own use: the self-check.
 * REQ: P1 P2 P3 P4 P7 P8 P9 P10 P11 */
#include "model/settings.h"
#include "tests/web/clauses/scenario.h"

static enum err
give_name(struct db *db, void *arg)
{
	struct town *t = arg;

	return setting_set(db, &t->t.a,
	    STR("municipality"),
		STR("{\"name\":\"Prøve kommune\",\"names\":[\"Prøve kommune\"],"
		"\"domains\":[\"prove.example\"],"
		"\"projects\":[\"Elveparken\"],"
		"\"suppliers\":[\"Grus og Grøft AS\"]}"),
		    0, t->who[ROLE_ADMINISTRATOR]);
}

static void
open_town(struct town *t)
{
	town_open(t);
	CHECK_OK(db_tx(t->t.db, give_name, t));
}

static struct req *
checks(struct town *t, const char *as, const char *text)
{
	return visit_form(
	    t, "/egensjekk", ROLE_EMPLOYEE, "role", as, "tekst", text, NULL);
}

static struct req *
mends(struct town *t, const char *as, const char *text, const char *fix)
{
	return visit_form(t, "/egensjekk", ROLE_EMPLOYEE, "role", as, "tekst",
	    text, "fix", fix, NULL);
}

/* Does the second stand after the first? */
static bool
in_order(const struct req *r, const char *first, const char *second)
{
	struct str page = buf_str(&r->answer.body.out);
	size_t a = str_find(page, str_from(first));
	size_t b = str_find(page, str_from(second));

	return a != STR_NOWHERE && b != STR_NOWHERE && a < b;
}

/* REQ: P1 */
CLAUSE_TEST(P1, role, "Egensjekken begynner med hvilken rolle du skriver i")
{
	struct town t;
	struct req *r;

	open_town(&t);
	GIVEN("en ansatt vil legge ut noe");
	WHEN("hun åpner egensjekken");
	r = visit(&t, GET, "/egensjekk", ROLE_EMPLOYEE);
	THEN("kommer spørsmålet om rolle før utkastet");
	CHECK(r->answer.status == 200);
	CHECK(in_order(r, "Hvem skriver du som?", "Utkastet ditt"));
	WHEN("hun svarer at hun skriver på vegne av kommunen");
	r = checks(&t, "official", "Prøve kommune åpner ny kino.");
	THEN("vises det til svarsentralen, og teksten er ikke sendt noe sted");
	CHECK(visit_has(r, "hører det hjemme i svarsentralen"));
	CHECK(visit_has(r, "Prøve kommune åpner ny kino."));
	CHECK(scenario_send(&t).id.v == 0);
	town_close(&t);
}

/* REQ: P2 */
CLAUSE_TEST(P2, work_address, "Jobbadressen brukes ikke til private tjenester")
{
	static const char text[] = "Meld deg på hos kari@prove.example i dag.";
	struct town t;
	struct req *r;

	open_town(&t);
	GIVEN("et privat utkast har en adresse på kommunens domene");
	WHEN("den ansatte sjekker det");
	r = checks(&t, "private", text);
	THEN("sies det at jobbadressen står der");
	CHECK(visit_has(r, "Jobbadressen din") && visit_has(r, ">P2<"));
	WHEN("hun velger å ta den ut");
	r = mends(&t, "private", text, "bort:kari@prove.example");
	THEN("er den borte fra utkastet");
	CHECK(visit_has(r, "Meld deg på hos i dag."));
	WHEN("adressen er hennes egen");
	r = checks(&t, "private", "Skriv til kari@heime.example");
	THEN("kalles den ikke en jobbadresse");
	CHECK(!visit_has(r, "Jobbadressen din"));
	town_close(&t);
}

/* REQ: P3 */
CLAUSE_TEST(P3, criticism, "Retten til å kritisere nevnes før noe råd gis")
{
	struct town t;
	struct req *r;

	open_town(&t);
	GIVEN("et privat utkast kaller arbeidsgiveren elendig");
	WHEN("den ansatte sjekker det");
	r = checks(&t, "private", "Prøve kommune er en elendig arbeidsgiver.");
	THEN("står det først at hun har lov til å kritisere");
	CHECK(in_order(r, "Du har lov til å kritisere", ">P3<"));
	AND("det er et råd, og hun bestemmer selv");
	CHECK(visit_has(r, "data-severity=\"advise\""));
	CHECK(visit_has(r, "Det er du som bestemmer"));
	CHECK(!visit_has(r, "data-severity=\"block\""));
	WHEN("harde ord gjelder noe annet");
	r = checks(&t, "private", "Elendig vær i fjellet i dag.");
	THEN("er det ingenting å peke på");
	CHECK(visit_has(r, "ingenting å peke på"));
	town_close(&t);
}

/* REQ: P4 */
CLAUSE_TEST(P4, professional, "Fagfolk oppmuntres til å delta åpent")
{
	struct town t;
	struct req *r;

	open_town(&t);
	GIVEN("en ansatt skriver som fagperson i en diskusjon");
	WHEN("hun nevner hvor hun arbeider");
	r = checks(&t, "professional",
	    "Jeg er lærer i Prøve kommune og leser mye om lesing.");
	THEN("er det ikke noe å peke på");
	CHECK(visit_has(r, "ingenting å peke på"));
	WHEN("hun ikke nevner det");
	r = checks(&t, "professional", "Lek er viktig for læring.");
	THEN("oppmuntres hun til å delta, og får tilbud om en setning");
	CHECK(visit_has(r, "Delta gjerne!"));
	CHECK(visit_has(r, "Jeg arbeider i Prøve kommune"));
	town_close(&t);
}

static int64_t
events(struct town *t)
{
	static const struct sql q = SQL("SELECT COUNT(*) FROM event");
	struct db_rows r;

	CHECK_OK(db_query(t->t.db, &t->t.a, &q, DB_NOARGS, &r));
	return db_get_int(&r, 0, 0);
}

/* REQ: P7 */
CLAUSE_TEST(P7, speech_and_confidentiality,
    "Ytringsfriheten står ved lag, og taushetsplikten også")
{
	struct town t;
	struct req *r;
	int64_t before;

	open_town(&t);
	GIVEN("en ansatt skriver om en bruker hun kjenner fra jobben");
	before = events(&t);
	WHEN("hun sjekker utkastet");
	r = checks(&t, "private",
	    "Ola Nordmann har fått demens og venter på sykehjem.");
	THEN("sies det at hun har ytringsfrihet, og hva som er taushetsbelagt");
	CHECK(visit_has(r, "Du har full ytringsfrihet"));
	CHECK(visit_has(r, ">P7<") && visit_has(r, "skal ikke deles"));
	AND("protokollen er like lang, og siden blir ikke tatt vare på");
	CHECK(events(&t) == before);
	CHECK(str_eq(visit_header(r, "cache-control"), STR("no-store")));
	town_close(&t);
}

/* REQ: P8 */
CLAUSE_TEST(P8, not_mentioned, "Råd om det som bør være unevnt")
{
	static const struct {
		const char *text, *told;
	} rows[] = {
		{ "Ny uke i Prøve kommune.", "Arbeidsgiveren din er nevnt" },
		{ "Møte om Elveparken i dag.", "et prosjekt i jobben" },
		{ "Sjefen min fyller femti.", "arbeider sammen med" },
		{ "Grus og Grøft har levert.", "En leverandør" },
		{ "På ferie i Hellas til fredag.", "hvor du er" },
	};
	struct town t;
	struct req *r;

	open_town(&t);
	GIVEN("et privat utkast nevner arbeidsgiver, prosjekt, kollega, "
	      "leverandør eller hvor en er");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		WHEN("den ansatte sjekker det");
		r = checks(&t, "private", rows[i].text);
		THEN("får hun et råd om akkurat det");
		CHECK(visit_has(r, rows[i].told) && visit_has(r, ">P8<"));
	}
	town_close(&t);
}

/* REQ: P9 */
CLAUSE_TEST(P9, own_behalf, "Det skal gå fram at du ikke snakker for kommunen")
{
	static const char text[] = "Jeg jobber i Prøve kommune, og vi har "
				   "bestemt at veien stenges.";
	struct town t;
	struct req *r;

	open_town(&t);
	GIVEN("et privat utkast kan leses som kommunens ord");
	WHEN("den ansatte sjekker det");
	r = checks(&t, "private", text);
	THEN("pekes det på tvilen");
	CHECK(visit_has(r, ">P9<"));
	WHEN("hun tar imot den tilbudte setningen");
	r = mends(&t, "private", text, "egne");
	THEN("står setningen i utkastet, og tvilen er borte");
	CHECK(visit_has(r, "Jeg skriver dette på egne vegne."));
	CHECK(!visit_has(r, ">P9<"));
	town_close(&t);
}

/* REQ: P10 */
CLAUSE_TEST(P10, five_questions, "Fem spørsmål før en deler")
{
	struct town t;
	struct req *r;

	open_town(&t);
	GIVEN("en ansatt har sjekket et utkast");
	WHEN("hun leser videre");
	r = checks(&t, "private", "Fin tur i dag.");
	THEN("står fem spørsmål å stille seg selv, etter rådene");
	CHECK(in_order(r, "ingenting å peke på", "Fem spørsmål før du deler"));
	CHECK(
	    in_order(r, "forbindes med arbeidsgiveren", "bli brukt av andre?"));
	town_close(&t);
}

/* REQ: P11 */
CLAUSE_TEST(P11, permanent, "Nettet glemmer ikke")
{
	struct town t;
	struct req *r;

	open_town(&t);
	GIVEN("en ansatt har sjekket et utkast");
	WHEN("hun leser til slutten");
	r = checks(&t, "private", "Fin tur i dag.");
	THEN("står det sist at nettet ikke glemmer, og hvem som kan se det");
	CHECK(in_order(r, "Fem spørsmål før du deler", "nettet glemmer ikke"));
	CHECK(visit_has(r, "andre kan legge ut noe om deg"));
	town_close(&t);
}
