/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_policy_lexicon.c - words added to and taken from the built-in ones: found
 * in every spelling, bounded, and without effect on other classes.
 */
#include "policy/lexicon.h"
#include "policy/policy.h"
#include "tests/test.h"

static const struct lexicon *
edited(struct arena *a, enum word_class cls, const char *word, bool removed)
{
	struct lexicon_edit one = { cls, { word, strlen(word) }, removed };

	return lexicon_edited(a, &(struct lexicon_edits){ &one, 1 });
}

static size_t
count(const struct lexicon *lex, struct arena *a, enum word_class cls,
    struct str text)
{
	struct fold f = fold_text(a, text);
	struct hits h = lexicon_find_in(lex, a, &f);
	size_t n = 0;

	for (size_t i = 0; i < h.n; i++)
		n += h.v[i].cls == cls;
	return n;
}

TEST(lexicon_finds_an_added_word_in_every_spelling)
{
	struct arena a = { 0 };
	const struct lexicon *x = edited(&a, W_HEALTH, "blå|prøvling*", false);

	CHECK(x);
	CHECK(count(x, &a, W_HEALTH, STR("en blåprøvling.")) == 1);
	CHECK(count(x, &a, W_HEALTH, STR("en BLÅ PRØVLINGEN")) == 1);
	CHECK(count(x, &a, W_HEALTH, STR("en blaa-proevling")) == 1);
	CHECK(count(x, &a, W_HEALTH, STR("xblåprøvling")) == 0);
	CHECK(count(lexicon_builtin(), &a, W_HEALTH, STR("blåprøvling")) == 0);
	arena_free(&a);
}

TEST(lexicon_leaves_a_removed_word_only_in_its_class)
{
	struct arena a = { 0 };
	const struct lexicon *x = edited(&a, W_HEALTH, "angst", true);
	struct str text = STR("Han har angst og fikk bekymringsmelding.");

	CHECK(x);
	CHECK(count(lexicon_builtin(), &a, W_HEALTH, text) > 0);
	CHECK(count(x, &a, W_HEALTH, text) == 0);
	for (int c = 0; c < W_CLASSES; c++)
		if (c != W_HEALTH)
			CHECK(count(x, &a, (enum word_class)c, text) ==
			      count(lexicon_builtin(), &a, (enum word_class)c,
				  text));
	arena_free(&a);
}

TEST(lexicon_refuses_what_no_word_holds)
{
	struct arena a = { 0 };
	char longer[121];

	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = 0;
	CHECK(!edited(&a, W_HEALTH, "a\n%", false));
	CHECK(!edited(&a, W_HEALTH, longer, false));
	arena_free(&a);
}

TEST(lexicon_of_the_context_is_the_one_the_rules_see)
{
	struct arena a = { 0 };
	struct str text = STR("Sønnen din har blåprøvling, ser vi i saken.");
	struct policy_context c = { 0 };
	struct policy_input in = { text, AS_REPLY, &c };
	struct findings without, with;

	policy_check(&a, &in, &without);
	c.lexicon = edited(&a, W_HEALTH, "blåprøvling", false);
	CHECK(c.lexicon);
	policy_check(&a, &in, &with);
	CHECK(with.n > 0);
	CHECK(with.n != without.n ||
	      strcmp(with.v[0].kind, without.v[0].kind) != 0);
	arena_free(&a);
}
