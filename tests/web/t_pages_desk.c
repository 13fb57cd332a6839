/* SPDX-License-Identifier: EUPL-1.2
 * The desk by its pages: login, inbox, an answer from draft to outbox, masked
 * texts, approval.  REQ: K1 K5 K7 K8 F2 F3; invariants 5, 10; SPEC 7 */
#include <inttypes.h>

#include "fmt/url.h"
#include "model/outbox.h"
#include "model/reply.h"
#include "model/session.h"
#include "tests/web/visit.h"

TEST(pages_login_and_out)
{
	struct town t;
	struct req *r;
	struct str hash;

	town_open(&t);
	CHECK_OK(password_hash(&t.t.a, STR("svært hemmelig ord"), &hash));
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(person_set_password(t.t.db, &t.t.a, t.who[ROLE_RESPONDER],
	    hash, (struct person_id){ 0 }));
	CHECK_OK(db_commit(t.t.db));
	r = visit_form(&t, "/inn", NOBODY, "bruker", "responder", "passord",
	    "svært hemmelig ord", NULL);
	CHECK(r->answer.status == 403); /* not from our form */
	CHECK(visit_has(r, "ligget for lenge"));

	t.guest_cookie = "0123456789abcdef0123456789abcdef";
	r = visit_form(&t, "/inn", NOBODY, "bruker", "responder", "passord",
	    "feil", "csrf", t.guest_cookie, NULL);
	CHECK(r->answer.status == 401);
	CHECK(visit_has(r, "Brukernavn eller passord er feil"));
	CHECK(visit_has(r, "value=\"responder\"")); /* kept */
	CHECK(!visit_has(r, "value=\"feil\""));	    /* a password is not */
	r = visit_form(&t, "/inn", NOBODY, "bruker", "responder", "passord",
	    "svært hemmelig ord", "csrf", t.guest_cookie, NULL);
	CHECK(r->answer.status == 303);
	CHECK(str_eq(visit_header(r, "location"), STR("/")));
	CHECK(str_starts(visit_header(r, "set-cookie"), STR("ordstyrer=")));
	for (int i = 0; i < 6; i++)
		r = visit_form(&t, "/inn", NOBODY, "bruker", "editor",
		    "passord", "feil", "csrf", t.guest_cookie, NULL);
	CHECK(r->answer.status == 429);
	CHECK(visit_has(r, "For mange forsøk. Du kan prøve igjen kl."));

	CHECK(visit(&t, GET, "/", ROLE_MAYOR)->answer.status == 200);
	r = visit_form(&t, "/ut", ROLE_MAYOR, NULL);
	CHECK(str_eq(visit_header(r, "location"), STR("/inn")));
	CHECK(visit(&t, GET, "/", ROLE_MAYOR)->answer.status == 303);
	town_close(&t);
}

TEST(pages_inbox_lists_and_filters)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, "/", ROLE_RESPONDER);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(r, "Når åpner skiløypa"));
	CHECK(visit_has(r, "gjelder &lt;det&gt; &amp; når")); /* escaped */
	CHECK(visit_has(r, "6 åpne henvendelser."));
	CHECK(visit_has(r, "Jeg tar den") && visit_has(r, "Si takk"));
	r = visit(&t, GET, "/", ROLE_AUDITOR);
	CHECK(!visit_has(r, "Jeg tar den")); /* reads all, changes nothing */
	r = visit(&t, GET, "/?kategori=praise", ROLE_RESPONDER);
	CHECK(visit_has(r, "konsert") && !visit_has(r, "skiløypa"));
	r = visit(&t, GET, "/?vis=mine", ROLE_RESPONDER);
	CHECK(visit_has(r, "Ingenting her nå"));
	r = visit(&t, GET, "/?tekst=finnesikke", ROLE_RESPONDER);
	CHECK(visit_has(r, "Ingen treff"));
	r = visit(&t, GET, "/sok?q=skil%C3%B8yper", ROLE_RESPONDER);
	CHECK(visit_has(r, "Når åpner skiløypa")); /* stemmed */
	r = visit(&t, GET, "/nye?siden=0", ROLE_RESPONDER);
	CHECK(visit_has(r, "6 nye") && !visit_has(r, "<html"));
	town_close(&t);
}

