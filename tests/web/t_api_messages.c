/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_api_messages.c - messages in over HTTP: what is taken, what is refused and
 * how, and that asking again does nothing twice.
 * REQ: SPEC 2.1; SPEC 8
 */
#include <pthread.h>

#include "tests/web/api_client.h"

#define MESSAGE(id, text)                                                      \
	"{\"id\":\"" id "\",\"thread\":\"p9\",\"author_id\":\"a1\","           \
	"\"author\":\"Åse Ødegård\",\"text\":\"" text "\","                    \
	"\"published\":\"2026-11-17T08:00:00+01:00\"}"

static const char *
path(const struct town *t)
{
	return town_path(
	    "/api/v1/accounts/%lld/messages", (long long)t->account.v);
}

static int64_t
member(const json_t *o, const char *name)
{
	return json_integer_value(json_object_get(o, name));
}

static bool
says(const json_t *o, const char *result)
{
	const char *s = json_string_value(json_object_get(o, "result"));

	return s && strcmp(s, result) == 0;
}

static int64_t
count_messages(struct town *t)
{
	static const struct sql q = SQL("SELECT COUNT(*) FROM message");
	struct db_rows r;

	CHECK_OK(db_query(t->t.db, &t->t.a, &q, DB_NOARGS, &r));
	return db_get_int(&r, 0, 0);
}

TEST(api_messages_takes_one)
{
	struct town t;
	struct str token;
	struct req *r;
	json_t *o;

	town_open(&t);
	token = town_token(&t, ROLE_EDITOR, "ingest");
	r = api_call(&t, POST, path(&t), token,
	    MESSAGE("n1", "Når åpner skøytebanen i Follebu?"), NULL);
	o = api_read(&t, r);
	CHECK(r->answer.status == 201 && says(o, "new"));
	CHECK(member(o, "message") > 0 && member(o, "enquiry") > 0);
	r = api_call(&t, POST, path(&t), token,
	    MESSAGE("n1", "Når åpner skøytebanen i Follebu?"), NULL);
	CHECK(r->answer.status == 201 && says(api_read(&t, r), "same"));
	r = api_call(&t, POST, path(&t), token,
	    MESSAGE("n1", "Når åpner den nye skøytebanen?"), NULL);
	CHECK(says(api_read(&t, r), "edited"));
	CHECK(member(api_read(&t, r), "message") == member(o, "message"));
	town_close(&t);
}

TEST(api_messages_takes_an_array)
{
	struct town t;
	struct str token;
	struct req *r;
	json_t *o;
	int64_t before;

	town_open(&t);
	token = town_token(&t, ROLE_EDITOR, "ingest");
	r = api_call(&t, POST, path(&t), token,
	    " [" MESSAGE(
		"n1", "En, [to] {tre} \\\"fire\\\", fem") " ,\n" MESSAGE("n2",
		"Seks?") "," MESSAGE("n1", "Sju?") "] ",
	    NULL);
	o = api_read(&t, r);
	CHECK(r->answer.status == 201 && json_array_size(o) == 3);
	CHECK(says(json_array_get(o, 0), "new"));
	CHECK(says(json_array_get(o, 1), "new"));
	CHECK(says(json_array_get(o, 2), "edited"));
	r = api_call(&t, POST, path(&t), token, "[]", NULL);
	CHECK(r->answer.status == 201 && json_array_size(api_read(&t, r)) == 0);
	/* One that is wrong stops its whole request, and is named. */
	before = count_messages(&t);
	r = api_call(&t, POST, path(&t), token,
	    "[" MESSAGE("n3", "Bra.") ",{\"id\":\"n4\"}]", NULL);
	CHECK(api_refused(&t, r, 400, "message 2: \"thread\" is missing"));
	CHECK(count_messages(&t) == before);
	town_close(&t);
}

