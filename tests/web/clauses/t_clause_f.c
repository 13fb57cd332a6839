/* SPDX-License-Identifier: EUPL-1.2
 * t_clause_f.c - who may say what.  REQ: F1 F2 F3 F4 */
#include "app/jobs.h"
#include "model/notification.h"
#include "tests/web/clauses/scenario.h"

/* REQ: F1 */
CLAUSE_TEST(F1, facts, "Godkjente fakta ligger klare ved siden av svaret")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("enhetslederen har lagt et faktum om skiløypa i faktabanken");
	r = visit_form(&t, "/fakta/ny", ROLE_UNIT_LEADER, "tittel",
	    "Skiløypa rundt Skeikampen", "tekst",
	    "Løypa åpner når det er 20 cm snø.", "kilde", "Løypeplanen",
	    "enhet", town_path("%lld", (long long)t.culture.v), NULL);
	CHECK(r->answer.status == 303);
	WHEN("en saksbehandler åpner et spørsmål om løypa");
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	THEN("tilbys faktumet, og ett trykk setter det inn med kilden");
	CHECK(visit_has(r, "Løypa åpner når det er 20 cm snø."));
	r = visit_form(&t, town_enquiry_path(&t, 0, "/sjekk"), ROLE_RESPONDER,
	    "fix", "fact:1", "tekst", "", "versjon", visit_hidden(r, "versjon"),
	    NULL);
	CHECK(visit_has(r, "20 cm snø. (Kilde: Løypeplanen)"));
	AND("faktumet står i protokollen");
	CHECK(scenario_recorded(&t, "fact_version") == 1);
	WHEN("banken mangler noe, og saksbehandleren sier fra");
	r = visit_form(
	    &t, town_enquiry_path(&t, 5, "/mangler"), ROLE_RESPONDER, NULL);
	CHECK(r->answer.status == 303);
	THEN("ser enheten det i lista over det som mangler");
	r = visit(&t, GET, "/fakta", ROLE_UNIT_LEADER);
	CHECK(visit_has(r, "Mangler fakta"));
	town_close(&t);
}

/* REQ: F2 */
CLAUSE_TEST(
    F2, own_field, "Fakta fra eget fagområde publiseres på egen fullmakt")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("et spørsmål hører til saksbehandlerens egen enhet");
	WHEN("hun svarer med fakta");
	r = scenario_answer(&t, 0, ROLE_RESPONDER, "fact", "publish",
	    "Den åpner lørdag.\n\nHilsen Kari");
	THEN("går svaret i kø for publisering uten at andre må godkjenne");
	CHECK(r->answer.status == 303);
	CHECK(str_eq(scenario_reply(&t, 0).state, STR("queued")));
	CHECK(str_eq(scenario_send(&t).state, STR("sending")));
	WHEN("hun svarer med fakta om en annen enhet");
	r = visit(&t, GET, town_enquiry_path(&t, 5, ""), ROLE_RESPONDER);
	r = visit_form(&t, town_enquiry_path(&t, 5, "/svar"), ROLE_RESPONDER,
	    "do", "publish", "kind", "fact", "scope", "unit", "area",
	    town_path("%lld", (long long)t.works.v), "tone", "plain", "versjon",
	    visit_hidden(r, "versjon"), "tekst",
	    "Det gjelder alle.\n\nHilsen Kari", NULL);
	CHECK(r->answer.status == 303);
	THEN("må en på det området godkjenne først");
	CHECK(str_eq(scenario_reply(&t, 5).state, STR("waiting_approval")));
	town_close(&t);
}

/* REQ: F3 */
CLAUSE_TEST(F3, statement, "En uttalelse for enheten trenger enhetslederen")
{
	struct town t;
	struct reply reply;
	struct req *r;

	town_open(&t);
	GIVEN("saksbehandleren ikke er leder");
	WHEN("hun skriver en uttalelse for enheten");
	r = scenario_answer(&t, 0, ROLE_RESPONDER, "statement", "publish",
	    "Enheten står for brøyteplanen.\n\nHilsen Kari");
	CHECK(r->answer.status == 303);
	reply = scenario_reply(&t, 0);
	THEN("går den til nærmeste leder, og ingenting publiseres imens");
	CHECK(str_eq(reply.state, STR("waiting_approval")));
	CHECK(reply.asked.v == t.who[ROLE_UNIT_LEADER].v);
	CHECK(scenario_send(&t).state.n == 0);
	WHEN("lederen godkjenner");
	r = visit_form(&t,
	    town_path("/godkjenning/%lld", (long long)reply.id.v),
	    ROLE_UNIT_LEADER, "versjon", "1", "do", "approve", "tekst", "",
	    "merknad", "", NULL);
	CHECK(r->answer.status == 303);
	THEN("publiseres den, og begge navn står i protokollen");
	CHECK(str_eq(scenario_send(&t).state, STR("sending")));
	CHECK(scenario_recorded(&t, "approval") == 1);
	town_close(&t);
}

