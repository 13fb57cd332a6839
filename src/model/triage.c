/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/triage.h"

#include <inttypes.h>
#include <sodium.h>

#include "ledger/ledger.h"
#include "model/municipality.h"

enum { NEW_MIN = 20 }; /* corrections that make a new lesson worth it */

static const struct sql q_newest = SQL("SELECT model FROM triage_model ORDER BY id DESC LIMIT 1");
static const struct sql q_learned = SQL("SELECT COALESCE(MAX(examples), 0) FROM triage_model");
/* The first message is what the category was set for. */
static const struct sql q_examples = SQL("SELECT r.text, e.category FROM enquiry e JOIN message_revision r"
	" ON r.message_id = e.first_message_id AND r.number = 1"
	" WHERE e.category_by <> 0 ORDER BY e.id DESC LIMIT 2000");
static const struct sql q_keep = SQL("INSERT INTO triage_model (at, examples, score_before, score_after,"
	" sha256, model) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id");

enum err
triage_model_load(
    struct db *db, struct arena *a, const struct triage_model **out)
{
	struct db_rows r;

	*out = triage_builtin();
	TRY(db_query(db, a, &q_newest, DB_NOARGS, &r));
	/* One of an older program's kind is passed over. */
	if (r.n && triage_model_read(a, db_get_text(&r, 0, 0), out) != OK)
		*out = triage_builtin();
	return OK;
}

static enum err
examples(struct db *db, struct arena *a, struct triage_example **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_examples, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct triage_example, r.n + 1);
	*n = 0;
	for (size_t i = 0; i < r.n; i++) {
		struct triage_example x = { .text = db_get_text(&r, i, 0) };

		if (x.text.n &&
		    category_parse(db_get_text(&r, i, 1), &x.category))
			(*out)[(*n)++] = x;
	}
	return OK;
}

static bool
held_out(size_t i)
{
	return i % 4 == 3;
}

static int
score(const struct triage_model *m, const struct triage_example *v, size_t n)
{
	size_t right = 0, all = 0;

	for (size_t i = 0; i < n; i++) {
		struct arena a = { 0 };
		struct triage t;

		if (!held_out(i))
			continue;
		triage(&a, v[i].text, m, &t);
		right += t.category == v[i].category;
		all++;
		arena_free(&a);
	}
	return all ? (int)(100 * right / all) : 0;
}

static enum err
keep(struct db *db, struct arena *a, const struct triage_model *m, usec_t now,
    const struct triage_lesson *l)
{
	struct str bytes = triage_model_write(a, m);
	unsigned char h[crypto_hash_sha256_BYTES];
	struct event e = { now, 0, "triage.learned", "triage", 0 };
	struct db_rows r;
	struct str sum;

	crypto_hash_sha256(h, (const unsigned char *)bytes.p, bytes.n);
	sum = str_hex(a, h, sizeof(h));
	TRY(db_query(db, a, &q_keep,
	    DB_ARGS(db_int(now), db_int(l->examples), db_int(l->score_before),
		db_int(l->score_after), db_text(sum),
		db_bytes(bytes.p, bytes.n)),
	    &r));
	e.object_id = db_get_int(&r, 0, 0);
	TRY(ledger_note(db, a, &e,
	    str_printf(a, "{\"examples\":%" PRId64 ",\"sha256\":\"%.*s\"}",
		l->examples, STR_ARG(sum)),
	    NULL));
	return municipality_changed(db);
}

enum err
triage_learn(
    struct db *db, struct arena *a, usec_t now, struct triage_lesson *out)
{
	const struct triage_model *in_use;
	struct triage_example *v, *part;
	struct triage_model *m;
	struct db_rows r;
	size_t n, k = 0;

	*out = (struct triage_lesson){ 0 };
	TRY(examples(db, a, &v, &n));
	TRY(db_query(db, a, &q_learned, DB_NOARGS, &r));
	out->examples = (int64_t)n;
	if (n < TRIAGE_LESSON_MIN ||
	    out->examples < db_get_int(&r, 0, 0) + NEW_MIN)
		return fail(ERR_MISSING, "there is nothing new to learn from");
	part = ARENA_ARRAY(a, struct triage_example, n);
	for (size_t i = 0; i < n; i++)
		if (!held_out(i))
			part[k++] = v[i];
	TRY(triage_model_load(db, a, &in_use));
	m = triage_train(a, triage_builtin(), part, k);
	out->score_before = score(in_use, v, n);
	out->score_after = score(m, v, n);
	out->kept = out->score_after >= out->score_before;
	return out->kept ? keep(db, a, m, now, out) : OK;
}
