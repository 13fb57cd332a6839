/* SPDX-License-Identifier: EUPL-1.2
 * t_clause_house.c - being there, closing, doubt and crisis.
 * REQ: K1 K2 K3 K4 K12 */
#include "app/jobs.h"
#include "model/notification.h"
#include "tests/web/clauses/scenario.h"

static void
let_time_pass(struct town *t, usec_t how_long)
{
	t->now += how_long;
	CHECK_OK(db_begin(t->t.db));
	CHECK_OK(job_run(t->t.db, &t->t.a, STR("remind"), t->now));
	CHECK_OK(job_run(t->t.db, &t->t.a, STR("close_forums"), t->now));
	CHECK_OK(job_run(t->t.db, &t->t.a, STR("nudge"), t->now));
	town_log_in(t, ROLE_EDITOR); /* the session has ended meanwhile */
	CHECK_OK(db_commit(t->t.db));
}

static bool
is_told(struct town *t, enum role role, enum notification_kind kind)
{
	struct notification *v;
	bool told = false;
	size_t n;

	CHECK_OK(notification_list(
	    t->t.db, &t->t.a, t->who[role], false, 100, &v, &n));
	for (size_t i = 0; i < n; i++)
		told = told || v[i].kind == kind;
	return told;
}

/* REQ: K1 */
CLAUSE_TEST(K1, deadline,
    "Svar innen én arbeidsdag, og den som har vakt, blir minnet på det")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("en henvendelse kom inn i arbeidstida");
	WHEN("saksbehandleren åpner den");
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	THEN("står fristen der, med regnestykket");
	CHECK(visit_has(r, "Slik er fristen regnet ut"));
	CHECK(town_enquiry(&t, 0).due > t.now);
	GIVEN("redaktøren har satt saksbehandleren på vakt");
	r = visit_form(&t, "/vakt", ROLE_EDITOR, "hvem",
	    town_path("%lld", (long long)t.who[ROLE_RESPONDER].v), "konto", "",
	    "fra", "2026-11-17T08:00", "til", "2026-11-20T15:30", "hver", "0",
	    NULL);
	CHECK(r->answer.status == 303);
	WHEN("halve tida er gått uten svar");
	let_time_pass(&t, town_enquiry(&t, 0).half_at - t.now);
	THEN("er den som har vakt, minnet på det");
	CHECK(is_told(&t, ROLE_RESPONDER, NOTIFY_DUE_HALF));
	WHEN("fristen er ute uten svar");
	let_time_pass(&t, town_enquiry(&t, 0).due - t.now);
	THEN("er både den som har vakt, og lederen varslet");
	CHECK(is_told(&t, ROLE_RESPONDER, NOTIFY_DUE_NOW));
	CHECK(is_told(&t, ROLE_UNIT_LEADER, NOTIFY_DUE_NOW));
	CHECK(!is_told(&t, ROLE_UNIT_LEADER, NOTIFY_DUE_HALF));
	town_close(&t);
}

/* REQ: K2 */
CLAUSE_TEST(
    K2, closure, "En stenging trenger grunn og slutt, og klokka står imens")
{
	struct town t;
	struct req *r;
	const char *path;
	usec_t due;

	town_open(&t);
	path = town_path("/kontoer/%lld/steng", (long long)t.account.v);
	GIVEN("en konto er i bruk");
	WHEN("redaktøren vil stenge den uten grunn");
	r = visit_form(&t, path, ROLE_EDITOR, "stengfra", "2026-11-17T11:00",
	    "stengtil", "2026-11-19T08:00", "steggrunn", "", NULL);
	THEN("avvises det");
	CHECK(r->answer.status == 400 || r->answer.status == 422);
	WHEN("hun sier hvorfor og til når");
	due = town_enquiry(&t, 0).due;
	r = visit_form(&t, path, ROLE_EDITOR, "stengfra", "2026-11-17T11:00",
	    "stengtil", "2026-11-19T08:00", "steggrunn", "Planleggingsdag",
	    NULL);
	CHECK(r->answer.status == 303);
	THEN("flyttes fristene, og stengingen står i protokollen");
	CHECK(town_enquiry(&t, 0).due > due);
	CHECK(scenario_recorded(&t, "closure") == 1);
	WHEN("stengingen begynner på en plattform vi ikke kan styre");
	let_time_pass(&t, HOUR);
	THEN("får redaktøren beskjed om å gjøre det for hånd og bekrefte");
	r = visit(&t, GET, "/vakt", ROLE_EDITOR);
	CHECK(visit_has(r, "Steng kommentarfeltet"));
	CHECK_OK(db_begin(t.t.db));
	town_log_in(&t, ROLE_MAYOR);
	CHECK_OK(db_commit(t.t.db));
	r = visit_form(&t, "/oppgave/1", ROLE_MAYOR, NULL);
	CHECK(r->answer.status == 403); /* not theirs to confirm */
	r = visit_form(&t, "/oppgave/1", ROLE_EDITOR, NULL);
	CHECK(r->answer.status == 303);
	CHECK(scenario_recorded(&t, "task.done") == 1);
	WHEN("den er over");
	let_time_pass(&t, 2 * DAY);
	THEN("blir hun bedt om å åpne igjen");
	r = visit(&t, GET, "/vakt", ROLE_EDITOR);
	CHECK(visit_has(r, "Stengingen er over"));
	town_close(&t);
}