/* REQ: F4 */
CLAUSE_TEST(F4, whole,
    "For hele kommunen uttaler bare ordfører, varaordfører og kommunedirektør "
    "seg")
{
	struct town t;
	struct reply reply;
	struct req *r;

	town_open(&t);
	GIVEN("en enhetsleder svarer");
	WHEN("han skriver en uttalelse på vegne av hele kommunen");
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_UNIT_LEADER);
	r = visit_form(&t, town_enquiry_path(&t, 0, "/svar"), ROLE_UNIT_LEADER,
	    "do", "publish", "kind", "statement", "scope", "municipality",
	    "tone", "plain", "versjon", visit_hidden(r, "versjon"), "tekst",
	    "Kommunen står for dette.\n\nHilsen Kari", NULL);
	CHECK(r->answer.status == 303);
	reply = scenario_reply(&t, 0);
	THEN("må en med fullmakt for alt godkjenne den");
	CHECK(str_eq(reply.state, STR("waiting_approval")));
	CHECK(reply.asked.v == t.who[ROLE_CHIEF_EXECUTIVE].v ||
	      reply.asked.v == t.who[ROLE_MAYOR].v ||
	      reply.asked.v == t.who[ROLE_DEPUTY_MAYOR].v);
	WHEN("en kommunalsjef prøver å godkjenne");
	r = visit_form(&t,
	    town_path("/godkjenning/%lld", (long long)reply.id.v),
	    ROLE_SECTOR_HEAD, "versjon", "1", "do", "approve", "tekst", "",
	    "merknad", "", NULL);
	THEN("avvises det");
	CHECK(r->answer.status == 403);
	WHEN("ordføreren godkjenner");
	r = visit_form(&t,
	    town_path("/godkjenning/%lld", (long long)reply.id.v), ROLE_MAYOR,
	    "versjon", "1", "do", "approve", "tekst", "", "merknad", "", NULL);
	CHECK(r->answer.status == 303);
	THEN("publiseres den");
	CHECK(str_eq(scenario_send(&t).state, STR("sending")));
	town_close(&t);
}

static void
let_wait(struct town *t, usec_t until, enum role visitor)
{
	clock_set(t->now = until);
	CHECK_OK(db_begin(t->t.db));
	CHECK_OK(job_run(t->t.db, &t->t.a, STR("remind"), t->now));
	town_log_in(t, visitor); /* the session has ended meanwhile */
	CHECK_OK(db_commit(t->t.db));
}

static int64_t
unread(struct town *t, enum role role, enum notification_kind kind)
{
	struct notification *v;
	int64_t count = 0;
	size_t n;

	CHECK_OK(notification_list(
	    t->t.db, &t->t.a, t->who[role], true, 100, &v, &n));
	for (size_t i = 0; i < n; i++)
		count += v[i].kind == kind;
	return count;
}

