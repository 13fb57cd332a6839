/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_hostile.c - those who try what they may not, and those who type what no
 * form expects: refused, with nothing lost and nothing shown.
 */
#include "base/buf.h"
#include "model/account.h"
#include "model/crisis.h"
#include "model/fact.h"
#include "model/roster.h"
#include "tests/web/api_client.h"
#include "web/form.h"

/* n bytes of it, with the last letter on the edge. */
static const char *
long_text(struct town *t, size_t n)
{
	struct buf b = { .arena = &t->t.a };

	while (b.n + 2 <= n)
		buf_lit(&b, "å");
	return str_z(&t->t.a, buf_str(&b));
}

/* Cut in the middle of a letter it could not be stored; cut at all, it would
 * be lost. */
TEST(hostile_long_texts_are_not_cut_in_silence) /* REQ: K3 K10 */
{
	struct town t;
	struct req *r;
	const char *path;

	town_open(&t);
	path = town_enquiry_path(&t, 0, "/tvil");
	r = visit_form(
	    &t, path, ROLE_RESPONDER, "tvil", long_text(&t, 2002), NULL);
	CHECK(r->answer.status == 413 && visit_has(r, long_text(&t, 2002)));
	r = visit_form(
	    &t, path, ROLE_RESPONDER, "tvil", long_text(&t, 2000), NULL);
	CHECK(r->answer.status == 303);
	r = visit_form(&t, town_enquiry_path(&t, 0, "/avklar"), ROLE_ADVISER,
	    "do", "decide", "avgjorelse", "line", "merknad",
	    long_text(&t, 4002), NULL);
	CHECK(r->answer.status == 413 && visit_has(r, long_text(&t, 4002)));
	/* This one would stand on every page. */
	r = visit_form(&t, "/krise/sett", ROLE_CHIEF_EXECUTIVE, "sikker",
	    "KRISE", "grunn", long_text(&t, 502), "bestemt",
	    town_path("%lld", (long long)t.who[ROLE_CHIEF_EXECUTIVE].v), NULL);
	CHECK(r->answer.status == 413);
	town_close(&t);
}

/* Every hiding rests on a house rule, and who hid does not undo it: not by the
 * button on the enquiry's page either.  REQ: SPEC 4 K8 */
