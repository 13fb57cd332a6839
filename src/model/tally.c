/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/tally.h"

static const struct sql q_add = SQL("INSERT INTO tally (name, n) VALUES ($1, $2)"
	" ON CONFLICT (name) DO UPDATE SET n = tally.n + excluded.n");

enum err
tally_add(struct db *db, struct str name, int64_t n)
{
	if (n == 0)
		return OK;
	return db_run(db, &q_add, DB_ARGS(db_text(name), db_int(n)), NULL);
}

struct str
tally_owner(struct arena *a, int64_t person)
{
	return str_printf(a, "owner:%lld", (long long)person);
}
