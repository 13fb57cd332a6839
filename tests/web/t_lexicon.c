/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_lexicon.c - the words of the checks as a municipality edits them: tried
 * before they are saved, the same everywhere afterwards, with a way back.
 * REQ: SPEC 4
 */
#include "model/lexicon.h"
#include "policy/context.h"
#include "policy/json.h"
#include "tests/web/api_client.h"
#include "tests/web/clauses/scenario.h"

static struct req *
edits(struct town *t, int role, const char *cls, const char *act,
    const char *add, const char *away)
{
	const char *path = town_path("/innstillinger/ord/%s", cls);
	struct req *r = visit(t, GET, path, ROLE_ADVISER);

	return visit_form(t, path, role, "do", act, "versjon",
	    visit_hidden(r, "versjon"), "nye", add, "bort", away, "prove",
	    "Eg har fått langvarig dalesjuke og treng hjelp.", NULL);
}

TEST(lexicon_is_tried_before_it_is_saved)
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = edits(&t, ROLE_RESPONDER, "health", "save", "dalesjuke*", "");
	CHECK(r->answer.status == 403);
	r = edits(&t, ROLE_ADVISER, "health", "try", "dalesjuke*", "");
	CHECK(r->answer.status == 200 && visit_has(r, "kommer til Helse"));
	CHECK(visit_has(r, "0 av de 6 siste"));
	CHECK(visit_has(r, "dalesjuke*")); /* what was typed stays */
	r = visit(&t, GET, "/innstillinger/ord", ROLE_ADVISER);
	CHECK(!visit_has(r, "lagt til"));
	r = edits(&t, ROLE_ADVISER, "health", "save", "dalesjuke*", "");
	CHECK(r->answer.status == 303);
	r = visit(&t, GET, "/innstillinger/ord", ROLE_ADVISER);
	CHECK(visit_has(r, "1 lagt til"));
	town_close(&t);
}

TEST(lexicon_refuses_what_makes_no_sense)
{
	struct town t;
	struct req *r;
	const char *half = "epilepsi*";

	town_open(&t);
	r = edits(&t, ROLE_ADVISER, "health", "save", "☂", "");
	CHECK(r->answer.status == 400 && visit_has(r, "☂"));
	r = edits(&t, ROLE_ADVISER, "health", "save", "", "finst ikkje");
	CHECK(r->answer.status == 400 && visit_has(r, "finst ikkje"));
	r = edits(&t, ROLE_ADVISER, "health", "try", "", half);
	CHECK(r->answer.status == 200);
	r = visit(&t, GET, "/innstillinger/ord/W_HEALTH", ROLE_ADVISER);
	CHECK(r->answer.status == 404);
	/* Two had the page open: the second is told. */
	r = visit_form(&t, "/innstillinger/ord/spam", ROLE_ADVISER, "do",
	    "save", "versjon", "0", "nye", "gratis hytte", "bort", "", NULL);
	CHECK(r->answer.status == 303);
	r = visit_form(&t, "/innstillinger/ord/spam", ROLE_ADVISER, "do",
	    "save", "versjon", "0", "nye", "gratis båt", "bort", "", NULL);
	CHECK(r->answer.status == 409 && visit_has(r, "gratis båt"));
	town_close(&t);
}

TEST(lexicon_class_that_protects_is_not_emptied)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	struct lexicon_edits e;
	struct str *words;
	size_t n = lexicon_class_words(&a, W_SCHOOL, &words);

	buf_lit(&b, "{\"school\":{\"remove\":[");
	for (size_t i = 0; i <= n / 2; i++)
		buf_printf(&b, "%s\"%.*s\"", i ? "," : "", STR_ARG(words[i]));
	buf_lit(&b, "]}}");
	CHECK(lexicon_edits_parse(&a, buf_str(&b), &e) == ERR_INVALID);
	CHECK(
	    lexicon_edits_parse(&a, STR("{\"norsk\":{}}"), &e) == ERR_INVALID);
	CHECK(lexicon_edits_parse(&a, STR("{\"spam\":{\"add\":[7]}}"), &e) ==
	    ERR_INVALID);
	CHECK(lexicon_edits_parse(&a, STR("[]"), &e) == ERR_INVALID);
	arena_free(&a);
}

/* Page, API and command say the same of a text, byte for byte, under the same
 * words. */
