/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/known.h"

#include "model/take.h"

static const struct sql q_thread = SQL("SELECT id, title, url, comments_open FROM thread"
	" WHERE account_id = $1 AND native_id = $2");
static const struct sql q_add = SQL("INSERT INTO thread (id, account_id, native_id, title, url,"
	" published_at, comments_open, they_say, counted_at, version)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)");
static const struct sql q_change = SQL("UPDATE thread SET title = $2, url = $3, comments_open = $4,"
	" version = version + 1 WHERE id = $1");
static const struct sql q_count = SQL("UPDATE thread SET they_say = $2, counted_at = $3 WHERE id = $1");
#define KNOWN                                                                  \
	"SELECT id, native_id, published_at FROM message WHERE account_id = "  \
	"$1"                                                                   \
	" AND state <> 'deleted' AND native_id <> ''"
static const struct sql q_newest = SQL(KNOWN " ORDER BY id DESC LIMIT $2");
static const struct sql q_from = SQL(KNOWN " AND id > $3 ORDER BY id LIMIT $2");
static const struct sql q_threads = SQL("SELECT t.id, t.native_id FROM thread t WHERE t.account_id = $1"
	" AND t.id IN (SELECT m.thread_id FROM message m"
	"  WHERE m.account_id = $1 AND m.captured_at > $2)"
	" ORDER BY t.published_at DESC LIMIT 50");

enum err
known_post_put(struct db *db, struct arena *a, struct account_id account,
    const struct known_post *p, usec_t now)
{
	struct db_rows r;
	int64_t id;

	TRY(db_query(db, a, &q_thread,
	    DB_ARGS(db_int(account.v), db_text(p->native_id)), &r));
	if (r.n == 0) {
		TRY(counter_take(db, a, STR("thread"), 1, &id));
		return db_run(db, &q_add,
		    DB_ARGS(db_int(id), db_int(account.v),
			db_text(p->native_id), db_text(p->title),
			db_text(p->url), db_int(p->published_at),
			db_int(p->comments_open), db_int(p->comments),
			db_int(p->comments < 0 ? 0 : now)),
		    NULL);
	}
	id = db_get_int(&r, 0, 0);
	if (!str_eq(db_get_text(&r, 0, 1), p->title) ||
	    !str_eq(db_get_text(&r, 0, 2), p->url) ||
	    (db_get_int(&r, 0, 3) != 0) != p->comments_open)
		TRY(db_run(db, &q_change,
		    DB_ARGS(db_int(id), db_text(p->title), db_text(p->url),
			db_int(p->comments_open)),
		    NULL));
	return p->comments < 0 ? OK
			       : known_count(db, (struct thread_id){ id },
				     p->comments, now);
}

enum err
known_count(struct db *db, struct thread_id id, int64_t they_say, usec_t now)
{
	return db_run(db, &q_count,
	    DB_ARGS(db_int(id.v), db_int(they_say), db_int(now)), NULL);
}

enum err
known_to_sweep(struct db *db, struct arena *a, struct account_id account,
    int64_t after, size_t n, struct known_message **out, size_t *count,
    int64_t *next)
{
	int64_t half = (int64_t)(n / 2);
	struct db_rows newest, from;
	struct known_message *v;
	size_t k = 0;

	TRY(db_query(db, a, &q_newest, DB_ARGS(db_int(account.v), db_int(half)),
	    &newest));
	TRY(db_query(db, a, &q_from,
	    DB_ARGS(db_int(account.v), db_int(half), db_int(after)), &from));
	v = ARENA_ARRAY(a, struct known_message, newest.n + from.n + 1);
	for (size_t i = 0; i < newest.n; i++)
		v[k++] = (struct known_message){ db_get_int(&newest, i, 0),
			db_get_text(&newest, i, 1), db_get_int(&newest, i, 2) };
	*next = from.n < (size_t)half ? 0 : db_get_int(&from, from.n - 1, 0);
	for (size_t i = 0; i < from.n; i++) {
		int64_t id = db_get_int(&from, i, 0);

		if (newest.n && id >= v[newest.n - 1].id)
			break; /* among the newest already */
		v[k++] = (struct known_message){ id, db_get_text(&from, i, 1),
			db_get_int(&from, i, 2) };
	}
	*out = v;
	*count = k;
	return OK;
}

enum err
known_threads(struct db *db, struct arena *a, struct account_id account,
    usec_t since, struct thread_id **ids, struct str **natives, size_t *n)
{
	struct db_rows r;

	TRY(db_query(
	    db, a, &q_threads, DB_ARGS(db_int(account.v), db_int(since)), &r));
	*ids = ARENA_ARRAY(a, struct thread_id, r.n + 1);
	*natives = ARENA_ARRAY(a, struct str, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++) {
		(*ids)[i].v = db_get_int(&r, i, 0);
		(*natives)[i] = db_get_text(&r, i, 1);
	}
	return OK;
}
