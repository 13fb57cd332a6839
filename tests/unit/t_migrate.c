/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_migrate.c - a store comes to the program's schema once, in order, and a
 * store of another history is refused.
 */
#include "db/engine.h"
#include "db/migrate.h"
#include "db/migrations.h"
#include "tests/test_db.h"

static const struct migration list[] = {
	{ 1, "0001-one", NULL,
	    "CREATE TABLE one (id @KEY@, n @INT@, b @BYTES@)@STRICT@;"
	    "INSERT INTO one (n) VALUES (1); INSERT INTO one (n) VALUES (2);" },
	{ 2, "0002-two", "pg", "INSERT INTO one (n) VALUES (30);" },
	{ 2, "0002-two", "sqlite", "INSERT INTO one (n) VALUES (30);" },
	{ 3, "0003-three", NULL, "UPDATE one SET n = n * 2;" },
};
enum { ALL = sizeof(list) / sizeof(*list) };

static int64_t
sum(struct test_db *t)
{
	static const struct sql q = SQL("SELECT SUM(n) FROM one");
	struct db_rows r = { 0 };

	return test_ok(db_query(t->db, &t->a, &q, DB_NOARGS, &r), __FILE__,
		   __LINE__)
		   ? db_get_int(&r, 0, 0)
		   : -1;
}

TEST_BOTH_EMPTY(migrate_runs_each_once)
{
	CHECK(migrate_check_with(t->db, &t->a, list, ALL) == ERR_CONFLICT);
	CHECK_OK(migrate_with(t->db, &t->a, list, 3));
	CHECK(sum(t) == 33);
	CHECK(migrate_check_with(t->db, &t->a, list, ALL) == ERR_CONFLICT);
	CHECK(strstr(err_sentence(ERR_CONFLICT), "0003-three"));
	for (int i = 0; i < 3; i++)
		CHECK_OK(migrate_with(t->db, &t->a, list, ALL));
	CHECK(sum(t) == 66);
	CHECK_OK(migrate_check_with(t->db, &t->a, list, ALL));
}

TEST_BOTH_EMPTY(migrate_refuses_a_newer_store)
{
	CHECK_OK(migrate_with(t->db, &t->a, list, ALL));
	CHECK(migrate_with(t->db, &t->a, list, 3) == ERR_CONFLICT);
	CHECK(strstr(err_sentence(ERR_CONFLICT), "newer"));
	CHECK(migrate_check_with(t->db, &t->a, list, 3) == ERR_CONFLICT);
}

TEST_BOTH_EMPTY(migrate_refuses_an_edited_text)
{
	struct migration other[ALL];

	memcpy(other, list, sizeof(list));
	CHECK_OK(migrate_with(t->db, &t->a, list, ALL));
	other[0].text = "CREATE TABLE one (id @KEY@, n @INT@)@STRICT@;";
	CHECK(migrate_with(t->db, &t->a, other, ALL) == ERR_CONFLICT);
	CHECK(strstr(err_sentence(ERR_CONFLICT), "0001-one"));
	CHECK(migrate_check_with(t->db, &t->a, other, ALL) == ERR_CONFLICT);
}

/* One that fails half-way leaves nothing of itself, and can be mended. */
TEST_BOTH_EMPTY(migrate_is_all_or_nothing)
{
	struct migration bad[ALL];

	memcpy(bad, list, sizeof(list));
	bad[3].text = "UPDATE one SET n = n * 2; CREATE TABEL x (y TEXT);";
	CHECK(migrate_with(t->db, &t->a, bad, ALL) == ERR_BROKEN);
	CHECK(sum(t) == 33);
	CHECK_OK(migrate_with(t->db, &t->a, list, ALL));
	CHECK(sum(t) == 66);
}

/* The real ones, on both engines; and the other engine's half is not ours. */
TEST_BOTH_EMPTY(migrate_to_this_programs_schema)
{
	CHECK_OK(migrate(t->db, &t->a));
	CHECK_OK(migrate_check(t->db, &t->a));
	CHECK_OK(migrate(t->db, &t->a));
	CHECK(migrations_n > 0 && migrations[0].number == 1);
}

/* A store of the first release with things in its outbox: they are all there
 * afterwards, with what the record says of them. */
TEST_BOTH_EMPTY(migrate_keeps_what_the_outbox_holds)
{
	static const struct sql q_count = SQL("SELECT COUNT(*) FROM outbox o JOIN outbox_result r"
		" ON r.outbox_id = o.id WHERE o.ground = 'K8' AND o.text = ''");
	static const struct sql q_result = SQL("INSERT INTO outbox_result (event_seq, outbox_id, state,"
		" native_id, detail, at, salt) VALUES (1, 7, 'sent', '', '', 0, $1)");
	static const struct sql q_post = SQL("INSERT INTO outbox (account_id, act, version, ordered_by,"
		" ground, state, next_at, created_at, updated_at)"
		" VALUES (1, 'post', 1, 1, '', 'queued', 0, 0, 0)");
	struct db_rows r = { 0 };
	size_t first = 0;

	while (first < migrations_n && migrations[first].number < 4)
		first++;
	CHECK_OK(migrate_with(t->db, &t->a, migrations, first));
	CHECK_OK(db_script(t->db,
	    "INSERT INTO unit (id, name) VALUES (1, 'Kultur');"
	    "INSERT INTO account (id, channel, name, unit_id, created_at)"
	    " VALUES (1, 'byhand', 'Fylkesveg', 1, 0);"
	    "INSERT INTO outbox (id, account_id, act, version, ordered_by,"
	    " ground, state, next_at, created_at, updated_at)"
	    " VALUES (7, 1, 'hide', 0, 0, 'K8', 'sent', 0, 0, 0);"));
	CHECK_OK(db_run(t->db, &q_result, DB_ARGS(db_bytes("s", 1)), NULL));
	CHECK_OK(migrate(t->db, &t->a));
	CHECK_OK(db_query(t->db, &t->a, &q_count, DB_NOARGS, &r));
	CHECK(db_get_int(&r, 0, 0) == 1);
	CHECK_OK(db_run(t->db, &q_post, DB_NOARGS, NULL));
}