TEST(lexicon_is_the_same_everywhere)
{
	static const char *const texts[] = {
		"Eg har fått dalesjuke og treng hjelp.",
		"Sønnen min Ola har epilepsi.",
		"Jeg er gravid og trenger time.",
		"Mor mi Åse har fått langvarig DALE-SJUKE, sa legen.",
	};
	struct str words = STR("{\"health\":{\"add\":[\"dale|sjuke*\"],"
			       "\"remove\":[\"gravid*\"]}}");
	struct town t;
	struct str token;
	struct req *r;
	size_t found = 0;

	town_open(&t);
	token = town_token(&t, ROLE_ADVISER, "read write");
	r = api_call(&t, POST, "/api/v1/settings/lexicon", token,
	    str_printf(&t.t.a, "{\"version\":0,\"value\":%.*s}", STR_ARG(words))
		.p,
	    NULL);
	CHECK(r->answer.status == 200);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf page = { .arena = &t.t.a }, cmd = page;
		struct municipality *m;
		struct policy_context c;
		struct policy_input in = { str_from(texts[i]), AS_INBOUND,
			NULL };
		struct findings f;

		CHECK_OK(municipality_load(t.t.db, &m));
		in.context = &m->policy;
		policy_check(&t.t.a, &in, &f);
		findings_json(&page, &f, LANG_NB);
		found += f.n;
		CHECK_OK(context_parse(&t.t.a,
		    str_printf(&t.t.a, "{\"words\":%.*s}", STR_ARG(words)),
		    &c));
		in.context = &c;
		policy_check(&t.t.a, &in, &f);
		findings_json(&cmd, &f, LANG_NB);
		CHECK(str_eq(buf_str(&page), buf_str(&cmd)));
		municipality_free(m);
		r = api_call(&t, POST, "/api/v1/check", token,
		    str_printf(&t.t.a,
			"{\"text\":\"%s\",\"as\":\"inbound\",\"lang\":\"nb\"}",
			texts[i])
			.p,
		    NULL);
		CHECK(str_find(api_text(r), buf_str(&page)) != STR_NOWHERE);
	}
	CHECK(found == 3); /* the third has none any more */
	town_close(&t);
}

/* What only our own texts are checked for is tried on our own texts. */
TEST(lexicon_is_tried_on_our_own_texts_too)
{
	const struct trial_of of = { STR_INIT("Vent bare, en vakker dag."),
		true, true };
	struct lexicon_effect e;
	struct municipality *m;
	struct town t;

	town_open(&t);
	scenario_answer(&t, 0, ROLE_ADVISER, "fact", "publish",
	    "Ja, sola kommer nok en vakker dag.\n\nHilsen Silje");
	CHECK_OK(municipality_load(t.t.db, &m));
	CHECK_OK(lexicon_try(t.t.db, &t.t.a, m,
	    STR("{\"irony\":{\"add\":[\"en vakker dag\"]}}"), &of, &e));
	CHECK(e.trial.typed_changed);
	CHECK(e.trial.typed.come.n == 1 &&
	      str_eq(e.trial.typed.come.v[0], STR("irony")));
	CHECK(e.trial.changed == 1);
	CHECK(e.trial.v[0].enquiry.v == t.enquiry[0].v);
	municipality_free(m);
	town_close(&t);
}

/* The registers are tried like the words; what is tried is not stored. */
TEST(registers_are_tried_before_they_are_saved)
{
	const char *path = "/innstillinger";
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, path, ROLE_ADMINISTRATOR);
	r = visit_form(&t, path, ROLE_ADMINISTRATOR, "do", "try", "versjon",
	    visit_hidden(r, "versjon"), "name", "Lia kommune", "lang", "nb",
	    "published", "90811222", "prove", "Nummeret er 908 11 222.", NULL);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(r, "faller bort Telefonnummer"));
	CHECK(visit_has(r, "Ingenting er lagret"));
	CHECK(visit_has(r, "90811222")); /* what was typed stays */
	r = visit(&t, GET, path, ROLE_ADMINISTRATOR);
	CHECK(!visit_has(r, "90811222"));
	town_close(&t);
}

TEST(lexicon_goes_back_to_an_earlier_version)
{
	struct setting_version *v;
	struct town t;
	struct req *r;
	size_t n;

	town_open(&t);
	edits(&t, ROLE_ADVISER, "spam", "save", "gratis hytte", "");
	edits(&t, ROLE_ADVISER, "spam", "save", "gratis båt", "");
	r = visit_form(&t, "/innstillinger/ord", ROLE_ADVISER, "versjon", "2",
	    "tilbake", "1", NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(lexicon_versions(t.t.db, &t.t.a, &v, &n));
	CHECK(n == 3 && str_eq(v[0].value, v[2].value));
	CHECK(str_find(v[0].value, STR("hytte")) != STR_NOWHERE);
	r = visit_form(&t, "/innstillinger/ord", ROLE_RESPONDER, "versjon", "3",
	    "tilbake", "2", NULL);
	CHECK(r->answer.status == 403);
	town_close(&t);
}

/* Whoever edits words without a place at the desk does not learn by trying what
 * stands in an enquiry, least of all in a masked one.  REQ: K8 */
TEST(lexicon_trial_tells_no_secrets)
{
	const char *words = "{\"value\":{\"reputation\":{\"add\":"
			    "[\"ringe meg\",\"skiløypa\"]}}}";
	const char *path = "/api/v1/settings/lexicon/try";
	struct town t;
	json_t *o;

	town_open(&t);
	o = api_read(
	    &t, api_call(&t, POST, path, town_token(&t, ROLE_ADVISER, "read"),
		    words, NULL));
	CHECK(
	    json_integer_value(json_object_get(o, "texts")) == TOWN_ENQUIRIES);
	CHECK(json_integer_value(json_object_get(o, "changed")) == 2);
	o = api_read(
	    &t, api_call(&t, POST, path,
		    town_token(&t, ROLE_ADMINISTRATOR, "read"), words, NULL));
	CHECK(json_integer_value(json_object_get(o, "texts")) ==
	      TOWN_ENQUIRIES - 1);
	CHECK(json_integer_value(json_object_get(o, "changed")) == 1);
	o = json_array_get(json_object_get(o, "changes"), 0);
	CHECK(o && json_is_null(json_object_get(o, "enquiry")));
	town_close(&t);
}
