/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_record.c - the record as people and programs see it: what is proven, what
 * waits, what was changed behind the program's back.
 * REQ: SPEC 6; invariant 11
 */
#include "ledger/verify.h"
#include "tests/web/api_client.h"

static enum err
advance(struct db *db, void *arg)
{
	struct town *t = arg;
	struct str note;
	bool fresh;

	return ledger_advance(db, &t->t.a, &t->key, t->now, &note, &fresh);
}

static void
sign(struct town *t)
{
	CHECK_OK(db_tx(t->t.db, advance, t));
}

static int64_t
entries(struct town *t)
{
	static const struct sql q = SQL("SELECT size FROM ledger_head");
	struct db_rows r;

	CHECK_OK(db_query(t->t.db, &t->t.a, &q, DB_NOARGS, &r));
	return db_get_int(&r, 0, 0);
}

/* The number of the first entry of that kind. */
static int64_t
entry_of(struct town *t, const char *kind)
{
	static const struct sql q = SQL("SELECT MIN(seq) FROM event WHERE kind = $1");
	struct db_rows r;

	CHECK_OK(db_query(
	    t->t.db, &t->t.a, &q, DB_ARGS(db_text(str_from(kind))), &r));
	return db_get_int(&r, 0, 0);
}

static bool
state_is(struct town *t, struct str token, int64_t n, const char *state)
{
	struct req *r = api_call(t, GET,
	    town_path("/api/v1/record/entries/%lld", (long long)n), token, NULL,
	    NULL);
	const char *s = json_string_value(
	    json_object_get(api_read(t, r), "state"));

	return s && strcmp(s, state) == 0;
}

TEST(record_waits_then_is_proven)
{
	struct town t;
	struct req *r;
	struct str token;

	town_open(&t);
	token = town_token(&t, ROLE_AUDITOR, "read");
	r = visit(&t, GET, "/protokoll", ROLE_RESPONDER);
	CHECK(r->answer.status == 200 && visit_has(r, "Ingen rot er signert"));
	r = visit(&t, GET, "/protokoll/1", ROLE_RESPONDER);
	CHECK(visit_has(r, "Venter på rot") && visit_has(r, "ett minutt"));
	CHECK(state_is(&t, token, 1, "waiting"));
	CHECK(api_refused(&t,
	    api_call(&t, GET, "/api/v1/record/checkpoint", token, NULL, NULL),
	    404, "checkpoint"));
	sign(&t);
	r = visit(&t, GET, "/protokoll", ROLE_RESPONDER);
	CHECK(visit_has(r, "og stemmer") && visit_has(r, "prove.example"));
	CHECK(!visit_has(r, "nyere enn roten"));
	r = visit(&t, GET, "/protokoll/1", ROLE_RESPONDER);
	CHECK(visit_has(r, ">Bevist<") && visit_has(r, "ordstyrer-entry/1"));
	CHECK(state_is(&t, token, 1, "proven"));
	r = api_call(&t, POST,
	    town_path(
		"/api/v1/enquiries/%lld/claim", (long long)t.enquiry[0].v),
	    town_token(&t, ROLE_EDITOR, "write"), NULL, NULL);
	CHECK(r->answer.status == 200);
	CHECK(state_is(&t, token, entries(&t), "waiting"));
	r = visit(&t, GET, "/protokoll", ROLE_RESPONDER);
	CHECK(visit_has(r, "nyere enn roten"));
	town_close(&t);
}

/* The two files, and the key on the page, are all that is needed. */
TEST(record_proof_stands_alone)
{
	struct town t;
	struct req *proof, *entry, *head;
	struct ledger_key key;
	struct arena a = { 0 };
	struct str token;
	int64_t n;
	json_t *o;

	town_open(&t);
	token = town_token(&t, ROLE_ARCHIVIST, "read");
	sign(&t);
	n = entry_of(&t, "message_revision");
	head = api_call(
	    &t, GET, "/api/v1/record/checkpoint", token, NULL, NULL);
	o = api_read(&t, head);
	CHECK(json_integer_value(json_object_get(o, "size")) == entries(&t));
	CHECK_OK(note_parse_verifier(&a,
	    str_from(json_string_value(json_object_get(o, "verifier"))), &key));
	proof = visit(
	    &t, GET, town_path("/bevis/%lld/bevis.txt", (long long)n), NOBODY);
	entry = visit(
	    &t, GET, town_path("/bevis/%lld/post.txt", (long long)n), NOBODY);
	CHECK(proof->answer.status == 200 && entry->answer.status == 200);
	CHECK(ledger_proof_check(&key, api_text(proof), api_text(entry)) == OK);
	entry = visit(&t, GET,
	    town_path("/bevis/%lld/post.txt", (long long)n + 1), NOBODY);
	CHECK(ledger_proof_check(&key, api_text(proof), api_text(entry)) != OK);
	CHECK(
	    visit(&t, GET, "/bevis/1/annet.txt", NOBODY)->answer.status == 404);
	arena_free(&a);
	town_close(&t);
}

/* What is public holds no name and no text. */
TEST(record_public_pages_tell_no_names)
{
	struct town t;
	struct req *r;
	int64_t last;

	town_open(&t);
	sign(&t);
	last = entries(&t);
	for (int64_t n = 1; n <= last; n++) {
		r = visit(
		    &t, GET, town_path("/bevis/%lld", (long long)n), NOBODY);
		CHECK(r->answer.status == 200 && visit_has(r, ">Bevist<"));
		CHECK(!visit_has(r, "Kari") && !visit_has(r, "Innbygger") &&
		      !visit_has(r, "skiløypa") &&
		      !visit_has(r, "henvendelse"));
	}
	r = visit(&t, GET, "/bevis", NOBODY);
	CHECK(r->answer.status == 200 && visit_has(r, "Kontroller selv"));
	r = visit(&t, GET, "/bevis?post=3", NOBODY);
	CHECK(r->answer.status == 303 &&
	      str_eq(visit_header(r, "location"), STR("/bevis/3")));
	CHECK(visit(&t, GET, "/bevis/99999", NOBODY)->answer.status == 404);
	town_close(&t);
}

