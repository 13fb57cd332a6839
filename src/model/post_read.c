/* SPDX-License-Identifier: EUPL-1.2
 * post_read.c - posts as lists and pages show them, and as connectors send
 * them. */
#include <jansson.h>

#include "model/post_internal.h"

/* The newest item of the outbox tells how far it has come; where it stands is
 * told by the newest that was sent. */
#define COLUMNS                                                                \
	"SELECT p.id, p.account_id, p.kind, p.scope, p.area_unit_id,"          \
	" p.author_id, p.asked_id, p.asked_clause, p.four_eyes, p.state,"      \
	" p.version, p.title, p.text, p.correction, p.pictures, p.planned_at," \
	" p.updated_at, v.author_id, o.id, o.state, o.held_why,"               \
	" COALESCE((SELECT s.native_id FROM outbox s WHERE s.post_id = p.id"   \
	"  AND s.native_id <> '' ORDER BY s.id DESC LIMIT 1), '')"             \
	" FROM post p LEFT JOIN post_version v ON v.post_id = p.id"            \
	"  AND v.number = p.version"                                           \
	" LEFT JOIN outbox o ON o.post_id = p.id AND o.id ="                   \
	"  (SELECT MAX(n.id) FROM outbox n WHERE n.post_id = p.id)"
static const struct sql q_one = SQL(COLUMNS " WHERE p.id = $1");
static const struct sql q_list = SQL(COLUMNS
    " WHERE p.state <> 'dropped' ORDER BY CASE WHEN o.state = 'sent' THEN 1"
    " ELSE 0 END, p.planned_at DESC, p.updated_at DESC LIMIT 500");
static const struct sql q_versions = SQL("SELECT number, author_id, title, text, planned_at, at"
	" FROM post_version WHERE post_id = $1 ORDER BY number");
static const struct sql q_version = SQL("SELECT title, pictures FROM post_version WHERE post_id = $1"
	" AND number = $2");
static const struct sql q_remark = SQL("SELECT remark, decided_by, decision FROM post_decision"
	" WHERE post_id = $1 ORDER BY event_seq DESC LIMIT 1");
static const struct sql q_picture = SQL("SELECT post_id, media_type, content FROM post_picture"
	" WHERE event_seq = $1");

static enum err
read_pictures(struct arena *a, struct str json, struct post_pictures *out)
{
	json_t *o = json_loadb(json.p, json.n, 0, NULL);

	*out = (struct post_pictures){ .n = 0 };
	if (!o)
		return fail(ERR_BROKEN, "a post's pictures are not JSON");
	arena_defer(a, (void (*)(void *))json_decref, o);
	for (size_t i = 0; i < json_array_size(o) && i < POST_PICTURES; i++) {
		const json_t *x = json_array_get(o, i);
		const json_t *alt = json_array_get(x, 1);

		out->v[out->n++] = (struct post_picture){
			json_integer_value(json_array_get(x, 0)),
			{ json_string_value(alt), json_string_length(alt) }
		};
	}
	return OK;
}

static enum err
post_from(struct arena *a, const struct db_rows *r, size_t i, struct post *p)
{
	*p = (struct post){ .id = { db_get_int(r, i, 0) },
		.account = { db_get_int(r, i, 1) },
		.kind = db_get_text(r, i, 2),
		.scope = db_get_text(r, i, 3),
		.area = { db_get_int(r, i, 4) },
		.author = { db_get_int(r, i, 5) },
		.asked = { db_get_int(r, i, 6) },
		.asked_clause = db_get_text(r, i, 7),
		.four_eyes = db_get_int(r, i, 8) != 0,
		.state = db_get_text(r, i, 9),
		.version = db_get_int(r, i, 10),
		.title = db_get_text(r, i, 11),
		.text = db_get_text(r, i, 12),
		.correction = db_get_text(r, i, 13),
		.planned_at = db_get_int(r, i, 15),
		.updated_at = db_get_int(r, i, 16),
		.text_author = { db_get_int(r, i, 17) },
		.item = { db_get_int(r, i, 18) },
		.item_state = db_get_text(r, i, 19),
		.held_why = db_get_text(r, i, 20),
		.native_id = db_get_text(r, i, 21) };
	return read_pictures(a, db_get_text(r, i, 14), &p->pictures);
}

struct str
post_shown_state(const struct post *p)
{
	if (!str_eq(p->state, STR("planned")))
		return p->state;
	return str_eq(p->item_state, STR("queued")) ? p->state : p->item_state;
}

enum err
post_get(struct db *db, struct arena *a, struct post_id id, struct post *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_one, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such post");
	return post_from(a, &r, 0, out);
}

enum err
post_list(struct db *db, struct arena *a, struct post **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_list, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct post, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		TRY(post_from(a, &r, i, &(*out)[i]));
	return OK;
}

enum err
post_versions(struct db *db, struct arena *a, struct post_id id,
    struct post_version **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_versions, DB_ARGS(db_int(id.v)), &r));
	*out = ARENA_ARRAY(a, struct post_version, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct post_version){ db_get_int(&r, i, 0),
			{ db_get_int(&r, i, 1) }, db_get_text(&r, i, 2),
			db_get_text(&r, i, 3), db_get_int(&r, i, 4),
			db_get_int(&r, i, 5) };
	return OK;
}

enum err
post_remark(struct db *db, struct arena *a, struct post_id id,
    struct str *remark, struct person_id *by)
{
	struct db_rows r;
	bool returned;

	TRY(db_query(db, a, &q_remark, DB_ARGS(db_int(id.v)), &r));
	returned = r.n && str_eq(db_get_text(&r, 0, 2), STR("return"));
	*remark = returned ? db_get_text(&r, 0, 0) : STR_NONE;
	by->v = returned ? db_get_int(&r, 0, 1) : 0;
	return OK;
}

enum err
post_picture_get(struct db *db, struct arena *a, int64_t seq,
    struct post_id *id, struct str *type, struct str *content)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_picture, DB_ARGS(db_int(seq)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such picture is kept");
	id->v = db_get_int(&r, 0, 0);
	*type = db_get_text(&r, 0, 1);
	*content = db_get_text(&r, 0, 2);
	return OK;
}

enum err
post_article(struct db *db, struct arena *a, const struct outbox_item *it,
    struct post_article *out)
{
	struct db_rows r;
	struct post p;

	TRY(post_get(db, a, (struct post_id){ it->post }, &p));
	TRY(db_query(db, a, &q_version,
	    DB_ARGS(db_int(it->post), db_int(it->version)), &r));
	if (r.n == 0)
		return fail(ERR_BROKEN, "the outbox holds an unknown version");
	*out = (struct post_article){ .title = db_get_text(&r, 0, 0),
		.text = it->text,
		.native_id = p.native_id };
	return read_pictures(a, db_get_text(&r, 0, 1), &out->pictures);
}
