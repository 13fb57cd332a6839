/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/notification.h"

#include "fmt/utf8.h"

static const struct sql q_add = SQL("INSERT INTO notification (person_id, kind, object_kind, object_id, at)"
	" VALUES ($1, $2, $3, $4, $5)"
	" ON CONFLICT (person_id, kind, object_kind, object_id)"
	" WHERE read_at = 0 DO NOTHING");
#define COLUMNS                                                                \
	"SELECT id, person_id, kind, object_id, at, read_at FROM notification"
static const struct sql q_all = SQL(COLUMNS " WHERE person_id = $1 ORDER BY id DESC LIMIT $2");
static const struct sql q_new = SQL(COLUMNS " WHERE person_id = $1 AND read_at = 0 ORDER BY id DESC LIMIT $2");
static const struct sql q_unread = SQL("SELECT COUNT(*) FROM notification WHERE person_id = $1 AND read_at = 0");
/* What has been seen on screen needs no mail. */
static const struct sql q_read = SQL("UPDATE notification SET read_at = $3,"
	" mail_state = CASE WHEN mail_state = 'waiting' THEN 'none' ELSE mail_state END"
	" WHERE person_id = $1 AND read_at = 0 AND ($2 = 0 OR id = $2)");
static const struct sql q_settled = SQL("UPDATE notification SET read_at = $3,"
	" mail_state = CASE WHEN mail_state = 'waiting' THEN 'none' ELSE mail_state END"
	" WHERE kind = $1 AND object_id = $2 AND read_at = 0");

static const struct sql q_take = SQL("UPDATE notification SET mail_state = 'sending',"
	" mail_tries = mail_tries + 1, mail_next_at = $1 + 600000000"
	" WHERE id = (SELECT id FROM notification"
	"  WHERE mail_state IN ('waiting', 'sending') AND mail_next_at <= $1"
	"  AND (kind IN ('escalated', 'escalation_late', 'mail_test')"
	"   OR ($2 = 1 AND at <= $1 - 120000000))"
	"  ORDER BY mail_next_at, id LIMIT 1)"
	" RETURNING id, person_id, kind, object_id, at, read_at");
static const struct sql q_mailed = SQL("UPDATE notification SET mail_state = CASE"
	" WHEN $2 = 'waiting' AND mail_tries >= $5 THEN 'failed' ELSE $2 END,"
	" mail_error = $3, mail_next_at = CASE WHEN $2 = 'waiting'"
	"  THEN $4 + 60000000 * mail_tries * mail_tries ELSE $4 END"
	" WHERE id = $1 AND mail_state = 'sending'");
static const struct sql q_queue = SQL("SELECT mail_state, COUNT(*) FROM notification"
	" WHERE mail_state IN ('waiting', 'sending')"
	" OR (mail_state IN ('failed', 'sent') AND at > $1) GROUP BY mail_state");
static const struct sql q_error = SQL("SELECT mail_error, mail_next_at FROM notification"
	" WHERE mail_error <> '' AND mail_state IN ('waiting', 'failed')"
	" ORDER BY mail_next_at DESC LIMIT 1");
static const struct sql q_again = SQL("UPDATE notification SET mail_state = 'waiting', mail_tries = 0,"
	" mail_next_at = $1 WHERE mail_state = 'failed'");

static const struct {
	const char *name, *object, *path;
	enum msg text;
} kinds[] = {
#define X(id, text, object, path) { text, object, path, MSG_NOTIFY_##id },
	NOTIFICATIONS(X)
#undef X
};

const char *
notification_name(enum notification_kind k)
{
	return kinds[k].name;
}

enum msg
notification_msg(enum notification_kind k)
{
	return kinds[k].text;
}

const char *
notification_path(enum notification_kind k)
{
	return kinds[k].path;
}

struct str
notification_object(enum notification_kind k)
{
	return str_from(kinds[k].object);
}

enum err
notification_add(struct db *db, struct person_id to,
    enum notification_kind kind, int64_t object_id, usec_t now)
{
	return db_run(db, &q_add,
	    DB_ARGS(db_int(to.v), db_text(str_from(kinds[kind].name)),
		db_text(str_from(kinds[kind].object)), db_int(object_id),
		db_int(now)),
	    NULL);
}

