/* SPDX-License-Identifier: EUPL-1.2
 *
 * message.c - reads threads and messages.  They come in through take.c.
 */
#include "model/message.h"

static const struct sql q_thread = SQL("SELECT t.id, t.account_id, t.native_id, t.title, t.url,"
	" t.published_at, t.counted_at, t.comments_open, t.they_say, t.version,"
	" COALESCE(SUM(CASE WHEN m.state = 'visible' THEN 1 ELSE 0 END), 0),"
	" COALESCE(SUM(CASE WHEN m.state IN ('held', 'hidden', 'spam')"
	"  THEN 1 ELSE 0 END), 0),"
	" COALESCE(SUM(CASE WHEN m.state IN ('trash', 'deleted')"
	"  THEN 1 ELSE 0 END), 0)"
	" FROM thread t LEFT JOIN message m ON m.thread_id = t.id"
	" AND m.native_id <> t.native_id WHERE t.id = $1"
	" GROUP BY t.id, t.account_id, t.native_id, t.title, t.url,"
	" t.published_at, t.counted_at, t.comments_open, t.they_say, t.version");
static const struct sql q_find = SQL("SELECT id FROM thread WHERE account_id = $1 AND native_id = $2");
#define MESSAGE_COLUMNS                                                        \
	"SELECT id, thread_id, account_id, native_id, parent_native, kind,"    \
	" direction, author_key, author_name, url, published_at, captured_at," \
	" state, confidential, enquiry_id FROM message"
static const struct sql q_messages = SQL(MESSAGE_COLUMNS
    " WHERE thread_id = $1 ORDER BY published_at, id LIMIT $2");
static const struct sql q_message = SQL(MESSAGE_COLUMNS " WHERE id = $1");
static const struct sql q_revisions = SQL("SELECT r.message_id, r.number, r.event_seq, r.author_name, r.text,"
	" r.seen_at FROM message_revision r JOIN message m"
	" ON m.id = r.message_id WHERE m.thread_id = $1"
	" ORDER BY r.message_id, r.number");
static const struct sql q_states = SQL("SELECT s.message_id, s.event_seq, s.seen_at, s.ground"
	" FROM message_state s JOIN message m ON m.id = s.message_id"
	" WHERE m.thread_id = $1 ORDER BY s.event_seq");
static const struct sql q_attachments = SQL("SELECT t.message_id, t.event_seq, t.name, t.media_type, t.url,"
	" LENGTH(t.content) FROM attachment t JOIN message m"
	" ON m.id = t.message_id WHERE m.thread_id = $1"
	" ORDER BY t.message_id, t.event_seq");

static const char *const state_names[] = { "visible", "held", "hidden", "spam",
	"trash", "deleted" };

const char *
message_state_name(enum message_state s)
{
	return state_names[s];
}

bool
message_state_parse(struct str name, enum message_state *out)
{
	for (int i = 0; i <= MESSAGE_DELETED; i++)
		if (str_eq(name, str_from(state_names[i]))) {
			*out = (enum message_state)i;
			return true;
		}
	return false;
}

enum err
thread_get(
    struct db *db, struct arena *a, struct thread_id id, struct thread *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_thread, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such thread");
	*out = (struct thread){
		.id = { db_get_int(&r, 0, 0) },
		.account = { db_get_int(&r, 0, 1) },
		.native_id = db_get_text(&r, 0, 2),
		.title = db_get_text(&r, 0, 3),
		.url = db_get_text(&r, 0, 4),
		.published_at = db_get_int(&r, 0, 5),
		.counted_at = db_get_int(&r, 0, 6),
		.comments_open = db_get_int(&r, 0, 7) != 0,
		.they_say = db_get_int(&r, 0, 8),
		.version = db_get_int(&r, 0, 9),
		.visible = db_get_int(&r, 0, 10),
		.hidden = db_get_int(&r, 0, 11),
		.deleted = db_get_int(&r, 0, 12),
	};
	return OK;
}

