/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_triage.c - any bytes as a message: one category, a share of it, flags
 * that are known, words inside the text on character boundaries, the same
 * answer twice.  The first byte chooses what is read: a text, with the model or
 * by rules alone; or the bytes of a model, which is refused or gives shares
 * that are numbers.
 */
#include <assert.h>
#include <math.h>

#include "fmt/utf8.h"
#include "policy/triage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool
boundary(struct str s, size_t at)
{
	return at == s.n || ((unsigned char)s.p[at] & 0xc0) != 0x80;
}

static void
check_triage(struct arena *a, struct str text, const struct triage *t)
{
	struct str words = triage_flag_words(a, t->flags);
	bool utf8 = utf8_valid(text);

	assert((int)t->category >= 0 && (int)t->category < CATEGORY_COUNT);
	assert(t->confidence > 0 && t->confidence <= 1);
	assert(t->flags >> TRIAGE_FLAG_COUNT == 0);
	assert(triage_flag_bits(words) == t->flags);
	assert(t->lang != TEXT_OTHER || t->confidence <= 0.5);
	assert(t->nwhy <= TRIAGE_WHY);
	for (size_t i = 0; i < t->nwhy; i++) {
		assert(t->why[i].start < t->why[i].end);
		assert(t->why[i].end <= text.n);
		assert(i == 0 || t->why[i - 1].end <= t->why[i].start);
		if (utf8)
			assert(boundary(text, t->why[i].start) &&
			       boundary(text, t->why[i].end));
	}
}

static void
look(struct arena *a, struct str text, const struct triage_model *m)
{
	struct triage one, two;

	triage(a, text, m, NULL, &one);
	check_triage(a, text, &one);
	triage(a, text, m, NULL, &two);
	assert(one.category == two.category && one.flags == two.flags &&
	       one.nwhy == two.nwhy);
	assert(fabs(one.confidence - two.confidence) < 1e-12);
}

/* A model's bytes with those of the input written over its beginning and,
 * where told, at some place further in. */
static void
look_by_model(struct arena *a, const uint8_t *data, size_t n)
{
	struct str whole = triage_model_write(a, triage_builtin());
	char *bytes = ARENA_ARRAY(a, char, whole.n);
	const struct triage_model *m;
	size_t at = n > 1 ? (size_t)(data[0] << 8 | data[1]) % whole.n : 0;

	memcpy(bytes, whole.p, whole.n);
	for (size_t i = 2; i < n && at < whole.n; i++)
		bytes[at++] = (char)data[i];
	if (triage_model_read(a, (struct str){ (const char *)data, n }, &m) ==
	    OK)
		look(a, STR("Når åpner dere?"), m);
	if (triage_model_read(a, (struct str){ bytes, whole.n }, &m) == OK)
		look(a, STR("Når åpner dere?"), m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct str text;

	if (n == 0)
		return 0;
	text = (struct str){ (const char *)data + 1, n - 1 };
	if ((data[0] & 3) == 2)
		look_by_model(&a, data + 1, n - 1);
	else
		look(&a, text, data[0] & 1 ? triage_builtin() : NULL);
	arena_free(&a);
	return 0;
}
