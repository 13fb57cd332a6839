/* SPDX-License-Identifier: EUPL-1.2
 *
 * sqlite_conn.c - opening a SQLite store, with every setting that durability
 * and privacy ask for.
 *
 * Sources: sqlite.org/pragma.html, wal.html, c3ref/c_dbconfig_defensive.html.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fault.h"
#include "db/sqlite.h"

enum {
	BUSY_MS = 5000,
	/* The hot end of a million messages' indexes. */
	WRITER_CACHE_KB = 24 * 1024,
	READER_CACHE_KB = 2 * 1024
};

int sqlite_checkpoint_pages = 4000;

static void
sqlite_close(void *arg)
{
	struct sqlite_db *s = arg;

	for (size_t i = 0; i < s->cap; i++)
		(void)sqlite3_finalize(s->stmts[i].st);
	(void)sqlite3_finalize(s->begin);
	(void)sqlite3_finalize(s->commit);
	(void)sqlite3_finalize(s->rollback);
	(void)sqlite3_finalize(s->save);
	(void)sqlite3_finalize(s->release);
	(void)sqlite3_finalize(s->undo);
	(void)sqlite3_close(s->h);
	arena_free(&s->db.mem);
}

static int
on_log(void *arg, sqlite3 *h, const char *name, int pages)
{
	struct sqlite_db *s = arg;

	(void)h, (void)name;
	if (pages < s->log_pages) /* it has begun from the start again */
		s->checkpoint_at = sqlite_checkpoint_pages;
	s->log_pages = pages;
	return SQLITE_OK;
}

/* The file before SQLite makes it: readable by its owner alone (the log and
 * its index take over the mode), and its name on disk for good. */
static enum err
make_file(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str dir = slash ? (struct str){ path, (size_t)(slash - path) }
			       : STR(".");
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EEXIST
			   ? OK
			   : fail(ERR_BROKEN, "cannot make the store's file");
	(void)close(fd);
	fd = open(
	    dir.n ? str_z(a, dir) : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(ERR_BROKEN, "cannot open the store's folder");
	if (fsync(fd) != 0) {
		(void)close(fd);
		return fail(ERR_BROKEN, "cannot sync the store's folder");
	}
	(void)close(fd);
	return OK;
}

static enum err
set_up(struct sqlite_db *s, enum db_mode mode)
{
	char text[512];

	(void)sqlite3_busy_timeout(s->h, BUSY_MS);
	(void)sqlite3_db_config(s->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(s->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(s->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)sqlite3_db_config(s->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* case_sensitive_like: as PostgreSQL has it. */
	snprintf(text, sizeof(text),
	    "%s PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
	    " PRAGMA secure_delete=ON; PRAGMA mmap_size=0;"
	    " PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON;"
	    " PRAGMA case_sensitive_like=ON; PRAGMA cache_size=-%d; %s",
	    mode == DB_WRITE ? "PRAGMA journal_mode=WAL;" : "",
	    mode == DB_WRITE ? WRITER_CACHE_KB : READER_CACHE_KB,
	    mode == DB_WRITE ? "PRAGMA journal_size_limit=67108864;"
			     : "PRAGMA query_only=ON;");
	TRY(db_script(&s->db, text));
	(void)sqlite3_wal_hook(s->h, on_log, s);
	TRY(sqlite_prepare(
	    s, mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", &s->begin));
	TRY(sqlite_prepare(s, "COMMIT", &s->commit));
	TRY(sqlite_prepare(s, "ROLLBACK", &s->rollback));
	TRY(sqlite_prepare(s, "SAVEPOINT one", &s->save));
	TRY(sqlite_prepare(s, "RELEASE one", &s->release));
	return sqlite_prepare(s, "ROLLBACK TO one", &s->undo);
}

/* A store on a disk whose log is not the write-ahead one would be slower and
 * less durable than what is promised. */
static enum err
check_log(struct sqlite_db *s, struct str path)
{
	static const struct sql q_mode = SQL("PRAGMA journal_mode");
	struct arena tmp = { 0 };
	struct db_rows r = { 0 };
	enum err e = db_query(&s->db, &tmp, &q_mode, DB_NOARGS, &r);
	bool wal = e == OK && r.n == 1 &&
		   str_eq(db_get_text(&r, 0, 0), STR("wal"));

	arena_free(&tmp);
	if (e == OK && !wal && !str_eq(path, STR(":memory:")))
		return fail(ERR_BROKEN, "the store has no write-ahead log");
	return e;
}

/* Counting all memory under one lock is nothing we use. */
static void
configure(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum err
sqlite_open(
    struct arena *a, struct str path, enum db_mode mode, struct db **out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sqlite_db *s = ARENA_NEW(a, struct sqlite_db);
	bool memory = str_eq(path, STR(":memory:"));
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int rc;

	(void)pthread_once(&once, configure);
	*s = (struct sqlite_db){ .db = { &sqlite_ops, DB_SQLITE, { 0 }, 0, 0,
				     0 },
		.checkpoint_at = sqlite_checkpoint_pages };
	if (path.n == 0)
		return fail(ERR_INVALID, "sqlite: needs a file name");
	if (mode == DB_WRITE && !memory)
		TRY(make_file(a, str_z(a, path)));
	if (mode == DB_READ && !memory && access(str_z(a, path), F_OK) != 0)
		return fail(ERR_MISSING, "there is no store in that file");
	flags |= mode == DB_WRITE || memory
		     ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
		     : SQLITE_OPEN_READONLY;
	rc = fault() ? SQLITE_CANTOPEN
		     : sqlite3_open_v2(str_z(a, path), &s->h, flags, NULL);
	arena_defer(a, sqlite_close, s);
	if (rc != SQLITE_OK)
		return fail(ERR_BROKEN, "SQLite cannot open the store: %s",
		    sqlite3_errstr(rc));
	TRY(set_up(s, mode));
	if (mode == DB_WRITE)
		TRY(check_log(s, path));
	*out = &s->db;
	return OK;
}
