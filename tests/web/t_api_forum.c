/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_api_forum.c - comments, closures, the journal, swaps, notices and settings
 * by programs: who may, what is refused, what is there afterwards.
 * REQ: K1 K2 K10; SPEC 4 SPEC 8
 */
#include "model/notification.h"
#include "model/roster.h"
#include "tests/web/api_client.h"
#include "tests/web/clauses/scenario.h"

TEST(api_closes_and_opens_the_comments)
{
	struct town t;
	struct str editor, auditor;
	const char *path;

	town_open(&t);
	editor = town_token(&t, ROLE_EDITOR, "read write");
	auditor = town_token(&t, ROLE_AUDITOR, "read write");
	path = "/api/v1/enquiries/1/comments";
	CHECK(api_call(&t, POST, path, auditor, "{\"open\":false}", NULL)
		  ->answer.status == 403);
	CHECK(api_call(&t, POST, path, editor, "{\"open\":false}", "en-gang")
		  ->answer.status == 200);
	/* The same answer, no second order. */
	CHECK(api_call(&t, POST, path, editor, "{\"open\":false}", "en-gang")
		  ->answer.status == 200);
	CHECK(str_eq(scenario_send(&t).act, STR("close")));
	CHECK(scenario_send(&t).state.n == 0);
	CHECK(api_call(&t, POST, path, editor, "{\"open\":7}", NULL)
		  ->answer.status == 400);
	CHECK(json_array_size(json_object_get(
		  api_read(&t, api_call(&t, GET, "/api/v1/house-rules", editor,
				   NULL, NULL)),
		  "grounds")) > 3);
	town_close(&t);
}

TEST(api_closes_and_opens_an_account)
{
	const char *path = "/api/v1/accounts/1/closures";
	const char *body = "{\"from\":\"2026-11-17T12:00:00+01:00\","
			   "\"to\":\"2026-11-20T08:00:00+01:00\","
			   "\"reason\":\"Kurs for alle på kultur\"}";
	struct town t;
	struct str editor, responder;
	struct req *r;
	int64_t id;

	town_open(&t);
	editor = town_token(&t, ROLE_EDITOR, "read write");
	responder = town_token(&t, ROLE_RESPONDER, "read write");
	CHECK(api_call(&t, POST, path, responder, body, NULL)->answer.status ==
	      403);
	CHECK(api_refused(&t,
	    api_call(&t, POST, path, editor,
		"{\"from\":\"2026-11-20T12:00:00Z\","
		"\"to\":\"2026-11-18T12:00:00Z\",\"reason\":\"x\"}",
		NULL),
	    400, "K2"));
	CHECK(
	    api_call(&t, POST, path, editor, body, NULL)->answer.status == 200);
	r = api_call(&t, GET, path, responder, NULL, NULL);
	id = json_integer_value(json_object_get(
	    json_array_get(json_object_get(api_read(&t, r), "closures"), 0),
	    "id"));
	CHECK(id > 0);
	r = api_call(&t, POST,
	    str_printf(&t.t.a, "/api/v1/closures/%lld/end", (long long)id).p,
	    responder, "{}", NULL);
	CHECK(r->answer.status == 403);
	r = api_call(&t, POST,
	    str_printf(&t.t.a, "/api/v1/closures/%lld/end", (long long)id).p,
	    editor, "{}", NULL);
	CHECK(r->answer.status == 200);
	r = api_call(&t, GET, path, editor, NULL, NULL);
	CHECK(
	    json_array_size(json_object_get(api_read(&t, r), "closures")) == 0);
	CHECK(api_call(
		  &t, POST, "/api/v1/accounts/99/closures", editor, body, NULL)
		  ->answer.status == 404);
	town_close(&t);
}

static enum err
make_shift(struct db *db, void *arg)
{
	struct town *t = arg;
	struct shift s = { .person = t->who[ROLE_RESPONDER],
		.from = t->now + DAY,
		.to = t->now + DAY + 7 * HOUR,
		.made_by = t->who[ROLE_ADVISER] };
	struct municipality *m;
	int64_t id;
	enum err e;

	TRY(municipality_load(db, &m));
	e = roster_add(db, &t->t.a, m, &s, t->now, &id);
	municipality_free(m);
	return e;
}

TEST(api_swaps_a_shift_and_tells_of_it)
{
	struct town t;
	struct str responder, editor;
	const char *ask;
	struct req *r;
	json_t *n;

	town_open(&t);
	CHECK_OK(db_tx(t.t.db, make_shift, &t));
	responder = town_token(&t, ROLE_RESPONDER, "read write");
	editor = town_token(&t, ROLE_EDITOR, "read write");
	ask = str_printf(&t.t.a, "{\"act\":\"ask\",\"person\":%lld}",
	    (long long)t.who[ROLE_EDITOR].v)
		  .p;
	CHECK(api_call(&t, POST, "/api/v1/shifts/1", editor, ask, NULL)
		  ->answer.status == 403); /* not theirs to give */
	CHECK(api_call(&t, POST, "/api/v1/shifts/1", responder, ask, NULL)
		  ->answer.status == 200);
	r = api_call(&t, GET, "/api/v1/notifications", editor, NULL, NULL);
	n = json_array_get(
	    json_object_get(api_read(&t, r), "notifications"), 0);
	CHECK(strcmp(json_string_value(json_object_get(n, "kind")),
		  "swap_asked") == 0);
	CHECK(json_is_null(json_object_get(n, "read_at")));
	r = api_call(
	    &t, POST, "/api/v1/notifications/read", editor, "{}", NULL);
	n = json_array_get(
	    json_object_get(api_read(&t, r), "notifications"), 0);
	CHECK(json_is_string(json_object_get(n, "read_at")));
	CHECK(api_call(&t, POST, "/api/v1/shifts/1", editor,
		  "{\"act\":\"yes\"}", NULL)
		  ->answer.status == 200);
	r = api_call(&t, GET, "/api/v1/shifts", editor, NULL, NULL);
	CHECK(
	    str_find(api_text(r), STR("\"shifts\":[{\"id\":1")) != STR_NOWHERE);
	CHECK(api_call(&t, POST, "/api/v1/shifts/1", responder,
		  "{\"act\":\"maybe\"}", NULL)
		  ->answer.status == 400);
	town_close(&t);
}

