/* SPDX-License-Identifier: EUPL-1.2
 *
 * k9.c - fit the form to the enquiry, and be careful with irony and sarcasm
 * (K9).  Irony has no sure signs: what is looked for are turns that an official
 * answer seldom means as they stand, and emoji that say so themselves.  It is
 * advice only.  A tone that clashes with the enquiry is told where the tone is
 * known.
 */
#include "policy/look.h"
#include "policy/rules.h"

static void
add(const struct look *l, const char *kind, size_t from, size_t to)
{
	look_find(l,
	    (struct finding){ .rule = "K9",
		.kind = kind,
		.severity = ADVISE,
		.lift = LIFT_SELF },
	    from, to);
}

/* The place in the view of a byte of the text. */
static size_t
view_of(const struct fold *f, size_t byte)
{
	size_t lo = 0, hi = f->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (f->at[mid] < byte)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->n ? lo : (f->n ? f->n - 1 : 0);
}

/* A face that means the opposite of the words beside it. */
static bool
wry_face(struct str text, bool hard, size_t from, size_t *at)
{
	/* The first six always, the others to one who complains. */
	static const struct str faces[] = { STR_INIT("🙃"), STR_INIT("🙄"),
		STR_INIT("😏"), STR_INIT("🤡"), STR_INIT("😒"),
		STR_INIT("🥱"), STR_INIT("👏"), STR_INIT("🏅"),
		STR_INIT("🥇"), STR_INIT("🏆"), STR_INIT("🎉"),
		STR_INIT("🤷"), STR_INIT("🤦"), STR_INIT("🤓"),
		STR_INIT("😇"), STR_INIT("🥳"), STR_INIT("💅") };
	size_t n = hard ? sizeof(faces) / sizeof(faces[0]) : 6;

	for (size_t i = from; i + 4 <= text.n; i++) {
		if ((unsigned char)text.p[i] != 0xf0)
			continue;
		for (size_t k = 0; k < n; k++)
			if (memcmp(text.p + i, faces[k].p, 4) == 0) {
				*at = i;
				return true;
			}
	}
	return false;
}

static size_t
trimmed(const struct fold *f, size_t from, size_t to)
{
	while (to > from && (f->p[to - 1] == ' ' || f->p[to - 1] == '\n'))
		to--;
	return to;
}

/* REQ: K9 */
static void
irony(struct look *l, bool hard)
{
	size_t from, to = 0, byte = 0;

	for (size_t i = 0; i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];

		if (h->cls != W_IRONY || h->from < to)
			continue;
		look_sentence(l, h->from, &from, &to);
		while (from < to && l->f->p[from] == ' ')
			from++;
		add(l, "irony", from, trimmed(l->f, from, to));
	}
	if (l->out->n == 0 || to == 0)
		while (wry_face(l->in->text, hard, byte, &byte)) {
			size_t place = view_of(l->f, byte);

			look_sentence(l, place, &from, &to);
			while (from < to && l->f->p[from] == ' ')
				from++;
			add(l, "irony", from, trimmed(l->f, from, to));
			byte = fold_end(l->f, to);
		}
}

/* Turns that mock only where the enquiry was hard: "so nice that you", "thank
 * you for the warm words"; and hands that clap at it. */
static void
mockery(struct look *l)
{
	size_t from, to = 0;

	for (size_t i = 0; i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];

		if (h->cls != W_MOCK || h->from < to)
			continue;
		look_sentence(l, h->from, &from, &to);
		if (look_word(l, W_SINCERE, from, to) ||
		    look_word(l, W_IRONY, from, to))
			continue;
		while (from < to && l->f->p[from] == ' ')
			from++;
		add(l, "irony", from, trimmed(l->f, from, to));
	}
}

/* "Neida": the sentence before was none of earnest. */
static void
jokes(struct look *l)
{
	size_t from, to;

	for (size_t i = 0; i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];

		if (h->cls != W_JOKE)
			continue;
		look_sentence(l, h->from, &from, &to);
		while (from < h->from && !fold_is_word(l->f->p[from]))
			from++;
		if (from == h->from && from > 2)
			look_sentence(l, from - 2, &from, &to);
		while (from < to && l->f->p[from] == ' ')
			from++;
		add(l, "irony", from, trimmed(l->f, from, to));
		return;
	}
}

static void
check(struct findings *out, const struct policy_input *in)
{
	const struct policy_context *c = in->context;
	struct look l = look_at(out, in);
	bool hard;

	if ((in->as != AS_REPLY && in->as != AS_POST) || l.f->n == 0)
		return;
	hard = in->as == AS_REPLY &&
	       str_eq(c->enquiry.category, STR("negative"));
	irony(&l, hard);
	jokes(&l);
	if (hard)
		mockery(&l);
	if (in->as == AS_REPLY &&
	    str_eq(c->tone, STR("humour")) &&
		(str_eq(c->enquiry.category, STR("negative")) ||
		    str_eq(c->enquiry.category, STR("formal_matter")) ||
			str_eq(c->enquiry.category, STR("factual_error"))))
		add(&l, "tone_clash", 0, 0);
}

const struct policy_rule rule_k9 = {
	.name = "K9",
	.law = "the municipality's guidelines, K9",
	.check = check,
};
