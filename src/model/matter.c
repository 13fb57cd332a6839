/* SPDX-License-Identifier: EUPL-1.2
 * matter.c - REQ: K11 */
#include "model/matter.h"

#include "ledger/ledger.h"
#include "policy/fold.h"

enum { TITLE_MAX = 200, TEXT_MAX = 20000 };

static const struct sql q_add = SQL("INSERT INTO matter (created_at) VALUES ($1) RETURNING id");
static const struct sql q_next = SQL("UPDATE matter SET version = version + 1 WHERE id = $1"
	" AND version = $2 RETURNING version");
#define COLUMNS                                                                \
	"SELECT m.id, m.version, v.title, v.words, v.recommendation,"          \
	" v.source, v.until_at, v.author_id, v.at FROM matter m"               \
	" JOIN matter_version v ON v.matter_id = m.id AND v.number = "         \
	"m.version"
static const struct sql q_one = SQL(COLUMNS " WHERE m.id = $1");
static const struct sql q_all = SQL(COLUMNS
    " ORDER BY CASE WHEN v.until_at = 0 OR v.until_at > $1 THEN 0 ELSE 1 END,"
    " m.id DESC LIMIT 500");
static const struct sql q_tied = SQL("SELECT matter_id FROM matter_tie WHERE thread_id = $1"
	" ORDER BY event_seq DESC LIMIT 1");
static const struct sql q_uses = SQL("SELECT e.id, e.excerpt, e.opened_at FROM matter_tie t"
	" JOIN enquiry e ON e.thread_id = t.thread_id WHERE t.matter_id = $1"
	" AND t.event_seq = (SELECT MAX(o.event_seq) FROM matter_tie o"
	"  WHERE o.thread_id = t.thread_id) ORDER BY e.id DESC LIMIT 50");
/* What was written before the tie was made under other rules: the thread has
 * changed for whoever has it open. */
static const struct sql q_bump = SQL("UPDATE thread SET version = version + 1 WHERE id = $1");

static struct matter
matter_from(const struct db_rows *r, size_t i)
{
	return (struct matter){ .id = { db_get_int(r, i, 0) },
		.version = db_get_int(r, i, 1),
		.title = db_get_text(r, i, 2),
		.words = db_get_text(r, i, 3),
		.recommendation = db_get_text(r, i, 4),
		.source = db_get_text(r, i, 5),
		.until = db_get_int(r, i, 6),
		.author = { db_get_int(r, i, 7) },
		.at = db_get_int(r, i, 8) };
}

bool
matter_is_open(const struct matter *m, usec_t now)
{
	return m->until == 0 || now < m->until;
}

enum err
matter_uses(struct db *db, struct arena *a, struct matter_id id,
    struct matter_use **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_uses, DB_ARGS(db_int(id.v)), &r));
	*out = ARENA_ARRAY(a, struct matter_use, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct matter_use){ { db_get_int(&r, i, 0) },
			db_get_text(&r, i, 1), db_get_int(&r, i, 2) };
	return OK;
}

static enum err
check(const struct matter *m)
{
	if (str_trim(m->title).n == 0 || m->title.n > TITLE_MAX)
		return fail(ERR_INVALID, "K11: the matter needs a title");
	if (str_trim(m->words).n == 0)
		return fail(ERR_INVALID,
		    "K11: the matter needs words that it is known by");
	if (str_trim(m->recommendation).n == 0)
		return fail(ERR_INVALID, "K11: the chief executive's "
					 "recommendation is what is told");
	if (m->words.n > TEXT_MAX || m->recommendation.n > TEXT_MAX)
		return fail(ERR_TOO_LARGE, "the text is too long");
	return OK;
}

enum err
matter_save(struct db *db, struct arena *a, struct matter *m,
    struct person_id by, usec_t now)
{
	struct event e = { now, by.v, NULL, "matter", 0 };
	struct db_rows r;