TEST(api_messages_refuses_what_is_not_a_message)
{
	static const struct {
		const char *body, *words;
		int status;
	} bad[] = {
		{ "", "not JSON", 400 },
		{ "{", "not JSON", 400 },
		{ "[", "array", 400 },
		{ "[{}", "array", 400 },
		{ "[[1]", "whole", 400 },
		{ "[1]", "message 1: not JSON", 400 },
		{ "[[]]", "message 1: a message is a JSON object", 400 },
		{ "[" MESSAGE("n1", "a") ",]", "message 2: not JSON", 400 },
		{ "\"tekst\"", "not JSON", 400 },
		{ "{\"id\":7}", "\"id\" must be a text", 400 },
		{ "{\"id\":\"a\",\"id\":\"b\"}", "not JSON", 400 },
		{ "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1", "deeper", 400 },
		{ "{\"id\":\"n1\",\"thread\":\"p\",\"author_id\":\"a\","
		  "\"text\":\"x\",\"published\":\"2026-11-17T08:00:00Z\","
		  "\"farge\":\"blå\"}",
		    "\"farge\"", 400 },
		{ "{\"id\":\"n1\",\"thread\":\"p\",\"author_id\":\"a\","
		  "\"text\":\"x\",\"published\":\"i går\"}",
		    "published", 400 },
		{ "{\"id\":\"\",\"thread\":\"p\",\"author_id\":\"a\","
		  "\"text\":\"x\",\"published\":\"2026-11-17T08:00:00Z\"}",
		    "an id of 1 to 500 bytes", 400 },
	};
	struct town t;
	struct str token;
	int64_t before;

	town_open(&t);
	token = town_token(&t, ROLE_EDITOR, "ingest");
	before = count_messages(&t);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(api_refused(&t,
		    api_call(&t, POST, path(&t), token, bad[i].body, NULL),
		    bad[i].status, bad[i].words));
	CHECK(count_messages(&t) == before);
	town_close(&t);
}

TEST(api_messages_takes_a_hundred_at_most)
{
	struct buf b;
	struct town t;
	struct str token;
	struct req *r;

	town_open(&t);
	token = town_token(&t, ROLE_EDITOR, "ingest");
	b = (struct buf){ .arena = &t.t.a };
	buf_lit(&b, "[1");
	for (int i = 0; i < 100; i++)
		buf_lit(&b, ",1");
	buf_lit(&b, "]");
	r = api_call(
	    &t, POST, path(&t), token, str_z(&t.t.a, buf_str(&b)), NULL);
	CHECK(api_refused(&t, r, 413, "more than 100"));
	town_close(&t);
}

TEST(api_messages_asks_who_hands_in)
{
	const char *body = MESSAGE("n1", "Hei.");
	struct pair html = { STR("content-type"), STR("text/html") };
	struct pair h[2] = { { STR("authorization"), STR_NONE }, html };
	struct town t;
	struct str read, write, archive;

	town_open(&t);
	read = town_token(&t, ROLE_EDITOR, "read");
	write = town_token(&t, ROLE_EDITOR, "read write");
	archive = town_token(&t, ROLE_ARCHIVIST, "ingest");
	CHECK(api_refused(&t,
	    api_visit(&t, POST, path(&t), NULL, 0, str_from(body)), 401,
	    "log in"));
	CHECK(api_refused(
	    &t, api_call(&t, POST, path(&t), STR("abc"), body, NULL), 401, ""));
	CHECK(api_refused(
	    &t, api_call(&t, POST, path(&t), read, body, NULL), 403, "scope"));
	CHECK(api_refused(&t, api_call(&t, POST, path(&t), write, body, NULL),
	    403, "\"ingest\""));
	CHECK(api_refused(&t, api_call(&t, POST, path(&t), archive, body, NULL),
	    403, "role"));
	/* A browser's session is no token, whatever its form says. */
	CHECK(api_refused(
	    &t, visit_form(&t, path(&t), ROLE_EDITOR, NULL), 401, "bearer"));
	h[0].value = str_printf(&t.t.a, "Bearer %.*s",
	    STR_ARG(town_token(&t, ROLE_ADMINISTRATOR, "ingest")));
	CHECK(
	    api_refused(&t, api_visit(&t, POST, path(&t), h, 2, str_from(body)),
		400, "application/json"));
	CHECK(api_visit(&t, POST, path(&t), h, 1, str_from(body))
		  ->answer.status == 201);
	CHECK(api_refused(&t,
	    api_call(&t, POST, "/api/v1/accounts/99/messages",
		town_token(&t, ROLE_EDITOR, "ingest"), body, NULL),
	    404, "no account"));
	town_close(&t);
}