/* REQ: F3 */
CLAUSE_TEST(F3, waiting, "Et svar som venter på godkjenning, blir ikke glemt")
{
	struct enquiry e;
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("et svar venter på at enhetslederen godkjenner det");
	r = scenario_answer(&t, 0, ROLE_RESPONDER, "statement", "publish",
	    "Enheten står for brøyteplanen.\n\nHilsen Kari");
	CHECK(r->answer.status == 303);
	e = town_enquiry(&t, 0);
	CHECK(unread(&t, ROLE_UNIT_LEADER, NOTIFY_APPROVAL_ASKED) == 1);
	WHEN("halve tida til fristen er gått");
	let_wait(&t, e.half_at, ROLE_RESPONDER);
	THEN("er enhetslederen påminnet, og ingen andre er spurt");
	CHECK(unread(&t, ROLE_UNIT_LEADER, NOTIFY_APPROVAL_WAITS) == 1);
	CHECK(unread(&t, ROLE_SECTOR_HEAD, NOTIFY_APPROVAL_ASKED) == 0);
	WHEN("fire femdeler av tida er gått");
	let_wait(&t, e.soon_at, ROLE_RESPONDER);
	THEN("er også neste leder oppover spurt");
	CHECK(unread(&t, ROLE_SECTOR_HEAD, NOTIFY_APPROVAL_ASKED) == 1);
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	AND("henvendelsens historie sier hvem som ble spurt først, og hvem nå");
	CHECK(visit_has(r, "for godkjenning"));
	CHECK(visit_has(r, "er spurt i tillegg"));
	WHEN("fristen er ute");
	let_wait(&t, e.due, ROLE_UNIT_LEADER);
	THEN("er kommunedirektørens ledergruppe og den som skrev, varslet");
	CHECK(unread(&t, ROLE_TEAM_MEMBER, NOTIFY_APPROVAL_LATE) == 1);
	CHECK(unread(&t, ROLE_RESPONDER, NOTIFY_APPROVAL_LATE) == 1);
	AND("svaret venter fortsatt: det er verken sendt eller borte");
	CHECK(str_eq(scenario_reply(&t, 0).state, STR("waiting_approval")));
	WHEN("enhetslederen, som ble spurt først, godkjenner");
	r = visit_form(&t,
	    town_path(
		"/godkjenning/%lld", (long long)scenario_reply(&t, 0).id.v),
	    ROLE_UNIT_LEADER, "versjon", "1", "do", "approve", "tekst", "",
	    "merknad", "", NULL);
	CHECK(r->answer.status == 303);
	THEN("går det ut, og varslene er borte");
	CHECK(str_eq(scenario_send(&t).state, STR("sending")));
	CHECK(unread(&t, ROLE_SECTOR_HEAD, NOTIFY_APPROVAL_ASKED) == 0);
	CHECK(unread(&t, ROLE_TEAM_MEMBER, NOTIFY_APPROVAL_LATE) == 0);
	town_close(&t);
}

/* REQ: F3 */
CLAUSE_TEST(F3, coauthor,
    "Den som godkjenner, kan endre ordene, og begge utgavene er bevart")
{
	struct reply reply;
	const char *path;
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("et svar venter på at enhetslederen godkjenner det");
	r = scenario_answer(&t, 0, ROLE_RESPONDER, "statement", "publish",
	    "Enheten svarer i dag.\n\nHilsen Kari");
	CHECK(r->answer.status == 303);
	reply = scenario_reply(&t, 0);
	path = town_path("/godkjenning/%lld", (long long)reply.id.v);
	WHEN("lederen endrer ordene til noe som ikke kan publiseres");
	r = visit_form(&t, path, ROLE_UNIT_LEADER, "versjon", "1", "do",
	    "approve", "tekst", "Ring 10915596784.\n\nHilsen Kari", "merknad",
	    "", NULL);
	THEN("er det sperret, og det hun skrev, står ved siden av svaret slik "
	     "det var");
	CHECK(r->answer.status == 422);
	CHECK(visit_has(r, "<ins>Ring 10915596784.</ins>"));
	WHEN("hun retter det og godkjenner");
	r = visit_form(&t, path, ROLE_UNIT_LEADER, "versjon",
	    visit_hidden(r, "versjon"), "do", "approve", "tekst",
	    "Enheten svarer i morgen.\n\nHilsen Kari", "merknad", "", NULL);
	CHECK(r->answer.status == 303);
	THEN("går hennes ord ut");
	CHECK(str_eq(scenario_send(&t).text,
	    STR("Enheten svarer i morgen.\n\nHilsen Kari")));
	AND("begge utgavene og begge navnene står ved siden av hverandre, med "
	    "det som er ulikt, merket");
	r = visit(&t, GET, path, ROLE_RESPONDER);
	CHECK(visit_has(r, "Enheten svarer i <del>dag.</del>"));
	CHECK(visit_has(r, "Enheten svarer i <ins>morgen.</ins>"));
	CHECK(scenario_recorded(&t, "reply_version") == 2);
	town_close(&t);
}