	TRY(check(m));
	if (m->id.v == 0) {
		TRY(db_query(db, a, &q_add, DB_ARGS(db_int(now)), &r));
		m->id.v = db_get_int(&r, 0, 0);
		m->version = 0;
	}
	TRY(db_query(
	    db, a, &q_next, DB_ARGS(db_int(m->id.v), db_int(m->version)), &r));
	if (r.n == 0)
		return fail(ERR_CONFLICT,
		    "another has changed the matter since you read it");
	m->version = db_get_int(&r, 0, 0);
	m->author = by;
	m->at = now;
	e.object_id = m->id.v;
	return ledger_rows(db, a, COVERED_matter_version, &e,
	    (const struct db_value[]){ db_int(m->id.v), db_int(m->version),
		db_text(str_trim(m->title)), db_text(str_trim(m->words)),
		db_text(str_trim(m->recommendation)),
		db_text(str_trim(m->source)), db_int(m->until), db_int(by.v),
		db_int(now) },
	    1, NULL);
}

enum err
matter_get(
    struct db *db, struct arena *a, struct matter_id id, struct matter *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_one, DB_ARGS(db_int(id.v)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such matter");
	*out = matter_from(&r, 0);
	return OK;
}

enum err
matter_list(
    struct db *db, struct arena *a, usec_t now, struct matter **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_all, DB_ARGS(db_int(now)), &r));
	*out = ARENA_ARRAY(a, struct matter, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = matter_from(&r, i);
	return OK;
}

enum err
matter_tie(struct db *db, struct arena *a, struct thread_id thread,
    struct matter_id id, struct person_id by, usec_t now)
{
	struct event e = { now, by.v, NULL, "thread", thread.v };
	struct matter m;

	if (id.v)
		TRY(matter_get(db, a, id, &m));
	TRY(db_run(db, &q_bump, DB_ARGS(db_int(thread.v)), NULL));
	return ledger_rows(db, a, COVERED_matter_tie, &e,
	    (const struct db_value[]){
		db_int(id.v), db_int(thread.v), db_int(by.v), db_int(now) },
	    1, NULL);
}

enum err
matter_of_thread(struct db *db, struct arena *a, struct thread_id thread,
    usec_t now, struct matter *out)
{
	struct db_rows r;

	*out = (struct matter){ 0 };
	TRY(db_query(db, a, &q_tied, DB_ARGS(db_int(thread.v)), &r));
	if (r.n == 0 || db_get_int(&r, 0, 0) == 0)
		return OK;
	TRY(matter_get(db, a, (struct matter_id){ db_get_int(&r, 0, 0) }, out));
	if (!matter_is_open(out, now))
		*out = (struct matter){ 0 };
	return OK;
}

/* Begins a word with it: "skolestruktur" is in "skolestrukturen". */
static bool
holds(const struct fold *text, struct str word)
{
	struct arena a = { 0 };
	struct fold w = fold_text(&a, word);
	size_t from = 0;
	bool yes = false;

	while (w.n > 2 && !yes && from + w.n <= text->n) {
		const char *p = memmem(
		    text->p + from, text->n - from, w.p, w.n);

		if (!p)
			break;
		from = (size_t)(p - text->p);
		yes = fold_word_begins(text, from);
		from++;
	}
	arena_free(&a);
	return yes;
}

enum err
matter_suggest(struct db *db, struct arena *a, struct str text, usec_t now,
    struct matter *out, struct str *word)
{
	struct fold f = fold_text(a, str_cut(text, 0, TEXT_MAX));
	struct matter *v;
	size_t n;

	*out = (struct matter){ 0 };
	TRY(matter_list(db, a, now, &v, &n));
	for (size_t i = 0; i < n && matter_is_open(&v[i], now); i++) {
		struct str rest = v[i].words;

		while (rest.n) {
			*word = str_trim(str_take(&rest, '\n'));
			if (holds(&f, *word)) {
				*out = v[i];
				return OK;
			}
		}
	}
	return OK;
}

void
matter_context(
    struct arena *a, const struct matter *m, struct policy_context *c)
{
	struct str rest = m->words;
	size_t n = 1, k = 0;
	struct str *v;

	for (size_t i = 0; i < rest.n; i++)
		n += rest.p[i] == '\n';
	v = ARENA_ARRAY(a, struct str, n);
	while (rest.n && k < n)
		v[k++] = str_trim(str_take(&rest, '\n'));
	c->matter.title = m->title;
	c->matter.recommendation = m->recommendation;
	c->matter.words = (struct str_list){ v, k };
}
