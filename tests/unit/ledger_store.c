/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/unit/ledger_store.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "db/engine.h"

/* What the covered rows hang on. */
static const char parents[] =
    "INSERT INTO unit (id, name) VALUES (1, 'Lia kommune');"
    "INSERT INTO person (id, login, first_name, last_name, unit_id, created_at)"
    " VALUES (1, 'ola', 'Ola', 'Ås', 1, 1), (2, 'kari', 'Kari', 'Øy', 1, 1);"
    "INSERT INTO account (id, channel, name, unit_id, created_at)"
    " VALUES (1, 'manual', 'Bloggen', 1, 1);"
    "INSERT INTO plan (id, account_id, kind, applicant_id)"
    " VALUES (1, 1, 'new', 1);"
    "INSERT INTO thread (id, account_id, native_id, title, url, published_at)"
    " VALUES (1, 1, 'p1', 'Måking', '', 1);"
    "INSERT INTO message (id, account_id, native_id, thread_id, parent_native,"
    " kind, direction, author_key, author_name, url, published_at, captured_at,"
    " state, confidential, revision) VALUES (1, 1, 'c1', 1, '', 'comment',"
    " 'in', 'k', 'Åse', '', 1, 1, 'visible', 0, 2);"
    "INSERT INTO enquiry (id, account_id, thread_id, author_key, author_name,"
    " state, category, category_by, flags, unit_id, claimed_at, excerpt,"
    " first_message_id, last_message_id, opened_at, due, half_at, soon_at,"
    " paused_until, read_at, answered_at, closed_reason, version) VALUES"
    " (1, 1, 1, 'k', 'Åse', 'open', 'question', 0, '', 1, 0, '', 1, 1, 1, 0, 0,"
    " 0, 0, 0, 0, '', 1);"
    "INSERT INTO reply (id, account_id, thread_id, enquiry_id, target_native,"
    " kind, scope, area_unit_id, tone, author_id, state, version,"
    " thread_version, updated_at) VALUES (1, 1, 1, 1, 'c1', 'fact', 'unit', 1,"
    " '', 1, 'draft', 2, 0, 1);"
    "INSERT INTO outbox (id, account_id, act, version, ordered_by, ground,"
    " state, next_at, created_at, updated_at) VALUES (1, 1, 'reply', 1, 1, '',"
    " 'queued', 0, 1, 1);"
    "INSERT INTO matter (id, version, created_at) VALUES (1, 2, 1);"
    "INSERT INTO fact (id, version, created_at) VALUES (1, 2, 1);"
    "INSERT INTO escalation (id, enquiry_id, raised_by, raised_at, due)"
    " VALUES (1, 1, 1, 1, 9);"
    "INSERT INTO post (id, account_id, kind, scope, area_unit_id, author_id,"
    " version, title, text, updated_at)"
    " VALUES (1, 1, 'fact', 'unit', 1, 1, 2, 'Måking', 'Det måkes.', 1)";

/* Columns parted by "|", each with its kind before it; g: the number of the
 * row that this one ends, in the table before. */