TEST(hostile_hiding_needs_a_ground_and_another_to_undo)
{
	struct town t;
	struct req *r;
	struct message_id first;
	struct outbox_item *it;
	size_t n;
	const char *hide, *show, *id;

	town_open(&t);
	hide = town_enquiry_path(&t, 3, "/moderer/hide");
	show = town_enquiry_path(&t, 3, "/moderer/show");
	first = town_enquiry(&t, 3).last_message;
	id = town_path("%lld", (long long)first.v);
	r = visit_form(&t, hide, ROLE_RESPONDER, "melding", id, NULL);
	CHECK(
	    r->answer.status == 400 && visit_has(r, "en grunn må være valgt"));
	r = visit_form(&t, hide, ROLE_RESPONDER, "melding", id, "grunn",
	    "K8 eller hva som helst", NULL);
	CHECK(r->answer.status == 400);
	r = visit_form(
	    &t, hide, ROLE_RESPONDER, "melding", id, "grunn", "threat", NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(outbox_hand_list(t.t.db, &t.t.a, t.now, &it, &n));
	CHECK(n == 1);
	r = visit_form(&t,
	    town_path("/utboks/%lld/hand", (long long)it[0].id.v),
	    ROLE_RESPONDER, "do", "take", NULL);
	CHECK(r->answer.status == 303);
	r = visit_form(&t,
	    town_path("/utboks/%lld/hand", (long long)it[0].id.v),
	    ROLE_RESPONDER, "do", "done", NULL);
	CHECK(r->answer.status == 303);
	r = visit_form(&t, show, ROLE_RESPONDER, "melding", id, NULL);
	CHECK(r->answer.status == 403);
	r = visit(&t, GET, town_enquiry_path(&t, 3, ""), ROLE_RESPONDER);
	CHECK(!visit_has(r, "/moderer/show"));
	r = visit_form(&t, town_path("/moderering/%lld", (long long)first.v),
	    ROLE_UNIT_LEADER, "grunn", long_text(&t, 502), NULL);
	CHECK(r->answer.status == 413);
	r = visit_form(&t, town_path("/moderering/%lld", (long long)first.v),
	    ROLE_UNIT_LEADER, "grunn", "Ingen trussel, bare harme", NULL);
	CHECK(r->answer.status == 303);
	town_close(&t);
}

static enum err
leaves_tx(struct db *db, void *arg)
{
	struct town *t = arg;
	struct municipality *m;
	struct person p;

	TRY(municipality_load(db, &m));
	p = *person_find(m, t->who[ROLE_RESPONDER]);
	p.active = !p.active;
	TRY(person_change(db, &t->t.a, &p, t->who[ROLE_ADMINISTRATOR]));
	municipality_free(m);
	return OK;
}

static enum err
role_ends_tx(struct db *db, void *arg)
{
	struct town *t = arg;
	struct municipality *m;
	const struct person *p;

	TRY(municipality_load(db, &m));
	p = person_find(m, t->who[ROLE_EDITOR]);
	TRY(role_take(
	    db, &t->t.a, p->grants[0].seq, t->who[ROLE_ADMINISTRATOR], t->now));
	municipality_free(m);
	return OK;
}

/* The path of the calendar on a page, or NULL. */
static const char *
calendar_on(const struct req *r)
{
	struct str body = buf_str(&r->answer.body.out);
	size_t at = str_find(body, STR("/kalender/"));

	return at == STR_NOWHERE ? NULL
				 : str_z(r->arena, str_cut(body, at, at + 46));
}

/* The roster is the desk's: no calendar of it for others, and none for whoever
 * left, not even when they come back.  REQ: K1 */
TEST(hostile_calendar_is_the_desks)
{
	struct town t;
	struct req *r;
	const char *path;

	town_open(&t);
	r = visit_form(&t, "/vakt/kalender", ROLE_EMPLOYEE, "do", "new", NULL);
	CHECK(r->answer.status == 403);
	r = visit_form(&t, "/vakt/kalender", ROLE_RESPONDER, "do", "new", NULL);
	path = calendar_on(r);
	CHECK(path && visit(&t, GET, path, NOBODY)->answer.status == 200);
	CHECK_OK(db_tx(t.t.db, leaves_tx, &t));
	CHECK(visit(&t, GET, path, NOBODY)->answer.status == 404);
	CHECK_OK(db_tx(t.t.db, leaves_tx, &t));
	CHECK(visit(&t, GET, path, NOBODY)->answer.status == 404);
	r = visit_form(&t, "/vakt/kalender", ROLE_EDITOR, "do", "new", NULL);
	path = calendar_on(r);
	CHECK(path && visit(&t, GET, path, NOBODY)->answer.status == 200);
	CHECK_OK(db_tx(t.t.db, role_ends_tx, &t));
	CHECK(visit(&t, GET, path, NOBODY)->answer.status == 404);
	town_close(&t);
}

/* That there is a crisis is for all to know; what waits, and what it answers,
 * is not.  REQ: K12 */
TEST(hostile_crisis_queue_is_not_for_everybody)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit_form(&t, "/krise/sett", ROLE_EMPLOYEE, "sikker", "KRISE",
	    "grunn", "Tull", NULL);
	CHECK(r->answer.status == 403);
	r = visit_form(&t, "/krise/sett", ROLE_CHIEF_EXECUTIVE, "sikker",
	    "KRISE", "grunn", "Flom i Gausa", "bestemt",
	    town_path("%lld", (long long)t.who[ROLE_CHIEF_EXECUTIVE].v), NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, town_enquiry_path(&t, 0, ""), ROLE_RESPONDER);
	r = visit_form(&t, town_enquiry_path(&t, 0, "/svar"), ROLE_RESPONDER,
	    "do", "publish", "kind", "fact", "tone", "plain", "versjon",
	    visit_hidden(r, "versjon"), "tekst",
	    "Skiløypa åpner lørdag.\n\nHilsen Kari", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, "/krise", ROLE_RESPONDER);
	CHECK(visit_has(r, "Skiløypa åpner lørdag") &&
	      visit_has(r, "Innbygger 1"));
	r = visit(&t, GET, "/krise", ROLE_EMPLOYEE);
	CHECK(r->answer.status == 200 && visit_has(r, "Flom i Gausa"));
	CHECK(!visit_has(r, "Skiløypa åpner lørdag") &&
	      !visit_has(r, "Innbygger 1") && !visit_has(r, "rundt Skei"));
	town_close(&t);
}