/* REQ: K5 - thanks in one click; invariant 10 - taken once. */
TEST(pages_taking_an_enquiry)
{
	struct town t;
	struct req *r;
	const char *id;

	town_open(&t);
	id = town_path("%" PRId64, t.enquiry[0].v);
	r = visit_form(&t, "/ta", ROLE_RESPONDER, "id", id, NULL);
	CHECK(r->answer.status == 303);
	CHECK(town_enquiry(&t, 0).owner.v == t.who[ROLE_RESPONDER].v);
	r = visit_form(&t, town_enquiry_path(&t, 0, "/ta"), ROLE_EDITOR, NULL);
	CHECK(r->answer.status == 409);
	CHECK(visit_has(r, "En annen var raskere"));
	r = visit_form(&t, town_enquiry_path(&t, 0, "/gi"), ROLE_RESPONDER,
	    "til", town_path("%" PRId64, t.who[ROLE_EDITOR].v), NULL);
	CHECK(r->answer.status == 303);
	CHECK(town_enquiry(&t, 0).owner.v == t.who[ROLE_EDITOR].v);
	/* The archivist cannot answer: nobody to hand it to. */
	r = visit_form(&t, town_enquiry_path(&t, 0, "/gi"), ROLE_EDITOR, "til",
	    town_path("%" PRId64, t.who[ROLE_ARCHIVIST].v), NULL);
	CHECK(r->answer.status == 400);
	r = visit_form(
	    &t, town_enquiry_path(&t, 0, "/slipp"), ROLE_EDITOR, NULL);
	CHECK(r->answer.status == 303 && town_enquiry(&t, 0).owner.v == 0);
	r = visit_form(&t, "/takk", ROLE_RESPONDER, "id",
	    town_path("%" PRId64, t.enquiry[1].v), NULL);
	CHECK(r->answer.status == 303);
	CHECK(str_eq(town_enquiry(&t, 1).state, STR("waiting")));
	town_close(&t);
}

/* REQ: K5 K6 K10 - what must be answered is not closed on a weak ground. */
TEST(pages_closing_without_an_answer)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, town_enquiry_path(&t, 3, ""), ROLE_RESPONDER);
	CHECK(visit_has(r, "Må besvares (K5)."));
	CHECK(!visit_has(r, "Trenger ikke svar"));
	r = visit_form(&t, town_enquiry_path(&t, 3, "/avslutt"), ROLE_RESPONDER,
	    "grunn", "no_answer_needed", NULL);
	CHECK(r->answer.status == 422);
	CHECK(visit_has(r, "Denne må besvares"));
	CHECK(str_eq(town_enquiry(&t, 3).state, STR("open")));
	r = visit_form(&t, town_enquiry_path(&t, 3, "/avslutt"), ROLE_RESPONDER,
	    "grunn", "duplicate", NULL);
	CHECK(r->answer.status == 303);
	r = visit_form(
	    &t, town_enquiry_path(&t, 3, "/gjenapne"), ROLE_RESPONDER, NULL);
	CHECK(r->answer.status == 303);
	CHECK(str_eq(town_enquiry(&t, 3).state, STR("open")));
	town_close(&t);
}

/* What was typed is there again, whatever stops the answer.  Invariant 10. */
TEST(pages_an_answer_to_a_changed_thread)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	CHECK(visit_has(r, "Svaret ditt"));
	CHECK(visit_has(r, "Slik er fristen regnet ut"));
	r = visit_form(&t, town_enquiry_path(&t, 0, "/svar"), ROLE_RESPONDER,
	    "do", "publish", "kind", "fact", "scope", "unit", "tone", "plain",
	    "versjon", "99999", "tekst", "Den åpner lørdag.\n\nHilsen Kari",
	    NULL);
	CHECK(r->answer.status == 409);
	CHECK(visit_has(r, "Den åpner lørdag."));
	CHECK(visit_has(r, "tråden er endret"));
	CHECK(str_eq(town_enquiry(&t, 0).state, STR("open")));
	r = visit_form(&t, town_enquiry_path(&t, 0, "/svar"), ROLE_RESPONDER,
	    "do", "publish", "kind", "fact", "scope", "unit", "tone", "plain",
	    "versjon", visit_hidden(r, "versjon"), "tekst",
	    "Den åpner lørdag.\n\nHilsen Kari", NULL);
	CHECK(r->answer.status == 303);
	CHECK(str_eq(town_enquiry(&t, 0).state, STR("waiting")));
	town_close(&t);
}