/* Of a newer program: a kind we do not know is passed over. */
static bool
kind_parse(struct str s, enum notification_kind *out)
{
	for (int i = 0; i < NOTIFY_COUNT; i++)
		if (str_eq(s, str_from(kinds[i].name))) {
			*out = (enum notification_kind)i;
			return true;
		}
	return false;
}

enum err
notification_list(struct db *db, struct arena *a, struct person_id to,
    bool unread_only, size_t limit, struct notification **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, unread_only ? &q_new : &q_all,
	    DB_ARGS(db_int(to.v), db_int((int64_t)limit)), &r));
	*out = ARENA_ARRAY(a, struct notification, r.n + 1);
	*n = 0;
	for (size_t i = 0; i < r.n; i++) {
		struct notification x = { .id = db_get_int(&r, i, 0),
			.to = { db_get_int(&r, i, 1) },
			.object_id = db_get_int(&r, i, 3),
			.at = db_get_int(&r, i, 4),
			.read_at = db_get_int(&r, i, 5) };

		if (kind_parse(db_get_text(&r, i, 2), &x.kind))
			(*out)[(*n)++] = x;
	}
	return OK;
}

enum err
notification_unread(
    struct db *db, struct arena *a, struct person_id to, int64_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_unread, DB_ARGS(db_int(to.v)), &r));
	*n = db_get_int(&r, 0, 0);
	return OK;
}

enum err
notification_read(struct db *db, struct person_id of, int64_t id, usec_t now)
{
	return db_run(
	    db, &q_read, DB_ARGS(db_int(of.v), db_int(id), db_int(now)), NULL);
}

enum err
notification_settled(
    struct db *db, enum notification_kind kind, int64_t object_id, usec_t now)
{
	return db_run(db, &q_settled,
	    DB_ARGS(db_text(str_from(kinds[kind].name)), db_int(object_id),
		db_int(now)),
	    NULL);
}

/* By mail ------------------------------------------------------------------ */

enum err
notification_mail_take(struct db *db, struct arena *a, bool open, usec_t now,
    struct notification *out)
{
	struct db_rows r;

	for (;;) {
		TRY(db_query(
		    db, a, &q_take, DB_ARGS(db_int(now), db_int(open)), &r));
		if (r.n == 0)
			return ERR_MISSING;
		*out = (struct notification){ .id = db_get_int(&r, 0, 0),
			.to = { db_get_int(&r, 0, 1) },
			.object_id = db_get_int(&r, 0, 3),
			.at = db_get_int(&r, 0, 4),
			.read_at = db_get_int(&r, 0, 5) };
		if (kind_parse(db_get_text(&r, 0, 2), &out->kind))
			return OK;
		/* Of a newer program: no mail here, and it holds up no other.
		 */
		TRY(notification_mail_done(
		    db, a, out->id, MAILED_NOT, STR_NONE, now));
	}
}

enum err
notification_mail_done(struct db *db, struct arena *a, int64_t id,
    enum notification_mailed how, struct str error, usec_t now)
{
	static const char *const states[] = { "sent", "none", "waiting",
		"failed" };

	/* A mail server's own words are bytes of any kind. */
	error = utf8_head(utf8_repair(a, error), 300);
	return db_run(db, &q_mailed,
	    DB_ARGS(db_int(id), db_text(str_from(states[how])), db_text(error),
		db_int(now), db_int(MAIL_TRIES)),
	    NULL);
}

enum err
notification_mail_queue(
    struct db *db, struct arena *a, usec_t now, struct mail_queue *out)
{
	struct db_rows r;

	*out = (struct mail_queue){ .error = STR_NONE };
	TRY(db_query(db, a, &q_queue, DB_ARGS(db_int(now - 30 * DAY)), &r));
	for (size_t i = 0; i < r.n; i++) {
		struct str state = db_get_text(&r, i, 0);
		int64_t n = db_get_int(&r, i, 1);

		if (str_eq(state, STR("failed")))
			out->failed = n;
		else if (str_eq(state, STR("sent")))
			out->sent = n;
		else
			out->waiting += n;
	}
	TRY(db_query(db, a, &q_error, DB_NOARGS, &r));
	if (r.n) {
		out->error = db_get_text(&r, 0, 0);
		out->error_at = db_get_int(&r, 0, 1);
	}
	return OK;
}

enum err
notification_mail_again(struct db *db, usec_t now)
{
	return db_run(db, &q_again, DB_ARGS(db_int(now)), NULL);
}
