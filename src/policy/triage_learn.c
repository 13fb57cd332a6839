/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_learn.c - multinomial logistic regression over the features, by
 * AdaGrad (Duchi, Hazan, Singer 2011).  What the rules say is the starting
 * point, so that little data moves little.
 */
#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "policy/triage_internal.h"

enum { EPOCHS = 20 };
static const float rate_words = 0.2f, rate_signs = 0.1f;
static const float decay_words = 0.0002f, decay_signs = 0.001f;
#define MAGIC "ORDTRI3\n"

struct learning {
	bool plain;		    /* a yardstick: no signs, no rules */
	float (*w)[CATEGORY_COUNT]; /* BUCKETS */
	float (*g)[CATEGORY_COUNT]; /* squared gradients */
	float s[SIGN_COUNT][CATEGORY_COUNT], sg[SIGN_COUNT][CATEGORY_COUNT];
	float (*fw)[TRIAGE_FLAG_COUNT]; /* the same for flags */
	float (*fg)[TRIAGE_FLAG_COUNT];
	float fs[SIGN_COUNT][TRIAGE_FLAG_COUNT];
	float fsg[SIGN_COUNT][TRIAGE_FLAG_COUNT];
	float flag_weight[TRIAGE_FLAG_COUNT]; /* of a text that has it */
};

static void
shares(const struct learning *l, const struct features *x, float *p)
{
	float most = -1e9f, sum = 0;

	for (int c = 0; c < CATEGORY_COUNT; c++) {
		p[c] = 0;
		for (int i = 0; i < SIGN_COUNT; i++)
			if (!l->plain || i == SIGN_BIAS)
				p[c] += x->sign[i] *
					(triage_rules[i][c] + l->s[i][c]);
		for (size_t i = 0; i < x->n; i++)
			p[c] += x->v[i].value * l->w[x->v[i].bucket][c];
		if (p[c] > most)
			most = p[c];
	}
	for (int c = 0; c < CATEGORY_COUNT; c++)
		sum += p[c] = expf(p[c] - most);
	for (int c = 0; c < CATEGORY_COUNT; c++)
		p[c] /= sum;
}

static void
step(float *w, float *g, float grad, float rate)
{
	*g += grad * grad;
	*w -= rate * grad / (sqrtf(*g) + 1e-6f);
}

static void
learn_one(
    struct learning *l, const struct features *x, enum category want, float wt)
{
	float p[CATEGORY_COUNT];

	shares(l, x, p);
	for (int c = 0; c < CATEGORY_COUNT; c++) {
		float err = wt * (p[c] - (c == (int)want ? 1.0f : 0.0f));

		for (int i = 0; i < SIGN_COUNT; i++)
			if (x->sign[i] > 0 && (!l->plain || i == SIGN_BIAS))
				step(&l->s[i][c], &l->sg[i][c],
				    err * x->sign[i] + decay_signs * l->s[i][c],
				    rate_signs);
		for (size_t i = 0; i < x->n; i++) {
			uint32_t b = x->v[i].bucket;

			step(&l->w[b][c], &l->g[b][c],
			    err * x->v[i].value + decay_words * l->w[b][c],
			    rate_words);
		}
	}
}

/* The rules know what they were told of; the words are to know it without. */
static void
learn_flags(struct learning *l, const struct features *x, unsigned want)
{
	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++) {
		bool has = want >> f & 1;
		const float gain = flag_gain(x);
		float z = 0, err;

		for (int i = SIGN_BIAS; i < SIGN_COUNT; i++)
			z += x->sign[i] * l->fs[i][f];
		for (size_t i = 0; i < x->n; i++)
			z += gain * x->v[i].value * l->fw[x->v[i].bucket][f];
		err = 1.0f / (1.0f + expf(-z)) - (has ? 1.0f : 0.0f);
		err *= has ? l->flag_weight[f] : 1.0f;
		for (int i = SIGN_BIAS; i < SIGN_COUNT; i++)
			if (x->sign[i] > 0)
				step(&l->fs[i][f], &l->fsg[i][f],
				    err * x->sign[i] +
					decay_signs * l->fs[i][f],
				    rate_signs);
		for (size_t i = 0; i < x->n; i++) {
			uint32_t b = x->v[i].bucket;

			step(&l->fw[b][f], &l->fg[b][f],
			    gain * err * x->v[i].value +
				decay_words * l->fw[b][f],
			    rate_words);
		}
	}
}