static const char *const samples[COVERED_COUNT][2] = {
	[COVERED_setting_version] = { "thours|i1|t{}|i0|i1000",
	    "tmunicipality|i1|tLia på Øya|i1|i2000" },
	[COVERED_role_grant] = { "i1|tresponder|n|i1|n|i2",
	    "i2|tunit_leader|i1|i1|i9|i1" },
	[COVERED_role_end] = { "g|i5|i2", "g|i6|i1" },
	[COVERED_plan_version] = { "i1|i1|t{}|i1|i1",
	    "i1|i2|t{\"m\":1}|i1|i2" },
	[COVERED_plan_decision] = { "i1|i1|treturn|i2|tmer om målet|i3|n",
	    "i1|i2|tapprove|i2|t|i4|i99" },
	[COVERED_closure] = { "n|i1|i2|tjul|i1|i1", "i1|i5|i9|tpåske|i1|i1" },
	[COVERED_closure_end] = { "g|i1|i1", "g|i2|i2" },
	[COVERED_crisis] = { "i1|i1|i1|i2|tras i lia|i1",
	    "i2|i0|i1|i2|tover|i5" },
	[COVERED_message_revision] = { "i1|i1|tÅse|tNår måkes "
				       "det?|b{\"a\":1}|i1",
	    "i1|i2|tÅse|tNår måkes det her?|b|i2" },
	[COVERED_message_state] = { "i1|thidden|i1|tK12|i1",
	    "i1|tvisible|i0|t|i2" },
	[COVERED_attachment] = { "i1|tveien.jpg|timage/jpeg|t|bJFIF|i1|i1",
	    "i1|tlenke|t|thttps://lia.example/|b|i0|i2" },
	[COVERED_deadline] = { "i1|tarrival|i1|i1|t[]|i1|i9|i4|i7",
	    "i1|tclosure|i1|i1|t[[1,2]]|i2|i10|i5|i8" },
	[COVERED_reply_version] = { "i1|i1|i1|tDet måkes i dag.|i1",
	    "i1|i2|i2|tDet måkes før kl. 7.|i2" },
	[COVERED_approval] = { "i1|i1|treturn|i2|tF3|tkortere|i1",
	    "i1|i2|tapprove|i2|tF3|tfint|i2" },
	[COVERED_finding_overruled] = { "i1|i1|tk8|tphone|i3|i11|i1|tkommunens "
					"eget nummer|i1",
	    "i1|i2|tk8|temail|i0|i5|i2|tpostmottaket|i2" },
	[COVERED_outbox_result] = { "i1|tunknown|t|tno answer|i1",
	    "i1|tsent|t77|t|i2" },
	[COVERED_matter_version] = { "i1|i1|tSkulestruktur|tskule|tIngen "
				     "endring|thttps://lia.example/|i0|i1|i1",
	    "i1|i2|tSkulestruktur|tskule|tTo skular|t|i9|i2|i2" },
	[COVERED_matter_tie] = { "i1|i1|i1|i1", "i0|i1|i2|i2" },
	[COVERED_fact_version] = { "i1|i1|i1|tBrøyting|tVi brøyter kl. "
				   "7.|tRutinen|i0|i1|i1",
	    "i1|i2|i1|tBrøyting|tVi brøyter kl. 6.|tRutinen|i9|i2|i2" },
	[COVERED_correction] = { "i1|tProtokollen|i1", "i1|tKartet|i2" },
	[COVERED_escalation_act] = { "i1|traise|t|tEr i tvil|i1|i1",
	    "i1|tdecide|tanswer|tSvar slik|i2|i2" },
	[COVERED_post_version] = { "i1|i1|i1|tMåking|tDet måkes i "
				   "dag.|t[]|i0|i1",
	    "i1|i2|i2|tMåking|tDet måkes i kveld.|t[[9,\"Brøytebil\"]]|i9|i2" },
	[COVERED_post_picture] = { "i1|tbil.png|timage/png|bPNG|i1|i1",
	    "i1|tbåt.jpg|timage/jpeg|bJFIF|i2|i2" },
	[COVERED_post_decision] = { "i1|i1|treturn|i2|tF3|tkortere|i1",
	    "i1|i2|tapprove|i2|tF3|tfint|i2" },
	[COVERED_post_kept] = { "i1|i1|tK8|tphone|i3|i11|i1|tvaktnummeret|i1",
	    "i1|i2|tK8|temail|i0|i5|i2|tpostmottaket|i2" },
};

struct ledger_key
ledger_test_key(unsigned char seed)
{
	unsigned char bytes[crypto_sign_SEEDBYTES] = { seed };
	struct ledger_key k = { .name = STR("lia.example.no/ledger"),
				    .can_sign = true };

	crypto_sign_seed_keypair(k.public, k.secret, bytes);
	return k;
}

const char *
ledger_sample(enum covered t, int row)
{
	return samples[t][row];
}

static struct db_value
sample_value(struct str s, int64_t ends)
{
	struct str rest = str_cut(s, 1, s.n);
	int64_t n = 0;

	switch (s.p[0]) {
	case 'i': CHECK(str_to_int(rest, 0, INT64_MAX, &n)); return db_int(n);
	case 't': return db_text(rest);
	case 'b': return db_bytes(rest.p, rest.n);
	case 'g': return db_int(ends);
	default: return db_null();
	}
}

static size_t
sample_row(struct db_value *out, const char *text, int64_t ends)
{
	struct str rest = str_from(text);
	size_t n = 0;

	while (rest.n > 0)
		out[n++] = sample_value(str_take(&rest, '|'), ends);
	return n;
}

void
ledger_add_rows(struct test_db *t, int64_t first[COVERED_COUNT])
{
	struct event e[2] = { { 1000, 1, NULL, "message", 1 },
		{ 2000, 2, NULL, "reply", 7 } };
	struct db_value v[40];

	CHECK_OK(db_script(t->db, parents));
	CHECK_OK(db_begin(t->db));
	for (int i = 0; i < COVERED_COUNT; i++) {
		int64_t before = i ? first[i - 1] : 0;
		size_t n;

		/* A table newly covered wants a sample here. */
		CHECK(samples[i][0] && samples[i][1]);
		n = sample_row(v, samples[i][0], before);
		CHECK(n == covered_width((enum covered)i));
		n += sample_row(v + n, samples[i][1], before + 1);
		CHECK(n == 2 * covered_width((enum covered)i));
		CHECK_OK(ledger_rows(
		    t->db, &t->a, (enum covered)i, e, v, 2, &first[i]));
	}
	CHECK_OK(db_commit(t->db));
}

