/* SPDX-License-Identifier: EUPL-1.2
 *
 * backup_pg.c - pg_dump and pg_restore, told where to connect by environment
 * (a password on a command line could be read by anyone on the machine).
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "db/backup.h"
#include "db/migrate.h"
#include "db/pg.h"

struct place {
	struct arena *a;
	const char *schema;
	const char *database;
	char **env;
};

/* libpq knows the variable of each of its options. */
static enum err
find_place(struct arena *a, struct str url, struct place *out)
{
	struct pg_db s = { 0 };
	PQconninfoOption *opts;
	char *why = NULL;
	size_t n = 0, have = 0;

	TRY(pg_split_url(&s, url));
	opts = PQconninfoParse(s.url, &why);
	PQfreemem(why);
	*out = (struct place){ .a = a, .database = "" };
	out->schema = *s.schema ? str_z(a, str_from(s.schema)) : "public";
	arena_free(&s.db.mem);
	if (!opts)
		return fail(ERR_INVALID, "the store's address is not valid");
	while (environ[have])
		have++;
	for (PQconninfoOption *o = opts; o->keyword; o++)
		n++;
	out->env = ARENA_ARRAY(a, char *, have + n + 1);
	n = 0;
	for (PQconninfoOption *o = opts; o->keyword; o++) {
		if (!o->val)
			continue;
		if (strcmp(o->keyword, "dbname") == 0)
			out->database = str_z(a, str_from(o->val));
		if (o->envvar)
			out->env[n++] = str_z(
			    a, str_printf(a, "%s=%s", o->envvar, o->val));
	}
	/* The first of a name counts, so the address wins. */
	memcpy(out->env + n, environ, have * sizeof(*environ));
	PQconninfoFree(opts);
	return OK;
}

static enum err
run_tool(const struct place *p, const char *const *args, bool quiet)
{
	posix_spawn_file_actions_t acts;
	char *argv[16];
	size_t n = 0;
	int status = -1, rc;
	pid_t pid;

	for (; args[n]; n++)
		argv[n] = str_z(p->a, str_from(args[n]));
	argv[n] = NULL;
	(void)posix_spawn_file_actions_init(&acts);
	if (quiet)
		(void)posix_spawn_file_actions_addopen(
		    &acts, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	rc = fault() ? ENOENT
		     : posix_spawnp(&pid, argv[0], &acts, NULL, argv, p->env);
	(void)posix_spawn_file_actions_destroy(&acts);
	if (rc != 0)
		return fail(ERR_BROKEN,
		    "%s cannot be run: install postgresql-client", argv[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return fail(ERR_BROKEN, "%s failed", argv[0]);
	return OK;
}

static enum err
check_store(struct arena *a, struct str url)
{
	struct db *db;

	TRY(db_open(a, url, DB_READ, &db));
	if (migrate_check(db, a) != OK)
		return fail(ERR_INVALID, "%s", err_sentence(ERR_CONFLICT));
	return OK;
}

static enum err
check_dump(const struct place *p, const char *file)
{
	const char *const list[] = { "pg_restore", "--list", file, NULL };

	if (run_tool(p, list, true) != OK)
		return fail(ERR_INVALID, "pg_restore cannot read the file");
	return OK;
}

enum err
pg_backup(struct arena *a, struct str url, const char *file)
{
	const char *part = str_printf(a, "%s.part", file).p;
	const char *schema, *to = str_printf(a, "--file=%s", part).p;
	struct place p;
	mode_t before;
	enum err e;

	TRY(check_store(a, url));
	TRY(find_place(a, url, &p));
	schema = str_printf(a, "--schema=%s", p.schema).p;
	before = umask(077);
	e = run_tool(&p,
	    (const char *const[]){ "pg_dump", "--format=custom", "--no-owner",
		"--no-privileges", schema, to, NULL },
	    false);
	(void)umask(before);
	if (e == OK)
		e = check_dump(&p, part);
	if (e == OK && rename(part, file) != 0)
		e = fail(ERR_BROKEN, "cannot rename %s", part);
	if (e != OK)
		(void)unlink(part);
	return e;
}

/* Restoring --------------------------------------------------------------- */
static const struct sql q_tables = SQL("SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = $1");
static const struct sql q_schema = SQL("SELECT COUNT(*) FROM pg_catalog.pg_namespace WHERE nspname = $1");

static enum err
ask(struct db *db, struct arena *a, const struct sql *q, const char *schema,
    int64_t *out)
{
	struct db_rows r = { 0 };

	TRY(db_query(db, a, q, DB_ARGS(db_text(str_from(schema))), &r));
	*out = db_get_int(&r, 0, 0);
	return OK;
}

/* The old schema keeps its content under another name; pg_restore makes the
 * schema anew (also "public", which pg_dump --schema names like any other). */
static enum err
set_aside(struct db *db, const struct place *p)
{
	return db_script(
	    db, str_printf(p->a,
		    "BEGIN; DROP SCHEMA IF EXISTS \"%s_replaced\" CASCADE;"
		    "ALTER SCHEMA \"%s\" RENAME TO \"%s_replaced\"; COMMIT",
		    p->schema, p->schema, p->schema)
		    .p);
}

static void
take_back(struct db *db, const struct place *p)
{
	if (db_script(
		db, str_printf(p->a,
			"BEGIN; DROP SCHEMA IF EXISTS \"%s\" CASCADE;"
			"ALTER SCHEMA \"%s_replaced\" RENAME TO \"%s\"; COMMIT",
			p->schema, p->schema, p->schema)
			.p) != OK)
		fprintf(stderr, "the old store is in the schema %s_replaced\n",
		    p->schema);
}

static enum err
bring_up(
    struct db *db, struct arena *a, const struct place *p, const char *file)
{
	const char *to = str_printf(a, "--dbname=%s", p->database).p;
	enum err e;

	TRY(run_tool(p,
	    (const char *const[]){ "pg_restore", "--single-transaction",
		"--exit-on-error", "--no-owner", "--no-privileges", to, file,
		NULL },
	    false));
	e = migrate(db, a);
	if (e == OK)
		e = migrate_check(db, a);
	return e == ERR_CONFLICT ? fail(ERR_INVALID, "%s", err_sentence(e)) : e;
}

enum err
pg_restore(struct arena *a, const char *file, struct str url, bool force)
{
	int64_t tables = 0, exists = 0;
	struct place p;
	struct db *db;
	enum err e;

	TRY(find_place(a, url, &p));
	TRY(check_dump(&p, file));
	TRY(db_open(a, url, DB_WRITE, &db));
	TRY(ask(db, a, &q_tables, p.schema, &tables));
	TRY(ask(db, a, &q_schema, p.schema, &exists));
	if (tables > 0 && !force)
		return fail(
		    ERR_CONFLICT, "there is a store in schema %s", p.schema);
	if (exists)
		TRY(set_aside(db, &p));
	e = bring_up(db, a, &p, file);
	if (e != OK && exists)
		take_back(db, &p);
	return e;
}
