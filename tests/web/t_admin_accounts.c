/* SPDX-License-Identifier: EUPL-1.2
 * The register of accounts and their plans by the pages: who may, what is
 * asked for, who else can.  REQ: O L1 L2 L3 K2 S; invariant 6 */
#include <inttypes.h>

#include "model/account.h"
#include "tests/web/visit.h"

static const char *
account_path(struct town *t, const char *rest)
{
	return town_path("/kontoer/%" PRId64 "%s", t->account.v, rest);
}

static const char *
number(int64_t v)
{
	return town_path("%" PRId64, v);
}

/* The newest account, entered by the editor's form. */
static int64_t
enter_account(struct town *t, const char *name)
{
	struct req *r = visit_form(t, "/kontoer/ny", ROLE_EDITOR, "kanal",
	    "byhand", "navn", name, "formal", "Nytt fra øvingene", "enhet",
	    number(t->culture.v), "redaktor", number(t->who[ROLE_EDITOR].v),
	    "dialog", "open", NULL);
	struct str where = visit_header(r, "location");
	int64_t id = 0;

	CHECK(r->answer.status == 303);
	CHECK(str_starts(where, STR("/kontoer/")));
	CHECK(str_ends(where, STR("/plan")));
	(void)str_to_int(str_cut(where, 9, where.n - 5), 1, INT64_MAX, &id);
	return id;
}

TEST(admin_accounts_are_listed_and_searched)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, "/kontoer", ROLE_RESPONDER);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(r, "Prøve kommune"));
	CHECK(visit_has(r, "I bruk"));
	CHECK(visit_has(r, "Én offisiell konto."));
	CHECK(!visit_has(r, "/kontoer/ny"));
	r = visit(&t, GET, "/kontoer", ROLE_ADVISER);
	CHECK(visit_has(r, "/kontoer/ny"));
	CHECK(visit_has(
	    visit(&t, GET, "/kontoer?q=PR%C3%98VE", ROLE_AUDITOR), "I bruk"));
	r = visit(&t, GET, "/kontoer?q=skiskytter", ROLE_AUDITOR);
	CHECK(visit_has(r, "Ingen konto passer"));
	CHECK(visit_has(r, "Vis alle"));
	r = visit(&t, GET, "/kontoer?tilstand=retired", ROLE_AUDITOR);
	CHECK(visit_has(r, "Ingen konto passer"));
	CHECK(visit(&t, GET, "/kontoer", ROLE_EMPLOYEE)->answer.status == 403);
	town_close(&t);
}

/* REQ: O - what was typed is kept, and what lacks is named at its field. */
TEST(admin_account_form_shows_what_is_wrong)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit_form(&t, "/kontoer/ny", ROLE_EDITOR, "kanal", "byhand",
	    "navn", "Kulturskolen <b>", "formal", "", "enhet",
	    number(t.culture.v), "redaktor", "", "dialog", "premoderated",
	    "dialoggrunn", " ", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "value=\"Kulturskolen &lt;b&gt;\""));
	CHECK(visit_has(r, "id=\"formal-feil\""));
	CHECK(visit_has(r, "id=\"redaktor-feil\""));
	CHECK(visit_has(r, "Folk skal få vite hvorfor"));
	/* a unit that is not theirs */
	r = visit_form(&t, "/kontoer/ny", ROLE_EDITOR, "kanal", "byhand",
	    "navn", "Veg", "formal", "Vegen", "enhet", number(t.works.v),
	    "redaktor", number(t.who[ROLE_EDITOR].v), "dialog", "open", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "Du har ikke rolle for denne enheten"));
	/* neither a channel nor a dialogue of its own invention */
	r = visit_form(&t, "/kontoer/ny", ROLE_EDITOR, "kanal", "mitt", "navn",
	    "Kino", "formal", "Film", "enhet", number(t.culture.v), "redaktor",
	    number(t.who[ROLE_EDITOR].v), "dialog", "alt", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "id=\"kanal-feil\""));
	CHECK(visit_has(r, "id=\"dialog-feil\""));
	r = visit(&t, GET, "/kontoer", ROLE_EDITOR);
	CHECK(visit_has(r, "Én offisiell konto."));
	town_close(&t);
}

