/* SPDX-License-Identifier: EUPL-1.2
 * fact.c - REQ: F1 K6 */
#include "model/fact.h"

#include <stdlib.h>

#include "ledger/ledger.h"
#include "model/authority.h"
#include "model/notification.h"
#include "policy/fold.h"

enum { TITLE_MAX = 200, TEXT_MAX = 5000, STEM = 5 };

static const struct sql q_add = SQL("INSERT INTO fact (created_at) VALUES ($1) RETURNING id");
static const struct sql q_next = SQL("UPDATE fact SET version = version + 1, active = $3 WHERE id = $1"
	" AND version = $2 RETURNING version");
#define COLUMNS                                                                \
	"SELECT f.id, f.version, v.unit_id, v.title, v.text, v.source,"        \
	" v.expires_at, f.active, v.author_id, v.at FROM fact f"               \
	" JOIN fact_version v ON v.fact_id = f.id AND v.number = f.version"
static const struct sql q_one = SQL(COLUMNS " WHERE f.id = $1");
static const struct sql q_all = SQL(COLUMNS " WHERE $1 = 0 OR v.unit_id = $1 ORDER BY f.id LIMIT 2000");
static const struct sql q_use = SQL("INSERT INTO fact_use (reply_id, fact_id, version) VALUES ($1, $2, $3)"
	" ON CONFLICT (reply_id, fact_id) DO UPDATE SET version = $3");
static const struct sql q_uses = SQL("SELECT u.reply_id, r.enquiry_id, u.version, r.updated_at, f.version"
	" FROM fact_use u JOIN reply r ON r.id = u.reply_id"
	" JOIN fact f ON f.id = u.fact_id WHERE u.fact_id = $1"
	" AND r.state = 'sent' ORDER BY r.updated_at DESC LIMIT 200");
static const struct sql q_want = SQL("INSERT INTO fact_wanted (enquiry_id, unit_id, asked_by, at)"
	" VALUES ($1, $2, $3, $4) ON CONFLICT (enquiry_id) DO NOTHING");
static const struct sql q_wanted = SQL("SELECT w.enquiry_id, w.unit_id, w.asked_by, w.at, e.excerpt"
	" FROM fact_wanted w JOIN enquiry e ON e.id = w.enquiry_id"
	" WHERE w.settled_at = 0 ORDER BY w.at LIMIT 200");
/* A new or changed fact of the unit is the answer to what its topics lacked. */
static const struct sql q_settle = SQL("UPDATE fact_wanted SET settled_at = $2 WHERE unit_id = $1"
	" AND settled_at = 0");

bool
fact_holds(const struct fact *f, usec_t now)
{
	return f->active && (f->expires == 0 || now < f->expires);
}

static struct fact
fact_from(const struct db_rows *r, size_t i)
{
	return (struct fact){ .id = { db_get_int(r, i, 0) },
		.version = db_get_int(r, i, 1),
		.unit = { db_get_int(r, i, 2) },
		.title = db_get_text(r, i, 3),
		.text = db_get_text(r, i, 4),
		.source = db_get_text(r, i, 5),
		.expires = db_get_int(r, i, 6),
		.active = db_get_int(r, i, 7) != 0,
		.author = { db_get_int(r, i, 8) },
		.at = db_get_int(r, i, 9) };
}

enum err
fact_save(struct db *db, struct arena *a, struct fact *f, struct person_id by,
    usec_t now)
{
	struct event e = { now, by.v, NULL, "fact", 0 };
	struct db_rows r;

	if (str_trim(f->title).n == 0 || str_trim(f->text).n == 0)
		return fail(ERR_INVALID, "F1: a fact needs a title and words");
	if (f->title.n > TITLE_MAX || f->text.n > TEXT_MAX)
		return fail(ERR_TOO_LARGE, "the fact is too long");
	if (f->id.v == 0) {
		TRY(db_query(db, a, &q_add, DB_ARGS(db_int(now)), &r));
		f->id.v = db_get_int(&r, 0, 0);
		f->version = 0;
	}
	TRY(db_query(db, a, &q_next,
	    DB_ARGS(db_int(f->id.v), db_int(f->version), db_int(f->active)),
	    &r));
	if (r.n == 0)
		return fail(ERR_CONFLICT,
		    "another has changed the fact since you read it");
	f->version = db_get_int(&r, 0, 0);
	f->author = by;
	f->at = now;
	e.object_id = f->id.v;
	TRY(ledger_rows(db, a, COVERED_fact_version, &e,
	    (const struct db_value[]){ db_int(f->id.v), db_int(f->version),
		db_int(f->unit.v), db_text(str_trim(f->title)),
		db_text(str_trim(f->text)), db_text(str_trim(f->source)),
		db_int(f->expires), db_int(by.v), db_int(now) },
	    1, NULL));
	return db_run(
	    db, &q_settle, DB_ARGS(db_int(f->unit.v), db_int(now)), NULL);
}

enum err
fact_get(struct db *db, struct arena *a, struct fact_id id, struct fact *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_one, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such fact");
	*out = fact_from(&r, 0);
	return OK;
}

enum err
fact_list(struct db *db, struct arena *a, struct unit_id unit,
    struct fact **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_all, DB_ARGS(db_int(unit.v)), &r));
	*out = ARENA_ARRAY(a, struct fact, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = fact_from(&r, i);
	return OK;
}

/* Searching ---------------------------------------------------------------- */

/* How many words of the fact begin as some word of the text does: Norwegian
 * words differ at their ends. */
