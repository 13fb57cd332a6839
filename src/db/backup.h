/* SPDX-License-Identifier: EUPL-1.2
 *
 * backup.h - a store to a file, and back.  For the commands backup and
 * restore.
 *
 * SQLite: the file is a SQLite store of its own, complete and consistent as of
 * one instant, taken while the program runs (sqlite.org/backup.html).
 * PostgreSQL: the file is made by pg_dump and read by pg_restore, which keep
 * up with the server better than anything of ours would; they must be
 * installed (postgresql-client).
 *
 * Nothing that exists is overwritten unknowingly, nothing half-made bears the
 * final name, and a replaced store is kept under the name "...replaced".
 */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H
#include "db/db.h"

/* ERR_CONFLICT: the file exists.  ERR_MISSING: there is no store.
 * ERR_INVALID: what was copied does not pass the check of backup_check. */
enum err backup_make(
    struct arena *a, struct str url, struct str file) MUST_CHECK;
/* ERR_MISSING: no such file.  ERR_INVALID: it is not a sound backup of a
 * store, or of a newer program.  ERR_CONFLICT: there is a store at url and
 * not force.  ERR_BUSY: that store is in use.  On any error the store is as
 * it was before (but for a folder that cannot be synced after the renaming:
 * then it is as in the file). */
enum err backup_restore(
    struct arena *a, struct str file, struct str url, bool force) MUST_CHECK;

/* The engines' halves. */
enum err sqlite_backup(struct arena *a, const char *path, const char *file);
enum err sqlite_restore(
    struct arena *a, const char *file, const char *path, bool force);
enum err pg_backup(struct arena *a, struct str url, const char *file);
enum err pg_restore(
    struct arena *a, const char *file, struct str url, bool force);
#endif
