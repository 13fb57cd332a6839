/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_health.c - what operators' watchers are told, and who gets it.
 * REQ: SPEC 8
 */
#include "tests/web/api_client.h"

static enum err
advance(struct db *db, void *arg)
{
	struct town *t = arg;
	struct str note;
	bool fresh;

	return ledger_advance(db, &t->t.a, &t->key, t->now, &note, &fresh);
}

TEST(health_lives_without_being_asked_who)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = api_visit(&t, GET, "/healthz", NULL, 0, STR_NONE);
	CHECK(r->answer.status == 200 && str_eq(api_text(r), STR("ok\n")));
	town_close(&t);
}

/* Ready while what happened is under a signed root, or soon will be. */
TEST(health_ready_follows_the_checkpoint)
{
	struct town t;
	struct req *r;

	town_open(&t);
	CHECK_OK(db_tx(t.t.db, advance, &t));
	t.now += DAY;
	r = visit(&t, GET, "/readyz", NOBODY);
	CHECK(r->answer.status == 200);
	clock_set(t.now);
	r = api_call(&t, POST,
	    town_path(
		"/api/v1/enquiries/%lld/claim", (long long)t.enquiry[0].v),
	    town_token(&t, ROLE_EDITOR, "write"), NULL, NULL);
	CHECK(r->answer.status == 200);
	t.now += 9 * MINUTE;
	CHECK(visit(&t, GET, "/readyz", NOBODY)->answer.status == 200);
	t.now += 2 * MINUTE;
	r = visit(&t, GET, "/readyz", NOBODY);
	CHECK(r->answer.status == 503 && visit_has(r, "have waited 660 s"));
	CHECK_OK(db_tx(t.t.db, advance, &t));
	CHECK(visit(&t, GET, "/readyz", NOBODY)->answer.status == 200);
	town_close(&t);
}

TEST(health_answers_the_machine_and_tokens)
{
	static const char *const paths[] = { "/readyz", "/metrics" };
	struct town t;
	struct str read, ingest;

	town_open(&t);
	CHECK_OK(db_tx(t.t.db, advance, &t));
	read = town_token(&t, ROLE_ADMINISTRATOR, "read");
	ingest = town_token(&t, ROLE_ADMINISTRATOR, "ingest");
	for (size_t i = 0; i < 2; i++) {
		struct req *r = api_visit(&t, GET, paths[i], NULL, 0, STR_NONE);

		CHECK(r->answer.status == 401);
		CHECK(visit_header(r, "www-authenticate").n > 0);
		CHECK(visit(&t, GET, paths[i], NOBODY)->answer.status == 200);
		CHECK(api_call(&t, GET, paths[i], read, NULL, NULL)
			  ->answer.status == 200);
		CHECK(api_call(&t, GET, paths[i], ingest, NULL, NULL)
			  ->answer.status == 403);
	}
	town_close(&t);
}

/* OpenMetrics 1.0: each sample belongs to the family named before it, which
 * stands once, and the text ends with # EOF. */
static void
check_metrics(struct str text)
{
	struct str rest = text, family = STR_NONE, seen[64];
	size_t n = 0;

	CHECK(str_ends(text, STR("\n# EOF\n")));
	while (rest.n) {
		struct str line = str_take(&rest, '\n');

		if (str_starts(line, STR("# TYPE "))) {
			struct str tail = str_cut(line, 7, line.n);

			family = str_take(&tail, ' ');
			for (size_t i = 0; i < n; i++)
				CHECK(!str_eq(seen[i], family));
			seen[n < 64 ? n++ : 63] = family;
			CHECK(str_eq(tail, STR("gauge")) ||
			    str_eq(tail, STR("counter")) ||
				str_eq(tail, STR("histogram")));
		} else if (line.n && line.p[0] != '#') {
			CHECK(str_starts(line, family));
			CHECK(str_find_char(line, ' ') != STR_NOWHERE);
		}
	}
	CHECK(n > 5);
}

TEST(health_metrics_are_openmetrics)
{
	struct town t;
	struct req *r;

	town_open(&t);
	CHECK_OK(db_tx(t.t.db, advance, &t));
	r = visit(&t, GET, "/metrics", NOBODY);
	CHECK(
	    strncmp(r->answer.type, "application/openmetrics-text;", 29) == 0);
	check_metrics(api_text(r));
	CHECK(str_find(api_text(r),
	    STR("ordstyrer_enquiries{state=\"open\"} 6\n")) != STR_NOWHERE);
	CHECK(str_find(api_text(r), STR("ordstyrer_ledger_entries ")) !=
	    STR_NOWHERE);
	town_close(&t);
}
