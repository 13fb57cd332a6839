/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/test_db.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "db/engine.h"
#include "db/migrate.h"

bool
test_ok(enum err e, const char *file, int line)
{
	if (e == OK)
		return true;
	printf("%s:%d: %s\n", file, line, err_sentence(e));
	test_failures++;
	return false;
}

void
test_db_empty(struct test_db *t, enum db_engine engine)
{
	static int serial;

	*t = (struct test_db){ 0 };
	log_threshold = LOG_WARN;
	if (engine == DB_SQLITE) {
		snprintf(t->dir, sizeof(t->dir), "/tmp/ordstyrer-test-XXXXXX");
		if (!mkdtemp(t->dir))
			abort();
		t->url = str_printf(&t->a, "sqlite:%s/store.db", t->dir);
	} else {
		const char *url = getenv("TEST_PG");

		snprintf(t->dir, sizeof(t->dir), "test_%d_%d", (int)getpid(),
		    ++serial);
		t->url = str_printf(&t->a, "%s%cschema=%s", url,
		    strchr(url, '?') ? '&' : '?', t->dir);
	}
	if (db_open(&t->a, t->url, DB_WRITE, &t->db) != OK ||
	    t->db->ops->make_place(t->db) != OK)
		abort();
}

void
test_db_open(struct test_db *t, enum db_engine engine)
{
	test_db_empty(t, engine);
	CHECK_OK(migrate(t->db, &t->a));
}

static void
remove_files(const char *dir)
{
	static const char *const names[] = { "store.db", "store.db-wal",
		"store.db-shm", "copy.db", "copy.db-wal", "copy.db-shm" };
	char path[96];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		(void)unlink(path);
	}
	(void)rmdir(dir);
}

void
test_db_close(struct test_db *t)
{
	enum db_engine engine = db_engine(t->db);
	char text[96];

	if (engine == DB_PG) {
		snprintf(text, sizeof(text), "DROP SCHEMA %s CASCADE", t->dir);
		CHECK_OK(db_script(t->db, text));
	}
	arena_free(&t->a);
	if (engine == DB_SQLITE)
		remove_files(t->dir);
}