/* REQ: L1 L2 L3 - from the register by the plan into use. */
TEST(admin_no_account_without_an_approved_plan)
{
	struct town t;
	const char *plan, *page;
	struct req *r;
	int64_t id;

	town_open(&t);
	id = enter_account(&t, "Kulturskolen på øya");
	page = town_path("/kontoer/%" PRId64, id);
	r = visit(&t, GET, page, ROLE_EDITOR);
	CHECK(visit_has(r, "Kulturskolen på øya"));
	CHECK(visit_has(r, "kan ikke brukes før planen er godkjent (L3)"));
	r = visit_form(
	    &t, town_path("/kontoer/%" PRId64 "/start", id), ROLE_EDITOR, NULL);
	CHECK(r->answer.status == 409);
	CHECK(visit_has(r, "kan ikke tas i bruk"));

	plan = town_path("/kontoer/%" PRId64 "/plan", id);
	r = visit_form(&t, plan, ROLE_EDITOR, "slag", "new", "why",
	    "Foresatte spør der", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "Foresatte spør der"));
	CHECK(visit_has(r, "id=\"achieve-feil\""));
	r = visit_form(&t, plan, ROLE_EDITOR, "slag", "new", "why", "Fordi",
	    "achieve", "Mer", "themes", "Musikk", "moderation", "Ordstyrer",
	    "dialogue_rules", "Felles", "duration", "Permanent", "marketing",
	    "Nettsida", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, page, ROLE_EDITOR);
	CHECK(visit_has(r, "Kari team_member")); /* who can approve */
	CHECK(visit_has(
	    visit(&t, GET, page, ROLE_TEAM_MEMBER), "du kan avgjøre"));
	town_close(&t);
}

static const char *
submit_plan(struct town *t, int role, int64_t id)
{
	const char *plan = town_path("/kontoer/%" PRId64 "/plan", id);
	struct req *r = visit_form(t, plan, role, "slag", "existing", "why",
	    "Den finnes", "dialogue_rules", "Felles regler", NULL);

	CHECK(r->answer.status == 303);
	return plan;
}

TEST(admin_a_plan_is_decided_by_another)
{
	struct town t;
	struct grant g = { .role = ROLE_EDITOR, .to = INT64_MAX };
	const char *plan, *decide;
	struct req *r;
	int64_t id, seq;

	town_open(&t);
	/* one who may both write and decide */
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(role_give(t.t.db, &t.t.a, t.who[ROLE_TEAM_MEMBER], &g, &seq));
	town_log_in(&t, ROLE_TEAM_MEMBER);
	CHECK_OK(db_commit(t.t.db));
	id = enter_account(&t, "Kinoen");
	plan = submit_plan(&t, ROLE_TEAM_MEMBER, id);
	decide = town_path("/kontoer/%" PRId64 "/plan/avgjor", id);
	r = visit(&t, GET, plan, ROLE_TEAM_MEMBER);
	CHECK(visit_has(r, "Du har søkt selv"));
	CHECK(visit_has(r, "Kari chief_executive"));
	r = visit_form(&t, decide, ROLE_TEAM_MEMBER, "do", "approve", "versjon",
	    "1", NULL);
	CHECK(r->answer.status == 403);
	CHECK(visit_has(r, "Du har søkt selv"));
	/* a return needs its why */
	r = visit_form(&t, decide, ROLE_CHIEF_EXECUTIVE, "do", "return",
	    "versjon", "1", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "Skriv hvorfor"));
	/* an end that is past */
	r = visit_form(&t, decide, ROLE_CHIEF_EXECUTIVE, "do", "approve",
	    "versjon", "1", "utlop", "2020-01-01", NULL);
	CHECK(r->answer.status == 400);
	r = visit_form(&t, decide, ROLE_CHIEF_EXECUTIVE, "do", "approve",
	    "versjon", "7", NULL);
	CHECK(r->answer.status == 409); /* not what stands there now */
	r = visit_form(&t, decide, ROLE_CHIEF_EXECUTIVE, "do", "approve",
	    "versjon", "1", "utlop", "2027-06-30", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, town_path("/kontoer/%" PRId64, id), ROLE_EDITOR);
	CHECK(visit_has(r, "Planen er godkjent"));
	CHECK(visit_has(r, "Kontoen varer til"));
	r = visit_form(
	    &t, town_path("/kontoer/%" PRId64 "/start", id), ROLE_EDITOR, NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, town_path("/kontoer/%" PRId64, id), ROLE_EDITOR);
	CHECK(visit_has(r, "I bruk"));
	town_close(&t);
}

