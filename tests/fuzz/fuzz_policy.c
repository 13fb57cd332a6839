/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_policy.c - any bytes as a text: findings lie inside it, on character
 * boundaries where it is UTF-8, in order; the mask is as long in characters.
 * The first byte chooses how the text is looked at.
 */
#include <assert.h>

#include "fmt/utf8.h"
#include "policy/json.h"
#include "policy/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool
boundary(struct str s, size_t at)
{
	return at == s.n || ((unsigned char)s.p[at] & 0xc0) != 0x80;
}

static void
check_findings(struct str text, const struct findings *f)
{
	bool utf8 = utf8_valid(text);

	for (size_t i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		assert(x->start <= x->end && x->end <= text.n);
		assert(x->end > x->start || (x->start == 0 && x->end == 0));
		assert(i == 0 || f->v[i - 1].start <= x->start);
		if (utf8)
			assert(
			    boundary(text, x->start) && boundary(text, x->end));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct str words[] = { STR_INIT("Kultur"), STR_INIT(""),
		STR_INIT("61 22 44 00"), STR_INIT("post@ås.no") };
	struct policy_context c = { 0 };
	struct policy_input in = { .context = &c };
	struct arena a = { 0 };
	struct findings f;
	struct buf b = { .arena = &a };

	if (n == 0)
		return 0;
	in.as = (enum policy_as)(data[0] & 3);
	in.text = (struct str){ (const char *)data + 1, n - 1 };
	if (data[0] & 4) {
		c.municipality.units = (struct str_list){ words, 4 };
		c.municipality.published = (struct str_list){ words, 4 };
		c.municipality.domains = (struct str_list){ words, 4 };
		c.staff = (struct str_list){ words, 4 };
		c.responder.first_name = STR("Kari");
		c.responder.last_name = STR("Ås");
	}
	policy_check(&a, &in, &f);
	check_findings(in.text, &f);
	findings_json(&b, &f, LANG_NN);
	if (f.n == 0)
		assert(str_eq(policy_mask(&a, in.text, &f), in.text));
	assert(policy_mask(&a, in.text, &f).n >= in.text.n || f.n > 0);
	arena_free(&a);
	return 0;
}