static void
shuffle(size_t *order, size_t n, uint64_t *seed)
{
	for (size_t i = n; i > 1; i--) {
		size_t k;
		size_t t = order[i - 1];

		*seed = *seed * 6364136223846793005u + 1442695040888963407u;
		k = (size_t)((*seed >> 33) % i);
		order[i - 1] = order[k];
		order[k] = t;
	}
}

static void
begin_with(struct learning *l, const struct triage_model *m)
{
	memcpy(l->s, m->sign, sizeof(l->s));
	for (size_t b = 0; b < BUCKETS; b++)
		for (int c = 0; c < CATEGORY_COUNT; c++)
			l->w[b][c] = m->scale * (float)m->w[b][c];
	memcpy(l->fs, m->flag_sign, sizeof(l->fs));
	for (size_t b = 0; b < BUCKETS; b++)
		for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
			l->fw[b][f] = m->flag_scale * (float)m->flag_w[b][f];
}

/* n weights as bytes; the scale of one. */
static float
quantise(const float *w, size_t n, signed char *out)
{
	float most = 1e-9f, scale;

	for (size_t i = 0; i < n; i++)
		if (fabsf(w[i]) > most)
			most = fabsf(w[i]);
	scale = most / 127.0f;
	for (size_t i = 0; i < n; i++)
		out[i] = (signed char)lrintf(w[i] / scale);
	return scale;
}

static void
end_with(const struct learning *l, struct triage_model *m)
{
	memcpy(m->sign, l->s, sizeof(m->sign));
	m->scale = quantise(l->w[0], (size_t)BUCKETS * CATEGORY_COUNT, m->w[0]);
	memcpy(m->flag_sign, l->fs, sizeof(m->flag_sign));
	m->flag_scale = quantise(
	    l->fw[0], (size_t)BUCKETS * TRIAGE_FLAG_COUNT, m->flag_w[0]);
}

/* Rare categories count for more, but not wholly as much as common ones. */
static void
weigh(struct learning *l, const struct triage_example *v, size_t n, float *wt)
{
	size_t of[CATEGORY_COUNT] = { 0 }, has[TRIAGE_FLAG_COUNT] = { 0 };
	size_t told = 0; /* of what category they are */

	for (size_t i = 0; i < n; i++) {
		of[v[i].category] += !v[i].flags_only;
		told += !v[i].flags_only;
		for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
			has[f] += v[i].flags >> f & 1;
	}
	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
		l->flag_weight[f] = sqrtf((float)n / (float)(has[f] + 1));
	for (int c = 0; c < CATEGORY_COUNT; c++)
		wt[c] = of[c] ? sqrtf((float)told /
				      (CATEGORY_COUNT * (float)of[c]))
			      : 1.0f;
}

static struct learning *
begin(struct arena *a, const struct triage_model *base)
{
	struct learning *l = ARENA_NEW(a, struct learning);
	const size_t n = (size_t)BUCKETS * CATEGORY_COUNT;
	const size_t flags = (size_t)BUCKETS * TRIAGE_FLAG_COUNT;

	l->w = (float(*)[CATEGORY_COUNT])ARENA_ARRAY(a, float, n);
	l->g = (float(*)[CATEGORY_COUNT])ARENA_ARRAY(a, float, n);
	l->fw = (float(*)[TRIAGE_FLAG_COUNT])ARENA_ARRAY(a, float, flags);
	l->fg = (float(*)[TRIAGE_FLAG_COUNT])ARENA_ARRAY(a, float, flags);
	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
		l->fs[SIGN_BIAS][f] = -3.0f; /* as rare as they are */
	if (base)
		begin_with(l, base);
	return l;
}

