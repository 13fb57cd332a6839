/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/open.h"

#include <stdio.h>

#include "db/migrate.h"

int
command_failed(const char *command, enum err e)
{
	if (e == OK)
		return 0;
	fprintf(stderr, "ordstyrer %s: %s\n", command, err_sentence(e));
	if (e == ERR_BLOCKED)
		return 1;
	return e == ERR_INVALID ? 2 : 3;
}

enum err
open_store(struct arena *a, const struct config *c, struct db **out)
{
	TRY(db_open(a, c->store, DB_WRITE, out));
	return migrate_check(*out, a);
}