/* REQ: K3 */
CLAUSE_TEST(K3, doubt, "Den som er i tvil, spør, og svaret venter")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("en saksbehandler er i tvil om et svar kan skade omdømmet");
	WHEN("hun trykker I tvil? Spør rådgiveren");
	r = visit_form(&t, town_enquiry_path(&t, 0, "/tvil"), ROLE_RESPONDER,
	    "tvil", "Er dette en mediesak?", NULL);
	CHECK(r->answer.status == 303);
	THEN("varsles informasjonsrådgiveren og rådmannens team");
	CHECK(is_told(&t, ROLE_ADVISER, NOTIFY_ESCALATED));
	CHECK(is_told(&t, ROLE_TEAM_MEMBER, NOTIFY_ESCALATED));
	WHEN("hun publiserer svaret i mellomtida");
	r = scenario_answer(&t, 0, ROLE_RESPONDER, "fact", "publish",
	    "Den åpner lørdag.\n\nHilsen Kari");
	CHECK(r->answer.status == 303);
	THEN("holdes det");
	CHECK(str_eq(scenario_send(&t).held_why, STR("escalation")));
	WHEN("rådgiveren tar saken");
	r = visit_form(&t, town_enquiry_path(&t, 0, "/avklar"), ROLE_ADVISER,
	    "do", "take", NULL);
	CHECK(r->answer.status == 303);
	THEN("får saksbehandleren kvittering");
	CHECK(is_told(&t, ROLE_RESPONDER, NOTIFY_ESCALATION_TAKEN));
	WHEN("rådgiveren avgjør at svaret kan gå slik det er skrevet");
	r = visit_form(&t, town_enquiry_path(&t, 0, "/avklar"), ROLE_ADVISER,
	    "do", "decide", "avgjorelse", "answer", "merknad", "", NULL);
	CHECK(r->answer.status == 303);
	THEN("går det ut, og alt står i protokollen");
	CHECK(str_eq(scenario_send(&t).state, STR("sending")));
	CHECK(scenario_recorded(&t, "escalation_act") == 3);
	town_close(&t);
}

/* REQ: K4 */
CLAUSE_TEST(K4, presence, "Lederen ser om kontoen er til stede, aldri hvem")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("seks henvendelser venter på enhetens konto");
	WHEN("enhetslederen åpner siden om tilstedeværelse");
	r = visit(&t, GET, "/tilstede", ROLE_UNIT_LEADER);
	THEN("står kontoen med det som venter");
	CHECK(r->answer.status == 200 && visit_has(r, "Prøve kommune"));
	CHECK(visit_has(r, "aldri hver ansatt"));
	town_close(&t);
}

/* REQ: K12 */
CLAUSE_TEST(K12, crisis, "I en krise publiserer bare kriseledelsen")
{
	struct town t;
	struct req *r;
	struct outbox_item it;

	town_open(&t);
	GIVEN("et svar står i kø");
	r = scenario_answer(&t, 0, ROLE_RESPONDER, "fact", "publish",
	    "Den åpner lørdag.\n\nHilsen Kari");
	CHECK(r->answer.status == 303);
	WHEN("en saksbehandler vil sette krisemodus");
	r = visit_form(&t, "/krise/sett", ROLE_RESPONDER, "grunn", "Flom",
	    "bestemt",
	    town_path("%lld", (long long)t.who[ROLE_CHIEF_EXECUTIVE].v),
	    "sikker", "KRISE", NULL);
	THEN("avvises det");
	CHECK(r->answer.status == 403);
	WHEN("kommunedirektøren setter den");
	r = visit_form(&t, "/krise/sett", ROLE_CHIEF_EXECUTIVE, "grunn",
	    "Flom i Gausa", "bestemt",
	    town_path("%lld", (long long)t.who[ROLE_CHIEF_EXECUTIVE].v),
	    "sikker", "KRISE", NULL);
	CHECK(r->answer.status == 303);
	THEN("går ingenting ut, og banneret står på alle sider");
	CHECK(scenario_send(&t).state.n == 0);
	r = visit(&t, GET, "/", ROLE_RESPONDER);
	CHECK(visit_has(r, "Krisemodus: Flom i Gausa"));
	WHEN("noen publiserer et svar mens krisen varer");
	r = scenario_answer(&t, 5, ROLE_EDITOR, "fact", "publish",
	    "Alle elever.\n\nHilsen Kari");
	CHECK(r->answer.status == 303);
	THEN("legges det i kriseledelsens kø i stedet");
	CHECK(str_eq(scenario_reply(&t, 5).state, STR("held")));
	r = visit(&t, GET, "/krise", ROLE_CRISIS_LEADERSHIP);
	CHECK(visit_has(r, "Alle elever.") && visit_has(r, "Den åpner lørdag"));
	WHEN("en i kriseledelsen publiserer det første");
	r = visit_form(&t, "/krise/1", ROLE_CRISIS_LEADERSHIP, "do", "release",
	    "endret", visit_hidden(r, "endret"), "tekst", "", NULL);
	CHECK(r->answer.status == 303);
	THEN("går det ut, og bare det");
	it = scenario_send(&t);
	CHECK(str_eq(it.state, STR("sending")));
	CHECK(str_find(it.text, STR("lørdag")) != STR_NOWHERE);
	CHECK(scenario_send(&t).state.n == 0);
	WHEN("krisen avsluttes");
	r = visit_form(&t, "/krise/slutt", ROLE_CHIEF_EXECUTIVE, "grunn",
	    "Vannet er nede", NULL);
	CHECK(r->answer.status == 303);
	THEN("slippes ingenting av seg selv; det som er holdt, avgjøres for "
	     "seg");
	CHECK(scenario_send(&t).state.n == 0);
	CHECK(scenario_recorded(&t, "crisis") == 2);
	town_close(&t);
}