static int
shared(const struct fold *text, const struct fold *fact)
{
	int n = 0;

	for (size_t i = 0; i < fact->n;) {
		size_t from = i, len;
		const char *p = text->p, *end = text->p + text->n;

		while (i < fact->n && fold_is_word(fact->p[i]))
			i++;
		len = i - from;
		if (len == 0) {
			i++;
			continue;
		}
		if (len < 4)
			continue;
		if (len > STEM)
			len = len > STEM + 2 ? len - 2 : STEM;
		while ((p = memmem(p, (size_t)(end - p), fact->p + from,
			    len)) != NULL) {
			if (fold_word_begins(text, (size_t)(p - text->p))) {
				n++;
				break;
			}
			p++;
		}
	}
	return n;
}

struct near {
	size_t index;
	int points;
};

static int
by_points(const void *pa, const void *pb)
{
	const struct near *a = pa, *b = pb;

	if (a->points != b->points)
		return a->points > b->points ? -1 : 1;
	return a->index < b->index ? -1 : 1;
}

enum err
fact_search(struct db *db, struct arena *a, const struct municipality *m,
    struct str text, struct unit_id unit, usec_t now, struct fact **out,
    size_t limit, size_t *n)
{
	struct fold said = fold_text(a, str_cut(text, 0, TEXT_MAX));
	struct near *v;
	struct fact *all;
	size_t nall, found = 0;

	TRY(fact_list(db, a, (struct unit_id){ 0 }, &all, &nall));
	v = ARENA_ARRAY(a, struct near, nall + 1);
	for (size_t i = 0; i < nall; i++) {
		struct fold title = fold_text(a, all[i].title);
		struct fold words = fold_text(a, all[i].text);
		int points = 3 * shared(&said, &title) + shared(&said, &words);

		if (!fact_holds(&all[i], now) || points == 0)
			continue;
		if (unit.v && unit_within(m, all[i].unit, unit))
			points += 2;
		v[found++] = (struct near){ i, points };
	}
	qsort(v, found, sizeof(*v), by_points);
	*n = found < limit ? found : limit;
	*out = ARENA_ARRAY(a, struct fact, *n + 1);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = all[v[i].index];
	return OK;
}

/* Use ---------------------------------------------------------------------- */

enum err
fact_note_uses(struct db *db, struct arena *a, struct reply_id reply,
    struct str text, usec_t now)
{
	struct fact *v;
	size_t n;

	TRY(fact_list(db, a, (struct unit_id){ 0 }, &v, &n));
	for (size_t i = 0; i < n; i++)
		if (fact_holds(&v[i], now) &&
		    str_find(text, v[i].text) != STR_NOWHERE)
			TRY(db_run(db, &q_use,
			    DB_ARGS(db_int(reply.v), db_int(v[i].id.v),
				db_int(v[i].version)),
			    NULL));
	return OK;
}

enum err
fact_uses(struct db *db, struct arena *a, struct fact_id id,
    struct fact_use **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_uses, DB_ARGS(db_int(id.v)), &r));
	*out = ARENA_ARRAY(a, struct fact_use, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct fact_use){
			.reply = { db_get_int(&r, i, 0) },
			.enquiry = { db_get_int(&r, i, 1) },
			.version = db_get_int(&r, i, 2),
			.at = db_get_int(&r, i, 3),
			.outdated = db_get_int(&r, i, 2) < db_get_int(&r, i, 4)
		};
	return OK;
}

/* The owners: those who may keep the unit's facts, nearest first; one is told,
 * not everybody. */
static enum err
tell_owner(struct db *db, struct arena *a, const struct municipality *m,
    struct unit_id unit, enum notification_kind kind, int64_t object,
    usec_t now)
{
	struct object o = { .unit = unit };
	struct ruling ruling = { 0 };
	static const struct person nobody;

	ruling = may(m, a, &nobody, ACT_FACT, &o, now);
	return ruling.nroute ? notification_add(
				   db, ruling.route[0]->id, kind, object, now)
			     : OK;
}

enum err
fact_want(struct db *db, struct arena *a, const struct municipality *m,
    const struct enquiry *e, struct person_id by, usec_t now)
{
	TRY(db_run(db, &q_want,
	    DB_ARGS(
		db_int(e->id.v), db_int(e->unit.v), db_int(by.v), db_int(now)),
	    NULL));
	return tell_owner(db, a, m, e->unit, NOTIFY_FACT_WANTED, e->id.v, now);
}

enum err
fact_wanted_list(
    struct db *db, struct arena *a, struct fact_wanted **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_wanted, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct fact_wanted, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct fact_wanted){ .enquiry = { db_get_int(
						      &r, i, 0) },
			.unit = { db_get_int(&r, i, 1) },
			.asked_by = { db_get_int(&r, i, 2) },
			.at = db_get_int(&r, i, 3),
			.excerpt = db_get_text(&r, i, 4) };
	return OK;
}

enum err
fact_tell_expiring(
    struct db *db, struct arena *a, const struct municipality *m, usec_t now)
{
	struct fact *v;
	size_t n;

	TRY(fact_list(db, a, (struct unit_id){ 0 }, &v, &n));
	for (size_t i = 0; i < n; i++)
		if (fact_holds(&v[i], now) && v[i].expires &&
		    v[i].expires < now + 14 * DAY)
			TRY(tell_owner(db, a, m, v[i].unit, NOTIFY_FACT_EXPIRES,
			    v[i].id.v, now));
	return OK;
}
