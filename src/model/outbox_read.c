/* SPDX-License-Identifier: EUPL-1.2
 *
 * outbox_read.c - lists of what shall leave, with what a connector needs.
 */
#include "model/outbox_internal.h"
#include "model/take.h"

#define COLUMNS                                                                \
	"SELECT o.id, o.account_id, o.act, o.reply_id, o.version,"             \
	" o.message_id, o.thread_id, o.ordered_by, o.ground, o.state,"         \
	" o.held_why, o.native_id, o.error, o.tries, o.looks, o.next_at,"      \
	" o.created_at, o.updated_at, COALESCE(v.text, o.text), t.native_id,"  \
	" r.target_native, m.native_id, o.post_id, o.let_out_by,"              \
	" o.let_out_epoch, o.held_at FROM outbox o"                            \
	" LEFT JOIN reply r ON r.id = o.reply_id"                              \
	" LEFT JOIN reply_version v ON v.reply_id = o.reply_id"                \
	"  AND v.number = o.version"                                           \
	" LEFT JOIN thread t ON t.id = o.thread_id"                            \
	" LEFT JOIN message m ON m.id = o.message_id"
static const struct sql q_one = SQL(COLUMNS " WHERE o.id = $1");
static const struct sql q_stranded = SQL(COLUMNS
    " WHERE o.account_id = $1 AND o.state = 'sending' AND o.next_at <= $2"
    " ORDER BY o.id");
static const struct sql q_of_reply = SQL(COLUMNS " WHERE o.reply_id = $1 ORDER BY o.id");
static const struct sql q_crisis = SQL(COLUMNS
    " WHERE o.state = 'held' AND o.held_why = 'crisis'"
    " ORDER BY o.held_at, o.id LIMIT 500");
static const struct sql q_troubled = SQL(COLUMNS
    " WHERE o.state IN ('held', 'failed', 'unknown')"
    " AND o.held_why <> 'hide'" /* that one follows its hiding */
    " ORDER BY o.updated_at, o.id LIMIT 200");

static const struct sql q_hand = SQL(COLUMNS
    " JOIN account k ON k.id = o.account_id AND k.channel = 'byhand'"
    " WHERE (o.state = 'queued' AND o.next_at <= $1) OR o.state = 'sending'"
    " ORDER BY o.state DESC, o.next_at, o.id LIMIT 200");

static struct outbox_item
item_from(const struct db_rows *r, size_t i)
{
	return (struct outbox_item){
		.id = { db_get_int(r, i, 0) },
		.account = { db_get_int(r, i, 1) },
		.act = db_get_text(r, i, 2),
		.reply = { db_get_int(r, i, 3) },
		.version = db_get_int(r, i, 4),
		.message = { db_get_int(r, i, 5) },
		.thread = { db_get_int(r, i, 6) },
		.ordered_by = { db_get_int(r, i, 7) },
		.ground = db_get_text(r, i, 8),
		.state = db_get_text(r, i, 9),
		.held_why = db_get_text(r, i, 10),
		.native_id = db_get_text(r, i, 11),
		.error = db_get_text(r, i, 12),
		.tries = db_get_int(r, i, 13),
		.looks = db_get_int(r, i, 14),
		.next_at = db_get_int(r, i, 15),
		.created_at = db_get_int(r, i, 16),
		.updated_at = db_get_int(r, i, 17),
		.text = db_get_text(r, i, 18),
		.thread_native = db_get_text(r, i, 19),
		.parent_native = db_get_text(r, i, 20),
		.message_native = db_get_text(r, i, 21),
		.post = db_get_int(r, i, 22),
		.let_out_by = { db_get_int(r, i, 23) },
		.let_out_epoch = db_get_int(r, i, 24),
		.held_at = db_get_int(r, i, 25),
	};
}

static enum err
list(struct db *db, struct arena *a, const struct sql *q,
    const struct db_value *args, size_t nargs, struct outbox_item **out,
    size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, q, args, nargs, &r));
	*out = ARENA_ARRAY(a, struct outbox_item, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = item_from(&r, i);
	return OK;
}

enum err
outbox_find(struct db *db, struct arena *a, struct outbox_id id,
    struct outbox_item *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_one, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such item in the outbox");
	*out = item_from(&r, 0);
	return OK;
}

enum err
counter_next(struct db *db, struct arena *a, struct str name, int64_t *out)
{
	return counter_take(db, a, name, 1, out);
}

enum err
outbox_stranded(struct db *db, struct arena *a, struct account_id account,
    usec_t now, struct outbox_item **out, size_t *n)
{
	return list(db, a, &q_stranded, DB_ARGS(db_int(account.v), db_int(now)),
	    out, n);
}

enum err
outbox_of_reply(struct db *db, struct arena *a, struct reply_id id,
    struct outbox_item **out, size_t *n)
{
	return list(db, a, &q_of_reply, DB_ARGS(db_int(id.v)), out, n);
}

enum err
outbox_troubled(
    struct db *db, struct arena *a, struct outbox_item **out, size_t *n)
{
	return list(db, a, &q_troubled, DB_NOARGS, out, n);
}

enum err
outbox_held_by_crisis(
    struct db *db, struct arena *a, struct outbox_item **out, size_t *n)
{
	return list(db, a, &q_crisis, NULL, 0, out, n);
}

enum err
outbox_hand_list(struct db *db, struct arena *a, usec_t now,
    struct outbox_item **out, size_t *n)
{
	return list(db, a, &q_hand, DB_ARGS(db_int(now)), out, n);
}
