/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_api_desk.c - the inbox through the API: lists, one enquiry, what is done
 * to it, answers and decisions; each as on the pages.
 * REQ: F2 F3 K5 K7 K8; SPEC 2.4-2.7 SPEC 8
 */
#include "tests/web/api_client.h"

static int64_t
number(const json_t *o, const char *name)
{
	return json_integer_value(json_object_get(o, name));
}

static bool
is(const json_t *o, const char *name, const char *value)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s && strcmp(s, value) == 0;
}

static const char *
at(const struct town *t, int which, const char *rest)
{
	return town_path(
	    "/api/v1/enquiries/%lld%s", (long long)t->enquiry[which].v, rest);
}

static json_t *
get(struct town *t, struct str token, const char *path)
{
	struct req *r = api_call(t, GET, path, token, NULL, NULL);

	CHECK(r->answer.status == 200);
	return api_read(t, r);
}

TEST(api_lists_the_inbox)
{
	struct town t;
	struct str token;
	json_t *o, *v;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read");
	o = get(&t, token, "/api/v1/enquiries");
	v = json_object_get(o, "enquiries");
	CHECK(json_array_size(v) == TOWN_ENQUIRIES);
	CHECK(json_is_null(json_object_get(o, "next")));
	for (size_t i = 1; i < json_array_size(v); i++)
		CHECK(strcmp(json_string_value(json_object_get(
				 json_array_get(v, i - 1), "due")),
			  json_string_value(json_object_get(
			      json_array_get(v, i), "due"))) <= 0);
	v = json_object_get(
	    get(&t, token, "/api/v1/enquiries?category=praise"), "enquiries");
	CHECK(json_array_size(v) == 1);
	CHECK(number(json_array_get(v, 0), "id") == t.enquiry[1].v);
	v = json_object_get(
	    get(&t, token, "/api/v1/enquiries?q=skil%C3%B8ypa"), "enquiries");
	CHECK(json_array_size(v) == 1);
	v = json_object_get(
	    get(&t, token, "/api/v1/enquiries?view=mine"), "enquiries");
	CHECK(json_array_size(v) == 0);
	town_close(&t);
}

TEST(api_pages_by_cursor)
{
	char path[200] = "/api/v1/enquiries?limit=4";
	struct town t;
	struct str token;
	size_t seen = 0, pages = 0;
	int64_t sum = 0, want = 0;
	const char *next;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read");
	do {
		json_t *o = get(&t, token, path);
		json_t *v = json_object_get(o, "enquiries");

		for (size_t i = 0; i < json_array_size(v); i++)
			sum += number(json_array_get(v, i), "id");
		seen += json_array_size(v);
		next = json_string_value(json_object_get(o, "next"));
		if (next)
			snprintf(path, sizeof(path),
			    "/api/v1/enquiries?limit=4&cursor=%s", next);
		pages++;
	} while (next && pages < 5);
	for (int i = 0; i < TOWN_ENQUIRIES; i++)
		want += t.enquiry[i].v;
	CHECK(seen == TOWN_ENQUIRIES && pages == 2 && sum == want);
	town_close(&t);
}

TEST(api_refuses_parameters_that_are_wrong)
{
	static const char *const bad[][2] = { { "view=alle", "view" },
		{ "category=ros", "category" }, { "limit=0", "limit" },
		{ "limit=201", "limit" }, { "cursor=zz", "cursor" },
		{ "account=x", "account" }, { "farge=rod", "farge" } };
	struct town t;
	struct str token;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(api_refused(&t,
		    api_call(&t, GET,
			town_path("/api/v1/enquiries?%s", bad[i][0]), token,
			NULL, NULL),
		    400, bad[i][1]));
	town_close(&t);
}

/* REQ: K8 */
TEST(api_masks_what_the_pages_mask)
{
	struct town t;
	struct req *r;
	struct str token;
	json_t *o;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read");
	r = api_call(&t, GET, at(&t, 2, ""), token, NULL, NULL);
	o = api_read(&t, r);
	CHECK(r->answer.status == 200);
	CHECK(json_is_true(json_object_get(o, "masked")));
	CHECK(json_is_null(json_object_get(o, "author")));
	CHECK(str_find(api_text(r), STR("10915596784")) == STR_NOWHERE);
	CHECK(str_find(api_text(r), STR("Innbygger 3")) == STR_NOWHERE);
	r = api_call(&t, GET, "/api/v1/enquiries", token, NULL, NULL);
	CHECK(str_find(api_text(r), STR("10915596784")) == STR_NOWHERE);
	CHECK(str_find(api_text(r), STR("Innbygger 3")) == STR_NOWHERE);
	CHECK(str_find(api_text(r), STR("Innbygger 1")) != STR_NOWHERE);
	town_close(&t);
}