static enum err
other_account_tx(struct db *db, void *arg)
{
	struct account acct = {
		.channel = STR("byhand"), .name = STR("Veimeldinger"),
					      .state = STR("planned"),
						  .dialogue = STR("open"),
						      .config = STR("{}") };
	struct town *t = arg;

	acct.unit = t->works;
	acct.editor = t->who[ROLE_ADVISER];
	acct.leader = t->who[ROLE_ADVISER];
	return account_add(
	    db, &t->t.a, &acct, t->who[ROLE_ADVISER], &t->account);
}

static int
put_on_duty(struct town *t, int role, int who, int64_t account)
{
	return visit_form(t, "/vakt", role, "hvem",
	    town_path("%lld", (long long)t->who[who].v), "konto",
	    account ? town_path("%lld", (long long)account) : "", "fra",
	    "2026-11-18T08:00", "til", "2026-11-18T15:30", "hver", "0", NULL)
	    ->answer.status;
}

static int
shift_act(
    struct town *t, enum role role, const struct shift *s, const char *act)
{
	return api_call(t, POST,
	    town_path("/api/v1/shifts/%lld", (long long)s->id),
	    town_token(t, role, "read write"),
	    str_printf(&t->t.a, "{\"act\":%s}", act).p, NULL)
	    ->answer.status;
}

/* The roster of an account is made by those who answer for its unit, of people
 * who can see what they are on duty for.  REQ: K1 */
TEST(hostile_roster_of_another_unit)
{
	struct town t;
	struct account_id own;
	struct shift *s;
	size_t n;
	const char *path;

	town_open(&t);
	own = t.account;
	CHECK_OK(db_tx(t.t.db, other_account_tx, &t));
	CHECK(put_on_duty(&t, ROLE_EDITOR, ROLE_RESPONDER, t.account.v) == 403);
	CHECK(put_on_duty(&t, ROLE_EDITOR, ROLE_EMPLOYEE, own.v) == 400);
	CHECK(put_on_duty(&t, ROLE_EDITOR, ROLE_RESPONDER, own.v) == 303);
	CHECK(
	    put_on_duty(&t, ROLE_ADVISER, ROLE_RESPONDER, t.account.v) == 303);
	CHECK_OK(roster_list(t.t.db, &t.t.a, t.now, t.now + 9 * DAY, &s, &n));
	CHECK(n == 2);
	path = town_path("/vakt/%lld", (long long)s[1].id);
	CHECK(visit_form(&t, path, ROLE_EDITOR, "do", "remove", NULL)
		  ->answer.status == 403);
	CHECK(visit_form(
		  &t, path, ROLE_RESPONDER, "do", "ask", "hvem", "999999", NULL)
		  ->answer.status == 400);
	CHECK(visit_form(&t, path, ROLE_RESPONDER, "do", "ask", "hvem",
		  town_path("%lld", (long long)t.who[ROLE_EMPLOYEE].v), NULL)
		  ->answer.status == 400);
	CHECK(shift_act(&t, ROLE_EDITOR, &s[1], "\"remove\"") == 403);
	CHECK(shift_act(&t, ROLE_RESPONDER, &s[1],
		  "\"ask\",\"person\":999999") == 400);
	path = town_path("/vakt/%lld", (long long)s[0].id);
	CHECK(visit_form(&t, path, ROLE_EDITOR, "do", "remove", NULL)
		  ->answer.status == 303);
	town_close(&t);
}

