/* SPDX-License-Identifier: EUPL-1.2
 * t_clause_post.c - what the municipality itself publishes.
 * REQ: F2 F3 K6 K8 K12 */
#include "model/post.h"
#include "tests/web/clauses/scenario.h"

static const char good[] = "Biblioteket holder åpent lørdag.\n\nHilsen Kari";

static struct req *
sends(struct town *t, const char *path, int role, const char *kind,
    const char *act, const char *text, const char *time)
{
	struct req *r = visit(t, GET, path, role);

	return visit_form(t, path, role, "do", act, "konto",
	    town_path("%lld", (long long)t->account.v), "kind", kind, "scope",
	    "unit", "tittel", "Åpent lørdag", "tekst", text, "tid", time,
	    "retting", "", "endret", visit_hidden(r, "endret"), NULL);
}

static struct post
newest(struct town *t)
{
	struct post *p, none = { .state = STR_NONE };
	size_t n, at = 0;

	CHECK_OK(post_list(t->t.db, &t->t.a, &p, &n));
	for (size_t i = 1; i < n; i++)
		if (p[i].id.v > p[at].id.v)
			at = i;
	return n ? p[at] : none;
}

/* REQ: F3 */
CLAUSE_TEST(F3, posts, "Innlegg går gjennom de samme fullmaktene som svar")
{
	struct town t;
	struct req *r;
	struct post p;

	town_open(&t);
	GIVEN("en saksbehandler skriver et innlegg for kommunen");
	WHEN("hun vil legge ut en uttalelse for enheten");
	r = sends(&t, "/innlegg/ny", ROLE_RESPONDER, "statement", "approve",
	    good, "2026-11-20T12:00");
	THEN("går innlegget til enhetslederen, og ingenting legges ut imens");
	p = newest(&t);
	CHECK(r->answer.status == 303);
	CHECK(str_eq(p.state, STR("waiting_approval")));
	CHECK(p.asked.v == t.who[ROLE_UNIT_LEADER].v);
	CHECK(scenario_send(&t).id.v == 0);
	WHEN("hun prøver å godkjenne det selv");
	r = visit_form(&t, town_path("/innlegg/%lld/avgjor", (long long)p.id.v),
	    ROLE_RESPONDER, "do", "approve", "versjon", "1", "tekst", good,
	    NULL);
	THEN("avvises det");
	CHECK(r->answer.status == 403);
	WHEN("lederen endrer ordene, men til noe som ikke kan legges ut");
	r = visit_form(&t, town_path("/innlegg/%lld/avgjor", (long long)p.id.v),
	    ROLE_UNIT_LEADER, "do", "approve", "versjon", "1", "tekst",
	    "Ring 10915596784.\n\nHilsen Kari", "merknad", "Sjekk dette", NULL);
	THEN("står det hun skrev der, og kan rettes og sendes på nytt");
	CHECK(r->answer.status == 422);
	CHECK(visit_has(r, "Ring 10915596784."));
	CHECK(visit_has(r, "Sjekk dette"));
	CHECK(strcmp(visit_hidden(r, "versjon"), "1") == 0);
	WHEN("lederen godkjenner");
	r = visit_form(&t, town_path("/innlegg/%lld/avgjor", (long long)p.id.v),
	    ROLE_UNIT_LEADER, "do", "approve", "versjon", "1", "tekst", good,
	    NULL);
	THEN("er innlegget planlagt til tida som er valgt, og begge navn står "
	     "i protokollen");
	CHECK(r->answer.status == 303);
	p = newest(&t);
	CHECK(str_eq(p.state, STR("planned")) && p.planned_at > t.now);
	CHECK(scenario_send(&t).id.v == 0);
	CHECK(scenario_recorded(&t, "post_version") == 1);
	CHECK(scenario_recorded(&t, "post_decision") == 1);
	town_close(&t);
}

/* REQ: K8 */
CLAUSE_TEST(K8, posts, "Et innlegg med et fødselsnummer kommer ikke ut")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("en saksbehandler skriver et fødselsnummer i et innlegg");
	WHEN("hun vil legge det ut");
	r = sends(&t, "/innlegg/ny", ROLE_RESPONDER, "fact", "publish",
	    "Ring Ola på 10829132090.\n\nHilsen Kari", "");
	THEN("er innlegget sperret, skjermen sier hvorfor, og ordene står der "
	     "fortsatt");
	CHECK(r->answer.status == 422);
	CHECK(visit_has(r, "K8") && visit_has(r, "Ring Ola"));
	CHECK(newest(&t).id.v == 0);
	town_close(&t);
}

/* REQ: K12 */
CLAUSE_TEST(K12, posts, "Planlagte innlegg stanses når krisestab er satt")
{
	struct town t;
	struct req *r;

	town_open(&t);
	GIVEN("et innlegg er planlagt, og alt er sjekket");
	r = sends(&t, "/innlegg/ny", ROLE_RESPONDER, "fact", "publish", good,
	    "2026-11-17T12:00");
	CHECK(r->answer.status == 303);
	WHEN("kommunedirektøren setter krisestab før tida er inne");
	r = visit_form(&t, "/krise/sett", ROLE_CHIEF_EXECUTIVE, "grunn", "Flom",
	    "bestemt",
	    town_path("%lld", (long long)t.who[ROLE_CHIEF_EXECUTIVE].v),
	    "sikker", "KRISE", NULL);
	CHECK(r->answer.status == 303);
	THEN("ligger innlegget hos kriseledelsen, og kommer ikke ut når tida "
	     "er inne");
	CHECK(str_eq(newest(&t).item_state, STR("held")));
	r = visit(&t, GET, "/krise", ROLE_CRISIS_LEADERSHIP);
	CHECK(visit_has(r, "Biblioteket holder åpent"));
	clock_set(t.now += 3 * HOUR);
	CHECK(!str_eq(scenario_send(&t).state, STR("sending")));
	town_close(&t);
}