TEST(api_shows_the_thread_and_the_sum)
{
	struct town t;
	struct str token;
	json_t *o, *thread, *deadline;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read");
	o = get(&t, token, at(&t, 0, ""));
	thread = json_object_get(o, "thread_detail");
	deadline = json_object_get(o, "deadline");
	CHECK(is(thread, "title", "Et innlegg"));
	CHECK(json_array_size(json_object_get(thread, "messages")) == 6);
	CHECK(number(thread, "version") > 0);
	CHECK(json_array_size(json_object_get(deadline, "sum")) > 1);
	CHECK(number(deadline, "entry") > 0);
	CHECK(api_refused(&t,
	    api_call(&t, GET, "/api/v1/enquiries/9999", token, NULL, NULL), 404,
	    ""));
	town_close(&t);
}

TEST(api_claims_and_releases)
{
	struct town t;
	struct str token, other, reader;
	struct req *r;
	json_t *owner;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read write");
	other = town_token(&t, ROLE_EDITOR, "write");
	reader = town_token(&t, ROLE_EDITOR, "read ingest");
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, 0, "/claim"), reader, NULL, NULL), 403,
	    "\"write\""));
	r = api_call(&t, POST, at(&t, 0, "/claim"), token, NULL, "ta-1");
	owner = json_object_get(api_read(&t, r), "owner");
	CHECK(r->answer.status == 200);
	CHECK(number(owner, "id") == t.who[ROLE_RESPONDER].v);
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, 0, "/claim"), other, NULL, NULL), 409,
	    ""));
	r = api_call(&t, POST, at(&t, 0, "/release"), token, NULL, NULL);
	CHECK(r->answer.status == 200);
	CHECK(json_is_null(json_object_get(api_read(&t, r), "owner")));
	/* Asked again with the key, the claim is not done anew. */
	r = api_call(&t, POST, at(&t, 0, "/claim"), token, NULL, "ta-1");
	CHECK(r->answer.status == 200);
	CHECK(json_is_null(
	    json_object_get(get(&t, token, at(&t, 0, "")), "owner")));
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, 1, "/claim"), token, NULL, "ta-1"), 409,
	    "key"));
	CHECK(api_refused(&t,
	    api_call(
		&t, POST, at(&t, 1, "/claim"), token, "{\"hvem\":1}", NULL),
	    400, "\"hvem\""));
	town_close(&t);
}

/* Roles that see the desk and do not work at it get no further. */
TEST(api_asks_for_authority)
{
	static const enum role readers[] = { ROLE_ARCHIVIST, ROLE_AUDITOR,
		ROLE_TEAM_MEMBER };
	struct town t;

	town_open(&t);
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		struct str token = town_token(&t, readers[i], "read write");

		CHECK(api_call(&t, GET, at(&t, 0, ""), token, NULL, NULL)
			  ->answer.status == 200);
		CHECK(api_refused(&t,
		    api_call(&t, POST, at(&t, 0, "/claim"), token, NULL, NULL),
		    403, ""));
	}
	CHECK(api_refused(&t,
	    api_call(&t, GET, "/api/v1/enquiries",
		town_token(&t, ROLE_ADMINISTRATOR, "read"), NULL, NULL),
	    403, ""));
	CHECK(api_refused(&t, visit(&t, GET, "/api/v1/enquiries", ROLE_EDITOR),
	    401, "bearer"));
	town_close(&t);
}

/* REQ: K5 K6 K10 */
TEST(api_sorts_and_closes)
{
	struct town t;
	struct str token;
	struct req *r;

	town_open(&t);
	token = town_token(&t, ROLE_EDITOR, "write");
	r = api_call(&t, POST, at(&t, 0, "/category"), token,
	    "{\"category\":\"negative\"}", NULL);
	CHECK(r->answer.status == 200);
	CHECK(is(api_read(&t, r), "category", "negative"));
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, 0, "/category"), token,
		"{\"category\":\"sint\"}", NULL),
	    400, "category"));
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, 0, "/category"), token, "{}", NULL), 400,
	    "\"category\" is missing"));
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, 0, "/close"), token,
		"{\"ground\":\"no_answer_needed\"}", NULL),
	    422, ""));
	r = api_call(&t, POST, at(&t, 0, "/close"), token,
	    "{\"ground\":\"duplicate\",\"remark\":\"Se den andre.\"}", NULL);
	CHECK(r->answer.status == 200);
	CHECK(is(api_read(&t, r), "state", "closed"));
	town_close(&t);
}

