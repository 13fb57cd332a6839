/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_backup.c - a store is copied while it is written to, comes back whole, and
 * nothing is lost by a mistake.
 */
#include <fcntl.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/fault.h"
#include "db/backup.h"
#include "db/engine.h"
#include "db/migrate.h"
#include "tests/test_db.h"

static const struct sql q_add = SQL("INSERT INTO unit (name) VALUES ($1)");
static const struct sql q_names = SQL("SELECT name FROM unit ORDER BY id");

static struct str
copy_name(struct test_db *t, enum db_engine engine)
{
	return engine == DB_SQLITE ? str_printf(&t->a, "%s/copy.db", t->dir)
				   : str_printf(&t->a, "/tmp/%s.dump", t->dir);
}

static void
add(struct test_db *t, struct str name)
{
	CHECK_OK(db_run(t->db, &q_add, DB_ARGS(db_text(name)), NULL));
}

/* The names of all units, through a connection of its own. */
static struct str
names(struct test_db *t)
{
	struct arena a = { 0 };
	struct str all = STR("");
	struct db_rows r = { 0 };
	struct db *db;

	if (test_ok(db_open(&a, t->url, DB_READ, &db), __FILE__, __LINE__) &&
	    test_ok(
		db_query(db, &a, &q_names, DB_NOARGS, &r), __FILE__, __LINE__))
		for (size_t i = 0; i < r.n; i++)
			all = str_printf(&t->a, "%.*s/%.*s", STR_ARG(all),
			    STR_ARG(db_get_text(&r, i, 0)));
	arena_free(&a);
	return all;
}

/* What is meant to go wrong need not be read by whoever runs the tests. */
static int
hush(void)
{
	int before = dup(STDERR_FILENO);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)dup2(null, STDERR_FILENO);
	(void)close(null);
	return before;
}

static void
speak(int before)
{
	(void)dup2(before, STDERR_FILENO);
	(void)close(before);
}

/* Lets go of the store, so that it can be replaced. */
static void
let_go(struct test_db *t)
{
	struct arena a = t->a;

	t->a = (struct arena){ 0 };
	t->url = str_from(str_z(&t->a, t->url));
	arena_free(&a);
}

static void
clean_up(struct test_db *t, struct str file, enum db_engine engine)
{
	char text[128];

	(void)unlink(str_z(&t->a, file));
	CHECK_OK(db_open(&t->a, t->url, DB_WRITE, &t->db));
	if (engine == DB_PG) {
		snprintf(text, sizeof(text),
		    "DROP SCHEMA IF EXISTS %s_replaced CASCADE", t->dir);
		CHECK_OK(db_script(t->db, text));
	} else {
		snprintf(text, sizeof(text), "%s/store.db.replaced", t->dir);
		(void)unlink(text);
	}
}

TEST_BOTH(backup_comes_back)
{
	enum db_engine engine = db_engine(t->db);
	struct str file = copy_name(t, engine);

	add(t, STR("Blåbærutvalget"));
	CHECK_OK(db_begin(t->db));
	add(t, STR("uncommitted"));
	CHECK_OK(backup_make(&t->a, t->url, file)); /* in the midst of it */
	CHECK_OK(db_commit(t->db));
	CHECK(backup_make(&t->a, t->url, file) == ERR_CONFLICT);
	CHECK(backup_restore(&t->a, file, t->url, false) == ERR_CONFLICT);
	if (engine == DB_SQLITE)
		CHECK(backup_restore(&t->a, file, t->url, true) == ERR_BUSY);
	CHECK(str_eq(names(t), STR("/Blåbærutvalget/uncommitted")));
	let_go(t);
	file = copy_name(t, engine);
	CHECK_OK(backup_restore(&t->a, file, t->url, true));
	CHECK(str_eq(names(t), STR("/Blåbærutvalget")));
	clean_up(t, file, engine);
	CHECK_OK(migrate_check(t->db, &t->a));
}

/* Break each call in turn: the store is as before, or as in the file. */
TEST_BOTH(backup_faults_leave_old_or_new)
{
	enum db_engine engine = db_engine(t->db);
	struct str file = copy_name(t, engine);
	int broken = 0, done = 0;

	add(t, STR("old"));
	CHECK_OK(backup_make(&t->a, t->url, file));
	add(t, STR("new"));
	let_go(t);
	file = copy_name(t, engine);
	for (int at = 1; !done; at += engine == DB_PG ? 7 : 3) {
		struct arena a = { 0 };
		enum err e;

		fault_seen = 0;
		fault_at = at;
		e = backup_restore(&a, file, t->url, true);
		done = fault_seen < at;
		fault_at = 0;
		arena_free(&a);
		CHECK(!done || e == OK);
		CHECK(
		    str_eq(names(t), e == OK ? STR("/old") : STR("/old/new")));
		broken += e != OK;
		if (e == OK && !done)
			break; /* a fault that does not matter */
	}
	CHECK(broken >= 2);
	clean_up(t, file, engine);
}

/* A damaged copy is noticed, and the store stays what it was. */
TEST_BOTH(backup_damaged_is_refused)
{
	enum db_engine engine = db_engine(t->db);
	struct str file = copy_name(t, engine);
	int before;
	FILE *f;

	add(t, STR("Blåbærutvalget"));
	CHECK_OK(backup_make(&t->a, t->url, file));
	f = fopen(file.p, "r+b");
	CHECK(f && fseek(f, engine == DB_PG ? 0 : 20000, SEEK_SET) == 0);
	for (int i = 0; f && i < 30000; i++)
		fputc(i * 7, f);
	if (f)
		fclose(f);
	add(t, STR("later"));
	let_go(t);
	file = copy_name(t, engine);
	before = hush();
	CHECK(backup_restore(&t->a, file, t->url, true) == ERR_INVALID);
	speak(before);
	CHECK(str_eq(names(t), STR("/Blåbærutvalget/later")));
	CHECK(backup_restore(&t->a, STR("/no/such/file"), t->url, true) ==
	    ERR_MISSING);
	clean_up(t, file, engine);
}

/* Exit status of the commands, SPEC 8. */
static int
run(int (*command)(int, char **), const char *one, const char *two,
    const char *three)
{
	char name[] = "x", a[128], b[128], c[128];
	char *argv[] = { name, a, b, c, NULL };
	int argc = 1 + (one != NULL) + (two != NULL) + (three != NULL);
	int before = hush(), status;

	snprintf(a, sizeof(a), "%s", one ? one : "");
	snprintf(b, sizeof(b), "%s", two ? two : "");
	snprintf(c, sizeof(c), "%s", three ? three : "");
	status = command(argc, argv);
	speak(before);
	return status;
}

TEST(backup_commands_exit_status)
{
	struct test_db t;
	const char *url, *file;
	FILE *f;

	test_db_open(&t, DB_SQLITE);
	let_go(&t);
	url = t.url.p;
	file = copy_name(&t, DB_SQLITE).p;
	CHECK(run(command_backup, url, NULL, NULL) == 2);
	CHECK(run(command_backup, "sqlite:/no/such", file, NULL) == 3);
	CHECK(run(command_backup, url, file, NULL) == 0);
	CHECK(run(command_restore, file, url, NULL) == 3);
	CHECK(run(command_restore, "--force", file, url) == 0);
	CHECK(run(command_restore, "--farce", file, url) == 2);
	f = fopen(file, "wb");
	CHECK(f && fputs("no store", f) >= 0 && fclose(f) == 0);
	CHECK(run(command_restore, "--force", file, url) == 1);
	clean_up(&t, str_from(file), DB_SQLITE);
	test_db_close(&t);
}
