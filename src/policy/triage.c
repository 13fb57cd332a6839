/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage.c - rules and model together; flags; the words that led there.
 * REQ: K5 K8 K3
 */
#include "policy/triage.h"

#include <math.h>

#include "policy/look.h"
#include "policy/triage_internal.h"

static void
shares(const struct features *x, const struct triage_model *m, double *p)
{
	double most = -1e9, sum = 0;

	for (int c = 0; c < CATEGORY_COUNT; c++) {
		double words = 0;

		p[c] = 0;
		for (int i = 0; i < SIGN_COUNT; i++)
			p[c] += (double)(x->sign[i] *
					 (triage_rules[i][c] +
					     (m ? m->sign[i][c] : 0)));
		for (size_t i = 0; m && i < x->n; i++)
			words += (double)(x->v[i].value *
					  (float)m->w[x->v[i].bucket][c]);
		p[c] += m ? words * (double)m->scale : 0;
		if (p[c] > most)
			most = p[c];
	}
	for (int c = 0; c < CATEGORY_COUNT; c++)
		sum += p[c] = exp(p[c] - most);
	for (int c = 0; c < CATEGORY_COUNT; c++)
		p[c] /= sum;
}

/* Which words speak for a category. */
static bool
speaks_for(enum word_class cls, enum category c)
{
	static const enum word_class first[CATEGORY_COUNT] = {
		[CATEGORY_QUESTION] = T_ASK,
		[CATEGORY_PRAISE] = T_PRAISE,
		[CATEGORY_NEUTRAL_TO_US] = T_INFO,
		[CATEGORY_NEUTRAL_NOT_TO_US] = T_TALK,
		[CATEGORY_NEGATIVE] = T_NEG,
		[CATEGORY_FACTUAL_ERROR] = T_ERROR,
		[CATEGORY_FORMAL_MATTER] = T_APPLY,
	};

	if (c == CATEGORY_NEUTRAL_NOT_TO_US && cls == T_SPAM)
		return true;
	if (c == CATEGORY_NEGATIVE && (cls == T_THREAT || cls == T_REPUTATION))
		return true;
	return cls == first[c];
}

/* Whole words around the hits, none told twice. */
static void
tell_why(const struct features *x, struct triage *out)
{
	for (size_t i = 0; i < x->hits.n && out->nwhy < TRIAGE_WHY; i++) {
		const struct hit *h = &x->hits.v[i];
		size_t from = h->from, to = h->to, last = out->nwhy;

		if (!speaks_for(h->cls, out->category))
			continue;
		while (to < x->f->n && fold_is_word(x->f->p[to]))
			to++;
		while (from > 0 && fold_is_word(x->f->p[from - 1]))
			from--;
		if (last && fold_start(x->f, from) < out->why[last - 1].end) {
			out->why[last - 1].end = fold_end(x->f, to);
			continue;
		}
		out->why[out->nwhy].start = fold_start(x->f, from);
		out->why[out->nwhy++].end = fold_end(x->f, to);
	}
}

/* A term of a case in one sentence and whose it is in another: "my daughter
 * Sofia waits; she has epilepsy".  Less sure than K8 asks for a finding, enough
 * to put it before a person. */
static bool
kin_and_case(const struct hits *h)
{
	bool kin = false, term = false;

	for (size_t i = 0; i < h->n; i++) {
		term = term || h->v[i].cls == W_HEALTH ||
		       h->v[i].cls == W_CHILD_WELFARE ||
		       h->v[i].cls == W_SOCIAL;
		if (h->v[i].cls != W_MINE)
			continue;
		for (size_t k = i > 3 ? i - 3 : 0; k < h->n && k < i + 4; k++)
			kin = kin || (h->v[k].cls == W_KIN &&
					 h->v[k].from < h->v[i].to + 2 &&
					 h->v[i].from < h->v[k].to + 2);
	}
	return kin && term;
}

/* A word of [from, to) that tells of a person's case. */
static bool
tells_of_case(const struct look *l, size_t from, size_t to)
{
	static const enum word_class of[] = { T_CASE, W_HEALTH, W_CHILD_WELFARE,
		W_SOCIAL };

	for (size_t k = 0; k < sizeof(of) / sizeof(of[0]); k++)
		if (look_word(l, of[k], from, to))
			return true;
	return false;
}

/* One who is named, in the sentence itself or, where it goes on with a
 * pronoun, in the one before: "to Liv and Harald; he is in hospital". */
static bool
named_and_case(const struct look *l)
{
	bool named = false, full;
	size_t from, to;

	for (size_t at = 0; at<l->f->n; at = to> at ? to : at + 1) {
		bool before = named;

		look_sentence(l, at, &from, &to);
		if (look_word(l, W_EVENT, at, to))
			continue;
		named = look_name(l, at, to, &full);
		if ((named || (before && look_word(l, T_THEY, at, to))) &&
		    tells_of_case(l, at, to))
			return true;
		if (look_word(l, T_KIN_ELSE, at, to) &&
		    tells_of_case(l, at, to))
			return true;
	}
	return false;
}