static int64_t
thread_version(struct town *t, struct str token, int which)
{
	return number(
	    json_object_get(get(t, token, at(t, which, "")), "thread_detail"),
	    "version");
}

static const char *
reply_body(struct town *t, struct str token, int which, const char *text,
    const char *more)
{
	return str_z(&t->t.a,
	    str_printf(&t->t.a, "{\"text\":\"%s\",\"thread_version\":%lld%s}",
		text, (long long)thread_version(t, token, which), more));
}

/* REQ: F2 K7 K8 */
TEST(api_publishes_a_reply)
{
	struct town t;
	struct str token;
	struct req *r;
	json_t *o;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read write");
	r = api_call(&t, POST, at(&t, 0, "/replies"), token,
	    reply_body(&t, token, 0,
		"Løypa åpner lørdag kl. 10.\\n\\nVennlig hilsen\\nKari", ""),
	    "svar-1");
	o = api_read(&t, r);
	CHECK(r->answer.status == 201);
	CHECK(is(o, "state", "queued") || is(o, "state", "waiting_approval"));
	CHECK(number(json_object_get(o, "author"), "id") ==
	      t.who[ROLE_RESPONDER].v);
	o = get(&t, token,
	    town_path("/api/v1/replies/%lld", (long long)number(o, "id")));
	CHECK(number(o, "enquiry") == t.enquiry[0].v);
	o = get(&t, token, at(&t, 0, ""));
	CHECK(json_array_size(json_object_get(o, "replies")) == 1);
	CHECK(api_refused(&t,
	    api_call(&t, GET, "/api/v1/replies/9999", token, NULL, NULL), 404,
	    ""));
	town_close(&t);
}

/* REQ: K8 */
TEST(api_tells_why_a_reply_is_stopped)
{
	struct town t;
	struct str token;
	struct req *r;
	json_t *o, *f;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read write");
	r = api_call(&t, POST, at(&t, 0, "/replies"), token,
	    reply_body(&t, token, 0,
		"Nummeret 10915596784 er notert.\\n\\nHilsen Kari", ""),
	    NULL);
	o = api_read(&t, r);
	f = json_object_get(o, "findings");
	CHECK(api_refused(&t, r, 422, "finding"));
	CHECK(json_array_size(f) > 0);
	CHECK(is(json_array_get(f, 0), "rule", "K8"));
	CHECK(json_array_size(json_object_get(o, "overruled")) ==
	      json_array_size(f));
	o = get(&t, token, at(&t, 0, ""));
	CHECK(json_array_size(json_object_get(o, "replies")) == 0);
	/* Not seen what is new in the thread (invariant 10). */
	r = api_call(&t, POST, at(&t, 0, "/replies"), token,
	    "{\"text\":\"Ja.\\n\\nHilsen Kari\",\"thread_version\":0}", NULL);
	CHECK(api_refused(&t, r, 409, ""));
	CHECK(json_is_true(json_object_get(api_read(&t, r), "thread_changed")));
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, 0, "/replies"), token,
		"{\"text\":\"Ja.\"}", NULL),
	    400, "\"thread_version\""));
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, 0, "/replies"), token,
		reply_body(&t, token, 0, "Ja.", ",\"kind\":\"rykte\""), NULL),
	    400, ""));
	town_close(&t);
}