TEST(admin_a_plan_returned_says_why)
{
	struct town t;
	const char *plan, *decide;
	struct req *r;
	int64_t id;

	town_open(&t);
	id = enter_account(&t, "Næringsbloggen");
	plan = submit_plan(&t, ROLE_EDITOR, id);
	decide = town_path("/kontoer/%" PRId64 "/plan/avgjor", id);
	r = visit_form(&t, decide, ROLE_TEAM_MEMBER, "do", "return", "versjon",
	    "1", "merknad", "Skriv hvem som svarer på lørdager", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, plan, ROLE_EDITOR);
	CHECK(visit_has(r, "Sendt tilbake"));
	CHECK(visit_has(r, "Skriv hvem som svarer på lørdager"));
	r = visit_form(
	    &t, decide, ROLE_RESPONDER, "do", "approve", "versjon", "1", NULL);
	CHECK(r->answer.status == 403);
	town_close(&t);
}

/* REQ: K2 - from, to and why; the deadlines wait, and go on. */
TEST(admin_a_closure_moves_the_deadlines)
{
	struct town t;
	struct enquiry before, closed, open;
	struct municipality *m;
	struct req *r;

	town_open(&t);
	CHECK_OK(enquiry_get(t.t.db, &t.t.a, t.enquiry[0], &before));
	r = visit_form(&t, account_path(&t, "/steng"), ROLE_EDITOR, "stengfra",
	    "2026-11-17T10:00", "stengtil", "2026-11-16T10:00", "steggrunn", "",
	    NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "2026-11-16T10:00"));
	CHECK(visit_has(r, "id=\"steggrunn-feil\""));
	r = visit_form(&t, account_path(&t, "/steng"), ROLE_EDITOR, "stengfra",
	    "2026-11-17T10:00", "stengtil", "2026-11-20T10:00", "steggrunn",
	    "Kurs på fjellet", NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(enquiry_get(t.t.db, &t.t.a, t.enquiry[0], &closed));
	CHECK(closed.due > before.due);
	CHECK(closed.paused_until != 0);
	r = visit(&t, GET, account_path(&t, ""), ROLE_RESPONDER);
	CHECK(visit_has(r, "Stengt til"));
	CHECK(visit_has(r, "Kurs på fjellet"));
	CHECK(!visit_has(r, "/apne/")); /* seen, but not for them to end */

	CHECK_OK(municipality_load(t.t.db, &m));
	CHECK(m->nclosures == 1);
	r = visit_form(&t,
	    town_path("/kontoer/%" PRId64 "/apne/%" PRId64, t.account.v,
		m->closures[0].seq),
	    ROLE_UNIT_LEADER, NULL);
	CHECK(r->answer.status == 303);
	municipality_free(m);
	CHECK_OK(enquiry_get(t.t.db, &t.t.a, t.enquiry[0], &open));
	CHECK(open.due < closed.due);
	CHECK(open.paused_until == 0);
	town_close(&t);
}

TEST(admin_an_account_is_changed_by_those_who_answer_for_it)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, account_path(&t, ""), ROLE_RESPONDER);
	CHECK(visit_has(r, "Du kan ikke endre denne kontoen"));
	CHECK(visit_has(r, "Kari editor"));
	CHECK(visit(&t, GET, account_path(&t, "/endre"), ROLE_RESPONDER)
		  ->answer.status == 403);
	r = visit(&t, GET, account_path(&t, "/endre"), ROLE_EDITOR);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(r, "value=\"Prøve kommune\""));
	r = visit_form(&t, account_path(&t, "/endre"), ROLE_EDITOR, "navn",
	    "Prøve kommune på nett", "formal", "Nytt", "enhet",
	    number(t.culture.v), "redaktor", number(t.who[ROLE_EDITOR].v),
	    "dialog", "messages", "dialoggrunn", "Vi er få", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, account_path(&t, ""), ROLE_RESPONDER);
	CHECK(visit_has(r, "Prøve kommune på nett"));
	CHECK(visit_has(r, "Bare meldinger. Vi er få"));
	CHECK(visit_has(r, "Kari unit_leader")); /* O: leads the unit */

	r = visit_form(&t, account_path(&t, "/nedlegg"), ROLE_EDITOR, NULL);
	CHECK(r->answer.status == 400);
	r = visit_form(&t, account_path(&t, "/nedlegg"), ROLE_EDITOR,
	    "nedleggrunn", "Ingen leser den", NULL);
	CHECK(r->answer.status == 303);
	CHECK(visit_has(
	    visit(&t, GET, account_path(&t, ""), ROLE_EDITOR), "Nedlagt"));
	town_close(&t);
}
