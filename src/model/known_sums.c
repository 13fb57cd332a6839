/* SPDX-License-Identifier: EUPL-1.2
 *
 * known_sums.c - "the platform says 41, we hold 41", thread by thread.
 * REQ: SPEC 2.2
 */
#include "model/known.h"

static const struct sql q_sums = SQL("SELECT t.id, t.account_id, t.title, t.url, t.they_say, t.counted_at,"
	" COALESCE(SUM(CASE WHEN m.state = 'visible' THEN 1 ELSE 0 END), 0),"
	" COALESCE(SUM(CASE WHEN m.state IN ('held', 'hidden', 'spam', 'trash')"
	" THEN 1 ELSE 0 END), 0),"
	" COALESCE(SUM(CASE WHEN m.state = 'deleted' THEN 1 ELSE 0 END), 0)"
	" FROM (SELECT id, account_id, title, url, they_say, counted_at"
	"  FROM thread WHERE they_say >= 0 AND ($1 = 0 OR account_id = $1)"
	"  ORDER BY counted_at DESC, id DESC LIMIT $2) AS t"
	" LEFT JOIN message m ON m.thread_id = t.id"
	" GROUP BY t.id, t.account_id, t.title, t.url, t.they_say, t.counted_at"
	" ORDER BY t.counted_at DESC, t.id DESC");

enum err
known_sums(struct db *db, struct arena *a, struct account_id account,
    size_t limit, struct known_sum **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_sums,
	    DB_ARGS(db_int(account.v), db_int((int64_t)limit)), &r));
	*out = ARENA_ARRAY(a, struct known_sum, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct known_sum){
			.thread = { db_get_int(&r, i, 0) },
			.account = { db_get_int(&r, i, 1) },
			.title = db_get_text(&r, i, 2),
			.url = db_get_text(&r, i, 3),
			.they_say = db_get_int(&r, i, 4),
			.counted_at = db_get_int(&r, i, 5),
			.visible = db_get_int(&r, i, 6),
			.hidden = db_get_int(&r, i, 7),
			.deleted = db_get_int(&r, i, 8),
		};
	return OK;
}