/* REQ: F3 */
TEST(api_asks_and_decides)
{
	struct town t;
	struct str token, leader;
	struct req *r;
	int64_t id;
	const char *path;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read write");
	leader = town_token(&t, ROLE_UNIT_LEADER, "read write");
	r = api_call(&t, POST, at(&t, 0, "/replies"), token,
	    reply_body(&t, token, 0,
		"Vi mener løypa bør åpnes.\\n\\nHilsen Kari",
		",\"kind\":\"statement\",\"ask_approval\":true"),
	    NULL);
	CHECK(r->answer.status == 201);
	CHECK(is(api_read(&t, r), "state", "waiting_approval"));
	id = number(api_read(&t, r), "id");
	path = town_path("/api/v1/replies/%lld/decision", (long long)id);
	CHECK(api_refused(&t,
	    api_call(&t, POST, path, token,
		"{\"decision\":\"approve\",\"version\":1}", NULL),
	    403, ""));
	CHECK(api_refused(&t,
	    api_call(&t, POST, path, leader,
		"{\"decision\":\"kanskje\",\"version\":1}", NULL),
	    400, "decision"));
	CHECK(api_refused(&t,
	    api_call(&t, POST, path, leader,
		"{\"decision\":\"approve\",\"version\":7}", NULL),
	    409, ""));
	CHECK(api_refused(&t,
	    api_call(&t, POST, path, leader,
		"{\"decision\":\"return\",\"version\":1}", NULL),
	    400, ""));
	r = api_call(&t, POST, path, leader,
	    "{\"decision\":\"approve\",\"version\":1}", NULL);
	CHECK(r->answer.status == 200);
	CHECK(is(api_read(&t, r), "state", "queued"));
	town_close(&t);
}

enum { PRAISE = 1, FORMAL = 4 };

/* REQ: K5 K10 */
TEST(api_thanks_and_refers_in_one_act)
{
	struct str token;
	struct town t;
	struct req *r;
	json_t *o;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read write");
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, 0, "/thanks"), token, "{}", NULL), 400,
	    "praise"));
	r = api_call(&t, POST, at(&t, PRAISE, "/thanks"), token, "{}", NULL);
	o = api_read(&t, r);
	CHECK(r->answer.status == 201 && is(o, "kind", "thanks"));
	CHECK(is(o, "state", "queued"));
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, PRAISE, "/referral"), token, "{}", NULL),
	    400, "formal"));
	r = api_call(&t, POST, at(&t, FORMAL, "/referral"), token, "{}", NULL);
	o = api_read(&t, r);
	CHECK(r->answer.status == 201 && is(o, "kind", "referral"));
	CHECK(strstr(json_string_value(json_object_get(o, "text")),
	    "postmottak@kommune.example"));
	CHECK(strstr(
	    json_string_value(json_object_get(o, "text")), "Hilsen Kari"));
	/* Twice is once: it is answered. */
	CHECK(api_refused(&t,
	    api_call(&t, POST, at(&t, FORMAL, "/referral"), token, "{}", NULL),
	    409, ""));
	/* Taken back, it is to be answered again. */
	r = api_call(&t, POST,
	    town_path(
		"/api/v1/replies/%lld/withdrawal", (long long)number(o, "id")),
	    token, "{}", NULL);
	CHECK(r->answer.status == 200);
	CHECK(is(api_read(&t, r), "state", "draft"));
	CHECK(is(get(&t, token, at(&t, FORMAL, "")), "state", "open"));
	town_close(&t);
}

/* REQ: F3 */
TEST(api_shows_both_wordings)
{
	struct str token, leader;
	json_t *o, *v;
	struct town t;
	struct req *r;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read write");
	leader = town_token(&t, ROLE_UNIT_LEADER, "read write");
	r = api_call(&t, POST, at(&t, 0, "/replies"), token,
	    reply_body(&t, token, 0, "Vi svarer i dag.\\n\\nHilsen Kari",
		",\"kind\":\"statement\""),
	    NULL);
	r = api_call(&t, POST,
	    town_path("/api/v1/replies/%lld/decision",
		(long long)number(api_read(&t, r), "id")),
	    leader,
	    "{\"decision\":\"approve\",\"version\":1,\"text\":"
	    "\"Vi svarer i morgen.\\n\\nHilsen Kari\"}",
	    NULL);
	CHECK(r->answer.status == 200);
	o = api_read(&t, r);
	v = json_object_get(o, "versions");
	CHECK(json_array_size(v) == 2);
	CHECK(is(
	    json_array_get(v, 0), "text", "Vi svarer i dag.\n\nHilsen Kari"));
	CHECK(is(json_array_get(v, 1), "text",
	    "Vi svarer i morgen.\n\nHilsen Kari"));
	CHECK(!json_equal(json_object_get(json_array_get(v, 0), "author"),
	    json_object_get(json_array_get(v, 1), "author")));
	town_close(&t);
}
