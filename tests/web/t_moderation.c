/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_moderation.c - on screen and by the API: a comment is hidden, its writer is
 * told in the thread or by hand, and the page says which.  REQ: SPEC 4 K8
 */
#include "model/account.h"
#include "model/moderation.h"
#include "tests/web/api_client.h"

enum { NEGATIVE = 3, FORMAL = 4 };

static const struct sql q_wordpress = SQL("UPDATE account SET channel = 'wordpress'");

/* A town whose account is a blog, its connection well. */
static void
connected(struct town *t)
{
	struct connection c;

	town_open(t);
	CHECK_OK(db_begin(t->t.db));
	CHECK_OK(connection_get(t->t.db, &t->t.a, t->account, &c));
	c.state = STR("ok");
	CHECK_OK(connection_put(t->t.db, &t->t.a, &c));
	CHECK_OK(db_run(t->t.db, &q_wordpress, DB_NOARGS, NULL));
	CHECK_OK(municipality_changed(t->t.db));
	CHECK_OK(db_commit(t->t.db));
}

static enum err
take(struct db *db, void *arg)
{
	struct town *t = arg;
	struct municipality *m;
	struct outbox_item it;

	TRY(municipality_load(db, &m));
	TRY(outbox_take(db, &t->t.a, m, t->account, t->now, &it));
	TRY(outbox_finish(
	    db, &t->t.a, &it, OUTCOME_SENT, STR("77"), STR_NONE, 0, t->now));
	municipality_free(m);
	return OK;
}

/* The sender's turn: the next thing of the outbox goes well. */
static void
leaves(struct town *t)
{
	CHECK_OK(db_tx(t->t.db, take, t));
}

static const char *
message_path(struct town *t, size_t i, const char *fmt)
{
	return str_z(
	    &t->t.a, str_printf(&t->t.a, "%.*s%lld%s", (int)strcspn(fmt, "#"),
			 fmt, (long long)town_enquiry(t, i).last_message.v,
			 strchr(fmt, '#') + 1));
}

static struct req *
hide(struct town *t, size_t i, const char *tell)
{
	return visit_form(t, town_enquiry_path(t, i, "/moderer/hide"),
	    ROLE_EDITOR, "melding", message_path(t, i, "#"), "grunn",
	    "harassment", "fortell", tell, NULL);
}

TEST(moderation_page_says_whether_they_were_told)
{
	struct town t;
	struct req *r;

	connected(&t);
	r = visit(&t, GET, town_enquiry_path(&t, NEGATIVE, ""), ROLE_EDITOR);
	CHECK(visit_has(r, "Si fra i tråden, uten navn"));
	CHECK(hide(&t, NEGATIVE, "1")->answer.status == 303);
	leaves(&t);
	r = visit(&t, GET, "/moderering", ROLE_EDITOR);
	CHECK(visit_has(r, "er på vei") && !visit_has(r, "Tekst å sende"));
	leaves(&t);
	r = visit(&t, GET, "/moderering", ROLE_EDITOR);
	CHECK(visit_has(r, "Sagt fra i tråden"));
	town_close(&t);
}

TEST(moderation_gives_the_text_to_send_by_hand)
{
	const char *path;
	struct town t;
	struct req *r;

	connected(&t);
	path = message_path(&t, NEGATIVE, "/moderering/#/fortell");
	CHECK(hide(&t, NEGATIVE, "")->answer.status == 303);
	leaves(&t);
	r = visit(&t, GET, "/moderering", ROLE_EDITOR);
	CHECK(visit_has(r, "Det er ikke sagt fra til den som skrev"));
	CHECK(visit_has(r, "Én har ikke fått vite om skjulingen."));
	CHECK(visit_has(r, "Hei. Vi har tatt en kommentar du skrev"));
	r = visit_form(
	    &t, path, ROLE_EDITOR, "do", "hand", "hvordan", " ", NULL);
	CHECK(r->answer.status == 400 && visit_has(r, "si hvordan"));
	r = visit_form(
	    &t, path, ROLE_AUDITOR, "do", "hand", "hvordan", "Ringte", NULL);
	CHECK(r->answer.status == 403);
	r = visit_form(&t, path, ROLE_EDITOR, "do", "hand", "hvordan",
	    "Ringte & snakket", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, "/moderering", ROLE_EDITOR);
	CHECK(visit_has(r, "Ringte &amp; snakket"));
	CHECK(!visit_has(r, "Tekst å sende"));
	CHECK(!visit_has(r, "fått vite"));
	/* And the enquiry's history says it was done. */
	r = visit(&t, GET, town_enquiry_path(&t, NEGATIVE, ""), ROLE_EDITOR);
	CHECK(visit_has(r, "sa fra om skjulingen"));
	town_close(&t);
}

static const char *
told(struct town *t, struct str token)
{
	json_t *list = json_object_get(
	    api_read(t, api_call(t, GET, "/api/v1/hidden", token, NULL, NULL)),
	    "hidden");

	list = json_object_get(json_array_get(list, 0), "told");
	return list ? json_string_value(list) : "nothing is hidden";
}

TEST(moderation_by_the_api)
{
	const char *hiding, *telling;
	struct str token;
	struct town t;
	struct req *r;

	connected(&t);
	token = town_token(&t, ROLE_EDITOR, "read write");
	hiding = message_path(&t, FORMAL, "/api/v1/messages/#/moderation");
	telling = message_path(&t, FORMAL, "/api/v1/messages/#/told");
	r = api_call(&t, POST, hiding, token,
	    "{\"act\":\"hide\",\"ground\":\"fordi\"}", "a");
	CHECK(r->answer.status == 400);
	r = api_call(&t, POST, telling, token, "{\"how\":\"in_thread\"}", "b");
	CHECK(api_refused(&t, r, 409, "not hidden"));
	r = api_call(&t, POST, hiding, token,
	    "{\"act\":\"hide\",\"ground\":\"spam\"}", "c");
	CHECK(r->answer.status == 200);
	leaves(&t);
	CHECK(strcmp(told(&t, token), "not") == 0);
	r = api_call(&t, POST, telling, token,
	    "{\"how\":\"cannot\",\"remark\":\"Ingen adresse\"}", "d");
	CHECK(r->answer.status == 200);
	CHECK(strcmp(told(&t, token), "cannot") == 0);
	r = api_call(&t, POST, telling, token, "{\"how\":\"in_thread\"}", "e");
	CHECK(r->answer.status == 200);
	leaves(&t);
	CHECK(strcmp(told(&t, token), "in_thread") == 0);
	/* Shown again by another than who hid it. */
	r = api_call(&t, POST, hiding, token,
	    "{\"act\":\"show\",\"ground\":\"Feil\"}", "f");
	CHECK(r->answer.status == 403);
	r = api_call(&t, POST, hiding,
	    town_token(&t, ROLE_ADVISER, "read write"),
	    "{\"act\":\"show\",\"ground\":\"Feil\"}", "g");
	CHECK(r->answer.status == 200);
	town_close(&t);
}
