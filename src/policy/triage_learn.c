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

enum { EPOCHS = 10 };
static const float rate_words = 0.2f, rate_signs = 0.1f;
static const float decay_words = 0.0002f, decay_signs = 0.001f;
#define MAGIC "ORDTRI2\n"

struct learning {
	bool plain;		    /* a yardstick: no signs, no rules */
	float (*w)[CATEGORY_COUNT]; /* BUCKETS */
	float (*g)[CATEGORY_COUNT]; /* squared gradients */
	float s[SIGN_COUNT][CATEGORY_COUNT], sg[SIGN_COUNT][CATEGORY_COUNT];
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
}

static void
quantise(const struct learning *l, struct triage_model *m)
{
	float most = 1e-9f;

	memcpy(m->sign, l->s, sizeof(m->sign));
	for (size_t b = 0; b < BUCKETS; b++)
		for (int c = 0; c < CATEGORY_COUNT; c++)
			if (fabsf(l->w[b][c]) > most)
				most = fabsf(l->w[b][c]);
	m->scale = most / 127.0f;
	for (size_t b = 0; b < BUCKETS; b++)
		for (int c = 0; c < CATEGORY_COUNT; c++)
			m->w[b][c] = (signed char)lrintf(l->w[b][c] / m->scale);
}

/* Rare categories count for more, but not wholly as much as common ones. */
static void
weigh(const struct triage_example *v, size_t n, float *wt)
{
	size_t of[CATEGORY_COUNT] = { 0 };

	for (size_t i = 0; i < n; i++)
		of[v[i].category]++;
	for (int c = 0; c < CATEGORY_COUNT; c++)
		wt[c] = of[c]
			    ? sqrtf((float)n / (CATEGORY_COUNT * (float)of[c]))
			    : 1.0f;
}

static struct triage_model *
train(struct arena *a, const struct triage_model *base,
    const struct triage_example *v, size_t n, bool plain)
{
	struct triage_model *m = ARENA_NEW(a, struct triage_model);
	struct learning *l = ARENA_NEW(a, struct learning);
	struct features *x = ARENA_ARRAY(a, struct features, n + 1);
	size_t *order = ARENA_ARRAY(a, size_t, n + 1);
	float wt[CATEGORY_COUNT];
	uint64_t seed = 20261125;

	l->plain = plain;
	l->w = (float(*)[CATEGORY_COUNT])ARENA_ARRAY(
	    a, float, (size_t)BUCKETS *CATEGORY_COUNT);
	l->g = (float(*)[CATEGORY_COUNT])ARENA_ARRAY(
	    a, float, (size_t)BUCKETS *CATEGORY_COUNT);
	if (base)
		begin_with(l, base);
	for (size_t i = 0; i < n; i++) {
		triage_features(
		    a, str_cut(v[i].text, 0, TRIAGE_TEXT_MAX), NULL, &x[i]);
		order[i] = i;
	}
	weigh(v, n, wt);
	for (int epoch = 0; epoch < EPOCHS; epoch++) {
		shuffle(order, n, &seed);
		for (size_t i = 0; i < n; i++) {
			enum category c = v[order[i]].category;

			learn_one(l, &x[order[i]], c, wt[c]);
		}
	}
	quantise(l, m);
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
sane(float w)
{
	return isfinite(w) && fabsf(w) < 1000.0f;
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
	for (int i = 0; i < SIGN_COUNT; i++)
		for (int c = 0; c < CATEGORY_COUNT; c++)
			if (!sane(m->sign[i][c]))
				return fail(
				    ERR_INVALID, "the model is damaged");
	if (!sane(m->scale))
		return fail(ERR_INVALID, "the model is damaged");
	*out = m;
	return OK;
}