void
ledger_add_notes(struct test_db *t, size_t n)
{
	struct event *e = ARENA_ARRAY(&t->a, struct event, n);
	struct str *json = ARENA_ARRAY(&t->a, struct str, n);
	int64_t first;

	for (size_t i = 0; i < n; i++) {
		e[i] = (struct event){ (usec_t)(5000 + i), 1, "enquiry.claimed",
			"enquiry", (int64_t)i };
		json[i] = str_printf(
		    &t->a, "{\"n\":%zu,\"til\":\"Øystein\"}", i);
	}
	CHECK_OK(db_begin(t->db));
	CHECK_OK(ledger_notes(t->db, &t->a, e, json, n, &first));
	CHECK_OK(db_commit(t->db));
}

struct signing {
	struct test_db *t;
	const struct ledger_key *key;
	struct str note;
};

static enum err
sign(struct db *db, void *arg)
{
	struct signing *s = arg;
	bool fresh;

	return ledger_advance(db, &s->t->a, s->key, 9000, &s->note, &fresh);
}

struct str
ledger_sign(struct test_db *t, const struct ledger_key *key)
{
	struct signing s = { t, key, STR_NONE };

	CHECK_OK(db_tx(t->db, sign, &s));
	return s.note;
}

int64_t
ledger_size(struct test_db *t)
{
	static const struct sql q = SQL("SELECT size FROM ledger_head");
	struct db_rows r;

	CHECK_OK(db_query(t->db, &t->a, &q, DB_NOARGS, &r));
	return db_get_int(&r, 0, 0);
}

/* The intruder ------------------------------------------------------------- */
struct intruder {
	sqlite3 *h;
	PGconn *c;
};

static void
drop_triggers(struct intruder *in)
{
	char **names = NULL;
	int n = 0;

	CHECK(sqlite3_get_table(in->h,
		  "SELECT 'DROP TRIGGER ' || name FROM sqlite_master"
		  " WHERE type = 'trigger'",
		  &names, &n, NULL, NULL) == SQLITE_OK);
	for (int i = 1; i <= n; i++)
		intrude(in, names[i]);
	sqlite3_free_table(names);
}

struct intruder *
intruder_open(struct test_db *t)
{
	struct intruder *in = ARENA_NEW(&t->a, struct intruder);

	if (db_engine(t->db) == DB_SQLITE) {
		struct str path = str_cut(t->url, 7, t->url.n);

		CHECK(sqlite3_open(str_z(&t->a, path), &in->h) == SQLITE_OK);
		sqlite3_busy_timeout(in->h, 5000);
		intrude(in, "PRAGMA foreign_keys = OFF;"
			    " PRAGMA ignore_check_constraints = ON;"
			    " PRAGMA synchronous = OFF");
		drop_triggers(in);
		return in;
	}
	in->c = PQconnectdb(getenv("TEST_PG"));
	intrude(in, "SET client_min_messages = error;"
		    " SET session_replication_role = replica;"
		    " SET synchronous_commit = off");
	intrude(in, str_z(&t->a,
			str_printf(&t->a, "SET search_path = \"%s\"", t->dir)));
	intrude(in,
	    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT conname,"
	    " conrelid::regclass AS t FROM pg_constraint WHERE contype = 'c'"
	    " AND connamespace = current_schema()::regnamespace LOOP"
	    " EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.t,"
	    " r.conname); END LOOP; END $$");
	return in;
}

void
intrude(struct intruder *in, const char *sql)
{
	char *why = NULL;
	PGresult *r;

	if (in->h) {
		if (sqlite3_exec(in->h, sql, NULL, NULL, &why) != SQLITE_OK) {
			printf("%s: %.200s\n", why, sql);
			test_failures++;
		}
		sqlite3_free(why);
		return;
	}
	r = PQexec(in->c, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK &&
	    PQresultStatus(r) != PGRES_TUPLES_OK) {
		printf("%s: %.200s\n", PQresultErrorMessage(r), sql);
		test_failures++;
	}
	PQclear(r);
}

void
intruder_close(struct intruder *in)
{
	if (in->h)
		sqlite3_close(in->h);
	if (in->c)
		PQfinish(in->c);
}
