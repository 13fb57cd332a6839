/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/triage.h"

#include <inttypes.h>
#include <sodium.h>

#include "base/log.h"
#include "ledger/ledger.h"
#include "model/municipality.h"

enum { NEW_MIN = 20 }; /* corrections that make a new lesson worth it */

static const struct sql q_newest = SQL("SELECT model, sha256 FROM triage_model WHERE LENGTH(model) > 0"
	" ORDER BY id DESC LIMIT 1");
/* A person's word of an enquiry: its category, or its flags. */
#define FLAGS_SAID                                                             \
	"EXISTS (SELECT 1 FROM event v WHERE v.object_kind = 'enquiry'"        \
	" AND v.object_id = e.id AND v.kind = 'enquiry.flags')"
static const struct sql q_count = SQL("SELECT COUNT(*) FROM enquiry e"
	" WHERE e.category_by <> 0 OR " FLAGS_SAID);
static const struct sql q_learned = SQL("SELECT COALESCE(MAX(examples), 0) FROM triage_model");
/* The first message is what the category was set for; of flags it cannot be
 * said which message, where there are more. */
static const struct sql q_examples = SQL("SELECT r.text, e.category, e.id, e.category_by, e.flags,"
	" CASE WHEN e.first_message_id = e.last_message_id AND " FLAGS_SAID
	" THEN 1 ELSE 0 END FROM enquiry e JOIN message_revision r"
	" ON r.message_id = e.first_message_id AND r.number = 1"
	" WHERE e.category_by <> 0 OR " FLAGS_SAID
	" ORDER BY e.id DESC LIMIT 5000");
static const struct sql q_keep = SQL("INSERT INTO triage_model (at, examples, score_before, score_after,"
	" sha256, model) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id");

static struct str
sum_of(struct arena *a, struct str bytes)
{
	unsigned char h[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(h, (const unsigned char *)bytes.p, bytes.n);
	return str_hex(a, h, sizeof(h));
}

enum err
triage_model_load(
    struct db *db, struct arena *a, const struct triage_model **out)
{
	struct db_rows r;

	struct str bytes;

	*out = triage_builtin();
	TRY(db_query(db, a, &q_newest, DB_NOARGS, &r));
	if (r.n == 0)
		return OK;
	bytes = db_get_text(&r, 0, 0);
	if (!str_eq(sum_of(a, bytes), db_get_text(&r, 0, 1))) {
		log_event(
		    LOG_ERROR, "triage_model_damaged", "bytes=%zu", bytes.n);
		return OK;
	}
	/* One of an older program's kind is passed over. */
	if (triage_model_read(a, bytes, out) != OK)
		*out = triage_builtin();
	return OK;
}

struct example {
	struct triage_example x;
	bool held_out;
};

/* Always the same ones, so that no model is tried on what it learned from. */
static bool
is_held_out(int64_t enquiry)
{
	return ((uint64_t)enquiry * 11400714819323198485u) >> 62 == 3;
}

static enum err
examples(struct db *db, struct arena *a, struct example **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_examples, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct example, r.n + 1);
	*n = 0;
	for (size_t i = 0; i < r.n; i++) {
		struct triage_example x = { .text = db_get_text(&r, i, 0),
			.flags_only = db_get_int(&r, i, 3) == 0,
			.flags = triage_flag_bits(db_get_text(&r, i, 4)),
			.flags_known = db_get_int(&r, i, 5) != 0 };
		bool held_out = is_held_out(db_get_int(&r, i, 2));

		if (x.text.n && (x.flags_known || !x.flags_only) &&
		    category_parse(db_get_text(&r, i, 1), &x.category))
			(*out)[(*n)++] = (struct example){ x, held_out };
	}
	return OK;
}

static int
score(const struct triage_model *m, const struct example *v, size_t n)
{
	size_t right = 0, all = 0;

	for (size_t i = 0; i < n; i++) {
		struct arena a = { 0 };
		struct triage t;

		if (!v[i].held_out)
			continue;
		triage(&a, v[i].x.text, m, NULL, &t);
		if (!v[i].x.flags_only) {
			right += t.category == v[i].x.category;
			all++;
		}
		if (v[i].x.flags_known) {
			right += t.flags == v[i].x.flags;
			all++;
		}
		arena_free(&a);
	}
	return all ? (int)(100 * right / all) : 0;
}

static enum err
keep(struct db *db, struct arena *a, const struct triage_model *m, usec_t now,
    const struct triage_lesson *l)
{
	/* What was tried and not kept is told without its model. */
	struct str bytes = l->kept ? triage_model_write(a, m) : STR_NONE;
	struct event e = { now, 0, l->kept ? "triage.learned" : "triage.tried",
		"triage", 0 };
	struct str sum = sum_of(a, bytes);
	struct db_rows r;

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
	return l->kept ? municipality_changed(db) : OK;
}

enum err
triage_learn(struct db *db, struct arena *a, usec_t now, bool again,
    struct triage_lesson *out)
{
	const struct triage_model *in_use;
	struct triage_example *part;
	struct triage_model *m;
	struct example *v;
	struct db_rows r, all;
	size_t n, k = 0;

	*out = (struct triage_lesson){ 0 };
	TRY(db_query(db, a, &q_count, DB_NOARGS, &all));
	TRY(db_query(db, a, &q_learned, DB_NOARGS, &r));
	out->examples = db_get_int(&all, 0, 0);
	if (out->examples < TRIAGE_LESSON_MIN)
		return fail(ERR_MISSING,
		    "%" PRId64 " corrections are too few to learn from: it "
		    "takes %d",
		    out->examples, (int)TRIAGE_LESSON_MIN);
	if (!again && out->examples < db_get_int(&r, 0, 0) + NEW_MIN)
		return fail(ERR_MISSING, "there is nothing new to learn from");
	TRY(examples(db, a, &v, &n));
	part = ARENA_ARRAY(a, struct triage_example, n);
	for (size_t i = 0; i < n; i++)
		if (!v[i].held_out)
			part[k++] = v[i].x;
	TRY(triage_model_load(db, a, &in_use));
	m = triage_train(a, triage_builtin(), part, k);
	out->score_before = score(in_use, v, n);
	out->score_after = score(m, v, n);
	out->kept = out->score_after >= out->score_before;
	return keep(db, a, m, now, out);
}