TEST(api_settings_by_version_and_by_role)
{
	const char *path = "/api/v1/settings/municipality";
	struct town t;
	struct str admin, responder;
	struct req *r;
	json_t *j;

	town_open(&t);
	admin = town_token(&t, ROLE_ADMINISTRATOR, "read write");
	responder = town_token(&t, ROLE_RESPONDER, "read write");
	CHECK(api_call(&t, GET, path, responder, NULL, NULL)->answer.status ==
	      403);
	CHECK(api_call(&t, GET, "/api/v1/settings/hours", responder, NULL, NULL)
		  ->answer.status == 200);
	CHECK(api_call(&t, GET, "/api/v1/settings/secrets", admin, NULL, NULL)
		  ->answer.status == 404);
	r = api_call(&t, POST, "/api/v1/settings/municipality/try", admin,
	    "{\"value\":{\"name\":\"Lia\",\"published\":[\"90811222\"]},"
	    "\"text\":\"Nummeret er 908 11 222.\"}",
	    NULL);
	j = json_object_get(json_object_get(api_read(&t, r), "typed"), "go");
	CHECK(json_array_size(j) == 1);
	CHECK(strcmp(json_string_value(json_array_get(j, 0)), "phone") == 0);
	CHECK(api_call(&t, POST, "/api/v1/settings/crisis/try", admin,
		  "{\"value\":{}}", NULL)
		  ->answer.status == 400);
	r = api_call(&t, GET, path, admin, NULL, NULL);
	j = api_read(&t, r);
	r = api_call(&t, POST, path, admin,
	    str_printf(&t.t.a,
		"{\"version\":%lld,\"value\":{\"name\":\"Lia kommune\","
		"\"places\":[\"Ådalen\"]}}",
		(long long)json_integer_value(json_object_get(j, "version")))
		.p,
	    NULL);
	CHECK(r->answer.status == 200);
	CHECK(str_find(api_text(r), STR("Ådalen")) != STR_NOWHERE);
	r = api_call(&t, POST, path, admin,
	    "{\"version\":0,\"value\":{\"name\":\"Nei\"}}", NULL);
	CHECK(r->answer.status == 409);
	CHECK(api_call(&t, POST, path, responder,
		  "{\"version\":0,\"value\":{\"name\":\"Nei\"}}", NULL)
		  ->answer.status == 403);
	town_close(&t);
}

TEST(api_hands_on_and_takes_up_again)
{
	struct town t;
	struct str responder;
	struct req *r;
	const char *base;

	town_open(&t);
	responder = town_token(&t, ROLE_RESPONDER, "read write");
	base = "/api/v1/enquiries/1";
	r = api_call(&t, POST, str_printf(&t.t.a, "%s/assign", base).p,
	    responder,
	    str_printf(
		&t.t.a, "{\"person\":%lld}", (long long)t.who[ROLE_EDITOR].v)
		.p,
	    NULL);
	CHECK(r->answer.status == 200);
	CHECK(town_enquiry(&t, 0).owner.v == t.who[ROLE_EDITOR].v);
	r = api_call(&t, POST, str_printf(&t.t.a, "%s/assign", base).p,
	    responder,
	    str_printf(
		&t.t.a, "{\"person\":%lld}", (long long)t.who[ROLE_AUDITOR].v)
		.p,
	    NULL);
	CHECK(r->answer.status == 400);
	r = api_call(&t, POST, str_printf(&t.t.a, "%s/reopen", base).p,
	    responder, "{}", NULL);
	CHECK(r->answer.status == 409); /* it is open */
	town_close(&t);
}

TEST(api_journal_is_the_archivists)
{
	struct town t;
	struct str archivist, responder;
	struct req *r;

	town_open(&t);
	archivist = town_token(&t, ROLE_ARCHIVIST, "read write");
	responder = town_token(&t, ROLE_RESPONDER, "read write");
	r = api_call(&t, GET, "/api/v1/journal", archivist, NULL, NULL);
	CHECK(r->answer.status == 200);
	CHECK(json_is_array(json_object_get(api_read(&t, r), "proposals")));
	r = api_call(&t, POST, "/api/v1/journal/1", responder,
	    "{\"decision\":\"accept\"}", NULL);
	CHECK(r->answer.status == 403);
	r = api_call(&t, POST, "/api/v1/journal/1", archivist,
	    "{\"decision\":\"perhaps\"}", NULL);
	CHECK(r->answer.status == 400);
	r = api_call(&t, POST, "/api/v1/journal/1", archivist,
	    "{\"decision\":\"accept\"}", NULL);
	CHECK(r->answer.status == 409 || r->answer.status == 404);
	town_close(&t);
}
