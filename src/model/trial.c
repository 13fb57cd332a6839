/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/trial.h"

#include "policy/triage.h"

static const struct sql q_in = SQL("SELECT m.enquiry_id, r.text FROM message m"
	" JOIN message_revision r ON r.message_id = m.id"
	" AND r.number = m.revision WHERE m.direction = 'in'"
	" AND ($2 = 1 OR m.confidential = 0)"
	" ORDER BY m.id DESC LIMIT $1");
static const struct sql q_own = SQL("SELECT enquiry, post, text FROM"
	" (SELECT r.enquiry_id AS enquiry, 0 AS post, v.text AS text,"
	" v.event_seq AS seq FROM reply_version v"
	" JOIN reply r ON r.id = v.reply_id"
	" UNION ALL SELECT 0, post_id, text, event_seq FROM post_version)"
	" AS own ORDER BY seq DESC LIMIT $1");

/* What the checks and the triage say of a text, each word once. */
enum { SAID_MAX = 40 };
struct said {
	struct str v[SAID_MAX];
	size_t n;
};

static bool
has(const struct said *s, struct str w)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->v[i], w))
			return true;
	return false;
}

static void
add(struct said *s, const char *what)
{
	if (s->n < SAID_MAX && !has(s, str_from(what)))
		s->v[s->n++] = str_from(what);
}

static void
check_as(struct arena *a, struct str text, enum policy_as as,
    const struct policy_context *c, struct said *out)
{
	struct policy_input in = { text, as, c };
	struct findings f;

	policy_check(a, &in, &f);
	for (size_t i = 0; i < f.n; i++)
		add(out, f.v[i].kind);
}

static void
sort_it(struct arena *a, const struct municipality *m, struct str text,
    const struct policy_context *c, struct said *out)
{
	struct triage t;

	triage(a, text, m->triage, c->lexicon, &t);
	for (int i = 0; i < TRIAGE_FLAG_COUNT; i++)
		if (t.flags >> i & 1)
			add(out, triage_flag_name((enum triage_flag)i));
	add(out, category_name(t.category));
}

enum kind_of_text { CITIZENS, OWN, TYPED };

static struct said
read_text(struct arena *a, const struct municipality *m, enum kind_of_text of,
    struct str text, const struct policy_context *c)
{
	struct said out = { .n = 0 };

	if (of != OWN) {
		check_as(a, text, AS_INBOUND, c, &out);
		sort_it(a, m, text, c, &out);
	}
	if (of != CITIZENS)
		check_as(a, text, AS_REPLY, c, &out);
	if (of == TYPED)
		check_as(a, text, AS_PRIVATE, c, &out);
	return out;
}

static struct str_list
only_in(struct arena *a, const struct said *one, const struct said *other)
{
	struct str *v = ARENA_ARRAY(a, struct str, one->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < one->n; i++)
		if (!has(other, one->v[i]))
			v[n++] = one->v[i];
	return (struct str_list){ v, n };
}

struct comparison {
	const struct municipality *m;
	const struct policy_context *after;
};

/* true: it changes something. */
static bool
compare(struct arena *a, const struct comparison *c, enum kind_of_text of,
    struct str text, struct trial_change *out)
{
	struct said before = read_text(a, c->m, of, text, &c->m->policy),
		    after = read_text(a, c->m, of, text, c->after);

	out->come = only_in(a, &after, &before);
	out->go = only_in(a, &before, &after);
	return out->come.n > 0 || out->go.n > 0;
}

static void
count(struct trial *out, bool changed, const struct trial_change *c)
{
	out->texts++;
	if (!changed)
		return;
	out->changed++;
	if (out->n < TRIAL_SHOWN)
		out->v[out->n++] = *c;
}

enum err
trial_run(struct db *db, struct arena *a, const struct municipality *m,
    const struct policy_context *after, const struct trial_of *of,
    struct trial *out)
{
	const struct comparison c = { m, after };
	struct db_rows in, own;
	struct str *texts;

	*out = (struct trial){ .n = 0 };
	TRY(db_query(db, a, &q_in,
	    DB_ARGS(db_int(TRIAL_TEXTS), db_int(of->masked)), &in));
	texts = ARENA_ARRAY(a, struct str, in.n + 1);
	out->citizens = (struct str_list){ texts, in.n };
	for (size_t i = 0; i < in.n; i++) {
		struct trial_change x = {
			.enquiry = { of->desk ? db_get_int(&in, i, 0) : 0 }
		};

		texts[i] = db_get_text(&in, i, 1);
		count(out, compare(a, &c, CITIZENS, texts[i], &x), &x);
	}
	TRY(db_query(db, a, &q_own, DB_ARGS(db_int(TRIAL_TEXTS)), &own));
	for (size_t i = 0; i < own.n; i++) {
		struct trial_change x = {
			.enquiry = { of->desk ? db_get_int(&own, i, 0) : 0 },
			.post = { of->desk ? db_get_int(&own, i, 1) : 0 },
		};
		bool changed = compare(a, &c, OWN, db_get_text(&own, i, 2), &x);

		count(out, changed, &x);
	}
	if (of->typed.n)
		out->typed_changed = compare(
		    a, &c, TYPED, of->typed, &out->typed);
	return OK;
}