TEST(pages_keep_the_draft)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit_form(&t, town_enquiry_path(&t, 0, "/utkast"), ROLE_RESPONDER,
	    "tekst", "Halvferdig æøå", NULL);
	CHECK(r->answer.status == 200 && visit_has(r, "Lagret"));
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	CHECK(visit_has(r, "Halvferdig æøå"));
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_EDITOR);
	CHECK(!visit_has(r, "Halvferdig æøå"));
	CHECK(visit_has(r, "skriver også et svar her"));
	town_close(&t);
}

/* A statement needs a leader; the way there is one click.  REQ: F3 */
TEST(pages_approval_from_ask_to_decision)
{
	struct town t;
	struct reply *v;
	struct req *r;
	const char *path;
	size_t n;

	town_open(&t);
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	r = visit_form(&t, town_enquiry_path(&t, 0, "/svar"), ROLE_RESPONDER,
	    "do", "approve", "kind", "statement", "scope", "unit", "tone",
	    "plain", "versjon", visit_hidden(r, "versjon"), "tekst",
	    "Vi synes dette er fint.\n\nHilsen Kari", NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(reply_of_enquiry(t.t.db, &t.t.a, t.enquiry[0], &v, &n));
	CHECK(n == 1 && str_eq(v[0].state, STR("waiting_approval")));
	path = town_path("/godkjenning/%" PRId64, v[0].id.v);
	r = visit(&t, GET, "/godkjenning", ROLE_UNIT_LEADER);
	CHECK(visit_has(r, "Ta stilling"));
	r = visit(&t, GET, path, ROLE_RESPONDER);
	CHECK(!visit_has(r, "Godkjenn og publiser"));
	CHECK(visit_has(r, "Ta tilbake"));
	r = visit(&t, GET, path, ROLE_UNIT_LEADER);
	CHECK(visit_has(r, "Godkjenn og publiser"));
	r = visit_form(
	    &t, path, ROLE_UNIT_LEADER, "do", "return", "versjon", "1", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "hva som bør bli annerledes"));
	r = visit_form(
	    &t, path, ROLE_RESPONDER, "do", "approve", "versjon", "1", NULL);
	CHECK(r->answer.status == 403); /* nobody approves their own */
	r = visit_form(&t, path, ROLE_UNIT_LEADER, "do", "approve", "versjon",
	    "1", "tekst", "Vi synes dette er fint.\r\n\r\nHilsen Kari", NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(reply_of_enquiry(t.t.db, &t.t.a, t.enquiry[0], &v, &n));
	CHECK(n == 1 && str_eq(v[0].state, STR("queued")));
	r = visit_form(
	    &t, path, ROLE_UNIT_LEADER, "do", "approve", "versjon", "1", NULL);
	CHECK(r->answer.status == 409);
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	CHECK(visit_has(r, "godkjente svaret"));
	CHECK(visit_has(r, "Lagt i utboksen av"));
	town_close(&t);
}

/* REQ: SPEC 2.2 - entered by hand, under the same clock. */
TEST(pages_entry_by_hand)
{
	struct town t;
	struct inbox_counts n;
	struct req *r;
	const char *account;

	town_open(&t);
	account = town_path("%" PRId64, t.account.v);
	r = visit_form(&t, "/ny", ROLE_RESPONDER, "konto", account, "slag",
	    "comment", "avsender", "Ola", "tid", "2026-11-18T10:00", "tekst",
	    "Hei fra framtida", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "ikke være fram i tid"));
	CHECK(visit_has(r, "Hei fra framtida"));
	r = visit_form(&t, "/ny", ROLE_RESPONDER, "konto", account, "slag",
	    "comment", "avsender", "Ola", "tid", "2026-11-17T10:00", "tekst",
	    "Hvor er ordføreren?", "lenke", "javascript:alert(1)", NULL);
	CHECK(r->answer.status == 400);
	r = visit_form(&t, "/ny", ROLE_RESPONDER, "konto", account, "slag",
	    "comment", "avsender", "Ola", "tid", "2026-11-17T10:00", "tekst",
	    "Hvor er ordføreren?", NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(inbox_counts(t.t.db, &t.t.a, t.who[ROLE_RESPONDER], &n));
	CHECK(n.open == TOWN_ENQUIRIES + 1);
	town_close(&t);
}

/* Invariant 4: what did not leave is shown until a person has decided. */
TEST(pages_outbox_shows_what_did_not_leave)
{
	static const struct sql q_fail = SQL("UPDATE outbox SET state = 'unknown', error = 'timeout'");
	struct town t;
	struct outbox_item *items;
	struct req *r;
	const char *path;
	size_t n;

	town_open(&t);
	CHECK(visit_has(
	    visit(&t, GET, "/utboks", ROLE_RESPONDER), "Alt er kommet fram"));
	r = visit_form(&t, "/takk", ROLE_RESPONDER, "id",
	    town_path("%" PRId64, t.enquiry[1].v), NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(db_run(t.t.db, &q_fail, DB_NOARGS, NULL));
	r = visit(&t, GET, "/utboks", ROLE_RESPONDER);
	CHECK(visit_has(r, "Uvisst") && visit_has(r, "Det ligger der"));
	CHECK(!visit_has(
	    visit(&t, GET, "/utboks", ROLE_AUDITOR), "Det ligger der"));
	CHECK_OK(outbox_troubled(t.t.db, &t.t.a, &items, &n));
	CHECK(n == 1);
	path = town_path("/utboks/%" PRId64, items[0].id.v);
	r = visit_form(&t, path, ROLE_RESPONDER, "do", "juks", NULL);
	CHECK(r->answer.status == 400);
	r = visit_form(&t, path, ROLE_RESPONDER, "do", "sent", NULL);
	CHECK(r->answer.status == 303);
	CHECK(str_eq(town_enquiry(&t, 1).state, STR("answered")));
	r = visit_form(&t, path, ROLE_RESPONDER, "do", "retry", NULL);
	CHECK(r->answer.status == 409);
	town_close(&t);
}

/* Both wordings beside each other, what differs marked; also what an approver
 * typed that did not go through.  REQ: F3 */
TEST(pages_approval_shows_both_wordings)
{
	const char *path;
	struct reply *v;
	struct town t;
	struct req *r;
	size_t n;

	town_open(&t);
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	r = visit_form(&t, town_enquiry_path(&t, 0, "/svar"), ROLE_RESPONDER,
	    "do", "publish", "kind", "statement", "scope", "unit", "tone",
	    "plain", "versjon", visit_hidden(r, "versjon"), "tekst",
	    "Vi svarer i dag.\n\nHilsen Kari", NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(reply_of_enquiry(t.t.db, &t.t.a, t.enquiry[0], &v, &n));
	r = visit(&t, GET, "/godkjenning", ROLE_RESPONDER);
	CHECK(visit_has(r, "venter på"));
	path = town_path("/godkjenning/%" PRId64, v[0].id.v);
	r = visit(&t, GET, path, ROLE_UNIT_LEADER);
	CHECK(!visit_has(r, "<del>") && !visit_has(r, "Versjon 2"));
	r = visit_form(&t, path, ROLE_UNIT_LEADER, "versjon", "1", "do",
	    "approve", "tekst", "Ring 10915596784.\n\nHilsen Kari", "merknad",
	    "", NULL);
	CHECK(r->answer.status == 422);
	CHECK(visit_has(r, "<del>Vi svarer i dag.</del>"));
	CHECK(visit_has(r, "<ins>Ring 10915596784.</ins>"));
	CHECK(visit_has(r, "ikke lagret") && !visit_has(r, "Versjon 2"));
	CHECK(strcmp(visit_hidden(r, "versjon"), "1") == 0);
	r = visit_form(&t, path, ROLE_UNIT_LEADER, "versjon", "1", "do",
	    "approve", "tekst", "Vi svarer i morgen.\n\nHilsen Kari", "merknad",
	    "", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, path, ROLE_RESPONDER);
	CHECK(visit_has(r, "Vi svarer i <del>dag.</del>"));
	CHECK(visit_has(r, "Vi svarer i <ins>morgen.</ins>"));
	CHECK(visit_has(r, "Versjon 1") && visit_has(r, "Versjon 2"));
	town_close(&t);
}
