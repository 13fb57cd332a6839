/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_rules.c - the house rules as a municipality writes them, and that a private
 * text leaves no trace.  REQ: K8 P1 invariant 8
 */
#include "model/houserule.h"
#include "tests/web/api_client.h"

TEST(rules_are_written_by_the_adviser)
{
	struct house_rule *v;
	struct town t;
	struct req *r;
	size_t n;

	town_open(&t);
	r = visit(&t, GET, "/moderering/regler", ROLE_ADVISER);
	CHECK(r->answer.status == 200 && visit_has(r, "regel:threat"));
	r = visit_form(&t, "/moderering/regler", ROLE_RESPONDER, "versjon", "0",
	    "ny", "Mas", NULL);
	CHECK(r->answer.status == 403);
	r = visit_form(&t, "/moderering/regler", ROLE_ADVISER, "versjon", "0",
	    "regel:threat", " ", "ny", "", NULL);
	CHECK(r->answer.status == 400 && visit_has(r, "regel:threat"));
	r = visit_form(&t, "/moderering/regler", ROLE_ADVISER, "versjon", "0",
	    "regel:K8", "", "regel:threat", "Trusler", "ny", "Mas & æøå", NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(house_rules(t.t.db, &t.t.a, &v, &n));
	CHECK(n == 2 && str_eq(v[0].id, STR("threat")));
	CHECK(str_eq(v[0].text, STR("Trusler")));
	CHECK(str_eq(v[1].id, STR("rule-1-1")));
	CHECK(str_eq(v[1].text, STR("Mas & æøå")));
	r = visit_form(&t, "/moderering/regler", ROLE_ADVISER, "versjon", "0",
	    "regel:threat", "Trusler eller hets", NULL);
	CHECK(r->answer.status == 409);
	CHECK(visit_has(r, "Trusler eller hets"));
	town_close(&t);
}

static const struct sql q_tables = SQL("SELECT name FROM sqlite_master WHERE type = 'table'"
	" AND name NOT LIKE 'sqlite_%'");

/* How many rows the whole store holds. */
static int64_t
rows(struct town *t)
{
	struct db_rows tables, r;
	int64_t n = 0;

	CHECK_OK(db_query(t->t.db, &t->t.a, &q_tables, DB_NOARGS, &tables));
	for (size_t i = 0; i < tables.n; i++) {
		struct sql *q = ARENA_NEW(&t->t.a, struct sql);

		*q = (struct sql){ .text = str_printf(&t->t.a,
				       "SELECT COUNT(*) FROM \"%.*s\"",
				       STR_ARG(db_get_text(&tables, i, 0)))
					       .p };
		CHECK_OK(db_query(t->t.db, &t->t.a, q, DB_NOARGS, &r));
		n += db_get_int(&r, 0, 0);
	}
	return n;
}

/* Checked, and no row is there that was not there before: not even under an
 * idempotency key.  Invariant 8 */
TEST(private_text_leaves_no_trace) /* REQ: P1 */
{
	struct town t;
	struct str token;
	struct req *r;
	int64_t before;

	town_open(&t);
	token = town_token(&t, ROLE_RESPONDER, "read write");
	before = rows(&t);
	r = api_call(&t, POST, "/api/v1/check", token,
	    "{\"text\":\"Sjefen min er en hulehai på kontoret\","
	    "\"as\":\"private\"}",
	    "nokkel-1");
	CHECK(r->answer.status == 200);
	CHECK(str_find(api_text(r), STR("findings")) != STR_NOWHERE);
	CHECK(str_find(visit_header(r, "cache-control"), STR("no-store")) !=
	    STR_NOWHERE);
	CHECK(rows(&t) == before);
	town_close(&t);
}
