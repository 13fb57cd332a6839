/* SPDX-License-Identifier: EUPL-1.2
 * Every address with every role; the headers; the token of the forms. */
#include <inttypes.h>

#include "tests/web/visit.h"

/* The pattern with its holes filled: {id} is an enquiry that is there. */
static const char *
fill_path(struct town *t, struct str pattern)
{
	static char path[200];
	size_t n = 0;

	for (size_t i = 0; i < pattern.n; i++) {
		const char *put = NULL;

		if (str_starts(str_cut(pattern, i, pattern.n), STR("{id}")))
			put = town_path("%" PRId64, t->enquiry[0].v);
		if (str_starts(str_cut(pattern, i, pattern.n), STR("{word}")))
			put = "hide";
		if (!put) {
			path[n++] = pattern.p[i];
			continue;
		}
		n += (size_t)snprintf(path + n, sizeof(path) - n, "%s", put);
		while (pattern.p[i] != '}')
			i++;
	}
	path[n] = '\0';
	return path;
}

static unsigned
roles_of(int role)
{
	return role == NOBODY
		   ? ACCESS_ANYONE
		   : ACCESS_ANYONE | ROLE_BIT(ROLE_EMPLOYEE) | ROLE_BIT(role);
}

/* Was it the door that said no?  A page refines with may() and says so with
 * another sentence. */
static bool
at_the_door(const struct req *r, int role)
{
	if (role != NOBODY)
		return r->answer.status == 403 &&
		       strcmp(err_sentence(ERR_DENIED),
			   "your roles do not reach this page") == 0;
	return r->answer.status == 401 ||
	       (r->answer.status == 303 &&
		   str_starts(visit_header(r, "location"), STR("/inn?til=")));
}

/* REQ: SPEC 5 - the route table is the access matrix. */
TEST(every_route_with_every_role)
{
	struct town t;

	for (size_t i = 0; route_at(i); i++) {
		const struct route *rt = route_at(i);

		if (str_eq(rt->path, STR("/ut")))
			continue; /* would end the session */
		town_open(&t);
		for (int role = NOBODY; role < ROLE_COUNT; role++) {
			bool in = (rt->access & roles_of(role)) != 0;
			struct req *r = visit(
			    &t, rt->method, fill_path(&t, rt->path), role);

			if (at_the_door(r, role) == in ||
			    r->answer.status >= 500) {
				printf("%s %d: %d\n", rt->name, role,
				    r->answer.status);
				test_failures++;
			}
		}
		town_close(&t);
	}
}

TEST(a_post_without_its_token_is_refused_everywhere)
{
	struct town t;

	town_open(&t);
	t.without_csrf = true;
	for (size_t i = 0; route_at(i); i++) {
		const struct route *rt = route_at(i);
		struct req *r;

		if (rt->method == GET || (rt->access & ACCESS_ANYONE))
			continue;
		for (int role = 0; role < ROLE_COUNT; role++) {
			r = visit(
			    &t, rt->method, fill_path(&t, rt->path), role);
			CHECK(r->answer.status == 403);
		}
		r = visit_form(&t, fill_path(&t, rt->path), ROLE_RESPONDER,
		    "csrf", "0000", NULL);
		CHECK(r->answer.status == 403);
	}
	town_close(&t);
}

TEST(every_answer_has_the_headers)
{
	static const char *const paths[] = { "/", "/inn", "/finnes-ikke",
		"/api/v1/finnes-ikke", "/henvendelse/999999" };
	struct town t;

	town_open(&t);
	t.https = true;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		for (int role = NOBODY; role <= ROLE_RESPONDER; role++) {
			struct req *r = visit(&t, GET, paths[i], role);
			struct str csp = visit_header(
			    r, "content-security-policy");

			CHECK(str_find(csp, STR("default-src 'none'")) !=
			    STR_NOWHERE);
			CHECK(str_find(csp, STR("unsafe")) == STR_NOWHERE);
			CHECK(str_eq(visit_header(r, "x-content-type-options"),
			    STR("nosniff")));
			CHECK(visit_header(r, "strict-transport-security").n);
			CHECK(str_eq(
			    visit_header(r, "cache-control"), STR("no-store")));
		}
	town_close(&t);
}

TEST(an_address_that_is_not_there)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, "/finnes-ikke", ROLE_RESPONDER);
	CHECK(r->answer.status == 404);
	CHECK(visit_has(r, "Vi finner ikke denne siden"));
	CHECK(visit_has(r, "<h1"));
	r = visit(&t, POST, "/", ROLE_RESPONDER);
	CHECK(r->answer.status == 405);
	r = visit(&t, GET, "/api/v1/finnes-ikke", ROLE_RESPONDER);
	CHECK(r->answer.status == 404);
	CHECK(strcmp(r->answer.type, "application/problem+json") == 0);
	r = visit(
	    &t, GET, "/henvendelse/9999999999999999999999", ROLE_RESPONDER);
	CHECK(r->answer.status == 404);
	town_close(&t);
}

TEST(the_choice_of_language_is_kept)
{
	struct town t;
	struct req *r;

	town_open(&t);
	CHECK(visit_has(visit(&t, GET, "/inn?lang=en", NOBODY), "Log in"));
	r = visit_form(
	    &t, "/valg", ROLE_RESPONDER, "lang", "nn", "til", "/", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, "/", ROLE_RESPONDER);
	CHECK(visit_has(r, "<html lang=\"nn\""));
	CHECK(visit_has(r, "Eg tek den"));
	(void)visit_form(&t, "/valg", ROLE_RESPONDER, "tema", "dark", NULL);
	r = visit(&t, GET, "/", ROLE_RESPONDER);
	CHECK(visit_has(r, "data-color-scheme=\"dark\""));
	r = visit_form(
	    &t, "/valg", ROLE_RESPONDER, "til", "//evil.example/", NULL);
	CHECK(str_eq(visit_header(r, "location"), STR("/")));
	town_close(&t);
}

/* A change of roles ends the sessions, and the new role holds at the next. */
TEST(a_new_role_ends_the_session_and_holds)
{
	struct town t;
	struct grant g = { .role = ROLE_RESPONDER, .to = INT64_MAX };
	struct req *r;
	int64_t seq;

	town_open(&t);
	CHECK(visit(&t, GET, "/", ROLE_EMPLOYEE)->answer.status == 403);
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(role_give(t.t.db, &t.t.a, t.who[ROLE_EMPLOYEE], &g, &seq));
	CHECK_OK(db_commit(t.t.db));
	r = visit(&t, GET, "/", ROLE_EMPLOYEE);
	CHECK(str_eq(visit_header(r, "location"), STR("/inn?til=%2F")));
	CHECK_OK(db_begin(t.t.db));
	town_log_in(&t, ROLE_EMPLOYEE);
	CHECK_OK(db_commit(t.t.db));
	CHECK(visit(&t, GET, "/", ROLE_EMPLOYEE)->answer.status == 200);
	town_close(&t);
}
