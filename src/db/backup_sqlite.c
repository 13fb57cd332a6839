/* SPDX-License-Identifier: EUPL-1.2
 *
 * backup_sqlite.c - SQLite's online backup: one step, so that it is one
 * instant; a reader's snapshot does not stop the writer.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fault.h"
#include "db/backup.h"
#include "db/migrate.h"
#include "db/sqlite.h"

static const struct sql q_sound = SQL("PRAGMA integrity_check");
static const struct sql q_keys = SQL("PRAGMA foreign_key_check");

static const char *
named(struct arena *a, const char *path, const char *end)
{
	return str_printf(a, "%s%s", path, end).p;
}

static void
remove_all(struct arena *a, const char *path)
{
	(void)unlink(path);
	(void)unlink(named(a, path, "-wal"));
	(void)unlink(named(a, path, "-shm"));
}

/* Is every page whole, every reference met? */
static enum err
check_sound(struct db *db, struct arena *a)
{
	struct db_rows r = { 0 };

	if (db_query(db, a, &q_sound, DB_NOARGS, &r) != OK || r.n != 1 ||
	    !str_eq(db_get_text(&r, 0, 0), STR("ok")))
		return fail(ERR_INVALID, "the file is damaged");
	if (db_query(db, a, &q_keys, DB_NOARGS, &r) != OK || r.n != 0)
		return fail(ERR_INVALID, "the file has broken references");
	return OK;
}

/* A file that is to be copied from is checked where it lies, unchanged. */
static enum err
check_file(const char *path, bool schema)
{
	struct arena a = { 0 };
	struct db *db;
	enum err e = db_open(
	    &a, str_printf(&a, "sqlite:%s", path), DB_READ, &db);

	if (e == ERR_BROKEN)
		e = fail(ERR_INVALID, "the file is no SQLite store");
	if (e == OK)
		e = check_sound(db, &a);
	if (e == OK && schema && migrate_check(db, &a) != OK)
		e = fail(ERR_INVALID, "%s", err_sentence(ERR_CONFLICT));
	arena_free(&a);
	return e;
}

static enum err
copy_pages(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int rc = SQLITE_ERROR;

	if (b) {
		rc = fault() ? SQLITE_IOERR : sqlite3_backup_step(b, -1);
		(void)sqlite3_backup_finish(b);
	}
	if (rc != SQLITE_DONE)
		return fail((rc & 0xff) == SQLITE_BUSY ? ERR_BUSY : ERR_BROKEN,
		    "copying failed: %s", sqlite3_errstr(rc));
	return OK;
}

/* What DELETE is for: the file shall stand alone, without a log beside it. */
static enum err
copy_to(const char *from, const char *to)
{
	sqlite3 *src = NULL, *dst = NULL;
	int fd = open(to, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	enum err e = OK;

	if (fd < 0)
		return fail(errno == EEXIST ? ERR_CONFLICT : ERR_BROKEN,
		    "cannot make %s", to);
	(void)close(fd);
	if (sqlite3_open_v2(from, &src, SQLITE_OPEN_READONLY, NULL) ||
	    sqlite3_open_v2(to, &dst, SQLITE_OPEN_READWRITE, NULL))
		e = fail(ERR_BROKEN, "cannot open %s or %s", from, to);
	if (e == OK)
		e = copy_pages(src, dst);
	if (e == OK && sqlite3_exec(dst, "PRAGMA journal_mode=DELETE", NULL,
			   NULL, NULL) != SQLITE_OK)
		e = fail(ERR_BROKEN, "cannot finish %s", to);
	(void)sqlite3_close(src);
	(void)sqlite3_close(dst);
	return e;
}

static enum err
sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_RDONLY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		(void)close(fd);
	return rc == 0 && !fault() ? OK
				   : fail(ERR_BROKEN, "cannot sync %s", path);
}

static const char *
folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path
		   ? "/"
		   : str_z(a, (struct str){ path, (size_t)(slash - path) });
}

/* The new file takes its name once it is whole and on disk. */
static enum err
put_in_place(struct arena *a, const char *part, const char *path)
{
	TRY(sync_path(part, 0));
	if (fault() || rename(part, path) != 0)
		return fail(ERR_BROKEN, "cannot rename %s", part);
	return sync_path(folder_of(a, path), O_DIRECTORY);
}

enum err
sqlite_backup(struct arena *a, const char *path, const char *file)
{
	const char *part = named(a, file, ".part");
	enum err e;

	if (access(path, R_OK) != 0)
		return fail(ERR_MISSING, "there is no store %s", path);
	e = copy_to(path, part);
	if (e == ERR_CONFLICT)
		return e; /* not ours to remove */
	if (e == OK)
		e = check_file(part, true);
	if (e == OK)
		e = put_in_place(a, part, file);
	if (e != OK)
		remove_all(a, part);
	return e;
}

/* Restoring --------------------------------------------------------------- */
/* Succeeds only if nobody else has the store open, and leaves no log. */
static enum err
check_unused(const char *path)
{
	sqlite3 *h = NULL;
	int rc = sqlite3_open_v2(path, &h, SQLITE_OPEN_READWRITE, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(
		    h, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	(void)sqlite3_close(h);
	/* A damaged store may well be replaced. */
	return (rc & 0xff) == SQLITE_BUSY
		   ? fail(ERR_BUSY, "the store is in use: stop the program"
				    " first")
		   : OK;
}

static enum err
bring_up(const char *part)
{
	struct arena a = { 0 };
	struct db *db;
	enum err e = db_open(
	    &a, str_printf(&a, "sqlite:%s", part), DB_WRITE, &db);

	if (e == OK)
		e = migrate(db, &a);
	if (e == OK)
		e = migrate_check(db, &a);
	if (e == OK)
		e = check_sound(db, &a);
	arena_free(&a);
	return e == ERR_CONFLICT ? fail(ERR_INVALID, "%s", err_sentence(e)) : e;
}

static enum err
set_aside(struct arena *a, const char *path)
{
	const char *old = named(a, path, ".replaced");

	TRY(check_unused(path));
	remove_all(a, old);
	if (fault() || link(path, old) != 0)
		return fail(ERR_BROKEN, "cannot keep the old store");
	(void)unlink(named(a, path, "-wal"));
	(void)unlink(named(a, path, "-shm"));
	return OK;
}

enum err
sqlite_restore(struct arena *a, const char *file, const char *path, bool force)
{
	const char *part = named(a, path, ".part");
	bool exists = access(path, F_OK) == 0;
	enum err e;

	if (exists && !force)
		return fail(ERR_CONFLICT, "there is a store at %s", path);
	TRY(check_file(file, false));
	remove_all(a, part);
	e = copy_to(file, part);
	if (e == OK)
		e = bring_up(part);
	if (e == OK && exists)
		e = set_aside(a, path);
	if (e == OK) {
		e = put_in_place(a, part, path);
		/* Not surely on disk is not restored: what was there is put
		 * back. */
		if (e != OK && exists)
			(void)rename(named(a, path, ".replaced"), path);
		else if (e != OK)
			(void)unlink(path);
	}
	if (e != OK)
		remove_all(a, part);
	return e;
}