/* Those that tell a category first, so that how many tell flags alone is
 * nothing to it. */
static size_t
in_order(const struct triage_example *v, size_t n, size_t *order)
{
	size_t told = 0, k = 0;

	for (size_t i = 0; i < n; i++)
		if (!v[i].flags_only)
			order[told++] = i;
	for (size_t i = 0; i < n; i++)
		if (v[i].flags_only)
			order[told + k++] = i;
	return told;
}

static struct triage_model *
train(struct arena *a, const struct triage_model *base,
    const struct triage_example *v, size_t n, bool plain)
{
	struct triage_model *m = ARENA_NEW(a, struct triage_model);
	struct learning *l = begin(a, base);
	struct features *x = ARENA_ARRAY(a, struct features, n + 1);
	size_t *order = ARENA_ARRAY(a, size_t, n + 1);
	float wt[CATEGORY_COUNT];
	uint64_t seed = 20261125, more = 20261125;
	size_t told;

	l->plain = plain;
	for (size_t i = 0; i < n; i++)
		triage_features(
		    a, str_cut(v[i].text, 0, TRIAGE_TEXT_MAX), NULL, &x[i]);
	told = in_order(v, n, order);
	weigh(l, v, n, wt);
	for (int epoch = 0; epoch < EPOCHS; epoch++) {
		shuffle(order, told, &seed);
		shuffle(order + told, n - told, &more);
		for (size_t i = 0; i < n; i++) {
			const struct triage_example *ex = &v[order[i]];

			if (!ex->flags_only)
				learn_one(l, &x[order[i]], ex->category,
				    wt[ex->category]);
			if (ex->flags_known && !plain)
				learn_flags(l, &x[order[i]], ex->flags);
		}
	}
	end_with(l, m);
	return m;
}

struct triage_model *
triage_train(struct arena *a, const struct triage_model *base,
    const struct triage_example *v, size_t n)
{
	return train(a, base, v, n, false);
}

struct triage_model *
triage_train_plain(struct arena *a, const struct triage_example *v, size_t n)
{
	return train(a, NULL, v, n, true);
}

/* Bytes -------------------------------------------------------------------- */

struct str
triage_model_write(struct arena *a, const struct triage_model *m)
{
	struct buf b = { .arena = a };

	buf_lit(&b, MAGIC);
	buf_put(&b, (struct str){ (const char *)m, sizeof(*m) });
	return buf_str(&b);
}

/* No training comes near it, and sums of such stay numbers. */
static bool
all_sane(const float *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(w[i]) || fabsf(w[i]) >= 1000.0f)
			return false;
	return true;
}

enum err
triage_model_read(
    struct arena *a, struct str bytes, const struct triage_model **out)
{
	struct triage_model *m;

	if (bytes.n != sizeof(MAGIC) - 1 + sizeof(*m) ||
	    memcmp(bytes.p, MAGIC, sizeof(MAGIC) - 1) != 0)
		return fail(
		    ERR_INVALID, "not a model that this program has trained");
	m = ARENA_NEW(a, struct triage_model);
	memcpy(m, bytes.p + sizeof(MAGIC) - 1, sizeof(*m));
	if (!all_sane(m->sign[0], (size_t)SIGN_COUNT * CATEGORY_COUNT) ||
	    !all_sane(
		m->flag_sign[0], (size_t)SIGN_COUNT * TRIAGE_FLAG_COUNT) ||
	    !all_sane(&m->scale, 1) || !all_sane(&m->flag_scale, 1))
		return fail(ERR_INVALID, "the model is damaged");
	*out = m;
	return OK;
}
