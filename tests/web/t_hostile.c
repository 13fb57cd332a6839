/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_hostile.c - those who try what they may not, and those who type what no
 * form expects: refused, with nothing lost and nothing shown.
 */
#include "base/buf.h"
#include "fmt/utf8.h"
#include "model/crisis.h"
#include "tests/web/api_client.h"

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