TEST(record_desk_pages_say_who_and_what)
{
	struct town t;
	struct req *r;
	int64_t n;

	town_open(&t);
	sign(&t);
	n = entry_of(&t, "enquiry.category");
	r = visit(&t, GET, town_path("/protokoll/%lld", (long long)n),
	    ROLE_RESPONDER);
	CHECK(visit_has(r, "endret kategorien") && visit_has(r, "Kari editor"));
	CHECK(visit_has(r, "/henvendelse/1\""));
	n = entry_of(&t, "message_revision");
	r = visit(&t, GET, town_path("/protokoll/%lld", (long long)n),
	    ROLE_RESPONDER);
	CHECK(visit_has(r, "/henvendelse/1\""));
	r = visit(&t, GET, "/protokoll/1", ROLE_EMPLOYEE);
	CHECK(r->answer.status == 403);
	r = visit(&t, GET, "/protokoll?post=2", ROLE_AUDITOR);
	CHECK(str_eq(visit_header(r, "location"), STR("/protokoll/2")));
	town_close(&t);
}

static enum err
tamper(struct db *db, void *arg)
{
	return db_run(db, arg, DB_NOARGS, NULL);
}

/* Guards that stand in the way of whoever changes rows by hand. */
static void
drop_guards(struct town *t)
{
	static const struct sql q = SQL("SELECT name FROM sqlite_master WHERE type = 'trigger'");
	struct db_rows r;

	CHECK_OK(db_query(t->t.db, &t->t.a, &q, DB_NOARGS, &r));
	for (size_t i = 0; i < r.n; i++) {
		struct sql *drop = ARENA_NEW(&t->t.a, struct sql);

		drop->text = str_z(
		    &t->t.a, str_printf(&t->t.a, "DROP TRIGGER %.*s",
				 STR_ARG(db_get_text(&r, i, 0))));
		CHECK_OK(db_tx(t->t.db, tamper, drop));
	}
}

/* A row changed, an event changed, a checkpoint changed: each is seen where it
 * is looked up, and nowhere else. */
TEST(record_shows_what_was_changed)
{
	static struct sql row = SQL("UPDATE message_revision"
		" SET text = 'Noe annet' WHERE message_id = 1");
	static struct sql event = SQL(
	    "UPDATE event SET at = at + 1 WHERE kind = 'deadline'");
	static struct sql note = SQL("UPDATE ledger_checkpoint"
		" SET note = replace(note, 'prove.', 'annen.')");
	struct town t;
	struct str token;
	struct req *r;
	int64_t n;

	town_open(&t);
	token = town_token(&t, ROLE_AUDITOR, "read");
	sign(&t);
	drop_guards(&t);
	n = entry_of(&t, "message_revision");
	CHECK(state_is(&t, token, n, "proven"));
	CHECK_OK(db_tx(t.t.db, tamper, &row));
	CHECK(state_is(&t, token, n, "broken"));
	r = visit(
	    &t, GET, town_path("/protokoll/%lld", (long long)n), ROLE_EDITOR);
	CHECK(visit_has(r, "Stemmer ikke") && !visit_has(r, ">Bevist<"));
	n = entry_of(&t, "deadline");
	CHECK(state_is(&t, token, n, "proven"));
	CHECK_OK(db_tx(t.t.db, tamper, &event));
	CHECK(state_is(&t, token, n, "broken"));
	CHECK(state_is(&t, token, entry_of(&t, "enquiry.category"), "proven"));
	CHECK_OK(db_tx(t.t.db, tamper, &note));
	CHECK(state_is(&t, token, entry_of(&t, "enquiry.category"), "broken"));
	r = visit(&t, GET, "/bevis", NOBODY);
	CHECK(visit_has(r, "Signaturen stemmer ikke"));
	town_close(&t);
}

TEST(record_consistency_between_two_sizes)
{
	struct town t;
	struct str token, text;
	struct tree_source source;
	struct tree_proof p = { .n = 0 };
	struct hash from, to;
	struct req *r;
	json_t *v;
	size_t n;
	int64_t size;

	town_open(&t);
	token = town_token(&t, ROLE_AUDITOR, "read");
	sign(&t);
	size = entries(&t);
	r = api_call(&t, GET,
	    town_path(
		"/api/v1/record/consistency?from=7&to=%lld", (long long)size),
	    token, NULL, NULL);
	v = json_object_get(api_read(&t, r), "hashes");
	for (p.n = 0; p.n < json_array_size(v); p.n++) {
		text = str_from(json_string_value(json_array_get(v, p.n)));
		CHECK(sodium_base642bin(p.v[p.n].b, HASH_SIZE, text.p, text.n,
			  NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) == 0);
	}
	source = ledger_source(t.t.db, &t.t.a);
	CHECK_OK(tree_root(&source, 7, &from));
	CHECK_OK(tree_root(&source, size, &to));
	CHECK(p.n > 0 && tree_check_consistency(7, size, &p, &from, &to));
	CHECK(!tree_check_consistency(6, size, &p, &from, &to));
	CHECK(api_refused(&t,
	    api_call(&t, GET, "/api/v1/record/consistency?from=0&to=3", token,
		NULL, NULL),
	    400, "\"from\""));
	CHECK(api_refused(&t,
	    api_call(&t, GET, "/api/v1/record/consistency?from=2&to=99999",
		token, NULL, NULL),
	    400, "newest"));
	town_close(&t);
}
