/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/engine.h"

enum err
pg_open(struct arena *a, struct str url, enum db_mode mode, struct db **out)
{
	(void)a, (void)url, (void)mode, (void)out;
	return fail(ERR_REMOTE, "PostgreSQL comes in the next commit");
}
