/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_flags.c - the marks of an enquiry corrected on its page and through the
 * API.  REQ: K3 K5 K8; SPEC 8
 */
#include "tests/web/api_client.h"

static const struct sql q_hidden = SQL("SELECT COUNT(*) FROM outbox WHERE act = 'hide' AND ground = 'K8'"
	" AND ordered_by = $1");

static const struct sql q_wordpress = SQL("UPDATE account SET channel = 'wordpress'");

/* How many a person's word has ordered hidden on the channel. */
static int64_t
ordered_hidden(struct town *t, enum role by)
{
	struct db_rows r;

	CHECK_OK(db_query(
	    t->t.db, &t->t.a, &q_hidden, DB_ARGS(db_int(t->who[by].v)), &r));
	return db_get_int(&r, 0, 0);
}

TEST(pages_marks_are_corrected)
{
	struct town t;
	struct req *r;
	const char *path, *page;

	town_open(&t);
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(db_run(t.t.db, &q_wordpress, DB_NOARGS, NULL));
	CHECK_OK(municipality_changed(t.t.db));
	CHECK_OK(db_commit(t.t.db));
	page = town_enquiry_path(&t, 0, "");
	path = town_enquiry_path(&t, 0, "/merker");
	r = visit(&t, GET, page, ROLE_RESPONDER);
	CHECK(visit_has(r, "Rett merkene") && !visit_has(r, "merkegrunn"));
	r = visit_form(
	    &t, path, ROLE_RESPONDER, "merke", "threat", "merke", "spam", NULL);
	CHECK(r->answer.status == 303);
	CHECK(str_eq(town_enquiry(&t, 0).flags, STR("threat spam")));
	r = visit(&t, GET, page, ROLE_RESPONDER);
	CHECK(
	    visit_has(r, "Trussel eller hets") && visit_has(r, "rettet merk"));

	/* Hidden by a responder; taken away by a leader, who says why. */
	r = visit_form(&t, path, ROLE_RESPONDER, "merke", "confidential", NULL);
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, page, ROLE_RESPONDER);
	CHECK(visit_has(r, "Bare en leder for enheten"));
	CHECK(ordered_hidden(&t, ROLE_RESPONDER) == 1);
	CHECK(!visit_has(r, "Når åpner skiløypa"));
	r = visit_form(&t, path, ROLE_RESPONDER, "grunn", "Åpenbart", NULL);
	CHECK(r->answer.status == 403);
	r = visit_form(&t, path, ROLE_UNIT_LEADER, "merke", "threat", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "skriv hvorfor den ikke er taushetsbelagt"));
	CHECK(visit_has(r, "value=\"threat\" checked"));
	r = visit_form(
	    &t, path, ROLE_UNIT_LEADER, "grunn", "Gjelder bare skiløypa", NULL);
	CHECK(r->answer.status == 303);
	CHECK(town_enquiry(&t, 0).flags.n == 0);
	r = visit(&t, GET, page, ROLE_RESPONDER);
	CHECK(visit_has(r, "Når åpner skiløypa"));
	r = visit_form(&t, path, ROLE_AUDITOR, "merke", "spam", NULL);
	CHECK(r->answer.status == 403);
	town_close(&t);
}

static const struct sql q_suggested = SQL("UPDATE enquiry SET category_by = 0, confidence = 64");

static json_t *
mark(struct town *t, struct str token, const char *body, int want)
{
	struct req *r = api_call(t, POST,
	    town_path(
		"/api/v1/enquiries/%lld/flags", (long long)t->enquiry[0].v),
	    token, body, NULL);

	CHECK(r->answer.status == want);
	return api_read(t, r);
}

TEST(api_marks_an_enquiry)
{
	struct town t;
	struct str responder, leader;
	json_t *o;

	town_open(&t);
	responder = town_token(&t, ROLE_RESPONDER, "read write");
	leader = town_token(&t, ROLE_UNIT_LEADER, "read write");
	o = mark(&t, responder, "{\"flags\":[\"threat\"]}", 200);
	CHECK(json_array_size(json_object_get(o, "flags")) == 1);
	/* Whoever set the category was not in doubt; the program may be. */
	CHECK(json_is_null(json_object_get(o, "confidence")));
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(db_run(t.t.db, &q_suggested, DB_NOARGS, NULL));
	CHECK_OK(db_commit(t.t.db));
	o = mark(&t, responder, "{\"flags\":[\"spam\"]}", 200);
	CHECK(json_is_real(json_object_get(o, "confidence")));
	CHECK(json_real_value(json_object_get(o, "confidence")) <= 1);
	CHECK(strcmp(json_string_value(json_object_get(o, "lang")), "nb") == 0);
	mark(&t, responder, "{\"flags\":[\"rude\"]}", 400);
	mark(&t, responder, "{\"flags\":[7]}", 400);
	mark(&t, responder, "{}", 400);
	o = mark(&t, responder, "{\"flags\":[\"confidential\"]}", 200);
	CHECK(json_is_true(json_object_get(o, "masked")));
	CHECK(json_is_null(json_object_get(o, "author")));
	mark(&t, responder, "{\"flags\":[],\"reason\":\"nei\"}", 403);
	mark(&t, leader, "{\"flags\":[]}", 400);
	o = mark(&t, leader, "{\"flags\":[],\"reason\":\"Et hus\"}", 200);
	CHECK(json_is_false(json_object_get(o, "masked")));
	CHECK(json_is_string(json_object_get(o, "author")));
	town_close(&t);
}