enum err
thread_find(struct db *db, struct arena *a, struct account_id account,
    struct str native_id, struct thread *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_find,
	    DB_ARGS(db_int(account.v), db_text(native_id)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such thread yet");
	return thread_get(
	    db, a, (struct thread_id){ db_get_int(&r, 0, 0) }, out);
}

static enum message_direction
direction_of(struct str s)
{
	if (str_eq(s, STR("out")))
		return DIRECTION_OUT;
	return str_eq(s, STR("own")) ? DIRECTION_OWN : DIRECTION_IN;
}

static enum err
message_from(const struct db_rows *r, size_t i, struct message *m)
{
	*m = (struct message){
		.id = { db_get_int(r, i, 0) },
		.thread = { db_get_int(r, i, 1) },
		.account = { db_get_int(r, i, 2) },
		.native_id = db_get_text(r, i, 3),
		.parent_native = db_get_text(r, i, 4),
		.kind = db_get_text(r, i, 5),
		.direction = direction_of(db_get_text(r, i, 6)),
		.author_key = db_get_text(r, i, 7),
		.author_name = db_get_text(r, i, 8),
		.url = db_get_text(r, i, 9),
		.published_at = db_get_int(r, i, 10),
		.captured_at = db_get_int(r, i, 11),
		.confidential = db_get_int(r, i, 13) != 0,
		.enquiry = { db_get_int(r, i, 14) },
	};
	if (!message_state_parse(db_get_text(r, i, 12), &m->state))
		return fail(ERR_BROKEN, "unknown message state in the store");
	return OK;
}

/* n is small against the rows of one thread: a walk is enough. */
static struct message *
find(struct message *v, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].id.v == id)
			return &v[i];
	return NULL;
}

static enum err
add_revisions(struct db *db, struct arena *a, struct thread_id id,
    struct message *v, size_t n)
{
	struct db_rows r;
	struct revision *all;
	struct message *m = NULL;

	TRY(db_query(db, a, &q_revisions, DB_ARGS(db_int(id.v)), &r));
	all = ARENA_ARRAY(a, struct revision, r.n + 1);
	for (size_t i = 0; i < r.n; i++) {
		int64_t message = db_get_int(&r, i, 0);

		if (!m || m->id.v != message)
			m = find(v, n, message);
		if (!m)
			continue;
		all[i] = (struct revision){ db_get_int(&r, i, 1),
			db_get_int(&r, i, 2), db_get_text(&r, i, 3),
			db_get_text(&r, i, 4), db_get_int(&r, i, 5) };
		if (m->nrevisions++ == 0)
			m->revisions = &all[i];
	}
	return OK;
}

static enum err
add_states(struct db *db, struct arena *a, struct thread_id id,
    struct message *v, size_t n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_states, DB_ARGS(db_int(id.v)), &r));
	for (size_t i = 0; i < r.n; i++) {
		struct message *m = find(v, n, db_get_int(&r, i, 0));

		if (!m)
			continue;
		m->state_seq = db_get_int(&r, i, 1);
		m->state_at = db_get_int(&r, i, 2);
		m->state_ground = db_get_text(&r, i, 3);
	}
	return OK;
}

static enum err
add_attachments(struct db *db, struct arena *a, struct thread_id id,
    struct message *v, size_t n)
{
	struct db_rows r;
	struct attachment *all;

	TRY(db_query(db, a, &q_attachments, DB_ARGS(db_int(id.v)), &r));
	all = ARENA_ARRAY(a, struct attachment, r.n + 1);
	for (size_t i = 0; i < r.n; i++) {
		struct message *m = find(v, n, db_get_int(&r, i, 0));

		all[i] = (struct attachment){ db_get_int(&r, i, 1),
			db_get_text(&r, i, 2), db_get_text(&r, i, 3),
			db_get_text(&r, i, 4), db_get_int(&r, i, 5) };
		if (m && m->nattachments++ == 0)
			m->attachments = &all[i];
	}
	return OK;
}

enum err
thread_messages(struct db *db, struct arena *a, struct thread_id id,
    size_t limit, struct message **out, size_t *n)
{
	struct db_rows r;
	struct message *v;

	TRY(db_query(db, a, &q_messages,
	    DB_ARGS(db_int(id.v), db_int((int64_t)limit)), &r));
	v = ARENA_ARRAY(a, struct message, r.n + 1);
	for (size_t i = 0; i < r.n; i++)
		TRY(message_from(&r, i, &v[i]));
	TRY(add_revisions(db, a, id, v, r.n));
	TRY(add_states(db, a, id, v, r.n));
	TRY(add_attachments(db, a, id, v, r.n));
	*out = v;
	*n = r.n;
	return OK;
}

enum err
message_get(
    struct db *db, struct arena *a, struct message_id id, struct message *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_message, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such message");
	TRY(message_from(&r, 0, out));
	TRY(add_revisions(db, a, out->thread, out, 1));
	TRY(add_states(db, a, out->thread, out, 1));
	return add_attachments(db, a, out->thread, out, 1);
}
