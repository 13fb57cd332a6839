/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/backup.h"

#include <unistd.h>

static bool
sqlite_path(struct arena *a, struct str url, const char **path)
{
	struct str sqlite = STR("sqlite:");

	if (!str_starts(url, sqlite))
		return false;
	*path = str_z(a, str_cut(url, sqlite.n, url.n));
	return true;
}

enum err
backup_make(struct arena *a, struct str url, struct str file)
{
	const char *to = str_z(a, file), *path;

	if (access(to, F_OK) == 0)
		return fail(ERR_CONFLICT, "%s exists already", to);
	return sqlite_path(a, url, &path) ? sqlite_backup(a, path, to)
					  : pg_backup(a, url, to);
}

enum err
backup_restore(struct arena *a, struct str file, struct str url, bool force)
{
	const char *from = str_z(a, file), *path;

	if (access(from, F_OK) != 0)
		return fail(ERR_MISSING, "there is no file %s", from);
	return sqlite_path(a, url, &path) ? sqlite_restore(a, from, path, force)
					  : pg_restore(a, from, url, force);
}
