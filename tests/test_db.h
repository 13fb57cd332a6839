/* SPDX-License-Identifier: EUPL-1.2
 *
 * test_db.h - TEST_BOTH(name) { t->db ... }: one test, run on a fresh store of
 * each engine at the program's schema.  Gives the tests name_on_sqlite and
 * name_on_pg; the latter is skipped, aloud, where TEST_PG (the address of a
 * PostgreSQL, see tests/pg.sh) is not set.
 */
#ifndef TESTS_TEST_DB_H
#define TESTS_TEST_DB_H
#include <stdlib.h>

#include "db/db.h"
#include "tests/test.h"

struct test_db {
	struct arena a;
	struct str url; /* for store_open, or a second connection */
	struct db *db;	/* for writing */
	char dir[64];	/* SQLite's folder, or PostgreSQL's schema */
};

/* With test_db_open the store is migrated, with test_db_empty it is not. */
void test_db_open(struct test_db *t, enum db_engine engine);
void test_db_empty(struct test_db *t, enum db_engine engine);
void test_db_close(struct test_db *t);
/* CHECK(e == OK), and the sentence if it is not. */
bool test_ok(enum err e, const char *file, int line);
#define CHECK_OK(expr) ((void)test_ok((expr), __FILE__, __LINE__))

#define TEST_BOTH_WITH(id, open)                                               \
	static void both_##id(struct test_db *t);                              \
	TEST(id##_on_sqlite)                                                   \
	{                                                                      \
		struct test_db t;                                              \
                                                                               \
		open(&t, DB_SQLITE);                                           \
		both_##id(&t);                                                 \
		test_db_close(&t);                                             \
	}                                                                      \
	TEST(id##_on_pg)                                                       \
	{                                                                      \
		struct test_db t;                                              \
                                                                               \
		if (!getenv("TEST_PG"))                                        \
			SKIP("TEST_PG is not set");                            \
		open(&t, DB_PG);                                               \
		both_##id(&t);                                                 \
		test_db_close(&t);                                             \
	}                                                                      \
	static void both_##id(struct test_db *t)
#define TEST_BOTH(id)	    TEST_BOTH_WITH(id, test_db_open)
#define TEST_BOTH_EMPTY(id) TEST_BOTH_WITH(id, test_db_empty)
#endif