TEST(api_messages_key_gives_the_first_answer)
{
	struct town t;
	struct str token, other;
	struct req *r, *again;

	town_open(&t);
	token = town_token(&t, ROLE_EDITOR, "ingest");
	other = town_token(&t, ROLE_EDITOR, "ingest");
	r = api_call(
	    &t, POST, path(&t), token, MESSAGE("n1", "Hei."), "nøkkel");
	CHECK(api_refused(&t, r, 400, "printable"));
	r = api_call(&t, POST, path(&t), token, MESSAGE("n1", "Hei."), "k-1");
	again = api_call(
	    &t, POST, path(&t), token, MESSAGE("n1", "Hei."), "k-1");
	CHECK(r->answer.status == 201 && again->answer.status == 201);
	CHECK(says(api_read(&t, again), "new"));
	CHECK(str_eq(api_text(r), api_text(again)));
	r = api_call(&t, POST, path(&t), token, MESSAGE("n2", "Hei."), "k-1");
	CHECK(api_refused(&t, r, 409, "another request"));
	/* A key is the token's own. */
	r = api_call(&t, POST, path(&t), other, MESSAGE("n2", "Hei."), "k-1");
	CHECK(says(api_read(&t, r), "new"));
	/* An error is not kept: mended, the key is as good as new. */
	r = api_call(&t, POST, path(&t), token, "{}", "k-2");
	CHECK(r->answer.status == 400);
	r = api_call(&t, POST, path(&t), token, MESSAGE("n3", "Hei."), "k-2");
	CHECK(r->answer.status == 201);
	town_close(&t);
}

static enum err
revoke(struct db *db, void *arg)
{
	struct town *t = arg;

	return token_revoke(db, &t->t.a, 1, t->who[ROLE_ADMINISTRATOR], t->now);
}

TEST(api_messages_refuses_a_revoked_token)
{
	struct town t;
	struct str token;

	town_open(&t);
	token = town_token(&t, ROLE_EDITOR, "ingest");
	CHECK(api_call(&t, POST, path(&t), token, MESSAGE("n1", "Hei."), NULL)
		  ->answer.status == 201);
	CHECK_OK(db_tx(t.t.db, revoke, &t));
	CHECK(api_refused(&t,
	    api_call(&t, POST, path(&t), token, MESSAGE("n2", "Hei."), NULL),
	    401, "log in"));
	town_close(&t);
}

/* Many at once, through the writer's thread ---------------------------------
 */

enum { SENDERS = 24, EACH = 20 };
struct sender {
	struct town *t;
	struct web *web;
	struct str token;
	int number;
	int stored, refused, wrong;
};

/* Every fifth asks for a key that another request has used. */
static void *
send_all(void *arg)
{
	struct sender *s = arg;

	for (int i = 0; i < EACH; i++) {
		bool bad = i % 5 == 4;
		struct arena a = { 0 };
		struct pair h[2] = {
			{ STR("authorization"), str_printf(&a, "Bearer %.*s",
						    STR_ARG(s->token)) },
			    { STR("idempotency-key"), STR("brukt") },
			};
		struct req r = { .arena = &a,
			.method = POST,
			.path = STR("/api/v1/accounts/1/messages"),
			    .headers = { h, bad ? 2 : 1 }, .now = s->t->now,
			    .body = str_printf(&a,
				"{\"id\":\"s%d-%d\",\"thread\":\"p%d\","
				"\"author_id\":\"a%d\",\"text\":\"Når?\","
				"\"published\":\"2026-11-17T08:00:00Z\"}",
				s->number, i, i, s->number) };

		r.answer.body.out.arena = &a;
		web_handle(s->web, &r);
		s->stored += r.answer.status == 201;
		s->refused += r.answer.status == 409;
		s->wrong += r.answer.status != (bad ? 409 : 201);
		arena_free(&a);
	}
	return NULL;
}

/* Gathered into shared commits; whoever is refused is refused alone, and each
 * that was told "stored" is (invariant 1). */
TEST(api_messages_are_gathered)
{
	struct sender s[SENDERS];
	pthread_t threads[SENDERS];
	struct arena a = { 0 };
	struct web_config c = { 0 };
	struct web *web;
	struct town t;
	struct str token;
	int64_t before;
	int stored = 0;

	town_open(&t);
	token = town_token(&t, ROLE_EDITOR, "ingest");
	CHECK(
	    api_call(&t, POST, path(&t), token, MESSAGE("n1", "Hei."), "brukt")
		->answer.status == 201);
	before = count_messages(&t);
	CHECK_OK(store_open(&a, t.t.url, 4, &c.store));
	CHECK_OK(web_open(&a, &c, &web));
	for (int i = 0; i < SENDERS; i++) {
		s[i] = (struct sender){ &t, web, token, i, 0, 0, 0 };
		CHECK(pthread_create(&threads[i], NULL, send_all, &s[i]) == 0);
	}
	for (int i = 0; i < SENDERS; i++) {
		pthread_join(threads[i], NULL);
		CHECK(s[i].wrong == 0 && s[i].refused == EACH / 5);
		stored += s[i].stored;
	}
	CHECK(store_stats(c.store).jobs == (int64_t)SENDERS * EACH);
	arena_free(&a);
	CHECK(count_messages(&t) == before + stored);
	CHECK(stored == SENDERS * EACH * 4 / 5);
	town_close(&t);
}
