/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <unistd.h>

#include "db/migrate.h"
#include "db/store.h"
#include "tests/test.h"

TEST(db_migrates_and_stores)
{
	static const struct sql q = SQL("INSERT INTO unit (name) VALUES ($1) RETURNING id");
	char path[] = "/tmp/ordstyrer-XXXXXX";
	struct arena a = { 0 };
	struct db *db;
	struct store *s;
	struct db_rows r;
	int fd = mkstemp(path);

	close(fd);
	struct str url = str_printf(&a, "sqlite:%s", path);
	CHECK(db_open(&a, url, DB_WRITE, &db) == OK);
	enum err e = migrate(db, &a);
	if (e)
		printf("%s\n", err_sentence(e));
	CHECK(e == OK);
	CHECK(migrate_check(db, &a) == OK);
	CHECK(db_query(db, &a, &q, DB_ARGS(db_text(STR("Økonomi"))), &r) == OK);
	CHECK(r.n == 1 && db_get_int(&r, 0, 0) == 1);
	CHECK(store_open(&a, url, 2, &s) == OK);
	arena_free(&a);
	unlink(path);
}