/* A program that mends a withdrawn fact does not bring it back.  REQ: F1 */
TEST(hostile_withdrawn_fact_stays_so)
{
	struct fact f = { .active = false,
		.title = STR("Åpningstid"),
		    .text = STR("Hallen åpner kl. 8.") };
	struct fact now = { .active = true };
	struct town t;
	struct req *r;

	town_open(&t);
	f.unit = t.culture;
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(fact_save(t.t.db, &t.t.a, &f, t.who[ROLE_ADVISER], t.now));
	CHECK_OK(db_commit(t.t.db));
	r = api_call(&t, POST, "/api/v1/facts",
	    town_token(&t, ROLE_ADVISER, "write"),
	    town_path("{\"id\":%lld,\"version\":1,\"unit\":%lld,"
		      "\"title\":\"Åpningstid\",\"text\":\"Kl. 9.\"}",
		(long long)f.id.v, (long long)t.culture.v),
	    NULL);
	CHECK(r->answer.status == 200);
	CHECK_OK(fact_get(t.t.db, &t.t.a, f.id, &now));
	CHECK(now.version == 2 && !now.active);
	town_close(&t);
}

static const struct sql q_break = SQL("ALTER TABLE fact_version RENAME TO gone");

/* What broke inside is told to the log, not to the caller: a store's own words
 * name tables, and may hold what was to be stored. */
TEST(hostile_inner_errors_are_not_told)
{
	struct town t;
	struct req *r;

	town_open(&t);
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(db_run(t.t.db, &q_break, DB_NOARGS, NULL));
	CHECK_OK(db_commit(t.t.db));
	r = api_call(&t, GET, "/api/v1/facts",
	    town_token(&t, ROLE_ADVISER, "read"), NULL, NULL);
	CHECK(r->answer.status == 500);
	CHECK(str_find(api_text(r), STR("fact_version")) == STR_NOWHERE);
	town_close(&t);
}

static int
add_person(struct town *t, const char *login, const char *mail)
{
	return visit_form(t, "/folk/ny", ROLE_ADMINISTRATOR, "bruker", login,
	    "fornavn", "Ola\r\nBcc: alle@lia.example", "etternavn", "Ås",
	    "enhet", town_path("%lld", (long long)t->culture.v), "epost", mail,
	    "passord", "", NULL)
	    ->answer.status;
}

/* An address that no mail could go to is told of when it is typed; a name is
 * of one line. */
TEST(hostile_names_and_addresses)
{
	const struct person *p = NULL;
	struct municipality *m;
	struct town t;

	town_open(&t);
	CHECK(add_person(&t, "a1", "@") == 400);
	CHECK(add_person(&t, "a1", "ola@lia.example, kari@lia.example") == 400);
	CHECK(
	    add_person(&t, "a1", "ola@lia.example\r\nRCPT TO:<x@y.no>") == 400);
	CHECK(add_person(&t, "a1", "ola@lia.example") == 303);
	CHECK_OK(municipality_load(t.t.db, &m));
	for (size_t i = 0; i < m->npersons; i++)
		if (str_eq(m->persons[i].login, STR("a1")))
			p = &m->persons[i];
	CHECK(p && str_eq(p->first_name, STR("Ola  Bcc: alle@lia.example")));
	municipality_free(m);
	town_close(&t);
}

/* What is not a letter of a text does not come into one. */
TEST(hostile_control_characters_are_left_out)
{
	struct arena a = { 0 };

	CHECK(str_eq(form_plain(&a, STR("a\x01\r\n\tb\x1b[31mc\x7f")),
	    STR("a\n\tb[31mc")));
	arena_free(&a);
}

/* The reason of a closing is told to the public: it is read as a post is.
 * REQ: K2 K8 */
TEST(hostile_reason_of_a_closing)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit_form(&t,
	    town_path("/kontoer/%lld/steng", (long long)t.account.v),
	    ROLE_EDITOR, "stengfra", "2026-11-18T08:00", "stengtil",
	    "2026-11-19T08:00", "steggrunn",
	    "Syk. Ring meg heller, nummeret er 10829132090", NULL);
	CHECK(r->answer.status >= 400 && visit_has(r, "Grunnen leses av alle"));
	CHECK(visit_has(r, "Ring meg heller")); /* to be mended */
	r = visit_form(&t,
	    town_path("/kontoer/%lld/steng", (long long)t.account.v),
	    ROLE_EDITOR, "stengfra", "2026-10-01T08:00", "stengtil",
	    "2026-11-19T08:00", "steggrunn", "Ferie", NULL);
	CHECK(r->answer.status == 400 && visit_has(r, "i dag eller senere"));
	town_close(&t);
}