/* The lexicon reads Latin letters alone. */
static bool
case_in_other_letters(struct str text)
{
	static const struct str mine[] = { STR_INIT("мій"), STR_INIT("Мій"),
		STR_INIT("моя"), STR_INIT("Моя"), STR_INIT("мого"),
		STR_INIT("моєї"), STR_INIT("мою"), STR_INIT("моєму"),
		STR_INIT("мене"), STR_INIT("ابني"), STR_INIT("ابنتي"),
		STR_INIT("أمي"), STR_INIT("والدي"), STR_INIT("زوجي"),
		STR_INIT("زوجتي") };
	static const struct str term[] = { STR_INIT("аутизм"),
		STR_INIT("діабет"), STR_INIT("деменц"), STR_INIT("депрес"),
		STR_INIT("інвалід"), STR_INIT("епілепс"), STR_INIT("рак "),
		STR_INIT("лікарн"), STR_INIT("діагноз"), STR_INIT("التوحد"),
		STR_INIT("السرطان"), STR_INIT("السكري"), STR_INIT("مريض"),
		STR_INIT("المستشفى") };

	return str_has_any(text, mine, sizeof(mine) / sizeof(mine[0])) &&
	       str_has_any(text, term, sizeof(term) / sizeof(term[0]));
}

static bool
is_confidential(struct arena *a, struct str text, const struct lexicon *words,
    const struct features *x)
{
	static const char *const kinds[] = { "national_id", "bank_account",
		"passport", "health", "child_welfare", "social_service",
		"school_matter" };
	struct policy_context c = { .lexicon = words };
	struct policy_input in = { text, AS_INBOUND, &c };
	struct findings f;

	policy_check(a, &in, &f);
	for (size_t i = 0; i < f.n; i++)
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
			if (strcmp(f.v[i].kind, kinds[k]) == 0)
				return true;
	return kin_and_case(&x->hits) || case_in_other_letters(text) ||
	       named_and_case(&(struct look){
		   .in = &in, .f = x->f, .hits = x->hits, .out = &f });
}

/* From which share on the words alone mark a text: where a rule is silent, and
 * another wording may yet say it. */
static const double sure_of[TRIAGE_FLAG_COUNT] = {
	[TRIAGE_CONFIDENTIAL] = 0.8,
	[TRIAGE_REPUTATION] = 0.4,
	[TRIAGE_THREAT] = 0.5,
	[TRIAGE_SPAM] = 0.5,
};

unsigned
triage_flags_learned(const struct features *x, const struct triage_model *m)
{
	unsigned flags = 0;

	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++) {
		double words = 0, z = 0;

		for (int i = SIGN_BIAS; i < SIGN_COUNT; i++)
			z += (double)(x->sign[i] * m->flag_sign[i][f]);
		for (size_t i = 0; i < x->n; i++)
			words += (double)(flag_gain(x) * x->v[i].value *
					  (float)m->flag_w[x->v[i].bucket][f]);
		z += words * (double)m->flag_scale;
		if (1.0 / (1.0 + exp(-z)) > sure_of[f])
			flags |= 1u << f;
	}
	return flags;
}

/* REQ: K8 K3 */
static unsigned
flags_of(struct arena *a, struct str text, const struct lexicon *words,
    const struct features *x)
{
	unsigned flags = 0;

	if (is_confidential(a, text, words, x))
		flags |= 1u << TRIAGE_CONFIDENTIAL;
	if (x->sign[SIGN_REPUTATION] > 0)
		flags |= 1u << TRIAGE_REPUTATION;
	if (x->sign[SIGN_THREAT] > 0)
		flags |= 1u << TRIAGE_THREAT;
	if (x->sign[SIGN_SPAM] > 0)
		flags |= 1u << TRIAGE_SPAM;
	return flags;
}

/* Where it is nearly even, what must be answered wins: a complaint taken for
 * praise is the costlier error. */
static void
lean(double *p)
{
	double sum = 0;

	p[CATEGORY_NEGATIVE] *= 1.5;
	for (int c = 0; c < CATEGORY_COUNT; c++)
		sum += p[c];
	for (int c = 0; c < CATEGORY_COUNT; c++)
		p[c] /= sum;
}

/* REQ: K5 */
void
triage(struct arena *a, struct str text, const struct triage_model *model,
    const struct lexicon *words, struct triage *out)
{
	double p[CATEGORY_COUNT];
	struct features x;

	text = str_cut(text, 0, TRIAGE_TEXT_MAX);
	triage_features(a, text, words, &x);
	shares(&x, model, p);
	lean(p);
	*out = (struct triage){ .category = CATEGORY_QUESTION,
		.flags = flags_of(a, text, words, &x) |
			 (model ? triage_flags_learned(&x, model) : 0),
		.lang = triage_lang(&x, text) };
	for (int c = 0; c < CATEGORY_COUNT; c++)
		if (p[c] > p[out->category])
			out->category = (enum category)c;
	if (out->flags & (1u << TRIAGE_SPAM))
		out->category = CATEGORY_NEUTRAL_NOT_TO_US;
	/* Spam is so by its flag, whatever the weights make of its words. */
	out->confidence = p[out->category] > 0.01 ? p[out->category] : 0.01;
	/* What is not ours to read well is not ours to be sure of. */
	if (out->lang == TEXT_OTHER && out->confidence > 0.5)
		out->confidence = 0.5;
	tell_why(&x, out);
}
